using Raincheck.Core.Orders;

namespace Raincheck.Ledger.Work;

/// <summary>Why and until when units of lines are pinned; how many units is a member of the line.</summary>
public sealed class PinBook
{
    private readonly WorkContext context;
    private readonly Dictionary<(long Order, int Line), long> ends = [];

    internal PinBook(WorkContext context) => this.context = context;

    /// <summary>Stores the pin of a line, in place of an earlier one.</summary>
    public void Set(Pin pin)
    {
        if (pin.Until is { } end)
            ends[(pin.OrderId, pin.Line)] = end;
        else
            ends.Remove((pin.OrderId, pin.Line));
        context.Transaction.Execute(
            """
            INSERT INTO pins (order_id, line, reason, actor, at, until) VALUES (@order, @line, @reason, @actor, @at, @until)
            ON CONFLICT (order_id, line) DO UPDATE
            SET reason = excluded.reason, actor = excluded.actor, at = excluded.at, until = excluded.until
            """,
            ("order", pin.OrderId),
            ("line", pin.Line),
            ("reason", pin.Reason),
            ("actor", pin.Actor),
            ("at", pin.At),
            ("until", (object?)pin.Until ?? DBNull.Value)
        );
    }

    /// <summary>When the pin of a line expires; null if it does not.</summary>
    public long? EndOf(OrderLine line) => ends.TryGetValue((line.OrderId, line.Line), out var end) ? end : null;

    /// <summary>Copies the pin of a line to the line that takes over its units.</summary>
    public void Copy(OrderLine from, OrderLine to) =>
        context.Transaction.Execute(
            """
            INSERT INTO pins (order_id, line, reason, actor, at, until)
            SELECT @toOrder, @toLine, reason, actor, at, until FROM pins WHERE order_id = @order AND line = @line
            """,
            ("toOrder", to.OrderId),
            ("toLine", to.Line),
            ("order", from.OrderId),
            ("line", from.Line)
        );

    /// <summary>After a command changed a line: deletes its pin if no pinned unit is left.</summary>
    internal void Follow(OrderLine line, in LineState before)
    {
        if (before.Pinned > 0 && line.Pinned == 0)
            context.Transaction.Execute(
                "DELETE FROM pins WHERE order_id = @order AND line = @line",
                ("order", line.OrderId),
                ("line", line.Line)
            );
    }

    /// <summary>Asks for the expiry times of the pins of orders.</summary>
    /// <param name="ofOrders">A statement that gives the ids of the orders.</param>
    /// <param name="parameters">Its parameters.</param>
    internal void Ask(string ofOrders, (string, object)[] parameters) =>
        context.Transaction.Ask(
            $"SELECT order_id, line, until FROM pins WHERE until IS NOT NULL AND order_id IN ({ofOrders})",
            parameters,
            r => ends[(r.GetInt64(0), r.GetInt32(1))] = r.GetInt64(2)
        );
}
