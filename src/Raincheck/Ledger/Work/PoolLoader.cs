using Raincheck.Core.Orders;
using Raincheck.Core.Stock;

namespace Raincheck.Ledger.Work;

/// <summary>Locks pools by ascending id and prepares their queues.</summary>
internal sealed class PoolLoader(WorkContext context, IdentityMap rows, QueueSettler queues)
{
    /// <summary>Adds the other pools of the groups of these pools.</summary>
    public void AddGroups(HashSet<int> poolIds)
    {
        foreach (var id in poolIds.ToArray())
        {
            if (context.Catalogue.GroupOf(id) is { } group)
                poolIds.UnionWith(context.Catalogue.PoolsOf(group));
        }
    }

    /// <summary>Loads pools with their groups, as far as they are not loaded yet.</summary>
    public Task LoadWithGroupsAsync(IEnumerable<int> poolIds, CancellationToken cancel)
    {
        var ids = poolIds.ToHashSet();
        AddGroups(ids);
        ids.ExceptWith(rows.PoolIds);
        return LoadAsync(ids, () => { }, cancel);
    }

    /// <param name="ids">The pools, with those of their groups.</param>
    /// <param name="askLocked">Asks for what must be read once the pools are locked.</param>
    /// <param name="cancel">To give up.</param>
    public async Task LoadAsync(HashSet<int> ids, Action askLocked, CancellationToken cancel)
    {
        var found = new List<StockPool>();
        if (ids.Count > 0)
            context.Transaction.Ask<StockPool>("id IN {ids} ORDER BY id", [("ids", ids.ToArray())], found.Add, forUpdate: true);
        askLocked();
        await context.Transaction.ReadAsync(cancel);
        context.UnsavedPools?.ApplyTo(found, ids);
        foreach (var row in found)
        {
            var pool = new LoadedPool(row);
            rows.Add(pool);
            if (row.GroupId is null)
                pool.Queue = queues.NewQueue(row);
        }
        await ShowFirmAsync([.. found.Where(r => r.GroupId is null && r.FirmWanted > 0).Select(r => r.Id)], cancel);
        await LoadGroupsAsync([.. found.Where(r => r.GroupId is not null)], cancel);
    }

    /// <summary>The one object of a line: the one that its queue already knows, or this one, which is shown to it.</summary>
    public OrderLine Known(OrderLine line)
    {
        if (rows.FindLine(line.OrderId, line.Line) is { } known)
            return known;
        rows.Add(line);
        var pool =
            rows.FindPool(line.PoolId)
            ?? throw new ConflictException($"order {line.OrderId} was given another product while it was being loaded");
        // A line of a group with nothing claimed is not among those loaded with it.
        if (pool.Group is { } group)
            group.Queue.Add(line);
        else
            pool.Queue!.Add(line);
        return line;
    }

    private async Task ShowFirmAsync(int[] poolIds, CancellationToken cancel)
    {
        if (poolIds.Length == 0)
            return;
        var firm = await context.Transaction.QueryAsync<OrderLine>(
            "pool_id IN {ids} AND firm_wanted > 0",
            [("ids", poolIds)],
            cancel: cancel
        );
        foreach (var line in firm)
        {
            rows.Add(line);
            rows.Pool(line.PoolId).Queue!.Add(line);
        }
    }

    private async Task LoadGroupsAsync(List<StockPool> found, CancellationToken cancel)
    {
        if (found.Count == 0)
            return;
        foreach (var members in found.GroupBy(r => r.GroupId))
        {
            var memberPools = members.Select(r => rows.Pool(r.Id)).ToList();
            var group = new LoadedGroup(queues.NewGroupQueue([.. members]), memberPools);
            foreach (var pool in memberPools)
                pool.Group = group;
        }
        // Two conditions, so that each finds its index.
        var ids = found.Select(r => r.Id).ToArray();
        foreach (var condition in new[] { "back_ordered > 0", "allocated > 0 AND back_ordered = 0" })
        {
            var ofGroups = await context.Transaction.QueryAsync<OrderLine>(
                $"pool_id IN {{ids}} AND {condition}",
                [("ids", ids)],
                cancel: cancel
            );
            foreach (var line in ofGroups)
            {
                rows.Add(line);
                rows.Pool(line.PoolId).Group!.Queue.Add(line);
            }
        }
    }
}
