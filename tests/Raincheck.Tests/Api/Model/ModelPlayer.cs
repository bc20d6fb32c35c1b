using System.Text.Json;
using Raincheck.Tests.Api.Contract;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Api.Model;

/// <summary>
/// Makes calls out of numbers, sends each to the server and does the same to the model, which says beforehand whether the
/// server must carry it out. After each call every order, every purchase order and every figure of stock is compared.
/// </summary>
internal sealed partial class ModelPlayer(ApiHost api, string shop)
{
    private readonly OrderModel model = new();
    private int last;
    private int confirmed = 1_000_000;
    private string call = "";

    /// <summary>Calls that the server carried out, and those that it refused.</summary>
    public (int Done, int Refused) Calls { get; private set; }

    public async Task StartAsync()
    {
        await api.Put($"/companies/{shop}", """{"name":"Model"}""").Ok();
        await api.Put($"/vendors/{shop}", """{"name":"Model"}""").Ok();
        foreach (var (code, type, sellable) in new[] { ("EAST", "normal", true), ("DROP", "dropship", true), ("BACK", "return", true) })
            await api.Put(
                    $"/warehouses/{code}",
                    JsonSerializer.Serialize(
                        new
                        {
                            name = code,
                            type,
                            isSellable = sellable,
                        }
                    )
                )
                .Ok();
        await api.Put(
                "/products",
                JsonSerializer.Serialize(OrderModel.Skus.Select(s => Product(s, model.Replacements.GetValueOrDefault(s))))
            )
            .Ok();
        await SaveAsync(
            new
            {
                enableBackOrderWorkflow = true,
                stopMarkingOnCreate = false,
                considerReplacementSku = false,
                excludeDropshipWarehouses = true,
                includeAuthorizedOrders = false,
                includeUnpaidOrders = false,
                periodicPass = new { mode = "immediate" },
            },
            () => { }
        );
    }

    private object Product(string sku, string? replacement) =>
        new
        {
            sku = Name(sku),
            name = sku,
            vendor = shop,
            replacementSku = replacement is null ? null : Name(replacement),
            shadowOf = sku == "S" ? Name("B") : null,
            components = sku == OrderModel.Kit ? OrderModel.Needed(sku).Select(n => new { sku = Name(n.Sku), quantity = n.Units }) : null,
        };

    public async Task PlayAsync(int kind, int a, int b, int c, int d)
    {
        var order = model.Orders.Count == 0 ? null : model.Orders[a % model.Orders.Count];
        var line = order is null || order.Lines.Count == 0 ? null : order.Lines[b % order.Lines.Count];
        await (
            (kind, order, line) switch
            {
                (< 15, _, _) or (_, null, _) or (_, _, null) => CreateAsync(a, b, c, d),
                (< 18, _, _) => BatchAsync(a, b, c, d),
                (< 24, _, _) => StockAsync(a, b, c),
                (< 25, _, _) => WaitingStockAsync(a, b, c),
                (< 35, _, _) => PurchaseAsync(a, b, c, d),
                (< 38, _, _) => SettingsAsync(a, b % 2 == 0),
                (< 39, _, _) => ReplacementAsync(c, d),
                (< 40, _, _) => EastAsync(c % 2 == 0),
                (< 45, _, _) => LinkAsync(order, line, c, d),
                (< 46, _, _) => UnlinkAsync(order, line, c),
                (< 49, _, _) => DropshipAsync(order, line, c, d),
                (< 51, _, _) => VendorAsync(b, c, d),
                (< 52, _, _) => DelayAsync(order, c),
                (< 53, _, _) => ConfirmAsync(order),
                (< 56, _, _) => StatusAsync(order, "hold", "onHold", "inProcess", "problem"),
                (< 60, _, _) => StatusAsync(order, "release", "inProcess", "onHold", "problem"),
                (< 66, _, _) => CancelAsync(order, line, c, d),
                (< 69, _, _) => AddLineAsync(order, OrderModel.Skus[c % OrderModel.Skus.Length], 1 + d % 5),
                (< 73, _, _) => ChangeQuantityAsync(order, line, 1 + c % 8),
                (< 76, _, _) => ReplaceAsync(order, line, OrderModel.Skus[c % OrderModel.Skus.Length]),
                (< 84, _, _) => ShipAsync(order, line, OrderModel.Warehouses[c % 3], d),
                (< 87, _, _) => PatchAsync(order, b, c % 3, new[] { "charged", "authorized", "unpaid", "partial" }[d % 4]),
                (< 90, _, _) => MarkAsync(order, new[] { "auto", "marked", "notMarked" }[c % 3]),
                (< 92, _, _) => RecalculateAsync(order),
                (< 95, _, _) => SplitAsync(order, line, c, d),
                (< 98, _, _) => PinAsync(order, line, 1 + c % 6),
                _ => LiftAsync(order, line),
            }
        );
        model.Walk();
        await CompareAsync();
    }

