using Raincheck.Core.Allocation;
using Raincheck.Core.Orders;
using Raincheck.Core.Purchasing;
using Raincheck.Core.Stock;
using Raincheck.Storage;

namespace Raincheck.Ledger;

/// <summary>
/// Loading and locking, always in the same order, so that no two transactions can wait for each other: purchase orders, then
/// pools, then (in <see cref="MakeEntriesAsync"/>) orders, then (in <see cref="WriteMailAsync"/>) mails, each by ascending id.
/// </summary>
public sealed partial class UnitOfWork
{
    /// <param name="plan">What the commands declared.</param>
    /// <param name="isRepeated">An earlier attempt failed, perhaps because a number that the ledger chose is in use.</param>
    /// <param name="askLocked">Asks for what must be read once the pools are locked: another process may have held them until then.</param>
    /// <param name="cancel">To give up.</param>
    /// <exception cref="StaleCatalogueException">The catalogue that the batch decides by is not that of the transaction.</exception>
    internal async Task LoadAsync(LoadPlan plan, bool isRepeated, Action askLocked, CancellationToken cancel)
    {
        AskTakenNumbers(plan);
        AskNewIds(plan);
        var poolIds = new HashSet<int>(plan.PoolIds);
        foreach (var sku in plan.Skus)
        {
            if (Catalogue.FindProduct(sku) is { } product)
                poolIds.Add(product.PoolId);
        }
        // Whose lines name further pools must be read before the pools can be locked, all of them in one order.
        if (plan.PurchaseOrderNumbers.Count > 0 || plan.OrderNumbers.Count > 0)
        {
            var purchaseOrderLines = AskPurchaseOrders(plan);
            AskPoolsOfOrders(plan, poolIds);
            await transaction.ReadAsync(cancel);
            CheckCatalogue();
            AddPurchaseOrderLines(plan, purchaseOrderLines, poolIds);
        }
        AddGroups(poolIds);
        if (plan.RebuiltPoolIds.Count > 0)
        {
            askLocked();
            await RebuildPoolsAsync([.. poolIds], cancel);
        }
        else
        {
            await LoadPoolsAsync(poolIds, askLocked, cancel);
        }
        CheckCatalogue();
        if (isRepeated && plan.ChoosesNumbers)
        {
            await LoadTakenChoicesAsync("orders", [.. orderIds.Select(NumberOf)], takenOrderNumbers, cancel);
            await LoadTakenChoicesAsync(
                "purchase_orders",
                [.. purchaseOrderIds.Select(PurchaseOrderNumberOf)],
                takenPurchaseOrderNumbers,
                cancel
            );
        }
        await LoadOrdersAsync(plan, cancel);
        await LoadTakenChildNumbersAsync(plan, cancel);
        await LoadMailAsync(plan, cancel);
        await LoadLevelsAsync(plan, cancel);
    }

    private void CheckCatalogue()
    {
        if (transaction.Client.CatalogueVersion != Catalogue.Version)
            throw new StaleCatalogueException();
    }

    private void AskNewIds(LoadPlan plan)
    {
        if (plan.NewOrders > 0)
            transaction.AskNewIds("orders", plan.NewOrders, orderIds.Enqueue);
        if (plan.NewPurchaseOrders > 0)
            transaction.AskNewIds("purchase_orders", plan.NewPurchaseOrders, purchaseOrderIds.Enqueue);
        if (plan.NewReceipts > 0)
            transaction.AskNewIds("receipts", plan.NewReceipts, receiptIds.Enqueue);
    }

