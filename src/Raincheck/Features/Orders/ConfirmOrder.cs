using Raincheck.Core;
using Raincheck.Core.Orders;
using Raincheck.Ledger;
using Raincheck.Platform;

namespace Raincheck.Features.Orders;

/// <summary>Confirms a cart or a quote, which joins the queue now.</summary>
public sealed class ConfirmOrder(string number) : OrderCommand(number)
{
    protected internal override string Kind => "confirmed";

    private protected override Refusal? Change(UnitOfWork work, LoadedOrder order)
    {
        if (order.Order.Status is not (OrderStatus.Cart or OrderStatus.Quote))
            return Outcomes.StatusForbids(order, "confirmed");
        work.Touch(order);
        order.Order.QueuedAt = work.Now;
        order.Order.KeptUnmarked = false;
        work.SetStatus(order, OrderStatus.InProcess);
        return null;
    }
}
