using Microsoft.EntityFrameworkCore;

namespace Raincheck.Features.Import;

/// <summary>Compares orders of a file with those that are there.</summary>
internal sealed class OrderComparer(ImportTarget target) : ImportComparer<ImportedOrder>
{
    public override string NameOf(ImportedOrder thing) => thing.Order.Number!;

    public override async Task<IReadOnlyList<ImportVerdict>> CompareAsync(IReadOnlyList<ImportedOrder> things) =>
        [.. (await DifferencesAsync(things)).Select(d => d?.Verdict ?? ImportVerdict.New)];

    /// <summary>The differences of each order from the existing one; null if there is none.</summary>
    public async Task<IReadOnlyList<OrderDifference?>> DifferencesAsync(IReadOnlyList<ImportedOrder> things)
    {
        var known = await FindAsync([.. things.Select(NameOf)]);
        return [.. things.Select(t => known.TryGetValue(NameOf(t), out var order) ? OrderDifference.Of(t, order) : null)];
    }

    private async Task<Dictionary<string, KnownOrder>> FindAsync(List<string> numbers)
    {
        var cancel = target.Cancel;
        await using var db = target.Database.CreateContext();
        var orders = await db.Orders.AsNoTracking().Where(o => numbers.Contains(o.Number)).ToListAsync(cancel);
        if (orders.Count == 0)
            return [];
        var ids = orders.ConvertAll(o => o.Id);
        var lines = (await db.OrderLines.AsNoTracking().Where(l => ids.Contains(l.OrderId)).ToListAsync(cancel)).ToLookup(l => l.OrderId);
        var entries = await db
            .Journal.AsNoTracking()
            .Where(j => j.OrderId != null && ids.Contains(j.OrderId.Value) && (j.Kind == "created" || j.Kind == "changed"))
            .OrderBy(j => j.Id)
            .ToListAsync(cancel);
        var baselines = ids.ToDictionary(id => id, _ => new OrderBaseline());
        foreach (var entry in entries)
            baselines[entry.OrderId!.Value].Add(entry);
        var catalogue = await target.Ledger.CatalogueAsync(cancel);
        return orders.ToDictionary(
            o => o.Number,
            o => new KnownOrder(
                o,
                catalogue.Company(o.CompanyId).Code,
                lines[o.Id].ToDictionary(l => l.Line),
                baselines[o.Id],
                catalogue.Sku
            ),
            StringComparer.Ordinal
        );
    }
}