    private Task CreateAsync(int a, int b, int c, int d)
    {
        var (order, body) = NewOrder(a, b, c, d);
        return CallAsync(HttpMethod.Post, "/orders", body, true, _ => model.Orders.Add(order));
    }

    /// <summary>Two orders, of which the second may have the number of one that is there.</summary>
    private Task BatchAsync(int a, int b, int c, int d)
    {
        var taken = c % 3 == 0 && model.Orders.Count > 0 ? model.Orders[d % model.Orders.Count].Number : null;
        var (one, first) = NewOrder(a, b, c, d);
        var (other, second) = NewOrder(b, c, d, a, taken);
        return CallAsync(
            HttpMethod.Post,
            "/orders/batch",
            new { orders = new[] { first, second } },
            true,
            answer =>
            {
                answer
                    .GetProperty("results")
                    .EnumerateArray()
                    .Select(r => r.GetProperty("status").GetInt32())
                    .ShouldBe([201, taken is null ? 201 : 409], call);
                model.Orders.AddRange(taken is null ? [one, other] : [one]);
            }
        );
    }

    private (ModelOrder Order, object Body) NewOrder(int a, int b, int c, int d, string? taken = null)
    {
        last++;
        var number = taken ?? $"{shop}-{last}";
        var orderedAt = DateTimeOffset.UnixEpoch.AddYears(50).AddMinutes(d % 20);
        var order = new ModelOrder(number, last, last)
        {
            Status = (d % 11) switch
            {
                0 => "quote",
                1 => "onHold",
                2 => "cart",
                _ => "inProcess",
            },
            Payment = (c % 9) switch
            {
                0 => "authorized",
                1 => "unpaid",
                _ => "charged",
            },
            Priority = b % 13 == 0 ? 5 : 0,
            QueuedAt = d % 20,
            QueuedTime = orderedAt,
            KeptUnmarked = model.StopMarking,
        };
        for (var i = 0; i <= a % 3; i++)
            order.Lines.Add(new ModelLine(i + 1, OrderModel.Skus[(b + i * 7) % OrderModel.Skus.Length], 1 + (c + i) % 6));
        var body = new
        {
            number,
            company = shop,
            orderedAt,
            status = order.Status,
            paymentStatus = order.Payment,
            priority = order.Priority,
            customer = new { name = "Customer", email = "customer@example.com" },
            lines = order.Lines.Select(l => new { sku = Name(l.Sku), quantity = l.Quantity }),
        };
        return (order, body);
    }

    private Task StockAsync(int a, int b, int c)
    {
        var sku = OrderModel.Skus[a % OrderModel.Skus.Length];
        var (one, other) = (OrderModel.Warehouses[b % 5], OrderModel.Warehouses[(b + 1 + c % 4) % 5]);
        var there = model.OnHand(sku, one);
        var isPlain = OrderModel.Plain.Contains(sku);
        switch (c % 4)
        {
            case 3:
                var next = OrderModel.Skus[(a + 1) % OrderModel.Skus.Length];
                var counts = new[] { (Sku: sku, Units: a % 12), (Sku: next, Units: b % 9) };
                return CallAsync(
                    HttpMethod.Post,
                    "/inventory/counts",
                    new
                    {
                        items = counts.Select(i => new
                        {
                            sku = Name(i.Sku),
                            warehouse = one,
                            onHand = i.Units,
                        }),
                    },
                    isPlain && OrderModel.Plain.Contains(next),
                    _ => Array.ForEach(counts, i => model.Move(i.Sku, one, i.Units - model.OnHand(i.Sku, one)))
                );
            case 0:
                var delta = a % 15 - 5;
                return CallAsync(
                    HttpMethod.Post,
                    "/inventory/adjustments",
                    new
                    {
                        sku = Name(sku),
                        warehouse = one,
                        delta,
                    },
                    isPlain && delta != 0 && there + delta >= 0,
                    _ => model.Move(sku, one, delta)
                );
            case 1:
                var count = a % 12;
                return CallAsync(
                    HttpMethod.Post,
                    "/inventory/counts",
                    new
                    {
                        sku = Name(sku),
                        warehouse = one,
                        onHand = count,
                    },
                    isPlain,
                    _ => model.Move(sku, one, count - there)
                );
            default:
                var quantity = 1 + a % 6;
                return CallAsync(
                    HttpMethod.Post,
                    "/inventory/transfers",
                    new
                    {
                        sku = Name(sku),
                        from = one,
                        to = other,
                        quantity,
                    },
                    isPlain && quantity <= there,
                    _ =>
                    {
                        model.Move(sku, one, -quantity);
                        model.Move(sku, other, quantity);
                    }
                );
        }
    }