    private List<PurchaseOrderLine> AskPurchaseOrders(LoadPlan plan)
    {
        var found = new List<PurchaseOrderLine>();
        // Those that are named, and those that serve an order which is: cancelling it can change them.
        const string Named = "SELECT id FROM purchase_orders WHERE number IN {numbers}";
        const string Serving =
            "SELECT k.purchase_order_id FROM orders o JOIN purchase_order_links k ON k.order_id = o.id WHERE o.number IN {orders} AND k.quantity > 0";
        var (ids, parameters) = Union((Named, "numbers", plan.PurchaseOrderNumbers), (Serving, "orders", plan.OrderNumbers));
        transaction.Ask<PurchaseOrder>(
            $"id IN ({ids}) ORDER BY id",
            parameters,
            order =>
            {
                var loaded = new LoadedPurchaseOrder(order, []);
                purchaseOrders.Add(order.Number, loaded);
                purchaseOrdersById.Add(order.Id, loaded);
            },
            forUpdate: true
        );
        transaction.Ask<PurchaseOrderLine>($"purchase_order_id IN ({ids}) ORDER BY sku_id", parameters, found.Add);
        transaction.Ask(
            $"SELECT id, number FROM orders WHERE id IN (SELECT order_id FROM purchase_orders WHERE order_id IS NOT NULL AND id IN ({ids}))",
            parameters,
            r => orderNumbers.TryAdd(r.GetInt64(0), r.GetString(1))
        );
        return found;
    }

    private void AddPurchaseOrderLines(LoadPlan plan, List<PurchaseOrderLine> found, HashSet<int> poolIds)
    {
        foreach (var line in found)
        {
            if (FindPurchaseOrder(line.PurchaseOrderId) is not { } order)
                continue;
            order.Lines.Add(line);
            // A regular one that only serves an order of the batch stays as it is: nothing of what is on order changes.
            if (plan.PurchaseOrderNumbers.Contains(order.Order.Number))
                poolIds.Add(Catalogue.PoolOf(line.SkuId));
        }
    }

    private void AskPoolsOfOrders(LoadPlan plan, HashSet<int> poolIds)
    {
        var (ids, parameters) = OrdersOf(plan);
        transaction.Ask($"SELECT DISTINCT pool_id FROM order_lines WHERE order_id IN ({ids})", parameters, r => poolIds.Add(r.GetInt32(0)));
    }

    /// <summary>A statement that gives the ids of the orders to load: those that are named, and those that a named purchase order serves.</summary>
    private static (string Ids, (string, object)[] Parameters) OrdersOf(LoadPlan plan)
    {
        const string Named = "SELECT id FROM orders WHERE number IN {numbers}";
        const string Served =
            "SELECT k.order_id FROM purchase_orders p JOIN purchase_order_links k ON k.purchase_order_id = p.id WHERE p.number IN {purchaseOrders} AND k.quantity > 0";
        return Union((Named, "numbers", plan.OrderNumbers), (Served, "purchaseOrders", plan.PurchaseOrderNumbers));
    }

