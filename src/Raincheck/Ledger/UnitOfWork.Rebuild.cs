using Raincheck.Core.Allocation;
using Raincheck.Core.Orders;
using Raincheck.Core.Stock;
using Raincheck.Ledger.Audit;
using Raincheck.Storage;

namespace Raincheck.Ledger;

/// <summary>
/// The repair of pools that were found to be wrong: counted stock from the warehouses, sums from the lines, and every line
/// compared with what the journal says it held, so that the journal goes on adding up to what is stored.
/// </summary>
public sealed partial class UnitOfWork
{
    private readonly HashSet<OrderLine> rebuilt = [];
    private readonly Dictionary<OrderLine, LineState> rebuiltBefore = [];

    /// <summary>Says that the command corrects the pools that it declared as rebuilt.</summary>
    internal void CorrectRebuilt()
    {
        foreach (var (line, before) in rebuiltBefore)
        {
            current.LinesBefore.TryAdd(line, before);
            current.Corrected.Add(line.OrderId);
        }
        foreach (var pool in pools.Values)
            current.Unsettled.Add(pool.Row.Id);
    }

    private async Task RebuildPoolsAsync(int[] ids, CancellationToken cancel)
    {
        var counted = Catalogue.Warehouses.Where(Settings.Counts).Select(w => w.Id).ToHashSet();
        var rows = await transaction.QueryAsync<StockPool>("id IN {ids} ORDER BY id", [("ids", ids)], forUpdate: true, cancel);
        var levelRows = await transaction.QueryAsync<StockLevel>("sku_id IN {ids}", [("ids", ids)], cancel: cancel);
        var onHand = levelRows.Where(l => counted.Contains(l.WarehouseId)).ToLookup(l => l.SkuId, l => l.OnHand);
        foreach (var row in rows)
        {
            pools.Add(row.Id, new LoadedPool(row) { IsChanged = true });
            row.Counted = onHand[row.Id].Sum();
            row.Allocated = row.Open = row.BackOrdered = row.FirmWanted = 0;
            row.LastHeldPriority = null;
        }
        // The general queue serves a pool alone as well: nothing that a window would rely on is known to be right.
        foreach (var members in rows.GroupBy(r => r.GroupId ?? r.Id))
        {
            var queue = NewGroupQueue([.. members]);
            var group = new LoadedGroup(queue, [.. members.Select(r => pools[r.Id])]);
            foreach (var pool in group.Pools)
                pool.Group = group;
        }
        var found = await transaction.QueryAsync<OrderLine>(
            "pool_id IN {ids} AND (allocated > 0 OR back_ordered > 0 OR own_allocated > 0 OR replacement_allocated > 0 OR (counts AND quantity - shipped - cancelled - dropshipped > 0))",
            [("ids", ids)],
            cancel: cancel
        );
        var journalled = new Dictionary<(long Order, int Line), LineQuantities>();
        await transaction.ReadAsync(
            "SELECT order_id, data FROM journal WHERE order_id IN {orders} ORDER BY id",
            [("orders", found.Select(l => l.OrderId).Distinct().ToArray())],
            r => JournalReplay.Apply(r.GetInt64(0), r.GetString(1), journalled),
            cancel
        );
        foreach (var line in found)
        {
            lines.Add((line.OrderId, line.Line), line);
            rebuilt.Add(line);
            var said = journalled.GetValueOrDefault((line.OrderId, line.Line));
            rebuiltBefore.Add(
                line,
                LineState.Of(line) with
                {
                    FirmWanted = said.FirmWanted,
                    OwnAllocated = said.Own,
                    Firm = said.Firm,
                    ReplacementAllocated = said.Replacement,
                    BackOrdered = line.Claimed - said.Own - said.Replacement,
                }
            );
            line.Shrink();
            PoolFigures.Apply(line, 1, ChangedPool);
            pools[line.PoolId].Group!.Queue.Add(line);
        }
        // Until the queue is settled, and says who holds last, anybody may.
        foreach (var last in found.GroupBy(l => l.PoolId))
            SetLastHeldBound(pools[last.Key].Row, last);
    }

    private static void SetLastHeldBound(StockPool row, IEnumerable<OrderLine> ofPool)
    {
        var end = ofPool.MaxBy(l => l.Place)!;
        row.LastHeldPriority = end.Priority;
        row.LastHeldQueuedAt = end.QueuedAt;
    }

    /// <summary>The totals of orders with rebuilt lines, as if those lines were what the journal says.</summary>
    private async Task RecountOrdersAsync(CancellationToken cancel)
    {
        if (rebuilt.Count == 0)
            return;
        var touched = ordersById.Values.Where(o => o.IsLocked).Select(o => o.Order).ToDictionary(o => o.Id);
        foreach (var order in touched.Values)
            order.OpenQty = order.BackOrderedQty = 0;
        foreach (
            var line in await transaction.QueryAsync<OrderLine>(
                "order_id IN {orders}",
                [("orders", touched.Keys.ToArray())],
                cancel: cancel
            )
        )
        {
            var order = touched[line.OrderId];
            order.OpenQty += line.Open;
            order.BackOrderedQty +=
                lines.TryGetValue((line.OrderId, line.Line), out var known) && rebuiltBefore.TryGetValue(known, out var before)
                    ? before.BackOrdered
                    : line.BackOrdered;
        }
    }

    private GroupQueue NewGroupQueue(IReadOnlyList<StockPool> members) =>
        new(members, Catalogue.PoolOf, line => line.IsKit ? null : Catalogue.ReplacementPoolOf(line.SkuId), OnUnitsMove);
}
