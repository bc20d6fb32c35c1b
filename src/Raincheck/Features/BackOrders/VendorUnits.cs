using Raincheck.Core.Orders;
using Raincheck.Core.Purchasing;
using Raincheck.Ledger;

namespace Raincheck.Features.BackOrders;

/// <summary>Units of orders that are with a dropship vendor: how they come back, and how they become shipped ones.</summary>
internal static class VendorUnits
{
    /// <summary>Whether the vendor has acknowledged units: they cannot be taken back.</summary>
    public static bool IsPromised(LoadedLink link) =>
        link.Row.Quantity > 0 && link.PurchaseOrder is { Type: PurchaseOrderType.Dropship, DropshipStatus: >= DropshipStatus.Acknowledged };

    /// <summary>Takes units of a line back from its vendors, from the youngest purchase order first. They are open again.</summary>
    /// <param name="batch">What the command was shown.</param>
    /// <param name="order">The order.</param>
    /// <param name="line">Its line, touched by the caller.</param>
    /// <param name="units">At the most what the line has at vendors who have not acknowledged it.</param>
    public static void TakeBack(Batch batch, LoadedOrder order, OrderLine line, int units)
    {
        var left = units;
        foreach (var link in batch.LinksOf(order).Reverse())
        {
            if (left == 0)
                return;
            if (link.Row.Line != line.Line || link.PurchaseOrder.Type != PurchaseOrderType.Dropship || IsPromised(link))
                continue;
            var taken = Math.Min(link.Row.Quantity, left);
            left -= taken;
            if (taken > 0)
                Return(batch, batch.PurchaseOrderOf(link), link, order, line, taken);
        }
    }

    /// <summary>The vendor will not ship these units: they are open again, at their old place.</summary>
    public static void Return(Batch batch, LoadedPurchaseOrder purchaseOrder, LoadedLink link, LoadedOrder order, OrderLine line, int units)
    {
        batch.Touch(order, line);
        line.Dropshipped -= units;
        link.Row.Quantity -= units;
        batch.Changed(order, link);
        batch.Tell(order, "purchaseOrder", purchaseOrder.Order.Number);
        batch.Change(purchaseOrder, () => Cancel(purchaseOrder, purchaseOrder.Lines.First(l => l.SkuId == link.Row.SkuId), units));
    }

    /// <summary>The vendor shipped these units: they are shipped units of the order.</summary>
    public static void Process(
        Batch batch,
        LoadedPurchaseOrder purchaseOrder,
        LoadedLink link,
        LoadedOrder order,
        OrderLine line,
        int units
    )
    {
        batch.Touch(order, line);
        line.Dropshipped -= units;
        line.Shipped += units;
        link.Row.Quantity -= units;
        link.Row.Processed += units;
        batch.Changed(order, link);
        batch.Tell(order, "purchaseOrder", purchaseOrder.Order.Number);
    }

    /// <summary>Within a change of the purchase order: the vendor will not ship these units.</summary>
    public static void Cancel(LoadedPurchaseOrder purchaseOrder, PurchaseOrderLine line, int units)
    {
        line.Cancelled += units;
        End(purchaseOrder);
    }

    /// <summary>Within a change of the purchase order: the vendor shipped these units, and so has acknowledged the others.</summary>
    public static void Receive(LoadedPurchaseOrder purchaseOrder, PurchaseOrderLine line, int units)
    {
        line.Received += units;
        purchaseOrder.Order.DropshipStatus = DropshipStatus.Acknowledged;
        End(purchaseOrder);
    }

    /// <summary>Where nothing is pending any more, the vendor is done: processed where anything was, cancelled otherwise.</summary>
    private static void End(LoadedPurchaseOrder purchaseOrder)
    {
        if (purchaseOrder.Lines.Exists(l => l.Pending > 0))
            return;
        purchaseOrder.Order.DropshipStatus = purchaseOrder.Lines.Exists(l => l.Received > 0)
            ? DropshipStatus.Processed
            : DropshipStatus.Cancelled;
    }
}
