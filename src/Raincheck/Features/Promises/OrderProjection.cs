using Raincheck.Core.Orders;
using Raincheck.Core.Promises;
using Raincheck.Ledger;
using Raincheck.Storage;

namespace Raincheck.Features.Promises;

/// <summary>Projects lines of orders, all of one moment. Each queue is read once.</summary>
internal sealed class OrderProjection(RaincheckDb db, Catalogue catalogue, ClientDays days, DateTimeOffset now)
{
    private readonly Dictionary<int, QueueFacts> queues = [];

    /// <summary>The queue at a pool.</summary>
    public async Task<QueueFacts> QueueAsync(int poolId, CancellationToken cancel)
    {
        if (queues.TryGetValue(poolId, out var known))
            return known;
        var queue = await QueueFacts.ReadAsync(db, catalogue, days, poolId, cancel);
        foreach (var pool in queue.Pools)
            queues[pool.Id] = queue;
        return queue;
    }

    /// <summary>What is projected for a line; null if its order neither counts nor could be confirmed or paid.</summary>
    public async Task<LineProjection?> OfAsync(Order order, OrderLine line, CancellationToken cancel)
    {
        if (!MayCountLater(order))
            return null;
        var queue = await QueueAsync(line.PoolId, cancel);
        var asked = AsItCounts(order, line);
        return queue.Project(asked, queue.IsShared ? 0 : await db.OpenBeforeAsync(line.PoolId, asked.Position, cancel));
    }

    /// <summary>The ship dates of a line; null if its order neither counts nor could.</summary>
    public async Task<IReadOnlyList<SchedulePieceView>?> ScheduleAsync(Order order, OrderLine line, CancellationToken cancel) =>
        await OfAsync(order, line, cancel) is { } projection ? ShipSchedule.Of(catalogue, days, line, projection) : null;

    /// <summary>Whether the order counts, or would count if it were confirmed or paid.</summary>
    public static bool MayCountLater(Order order) => order.Status.IsOpen() || order.Status.IsDraft();

    /// <summary>The line as it stands in the queue, or as it would stand there if its order were confirmed or paid now.</summary>
    public OrderLine AsItCounts(Order order, OrderLine line) =>
        line.Counts
            ? line
            : new()
            {
                OrderId = line.OrderId,
                Line = line.Line,
                SkuId = line.SkuId,
                PoolId = line.PoolId,
                Quantity = line.Open,
                Components = line.Components,
                Counts = true,
                Priority = line.Priority,
                // A cart or a quote joins the queue when it is confirmed.
                QueuedAt = order.Status.IsDraft() ? Micros.Of(now) : line.QueuedAt,
                FamilyId = line.FamilyId,
            };
}
