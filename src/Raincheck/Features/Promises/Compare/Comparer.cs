using Microsoft.EntityFrameworkCore;
using Raincheck.Core;
using Raincheck.Core.Orders;
using Raincheck.Core.Stock;
using Raincheck.Ledger;
using Raincheck.Ledger.Store;
using Raincheck.Ledger.Work;
using Raincheck.Storage;

namespace Raincheck.Features.Promises.Compare;

/// <summary>A comparison, or why there is none.</summary>
/// <param name="Comparison">The comparison; null if a command is refused.</param>
/// <param name="Command">The position of the refused command.</param>
/// <param name="Refusal">Why it is refused; null if none is.</param>
internal sealed record ComparisonOutcome(Comparison? Comparison, int Command = -1, Refusal? Refusal = null);

/// <summary>
/// Shows what commands would do to units and dates. The real commands are rehearsed on a snapshot; the projection then reads the stored
/// rows, and reads them once more with the rows that the commands leave in their place. No lock is taken and nothing is written.
/// </summary>
internal sealed class Comparer(ClientDatabase database, ClientLedger ledger, TimeProvider time)
{
    /// <summary>The most lines that are read while a caller waits.</summary>
    public int LinesAtOnceMax { get; set; } = 20_000;

    /// <summary>Compares on a snapshot of its own.</summary>
    /// <param name="commands">The commands; products come first, then settings, then the others in their order.</param>
    /// <param name="actor">The user who would run them.</param>
    /// <param name="linesMax">The most lines to read.</param>
    /// <param name="cancel">Stops the reading.</param>
    /// <exception cref="TooManyLinesException">More lines would have to be read.</exception>
    public Task<ComparisonOutcome> CompareAsync(
        IReadOnlyList<LedgerCommand> commands,
        string actor,
        int linesMax,
        CancellationToken cancel
    ) =>
        // SQLite reads on the thread that asks.
        Task.Run(
            async () =>
            {
                await using var snapshot = await ledger.SnapshotAsync(cancel);
                return await CompareAsync(snapshot, commands, actor, linesMax, cancel);
            },
            cancel
        );

    /// <summary>Compares in a transaction, to which it leaves everything as it is.</summary>
    public async Task<ComparisonOutcome> CompareAsync(
        LedgerTransaction transaction,
        IReadOnlyList<LedgerCommand> commands,
        string actor,
        int linesMax,
        CancellationToken cancel
    )
    {
        var now = time.GetUtcNow();
        var rehearsed = new RehearsedTransaction(transaction);
        var catalogue = await ledger.CatalogueOfAsync(rehearsed, cancel);
        var run = new WorkRun(rehearsed, catalogue);
        var sequence = await CommandSequence.RunAsync(run, commands, actor, Micros.Of(now), isRehearsal: true, cancel);
        foreach (var (i, refusal) in sequence.Refusals.Index())
        {
            if (refusal is not null)
                return new ComparisonOutcome(null, i, refusal);
        }
        await run.MakeEntriesAsync(cancel);

        await using var db = database.CreateContext(transaction.Connection);
        var unsaved = run.Unsaved();
        var before = new QueueReading(db, catalogue, new ClientDays(catalogue.Settings, now), null, linesMax);
        var after = new QueueReading(db, run.Work.Catalogue, new ClientDays(run.Work.Settings, now), unsaved, linesMax);
        var scope = await ComparisonScope.OfAsync(db, catalogue, run.Work.Catalogue, unsaved, cancel);
        foreach (var pool in scope.PoolIds)
        {
            await before.ReadAsync(pool, scope.ReadsAll, null, cancel);
            await after.ReadAsync(pool, scope.ReadsAll, before.EndOf(pool), cancel);
            await before.ReadAsync(pool, scope.ReadsAll, after.EndOf(pool), cancel);
        }
        var orders = await ComparedOrders.ReadAsync(db, before, after, unsaved, cancel);
        var projections = new OrderProjection(db, catalogue, new ClientDays(catalogue.Settings, now), now);
        var late = await orders.LateAsync(db, projections, cancel);
        return new ComparisonOutcome(
            new Comparison(
                await ComparisonBasis.OfAsync(db, before, catalogue, unsaved, cancel),
                orders.Now(catalogue.Settings, run.Work.Settings),
                orders.Dates(late),
                Skus(run.Work.Catalogue, before, after),
                orders.Lines(run.Work.Catalogue, late)
            )
        );
    }

