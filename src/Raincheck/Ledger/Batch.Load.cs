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
    /// <param name="needs">What the commands declared.</param>
    /// <param name="isRepeated">An earlier attempt failed, perhaps because somebody has a number that the ledger chose.</param>
    /// <param name="askLocked">Asks for what must be read once the pools are locked: another process may have held them until then.</param>
    /// <param name="cancel">To give up.</param>
    /// <exception cref="StaleCatalogueException">The catalogue that the batch decides by is not that of the transaction.</exception>
    internal async Task LoadAsync(Needs needs, bool isRepeated, Action askLocked, CancellationToken cancel)
    {
        AskTakenNumbers(needs);
        AskNewIds(needs);
        var poolIds = new HashSet<int>(needs.PoolIds);
        foreach (var sku in needs.Skus)
        {
            if (Catalogue.FindProduct(sku) is { } product)
                poolIds.Add(product.PoolId);
        }
        // Whose lines name further pools must be read before the pools can be locked, all of them in one order.
        if (needs.PurchaseOrderNumbers.Count > 0 || needs.OrderNumbers.Count > 0)
        {
            var purchaseOrderLines = AskPurchaseOrders(needs);
            AskPoolsOfOrders(needs, poolIds);
            await transaction.ReadAsync(cancel);
            CheckCatalogue();
            AddPurchaseOrderLines(purchaseOrderLines, poolIds);
        }
        AddGroups(poolIds);
        if (needs.RebuiltPoolIds.Count > 0)
        {
            askLocked();
            await RebuildPoolsAsync([.. poolIds], cancel);
        }
        else
        {
            await LoadPoolsAsync(poolIds, askLocked, cancel);
        }
        CheckCatalogue();
        if (isRepeated && needs.ChoosesNumbers)
        {
            await LoadTakenChoicesAsync("orders", [.. orderIds.Select(NumberOf)], takenOrderNumbers, cancel);
            await LoadTakenChoicesAsync(
                "purchase_orders",
                [.. purchaseOrderIds.Select(PurchaseOrderNumberOf)],
                takenPurchaseOrderNumbers,
                cancel
            );
        }
        await LoadOrdersAsync(needs, cancel);
        await LoadLevelsAsync(needs, cancel);
    }

    private void CheckCatalogue()
    {
        if (transaction.Client.CatalogueVersion != Catalogue.Version)
            throw new StaleCatalogueException();
    }

    private void AskNewIds(Needs needs)
    {
        if (needs.NewOrders > 0)
            transaction.AskNewIds("orders", needs.NewOrders, orderIds.Enqueue);
        if (needs.NewPurchaseOrders > 0)
            transaction.AskNewIds("purchase_orders", needs.NewPurchaseOrders, purchaseOrderIds.Enqueue);
        if (needs.NewReceipts > 0)
            transaction.AskNewIds("receipts", needs.NewReceipts, receiptIds.Enqueue);
    }

    private List<PurchaseOrderLine> AskPurchaseOrders(Needs needs)
    {
        var found = new List<PurchaseOrderLine>();
        if (needs.PurchaseOrderNumbers.Count == 0)
            return found;
        (string, object)[] numbers = [("numbers", needs.PurchaseOrderNumbers.ToArray())];
        transaction.Ask<PurchaseOrder>(
            "number IN {numbers} ORDER BY id",
            numbers,
            order => purchaseOrders.Add(order.Number, new LoadedPurchaseOrder(order, [])),
            forUpdate: true
        );
        transaction.Ask<PurchaseOrderLine>(
            "purchase_order_id IN (SELECT id FROM purchase_orders WHERE number IN {numbers}) ORDER BY sku_id",
            numbers,
            found.Add
        );
        return found;
    }

    private void AddPurchaseOrderLines(List<PurchaseOrderLine> found, HashSet<int> poolIds)
    {
        var byId = purchaseOrders.Values.ToDictionary(o => o.Order.Id);
        foreach (var line in found)
        {
            byId[line.PurchaseOrderId].Lines.Add(line);
            poolIds.Add(Catalogue.PoolOf(line.SkuId));
        }
    }

    private void AskPoolsOfOrders(Needs needs, HashSet<int> poolIds)
    {
        if (needs.OrderNumbers.Count == 0)
            return;
        transaction.Ask(
            "SELECT DISTINCT l.pool_id FROM orders o JOIN order_lines l ON l.order_id = o.id WHERE o.number IN {numbers}",
            [("numbers", needs.OrderNumbers.ToArray())],
            r => poolIds.Add(r.GetInt32(0))
        );
    }

    private void AddGroups(HashSet<int> poolIds)
    {
        foreach (var id in poolIds.ToArray())
        {
            if (Catalogue.GroupOf(id) is { } group)
                poolIds.UnionWith(Catalogue.PoolsOf(group));
        }
    }

    /// <summary>Locks pools by ascending id and prepares their queues.</summary>
    private async Task LoadPoolsAsync(HashSet<int> ids, Action askLocked, CancellationToken cancel)
    {
        var rows = new List<StockPool>();
        if (ids.Count > 0)
            transaction.Ask<StockPool>("id IN {ids} ORDER BY id", [("ids", ids.ToArray())], rows.Add, forUpdate: true);
        askLocked();
        await transaction.ReadAsync(cancel);
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
        (string, object)[] numbers = [("numbers", needs.OrderNumbers.ToArray())];
        var orders = new List<Order>();
        var ofOrders = new List<OrderLine>();
        transaction.Ask<Order>("number IN {numbers}", numbers, orders.Add);
        transaction.Ask<OrderLine>(
            "order_id IN (SELECT id FROM orders WHERE number IN {numbers}) ORDER BY order_id, line",
            numbers,
            ofOrders.Add
        );
        await transaction.ReadAsync(cancel);
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

    private void AskTakenNumbers(Needs needs)
    {
        AskTaken("orders", needs.NewOrderNumbers, takenOrderNumbers);
        AskTaken("purchase_orders", needs.NewPurchaseOrderNumbers, takenPurchaseOrderNumbers);
        if (needs.ReceiptReferences.Count > 0)
        {
            transaction.Ask<Receipt>(
                "reference IN {references}",
                [("references", needs.ReceiptReferences.ToArray())],
                receipt => receipts.Add(receipt.Reference, receipt)
            );
        }
    }

    /// <summary>Which of the numbers that the ledger would choose somebody gave to a record of their own, and which of those next to them.</summary>
    private async Task LoadTakenChoicesAsync(string table, HashSet<string> choices, HashSet<string> taken, CancellationToken cancel)
    {
        AskTaken(table, choices, taken);
        await transaction.ReadAsync(cancel);
        foreach (var choice in choices.Where(taken.Contains).ToList())
        {
            transaction.Ask(
                $"SELECT number FROM {table} WHERE number LIKE @beginning",
                [("beginning", choice + ".%")],
                r => taken.Add(r.GetString(0))
            );
        }
        await transaction.ReadAsync(cancel);
    }

    private void AskTaken(string table, HashSet<string> numbers, HashSet<string> taken)
    {
        if (numbers.Count > 0)
            transaction.Ask(
                $"SELECT number FROM {table} WHERE number IN {{numbers}}",
                [("numbers", numbers.ToArray())],
                r => taken.Add(r.GetString(0))
            );
    }
}

/// <summary>Another transaction changed what this one was about to decide by; the same again will see it.</summary>
internal sealed class ConflictException(string message) : Exception(message);

/// <summary>The catalogue that was taken on trust is not the one that the transaction must decide by.</summary>
internal sealed class StaleCatalogueException : Exception;
