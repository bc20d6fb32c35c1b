using Raincheck.Core.Consents;
using Raincheck.Core.Orders;
using Raincheck.Core.Stock;

namespace Raincheck.Features.Promises;

/// <summary>The days of a consent that follow from an order and from the settings.</summary>
internal static class ConsentDays
{
    /// <summary>
    /// Whether the buyer applied to the seller for credit: the order is accepted although nothing is paid, not even promised by a bank.
    /// </summary>
    public static bool IsOnCredit(Order order) => order.PaymentStatus == PaymentStatus.Unpaid;

    /// <summary>The last day to ship without asking. The order is complete on the day on which it joined the queue.</summary>
    public static DateOnly ShipBy(Order order, int? statedShipDays, ClientDays days) =>
        DelayTerms.ShipBy(days.DayOf(order.QueuedAt), statedShipDays, IsOnCredit(order));

    /// <summary>The last day to refund an order that is cancelled today.</summary>
    public static DateOnly RefundBy(Order order, ClientSettings settings, ClientDays days) =>
        DelayTerms.RefundBy(days.Today, IsOnCredit(order), settings.ClosedDays.ToHashSet());
}
