using System.Text.Json;
using Raincheck.Core.Orders;
using Raincheck.Core.Stock;

namespace Raincheck.Ledger.Work;

/// <summary>The changes of a structural command: it has the client to itself, and changes what every decision rests on.</summary>
internal sealed class StructureChanges(WorkContext context, IdentityMap rows, PoolLoader pools)
{
    /// <summary>The version that the catalogue has after this command.</summary>
    public long NextCatalogueVersion => context.Transaction.Client.CatalogueVersion + 1;

    /// <summary>Decides by other settings from here on.</summary>
    public void Use(ClientSettings settings) => context.Catalogue = context.Catalogue.With(settings);

    /// <summary>Stores the settings in use, and gives the catalogue its next version.</summary>
    public void SaveClient()
    {
        context.Transaction.Execute(
            "UPDATE clients SET catalogue_version = @version, settings = @settings",
            ("version", NextCatalogueVersion),
            ("settings", JsonSerializer.Serialize(context.Settings, Catalogue.SettingsJson))
        );
        context.Catalogue = context.Catalogue.With(context.Settings, NextCatalogueVersion);
    }

    /// <summary>Stores products and decides by them from here on.</summary>
    public async Task SaveProductsAsync(ProductChanges changes, CancellationToken cancel)
    {
        var transaction = context.Transaction;
        transaction.Insert(changes.Created);
        transaction.Update(
            changes.Changed,
            nameof(Product.Name),
            nameof(Product.ReplacementId),
            nameof(Product.ShadowOfId),
            nameof(Product.IsKit),
            nameof(Product.VendorId),
            nameof(Product.VendorSku),
            nameof(Product.PackSize),
            nameof(Product.MinimumOrder),
            nameof(Product.Cost),
            nameof(Product.LeadTimeDays),
            nameof(Product.CatalogueVersion)
        );
        if (changes.Changed.Count > 0)
            transaction.Execute(
                "DELETE FROM product_components WHERE kit_id IN {ids}",
                ("ids", changes.Changed.Select(r => r.Id).ToArray())
            );
        transaction.Insert(changes.Components);
        if (changes.Pools.Removed.Count > 0)
            transaction.Execute("DELETE FROM stock_pools WHERE id IN {ids}", ("ids", changes.Pools.Removed.ToArray()));
        transaction.Insert(changes.Pools.Added.Select(id => new StockPool { Id = id }).ToList());
        foreach (var (group, pools) in changes.Pools.Moved)
            transaction.Execute(
                "UPDATE stock_pools SET group_id = @group WHERE id IN {pools}",
                ("group", group),
                ("pools", pools.ToArray())
            );
        if (!transaction.IsRehearsal)
        {
            await ReloadCatalogueAsync(cancel);
            return;
        }
        SaveClient();
        context.UnsavedPools = changes.Pools;
        context.Catalogue = context.Catalogue.With(changes);
        FollowCatalogue();
    }

    /// <summary>From here on the transaction counts as being of the version of the catalogue in use.</summary>
    public void FollowCatalogue() => context.Transaction.Client.CatalogueVersion = context.Catalogue.Version;

    /// <summary>Sends the changed rows of the catalogue and decides by them from here on.</summary>
    public async Task ReloadCatalogueAsync(CancellationToken cancel)
    {
        SaveClient();
        await context.Transaction.FlushAsync(cancel);
        context.Transaction.Client.CatalogueVersion++;
        context.Catalogue = await Catalogue.LoadAsync(context.Transaction, null, cancel);
    }

    /// <summary>Loads pools with their groups, as far as they are not loaded yet.</summary>
    public Task LoadPoolsAsync(IEnumerable<int> poolIds, CancellationToken cancel) => pools.LoadWithGroupsAsync(poolIds, cancel);

    /// <summary>The pools whose stock changed since the last allocation of their queue.</summary>
    public async Task<IReadOnlyList<int>> StalePoolsAsync(CancellationToken cancel)
    {
        var stale = new List<int>();
        await context.Transaction.ReadAsync(
            "SELECT id FROM stock_pools WHERE stale ORDER BY id",
            [],
            r => stale.Add(r.GetInt32(0)),
            cancel
        );
        return stale;
    }

    /// <summary>Loads the orders that match a condition; on request with their lines and queues.</summary>
    public async Task<List<LoadedOrder>> LoadOrdersAsync(string condition, bool withLines, CancellationToken cancel)
    {
        var orders = await context.Transaction.QueryAsync<Order>(condition + " ORDER BY id", [], cancel: cancel);
        ILookup<long, OrderLine>? byOrder = null;
        if (withLines)
        {
            var ofOrders = await context.Transaction.QueryAsync<OrderLine>(
                "order_id IN {ids} ORDER BY order_id, line",
                [("ids", orders.Select(o => o.Id).ToArray())],
                cancel: cancel
            );
            await pools.LoadWithGroupsAsync(ofOrders.Select(l => l.PoolId), cancel);
            byOrder = ofOrders.ToLookup(l => l.OrderId);
        }
        var loaded = new List<LoadedOrder>(orders.Count);
        foreach (var order in orders)
        {
            var known = rows.FindOrder(order.Id);
            if (known is null)
            {
                known = new LoadedOrder(order, [.. (byOrder?[order.Id] ?? []).Select(pools.Known)]) { LoadedRevision = order.Revision };
                rows.AddUndeclared(known);
            }
            loaded.Add(known);
        }
        return loaded;
    }

    /// <summary>Adds the stock of some warehouses to counted stock, or takes it away.</summary>
    public async Task RecountAsync(
        Func<Warehouse, bool> countedBefore,
        Func<Warehouse, bool> countedAfter,
        IEnumerable<Warehouse> warehouses,
        CancellationToken cancel
    )
    {
        var changed = warehouses.Where(w => countedBefore(w) != countedAfter(w)).ToDictionary(w => w.Id);
        if (changed.Count == 0)
            return;
        var found = await context.Transaction.QueryAsync<StockLevel>(
            "warehouse_id IN {ids} AND on_hand > 0",
            [("ids", changed.Keys.ToArray())],
            cancel: cancel
        );
        await pools.LoadWithGroupsAsync(found.Select(l => l.SkuId), cancel);
        foreach (var level in found)
        {
            var pool = rows.Pool(level.SkuId);
            pool.Row.Counted += countedAfter(changed[level.WarehouseId]) ? level.OnHand : -level.OnHand;
            pool.IsChanged = true;
            pool.AddCause(context.Current);
            context.Current.Unsettled.Add(level.SkuId);
        }
    }

    /// <summary>Has promises compared with the projection again: what dates follow from has changed.</summary>
    /// <param name="poolIds">The pools; null for every pool at which lines wait.</param>
    public void FlagDates(IReadOnlyCollection<int>? poolIds = null)
    {
        const string Flag =
            "UPDATE stock_pools SET date_changes = date_changes + 1, date_causes = coalesce(date_causes, @cause) WHERE date_changes < @max AND ";
        (string, object)[] values = [("cause", context.Current.Command.Cause), ("max", int.MaxValue)];
        if (poolIds is null)
            context.Transaction.Execute(Flag + "back_ordered > 0", values);
        else if (poolIds.Count > 0)
            context.Transaction.Execute(Flag + "id IN {ids}", [.. values, ("ids", poolIds.ToArray())]);
    }

    /// <summary>Adds a journal entry about a change of settings or catalogue.</summary>
    public void AddJournalEntry<T>(T value, int? skuId = null) =>
        context.Current.Entries.Add(JournalText.Note(context.Current, value, skuId));
}
