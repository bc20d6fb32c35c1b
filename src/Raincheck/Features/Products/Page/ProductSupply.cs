using Microsoft.EntityFrameworkCore;
using Raincheck.Core.Purchasing;
using Raincheck.Storage;

namespace Raincheck.Features.Products.Page;

/// <summary>Units of a product that a purchase order is to bring.</summary>
/// <param name="PurchaseOrder">Its number.</param>
/// <param name="VendorId">The vendor.</param>
/// <param name="Quantity">Units ordered.</param>
/// <param name="Pending">Units still to come.</param>
/// <param name="ExpectedAt">When they are expected; null if not known.</param>
public sealed record Arrival(string PurchaseOrder, int VendorId, int Quantity, long Pending, DateTimeOffset? ExpectedAt);

/// <summary>The pending purchase order lines of a product.</summary>
internal static class ProductSupply
{
    /// <summary>So many arrivals are looked at.</summary>
    public const int ArrivalsMax = 50;

    /// <summary>Pending units for warehouses, by expected date; those without a date are last.</summary>
    public static async Task<List<Arrival>> PendingAsync(RaincheckDb db, int poolId, CancellationToken cancel)
    {
        var lines = await db
            .PurchaseOrderLines.Where(l => l.SkuId == poolId)
            .Where(PurchaseOrderLine.HasPending)
            .Join(
                db.PurchaseOrders.Where(PurchaseOrderGroups.Regular),
                l => l.PurchaseOrderId,
                p => p.Id,
                (l, p) =>
                    new
                    {
                        Line = l,
                        p.Number,
                        p.VendorId,
                    }
            )
            .OrderBy(l => l.Line.ExpectedAt == null)
            .ThenBy(l => l.Line.ExpectedAt)
            .ThenBy(l => l.Line.PurchaseOrderId)
            .Take(ArrivalsMax)
            .ToListAsync(cancel);
        return lines.ConvertAll(l => new Arrival(l.Number, l.VendorId, l.Line.Quantity, l.Line.Pending, Micros.ToTime(l.Line.ExpectedAt)));
    }
}
