using System.Globalization;
using Raincheck.Core.Orders;
using Raincheck.Core.Purchasing;

namespace Raincheck.Platform.Ui;

/// <summary>The words of the field for values that the program has.</summary>
internal static class Texts
{
    public static string Of(BackOrderState state) =>
        state switch
        {
            BackOrderState.Full => "Full",
            BackOrderState.Partial => "Partial",
            _ => "None",
        };

    public static string Of(OrderStatus status) =>
        status switch
        {
            OrderStatus.InProcess => "In process",
            OrderStatus.OnHold => "On hold",
            _ => status.ToString(),
        };

    public static string Of(PaymentStatus status) => status.ToString();

    public static string ToneOf(OrderStatus status) =>
        status switch
        {
            OrderStatus.InProcess => "accent",
            OrderStatus.OnHold => "warn",
            OrderStatus.Problem => "bad",
            OrderStatus.Completed => "good",
            _ => "plain",
        };

    public static string Of(PurchaseOrderStatus status) =>
        status == PurchaseOrderStatus.PartiallyReceived ? "Partly received" : status.ToString();

    public static string ToneOf(PurchaseOrderStatus status) =>
        status switch
        {
            PurchaseOrderStatus.Open => "accent",
            PurchaseOrderStatus.PartiallyReceived => "warn",
            PurchaseOrderStatus.Received => "good",
            _ => "plain",
        };

    /// <summary><c>1 order</c>, <c>1,312 orders</c>.</summary>
    public static string Count(long count, string one, string? many = null) =>
        $"{count.ToString("N0", CultureInfo.InvariantCulture)} {(count == 1 ? one : many ?? one + "s")}";

    public static string Money(decimal amount) => amount.ToString("N2", CultureInfo.InvariantCulture);
}
