using System.Runtime.InteropServices;
using System.Text.Json;
using Raincheck.Core.Orders;
using Raincheck.Core.Stock;
using Raincheck.Ledger.Store;

namespace Raincheck.Ledger.Audit;

/// <summary>Checks everything that section 9 of the rules says is always true, in one snapshot, writing nothing.</summary>
internal sealed class Verifier(LedgerTransaction snapshot, Catalogue catalogue)
{
    /// <summary>Orders whose journal is replayed at a time.</summary>
    private const int ReplayOrders = 20_000;

    /// <summary>A broken system can have millions; so many are told.</summary>
    private const int ViolationsMax = 1_000;

    private readonly List<Violation> violations = [];

    public async Task<IReadOnlyList<Violation>> RunAsync(Action<long, long>? progress, CancellationToken cancel)
    {
        var allocation = await new AllocationAuditor(snapshot, catalogue).RunAsync(null, cancel);
        violations.AddRange(allocation.BrokenPools.Values.SelectMany(v => v));
        await CheckOrdersAsync(cancel);
        await new ServingAuditor(snapshot, catalogue, violations).RunAsync(cancel);
        await ReplayOrdersAsync(progress, cancel);
        await ReplayStockAsync(cancel);
        await CheckReceiptsAsync(cancel);
        violations.AddRange(await new MailAuditor(snapshot, catalogue).RunAsync(cancel));
        return [.. violations.OrderBy(v => v.Rule).Take(ViolationsMax)];
    }

    /// <summary>Rule 4, and the marks.</summary>
    private async Task CheckOrdersAsync(CancellationToken cancel)
    {
        await snapshot.ReadAsync(
            """
            SELECT o.number, o.open_qty, o.back_ordered_qty, o.state, s.open, s.back_ordered
            FROM orders o JOIN (
                SELECT order_id, sum(quantity - shipped - cancelled - dropshipped) AS open, sum(back_ordered) AS back_ordered
                FROM order_lines GROUP BY order_id) s ON s.order_id = o.id
            WHERE o.open_qty <> s.open OR o.back_ordered_qty <> s.back_ordered
               OR o.state <> CASE WHEN s.back_ordered = 0 THEN 0 WHEN s.back_ordered = s.open THEN 2 ELSE 1 END
            """,
            [],
            r =>
                violations.Add(
                    new Violation(
                        4,
                        $"order {r.GetString(0)}",
                        $"open {r.GetInt64(1)}, back-ordered {r.GetInt64(2)}, state {(BackOrderState)r.GetInt32(3)}; its lines have {r.GetValue(4)} and {r.GetValue(5)}"
                    )
                ),
            cancel
        );
        await snapshot.ReadAsync(
            """
            SELECT o.number, l.line FROM order_lines l JOIN orders o ON o.id = l.order_id
            WHERE l.back_ordered < 0 OR l.back_ordered > l.quantity - l.shipped - l.cancelled - l.dropshipped
               OR l.quantity - l.shipped - l.cancelled - l.dropshipped < 0 OR l.shipped < 0 OR l.cancelled < 0 OR l.dropshipped < 0
               OR l.own_allocated < 0 OR l.replacement_allocated < 0 OR l.firm < 0 OR l.firm > l.own_allocated
               OR l.allocated <> l.own_allocated + l.replacement_allocated
            """,
            [],
            r => violations.Add(new Violation(4, $"order {r.GetString(0)} line {r.GetInt32(1)}", "a quantity is out of its range")),
            cancel
        );
        await CheckMarksAsync(cancel);
        await snapshot.ReadAsync(
            """
            SELECT o.number, o.status, o.payment_status, l.line, l.counts, l.priority, l.queued_at, l.family_id, o.priority, o.queued_at, o.family_id,
                CASE WHEN l.ordered_at = o.ordered_at AND l.order_status = o.status AND l.order_state = o.state THEN 1 ELSE 0 END, o.id
            FROM orders o JOIN order_lines l ON l.order_id = o.id
            """,
            [],
            r =>
            {
                void Add(int rule, string detail) =>
                    violations.Add(new Violation(rule, $"order {r.GetString(0)} line {r.GetInt32(3)}", detail));
                if (
                    r.GetBoolean(4)
                    != catalogue.Settings.For(r.GetInt64(12)).Counts((OrderStatus)r.GetInt32(1), (PaymentStatus)r.GetInt32(2))
                )
                    Add(4, "it counts and its order does not, or the reverse");
                if (r.GetInt32(5) != r.GetInt32(8) || r.GetInt64(6) != r.GetInt64(9) || r.GetInt64(7) != r.GetInt64(10))
                    Add(2, "its place in the queue is not that of its order");
                if (r.GetInt32(11) == 0)
                    Add(4, "what it says of its order is not what the order says");
            },
            cancel
        );
    }

