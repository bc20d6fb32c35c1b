using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Raincheck.Core;
using Raincheck.Core.Orders;
using Raincheck.Core.Purchasing;
using Raincheck.Core.Stock;
using Raincheck.Ledger;
using Raincheck.Storage;

namespace Raincheck.Features.Purchasing;

/// <summary>A purchase order as the API shows it.</summary>
public sealed record PurchaseOrderView(
    string Number,
    string Vendor,
    string Warehouse,
    PurchaseOrderType Type,
    PurchaseOrderStatus Status,
    DateTimeOffset CreatedAt,
    IReadOnlyList<PurchaseOrderLineView> Lines
)
{
    internal static PurchaseOrderView Make(PurchaseOrder order, IEnumerable<PurchaseOrderLine> lines, Catalogue catalogue) =>
        new(
            order.Number,
            catalogue.Vendor(order.VendorId).Code,
            catalogue.Warehouse(order.WarehouseId).Code,
            order.Type,
            order.Status,
            Micros.ToTime(order.CreatedAt),
            [
                .. lines
                    .Select(l => new PurchaseOrderLineView(
                        catalogue.Sku(l.SkuId),
                        l.Quantity,
                        l.Received,
                        l.Cancelled,
                        l.Pending,
                        Micros.ToTime(l.ExpectedAt)
                    ))
                    .OrderBy(l => l.Sku, StringComparer.Ordinal),
            ]
        );
}

/// <summary>A line of a purchase order as the API shows it.</summary>
public sealed record PurchaseOrderLineView(
    string Sku,
    int Quantity,
    long Received,
    int Cancelled,
    long Pending,
    DateTimeOffset? ExpectedAt
);
