using Raincheck.Core;
using Raincheck.Ledger;

namespace Raincheck.Features.Orders;

/// <summary>Determines an order's queues anew from the stock as it is now.</summary>
public sealed class RecalculateOrder(string number) : OrderCommand(number)
{
    protected internal override string Kind => "recalculated";

    private protected override Refusal? Change(UnitOfWork work, LoadedOrder order)
    {
        work.LiftStopMarking(order);
        foreach (var line in order.Lines)
            work.Reallocate(line.PoolId);
        return null;
    }
}
