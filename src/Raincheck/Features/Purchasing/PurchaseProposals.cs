using Microsoft.EntityFrameworkCore;
using Raincheck.Core.Purchasing;
using Raincheck.Core.Stock;
using Raincheck.Ledger;
using Raincheck.Platform;
using Raincheck.Storage;

namespace Raincheck.Features.Purchasing;

/// <summary>The shortages of a vendor.</summary>
/// <param name="Vendor">The vendor's code; null for products that have none, which must be given one before they can be ordered.</param>
/// <param name="VendorName">Its name.</param>
/// <param name="Lines">The shortages, by SKU.</param>
public sealed record ProposalView(string? Vendor, string? VendorName, IReadOnlyList<ProposalLineView> Lines);

/// <summary>A product that is short.</summary>
/// <param name="Sku">The product.</param>
/// <param name="Name">Its name.</param>
/// <param name="VendorSku">The vendor's name for it.</param>
/// <param name="BackOrdered">Back-ordered units, with what back-ordered kits lack of it.</param>
/// <param name="OnOrder">Units still to come.</param>
/// <param name="Short">Back-ordered units that nothing on order will serve.</param>
/// <param name="PackSize">Units in one pack of the vendor.</param>
/// <param name="MinimumOrder">The least units that the vendor sells at a time.</param>
/// <param name="Quantity">The quantity to order: the shortage, at least the minimum, in whole packs.</param>
/// <param name="Cost">The unit cost.</param>
public sealed record ProposalLineView(
    string Sku,
    string Name,
    string? VendorSku,
    long BackOrdered,
    long OnOrder,
    long Short,
    int PackSize,
    int MinimumOrder,
    int Quantity,
    decimal? Cost
);

/// <summary>Finds what is short, by vendor.</summary>
internal sealed class PurchaseProposals(ClientDatabase database, ClientLedger ledger)
{
    /// <summary>The shortages of a vendor or of all vendors; empty while the workflow is off.</summary>
    /// <param name="vendor">The vendor's code, or null for all; an unknown one has nothing.</param>
    /// <param name="cancel">To give up.</param>
    public Task<IReadOnlyList<ProposalView>> FindAsync(string? vendor, CancellationToken cancel) =>
        database.ReadAsync<IReadOnlyList<ProposalView>>(
            async db =>
            {
                var shortPools = db.StockPools.Where(p => p.BackOrdered > p.OnOrder);
                if (vendor is not null)
                {
                    var id = (await ledger.CatalogueAsync(cancel)).FindVendor(vendor)?.Id;
                    shortPools = shortPools.Where(p => id != null && db.Products.Any(q => q.Id == p.Id && q.VendorId == id));
                }
                var pools = await shortPools.ToListAsync(cancel);
                var catalogue = await ledger.CatalogueAsync(cancel);
                if (!catalogue.Settings.EnableBackOrderWorkflow)
                    return [];
                return
                [
                    .. pools
                        .Select(p => (Pool: p, Product: catalogue.Product(p.Id)))
                        .Where(p => !p.Product.IsKit)
                        .GroupBy(p => p.Product.VendorId)
                        .Select(g => (Vendor: g.Key is { } id ? catalogue.Vendor(id) : null, Lines: g))
                        .Where(g => vendor is null || g.Vendor?.Code == vendor)
                        .OrderBy(g => g.Vendor is null)
                        .ThenBy(g => g.Vendor?.Code, StringComparer.Ordinal)
                        .Select(g => new ProposalView(
                            g.Vendor?.Code,
                            g.Vendor?.Name,
                            [.. g.Lines.Select(l => Line(l.Pool, l.Product)).OrderBy(l => l.Sku, StringComparer.Ordinal)]
                        )),
                ];
            },
            cancel
        );

    private static ProposalLineView Line(StockPool pool, Product product) =>
        new(
            product.Sku,
            product.Name,
            product.VendorSku,
            pool.BackOrdered,
            pool.OnOrder,
            Shortage.Of(pool),
            product.PackSize,
            product.MinimumOrder,
            Shortage.ToOrder(Shortage.Of(pool), product),
            Price.Plain(product.Cost)
        );
}