    /// <summary>Stock that orders do not learn of before everything is determined anew.</summary>
    private async Task WaitingStockAsync(int a, int b, int c)
    {
        await SaveAsync(new { periodicPass = new { mode = "periodic", minutes = 1440 } }, () => { });
        await StockAsync(a, b, c);
        var job = "";
        await CallAsync(
            HttpMethod.Post,
            "/recalculations",
            new { skus = OrderModel.Skus.Select(Name) },
            true,
            answer => job = answer.GetProperty("id").GetString()!
        );
        (await ContractShop.EndedAsync(api, job)).Text("state").ShouldBe("succeeded", call);
        model.Walk();
        await CompareAsync();
        await SaveAsync(new { periodicPass = new { mode = "immediate" } }, () => { });
    }

    private Task ReplacementAsync(int c, int d)
    {
        var (sku, other) = c % 2 == 0 ? ("A", new[] { "R", "X", null }[d % 3]) : ("S", new[] { "C", "Y", null }[d % 3]);
        return CallAsync(
            HttpMethod.Put,
            "/products",
            new[] { Product(sku, other) },
            true,
            _ =>
            {
                model.Replacements.Remove(sku);
                if (other is not null)
                    model.Replacements[sku] = other;
            }
        );
    }

    private Task EastAsync(bool isSellable) =>
        CallAsync(
            HttpMethod.Put,
            "/warehouses/EAST",
            new
            {
                name = "EAST",
                type = "normal",
                isSellable,
            },
            true,
            _ => model.EastIsSellable = isSellable
        );

    private Task DelayAsync(ModelOrder order, int c)
    {
        var shipDate = DateTimeOffset.UnixEpoch.AddYears(70).AddDays(c);
        return OnOrderAsync(
            order,
            "delay",
            new
            {
                shipDate,
                reason = "model",
                notify = false,
            },
            order.IsAccepted,
            _ => order.ShipDate = shipDate
        );
    }

    private Task SettingsAsync(int which, bool on) =>
        (which % 7) switch
        {
            0 => SaveAsync(new { considerReplacementSku = on }, () => model.ConsiderReplacement = on),
            1 => SaveAsync(new { excludeDropshipWarehouses = on }, () => model.ExcludeDropship = on),
            2 => SaveAsync(new { includeAuthorizedOrders = on }, () => model.IncludeAuthorized = on),
            3 => SaveAsync(new { includeUnpaidOrders = on }, () => model.IncludeUnpaid = on),
            4 => SaveAsync(new { enableBackOrderWorkflow = on }, () => model.Workflow = on),
            5 => PreviewAsync(which % 2 == 0, on),
            _ => SaveAsync(
                new { stopMarkingOnCreate = on },
                () =>
                {
                    // Off again, it lets go of every order that it had kept unmarked.
                    if (model.StopMarking && !on)
                        model.Orders.ForEach(o => o.KeptUnmarked = false);
                    model.StopMarking = on;
                }
            ),
        };

    /// <summary>What everything else would be like, of which nothing is written.</summary>
    private Task PreviewAsync(bool one, bool other) =>
        CallAsync(
            HttpMethod.Post,
            "/settings/preview",
            new
            {
                enableBackOrderWorkflow = one,
                considerReplacementSku = other,
                includeUnpaidOrders = one,
                excludeDropshipWarehouses = other,
            },
            true,
            _ => { }
        );