    private Task CheckMarksAsync(CancellationToken cancel) =>
        snapshot.ReadAsync(
            "SELECT number, back_ordered_qty, status, mark_mode, kept_unmarked, marked, id FROM orders",
            [],
            r =>
            {
                var marked = Marking.ShouldBeMarked(
                    r.GetInt64(1),
                    (OrderStatus)r.GetInt32(2),
                    (MarkMode)r.GetInt32(3),
                    r.GetBoolean(4),
                    catalogue.Settings.For(r.GetInt64(6))
                );
                if (marked != r.GetBoolean(5))
                    violations.Add(new Violation(4, $"order {r.GetString(0)}", marked ? "it should be marked" : "it should not be marked"));
            },
            cancel
        );

    /// <summary>Rule 5 for orders: the differences in the journal add up to what is stored.</summary>
    private async Task ReplayOrdersAsync(Action<long, long>? progress, CancellationToken cancel)
    {
        long first = 0,
            last = -1;
        await snapshot.ReadAsync(
            "SELECT coalesce(min(id), 0), coalesce(max(id), -1) FROM orders",
            [],
            r => (first, last) = (r.GetInt64(0), r.GetInt64(1)),
            cancel
        );
        for (var from = first; from <= last; from += ReplayOrders)
        {
            (string, object)[] range = [("from", from), ("to", from + ReplayOrders)];
            var replayed = new Dictionary<(long Order, int Line), LineQuantities>();
            var marked = new HashSet<long>();
            await snapshot.ReadAsync(
                "SELECT order_id, kind, data FROM journal WHERE order_id >= @from AND order_id < @to ORDER BY id",
                range,
                r =>
                {
                    JournalReplay.Apply(r.GetInt64(0), r.GetString(2), replayed);
                    if (r.GetString(1) == "marked")
                        marked.Add(r.GetInt64(0));
                    else if (r.GetString(1) == "unmarked")
                        marked.Remove(r.GetInt64(0));
                },
                cancel
            );
            await snapshot.ReadAsync(
                """
                SELECT order_id, line, sku_id, quantity, shipped, cancelled, dropshipped, firm_wanted, pinned, linked, own_allocated, firm, replacement_allocated
                FROM order_lines WHERE order_id >= @from AND order_id < @to
                """,
                range,
                r =>
                {
                    var stored = new LineQuantities(
                        catalogue.Sku(r.GetInt32(2)),
                        r.GetInt32(3),
                        r.GetInt32(4),
                        r.GetInt32(5),
                        r.GetInt32(6),
                        r.GetInt32(7),
                        r.GetInt32(8),
                        r.GetInt32(9),
                        r.GetInt32(10),
                        r.GetInt32(11),
                        r.GetInt32(12)
                    );
                    replayed.Remove((r.GetInt64(0), r.GetInt32(1)), out var expected);
                    if (expected != stored)
                        violations.Add(
                            new Violation(
                                5,
                                $"order {r.GetInt64(0)} line {r.GetInt32(1)}",
                                $"the journal adds up to {expected}, stored is {stored}"
                            )
                        );
                },
                cancel
            );
            foreach (var (order, line) in replayed.Where(l => !l.Value.IsGone).Select(l => l.Key))
                violations.Add(new Violation(5, $"order {order} line {line}", "the journal knows it, and it is not stored"));
            await snapshot.ReadAsync(
                "SELECT id, number, marked FROM orders WHERE id >= @from AND id < @to",
                range,
                r =>
                {
                    if (marked.Contains(r.GetInt64(0)) != r.GetBoolean(2))
                        violations.Add(new Violation(5, $"order {r.GetString(1)}", "its mark is not the one that the journal ends with"));
                },
                cancel
            );
            progress?.Invoke(Math.Min(from + ReplayOrders, last + 1) - first, last + 1 - first);
        }
    }

