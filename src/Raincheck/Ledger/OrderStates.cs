using Raincheck.Core;
using Raincheck.Core.Orders;

namespace Raincheck.Ledger;

/// <summary>Changes of an order's head that its lines follow.</summary>
internal static class OrderStates
{
    /// <summary>Changes the order by a rule that may change its status, and updates its lines.</summary>
    public static Refusal? ChangeStatus(this UnitOfWork work, LoadedOrder order, Func<Order, Refusal?> rule)
    {
        var refusal = work.Change(order, rule);
        if (refusal is null)
            work.PlaceLines(order);
        return refusal;
    }

    /// <summary>A change of the order itself ends the effect of <i>Stop marking</i> on it.</summary>
    public static void LiftStopMarking(this UnitOfWork work, LoadedOrder order)
    {
        work.Touch(order);
        order.Order.LiftStopMarking();
    }

    /// <summary>After units were shipped, cancelled or given away: an order with nothing open and nothing at a vendor is done.</summary>
    public static void CloseIfDone(this UnitOfWork work, LoadedOrder order)
    {
        work.Touch(order);
        if (order.Order.CloseIfDone(order.Lines))
            work.PlaceLines(order);
    }
}
