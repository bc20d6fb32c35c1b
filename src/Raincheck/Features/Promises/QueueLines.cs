using Microsoft.EntityFrameworkCore;
using Raincheck.Core.Allocation;
using Raincheck.Core.Orders;
using Raincheck.Core.Promises;
using Raincheck.Ledger;
using Raincheck.Storage;

namespace Raincheck.Features.Promises;

/// <summary>A line of a queue with its projection.</summary>
/// <param name="Line">The line.</param>
/// <param name="Position">Its position among the lines that wait at the pool, from 1; null if it does not wait.</param>
/// <param name="Projection">The projection.</param>
internal sealed record ProjectedLine(OrderLine Line, long? Position, LineProjection Projection);

/// <summary>Reads the lines of a queue in the order in which they are served, each with its projection.</summary>
internal sealed class QueueLines(RaincheckDb db, Catalogue catalogue, ClientDays days)
{
    /// <summary>The lines of a pool that hold units or wait.</summary>
    /// <param name="poolId">The pool.</param>
    /// <param name="after">Only lines behind this place; null for the front of the queue.</param>
    /// <param name="count">At most so many lines.</param>
    /// <param name="cancel">Stops the reading.</param>
    public async Task<IReadOnlyList<ProjectedLine>> ReadAsync(int poolId, QueuePosition? after, int count, CancellationToken cancel)
    {
        var facts = await QueueFacts.ReadAsync(db, catalogue, days, poolId, cancel);
        return await ReadAsync(facts, poolId, after, count, cancel);
    }

    /// <inheritdoc cref="ReadAsync(int, QueuePosition?, int, CancellationToken)"/>
    public async Task<IReadOnlyList<ProjectedLine>> ReadAsync(
        QueueFacts facts,
        int poolId,
        QueuePosition? after,
        int count,
        CancellationToken cancel
    )
    {
        var lines = await StoredAsync(db, poolId, after, count, cancel);
        if (lines.Count == 0)
            return [];
        var first = await db.PositionAsync(poolId, lines[0].Position, cancel);
        var (position, openBefore) = (first.LinesAhead, first.OpenBefore);
        var projected = new List<ProjectedLine>(lines.Count);
        foreach (var line in lines)
        {
            var projection = facts.Project(line, openBefore);
            projected.Add(new ProjectedLine(line, line.LacksUnits ? ++position : null, projection));
            openBefore += line.Open;
        }
        return projected;
    }

    /// <summary>The stored lines of a pool that hold units or wait, in order. Two queries, so that each finds its index.</summary>
    public static async Task<List<OrderLine>> StoredAsync(
        RaincheckDb db,
        int poolId,
        QueuePosition? after,
        int count,
        CancellationToken cancel
    )
    {
        var here = db.OrderLines.Where(l => l.PoolId == poolId);
        var waiting = await InOrder(here.Where(OrderLine.Lacking), after).Take(count).ToListAsync(cancel);
        var holding = await InOrder(here.Where(l => l.Allocated > 0), after).Take(count).ToListAsync(cancel);
        return [.. waiting.Concat(holding).DistinctBy(l => (l.OrderId, l.Line)).OrderBy(l => l.Position).Take(count)];
    }

    private static IQueryable<OrderLine> InOrder(IQueryable<OrderLine> lines, QueuePosition? after) =>
        (after is { } place ? lines.Behind(place) : lines).InQueueOrder();
}
