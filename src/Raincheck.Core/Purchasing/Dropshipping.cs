using Raincheck.Core.Orders;

namespace Raincheck.Core.Purchasing;

/// <summary>What an order's dropship status follows from.</summary>
public static class Dropshipping
{
    /// <summary>The vendor is done: no unit is with it any more.</summary>
    public static bool IsEnd(this DropshipStatus status) => status is DropshipStatus.Processed or DropshipStatus.Cancelled;

    /// <summary>Whether units of a link cannot be taken back: the vendor has acknowledged them.</summary>
    public static bool IsPromised(PurchaseOrderLink link, PurchaseOrder purchaseOrder) => link.Quantity > 0 && purchaseOrder.IsAcknowledged;

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
            if (link.Quantity > 0)
            {
                var status = purchaseOrder.IsDropship ? purchaseOrder.DropshipStatus : DropshipStatus.Pending;
                onTheWay = onTheWay is { } least && least <= status ? least : status;
            }
            else if (purchaseOrder.IsDropship && ended != DropshipStatus.Processed)
            {
                ended = link.Processed > 0 ? DropshipStatus.Processed : DropshipStatus.Cancelled;
            }
        }
        return onTheWay ?? ended;
    }
}
