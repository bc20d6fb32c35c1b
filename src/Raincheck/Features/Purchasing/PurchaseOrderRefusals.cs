using System.Text.Json;
using Raincheck.Core;
using Raincheck.Core.Purchasing;
using Raincheck.Ledger;

namespace Raincheck.Features.Purchasing;

/// <summary>What is said of purchase orders that are not there, or are not as they would have to be.</summary>
internal static class PurchaseOrderRefusals
{
    public static Refusal NotFound(string number) => new(RefusalCode.PurchaseOrderNotFound, $"There is no purchase order {number}.");

    /// <summary>For one that ended by a cancellation, of all of it or of the rest.</summary>
    public static Refusal GivenUp(LoadedPurchaseOrder order, string what) =>
        order.Order.Status == PurchaseOrderStatus.Cancelled
            ? StatusForbids(order, what)
            : new(
                RefusalCode.PurchaseOrderStatusForbids,
                $"Pending units of purchase order {order.Order.Number} were cancelled; it cannot be {what}."
            );

    public static Refusal StatusForbids(LoadedPurchaseOrder order, string what) =>
        new(
            RefusalCode.PurchaseOrderStatusForbids,
            $"Purchase order {order.Order.Number} is {JsonNamingPolicy.CamelCase.ConvertName(order.Order.Status.ToString())} and cannot be {what}."
        );
}
