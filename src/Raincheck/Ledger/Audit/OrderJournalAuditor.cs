using Raincheck.Ledger.Store;

namespace Raincheck.Ledger.Audit;

/// <summary>Replays the journal of orders (rule 5): the differences in its entries add up to the stored lines and marks.</summary>
internal sealed class OrderJournalAuditor(LedgerTransaction snapshot, Catalogue catalogue, List<Violation> violations)
{
    /// <summary>Orders whose journal is replayed at a time.</summary>
    private const int OrdersMax = 20_000;

    public async Task RunAsync(Action<long, long>? progress, CancellationToken cancel)
    {
        long first = 0,
            last = -1;
        await snapshot.ReadAsync(
            "SELECT coalesce(min(id), 0), coalesce(max(id), -1) FROM orders",
            [],
            r => (first, last) = (r.GetInt64(0), r.GetInt64(1)),
            cancel
        );
        for (var from = first; from <= last; from += OrdersMax)
        {
            (string, object)[] range = [("from", from), ("to", from + OrdersMax)];
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
            progress?.Invoke(Math.Min(from + OrdersMax, last + 1) - first, last + 1 - first);
        }
    }
}
