using Raincheck.Core.Purchasing;
using static Raincheck.Ledger.Fields.OnSplit;

namespace Raincheck.Ledger.Fields;

/// <summary>The head of a purchase order. Each entry tells its whole state; <see cref="JournalText"/> writes it.</summary>
internal sealed class PurchaseOrderFields : FieldTable<PurchaseOrder>
{
    public static readonly PurchaseOrderFields Instance = new();

    private PurchaseOrderFields()
        : base(
            Fixed(p => p.Id, NeverSplit),
            Fixed(p => p.Number, NeverSplit),
            Fixed(p => p.VendorId, NeverSplit),
            Fixed(p => p.WarehouseId, NeverSplit),
            Fixed(p => p.Type, NeverSplit),
            Fixed(p => p.OrderId, NeverSplit),
            Fixed(p => p.CreatedAt, NeverSplit),
            Journalled(p => p.Status, "status", NeverSplit),
            Journalled(p => p.DropshipStatus, "dropshipStatus", NeverSplit),
            Saved(p => p.Revision, "counts changes", NeverSplit)
        ) { }
}

/// <summary>The lines of a purchase order.</summary>
internal sealed class PurchaseOrderLineFields : FieldTable<PurchaseOrderLine>
{
    public static readonly PurchaseOrderLineFields Instance = new();

    private PurchaseOrderLineFields()
        : base(
            Fixed(l => l.PurchaseOrderId, NeverSplit),
            Fixed(l => l.Line, NeverSplit),
            Fixed(l => l.SkuId, NeverSplit),
            Journalled(l => l.Quantity, "quantity", NeverSplit),
            Journalled(l => l.Received, "received", NeverSplit),
            Journalled(l => l.Cancelled, "cancelled", NeverSplit),
            Journalled(l => l.ExpectedAt, "expectedAt", NeverSplit),
            Journalled(l => l.IsConfirmed, "confirmed", NeverSplit),
            Saved(l => l.FirstExpectedAt, "the first entry with a date tells it", NeverSplit)
        ) { }
}
