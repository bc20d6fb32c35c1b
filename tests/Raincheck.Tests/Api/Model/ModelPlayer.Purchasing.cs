using System.Text.Json;
using Shouldly;

namespace Raincheck.Tests.Api.Model;

/// <content>Purchase orders, what is linked to them, and vendors who ship.</content>
internal sealed partial class ModelPlayer
{
    private Task PurchaseAsync(int a, int b, int c, int d)
    {
        if (model.Purchases.Count == 0 || a % 3 == 0)
            return a % 2 == 0 ? BuyAsync(b, c, d) : BuyWhatIsShortAsync(b, c, d);
        var order = model.Purchases[b % model.Purchases.Count];
        if (a % 7 == 1)
            return CancelPurchaseAsync(order);
        if (a % 7 == 2)
            return ChangePurchaseAsync(order, order.Lines[c % order.Lines.Count], 1 + c % 12);
        var goods = order
            .Lines.Take(1 + c % order.Lines.Count)
            .Select((l, i) => (l.Sku, Units: 1 + (c + i) % 9, Warehouse: d % 5 == 0 ? OrderModel.Warehouses[(d + i) % 4] : "MAIN"))
            .ToList();
        var receipt = new
        {
            reference = $"{shop}-R-{++last}",
            lines = goods.Select(g => new
            {
                sku = Name(g.Sku),
                quantity = g.Units,
                warehouse = g.Warehouse,
            }),
        };
        return CallAsync(
            HttpMethod.Post,
            $"/purchase-orders/{order.Number}/receipts",
            receipt,
            !order.IsGivenUp && !order.IsDropship,
            _ => model.Receive(order, goods)
        );
    }

    private Task BuyAsync(int b, int c, int d)
    {
        var made = new ModelPurchase($"{shop}-PO-{++last}", last);
        for (var i = 0; i <= d % 3; i++)
            made.Add(OrderModel.Plain[(b + i) % 7], 1 + (c + i) % 9);
        var body = new
        {
            number = made.Number,
            vendor = shop,
            warehouse = "MAIN",
            lines = made.Lines.Select(l => new { sku = Name(l.Sku), quantity = l.Quantity }),
        };
        return CallAsync(HttpMethod.Post, "/purchase-orders", body, true, _ => model.Purchases.Add(made));
    }

    /// <summary>Everything that is short, or two products of which one has a quantity.</summary>
    private Task BuyWhatIsShortAsync(int b, int c, int d)
    {
        var lacking = model.Short();
        var (one, other) = (OrderModel.Plain[b % 7], OrderModel.Plain[(b + 1) % 7]);
        var wanted = c % 2 == 0 ? lacking : new() { [one] = 1 + d % 5, [other] = lacking.GetValueOrDefault(other) };
        var (vendor, warehouse) = (shop, "MAIN");
        object body =
            c % 2 == 0
                ? new { vendor, warehouse }
                : new
                {
                    vendor,
                    warehouse,
                    lines = new object[] { new { sku = Name(one), quantity = 1 + d % 5 }, new { sku = Name(other) } },
                };
        return CallAsync(
            HttpMethod.Post,
            "/purchasing/proposals/order",
            body,
            wanted.Count > 0,
            answer =>
            {
                var made = new ModelPurchase(answer.GetProperty("number").GetString()!, ++last);
                foreach (var (sku, units) in wanted.Where(w => w.Value > 0))
                    made.Add(sku, (int)units);
                model.Purchases.Add(made);
            }
        );
    }

    private Task CancelPurchaseAsync(ModelPurchase order) =>
        CallAsync(
            HttpMethod.Post,
            $"/purchase-orders/{order.Number}/cancel",
            null,
            order.Status is "open" or "partiallyReceived",
            _ =>
            {
                if (order.IsDropship)
                {
                    model.WaitingOn(order).ForEach(l => OrderModel.GiveBack(l, l.Units));
                    return;
                }
                order.Lines.ForEach(l => l.Cancelled += (int)l.Pending);
                model.Unlink(order);
            }
        );

    private Task ChangePurchaseAsync(ModelPurchase order, ModelPurchaseLine line, int quantity)
    {
        var expectedAt = DateTimeOffset.UnixEpoch.AddYears(60).AddDays(quantity);
        return CallAsync(
            HttpMethod.Patch,
            $"/purchase-orders/{order.Number}/lines/{Name(line.Sku)}",
            new { quantity, expectedAt },
            !order.IsDropship
                && !order.IsGivenUp
                && quantity
                    >= Math.Min(line.Received, line.Quantity)
                        + line.Cancelled
                        + model.WaitingOn(order).Where(l => l.Sku == line.Sku).Sum(l => l.Units),
            _ => (line.Quantity, line.ExpectedAt) = (quantity, expectedAt)
        );
    }