    /// <summary>Rules 5 and 7 for stock: no unit appears or vanishes without an entry, and what was shipped was ordered.</summary>
    private async Task ReplayStockAsync(CancellationToken cancel)
    {
        var onHand = new Dictionary<(int Sku, string Warehouse), long>();
        var received = new Dictionary<(int Sku, string Warehouse), long>();
        var transferred = new Dictionary<int, long>();
        var shipped = 0L;
        await snapshot.ReadAsync(
            "SELECT sku_id, kind, data FROM journal WHERE sku_id IS NOT NULL",
            [],
            r =>
            {
                using var json = JsonDocument.Parse(r.GetString(2));
                if (!json.RootElement.TryGetProperty("delta", out var value))
                    return;
                var (sku, kind, delta) = (r.GetInt32(0), r.GetString(1), value.GetInt64());
                var warehouse = json.RootElement.GetProperty("warehouse").GetString()!;
                CollectionsMarshal.GetValueRefOrAddDefault(onHand, (sku, warehouse), out _) += delta;
                if (kind == "stockReceived")
                    CollectionsMarshal.GetValueRefOrAddDefault(received, (sku, warehouse), out _) += delta;
                else if (kind == "stockTransferred")
                    CollectionsMarshal.GetValueRefOrAddDefault(transferred, sku, out _) += delta;
                else if (kind == "stockShipped")
                    shipped -= delta;
            },
            cancel
        );
        await snapshot.ReadAsync(
            "SELECT sku_id, warehouse_id, on_hand FROM stock_levels",
            [],
            r =>
            {
                var key = (r.GetInt32(0), catalogue.Warehouse(r.GetInt32(1)).Code);
                onHand.Remove(key, out var expected);
                if (expected != r.GetInt64(2) || expected < 0)
                    violations.Add(
                        new Violation(
                            7,
                            catalogue.Sku(key.Item1),
                            $"on hand in {key.Code} is {r.GetInt64(2)}, the journal adds up to {expected}"
                        )
                    );
            },
            cancel
        );
        foreach (var ((sku, warehouse), units) in onHand.Where(u => u.Value != 0))
            violations.Add(new Violation(7, catalogue.Sku(sku), $"the journal has {units} units in {warehouse}, and none are stored"));
        foreach (var (sku, units) in transferred.Where(t => t.Value != 0))
            violations.Add(new Violation(7, catalogue.Sku(sku), $"transfers add up to {units} units"));
        await CheckReceivedAsync(received, cancel);
        await CheckShippedAsync(shipped, cancel);
    }

    private async Task CheckReceivedAsync(Dictionary<(int Sku, string Warehouse), long> received, CancellationToken cancel)
    {
        await snapshot.ReadAsync(
            "SELECT sku_id, warehouse_id, sum(quantity) FROM receipt_lines GROUP BY sku_id, warehouse_id",
            [],
            r =>
            {
                var key = (catalogue.PoolOf(r.GetInt32(0)), catalogue.Warehouse(r.GetInt32(1)).Code);
                CollectionsMarshal.GetValueRefOrAddDefault(received, key, out _) -= Convert.ToInt64(r.GetValue(2));
            },
            cancel
        );
        foreach (var ((sku, warehouse), units) in received.Where(u => u.Value != 0))
            violations.Add(
                new Violation(7, catalogue.Sku(sku), $"{units} units came into {warehouse} that no receipt has, or the reverse")
            );
    }

    private async Task CheckShippedAsync(long stockShipped, CancellationToken cancel)
    {
        var ordersShipped = 0L;
        await snapshot.ReadAsync(
            """
            SELECT l.shipped - coalesce(k.processed, 0), l.components FROM order_lines l
            LEFT JOIN (SELECT order_id, line, sum(processed) AS processed FROM purchase_order_links GROUP BY order_id, line) k
              ON k.order_id = l.order_id AND k.line = l.line
            WHERE l.shipped > 0
            """,
            [],
            r =>
                ordersShipped +=
                    Convert.ToInt64(r.GetValue(0)) * (r.IsDBNull(1) ? 1 : KitComponentText.Parse(r.GetString(1)).Sum(c => c.PerKit)),
            cancel
        );
        if (ordersShipped != stockShipped)
            violations.Add(
                new Violation(7, "shipments", $"{stockShipped} units left the warehouses, {ordersShipped} were shipped on orders")
            );
    }

    /// <summary>Rule 7 for purchase orders: what they received is what their receipts say.</summary>
    private Task CheckReceiptsAsync(CancellationToken cancel) =>
        snapshot.ReadAsync(
            """
            SELECT p.number, l.sku_id, l.received, coalesce(s.units, 0)
            FROM purchase_order_lines l JOIN purchase_orders p ON p.id = l.purchase_order_id
            LEFT JOIN (SELECT r.purchase_order_id, i.sku_id, sum(i.quantity) AS units
                FROM receipts r JOIN receipt_lines i ON i.receipt_id = r.id GROUP BY r.purchase_order_id, i.sku_id) s
              ON s.purchase_order_id = l.purchase_order_id AND s.sku_id = l.sku_id
            WHERE p.type = 0 AND l.received <> coalesce(s.units, 0)
            """,
            [],
            r =>
                violations.Add(
                    new Violation(
                        7,
                        $"purchase order {r.GetString(0)}",
                        $"received of {catalogue.Sku(r.GetInt32(1))} is {r.GetInt64(2)}, its receipts have {r.GetValue(3)}"
                    )
                ),
            cancel
        );
}