    /// <summary>One statement of those whose names are not empty: what is not asked for costs nothing.</summary>
    private static (string Sql, (string, object)[] Parameters) Union(params (string Sql, string Name, HashSet<string> Values)[] parts)
    {
        var asked = parts.Where(p => p.Values.Count > 0).ToList();
        return (string.Join(" UNION ", asked.Select(p => p.Sql)), [.. asked.Select(p => (p.Name, (object)p.Values.ToArray()))]);
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

    private async Task LoadOrdersAsync(LoadPlan plan, CancellationToken cancel)
    {
        if (plan.OrderNumbers.Count == 0 && plan.PurchaseOrderNumbers.Count == 0)
            return;
        var (ids, parameters) = OrdersOf(plan);
        var orders = new List<Order>();
        var ofOrders = new List<OrderLine>();
        // The heads first: their revision reveals later changes.
        transaction.Ask<Order>($"id IN ({ids})", parameters, orders.Add);
        transaction.Ask<OrderLine>($"order_id IN ({ids}) ORDER BY order_id, line", parameters, ofOrders.Add);
        AskServing(ids, parameters);
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

    private async Task LoadLevelsAsync(LoadPlan plan, CancellationToken cancel)
    {
        var ids = new HashSet<int>();
        foreach (var sku in plan.LevelSkus)
        {
            if (Catalogue.FindProduct(sku) is { } product)
                ids.Add(product.PoolId);
        }
        foreach (var line in purchaseOrders.Values.SelectMany(o => o.Lines))
            ids.Add(Catalogue.PoolOf(line.SkuId));
        if (plan.DecidesByPlace)
            AddLevelsOfOrders(plan, ids);
        await LoadLevelsAsync(ids, cancel);
    }

    /// <summary>All that lines of the orders may hold when their commands are decided, whatever earlier commands of the batch do.</summary>
    private void AddLevelsOfOrders(LoadPlan plan, HashSet<int> ids)
    {
        foreach (var product in plan.Skus.Select(Catalogue.FindProduct).OfType<Product>())
            AddLevelsOf(ids, product.PoolId, product.Id, Catalogue.ComponentsOf(product.Id).Select(c => c.ComponentId));
        foreach (var line in plan.OrderNumbers.Select(FindOrder).OfType<LoadedOrder>().SelectMany(o => o.Lines))
        {
            AddLevelsOf(ids, line.PoolId, line.SkuId, line.KitComponents.Select(c => c.Sku));
            if (line.ReplacementPoolId is { } replacement)
                ids.Add(replacement);
        }
    }

    /// <summary>
    /// Loads where the units lie that the answers tell of. An order that waits for units does not say where the others lie, and if only
    /// one warehouse counts, all counted units lie there.
    /// </summary>
    internal Task LoadShownLevelsAsync(LoadPlan plan, CancellationToken cancel)
    {
        var ids = new HashSet<int>();
        foreach (var order in ordersByNumber.Values.Where(o => o.IsNew || plan.OrderNumbers.Contains(o.Order.Number)))
        {
            if (!ShippingPlanner.HoldsAll(order.Lines))
                continue;
            foreach (var line in order.Lines)
                AddHeldPools(ids, line);
        }
        return LoadLevelsAsync(ids, cancel);
    }

    private async Task LoadLevelsAsync(HashSet<int> ids, CancellationToken cancel)
    {
        if (ids.Count == 0)
            return;
        foreach (var row in await transaction.QueryAsync<StockLevel>("sku_id IN {ids}", [("ids", ids.ToArray())], cancel: cancel))
            levels.Add((row.SkuId, row.WarehouseId), new LoadedLevel(row));
        leveledPools.UnionWith(ids);
    }

    private void AddLevelsOf(HashSet<int> ids, int poolId, int skuId, IEnumerable<int> componentIds)
    {
        ids.Add(poolId);
        ids.UnionWith(componentIds.Select(Catalogue.PoolOf));
        // A command of the batch may give it replacement units.
        if (Catalogue.ReplacementPoolOf(skuId) is { } replacement)
            ids.Add(replacement);
    }

    /// <summary>Adds the pools of which a line holds units, if it is not known yet where these lie.</summary>
    private void AddHeldPools(HashSet<int> ids, OrderLine line)
    {
        if (line.OwnAllocated > 0 && !line.IsKit)
            Add(line.PoolId);
        else if (line.OwnAllocated > 0)
        {
            foreach (var component in line.KitComponents)
                Add(Catalogue.PoolOf(component.Sku));
        }
        if (line is { ReplacementAllocated: > 0, ReplacementPoolId: { } replacement })
            Add(replacement);

        void Add(int poolId)
        {
            if (!AreCountedLevelsKnown(poolId))
                ids.Add(poolId);
        }
    }

    private void AskTakenNumbers(LoadPlan plan)
    {
        AskTaken("orders", plan.NewOrderNumbers, takenOrderNumbers);
        AskTaken("purchase_orders", plan.NewPurchaseOrderNumbers, takenPurchaseOrderNumbers);
        if (plan.ReceiptReferences.Count > 0)
        {
            transaction.Ask<Receipt>(
                "reference IN {references}",
                [("references", plan.ReceiptReferences.ToArray())],
                receipt => receipts.Add(receipt.Reference, receipt)
            );
        }
    }

    /// <summary>The numbers in use among those that the ledger would choose, and their neighbours.</summary>
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
