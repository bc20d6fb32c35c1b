using Raincheck.Core;
using Raincheck.Core.Orders;
using Raincheck.Core.Purchasing;
using Raincheck.Features.Orders;
using Raincheck.Ledger;

namespace Raincheck.Features.BackOrders;

/// <summary>The units on a purchase order that order lines can be linked to.</summary>
internal static class PurchaseOrderLinks
{
    /// <summary>A refusal if the purchase order has no units for a warehouse.</summary>
    public static Refusal? CheckOpen(UnitOfWork work, string number, out LoadedPurchaseOrder? purchaseOrder)
    {
        purchaseOrder = work.FindPurchaseOrder(number);
        if (purchaseOrder is null)
            return new Refusal(RefusalCode.UnknownPurchaseOrder, $"There is no purchase order {number}.", "purchaseOrder");
        return purchaseOrder.Order.CheckLinkable("purchaseOrder");
    }

    /// <summary>Pending units of a product on a purchase order that are not linked.</summary>
    public static long Free(UnitOfWork work, LoadedPurchaseOrder purchaseOrder, PurchaseOrderLine comes) =>
        purchaseOrder.PendingOf(comes.SkuId) - work.Links.UnitsLinkedTo(purchaseOrder, comes.SkuId);

    /// <summary>Links units of an order's line.</summary>
    public static void Link(UnitOfWork work, LoadedOrder order, OrderLine line, PurchaseOrder purchaseOrder, int skuId, int units)
    {
        work.Touch(order, line);
        line.Link(units);
        work.Links.Change(purchaseOrder, skuId, order, line, units);
        work.AddJournalDetail(order, "purchaseOrder", purchaseOrder.Number);
    }
}

/// <summary>
/// Links the back-ordered units of an order that a purchase order brings and that no other brings: as many as it has left.
/// </summary>
internal sealed class LinkBackOrdered(string number, string purchaseOrderNumber) : OrderCommand(number)
{
    protected internal override string Kind => "linked";

    protected internal override void Declare(LoadPlan plan)
    {
        base.Declare(plan);
        plan.PurchaseOrder(purchaseOrderNumber);
    }

    private protected override Refusal? Change(UnitOfWork work, LoadedOrder order)
    {
        if (PurchaseOrderLinks.CheckOpen(work, purchaseOrderNumber, out var found) is { } refusal)
            return refusal;
        if (order.Order.CheckOpen("linked to a purchase order") is { } forbidden)
            return forbidden;
        var purchaseOrder = found!;
        var links = Linking.ForBackOrdered(order.Lines, FreeOf, out var isBrought);
        if (links.Count == 0)
            return Nothing(isBrought);
        foreach (var (line, units) in links)
            PurchaseOrderLinks.Link(work, order, line, purchaseOrder.Order, line.PoolId, units);
        return null;

        long? FreeOf(int pool) =>
            purchaseOrder.Lines.Find(l => l.SkuId == pool) is { } comes ? PurchaseOrderLinks.Free(work, purchaseOrder, comes) : null;
    }

    private Refusal Nothing(bool isBrought) =>
        isBrought
            ? new Refusal(
                RefusalCode.NotEnoughOnOrder,
                $"Purchase order {purchaseOrderNumber} has no units left for order {Number}: they are linked to other orders.",
                "purchaseOrder"
            )
            : new Refusal(
                RefusalCode.NotOnPurchaseOrder,
                $"Order {Number} has no unlinked back-ordered units that are on {purchaseOrderNumber}.",
                "purchaseOrder"
            );
}
