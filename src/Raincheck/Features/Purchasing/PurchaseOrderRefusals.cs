using Raincheck.Core;

namespace Raincheck.Features.Purchasing;

/// <summary>The refusals of purchase orders that do not exist.</summary>
internal static class PurchaseOrderRefusals
{
    public static Refusal NotFound(string number) => new(RefusalCode.PurchaseOrderNotFound, $"There is no purchase order {number}.");
}
