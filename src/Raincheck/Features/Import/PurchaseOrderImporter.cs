using Raincheck.Core;
using Raincheck.Features.Purchasing;

namespace Raincheck.Features.Import;

/// <summary>Imports purchase orders. One that exists is left as it is; it is rejected where the file says something else.</summary>
internal sealed class PurchaseOrderImporter(ImportTarget target) : Importer<NewPurchaseOrder>(target)
{
    public override async Task TakeAsync(IReadOnlyList<ImportItem<NewPurchaseOrder>> items)
    {
        var there = new List<ImportItem<NewPurchaseOrder>>();
        foreach (var (item, outcome) in items.Zip(await AllAsync(items, order => new CreatePurchaseOrder(order))))
        {
            if (outcome.Refusal is not { } refusal)
                Counts.Imported++;
            else if (refusal.Code == RefusalCode.DuplicatePurchaseOrderNumber)
                there.Add(item);
            else
                Refuse(item, refusal.Detail);
        }
        if (there.Count == 0)
            return;
        var verdicts = await new PurchaseOrderComparer(Target).CompareAsync(there.ConvertAll(i => i.Value!));
        foreach (var (item, verdict) in there.Zip(verdicts))
        {
            if (verdict.Reason is { } reason)
                Refuse(item, reason);
            else
                Counts.AlreadyThere++;
        }
    }
}
