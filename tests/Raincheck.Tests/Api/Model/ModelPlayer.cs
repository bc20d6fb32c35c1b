using System.Text.Json;
using Raincheck.Tests.Infrastructure;
using Shouldly;

namespace Raincheck.Tests.Api.Model;

/// <summary>
/// Makes calls out of numbers, sends each to the server and does the same to the model, which says beforehand whether the
/// server must carry it out. After each call every order and every figure of stock is compared.
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
        var products = OrderModel.Skus.Select(s => new
        {
            sku = Name(s),
            name = s,
            replacementSku = s switch
            {
                "A" => Name("R"),
                "S" => Name("C"),
                _ => null,
            },
            shadowOf = s == "S" ? Name("B") : null,
            components = s == OrderModel.Kit ? OrderModel.Needed(s).Select(n => new { sku = Name(n.Sku), quantity = n.Units }) : null,
        });
        await api.Put("/products", JsonSerializer.Serialize(products)).Ok();
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

    public async Task PlayAsync(int kind, int a, int b, int c, int d)
    {
        var order = model.Orders.Count == 0 ? null : model.Orders[a % model.Orders.Count];
        var line = order is null || order.Lines.Count == 0 ? null : order.Lines[b % order.Lines.Count];
        await (
            (kind, order, line) switch
            {
                (< 18, _, _) or (_, null, _) or (_, _, null) => CreateAsync(a, b, c, d),
                (< 26, _, _) => StockAsync(a, b, c),
                (< 36, _, _) => PurchaseAsync(a, b, c, d),
                (< 40, _, _) => SettingsAsync(a, b % 2 == 0),
                (< 45, _, _) => LinkAsync(order, line, c, d),
                (< 46, _, _) => UnlinkAsync(order, line, c),
                (< 49, _, _) => DropshipAsync(order, line, c, d),
                (< 51, _, _) => VendorAsync(c, d),
                (< 52, _, _) => DelayAsync(order, c),
                (< 53, _, _) => ConfirmAsync(order),
                (< 56, _, _) => StatusAsync(order, "hold", "onHold", "inProcess", "problem"),
                (< 60, _, _) => StatusAsync(order, "release", "inProcess", "onHold", "problem"),
                (< 66, _, _) => CancelAsync(order, line, c, d),
                (< 69, _, _) => AddLineAsync(order, OrderModel.Skus[c % OrderModel.Skus.Length], 1 + d % 5),
                (< 73, _, _) => ChangeQuantityAsync(order, line, 1 + c % 8),
                (< 76, _, _) => ReplaceAsync(order, line, OrderModel.Skus[c % OrderModel.Skus.Length]),
                (< 84, _, _) => ShipAsync(order, line, OrderModel.Warehouses[c % 3], d),
                (< 87, _, _) => PatchAsync(order, c % 3, new[] { "charged", "authorized", "unpaid", "partial" }[d % 4]),
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
        var number = $"{shop}-{++last}";
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
            KeptUnmarked = model.StopMarking,
        };
        for (var i = 0; i <= a % 3; i++)
            order.Lines.Add(new ModelLine(i + 1, OrderModel.Skus[(b + i * 7) % OrderModel.Skus.Length], 1 + (c + i) % 6));
        var body = new
        {
            number,
            company = shop,
            orderedAt = DateTimeOffset.UnixEpoch.AddYears(50).AddMinutes(order.QueuedAt),
            status = order.Status,
            paymentStatus = order.Payment,
            priority = order.Priority,
            customer = new { name = "Customer", email = "customer@example.com" },
            lines = order.Lines.Select(l => new { sku = Name(l.Sku), quantity = l.Quantity }),
        };
        return CallAsync(HttpMethod.Post, "/orders", body, true, _ => model.Orders.Add(order));
    }

    private Task StockAsync(int a, int b, int c)
    {
        var sku = OrderModel.Skus[a % OrderModel.Skus.Length];
        var (one, other) = (OrderModel.Warehouses[b % 5], OrderModel.Warehouses[(b + 1 + c % 4) % 5]);
        var there = model.OnHand(sku, one);
        var isPlain = OrderModel.Plain.Contains(sku);
        switch (c % 3)
        {
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
        (which % 5) switch
        {
            0 => SaveAsync(new { considerReplacementSku = on }, () => model.ConsiderReplacement = on),
            1 => SaveAsync(new { excludeDropshipWarehouses = on }, () => model.ExcludeDropship = on),
            2 => SaveAsync(new { includeAuthorizedOrders = on }, () => model.IncludeAuthorized = on),
            3 => SaveAsync(new { includeUnpaidOrders = on }, () => model.IncludeUnpaid = on),
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

    private Task SaveAsync(object settings, Action apply) => CallAsync(HttpMethod.Put, "/settings", settings, true, _ => apply());

    private Task ConfirmAsync(ModelOrder order) =>
        OnOrderAsync(
            order,
            "confirm",
            null,
            order.Status is "cart" or "quote",
            _ => (order.Status, order.QueuedAt, order.KeptUnmarked) = ("inProcess", ++confirmed, false)
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
                link.Units -= taken;
                of.Dropshipped -= taken;
                if (taken > 0 && model.WaitingOn(link.Purchase).Count == 0)
                    model.End(link.Purchase);
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
        // Its own units go first. More than a line holds is refused, whatever would leave.
        var leaving = units
            .Where(u => u.Value > 0 && u.Value <= u.Key.Allocated)
            .SelectMany(u => OrderModel.Leaving(u.Key, Math.Min(u.Value, u.Key.Own), u.Value - Math.Min(u.Value, u.Key.Own)))
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

    private Task PatchAsync(ModelOrder order, int priority, string paymentStatus) =>
        CallAsync(
            HttpMethod.Patch,
            $"/orders/{order.Number}",
            new { priority, paymentStatus },
            order.IsLive,
            _ => (order.Priority, order.Payment) = (priority, paymentStatus)
        );

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
            ShipDate = order.ShipDate,
        };
        order.KeptUnmarked = false;
        foreach (var (line, count) in units.Where(u => u.Value > 0))
        {
            // What nobody pinned or brought goes first; of what waits, what no purchase order is to bring.
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

    private async Task CompareAsync()
    {
        var shown = (await api.Get($"/orders?company={shop}&pageSize=500&sort=number").Ok()).Json.GetProperty("items");
        var orders = shown.EnumerateArray().Select(Text).Order(StringComparer.Ordinal).ToList();
        orders.ShouldBe(model.Orders.Select(Text).Order(StringComparer.Ordinal).ToList(), call);

        var products = (await api.Get($"/products?q={shop}-&pageSize=500").Ok()).Json.GetProperty("items");
        foreach (var product in products.EnumerateArray())
        {
            var sku = product.GetProperty("sku").GetString()![(shop.Length + 1)..];
            if (!OrderModel.Plain.Contains(sku))
                continue;
            var stock = product.GetProperty("stock");
            var figures = (
                Number(stock, "onHand"),
                Number(stock, "counted"),
                Number(stock, "available"),
                Number(stock, "allocated"),
                Number(stock, "onOrder")
            );
            var (counted, available) = (model.Counted(sku), model.Available[sku]);
            figures.ShouldBe(
                (OrderModel.Warehouses.Sum(w => model.OnHand(sku, w)), counted, available, counted - available, model.OnOrder(sku)),
                $"{sku} after {call}"
            );
        }
    }

    private string Text(ModelOrder order) =>
        $"{order.Number} {order.Status} {order.Payment} {order.Priority} {model.DropshipStatus(order)} {order.ShipDate:O} {State(order)} marked:{OrderModel.IsMarked(order)} {string.Join(", ", order.Lines.OrderBy(l => l.Line).Select(Text))}";

    private static string State(ModelOrder order) =>
        (order.Lines.Sum(l => l.Open), order.Lines.Sum(l => l.BackOrdered)) switch
        {
            (_, 0) => "none",
            var (open, lacking) => open == lacking ? "full" : "partial",
        };

    private string Text(ModelLine l) =>
        $"[{l.Line} {l.Sku} {l.Quantity} s{l.Shipped} c{l.Cancelled} d{l.Dropshipped} links{string.Join('+', model.Linked(l).Select(k => $"{k.Purchase.Number}:{k.Units}").Order(StringComparer.Ordinal))} open{l.Open} holds{l.Allocated} firm{l.Firm} other{l.Replaced} lacks{l.BackOrdered} was{l.Original}]";

    private string Text(JsonElement order)
    {
        var (head, lines) = (order.GetProperty("backOrder"), order.GetProperty("lines").EnumerateArray());
        return $"{order.GetProperty("number")} {order.GetProperty("status")} {order.GetProperty("paymentStatus")} {order.GetProperty("priority")} {order.GetProperty("dropshipStatus").GetString()} {Time(order.GetProperty("expectedShipDate"))} {head.GetProperty("state")} marked:{head.GetProperty("marked").GetBoolean()} {string.Join(", ", lines.Select(LineText))}";
    }

    private string LineText(JsonElement l)
    {
        var links = l.GetProperty("links")
            .EnumerateArray()
            .Select(k => $"{k.GetProperty("purchaseOrder").GetString()}:{k.GetProperty("quantity").GetInt32()}")
            .Order(StringComparer.Ordinal);
        var replaced = l.GetProperty("replacements").EnumerateArray().Sum(r => r.GetProperty("quantity").GetInt32());
        return $"[{l.GetProperty("line")} {Short(l.GetProperty("sku"))} {l.GetProperty("quantity")} s{l.GetProperty("shipped")} c{l.GetProperty("cancelled")} d{l.GetProperty("dropshipped")} links{string.Join('+', links)} open{l.GetProperty("open")} holds{l.GetProperty("allocated")} firm{l.GetProperty("firm")} other{replaced} lacks{l.GetProperty("backOrderedQty")} was{Short(l.GetProperty("originalSku"))}]";
    }

    private static string Time(JsonElement at) => at.ValueKind == JsonValueKind.Null ? "" : $"{at.GetDateTimeOffset():O}";

    private string Name(string sku) => $"{shop}-{sku}";

    private string? Short(JsonElement sku) => sku.GetString()?[(shop.Length + 1)..];

    private static long Number(JsonElement owner, string member) => owner.GetProperty(member).GetInt64();
}
