using Raincheck.Core.Orders;

namespace Raincheck.Core.Purchasing;

/// <summary>
/// Units of an order's line that a purchase order is to serve: a regular one brings them to our dock for this line first, a
/// dropship one ships them to the customer.
/// </summary>
public sealed class PurchaseOrderLink
{
    /// <summary>The purchase order.</summary>
    public long PurchaseOrderId { get; set; }

    /// <summary>The order.</summary>
    public long OrderId { get; set; }

    /// <summary>The order's line.</summary>
    public int Line { get; set; }

    /// <summary>The product of the purchase order's line: the line's own, or one of the same pool.</summary>
    public int SkuId { get; set; }

    /// <summary>Units that are still to come.</summary>
    public int Quantity { get; set; }

    /// <summary>Units that the vendor shipped to the customer; 0 on a regular purchase order.</summary>
    public int Processed { get; set; }

    /// <summary>Takes away links until no more than so many units are linked: of the youngest purchase order first.</summary>
    /// <param name="links">The links of one line, on regular purchase orders.</param>
    /// <param name="unitsMax">The units that may remain, 0 or more.</param>
    public static void ShrinkTo(IEnumerable<PurchaseOrderLink> links, int unitsMax)
    {
        var left = unitsMax;
        foreach (var link in links.OrderBy(l => l.PurchaseOrderId))
        {
            link.Quantity = Math.Min(link.Quantity, left);
            left -= link.Quantity;
        }
    }
}

/// <summary>What an order's dropship status follows from.</summary>
public static class Dropshipping
{
    /// <summary>The status of an order with these links.</summary>
    /// <remarks>
    /// While units are on their way: the least advanced of the vendors, and <see cref="DropshipStatus.Pending"/> while a linked
    /// purchase order has not come. Afterwards what became of the units that were with a vendor: processed where any were.
    /// </remarks>
    /// <param name="links">Every link of the order, with the purchase order it names.</param>
    public static DropshipStatus StatusOf(IEnumerable<(PurchaseOrderLink Link, PurchaseOrder PurchaseOrder)> links)
    {
        DropshipStatus? onTheWay = null;
        var ended = DropshipStatus.None;
        foreach (var (link, purchaseOrder) in links)
        {
            var isDropship = purchaseOrder.Type == PurchaseOrderType.Dropship;
            if (link.Quantity > 0)
            {
                var status = isDropship ? purchaseOrder.DropshipStatus : DropshipStatus.Pending;
                onTheWay = onTheWay is { } least && least <= status ? least : status;
            }
            else if (isDropship && ended != DropshipStatus.Processed)
            {
                ended = link.Processed > 0 ? DropshipStatus.Processed : DropshipStatus.Cancelled;
            }
        }
        return onTheWay ?? ended;
    }
}
