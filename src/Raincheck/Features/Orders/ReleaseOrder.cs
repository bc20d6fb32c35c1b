using Raincheck.Core;
using Raincheck.Core.Orders;
using Raincheck.Ledger;
using Raincheck.Platform;

namespace Raincheck.Features.Orders;

/// <summary>Lets an order that was held, or had a problem, go on.</summary>
public sealed class ReleaseOrder(string number) : OrderCommand(number)
{
    protected internal override string Kind => "released";

    private protected override Refusal? Change(UnitOfWork work, LoadedOrder order)
    {
        if (order.Order.Status is not (OrderStatus.OnHold or OrderStatus.Problem))
            return Outcomes.StatusForbids(order, "released");
        work.SetStatus(order, OrderStatus.InProcess);
        return null;
    }
}
