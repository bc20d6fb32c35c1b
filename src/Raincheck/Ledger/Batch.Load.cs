using Raincheck.Core.Allocation;
using Raincheck.Core.Orders;
using Raincheck.Core.Purchasing;
using Raincheck.Core.Stock;
using Raincheck.Storage;

namespace Raincheck.Ledger;

/// <summary>
/// Loading and locking, always in the same order, so that no two transactions can wait for each other: purchase orders, then
/// pools, then (in <see cref="MakeEntriesAsync"/>) orders, each by ascending id.
/// </summary>
public sealed partial class Batch
{
    internal async Task LoadAsync(Needs needs, CancellationToken cancel)
    {
        await LoadPurchaseOrdersAsync(needs, cancel);
        var poolIds = await PoolIdsAsync(needs, cancel);
        if (needs.RebuiltPoolIds.Count > 0)
            await RebuildPoolsAsync(poolIds, cancel);
        else
            await LoadPoolsAsync(poolIds, cancel);
        await LoadOrdersAsync(needs, cancel);
        await LoadLevelsAsync(needs, cancel);
        await LoadTakenNumbersAsync(needs, cancel);

        // Ids last: what is refused for its numbers should not use any up.
        await FillAsync(orderIds, "orders", needs.NewOrders, cancel);
        await FillAsync(purchaseOrderIds, "purchase_orders", needs.NewPurchaseOrders, cancel);
        await FillAsync(receiptIds, "receipts", needs.NewReceipts, cancel);
    }

    private async Task FillAsync(Queue<long> ids, string table, int count, CancellationToken cancel)
    {
        if (count == 0)
            return;
        foreach (var id in await transaction.NewIdsAsync(table, count, cancel))
            ids.Enqueue(id);
    }

    private async Task LoadPurchaseOrdersAsync(Needs needs, CancellationToken cancel)
    {
        if (needs.PurchaseOrderNumbers.Count == 0)
            return;
        var orders = await transaction.QueryAsync<PurchaseOrder>(
            "number IN {numbers} ORDER BY id",
            [("numbers", needs.PurchaseOrderNumbers.ToArray())],
            forUpdate: true,
            cancel
        );
        var orderLines = (
            await transaction.QueryAsync<PurchaseOrderLine>(
                "purchase_order_id IN {ids}",
                [("ids", orders.Select(o => o.Id).ToArray())],
                cancel: cancel
            )
        ).ToLookup(l => l.PurchaseOrderId);
        foreach (var order in orders)
            purchaseOrders.Add(order.Number, new LoadedPurchaseOrder(order, [.. orderLines[order.Id].OrderBy(l => l.SkuId)]));
    }

    /// <summary>Every pool that the commands can touch: of products, of lines of orders and purchase orders, of their groups.</summary>
    private async Task<int[]> PoolIdsAsync(Needs needs, CancellationToken cancel)
    {
        var ids = new HashSet<int>(needs.PoolIds);
        foreach (var sku in needs.Skus)
        {
            if (Catalogue.FindProduct(sku) is { } product)
                ids.Add(product.PoolId);
        }
        foreach (var line in purchaseOrders.Values.SelectMany(o => o.Lines))
            ids.Add(Catalogue.PoolOf(line.SkuId));
        if (needs.OrderNumbers.Count > 0)
        {
            await transaction.ReadAsync(
                "SELECT DISTINCT l.pool_id FROM orders o JOIN order_lines l ON l.order_id = o.id WHERE o.number IN {numbers}",
                [("numbers", needs.OrderNumbers.ToArray())],
                r => ids.Add(r.GetInt32(0)),
                cancel
            );
        }
        foreach (var id in ids.ToArray())
        {
            if (Catalogue.GroupOf(id) is { } group)
                ids.UnionWith(Catalogue.PoolsOf(group));
        }
        return [.. ids];
    }

    /// <summary>Locks pools by ascending id and prepares their queues.</summary>
    internal async Task LoadPoolsAsync(IReadOnlyCollection<int> ids, CancellationToken cancel)
    {
        if (ids.Count == 0)
            return;
        var rows = await transaction.QueryAsync<StockPool>("id IN {ids} ORDER BY id", [("ids", ids.ToArray())], forUpdate: true, cancel);
        foreach (var row in rows)
        {
            var pool = new LoadedPool(row);
            pools.Add(row.Id, pool);
            if (row.GroupId is null)
                pool.Queue = new PoolQueue(row, OnUnitsMove);
        }
        await ShowFirmAsync([.. rows.Where(r => r.GroupId is null && r.FirmWanted > 0).Select(r => r.Id)], cancel);
        await LoadGroupsAsync([.. rows.Where(r => r.GroupId is not null)], cancel);
    }

    private async Task ShowFirmAsync(int[] poolIds, CancellationToken cancel)
    {
        if (poolIds.Length == 0)
            return;
        foreach (
            var line in await transaction.QueryAsync<OrderLine>("pool_id IN {ids} AND firm_wanted > 0", [("ids", poolIds)], cancel: cancel)
        )
        {
            lines.Add((line.OrderId, line.Line), line);
            pools[line.PoolId].Queue!.Add(line);
        }
    }

