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

/// <summary>A cart or a quote becomes an order, and joins the queue now.</summary>
public sealed class ConfirmOrder(string number) : OrderCommand(number)
{
    protected internal override string Kind => "confirmed";

    private protected override Refusal? Decide(Batch batch, LoadedOrder order)
    {
        if (order.Order.Status is not (OrderStatus.Cart or OrderStatus.Quote))
            return Outcomes.StatusForbids(order, "confirmed");
        batch.Touch(order);
        order.Order.QueuedAt = batch.Now;
        order.Order.KeptUnmarked = false;
        SetStatus(batch, order, OrderStatus.InProcess);
        return null;
    }
}

/// <summary>Stops the shipping of an order. It keeps its place and its units.</summary>
public sealed class HoldOrder(string number) : OrderCommand(number)
{
    protected internal override string Kind => "held";

    private protected override Refusal? Decide(Batch batch, LoadedOrder order)
    {
        if (order.Order.Status is not (OrderStatus.InProcess or OrderStatus.Problem))
            return Outcomes.StatusForbids(order, "held");
        SetStatus(batch, order, OrderStatus.OnHold);
        return null;
    }
}

/// <summary>Lets an order that was held, or had a problem, go on.</summary>
public sealed class ReleaseOrder(string number) : OrderCommand(number)
{
    protected internal override string Kind => "released";

    private protected override Refusal? Decide(Batch batch, LoadedOrder order)
    {
        if (order.Order.Status is not (OrderStatus.OnHold or OrderStatus.Problem))
            return Outcomes.StatusForbids(order, "released");
        SetStatus(batch, order, OrderStatus.InProcess);
        return null;
    }
}

/// <summary>What to change of an order's head; what is left out stays.</summary>
public sealed record OrderPatch(int? Priority = null, PaymentStatus? PaymentStatus = null, DateTimeOffset? ExpectedShipDate = null);

/// <summary>Changes priority, payment status or expected ship date.</summary>
public sealed class PatchOrder(string number, OrderPatch patch) : OrderCommand(number)
{
    protected internal override string Kind => "changed";

    private protected override Refusal? Decide(Batch batch, LoadedOrder order)
    {
        if (!order.IsLive())
            return Outcomes.StatusForbids(order, "changed");
        batch.Touch(order);
        order.Order.Priority = patch.Priority ?? order.Order.Priority;
        order.Order.PaymentStatus = patch.PaymentStatus ?? order.Order.PaymentStatus;
        if (patch.ExpectedShipDate is { } date)
            order.Order.ExpectedShipDate = Storage.Micros.Of(date);
        if (patch.Priority is not null || patch.PaymentStatus is not null)
            batch.PlaceLines(order);
        return null;
    }
}

/// <summary>Marks or unmarks an order by hand, or leaves its mark to the rules again.</summary>
public sealed class MarkOrder(string number, MarkMode mode) : OrderCommand(number)
{
    protected internal override string Kind => "markChosen";

    private protected override Refusal? Decide(Batch batch, LoadedOrder order)
    {
        if (!order.IsLive())
            return Outcomes.StatusForbids(order, "marked");
        batch.Touch(order);
        order.Order.MarkMode = mode;
        if (mode == MarkMode.Marked)
            order.Order.KeptUnmarked = false;
        return null;
    }
}

/// <summary>Determines an order's queues anew from the stock as it is now.</summary>
public sealed class RecalculateOrder(string number) : OrderCommand(number)
{
    protected internal override string Kind => "recalculated";

    private protected override Refusal? Decide(Batch batch, LoadedOrder order)
    {
        batch.Touch(order);
        order.Order.KeptUnmarked = false;
        foreach (var line in order.Lines)
            batch.Determine(line.PoolId);
        return null;
    }
}