    private Task SaveAsync(object settings, Action apply) => CallAsync(HttpMethod.Put, "/settings", settings, true, _ => apply());

    private Task ConfirmAsync(ModelOrder order) =>
        OnOrderAsync(
            order,
            "confirm",
            null,
            order.Status is "cart" or "quote",
            answer =>
            {
                (order.Status, order.QueuedAt, order.KeptUnmarked) = ("inProcess", ++confirmed, false);
                order.QueuedTime = answer.GetProperty("queuedAt").GetDateTimeOffset();
            }
        );

    private Task StatusAsync(ModelOrder order, string action, string to, params string[] from) =>
        OnOrderAsync(order, action, null, from.Contains(order.Status), _ => order.Status = to);

    private Task CancelAsync(ModelOrder order, ModelLine line, int c, int d)
    {
        var backOrderedOnly = c % 3 == 1;
        if (c % 3 == 2)
        {
            var quantity = 1 + d % 4;
            var some = new { lines = new[] { new { line = line.Line, quantity } } };
            return OnOrderAsync(
                order,
                "cancel",
                some,
                order.IsLive && quantity <= line.Open + line.Dropshipped && (quantity <= line.Open || !IsAcknowledged(line)),
                _ => Cancelled(l => l == line ? quantity : 0)
            );
        }
        var units = order.Lines.ToDictionary(l => l, l => backOrderedOnly ? l.BackOrdered : l.Open + l.Dropshipped);
        return OnOrderAsync(
            order,
            "cancel",
            new { backOrderedOnly },
            order.IsLive && units.Values.Sum() > 0 && units.All(u => u.Value <= u.Key.Open || !IsAcknowledged(u.Key)),
            _ => Cancelled(l => units[l])
        );

        bool IsAcknowledged(ModelLine of) =>
            model.Links.Exists(l => l.Line == of && l.Units > 0 && l.Purchase.DropshipStatus is "acknowledged" or "processed");

        void Cancelled(Func<ModelLine, int> unitsOf)
        {
            foreach (var one in order.Lines)
            {
                var count = unitsOf(one);
                TakeBack(one, Math.Max(0, count - one.Open));
                one.Cancelled += count;
            }
            order.CloseIfDone();
        }

        // From the vendor that was asked last.
        void TakeBack(ModelLine of, int count)
        {
            foreach (
                var link in model.Links.Where(l => l.Line == of && l.Purchase.IsDropship).OrderByDescending(l => l.Purchase.Id).ToList()
            )
            {
                var taken = Math.Min(link.Units, count);
                count -= taken;
                if (taken > 0)
                    OrderModel.GiveBack(link, taken);
            }
        }
    }

    private Task AddLineAsync(ModelOrder order, string sku, int quantity) =>
        OnOrderAsync(
            order,
            "lines",
            new { sku = Name(sku), quantity },
            order.IsLive,
            answer =>
            {
                order.KeptUnmarked = false;
                order.Lines.Add(
                    new ModelLine(answer.GetProperty("lines").EnumerateArray().Max(l => l.GetProperty("line").GetInt32()), sku, quantity)
                );
            }
        );

    private Task ChangeQuantityAsync(ModelOrder order, ModelLine line, int quantity) =>
        CallAsync(
            HttpMethod.Patch,
            $"/orders/{order.Number}/lines/{line.Line}",
            new { quantity },
            order.IsLive && quantity >= line.Quantity - line.Open,
            _ =>
            {
                (line.Quantity, order.KeptUnmarked) = (quantity, false);
                order.CloseIfDone();
            }
        );

    private Task ReplaceAsync(ModelOrder order, ModelLine line, string sku) =>
        OnOrderAsync(
            order,
            $"lines/{line.Line}/replace",
            new { sku = Name(sku) },
            order.IsLive && sku != line.Sku && line.Open == line.Quantity,
            _ =>
            {
                var ordered = line.Original ?? line.Sku;
                (line.Original, line.Sku) = (ordered == sku ? null : ordered, sku);
                (line.Pinned, line.FirmWanted, order.KeptUnmarked) = (0, 0, false);
                model.Linked(line).ForEach(l => l.Units = 0);
            }
        );

