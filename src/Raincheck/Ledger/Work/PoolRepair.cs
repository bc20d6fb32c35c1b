using Raincheck.Core.Orders;
using Raincheck.Core.Stock;
using Raincheck.Ledger.Audit;

namespace Raincheck.Ledger.Work;

/// <summary>
/// Repairs pools: counted stock from the warehouses, sums from the lines, and every line compared with its quantities in the
/// journal, so that the journal still adds up to the stored state.
/// </summary>
internal sealed class PoolRepair(WorkContext context, IdentityMap rows, QueueSettler queues)
{
    /// <summary>The rebuilt lines with their state according to the journal.</summary>
    private readonly Dictionary<OrderLine, LineState> rebuilt = [];

    public bool IsActive => rebuilt.Count > 0;

    /// <summary>Records that the command corrects the pools that it declared as rebuilt.</summary>
    public void Correct()
    {
        var current = context.Current;
        foreach (var (line, before) in rebuilt)
        {
            current.LinesBefore.TryAdd(line, before);
            current.Corrected.Add(line.OrderId);
        }
        foreach (var pool in rows.Pools)
            current.Unsettled.Add(pool.Row.Id);
    }

    /// <summary>Loads pools with all their lines and recomputes their sums.</summary>
    public async Task RebuildAsync(int[] ids, CancellationToken cancel)
    {
        await LoadPoolsAsync(ids, cancel);
        var found = await context.Transaction.QueryAsync<OrderLine>(
            "pool_id IN {ids} AND (allocated > 0 OR back_ordered > 0 OR own_allocated > 0 OR replacement_allocated > 0 OR (counts AND quantity - shipped - cancelled - dropshipped > 0))",
            [("ids", ids)],
            cancel: cancel
        );
        var journalled = new Dictionary<(long Order, int Line), LineQuantities>();
        await context.Transaction.ReadAsync(
            "SELECT order_id, data FROM journal WHERE order_id IN {orders} ORDER BY id",
            [("orders", found.Select(l => l.OrderId).Distinct().ToArray())],
            r => JournalReplay.Apply(r.GetInt64(0), r.GetString(1), journalled),
            cancel
        );
        foreach (var line in found)
        {
            rows.Add(line);
            rebuilt.Add(line, Journalled(line, journalled.GetValueOrDefault((line.OrderId, line.Line))));
            line.Shrink();
            queues.AddToSums(line, 1);
            rows.Pool(line.PoolId).Group!.Queue.Add(line);
        }
        // Until the queue is settled and knows its last holder, every line may hold units.
        foreach (var last in found.GroupBy(l => l.PoolId))
            SetLastHeldBound(rows.Pool(last.Key).Row, last);
    }

    /// <summary>Recomputes the totals of orders with rebuilt lines, as if those lines were as the journal says.</summary>
    public async Task RecountOrdersAsync(CancellationToken cancel)
    {
        if (!IsActive)
            return;
        var touched = rows.Orders.Where(o => o.IsLocked).Select(o => o.Order).ToDictionary(o => o.Id);
        foreach (var order in touched.Values)
            order.ClearUnits();
        var ofOrders = await context.Transaction.QueryAsync<OrderLine>(
            "order_id IN {orders}",
            [("orders", touched.Keys.ToArray())],
            cancel: cancel
        );
        foreach (var line in ofOrders)
        {
            var backOrdered =
                rows.FindLine(line.OrderId, line.Line) is { } known && rebuilt.TryGetValue(known, out var before)
                    ? before.BackOrdered
                    : line.BackOrdered;
            touched[line.OrderId].AddUnits(line.Open, backOrdered);
        }
    }

    private async Task LoadPoolsAsync(int[] ids, CancellationToken cancel)
    {
        var counted = context.Catalogue.Warehouses.Where(context.Settings.Counts).Select(w => w.Id).ToHashSet();
        var found = await context.Transaction.QueryAsync<StockPool>("id IN {ids} ORDER BY id", [("ids", ids)], forUpdate: true, cancel);
        var levels = await context.Transaction.QueryAsync<StockLevel>("sku_id IN {ids}", [("ids", ids)], cancel: cancel);
        var onHand = levels.Where(l => counted.Contains(l.WarehouseId)).ToLookup(l => l.SkuId, l => l.OnHand);
        foreach (var row in found)
        {
            rows.Add(new LoadedPool(row) { IsChanged = true });
            row.Counted = onHand[row.Id].Sum();
            row.Allocated = row.Open = row.BackOrdered = row.FirmWanted = 0;
            row.LastHeldPriority = null;
        }
        // The general queue serves a single pool as well: nothing that a window would rely on is known to be right.
        foreach (var members in found.GroupBy(r => r.GroupId ?? r.Id))
        {
            var group = new LoadedGroup(queues.NewGroupQueue([.. members]), [.. members.Select(r => rows.Pool(r.Id))]);
            foreach (var pool in group.Pools)
                pool.Group = group;
        }
    }

    private static LineState Journalled(OrderLine line, LineQuantities quantities) =>
        LineState.Of(line) with
        {
            FirmWanted = quantities.FirmWanted,
            OwnAllocated = quantities.Own,
            Firm = quantities.Firm,
            ReplacementAllocated = quantities.Replacement,
            BackOrdered = line.Claimed - quantities.Own - quantities.Replacement,
        };

    private static void SetLastHeldBound(StockPool row, IEnumerable<OrderLine> ofPool)
    {
        var end = ofPool.MaxBy(l => l.Position)!;
        row.LastHeldPriority = end.Priority;
        row.LastHeldQueuedAt = end.QueuedAt;
    }
}
