using Raincheck.Core.Orders;
using Raincheck.Core.Purchasing;
using Raincheck.Ledger;
using Raincheck.Storage;

namespace Raincheck.Features.Purchasing;

/// <summary>A purchase order as the API shows it.</summary>
/// <param name="Number">The number people know it by.</param>
/// <param name="Vendor">The vendor.</param>
/// <param name="Warehouse">The receiving warehouse; null if the vendor ships to a customer.</param>
/// <param name="Type">Its purpose.</param>
/// <param name="Status">Its status.</param>
/// <param name="DropshipStatus">How far the vendor is, of a dropship one.</param>
/// <param name="Order">The order whose customer the vendor ships to.</param>
/// <param name="CreatedAt">When it was created.</param>
/// <param name="Lines">The ordered lines, by SKU and number.</param>
/// <param name="Links">The lines of orders that it is still to serve, in the order in which it will.</param>
public sealed record PurchaseOrderView(
    string Number,
    string Vendor,
    string? Warehouse,
    PurchaseOrderType Type,
    PurchaseOrderStatus Status,
    DropshipStatus DropshipStatus,
    string? Order,
    DateTimeOffset CreatedAt,
    IReadOnlyList<PurchaseOrderLineView> Lines,
    IReadOnlyList<PurchaseOrderLinkView> Links
);

/// <summary>A line of a purchase order as the API shows it.</summary>
/// <param name="Line">Its number within the purchase order.</param>
/// <param name="Sku">The product.</param>
/// <param name="Quantity">Units ordered.</param>
/// <param name="Received">Units received.</param>
/// <param name="Cancelled">Units that will not come.</param>
/// <param name="Pending">Units still to come.</param>
/// <param name="ExpectedAt">When they are expected.</param>
/// <param name="Confirmed">Whether the vendor confirmed that date.</param>
public sealed record PurchaseOrderLineView(
    int Line,
    string Sku,
    int Quantity,
    long Received,
    int Cancelled,
    long Pending,
    DateTimeOffset? ExpectedAt,
    bool Confirmed
);

/// <summary>Units of an order's line that a purchase order is still to serve.</summary>
public sealed record PurchaseOrderLinkView(string Order, int Line, string Sku, int Quantity);

/// <summary>Makes views of purchase orders.</summary>
internal static class PurchaseOrderViews
{
    /// <summary>Whether it, or the rest of it, was cancelled.</summary>
    public static bool IsGivenUp(this PurchaseOrderView order) =>
        PurchaseOrder.IsGivenUp(order.Status, order.Lines.Any(l => l.Cancelled > 0));

    /// <summary>The purchase order at the end of the batch.</summary>
    public static PurchaseOrderView View(this UnitOfWork work, LoadedPurchaseOrder order) =>
        Make(
            order.Order,
            order.Lines,
            work.Catalogue,
            order.Order.OrderId is { } id ? work.OrderNumberOf(id) : null,
            work.Links.WaitingOn(order)
                .Select(l => new PurchaseOrderLinkView(
                    l.Order.Order.Number,
                    l.Line.Line,
                    work.Catalogue.Sku(l.Link.Row.SkuId),
                    l.Link.Row.Quantity
                ))
        );

    /// <summary>A purchase order from its rows.</summary>
    public static PurchaseOrderView Make(
        PurchaseOrder order,
        IEnumerable<PurchaseOrderLine> lines,
        Catalogue catalogue,
        string? orderNumber,
        IEnumerable<PurchaseOrderLinkView> links
    ) =>
        new(
            order.Number,
            catalogue.Vendor(order.VendorId).Code,
            order.WarehouseId is { } warehouse ? catalogue.Warehouse(warehouse).Code : null,
            order.Type,
            order.Status,
            order.DropshipStatus,
            orderNumber,
            Micros.ToTime(order.CreatedAt),
            [
                .. lines
                    .Select(l => new PurchaseOrderLineView(
                        l.Line,
                        catalogue.Sku(l.SkuId),
                        l.Quantity,
                        l.Received,
                        l.Cancelled,
                        l.Pending,
                        Micros.ToTime(l.ExpectedAt),
                        l.IsConfirmed
                    ))
                    .OrderBy(l => l.Sku, StringComparer.Ordinal)
                    .ThenBy(l => l.Line),
            ],
            [.. links]
        );
}
