using Raincheck.Core;
using Raincheck.Core.Orders;
using Raincheck.Ledger;
using Raincheck.Platform;

namespace Raincheck.Features.Orders;

/// <summary>A cart or a quote becomes an order, and joins the queue now.</summary>
public sealed class ConfirmOrder(string number) : OrderCommand(number)
{
    protected internal override string Kind => "confirmed";

    private protected override Refusal? Change(Batch batch, LoadedOrder order)
    {
        if (order.Order.Status is not (OrderStatus.Cart or OrderStatus.Quote))
            return Outcomes.StatusForbids(order, "confirmed");
        batch.Touch(order);
        order.Order.QueuedAt = batch.Now;
        order.Order.KeptUnmarked = false;
        batch.SetStatus(order, OrderStatus.InProcess);
        return null;
    }
}
