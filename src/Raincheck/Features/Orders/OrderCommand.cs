using Raincheck.Core;
using Raincheck.Core.Orders;
using Raincheck.Ledger;

namespace Raincheck.Features.Orders;

/// <summary>A command on one existing order that answers with the order.</summary>
public abstract class OrderCommand(string number) : LedgerCommand<OrderView>
{
    protected string Number => number;

    protected internal override string Cause => $"order {number} {Kind}";

    protected internal override void Declare(Needs needs) => needs.Order(number);

    protected internal sealed override Outcome<Func<OrderView>> Decide(Batch batch)
    {
        if (CheckRequest() is { } invalid)
            return invalid;
        if (batch.FindOrder(number) is not { } order)
            return Outcomes.OrderNotFound(number);
        if (batch.IfMatch is { } wanted && (batch.IsChangedHere(order) || !wanted.Contains(OrderVersion.Of(batch.View(order)).Tag)))
            return new Refusal(RefusalCode.StaleVersion, $"Order {number} changed since you read it.");
        return Decide(batch, order) is { } refusal ? refusal : Outcomes.Answer(() => batch.View(order));
    }

    /// <summary>What is wrong with the request, whatever the order is like.</summary>
    private protected virtual Refusal? CheckRequest() => null;

    /// <summary>Checks, then changes; or refuses.</summary>
    private protected abstract Refusal? Decide(Batch batch, LoadedOrder order);

    /// <summary>Gives the order another status, and its lines what follows from it.</summary>
    private protected static void SetStatus(Batch batch, LoadedOrder order, OrderStatus status)
    {
        batch.Touch(order);
        order.Order.Status = status;
        batch.PlaceLines(order);
    }

    /// <summary>After units were shipped or cancelled: an order with nothing open is done.</summary>
    private protected static void CloseIfDone(Batch batch, LoadedOrder order)
    {
        if (order.Lines.All(l => l.Open == 0))
            SetStatus(
                batch,
                order,
                order.Lines.Any(l => l.Shipped > 0 || l.Dropshipped > 0) ? OrderStatus.Completed : OrderStatus.Cancelled
            );
    }
}