    private async Task LoadGroupsAsync(List<StockPool> rows, CancellationToken cancel)
    {
        if (rows.Count == 0)
            return;
        foreach (var members in rows.GroupBy(r => r.GroupId))
        {
            var memberPools = members.Select(r => pools[r.Id]).ToList();
            var queue = NewGroupQueue([.. members]);
            var group = new LoadedGroup(queue, memberPools);
            foreach (var pool in memberPools)
                pool.Group = group;
        }
        // Two conditions, so that each finds its index.
        var ids = rows.Select(r => r.Id).ToArray();
        foreach (var condition in new[] { "back_ordered > 0", "allocated > 0 AND back_ordered = 0" })
        {
            foreach (
                var line in await transaction.QueryAsync<OrderLine>($"pool_id IN {{ids}} AND {condition}", [("ids", ids)], cancel: cancel)
            )
            {
                lines.Add((line.OrderId, line.Line), line);
                pools[line.PoolId].Group!.Queue.Add(line);
            }
        }
    }

    private async Task LoadOrdersAsync(Needs needs, CancellationToken cancel)
    {
        if (needs.OrderNumbers.Count == 0)
            return;
        var orders = await transaction.QueryAsync<Order>(
            "number IN {numbers}",
            [("numbers", needs.OrderNumbers.ToArray())],
            cancel: cancel
        );
        var ofOrders = await transaction.QueryAsync<OrderLine>(
            "order_id IN {ids} ORDER BY order_id, line",
            [("ids", orders.Select(o => o.Id).ToArray())],
            cancel: cancel
        );
        var byOrder = ofOrders.ToLookup(l => l.OrderId);
        foreach (var order in orders)
        {
            var loaded = new LoadedOrder(order, [.. byOrder[order.Id].Select(Known)]) { LoadedRevision = order.Revision };
            ordersByNumber.Add(order.Number, loaded);
            ordersById.Add(order.Id, loaded);
        }
    }

    /// <summary>The one object of a line: the one that its queue already knows, or this one, which is shown to it.</summary>
    private OrderLine Known(OrderLine line)
    {
        if (lines.TryGetValue((line.OrderId, line.Line), out var known))
            return known;
        lines.Add((line.OrderId, line.Line), line);
        if (!pools.TryGetValue(line.PoolId, out var pool))
            throw new ConflictException($"order {line.OrderId} was given another product while it was being loaded");
        // A line of a group with nothing claimed is not among those loaded with it.
        if (pool.Group is { } group)
            group.Queue.Add(line);
        else
            pool.Queue!.Add(line);
        return line;
    }

    private async Task LoadLevelsAsync(Needs needs, CancellationToken cancel)
    {
        var ids = new HashSet<int>();
        foreach (var sku in needs.LevelSkus)
        {
            if (Catalogue.FindProduct(sku) is { } product)
                ids.Add(product.PoolId);
        }
        foreach (var line in purchaseOrders.Values.SelectMany(o => o.Lines))
            ids.Add(Catalogue.PoolOf(line.SkuId));
        foreach (var line in needs.ShippedOrderNumbers.Select(FindOrder).OfType<LoadedOrder>().SelectMany(o => o.Lines))
        {
            ids.Add(line.PoolId);
            if (line.ReplacementPoolId is { } replacement)
                ids.Add(replacement);
            ids.UnionWith(line.KitComponents.Select(c => Catalogue.PoolOf(c.Sku)));
            // An earlier command of the batch may give it replacement units.
            if (Catalogue.ReplacementPoolOf(line.SkuId) is { } possible)
                ids.Add(possible);
        }
        if (ids.Count == 0)
            return;
        foreach (var row in await transaction.QueryAsync<StockLevel>("sku_id IN {ids}", [("ids", ids.ToArray())], cancel: cancel))
            levels.Add((row.SkuId, row.WarehouseId), new LoadedLevel(row));
    }

    private async Task LoadTakenNumbersAsync(Needs needs, CancellationToken cancel)
    {
        await AddTakenAsync("orders", needs.NewOrderNumbers, takenOrderNumbers, cancel);
        await AddTakenAsync("purchase_orders", needs.NewPurchaseOrderNumbers, takenPurchaseOrderNumbers, cancel);
        if (needs.ReceiptReferences.Count > 0)
        {
            foreach (
                var receipt in await transaction.QueryAsync<Receipt>(
                    "reference IN {references}",
                    [("references", needs.ReceiptReferences.ToArray())],
                    cancel: cancel
                )
            )
                receipts.Add(receipt.Reference, receipt);
        }
    }

    private Task AddTakenAsync(string table, HashSet<string> numbers, HashSet<string> taken, CancellationToken cancel) =>
        numbers.Count == 0
            ? Task.CompletedTask
            : transaction.ReadAsync(
                $"SELECT number FROM {table} WHERE number IN {{numbers}}",
                [("numbers", numbers.ToArray())],
                r => taken.Add(r.GetString(0)),
                cancel
            );
}

/// <summary>Another transaction changed what this one was about to decide by; the same again will see it.</summary>
internal sealed class ConflictException(string message) : Exception(message);
