using Raincheck.Core;
using Raincheck.Ledger;
using Raincheck.Platform;

namespace Raincheck.Features.Orders;

/// <summary>A command on one existing order.</summary>
/// <typeparam name="T">What it answers.</typeparam>
public abstract class OrderCommand<T>(string number) : LedgerCommand<T>
{
    protected string Number => number;

    protected internal override string Cause => $"order {number} {JournalKinds.Spaced(Kind)}";

    protected internal override void Declare(Needs needs) => needs.Order(number);

    protected internal sealed override Outcome<Func<T>> Decide(Batch batch)
    {
        if (CheckRequest(batch.Now) is { } invalid)
            return invalid;
        if (batch.FindOrder(number) is not { } order)
            return Outcomes.OrderNotFound(number);
        if (batch.IfMatch is { } wanted && (batch.IsChangedHere(order) || !wanted.Contains(OrderVersion.Of(batch.View(order)).Tag)))
            return new Refusal(RefusalCode.StaleVersion, $"Order {number} changed since you read it.");
        return Decide(batch, order);
    }

    /// <summary>Validates the request without the order.</summary>
    /// <param name="now">In microseconds since 1970-01-01 UTC.</param>
    private protected virtual Refusal? CheckRequest(long now) => null;

    /// <summary>Checks, then changes; or refuses.</summary>
    private protected abstract Outcome<Func<T>> Decide(Batch batch, LoadedOrder order);
}

/// <summary>A command on one existing order that answers with the order.</summary>
public abstract class OrderCommand(string number) : OrderCommand<OrderView>(number)
{
    private protected sealed override Outcome<Func<OrderView>> Decide(Batch batch, LoadedOrder order) =>
        Change(batch, order) is { } refusal ? refusal : Outcomes.Answer(() => batch.View(order));

    /// <summary>Checks, then changes; or refuses.</summary>
    private protected abstract Refusal? Change(Batch batch, LoadedOrder order);
}
