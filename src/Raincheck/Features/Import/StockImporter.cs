using Microsoft.EntityFrameworkCore;
using Raincheck.Core;
using Raincheck.Features.Inventory;
using Raincheck.Ledger;

namespace Raincheck.Features.Import;

/// <summary>Imports counts. A count that says what is known already changes nothing and is not entered.</summary>
internal sealed class StockImporter(ImportTarget target) : Importer<StockCount>(target)
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
        foreach (var (item, outcome) in changes.Zip(await CountAsync(changes)))
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

    /// <summary>A count that is entered twice, after an interruption, would undo what was shipped in between: it is entered once under its key.</summary>
    private Task<IReadOnlyList<Outcome<StockChanged>>> CountAsync(List<ImportItem<StockCount>> items) =>
        Target.Ledger.ExecuteAllAsync(
            [
                .. items.Select(i =>
                    (
                        (LedgerCommand<StockChanged>)new CountStock([i.Value!]),
                        Target.Key is { } key ? Context with { IdempotencyKey = $"{key}:{i.Rows[0].Line}" } : Context
                    )
                ),
            ],
            Cancel
        );

    /// <summary>What is stored now of the products of these items.</summary>
    private async Task<Dictionary<(string Sku, string Warehouse), long>> KnownAsync(IReadOnlyList<ImportItem<StockCount>> items)
    {
        var catalogue = await Target.Ledger.CatalogueAsync(Cancel);
        var ids = items
            .Select(i => catalogue.FindProduct(i.Value!.Sku))
            .OfType<Core.Stock.Product>()
            .Where(p => p.PoolId == p.Id)
            .Select(p => p.Id)
            .ToHashSet();
        await using var db = Target.Database.CreateContext();
        return (await db.StockLevels.AsNoTracking().Where(l => ids.Contains(l.SkuId)).ToListAsync(Cancel)).ToDictionary(
            l => (catalogue.Sku(l.SkuId), catalogue.Warehouse(l.WarehouseId).Code),
            l => l.OnHand
        );
    }
}