    private Task LinkAsync(ModelOrder order, ModelLine line, int c, int d)
    {
        var quantity = 1 + c % 5;
        var may = order.IsAccepted && line.Sku != OrderModel.Kit && quantity <= line.Open - line.CrossDocked - model.LinkedUnits(line);
        var sku = OrderModel.Pool(line.Sku);
        var known = model.Purchases.FindAll(p => !p.IsDropship && p.Line(sku) is not null);
        if (known.Count == 0 || d % 4 == 0)
        {
            return OnOrderAsync(
                order,
                "links",
                new
                {
                    line = line.Line,
                    quantity,
                    vendor = shop,
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
                    var made = new ModelPurchase(number, ++last).Add(sku, quantity);
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
            may && quantity <= purchase.Line(sku)!.Pending - model.WaitingOn(purchase).Where(l => l.Sku == sku).Sum(l => l.Units),
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
            ? new { vendor = shop, lines = new[] { new { line = line.Line, quantity = units[line] } } }
            : new { vendor = shop };
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
                    model.Purchases.Add(open = new ModelPurchase(number, ++last) { DropshipStatus = "pending", Order = order });
                foreach (var (one, count) in units.Where(u => u.Value > 0))
                {
                    open.Add(one.Sku, count);
                    one.Dropshipped += count;
                    model.Link(open, order, one, count);
                }
            }
        );
    }

    /// <summary>What a vendor says of a purchase order that it ships, or of some units of it.</summary>
    private Task VendorAsync(int b, int c, int d)
    {
        var shipped = model.Purchases.FindAll(p => p.IsDropship);
        if (shipped.Count == 0)
            return Task.CompletedTask;
        var purchase = shipped[c % shipped.Count];
        var status = OrderModel.VendorSteps[1 + d % 4];
        var ends = status is "processed" or "cancelled";
        var part = b % 2 == 0 ? purchase.Lines[b % purchase.Lines.Count] : null;
        var quantity = 1 + b % 3;
        var now = Array.IndexOf(OrderModel.VendorSteps, purchase.DropshipStatus);
        object body = part is null ? new { status } : new { status, lines = new[] { new { sku = Name(part.Sku), quantity } } };
        return CallAsync(
            HttpMethod.Post,
            $"/purchase-orders/{purchase.Number}/dropship-status",
            body,
            now < 3
                && (ends ? part is null || quantity <= part.Pending : part is null && Array.IndexOf(OrderModel.VendorSteps, status) > now),
            _ =>
            {
                if (!ends)
                {
                    purchase.DropshipStatus = status;
                    return;
                }
                var left = part is null ? int.MaxValue : quantity;
                foreach (var link in model.WaitingOn(purchase).Where(l => part is null || l.Sku == part.Sku))
                {
                    var units = Math.Min(link.Units, left);
                    left -= units;
                    if (units == 0)
                        continue;
                    if (status == "cancelled")
                        OrderModel.GiveBack(link, units);
                    else
                        OrderModel.Process(link, units);
                    link.Order.CloseIfDone();
                }
            }
        );
    }

    private async Task ComparePurchasesAsync()
    {
        var shown = await ReadAsync($"/purchase-orders?vendor={shop}&pageSize=500");
        shown
            .EnumerateArray()
            .Select(PurchaseText)
            .Order(StringComparer.Ordinal)
            .ToList()
            .ShouldBe(model.Purchases.Select(Text).Order(StringComparer.Ordinal).ToList(), call);
    }

    private string Text(ModelPurchase p) =>
        $"{p.Number} {p.Status} {p.DropshipStatus ?? "none"} of {p.Order?.Number} {string.Join(", ", p.Lines.OrderBy(l => l.Sku, StringComparer.Ordinal).Select(l => $"[{l.Sku} {l.Quantity} r{l.Received} c{l.Cancelled} p{l.Pending} {l.ExpectedAt:O}]"))} for {string.Join(", ", model.WaitingOn(p).Select(l => $"{l.Order.Number}/{l.Line.Line} {l.Sku} {l.Units}"))}";

    private string PurchaseText(JsonElement p)
    {
        var lines = p.GetProperty("lines")
            .EnumerateArray()
            .Select(l =>
                $"[{Short(l.GetProperty("sku"))} {l.GetProperty("quantity")} r{l.GetProperty("received")} c{l.GetProperty("cancelled")} p{l.GetProperty("pending")} {Time(l.GetProperty("expectedAt"))}]"
            );
        var links = p.GetProperty("links")
            .EnumerateArray()
            .Select(l => $"{l.GetProperty("order")}/{l.GetProperty("line")} {Short(l.GetProperty("sku"))} {l.GetProperty("quantity")}");
        return $"{p.GetProperty("number")} {p.GetProperty("status")} {p.GetProperty("dropshipStatus")} of {p.GetProperty("order")} {string.Join(", ", lines)} for {string.Join(", ", links)}";
    }
}
