using Raincheck.Core;
using Raincheck.Features.Orders;

namespace Raincheck.Features.Import;

/// <summary>
/// Imports orders. One that exists is changed where the file describes it otherwise than before and an edit can follow; it is
/// rejected with every difference where none can.
/// </summary>
internal sealed class OrderImporter(ImportTarget target) : Importer<ImportedOrder>(target)
{
    private readonly OrderComparer comparer = new(target);

    public override async Task TakeAsync(IReadOnlyList<ImportItem<ImportedOrder>> items)
    {
        var fresh = await ReviseAsync(items);
        var there = new List<ImportItem<ImportedOrder>>();
        foreach (var (item, outcome) in fresh.Zip(await AllAsync(fresh, order => new CreateOrder(order.Order))))
        {
            if (outcome.Refusal is not { } refusal)
                Counts.Imported++;
            else if (refusal.Code == RefusalCode.DuplicateOrderNumber)
                there.Add(item);
            else
                Refuse(item, refusal.Detail);
        }
        // Another request created them in the meantime.
        foreach (var item in there.Count == 0 ? [] : await ReviseAsync(there))
            Refuse(item, $"Order {item.Value!.Order.Number} already exists.");
    }

    /// <summary>Scans the existing orders.</summary>
    /// <returns>Those that do not.</returns>
    private async Task<List<ImportItem<ImportedOrder>>> ReviseAsync(IReadOnlyList<ImportItem<ImportedOrder>> items)
    {
        var fresh = new List<ImportItem<ImportedOrder>>();
        var different = new List<(ImportItem<ImportedOrder> Item, ReviseOrder Command)>();
        foreach (var (item, difference) in items.Zip(await comparer.DifferencesAsync([.. items.Select(i => i.Value!)])))
        {
            if (difference is null)
                fresh.Add(item);
            else if (difference.Verdict.Reason is { } reason)
                Refuse(item, reason);
            else if (difference.Revision.IsEmpty)
                Counts.AlreadyThere++;
            else
                different.Add((item, new ReviseOrder(item.Value!.Order.Number!, difference.Revision)));
        }
        foreach (var ((item, _), outcome) in different.Zip(await AllAsync(different.ConvertAll(d => d.Command))))
        {
            if (outcome.Refusal is { } refusal)
                Refuse(item, refusal.Detail);
            else
                Counts.Changed++;
        }
        return fresh;
    }
}
