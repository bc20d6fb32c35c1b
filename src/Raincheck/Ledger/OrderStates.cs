using Raincheck.Core.Orders;

namespace Raincheck.Ledger;

/// <summary>The rules of the order status: permitted actions and transitions.</summary>
internal static class OrderStates
{
    /// <summary>Whether an order can still change at all.</summary>
    public static bool IsLive(this LoadedOrder order) =>
        order.Order.Status is not (OrderStatus.Completed or OrderStatus.Cancelled or OrderStatus.Void);

    /// <summary>Whether it is accepted and open: a cart or a quote cannot be split, pinned, linked or dropshipped yet.</summary>
    public static bool IsAccepted(this LoadedOrder order) =>
        order.Order.Status is OrderStatus.InProcess or OrderStatus.OnHold or OrderStatus.Problem;

    /// <summary>Changes the status of the order and updates its lines.</summary>
    public static void SetStatus(this UnitOfWork work, LoadedOrder order, OrderStatus status)
    {
        work.Touch(order);
        order.Order.Status = status;
        work.PlaceLines(order);
    }

    /// <summary>After units were shipped, cancelled or given away: an order with nothing open and nothing at a vendor is done.</summary>
    public static void CloseIfDone(this UnitOfWork work, LoadedOrder order)
    {
        if (order.Lines.All(l => l.Open == 0 && l.Dropshipped == 0))
            work.SetStatus(order, order.Lines.Any(l => l.Shipped > 0) ? OrderStatus.Completed : OrderStatus.Cancelled);
    }
}
