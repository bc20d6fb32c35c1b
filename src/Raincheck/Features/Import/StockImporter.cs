using Raincheck.Core;
using Raincheck.Features.Inventory;
using Raincheck.Ledger;

namespace Raincheck.Features.Import;

/// <summary>Imports counts. A count that says what is known already changes nothing and is not entered.</summary>
internal sealed class StockImporter(ImportTarget target) : Importer<StockCount>(target)
{
    private bool isWaiting;

    public override string? Remark =>
        isWaiting ? "The stock is allocated at the next periodic pass, or at once with: raincheck recalculate" : null;

    public override async Task TakeAsync(IReadOnlyList<ImportItem<StockCount>> items)
    {
        var verdicts = await new StockComparer(Target).CompareAsync([.. items.Select(i => i.Value!)]);
        var changes = new List<ImportItem<StockCount>>();
        foreach (var (item, verdict) in items.Zip(verdicts))
        {
            if (verdict.Effect == ImportEffect.Same)
                Counts.AlreadyThere++;
            else
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

    /// <summary>A count that is applied again after an interruption would undo shipments in between, so its idempotency key applies it once.</summary>
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
}
