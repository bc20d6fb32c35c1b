using Microsoft.EntityFrameworkCore;
using Raincheck.Core.Stock;
using Raincheck.Ledger;
using Raincheck.Platform;
using Raincheck.Storage;

namespace Raincheck.Features.Products;

/// <summary>A product with its stock, as the API shows it.</summary>
public sealed record ProductView(
    string Sku,
    string Name,
    string? ReplacementSku,
    string? ShadowOf,
    IReadOnlyList<ProductRequestComponent> Components,
    string? Vendor,
    string? VendorSku,
    int PackSize,
    int MinimumOrder,
    decimal? Cost,
    int? LeadTimeDays,
    StockView Stock,
    IReadOnlyList<WarehouseStockView> Warehouses
);

/// <summary>The figures of a product; a shadow shows its parent's, a kit those of its lines.</summary>
/// <param name="OnHand">Physical units in all warehouses.</param>
/// <param name="Counted">Those that may be promised.</param>
/// <param name="Allocated">Units that lines hold.</param>
/// <param name="Available">Counted units that no line holds; of a kit, how many its components make.</param>
/// <param name="Open">Open units of lines that count, with what kits need of it.</param>
/// <param name="BackOrdered">Back-ordered units, with what kits lack of it.</param>
/// <param name="OnOrder">Pending units of purchase orders.</param>
public sealed record StockView(long OnHand, long Counted, long Allocated, long Available, long Open, long BackOrdered, long OnOrder);

/// <summary>Units in one warehouse.</summary>
public sealed record WarehouseStockView(string Warehouse, long OnHand);

/// <summary>Reads products with their figures, all of one moment.</summary>
internal sealed class ProductReader(ClientDatabase database, ClientLedger ledger)
{
    /// <summary>The product of that SKU; null if there is none.</summary>
    public async Task<ProductView?> FindAsync(string sku, CancellationToken cancel) =>
        await database.ReadAsync(
            async db =>
            {
                var found = await db.Products.Where(p => p.Sku == sku).ToListAsync(cancel);
                return (await ViewsAsync(db, found, cancel)).SingleOrDefault();
            },
            cancel
        );

    /// <summary>The products that a list asks for.</summary>
    public Task<(List<Product> Rows, List<ProductView> Views)> ListAsync(ProductList list, int count, CancellationToken cancel) =>
        database.ReadAsync(
            async db =>
            {
                // Before the database is looked at: what the catalogue knows is there then.
                var rows = await list.RowsAsync(db, await ledger.CatalogueAsync(cancel), count, cancel);
                return (rows, await ViewsAsync(db, rows, cancel));
            },
            cancel
        );

    private async Task<List<ProductView>> ViewsAsync(RaincheckDb db, List<Product> products, CancellationToken cancel)
    {
        if (products.Count == 0)
            return [];
        var catalogue = await ledger.CatalogueAsync(cancel);
        var poolIds = products
            .SelectMany(p => catalogue.ComponentsOf(p.Id).Select(c => catalogue.PoolOf(c.ComponentId)).Append(p.PoolId))
            .Distinct()
            .ToList();
        var pools = await db.StockPools.Where(p => poolIds.Contains(p.Id)).ToDictionaryAsync(p => p.Id, cancel);
        var levels = (await db.StockLevels.Where(l => poolIds.Contains(l.SkuId)).ToListAsync(cancel)).ToLookup(l => l.SkuId);
        return products.ConvertAll(p => View(p, catalogue, pools, levels));
    }

    private static ProductView View(Product product, Catalogue catalogue, Dictionary<int, StockPool> pools, ILookup<int, StockLevel> levels)
    {
        var components = catalogue.ComponentsOf(product.Id).ToList();
        var pool = pools[product.PoolId];
        // A kit can be made as often as its scarcest component allows; two components may share a pool.
        var available = product.IsKit
            ? components
                .GroupBy(c => catalogue.PoolOf(c.ComponentId))
                .Select(g => pools[g.Key].Available / g.Sum(c => (long)c.Quantity))
                .DefaultIfEmpty(0)
                .Min()
            : pool.Available;
        var ofProduct = levels[product.PoolId].ToList();
        return new ProductView(
            product.Sku,
            product.Name,
            product.ReplacementId is { } replacement ? catalogue.Sku(replacement) : null,
            product.ShadowOfId is { } parent ? catalogue.Sku(parent) : null,
            [
                .. components
                    .Select(c => new ProductRequestComponent(catalogue.Sku(c.ComponentId), c.Quantity))
                    .OrderBy(c => c.Sku, StringComparer.Ordinal),
            ],
            product.VendorId is { } vendor ? catalogue.Vendor(vendor).Code : null,
            product.VendorSku,
            product.PackSize,
            product.MinimumOrder,
            Price.Plain(product.Cost),
            product.LeadTimeDays,
            new StockView(
                ofProduct.Sum(l => l.OnHand),
                pool.Counted,
                pool.Allocated,
                available,
                pool.Open,
                catalogue.Settings.EnableBackOrderWorkflow ? pool.BackOrdered : 0,
                pool.OnOrder
            ),
            [
                .. ofProduct
                    .Select(l => new WarehouseStockView(catalogue.Warehouse(l.WarehouseId).Code, l.OnHand))
                    .OrderBy(w => w.Warehouse, StringComparer.Ordinal),
            ]
        );
    }
}
