using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Raincheck.Core.Orders;
using Raincheck.Ledger;
using Raincheck.Storage;

namespace Raincheck.Features.Products.Page;

/// <summary>A product at the end of a day.</summary>
/// <param name="Day">The day.</param>
/// <param name="Counted">Units in warehouses that count.</param>
/// <param name="Open">Units that orders had still to get.</param>
public sealed record StockDay(DateOnly Day, long Counted, long Open);

/// <summary>
/// Stock and demand of the last days: those of now, with what came and went since taken back, from the journal of the stock and from
/// the lines that were ordered. Units that were cancelled are not counted as demand, not even before they were cancelled.
/// </summary>
internal sealed class StockHistory(ClientDatabase database, ClientLedger ledger)
{
    public const int Days = 30;

    /// <summary>Of a product that moves more, fewer days are shown.</summary>
    private const int EntriesMax = 5_000;

    private const long DayMicros = 86_400_000_000;

    /// <summary>The last days with <paramref name="today"/> at the end; empty for a kit, which has no stock.</summary>
    public async Task<IReadOnlyList<StockDay>> ReadAsync(string sku, DateOnly today, TimeSpan offset, CancellationToken cancel)
    {
        var catalogue = await ledger.CatalogueAsync(cancel);
        if (catalogue.FindProduct(sku) is not { IsKit: false } product)
            return [];
        var first = today.AddDays(1 - Days);
        var since = Micros.Of(new DateTimeOffset(first.ToDateTime(TimeOnly.MinValue), offset));
        return await database.ReadAsync(db => ReadAsync(db, catalogue, product.PoolId, first, since, cancel), cancel);
    }

    private static async Task<IReadOnlyList<StockDay>> ReadAsync(
        RaincheckDb db,
        Catalogue catalogue,
        int poolId,
        DateOnly first,
        long since,
        CancellationToken cancel
    )
    {
        var pool = await db.StockPools.SingleAsync(p => p.Id == poolId, cancel);
        var entries = await db
            .Journal.Where(j => j.SkuId == poolId && j.Kind.StartsWith("stock"))
            .OrderByDescending(j => j.Id)
            .Take(EntriesMax)
            .Select(j => new
            {
                j.At,
                j.Kind,
                j.Data,
            })
            .ToListAsync(cancel);
        var counted = catalogue.Warehouses.Where(catalogue.Settings.Counts).Select(w => w.Code).ToHashSet(StringComparer.Ordinal);
        var stockDelta = new long[Days];
        var openDelta = new long[Days];
        foreach (var entry in entries.Where(e => e.At >= since))
        {
            var day = (int)Math.Min(Days - 1, (entry.At - since) / DayMicros);
            var data = JsonElement.Parse(entry.Data);
            var delta = data.GetProperty("delta").GetInt64();
            if (counted.Contains(data.GetProperty("warehouse").GetString()!))
                stockDelta[day] += delta;
            if (entry.Kind == "stockShipped")
                openDelta[day] += delta;
        }
        await AddOrderedAsync(db, poolId, 1, since, openDelta, cancel);
        foreach (var kit in catalogue.Products.Where(p => p.IsKit))
        {
            var perKit = catalogue.ComponentsOf(kit.Id).Where(c => catalogue.PoolOf(c.ComponentId) == poolId).Sum(c => c.Quantity);
            if (perKit > 0)
                await AddOrderedAsync(db, kit.Id, perKit, since, openDelta, cancel);
        }
        // The oldest entry that was read may lie in the middle of the time: what was before it is not known.
        var known = entries.Count < EntriesMax ? 0 : (int)Math.Clamp((entries.Min(e => e.At) - since) / DayMicros + 1, 0, Days);
        var days = new StockDay[Days];
        var (stock, open) = (pool.Counted, pool.Open);
        for (var i = Days - 1; i >= 0; i--)
        {
            days[i] = new StockDay(first.AddDays(i), Math.Max(0, stock), Math.Max(0, open));
            stock -= stockDelta[i];
            open -= openDelta[i];
        }
        return days[known..];
    }

    private static async Task AddOrderedAsync(RaincheckDb db, int poolId, int units, long since, long[] deltas, CancellationToken cancel)
    {
        var lines = db.OrderLines.Where(l => l.PoolId == poolId && l.QueuedAt >= since);
        // Each by an index of its own.
        foreach (
            var some in new[]
            {
                lines.Where(OrderLine.Lacking),
                lines.Where(l => l.Allocated > 0 && l.BackOrdered == 0),
                lines.Where(l => l.Allocated == 0 && l.BackOrdered == 0),
            }
        )
        {
            var ordered = await some.GroupBy(l => (l.QueuedAt - since) / DayMicros)
                .Select(g => new
                {
                    Day = g.Key,
                    Units = g.Sum(l => (long)(l.Counts ? l.Quantity - l.Cancelled - l.Dropshipped : l.Shipped)),
                })
                .ToListAsync(cancel);
            foreach (var day in ordered)
                deltas[Math.Min(Days - 1, day.Day)] += day.Units * units;
        }
    }
}