    private Task ShipAsync(ModelOrder order, ModelLine line, string warehouse, int d)
    {
        var all = d % 2 == 0;
        var units = order.Lines.ToDictionary(
            l => l,
            l =>
                all ? l.Allocated
                : l == line ? 1 + d % 3
                : 0
        );
        // Its own units go first. More than a line holds is refused.
        var leaving = units
            .Where(u => u.Value > 0 && u.Value <= u.Key.Allocated)
            .SelectMany(u => model.Leaving(u.Key, Math.Min(u.Value, u.Key.Own), u.Value - Math.Min(u.Value, u.Key.Own)))
            .GroupBy(l => l.Sku)
            .ToDictionary(g => g.Key, g => g.Sum(l => l.Units));
        var ok =
            order.Status == "inProcess"
            && order.Lines.TrueForAll(l => model.LinkedUnits(l) == 0)
            && units.Values.Sum() > 0
            && units.All(u => u.Value <= u.Key.Allocated)
            && leaving.All(l => l.Value <= model.OnHand(l.Key, warehouse));
        object body = all ? new { warehouse } : new { warehouse, lines = new[] { new { line = line.Line, quantity = 1 + d % 3 } } };
        return OnOrderAsync(
            order,
            "ship",
            body,
            ok,
            _ =>
            {
                foreach (var (one, count) in units)
                {
                    one.FirmWanted -= Math.Min(one.FirmWanted, Math.Min(count, one.Own));
                    one.Shipped += count;
                }
                foreach (var (sku, count) in leaving)
                    model.Move(sku, warehouse, -count);
                order.CloseIfDone();
            }
        );
    }

    private Task PatchAsync(ModelOrder order, int b, int priority, string paymentStatus)
    {
        var expectedShipDate = DateTimeOffset.UnixEpoch.AddYears(71).AddDays(b);
        return CallAsync(
            HttpMethod.Patch,
            $"/orders/{order.Number}",
            new
            {
                priority,
                paymentStatus,
                expectedShipDate,
            },
            order.IsLive,
            _ => (order.Priority, order.Payment, order.ShipDate) = (priority, paymentStatus, expectedShipDate)
        );
    }

    private Task MarkAsync(ModelOrder order, string mark) =>
        OnOrderAsync(
            order,
            "mark",
            new { mark },
            order.IsLive,
            _ => (order.Mark, order.KeptUnmarked) = (mark, order.KeptUnmarked && mark != "marked")
        );

    private Task RecalculateAsync(ModelOrder order) => OnOrderAsync(order, "recalculate", null, true, _ => order.KeptUnmarked = false);

    private Task SplitAsync(ModelOrder order, ModelLine line, int c, int d)
    {
        var chosen = c % 2 == 0;
        var quantity = 1 + d % 3;
        var units = order.Lines.ToDictionary(l => l, l => chosen ? (l == line ? quantity : 0) : l.BackOrdered);
        var ok =
            order.IsAccepted
            && units.Values.Sum() > 0
            && units.All(u => u.Value <= u.Key.Open)
            && units.Values.Sum() < order.Lines.Sum(l => l.Quantity);
        object body = chosen ? new { lines = new[] { new { line = line.Line, quantity } } } : new { };
        return OnOrderAsync(
            order,
            "split",
            body,
            ok,
            answer => Split(order, units, answer.GetProperty("child").GetProperty("number").GetString()!)
        );
    }

    private void Split(ModelOrder order, Dictionary<ModelLine, int> units, string number)
    {
        var child = new ModelOrder(number, ++last, order.Family)
        {
            Status = order.Status,
            Payment = order.Payment,
            Priority = order.Priority,
            QueuedAt = order.QueuedAt,
            QueuedTime = order.QueuedTime,
            Parent = order,
            ShipDate = order.ShipDate,
        };
        order.KeptUnmarked = false;
        foreach (var (line, count) in units.Where(u => u.Value > 0))
        {
            // Units that are not firm go first; of what waits, what no purchase order is to bring.
            var firm = Math.Max(0, count - (line.Open - line.FirmWanted));
            var pinned = Math.Min(firm, line.Pinned);
            var linked = model.LinkedUnits(line);
            var moves = Math.Clamp(count - (line.BackOrdered - linked), 0, Math.Min(count, linked));
            var moved = new ModelLine(child.Lines.Count + 1, line.Sku, count)
            {
                Original = line.Original,
                Pinned = pinned,
                FirmWanted = firm,
            };
            child.Lines.Add(moved);
            foreach (var link in Enumerable.Reverse(model.Linked(line)))
            {
                var taken = Math.Min(link.Units, moves);
                moves -= taken;
                link.Units -= taken;
                if (taken > 0)
                    model.Link(link.Purchase, child, moved, taken);
            }
            line.Quantity -= count;
            line.FirmWanted -= firm;
            line.Pinned -= pinned;
        }
        order.Lines.RemoveAll(l => l.Quantity == 0);
        model.Orders.Add(child);
        order.CloseIfDone();
    }

