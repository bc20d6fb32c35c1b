using Microsoft.EntityFrameworkCore;
using Raincheck.Core.Allocation;
using Raincheck.Core.Orders;
using Raincheck.Core.Promises;
using Raincheck.Ledger;
using Raincheck.Storage;

namespace Raincheck.Features.Promises;

/// <summary>
/// Goes through the lines of a queue whose promise may have to change, some at a time: those that supply reaches, from the front; those
/// with firm units; those that got their units; and behind the last supply only those whose stored date says that it must change.
/// </summary>
/// <remarks>
/// The steps are not of one moment. A change between them flags the pool, and it is compared again.
/// </remarks>
internal sealed class QueueComparison(RaincheckDb db, Catalogue catalogue, ClientDays days, LineComparison comparison, QueueFacts queue)
{
    private const int LinesPerStep = 2_000;

    /// <summary>The lines of a pool that no kit and no replacement connects to another.</summary>
    /// <param name="cause">What changed at the pool; null if only a day passed.</param>
    /// <param name="cancel">Stops the reading.</param>
    public async IAsyncEnumerable<IReadOnlyList<LineToCompare>> AloneAsync(
        string? cause,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel
    )
    {
        var pool = queue.Pools[0];
        yield return await ArrivedAsync(pool, cause, cancel);
        QueuePosition? after = null;
        var openBefore = 0L;
        var isBeyondSupply = false;
        while (true)
        {
            var lines = await WaitingAsync(pool.Id, after, cancel);
            if (lines.Count == 0)
                yield break;
            if (after is null)
                openBefore = await db.OpenBeforeAsync(pool.Id, lines[0].Position, cancel);
            var found = new List<LineToCompare>();
            foreach (var line in lines)
            {
                openBefore += FirmHolders(after, line.Position);
                var projection = queue.Project(line, openBefore);
                if (comparison.Of(line, queue, projection, cause) is { } toCompare)
                    found.Add(toCompare);
                openBefore += line.Open;
                after = line.Position;
                if (queue.IsBeyondSupply(line, projection) && !isBeyondSupply)
                {
                    isBeyondSupply = true;
                    if (await BehindSupplyAsync(pool, line.Position, openBefore, cause, cancel) is { } few)
                    {
                        yield return [.. found, .. few];
                        yield break;
                    }
                }
            }
            yield return found;
            if (lines.Count < LinesPerStep)
                yield break;
        }
    }

    /// <summary>The lines of connected pools.</summary>
    /// <param name="cause">What changed there; null if only a day passed.</param>
    public IEnumerable<LineToCompare> Shared(string? cause)
    {
        foreach (var line in queue.Lines)
        {
            if (line.BackOrdered == 0 && (line.PromisedDay is null || line.ExpectedBasis == DateBasis.OnHand))
                continue;
            if (comparison.Of(line, queue, queue.Project(line, 0), cause) is { } toCompare)
                yield return toCompare;
        }
    }

    /// <summary>Lines that got all their units since their promise was last compared. Of a pool that waits for the periodic pass that is not known yet.</summary>
    private async Task<IReadOnlyList<LineToCompare>> ArrivedAsync(Core.Stock.StockPool pool, string? cause, CancellationToken cancel)
    {
        if (pool.Stale)
            return [];
        var arrived = await db
            .OrderLines.Where(l =>
                l.PoolId == pool.Id && l.BackOrdered == 0 && l.Allocated > 0 && l.PromisedDay != null && l.ExpectedBasis != DateBasis.OnHand
            )
            .ToListAsync(cancel);
        return [.. arrived.Select(l => comparison.OfArrived(l, cause)).OfType<LineToCompare>()];
    }

    private Task<List<OrderLine>> WaitingAsync(int poolId, QueuePosition? after, CancellationToken cancel)
    {
        var waiting = db.OrderLines.Where(l => l.PoolId == poolId && l.BackOrdered > 0);
        return (after is { } place ? waiting.Behind(place) : waiting).InQueueOrder().Take(LinesPerStep).ToListAsync(cancel);
    }

    /// <summary>The open units of lines between two places that hold all they want, firm: the others there wait.</summary>
    private long FirmHolders(QueuePosition? after, QueuePosition before) =>
        after is { } from
            ? queue.Lines.Where(l => l.BackOrdered == 0 && l.Position > from && l.Position < before).Sum(l => (long)l.Open)
            : 0;

    /// <summary>
    /// No supply reaches the lines behind a place, unless they have firm units. They have the same date, today plus the lead time, or none; so
    /// few columns tell which of them to look at.
    /// </summary>
    /// <returns>Null if they are many: then they are read in the order of the queue.</returns>
    private async Task<List<LineToCompare>?> BehindSupplyAsync(
        Core.Stock.StockPool pool,
        QueuePosition place,
        long openBefore,
        string? cause,
        CancellationToken cancel
    )
    {
        var waiting = db.OrderLines.Where(l => l.PoolId == pool.Id && l.BackOrdered > 0);
        var leadTimes = catalogue
            .WithShadows(catalogue.Product(pool.Id))
            .Select(id => LeadTime.Of(catalogue, catalogue.Product(id)))
            .OfType<int>()
            .ToList();
        var settings = catalogue.Settings;
        // Of those dated by the lead time: whose last day to buy has passed.
        var passed =
            leadTimes.Count > 0
                ? days.Today.AddDays(settings.HandlingDays + settings.ReviewDays + leadTimes.Max()).DayNumber
                : int.MaxValue;
        var questions = new List<IQueryable<OrderLine>>
        {
            waiting.Where(l => l.ExpectedBasis < DateBasis.LeadTime),
            waiting.Where(l => l.ExpectedBasis == DateBasis.LeadTime && l.PromisedDay < passed),
        };
        if (leadTimes.Count > 0)
            questions.Add(waiting.Where(l => l.ExpectedBasis == DateBasis.None));
        var lines = new List<OrderLine>();
        foreach (var question in questions)
        {
            var some = await question.Take(LinesPerStep + 1).ToListAsync(cancel);
            if (some.Count > LinesPerStep)
                return null;
            lines.AddRange(some.Where(l => l.Position > place));
        }
        var found = new List<LineToCompare>();
        foreach (
            var line in lines.Concat(queue.Lines.Where(l => l.BackOrdered > 0 && l.Position > place)).DistinctBy(l => (l.OrderId, l.Line))
        )
        {
            var isFirm = queue.FirmOf(line) != FirmUnits.None;
            var projection = queue.Project(line, isFirm ? await db.OpenBeforeAsync(pool.Id, line.Position, cancel) : openBefore);
            if (comparison.Of(line, queue, projection, cause) is { } toCompare)
                found.Add(toCompare);
        }
        return found;
    }
}
