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

    protected internal override void Declare(LoadPlan plan) => plan.Order(number);

    protected internal sealed override Outcome<Func<T>> Decide(UnitOfWork work)
    {
        if (CheckRequest(work.Now) is { } invalid)
            return invalid;
        if (work.FindOrder(number) is not { } order)
            return Outcomes.OrderNotFound(number);
        if (work.IfMatch is { } wanted && (work.IsChangedHere(order) || !wanted.Contains(OrderVersion.Of(work.View(order)).Tag)))
            return new Refusal(RefusalCode.StaleVersion, $"Order {number} changed since you read it.");
        return Decide(work, order);
    }

    /// <summary>Validates the request without the order.</summary>
    /// <param name="now">In microseconds since 1970-01-01 UTC.</param>
    private protected virtual Refusal? CheckRequest(long now) => null;

    /// <summary>Checks, then changes; or refuses.</summary>
    private protected abstract Outcome<Func<T>> Decide(UnitOfWork work, LoadedOrder order);
}

/// <summary>A command on one existing order that answers with the order.</summary>
public abstract class OrderCommand(string number) : OrderCommand<OrderView>(number)
{
    private protected sealed override Outcome<Func<OrderView>> Decide(UnitOfWork work, LoadedOrder order) =>
        Change(work, order) is { } refusal ? refusal : Outcomes.Answer(() => work.View(order));

    /// <summary>Checks, then changes; or refuses.</summary>
    private protected abstract Refusal? Change(UnitOfWork work, LoadedOrder order);
}