    private Task PinAsync(ModelOrder order, ModelLine line, int quantity) =>
        OnOrderAsync(
            order,
            "pins",
            new
            {
                line = line.Line,
                quantity,
                reason = "model",
                until = DateTimeOffset.UnixEpoch.AddYears(200),
            },
            order.IsAccepted && quantity <= line.Open - line.CrossDocked,
            _ => (line.FirmWanted, line.Pinned) = (line.FirmWanted + quantity - line.Pinned, quantity)
        );

    private Task LiftAsync(ModelOrder order, ModelLine line) =>
        CallAsync(
            HttpMethod.Delete,
            $"/orders/{order.Number}/pins/{line.Line}",
            null,
            line.Pinned > 0,
            _ => (line.FirmWanted, line.Pinned) = (line.FirmWanted - line.Pinned, 0)
        );

    private Task OnOrderAsync(ModelOrder order, string action, object? body, bool ok, Action<JsonElement> apply) =>
        CallAsync(HttpMethod.Post, $"/orders/{order.Number}/{action}", body, ok, apply);

    private async Task CallAsync(HttpMethod method, string path, object? body, bool ok, Action<JsonElement> apply)
    {
        var text = body is null ? null : JsonSerializer.Serialize(body);
        call = $"{method} {path} {text}";
        var reply = await api.Send(method, path, text);
        ((int)reply.Status < 300).ShouldBe(ok, $"{call}\n{reply.Body}");
        Calls = ok ? (Calls.Done + 1, Calls.Refused) : (Calls.Done, Calls.Refused + 1);
        if (ok)
            apply(reply.Body.Length == 0 ? default : reply.Json);
    }

    /// <summary>The items of a list. To hold thousands of them against the description would take longer than all the calls.</summary>
    private async Task<JsonElement> ReadAsync(string list) =>
        JsonElement.Parse(await api.Http.GetByteArrayAsync("/api/v1" + list, TestContext.Current.CancellationToken)).GetProperty("items");

    private async Task CompareAsync()
    {
        var shown = await ReadAsync($"/orders?company={shop}&pageSize=500&sort=number");
        var orders = shown.EnumerateArray().Select(Text).Order(StringComparer.Ordinal).ToList();
        orders.ShouldBe(model.Orders.Select(Text).Order(StringComparer.Ordinal).ToList(), call);

        var products = await ReadAsync($"/products?q={shop}-&pageSize=500");
        products.GetArrayLength().ShouldBe(OrderModel.Skus.Length);
        foreach (var product in products.EnumerateArray())
            Text(product.GetProperty("stock"), product.GetProperty("warehouses"))
                .ShouldBe(StockText(Short(product.GetProperty("sku"))!), call);
        await ComparePurchasesAsync();
    }

    /// <summary>The figures of a product; a shadow shows its parent's, and a kit has no stock of its own.</summary>
    private string StockText(string sku)
    {
        var pool = OrderModel.Pool(sku);
        var places = model.Places(pool).OrderBy(p => p.Warehouse, StringComparer.Ordinal).Select(p => $"{p.Warehouse} {p.Units}");
        var (open, lacking) = model.Wanted(pool);
        var counted = model.Counted(pool);
        var available = model.AvailableOf(pool);
        var held = sku == OrderModel.Kit ? open - lacking : counted - available;
        return $"{model.Places(pool).Sum(p => p.Units)} counted {counted} available {available} held {held} open {open} lacks {(model.Workflow ? lacking : 0)} on order {model.OnOrder(pool)} in {string.Join(", ", places)}";
    }

