using Raincheck.Core.Orders;
using Raincheck.Core.Stock;

namespace Raincheck.Ledger.Work;

/// <summary>Where the units of pools are: loads the levels that decisions and responses need, and changes them.</summary>
internal sealed class StockBook(WorkContext context, IdentityMap rows)
{
    private readonly HashSet<int> loadedPools = [];

    /// <summary>Units of a product in a warehouse; the product's stock must have been declared.</summary>
    public long OnHand(int productId, int warehouseId) =>
        rows.FindLevel(context.Catalogue.PoolOf(productId), warehouseId) is { } level ? level.Row.OnHand : 0;

    /// <summary>Units of a pool by warehouse, in the warehouses that count.</summary>
    public IReadOnlyDictionary<int, long> Counted(int poolId)
    {
        if (!AreCountedKnown(poolId))
            throw new InvalidOperationException($"the stock of {context.Catalogue.Sku(poolId)} was not declared");
        var counted = context.Catalogue.CountedWarehouseIds;
        return loadedPools.Contains(poolId)
            ? counted.ToDictionary(w => w, w => OnHand(poolId, w))
            : new Dictionary<int, long>(1) { [counted[0]] = rows.Pool(poolId).Row.Counted };
    }

    /// <inheritdoc cref="UnitOfWork.ChangeStock"/>
    public void Change(int productId, Warehouse warehouse, long delta, string kind, string? reason, bool reallocateNow)
    {
        var current = context.Current;
        var poolId = context.Catalogue.PoolOf(productId);
        var level = LevelToChange(poolId, warehouse.Id);
        level.Row.OnHand += delta;
        if (level.Row.OnHand < 0)
            throw new InvalidOperationException(
                $"on hand of {context.Catalogue.Sku(poolId)} in {warehouse.Code} would be {level.Row.OnHand}"
            );

        var pool = rows.Pool(poolId);
        if (context.Settings.Counts(warehouse))
        {
            pool.Row.Counted += delta;
            pool.IsChanged = true;
            pool.AddCause(context.Current);
            if (reallocateNow)
                current.Unsettled.Add(poolId);
            // A single pool without lines has nothing to reallocate; another's may wait for a replacement or a component.
            else if (pool.Group is not null || pool.Row.Open > 0 || pool.Row.Allocated > 0)
                pool.Row.Stale = true;
        }
        current.Entries.Add(JournalText.Stock(current, poolId, warehouse, delta, level.Row.OnHand, kind, reason));
    }

    /// <summary>Loads the levels that commands decide by.</summary>
    public Task LoadAsync(LoadPlan plan, CancellationToken cancel)
    {
        var catalogue = context.Catalogue;
        var ids = new HashSet<int>();
        foreach (var sku in plan.LevelSkus)
        {
            if (catalogue.FindProduct(sku) is { } product)
                ids.Add(product.PoolId);
        }
        foreach (var line in rows.PurchaseOrders.SelectMany(o => o.Lines))
            ids.Add(catalogue.PoolOf(line.SkuId));
        if (plan.DecidesByPosition)
            AddLevelsOfOrders(plan, ids);
        return LoadAsync(ids, cancel);
    }

    /// <summary>
    /// Loads the levels that responses show. An order that waits for units does not show where its other units are, and if only
    /// one warehouse counts, all counted units are there.
    /// </summary>
    public Task LoadShownAsync(LoadPlan plan, CancellationToken cancel)
    {
        var ids = new HashSet<int>();
        foreach (var order in rows.DeclaredOrders.Where(o => o.IsNew || plan.OrderNumbers.Contains(o.Order.Number)))
        {
            if (!ShippingPlanner.HoldsAll(order.Lines))
                continue;
            foreach (var line in order.Lines)
                AddHeldPools(ids, line);
        }
        return LoadAsync(ids, cancel);
    }

    private LoadedLevel LevelToChange(int poolId, int warehouseId)
    {
        if (rows.FindLevel(poolId, warehouseId) is not { } level)
        {
            level = new LoadedLevel(new StockLevel { SkuId = poolId, WarehouseId = warehouseId }) { IsNew = true };
            rows.Add(level);
        }
        level.IsChanged = true;
        return level;
    }

    private async Task LoadAsync(HashSet<int> ids, CancellationToken cancel)
    {
        ids.ExceptWith(loadedPools);
        if (ids.Count == 0)
            return;
        foreach (var row in await context.Transaction.QueryAsync<StockLevel>("sku_id IN {ids}", [("ids", ids.ToArray())], cancel: cancel))
            rows.Add(new LoadedLevel(row));
        loadedPools.UnionWith(ids);
    }

    /// <summary>If only one warehouse counts, all counted units of a pool are there.</summary>
    private bool AreCountedKnown(int poolId) =>
        loadedPools.Contains(poolId) || (context.Catalogue.CountedWarehouseIds.Count == 1 && rows.FindPool(poolId) is not null);

    /// <summary>All that lines of the orders may hold when their commands are decided, whichever command of the batch comes first.</summary>
    private void AddLevelsOfOrders(LoadPlan plan, HashSet<int> ids)
    {
        var catalogue = context.Catalogue;
        foreach (var product in plan.Skus.Select(catalogue.FindProduct).OfType<Product>())
            AddLevelsOf(ids, product.PoolId, product.Id, catalogue.ComponentsOf(product.Id).Select(c => c.ComponentId));
        foreach (var line in plan.OrderNumbers.Select(rows.FindOrder).OfType<LoadedOrder>().SelectMany(o => o.Lines))
        {
            AddLevelsOf(ids, line.PoolId, line.SkuId, line.KitComponents.Select(c => c.Sku));
            if (line.ReplacementPoolId is { } replacement)
                ids.Add(replacement);
        }
    }

    private void AddLevelsOf(HashSet<int> ids, int poolId, int skuId, IEnumerable<int> componentIds)
    {
        ids.Add(poolId);
        ids.UnionWith(componentIds.Select(context.Catalogue.PoolOf));
        // A command of the batch may give it replacement units.
        if (context.Catalogue.ReplacementPoolOf(skuId) is { } replacement)
            ids.Add(replacement);
    }

    /// <summary>Adds the pools of which a line holds units, if it is not known yet where these are.</summary>
    private void AddHeldPools(HashSet<int> ids, OrderLine line)
    {
        if (line.OwnAllocated > 0 && !line.IsKit)
            Add(line.PoolId);
        else if (line.OwnAllocated > 0)
        {
            foreach (var component in line.KitComponents)
                Add(context.Catalogue.PoolOf(component.Sku));
        }
        if (line is { ReplacementAllocated: > 0, ReplacementPoolId: { } replacement })
            Add(replacement);

        void Add(int poolId)
        {
            if (!AreCountedKnown(poolId))
                ids.Add(poolId);
        }
    }
}
