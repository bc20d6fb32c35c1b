using Microsoft.EntityFrameworkCore;
using Raincheck.Core.Allocation;
using Raincheck.Core.Orders;
using Raincheck.Storage;

namespace Raincheck.Features.Promises;

/// <summary>The claims ahead of a line in the queue of its pool.</summary>
/// <param name="Waiting">How many lines wait at the pool.</param>
/// <param name="LinesAhead">The number of lines that come first.</param>
/// <param name="OrdersAhead">How many orders these belong to.</param>
/// <param name="UnitsAhead">The units that these wait for.</param>
/// <param name="OldestOrder">The number of the first order that waits there and comes first; null if none does.</param>
/// <param name="OpenBefore">The open units of all lines that come first, waiting or not.</param>
internal sealed record AheadInQueue(long Waiting, long LinesAhead, long OrdersAhead, long UnitsAhead, string? OldestOrder, long OpenBefore);

/// <summary>Finds the position of a line by counting within the indexes of the queue: no queue is loaded.</summary>
internal static class QueuePositions
{
    public static async Task<AheadInQueue> PositionAsync(this RaincheckDb db, int poolId, QueuePosition place, CancellationToken cancel)
    {
        var waiting = db.OrderLines.Where(l => l.PoolId == poolId).Where(OrderLine.Lacking);
        var ahead = waiting.Before(place);
        var sums = await ahead
            .GroupBy(_ => 1)
            .Select(g => new { Lines = g.LongCount(), Units = g.Sum(l => (long)l.BackOrdered) })
            .FirstOrDefaultAsync(cancel);
        var oldest = sums is null
            ? null
            : await ahead.InQueueOrder().Take(1).Join(db.Orders, l => l.OrderId, o => o.Id, (_, o) => o.Number).SingleAsync(cancel);
        var held = await db
            .OrderLines.Where(l => l.PoolId == poolId && l.Allocated > 0)
            .Before(place)
            .SumAsync(l => (long)l.Allocated, cancel);
        return new AheadInQueue(
            await waiting.LongCountAsync(cancel),
            sums?.Lines ?? 0,
            sums is null ? 0 : await ahead.Select(l => l.OrderId).Distinct().LongCountAsync(cancel),
            sums?.Units ?? 0,
            oldest,
            (sums?.Units ?? 0) + held
        );
    }

    /// <summary>The open units of all lines before a place, waiting or not.</summary>
    public static async Task<long> OpenBeforeAsync(this RaincheckDb db, int poolId, QueuePosition place, CancellationToken cancel)
    {
        var here = db.OrderLines.Where(l => l.PoolId == poolId);
        return await here.Where(OrderLine.Lacking).Before(place).SumAsync(l => (long)l.BackOrdered, cancel)
            + await here.Where(l => l.Allocated > 0).Before(place).SumAsync(l => (long)l.Allocated, cancel);
    }

    /// <summary>The lines in the order in which they are served.</summary>
    public static IQueryable<OrderLine> InQueueOrder(this IQueryable<OrderLine> lines) =>
        lines.OrderByDescending(l => l.Priority).ThenBy(l => l.QueuedAt).ThenBy(l => l.FamilyId).ThenBy(l => l.OrderId).ThenBy(l => l.Line);

    /// <summary>The lines that are served before a place.</summary>
    public static IQueryable<OrderLine> Before(this IQueryable<OrderLine> lines, QueuePosition place)
    {
        var (priority, queuedAt, family, order, number) = place;
        return lines.Where(l =>
            l.Priority > priority
            || l.Priority == priority
                && (
                    l.QueuedAt < queuedAt
                    || l.QueuedAt == queuedAt
                        && (l.FamilyId < family || l.FamilyId == family && (l.OrderId < order || l.OrderId == order && l.Line < number))
                )
        );
    }

    /// <summary>The lines that are served after a place.</summary>
    public static IQueryable<OrderLine> Behind(this IQueryable<OrderLine> lines, QueuePosition place)
    {
        var (priority, queuedAt, family, order, number) = place;
        return lines.Where(l =>
            l.Priority < priority
            || l.Priority == priority
                && (
                    l.QueuedAt > queuedAt
                    || l.QueuedAt == queuedAt
                        && (l.FamilyId > family || l.FamilyId == family && (l.OrderId > order || l.OrderId == order && l.Line > number))
                )
        );
    }
}
