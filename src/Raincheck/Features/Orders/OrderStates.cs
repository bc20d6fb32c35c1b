using Raincheck.Core.Orders;
using Raincheck.Ledger;

namespace Raincheck.Features.Orders;

/// <summary>What an order's status says about what can be done with it, and how it changes.</summary>
internal static class OrderStates
{
    /// <summary>Whether an order can still change at all.</summary>
    public static bool IsLive(this LoadedOrder order) =>
        order.Order.Status is not (OrderStatus.Completed or OrderStatus.Cancelled or OrderStatus.Void);

    /// <summary>Whether it was accepted and is not done: a cart or a quote has nothing to split, pin, link or hand over yet.</summary>
    public static bool IsAccepted(this LoadedOrder order) =>
        order.Order.Status is OrderStatus.InProcess or OrderStatus.OnHold or OrderStatus.Problem;

    /// <summary>Gives the order another status, and its lines what follows from it.</summary>
    public static void SetStatus(this Batch batch, LoadedOrder order, OrderStatus status)
    {
        batch.Touch(order);
        order.Order.Status = status;
        batch.PlaceLines(order);
    }

    /// <summary>After units were shipped, cancelled or given away: an order with nothing open and nothing at a vendor is done.</summary>
    public static void CloseIfDone(this Batch batch, LoadedOrder order)
    {
        if (order.Lines.All(l => l.Open == 0 && l.Dropshipped == 0))
            batch.SetStatus(order, order.Lines.Any(l => l.Shipped > 0) ? OrderStatus.Completed : OrderStatus.Cancelled);
    }
}
