using Raincheck.Core.Orders;
using Raincheck.Ledger.Store;

namespace Raincheck.Ledger.Audit;

/// <summary>
/// Checks the stored orders (rule 4): totals and states follow from the lines, quantities are in their ranges, marks follow from
/// the settings, and what lines copy from their order is the same there.
/// </summary>
internal sealed class OrderAuditor(LedgerTransaction snapshot, Catalogue catalogue, List<Violation> violations)
{
    public async Task RunAsync(CancellationToken cancel)
    {
        await CheckTotalsAsync(cancel);
        await CheckRangesAsync(cancel);
        await CheckMarksAsync(cancel);
        await CheckCopiesAsync(cancel);
    }

    /// <summary>The totals and the state of an order follow from its lines.</summary>
    private Task CheckTotalsAsync(CancellationToken cancel) =>
        snapshot.ReadAsync(
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

    /// <summary>No quantity of a line is negative or larger than it can be.</summary>
    private Task CheckRangesAsync(CancellationToken cancel) =>
        snapshot.ReadAsync(
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

    /// <summary>Lines have the queue position and the status of their order, and count if it does.</summary>
    private Task CheckCopiesAsync(CancellationToken cancel) =>
        snapshot.ReadAsync(
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
