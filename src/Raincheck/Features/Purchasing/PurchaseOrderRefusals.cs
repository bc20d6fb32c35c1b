using System.Text.Json;
using Raincheck.Core;
using Raincheck.Core.Purchasing;
using Raincheck.Ledger;

namespace Raincheck.Features.Purchasing;

/// <summary>The refusals of missing purchase orders or of an invalid status.</summary>
internal static class PurchaseOrderRefusals
{
    public static Refusal NotFound(string number) => new(RefusalCode.PurchaseOrderNotFound, $"There is no purchase order {number}.");

    /// <summary>Refuses a purchase order that was cancelled completely or partly.</summary>
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