    private static List<ChangedSku> Skus(Catalogue catalogue, QueueReading before, QueueReading after)
    {
        var known = before.Queues.SelectMany(q => q.Pools).ToDictionary(p => p.Id);
        return
        [
            .. after
                .Queues.SelectMany(q => q.Pools)
                .Select(p => (Before: known.GetValueOrDefault(p.Id) ?? new StockPool { Id = p.Id }, After: p))
                .Where(p => Figures(p.Before) != Figures(p.After))
                .Select(p => new ChangedSku(
                    catalogue.Sku(p.After.Id),
                    [p.Before.Counted, p.After.Counted],
                    [p.Before.Allocated, p.After.Allocated],
                    [p.Before.BackOrdered, p.After.BackOrdered],
                    [p.Before.OnOrder, p.After.OnOrder]
                ))
                .OrderBy(s => s.Sku, StringComparer.Ordinal),
        ];
    }

    private static (long, long, long, long) Figures(StockPool pool) => (pool.Counted, pool.Allocated, pool.BackOrdered, pool.OnOrder);
}

/// <summary>The queues that a comparison reads.</summary>
/// <param name="PoolIds">The pools, ascending.</param>
/// <param name="ReadsAll">Whether dates may change of lines that no supply reaches.</param>
internal sealed record ComparisonScope(IReadOnlyList<int> PoolIds, bool ReadsAll)
{
    public static async Task<ComparisonScope> OfAsync(
        RaincheckDb db,
        Catalogue before,
        Catalogue after,
        UnsavedRows unsaved,
        CancellationToken cancel
    )
    {
        var pools = unsaved.PoolIds.ToHashSet();
        var products = after
            .Products.Where(p => !ReferenceEquals(before.FindProduct(p.Sku), p))
            .SelectMany(p => before.FindProduct(p.Sku) is { } old ? new[] { p.PoolId, old.PoolId } : [p.PoolId])
            .ToList();
        pools.UnionWith(products);
        var movesDates = DatesDiffer(before, after);
        if (movesDates)
            pools.UnionWith(
                await db
                    .OrderLines.Where(OrderLine.Lacking)
                    .Select(l => l.PoolId)
                    .Union(db.OrderLines.Where(l => l.Allocated > 0).Select(l => l.PoolId))
                    .ToListAsync(cancel)
            );
        foreach (var catalogue in new[] { before, after, before })
        {
            foreach (var group in pools.Select(catalogue.GroupOf).OfType<int>().Distinct().ToList())
                pools.UnionWith(catalogue.PoolsOf(group));
        }
        return new ComparisonScope([.. pools.Order()], movesDates || products.Count > 0);
    }

    /// <summary>Whether settings differ that the dates of lines of any product follow from.</summary>
    private static bool DatesDiffer(Catalogue before, Catalogue after)
    {
        var (a, b) = (before.Settings, after.Settings);
        return a.EnableBackOrderWorkflow != b.EnableBackOrderWorkflow
            || a.TimeZone != b.TimeZone
            || !a.ShippingDays.SequenceEqual(b.ShippingDays)
            || !a.ClosedDays.SequenceEqual(b.ClosedDays)
            || (a.HandlingDays, a.OverdueHorizonDays, a.OverdueOffsetDays, a.ReviewDays)
                != (b.HandlingDays, b.OverdueHorizonDays, b.OverdueOffsetDays, b.ReviewDays)
            || !before.CountedWarehouseIds.Order().SequenceEqual(after.CountedWarehouseIds.Order());
    }
}
