using Microsoft.EntityFrameworkCore;
using Raincheck.Core.Promises;
using Raincheck.Core.Stock;
using Raincheck.Ledger;
using Raincheck.Platform;
using Raincheck.Storage;

namespace Raincheck.Features.Promises;

/// <summary>
/// Compares the promises of lines with the projection, queue by queue: of pools that a transaction flagged, and once a day of those whose dates a
/// day moves. One process does it at a time; what is interrupted stays flagged.
/// </summary>
internal sealed class PromiseJob(
    ClientDatabase database,
    ClientLedger ledger,
    VendorLatenessReader lateness,
    IEnumerable<IPromiseObserver> observers,
    TimeProvider time
)
{
    private const int PoolsPerStep = 500;
    private const int LinesPerCommand = 1_000;

    private static readonly CommandContext Actor = new("promises");

    /// <summary>Whether any pool waits to be compared.</summary>
    public async Task<bool> IsDueAsync(DateOnly? daySeen, CancellationToken cancel)
    {
        var catalogue = await ledger.CatalogueAsync(cancel);
        if (!catalogue.Settings.EnableBackOrderWorkflow)
            return false;
        if (daySeen != DaysOf(catalogue).Today)
            return true;
        return await database.ReadAsync(db => db.StockPools.AnyAsync(p => p.DateChanges > 0, cancel), cancel);
    }

    /// <summary>Compares what is due.</summary>
    /// <param name="daySeen">The day for which all pools were compared; null for none.</param>
    /// <param name="cancel">Stops between two steps.</param>
    /// <returns>How many orders changed, and the day for which all pools are compared now.</returns>
    public async Task<(long Changed, DateOnly? Day)> RunAsync(DateOnly? daySeen, CancellationToken cancel)
    {
        var changed = 0L;
        var catalogue = await ledger.CatalogueAsync(cancel);
        if (!catalogue.Settings.EnableBackOrderWorkflow)
            return (0, daySeen);
        var today = DaysOf(catalogue).Today;
        for (var after = 0; ; )
        {
            var pools = await DueAsync(after, daySeen == today ? null : today, cancel);
            if (pools.Count == 0)
                return (changed, today);
            after = pools[^1].Id;
            changed += await CompareAsync(pools, cancel);
        }
    }

    private ClientDays DaysOf(Catalogue catalogue) => new(catalogue.Settings, time.GetUtcNow());

    /// <summary>The flagged pools; with a day, also those at which lines wait and that were not compared on it.</summary>
    private Task<List<StockPool>> DueAsync(int after, DateOnly? day, CancellationToken cancel) =>
        database.ReadAsync(
            db =>
            {
                var pools = db.StockPools.Where(p => p.Id > after);
                var number = day?.DayNumber;
                pools = number is null
                    ? pools.Where(p => p.DateChanges > 0)
                    : pools.Where(p => p.DateChanges > 0 || (p.BackOrdered > 0 && (p.DatesDay == null || p.DatesDay != number)));
                return pools.OrderBy(p => p.Id).Take(PoolsPerStep).ToListAsync(cancel);
            },
            cancel
        );

    private async Task<long> CompareAsync(List<StockPool> pools, CancellationToken cancel)
    {
        var changed = 0L;
        var vendors = await lateness.ReadAsync(cancel);
        // Connected pools are compared together, once.
        var done = new HashSet<int>();
        foreach (var pool in pools)
        {
            var catalogue = await ledger.CatalogueAsync(cancel);
            if (catalogue.GroupOf(pool.Id) is { } group && !done.Add(group))
                continue;
            changed += await CompareAsync(catalogue, pool, vendors, cancel);
        }
        return changed;
    }

    private async Task<long> CompareAsync(Catalogue catalogue, StockPool pool, VendorLatenessTable vendors, CancellationToken cancel)
    {
        var changed = 0L;
        var days = DaysOf(catalogue);
        await using var db = database.CreateContext();
        db.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
        var queue = await QueueFacts.ReadAsync(db, catalogue, days, pool.Id, cancel);
        var causes = string.Join("; ", queue.Pools.Select(p => p.DateCauses).OfType<string>().Distinct());
        var cause = causes.Length == 0 ? null : causes;
        var lines = new LineComparison(catalogue, days, vendors);
        var comparison = new QueueComparison(db, catalogue, days, lines, queue);
        if (queue.IsShared)
        {
            foreach (var some in comparison.Shared(cause).Chunk(LinesPerCommand))
                changed += await MoveAsync(db, some, days.Today, cancel);
        }
        else
        {
            await foreach (var found in comparison.AloneAsync(cause, cancel))
            {
                foreach (var some in found.Chunk(LinesPerCommand))
                    changed += await MoveAsync(db, some, days.Today, cancel);
            }
        }
        await ledger.ExecuteAsync(new MarkCompared([.. queue.Pools.Select(p => (p.Id, p.DateChanges))], days.Today), Actor, cancel);
        return changed;
    }

    private async Task<int> MoveAsync(RaincheckDb db, IReadOnlyList<LineToCompare> lines, DateOnly today, CancellationToken cancel)
    {
        var ids = lines.Select(l => l.OrderId).ToHashSet();
        var promised = await db
            .Orders.Where(o => ids.Contains(o.Id) && (o.Marked || o.PromisedDay != null))
            .Select(o => o.Id)
            .ToListAsync(cancel);
        var asked = promised.ToHashSet();
        var toCompare = lines.Where(l => asked.Contains(l.OrderId)).ToList();
        if (toCompare.Count == 0)
            return 0;
        var outcome = await ledger.ExecuteAsync(new ComparePromises(toCompare, today), Actor, cancel);
        if (outcome.Refusal is { } refusal)
            throw new InvalidOperationException(refusal.Detail);
        foreach (var observer in outcome.Value.Count == 0 ? [] : observers)
            await observer.ComparedAsync(outcome.Value, cancel);
        return outcome.Value.Count;
    }
}
