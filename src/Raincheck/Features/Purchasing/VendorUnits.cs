using Raincheck.Core;
using Raincheck.Core.Notices;
using Raincheck.Core.Orders;
using Raincheck.Core.Purchasing;
using Raincheck.Ledger;

namespace Raincheck.Features.Purchasing;

/// <summary>Dropships units, returns them, and ships them.</summary>
internal static class VendorUnits
{
    /// <summary>A refusal if the lines of a product exceed the maximum of a purchase order.</summary>
    public static Refusal? CheckTotals(
        UnitOfWork work,
        LoadedOrder order,
        int vendorId,
        IReadOnlyCollection<(OrderLine Line, int Quantity)> units
    )
    {
        var purchaseOrder = FindPending(work, order, vendorId);
        return Refusals.First(
            units
                .GroupBy(u => u.Line.SkuId)
                .Select(g =>
                    (SkuId: g.Key, Total: g.Sum(u => (long)u.Quantity) + (purchaseOrder?.Lines.Find(l => l.SkuId == g.Key)?.Quantity ?? 0))
                )
                .Where(t => t.Total > int.MaxValue)
                .Select(t => new Refusal(
                    RefusalCode.TotalTooLarge,
                    $"The vendor would be asked for {t.Total} units of {work.Catalogue.Sku(t.SkuId)}; a purchase order takes {int.MaxValue}.",
                    "lines"
                ))
        );
    }

    /// <summary>
    /// Hands units to a vendor: they are no claim any more, and the customer is told. They come on the order's own purchase order with the vendor while the
    /// vendor has not been asked for it, or on a new one.
    /// </summary>
    public static LoadedPurchaseOrder Give(
        UnitOfWork work,
        LoadedOrder order,
        int vendorId,
        IReadOnlyCollection<(OrderLine Line, int Quantity)> units
    )
    {
        var ordered = units.GroupBy(u => u.Line.SkuId).Select(g => (SkuId: g.Key, Quantity: g.Sum(u => u.Quantity))).ToList();
        var purchaseOrder = FindPending(work, order, vendorId);
        if (purchaseOrder is null)
            purchaseOrder = Make(work, order, vendorId, ordered);
        else
            Extend(work, purchaseOrder, ordered);
        var told = units
            .Select(u => new OccasionLine(u.Line.Line, u.Quantity, AtVendor(work, order, u.Line, purchaseOrder.Order)))
            .ToList();
        foreach (var (line, quantity) in units)
        {
            work.Touch(order, line);
            line.HandOver(quantity);
            work.Links.Change(purchaseOrder.Order, line.SkuId, order, line, quantity);
        }
        work.AddJournalDetail(order, "purchaseOrder", purchaseOrder.Order.Number);
        work.AddJournalDetail(order, "vendor", work.Catalogue.Vendor(vendorId).Code);
        work.Mail.QueueNotice(
            order,
            MailEvent.DropshipNotice,
            new MailOccasion(told, work.Catalogue.Vendor(vendorId).Name, PurchaseOrderId: purchaseOrder.Order.Id)
        );
        return purchaseOrder;
    }

    /// <summary>Takes units of a line back from its vendors, from the youngest purchase order first. They are open again.</summary>
    /// <param name="work">The arguments of the command.</param>
    /// <param name="order">The order.</param>
    /// <param name="line">Its line, touched by the caller.</param>
    /// <param name="units">At most the units at vendors that have not acknowledged them.</param>
    public static void TakeBack(UnitOfWork work, LoadedOrder order, OrderLine line, int units)
    {
        var own = work
            .Links.Of(order)
            .Reverse()
            .Where(l => l.Row.Line == line.Line && l.PurchaseOrder.IsDropship && !Dropshipping.IsPromised(l.Row, l.PurchaseOrder));
        foreach (var (link, taken) in Linking.Deal(own, l => l.Row, units))
            Return(work, work.Links.PurchaseOrderOf(link), link, order, line, taken);
    }

    /// <summary>The vendor will not ship these units: they are open again, at their old place.</summary>
    public static void Return(
        UnitOfWork work,
        LoadedPurchaseOrder purchaseOrder,
        LoadedLink link,
        LoadedOrder order,
        OrderLine line,
        int units
    )
    {
        Change(work, purchaseOrder, link, order, line, row => row.Return(line, units));
        var (head, lines) = (purchaseOrder.Order, purchaseOrder.Lines);
        work.Purchases.Change(purchaseOrder, () => head.CancelAtVendor(lines, lines.First(l => l.SkuId == link.Row.SkuId), units));
    }

    /// <summary>The vendor shipped these units: they are shipped units of the order.</summary>
    public static void Process(
        UnitOfWork work,
        LoadedPurchaseOrder purchaseOrder,
        LoadedLink link,
        LoadedOrder order,
        OrderLine line,
        int units
    ) => Change(work, purchaseOrder, link, order, line, row => row.Process(line, units));

    /// <summary>Changes units that are with a vendor.</summary>
    private static void Change(
        UnitOfWork work,
        LoadedPurchaseOrder purchaseOrder,
        LoadedLink link,
        LoadedOrder order,
        OrderLine line,
        Action<PurchaseOrderLink> change
    )
    {
        work.Touch(order, line);
        change(link.Row);
        work.Links.RecordChange(order, link);
        work.AddJournalDetail(order, "purchaseOrder", purchaseOrder.Order.Number);
    }

    /// <summary>Units of a line that a purchase order brings or brought to the customer.</summary>
    private static int AtVendor(UnitOfWork work, LoadedOrder order, OrderLine line, PurchaseOrder purchaseOrder) =>
        work
            .Links.Of(order)
            .Where(l => l.Row.Line == line.Line && l.PurchaseOrder.Id == purchaseOrder.Id)
            .Sum(l => l.Row.Quantity + l.Row.Processed);

    /// <summary>The order's purchase order with the vendor to which units can be added: the vendor was not asked for it yet.</summary>
    private static LoadedPurchaseOrder? FindPending(UnitOfWork work, LoadedOrder order, int vendorId) =>
        work
            .Links.Of(order)
            .Where(l =>
                l.Row.Quantity > 0 && l.PurchaseOrder.VendorId == vendorId && l.PurchaseOrder.DropshipStatus == DropshipStatus.Pending
            )
            .Select(work.Links.PurchaseOrderOf)
            .FirstOrDefault();

    private static LoadedPurchaseOrder Make(UnitOfWork work, LoadedOrder order, int vendorId, List<(int SkuId, int Quantity)> ordered) =>
        work.Purchases.Add(
            id => new PurchaseOrder
            {
                Id = id,
                VendorId = vendorId,
                Type = PurchaseOrderType.Dropship,
                OrderId = order.Order.Id,
                DropshipStatus = DropshipStatus.Pending,
                CreatedAt = work.Now,
            },
            ordered.Select(o => new PurchaseOrderLine
            {
                SkuId = o.SkuId,
                Quantity = o.Quantity,
                ExpectedAt = PurchaseDefaults.ExpectedFrom(work, o.SkuId, vendorId),
            })
        );

    private static void Extend(UnitOfWork work, LoadedPurchaseOrder purchaseOrder, List<(int SkuId, int Quantity)> ordered) =>
        work.Purchases.Change(
            purchaseOrder,
            () =>
            {
                foreach (var (skuId, quantity) in ordered)
                {
                    var line = purchaseOrder.Lines.Find(l => l.SkuId == skuId) ?? purchaseOrder.AddLine(skuId);
                    line.Add(quantity, PurchaseDefaults.ExpectedFrom(work, skuId, purchaseOrder.Order.VendorId));
                }
            }
        );
}
