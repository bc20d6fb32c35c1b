using Microsoft.EntityFrameworkCore;
using Raincheck.Features.Promises;
using Raincheck.Ledger;
using Raincheck.Storage;

namespace Raincheck.Features.Purchasing.Page;

/// <summary>Everything that the page of a purchase order shows.</summary>
/// <param name="Id">Its id, to match it with changes.</param>
/// <param name="Order">The purchase order.</param>
/// <param name="VendorName">The vendor's name.</param>
/// <param name="Names">Products' names by SKU.</param>
/// <param name="Serves">The first lines that its units reach, as things stand now.</param>
/// <param name="ServesMore">Whether they reach more lines.</param>
/// <param name="Receipts">The last receipts, newest first.</param>
/// <param name="HasMore">More came before.</param>
public sealed record PurchaseOrderDetail(
    long Id,
    PurchaseOrderView Order,
    string VendorName,
    IReadOnlyDictionary<string, string> Names,
    IReadOnlyList<ServedLineView> Serves,
    bool ServesMore,
    IReadOnlyList<ReceiptRow> Receipts,
    bool HasMore
);

/// <summary>A receipt as the page shows it.</summary>
public sealed record ReceiptRow(string Reference, DateTimeOffset ReceivedAt, IReadOnlyList<ReceiptRowLine> Lines);

/// <summary>Units of one product in a receipt.</summary>
public sealed record ReceiptRowLine(string Sku, int Quantity, string Warehouse);

/// <summary>Reads what the page of a purchase order shows.</summary>
internal sealed class PurchaseOrderDetails(
    PurchaseOrderReader reader,
    PurchaseOrderServes serves,
    ClientDatabase database,
    ClientLedger ledger
)
{
    /// <summary>So many receipts are shown, the newest.</summary>
    public const int ReceiptsMax = 50;

    /// <summary>So many lines that it serves are shown, in queue order.</summary>
    public const int ServesMax = 50;

    public static string AddressOf(string number) => "/purchase-orders/" + Uri.EscapeDataString(number);

    public async Task<PurchaseOrderDetail?> FindAsync(string number, CancellationToken cancel)
    {
        if (await reader.FindAsync(number, cancel) is not { } order)
            return null;
        var (id, receipts, lines) = await database.ReadAsync(
            async db =>
            {
                var id = await db.PurchaseOrders.Where(o => o.Number == number).Select(o => o.Id).SingleAsync(cancel);
                var came = await db
                    .Receipts.Where(r => r.PurchaseOrderId == id)
                    .OrderByDescending(r => r.Id)
                    .Take(ReceiptsMax + 1)
                    .Select(r => new
                    {
                        r.Id,
                        r.Reference,
                        r.ReceivedAt,
                    })
                    .ToListAsync(cancel);
                var ids = came.ConvertAll(r => r.Id);
                return (id, came, await db.ReceiptLines.Where(l => ids.Contains(l.ReceiptId)).ToListAsync(cancel));
            },
            cancel
        );
        var served = await serves.FindAsync(number, null, ServesMax + 1, cancel) ?? [];
        // After the rows: it knows every product that they name.
        var catalogue = await ledger.CatalogueAsync(cancel);
        return new PurchaseOrderDetail(
            id,
            order,
            catalogue.FindVendor(order.Vendor)?.Name ?? order.Vendor,
            order
                .Lines.DistinctBy(l => l.Sku)
                .ToDictionary(l => l.Sku, l => catalogue.FindProduct(l.Sku)?.Name ?? "", StringComparer.Ordinal),
            [.. served.Take(ServesMax).Select(s => s.View)],
            served.Count > ServesMax,
            [
                .. receipts
                    .Take(ReceiptsMax)
                    .Select(r => new ReceiptRow(
                        r.Reference,
                        Micros.ToTime(r.ReceivedAt),
                        [
                            .. lines
                                .Where(l => l.ReceiptId == r.Id)
                                .OrderBy(l => l.Line)
                                .Select(l => new ReceiptRowLine(
                                    catalogue.Sku(l.SkuId),
                                    l.Quantity,
                                    catalogue.Warehouse(l.WarehouseId).Code
                                )),
                        ]
                    )),
            ],
            receipts.Count > ReceiptsMax
        );
    }
}
