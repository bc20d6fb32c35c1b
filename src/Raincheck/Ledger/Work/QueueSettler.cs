using Raincheck.Core.Allocation;
using Raincheck.Core.Orders;
using Raincheck.Core.Stock;

namespace Raincheck.Ledger.Work;

/// <summary>The queues of a unit of work: lines leave them while a command changes them, join them after it, and are settled.</summary>
internal sealed class QueueSettler
{
    /// <summary>How many lines of one end of a queue are read first; each further time sixteen times as many.</summary>
    private const int WindowLines = 16;

    private readonly WorkContext context;
    private readonly IdentityMap rows;
    private readonly Func<int, StockPool> changedPool;
    private readonly Action<OrderLine> beforeChange;

    public QueueSettler(WorkContext context, IdentityMap rows)
    {
        this.context = context;
        this.rows = rows;
        changedPool = ChangedPool;
        beforeChange = RecordBeforeChange;
    }

    public PoolQueue NewQueue(StockPool pool) => new(pool, beforeChange);

    public GroupQueue NewGroupQueue(IReadOnlyList<StockPool> members) =>
        new(members, context.Catalogue.PoolOf, line => line.IsKit ? null : context.Catalogue.ReplacementPoolOf(line.SkuId), beforeChange);

    /// <summary>Takes a line out of its queue until the command ends, because the command is about to change it.</summary>
    public void Open(OrderLine line)
    {
        var current = context.Current;
        current.LinesBefore.TryAdd(line, LineState.Of(line));
        if (!current.OpenLineSet.Add(line))
            return;
        current.OpenLines.Add(line);
        AddToSums(line, -1);
        var pool = rows.Pool(line.PoolId);
        pool.AddCause(current);
        if (pool.Group is { } group)
            group.Queue.Remove(line);
        else
            pool.Queue!.Remove(line);
        current.Unsettled.Add(line.PoolId);
    }

    /// <summary>Adds (<paramref name="sign"/> 1) or takes away (-1) the part of a line in the sums of its pools.</summary>
    public void AddToSums(OrderLine line, int sign) => PoolFigures.Apply(line, sign, changedPool);

    /// <summary>Adds a line to its queue, to be settled.</summary>
    public void Join(OrderLine line)
    {
        AddToSums(line, 1);
        var pool = rows.Pool(line.PoolId);
        pool.AddCause(context.Current);
        if (pool.Group is { } group)
            group.Queue.Add(line);
        else
            pool.Queue!.Add(line);
        context.Current.Unsettled.Add(line.PoolId);
    }

    /// <summary>Adds a new line to its queue.</summary>
    public void JoinNew(OrderLine line)
    {
        line.Settle();
        if (rows.Pool(line.PoolId) is { Queue: { } queue } pool && queue.TryJoin(line))
            pool.IsChanged = true;
        else
            Join(line);
    }

    /// <summary>Settles every queue that the command touched.</summary>
    public async Task SettleAsync(CancellationToken cancel)
    {
        var unsettled = new Queue<int>(context.Current.Unsettled);
        var needs = new List<(LoadedPool Pool, QueueNeed Need)>();
        var groupsDone = new HashSet<LoadedGroup>();
        while (unsettled.Count > 0)
        {
            needs.Clear();
            while (unsettled.TryDequeue(out var id))
            {
                var pool = rows.Pool(id);
                pool.AddCause(context.Current);
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

    private async Task ShowMoreAsync(List<(LoadedPool Pool, QueueNeed Need)> needs, CancellationToken cancel)
    {
        foreach (var side in needs.GroupBy(n => (n.Need, Limit: NextLimit(n.Pool, n.Need))))
        {
            var waiting = side.Key.Need == QueueNeed.Waiting;
            var asked = side.Select(n => n.Pool).ToDictionary(p => p.Row.Id);
            var window = await context.Transaction.WindowAsync(asked.Keys, waiting, side.Key.Limit, cancel);
            var shown = window.ToLookup(l => l.PoolId);
            foreach (var (id, pool) in asked)
            {
                var count = 0;
                QueuePosition? last = null;
                foreach (var line in shown[id])
                {
                    count++;
                    last = line.Position;
                    if (rows.TryAdd(line))
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

    private StockPool ChangedPool(int productId)
    {
        var pool = rows.Pool(context.Catalogue.PoolOf(productId));
        pool.IsChanged = true;
        return pool.Row;
    }

    /// <summary>A queue is about to change what a line holds.</summary>
    private void RecordBeforeChange(OrderLine line) => context.Current.LinesBefore.TryAdd(line, LineState.Of(line));
}
