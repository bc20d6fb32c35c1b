using Microsoft.EntityFrameworkCore;
using Raincheck.Features.Inventory;

namespace Raincheck.Cli.Import;

/// <summary>Imports counts. A count that says what is known already changes nothing and is not entered.</summary>
internal sealed class StockImporter(CommandClient client, CancellationToken cancel) : Importer<StockCount>(client, cancel)
{
    private bool isWaiting;

    public override string? Remark =>
        isWaiting ? "Orders learn of the changed stock at the next periodic pass, or at once with: raincheck recalculate" : null;

    public override async Task TakeAsync(IReadOnlyList<ImportItem<StockCount>> items)
    {
        var known = await KnownAsync(items);
        var changes = new List<ImportItem<StockCount>>();
        foreach (var item in items)
        {
            var count = item.Value!;
            if (known.TryGetValue((count.Sku, count.Warehouse), out var onHand) && onHand == count.OnHand)
            {
                Counts.AlreadyThere++;
                continue;
            }
            // A later row of the same product and warehouse is compared with this one.
            known[(count.Sku, count.Warehouse)] = count.OnHand;
            changes.Add(item);
        }
        foreach (var (item, outcome) in changes.Zip(await AllAsync(changes, count => new CountStock([count]))))
        {
            if (outcome.Refusal is { } refusal)
            {
                Refuse(item, refusal.Detail);
                continue;
            }
            Counts.Imported++;
            isWaiting |= outcome.Value.Items.Any(i => i.Waiting);
        }
    }

    /// <summary>What is stored now of the products of these items.</summary>
    private async Task<Dictionary<(string Sku, string Warehouse), long>> KnownAsync(IReadOnlyList<ImportItem<StockCount>> items)
    {
        var catalogue = await Client.Ledger.CatalogueAsync(Cancel);
        var ids = items
            .Select(i => catalogue.FindProduct(i.Value!.Sku))
            .OfType<Core.Stock.Product>()
            .Where(p => p.PoolId == p.Id)
            .Select(p => p.Id)
            .ToHashSet();
        await using var db = Client.Database.CreateContext();
        return (await db.StockLevels.AsNoTracking().Where(l => ids.Contains(l.SkuId)).ToListAsync(Cancel)).ToDictionary(
            l => (catalogue.Sku(l.SkuId), catalogue.Warehouse(l.WarehouseId).Code),
            l => l.OnHand
        );
    }
}
