using Shouldly;

namespace Raincheck.Tests.Api.Model;

/// <content>Purchase orders, what is linked to them, and vendors who ship.</content>
internal sealed partial class ModelPlayer
{
    private Task PurchaseAsync(int a, int b, int c, int d)
    {
        if (model.Purchases.Count == 0 || a % 3 == 0)
        {
            var made = new ModelPurchase($"{shop}-PO-{++last}", last, OrderModel.Plain[b % 7], 1 + c % 9);
            var lines = new[] { new { sku = Name(made.Sku), quantity = 1 + c % 9 } };
            var body = new
            {
                number = made.Number,
                vendor = "VEND",
                warehouse = "MAIN",
                lines,
            };
            return CallAsync(HttpMethod.Post, "/purchase-orders", body, true, _ => model.Purchases.Add(made));
        }
        var order = model.Purchases[b % model.Purchases.Count];
        if (a % 7 == 1)
            return CancelPurchaseAsync(order);
        if (a % 7 == 2)
            return ChangePurchaseAsync(order, 1 + c % 12);
        var (quantity, warehouse) = (1 + c % 9, d % 5 == 0 ? OrderModel.Warehouses[d % 4] : "MAIN");
        var receipt = new
        {
            reference = $"{shop}-R-{++last}",
            lines = new[]
            {
                new
                {
                    sku = Name(order.Sku),
                    quantity,
                    warehouse,
                },
            },
        };
        return CallAsync(
            HttpMethod.Post,
            $"/purchase-orders/{order.Number}/receipts",
            receipt,
            !order.IsCancelled && !order.IsDropship,
            _ => model.Receive(order, quantity, warehouse)
        );
    }

    private Task CancelPurchaseAsync(ModelPurchase order)
    {
        var pending = model.WaitingOn(order);
        return CallAsync(
            HttpMethod.Post,
            $"/purchase-orders/{order.Number}/cancel",
            null,
            order.IsDropship ? pending.Count > 0 : order.Pending > 0,
            _ =>
            {
                if (order.IsDropship)
                {
                    pending.ForEach(GiveBack);
                    model.End(order);
                }
                order.IsCancelled = true;
                model.Unlink(order);
            }
        );
    }

    private Task ChangePurchaseAsync(ModelPurchase order, int quantity) =>
        CallAsync(
            HttpMethod.Patch,
            $"/purchase-orders/{order.Number}/lines/{Name(order.Sku)}",
            new { quantity, expectedAt = DateTimeOffset.UnixEpoch.AddYears(60) },
            !order.IsDropship
                && !order.IsCancelled
                && quantity >= Math.Min(order.Received, order.Quantity) + model.WaitingOn(order).Sum(l => l.Units),
            _ => order.Quantity = quantity
        );

    private Task LinkAsync(ModelOrder order, ModelLine line, int c, int d)
    {
        var quantity = 1 + c % 5;
        var may = order.IsAccepted && line.Sku != OrderModel.Kit && quantity <= line.Open - line.CrossDocked - model.LinkedUnits(line);
        var known = model.Purchases.FindAll(p => p.Sku == OrderModel.Pool(line.Sku));
        if (known.Count == 0 || d % 4 == 0)
        {
            return OnOrderAsync(
                order,
                "links",
                new
                {
                    line = line.Line,
                    quantity,
                    vendor = "VEND",
                    warehouse = "MAIN",
                },
                may,
                answer =>
                {
                    var shown = answer.GetProperty("lines").EnumerateArray().Single(l => l.GetProperty("line").GetInt32() == line.Line);
                    var number = shown
                        .GetProperty("links")
                        .EnumerateArray()
                        .Select(l => l.GetProperty("purchaseOrder").GetString()!)
                        .Single(n => model.Purchases.TrueForAll(p => p.Number != n));
                    var made = new ModelPurchase(number, ++last, OrderModel.Pool(line.Sku), quantity);
                    model.Purchases.Add(made);
                    model.Link(made, order, line, quantity);
                }
            );
        }
        var purchase = known[d % known.Count];
        return OnOrderAsync(
            order,
            "links",
            new
            {
                line = line.Line,
                quantity,
                purchaseOrder = purchase.Number,
            },
            may && quantity <= purchase.Pending - model.WaitingOn(purchase).Sum(l => l.Units),
            _ => model.Link(purchase, order, line, quantity)
        );
    }

    private Task UnlinkAsync(ModelOrder order, ModelLine line, int c)
    {
        var links = model.Linked(line);
        var link = links.Count == 0 ? null : links[c % links.Count];
        return CallAsync(
            HttpMethod.Delete,
            $"/orders/{order.Number}/links/{link?.Purchase.Number ?? "none"}/{line.Line}",
            null,
            link is not null,
            _ => link!.Units = 0
        );
    }

    /// <summary>The chosen units of a line, or all that is back-ordered.</summary>
    private Task DropshipAsync(ModelOrder order, ModelLine line, int c, int d)
    {
        var chosen = c % 2 == 0;
        var units = order.Lines.ToDictionary(l => l, l => chosen ? (l == line ? 1 + d % 3 : 0) : l.BackOrdered);
        object body = chosen
            ? new { vendor = "VEND", lines = new[] { new { line = line.Line, quantity = units[line] } } }
            : new { vendor = "VEND" };
        return OnOrderAsync(
            order,
            "dropship",
            body,
            order.IsAccepted && units.Values.Sum() > 0 && units.All(u => u.Value <= u.Key.Open),
            answer =>
            {
                var number = answer.GetProperty("number").GetString()!;
                // Until the vendor is asked, its purchase order for this order grows.
                var open = model.Links.Find(l => l.Order == order && l.Units > 0 && l.Purchase.DropshipStatus == "pending")?.Purchase;
                if (open is not null)
                    number.ShouldBe(open.Number, call);
                else
                    model.Purchases.Add(open = new ModelPurchase(number, ++last, "", 0) { DropshipStatus = "pending" });
                foreach (var (one, count) in units.Where(u => u.Value > 0))
                {
                    one.Dropshipped += count;
                    model.Link(open, order, one, count);
                }
            }
        );
    }

    /// <summary>What a vendor says of a purchase order that it ships.</summary>
    private Task VendorAsync(int c, int d)
    {
        var shipped = model.Purchases.FindAll(p => p.IsDropship);
        if (shipped.Count == 0)
            return Task.CompletedTask;
        var purchase = shipped[c % shipped.Count];
        var status = OrderModel.VendorSteps[1 + d % 4];
        var now = Array.IndexOf(OrderModel.VendorSteps, purchase.DropshipStatus);
        var ends = status is "processed" or "cancelled";
        var units = model.WaitingOn(purchase);
        return CallAsync(
            HttpMethod.Post,
            $"/purchase-orders/{purchase.Number}/dropship-status",
            new { status },
            now < 3 && (ends || Array.IndexOf(OrderModel.VendorSteps, status) > now),
            _ =>
            {
                if (!ends)
                    purchase.DropshipStatus = status;
                else if (status == "cancelled")
                    units.ForEach(GiveBack);
                else
                    units.ForEach(Process);
                if (ends)
                    model.End(purchase);
                foreach (var order in units.Select(u => u.Order).Distinct())
                    order.CloseIfDone();
            }
        );

        static void Process(ModelLink link)
        {
            link.Line.Dropshipped -= link.Units;
            link.Line.Shipped += link.Units;
            (link.Processed, link.Units) = (link.Processed + link.Units, 0);
        }
    }

    private static void GiveBack(ModelLink link)
    {
        link.Line.Dropshipped -= link.Units;
        link.Units = 0;
    }
}
