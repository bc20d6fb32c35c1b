using Raincheck.Core.Allocation;
using Raincheck.Core.Orders;
using Raincheck.Ledger.Fields;

namespace Raincheck.Ledger;

/// <summary>The queues of a batch: lines leave them while a command changes them, join them after it, and are settled.</summary>
public sealed partial class UnitOfWork
{
    /// <summary>How many lines of one end of a queue are read first; each further time sixteen times as many.</summary>
    private const int WindowLines = 16;

    internal void Begin(ChangeSet changeSet) => current = changeSet;

    /// <summary>Ends a command that was carried out: its lines join their queues, and every queue that it touched is settled.</summary>
    internal async Task SettleAsync(CancellationToken cancel)
    {
        foreach (var line in current.OpenLines)
        {
            line.Shrink();
            FollowLine(line);
            Join(line);
        }
        FollowLinks();
        foreach (var line in current.NewLines)
        {
            line.Settle();
            if (Loaded(line.PoolId) is { Queue: { } queue } pool && queue.TryJoin(line))
                pool.IsChanged = true;
            else
                Join(line);
        }
        current.OpenLineSet.Clear();

        var unsettled = new Queue<int>(current.Unsettled);
        var needs = new List<(LoadedPool Pool, QueueNeed Need)>();
        var groupsDone = new HashSet<LoadedGroup>();
        while (unsettled.Count > 0)
        {
            needs.Clear();
            while (unsettled.TryDequeue(out var id))
            {
                var pool = Loaded(id);
                if (pool.Group is { } group)
                {
                    if (groupsDone.Add(group))
                        Settle(group);
                    continue;
                }
                if (pool.Queue!.Settle() is var need and not QueueNeed.Nothing)
                    needs.Add((pool, need));
                else
                    pool.Row.Stale = false;
                pool.IsChanged = true;
            }
            await ShowMoreAsync(needs, cancel);
            foreach (var (pool, _) in needs)
                unsettled.Enqueue(pool.Row.Id);
        }
        Complete();
    }

    /// <summary>What the commands that were carried out changed about who holds how many units.</summary>
    internal (long Lines, long Given, long Taken) AllocationChanges()
    {
        var (changed, given, taken) = (0L, 0L, 0L);
        foreach (var changeSet in done)
        {
            foreach (var change in changeSet.Lines)
            {
                // Shipped units leave the line without going to another line.
                var delta = change.AllocatedDelta + (change.After.Shipped - change.Before.Shipped);
                if (delta == 0)
                    continue;
                changed++;
                given += Math.Max(0, delta);
                taken += Math.Max(0, -delta);
            }
        }
        return (changed, given, taken);
    }

    private static void Settle(LoadedGroup group)
    {
        group.Queue.Settle();
        foreach (var pool in group.Pools)
        {
            pool.Row.Stale = false;
            pool.IsChanged = true;
        }
    }

    private void Complete()
    {
        foreach (var line in current.NewLines)
            current.Lines.Add(new LineChange(line, default, LineState.Of(line)));
        foreach (var (line, before) in current.LinesBefore)
        {
            // A new line that its own command's settling served is in the list above.
            if (current.NewLines.Contains(line))
                continue;
            var after = LineState.Of(line);
            if (after != before)
                current.Lines.Add(new LineChange(line, before, after));
        }
        foreach (var order in current.Own.Keys)
            current.OwnAfter.Add(order, HeadState.Of(order));
        done.Add(current);
    }

    private async Task ShowMoreAsync(List<(LoadedPool Pool, QueueNeed Need)> needs, CancellationToken cancel)
    {
        foreach (var side in needs.GroupBy(n => (n.Need, Limit: NextLimit(n.Pool, n.Need))))
        {
            var waiting = side.Key.Need == QueueNeed.Waiting;
            var asked = side.Select(n => n.Pool).ToDictionary(p => p.Row.Id);
            var window = await transaction.WindowAsync(asked.Keys, waiting, side.Key.Limit, cancel);
            var shown = window.ToLookup(l => l.PoolId);
            foreach (var (id, pool) in asked)
            {
                var count = 0;
                Place? last = null;
                foreach (var line in shown[id])
                {
                    count++;
                    last = line.Place;
                    // What the batch knows already is newer than what the database says; so is what it took away.
                    if (!removedKeys.Contains((line.OrderId, line.Line)) && lines.TryAdd((line.OrderId, line.Line), line))
                        pool.Queue!.Add(line);
                }
                var end = count < side.Key.Limit ? null : last;
                if (waiting)
                    pool.Queue!.WaitingShown(end);
                else
                    pool.Queue!.HoldingShown(end);
            }
        }
    }

    private static int NextLimit(LoadedPool pool, QueueNeed need)
    {
        var asked = need == QueueNeed.Waiting ? pool.WaitingAsked : pool.HoldingAsked;
        var limit = asked == 0 ? WindowLines : checked(asked * 16);
        if (need == QueueNeed.Waiting)
            pool.WaitingAsked = limit;
        else
            pool.HoldingAsked = limit;
        return limit;
    }

    private void Join(OrderLine line)
    {
        var pool = Loaded(line.PoolId);
        PoolFigures.Apply(line, 1, ChangedPool);
        if (pool.Group is { } group)
            group.Queue.Add(line);
        else
            pool.Queue!.Add(line);
        current.Unsettled.Add(line.PoolId);
    }

    private void Leave(OrderLine line)
    {
        var pool = Loaded(line.PoolId);
        PoolFigures.Apply(line, -1, ChangedPool);
        if (pool.Group is { } group)
            group.Queue.Remove(line);
        else
            pool.Queue!.Remove(line);
        current.Unsettled.Add(line.PoolId);
    }

    private Core.Stock.StockPool ChangedPool(int productId)
    {
        var pool = Loaded(Catalogue.PoolOf(productId));
        pool.IsChanged = true;
        return pool.Row;
    }

    /// <summary>A queue is about to change what a line holds.</summary>
    private void OnUnitsMove(OrderLine line) => current.LinesBefore.TryAdd(line, LineState.Of(line));
}
