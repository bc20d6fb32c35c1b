using Raincheck.Core;
using Raincheck.Core.Orders;
using Raincheck.Ledger;
using Raincheck.Platform;

namespace Raincheck.Features.Orders;

/// <summary>Stops the shipping of an order. It keeps its place and its units.</summary>
public sealed class HoldOrder(string number) : OrderCommand(number)
{
    protected internal override string Kind => "held";

    private protected override Refusal? Change(UnitOfWork work, LoadedOrder order)
    {
        if (order.Order.Status is not (OrderStatus.InProcess or OrderStatus.Problem))
            return Outcomes.StatusForbids(order, "held");
        work.SetStatus(order, OrderStatus.OnHold);
        return null;
    }
}