    private static string Text(JsonElement stock, JsonElement warehouses)
    {
        var places = warehouses
            .EnumerateArray()
            .Where(w => w.GetProperty("onHand").GetInt64() != 0)
            .Select(w => $"{w.GetProperty("warehouse")} {w.GetProperty("onHand")}");
        return $"{stock.GetProperty("onHand")} counted {stock.GetProperty("counted")} available {stock.GetProperty("available")} held {stock.GetProperty("allocated")} open {stock.GetProperty("open")} lacks {stock.GetProperty("backOrdered")} on order {stock.GetProperty("onOrder")} in {string.Join(", ", places)}";
    }

    private string Text(ModelOrder order) =>
        $"{order.Number} {order.Status} {order.Payment} {order.Priority} {model.DropshipStatus(order)} {order.ShipDate:O} {State(order)} marked:{model.IsMarked(order)} open {order.Lines.Sum(l => l.Open)} lacks {order.Lines.Sum(Lacking)} at {order.QueuedTime:O} of {order.Parent?.Number} to {string.Join('+', model.Orders.Where(o => o.Parent == order).Select(o => o.Number).Order(StringComparer.Ordinal))} {string.Join(", ", order.Lines.OrderBy(l => l.Line).Select(Text))}";

    private int Lacking(ModelLine line) => model.Workflow ? line.BackOrdered : 0;

    private string State(ModelOrder order) =>
        (order.Lines.Sum(l => l.Open), order.Lines.Sum(Lacking)) switch
        {
            (_, 0) => "none",
            var (open, lacking) => open == lacking ? "full" : "partial",
        };

    private string Text(ModelLine l) =>
        $"[{l.Line} {l.Sku} {l.Quantity} s{l.Shipped} c{l.Cancelled} d{l.Dropshipped} links{string.Join('+', model.Linked(l).Select(k => $"{k.Purchase.Number}:{k.Units}").Order(StringComparer.Ordinal))} open{l.Open} holds{l.Allocated} firm{l.Firm} other{(l.Replaced > 0 ? $"{model.Replacements[l.Sku]}:{l.Replaced}" : "")} lacks{Lacking(l)} there{model.AvailableOf(l.Sku)} was{l.Original}]";

    private string Text(JsonElement order)
    {
        var (head, lines) = (order.GetProperty("backOrder"), order.GetProperty("lines").EnumerateArray());
        return $"{order.GetProperty("number")} {order.GetProperty("status")} {order.GetProperty("paymentStatus")} {order.GetProperty("priority")} {order.GetProperty("dropshipStatus").GetString()} {Time(order.GetProperty("expectedShipDate"))} {head.GetProperty("state")} marked:{head.GetProperty("marked").GetBoolean()} open {head.GetProperty("openQty")} lacks {head.GetProperty("backOrderedQty")} at {Time(order.GetProperty("queuedAt"))} of {order.GetProperty("parent")} to {string.Join('+', order.GetProperty("children").EnumerateArray().Select(c => c.GetString()).Order(StringComparer.Ordinal))} {string.Join(", ", lines.Select(LineText))}";
    }

    private string LineText(JsonElement l)
    {
        var links = l.GetProperty("links")
            .EnumerateArray()
            .Select(k => $"{k.GetProperty("purchaseOrder").GetString()}:{k.GetProperty("quantity").GetInt32()}")
            .Order(StringComparer.Ordinal);
        var replaced = l.GetProperty("replacements")
            .EnumerateArray()
            .Select(r => $"{Short(r.GetProperty("sku"))}:{r.GetProperty("quantity").GetInt32()}");
        return $"[{l.GetProperty("line")} {Short(l.GetProperty("sku"))} {l.GetProperty("quantity")} s{l.GetProperty("shipped")} c{l.GetProperty("cancelled")} d{l.GetProperty("dropshipped")} links{string.Join('+', links)} open{l.GetProperty("open")} holds{l.GetProperty("allocated")} firm{l.GetProperty("firm")} other{string.Join('+', replaced)} lacks{l.GetProperty("backOrderedQty")} there{l.GetProperty("availableQty")} was{Short(l.GetProperty("originalSku"))}]";
    }

    private static string Time(JsonElement at) => at.ValueKind == JsonValueKind.Null ? "" : $"{at.GetDateTimeOffset():O}";

    private string Name(string sku) => $"{shop}-{sku}";

    private string? Short(JsonElement sku) => sku.GetString()?[(shop.Length + 1)..];
}
