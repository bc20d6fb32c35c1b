using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Raincheck.Features.Inventory;

namespace Raincheck.Features.Import;

/// <summary>Compares counts of a file with what is on hand. A shelf that nothing was ever put on is new.</summary>
internal sealed class StockComparer(ImportTarget target) : ImportComparer<StockCount>
{
    public override string NameOf(StockCount thing) => $"{thing.Sku} in {thing.Warehouse}";

    public override async Task<IReadOnlyList<ImportVerdict>> CompareAsync(IReadOnlyList<StockCount> things)
    {
        var catalogue = await target.Ledger.CatalogueAsync(target.Cancel);
        var ids = things
            .Select(t => catalogue.FindProduct(t.Sku))
            .OfType<Core.Stock.Product>()
            .Where(p => p.PoolId == p.Id)
            .Select(p => p.Id)
            .ToHashSet();
        await using var db = target.Database.CreateContext();
        var known = (await db.StockLevels.AsNoTracking().Where(l => ids.Contains(l.SkuId)).ToListAsync(target.Cancel)).ToDictionary(
            l => (catalogue.Sku(l.SkuId), catalogue.Warehouse(l.WarehouseId).Code),
            l => l.OnHand
        );
        return
        [
            .. things.Select(t =>
                !known.TryGetValue((t.Sku, t.Warehouse), out var onHand) ? ImportVerdict.New
                : onHand == t.OnHand ? ImportVerdict.Same
                : ImportVerdict.Of([new FieldChange("onHand", Text(onHand), Text(t.OnHand))])
            ),
        ];
    }

    private static string Text(long units) => units.ToString(CultureInfo.InvariantCulture);
}
