using Microsoft.EntityFrameworkCore;
using Raincheck.Core.Purchasing;
using Raincheck.Core.Stock;
using Raincheck.Features.MasterData;
using Raincheck.Ledger;
using Raincheck.Platform.Jobs;
using Raincheck.Platform.Ui;
using Raincheck.Platform.Ui.Components;
using Raincheck.Storage;

namespace Raincheck.Features.Products.Page;

/// <summary>A warehouse and its stock of a product.</summary>
/// <param name="Code">Its code.</param>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its purpose.</param>
/// <param name="Counts">Whether its stock may be promised to orders.</param>
/// <param name="OnHand">Units there.</param>
public sealed record ProductWarehouse(string Code, string Name, WarehouseType Type, bool Counts, long OnHand);

/// <summary>Everything that a product's page shows beside its queue, read together.</summary>
/// <param name="Product">The product.</param>
/// <param name="PoolId">Whose stock it has.</param>
/// <param name="HasGroup">Replacements or kits connect its stock with that of others.</param>
/// <param name="IsStale">A stock change is not yet allocated to orders.</param>
/// <param name="NextPass">When the next periodic pass is due; null if the stock is allocated, or before the first pass.</param>
/// <param name="Warehouses">Every warehouse, those with stock first.</param>
/// <param name="Arrivals">The purchase orders.</param>
/// <param name="Shadows">SKUs that share its stock.</param>
/// <param name="Replaces">SKUs that it replaces.</param>
/// <param name="Kits">Kits that it is a component of.</param>
/// <param name="Proposed">The quantity to reorder; 0 if there is no shortage.</param>
/// <param name="Timeline">The latest history, newest first.</param>
/// <param name="HasMore">More happened before.</param>
/// <param name="ShowsBackOrders">The workflow is on.</param>
/// <param name="Vendors">The vendors.</param>
/// <param name="DefaultWarehouse">The default warehouse of new purchase orders.</param>
public sealed record ProductDetail(
    ProductView Product,
    int PoolId,
    bool HasGroup,
    bool IsStale,
    DateTimeOffset? NextPass,
    IReadOnlyList<ProductWarehouse> Warehouses,
    IReadOnlyList<Arrival> Arrivals,
    IReadOnlyList<string> Shadows,
    IReadOnlyList<string> Replaces,
    IReadOnlyList<string> Kits,
    int Proposed,
    IReadOnlyList<TimelineEntry> Timeline,
    bool HasMore,
    bool ShowsBackOrders,
    IReadOnlyList<VendorView> Vendors,
    string? DefaultWarehouse
)
{
    public bool IsKit => Product.Components.Count > 0;

    /// <summary>Whether stock can be set here; a shadow's is its parent's, a kit's that of its components.</summary>
    public bool HasStock => !IsKit && Product.ShadowOf is null;

    /// <summary>The lead time in words, and whose it is.</summary>
    public string LeadTime =>
        Product.LeadTimeDays is { } own ? Texts.Count(own, "day")
        : Vendors.FirstOrDefault(v => v.Code == Product.Vendor)?.LeadTimeDays is { } days ? $"{Texts.Count(days, "day")} (vendor)"
        : "–";

    public string VendorName(string code) => Vendors.FirstOrDefault(v => v.Code == code)?.Name ?? code;
}

/// <summary>Reads what a product's page shows.</summary>
internal sealed class ProductDetails(ClientDatabase database, ProductReader products, ProductTimeline timeline, ClientLedger ledger)
{
    /// <summary>So many entries of the journal at a time.</summary>
    public const int TimelineStep = 15;

    /// <summary>So many related products are named.</summary>
    private const int RelatedMax = 30;

    public async Task<ProductDetail?> FindAsync(string sku, CancellationToken cancel)
    {
        if (await products.FindAsync(sku, cancel) is not { } view)
            return null;
        var catalogue = await ledger.CatalogueAsync(cancel);
        var product = catalogue.FindProduct(sku)!;
        var (pool, arrivals, nextPass) = await database.ReadAsync(
            async db =>
            {
                var pool = await db.StockPools.SingleAsync(p => p.Id == product.PoolId, cancel);
                return (
                    pool,
                    await ProductSupply.PendingAsync(db, product.PoolId, cancel),
                    pool.Stale ? await NextPassAsync(db, catalogue, cancel) : null
                );
            },
            cancel
        );
        var happened = await timeline.ReadAsync(sku, long.MaxValue, TimelineStep, cancel);
        var isOn = catalogue.Settings.EnableBackOrderWorkflow;
        return new ProductDetail(
            view,
            pool.Id,
            pool.GroupId is not null,
            pool.Stale,
            nextPass,
            WarehousesOf(view, catalogue),
            arrivals,
            Related(catalogue, p => p.ShadowOfId == product.Id),
            Related(catalogue, p => p.ReplacementId == product.Id),
            Related(catalogue, p => p.IsKit && catalogue.ComponentsOf(p.Id).Any(c => c.ComponentId == product.Id)),
            isOn && !product.IsKit && Shortage.Of(pool) is > 0 and var units ? Shortage.ToOrder(units, catalogue.Product(pool.Id)) : 0,
            [.. happened.Take(TimelineStep)],
            happened.Count > TimelineStep,
            isOn,
            [.. catalogue.Vendors.OrderBy(v => v.Name, StringComparer.OrdinalIgnoreCase).Select(VendorView.Of)],
            catalogue.DefaultWarehouse?.Code
        );
    }

    private static async Task<DateTimeOffset?> NextPassAsync(RaincheckDb db, Catalogue catalogue, CancellationToken cancel)
    {
        var finished = await db.Jobs.Where(j => j.Id == JobKinds.PeriodicPass).Select(j => j.FinishedAt).SingleOrDefaultAsync(cancel);
        return Micros.ToTime(finished)?.AddMinutes(catalogue.Settings.PassMinutes);
    }

    private static List<ProductWarehouse> WarehousesOf(ProductView view, Catalogue catalogue)
    {
        var onHand = view.Warehouses.ToDictionary(w => w.Warehouse, w => w.OnHand, StringComparer.Ordinal);
        return
        [
            .. catalogue
                .Warehouses.Select(w => new ProductWarehouse(
                    w.Code,
                    w.Name,
                    w.Type,
                    catalogue.Settings.Counts(w),
                    onHand.GetValueOrDefault(w.Code)
                ))
                .OrderBy(w => w.OnHand == 0)
                .ThenBy(w => w.Code, StringComparer.Ordinal),
        ];
    }

    private static List<string> Related(Catalogue catalogue, Func<Product, bool> isRelated) =>
        [.. catalogue.Products.Where(isRelated).Select(p => p.Sku).Order(StringComparer.Ordinal).Take(RelatedMax)];
}
