using System.Text.Json;
using Raincheck.Core.Allocation;
using Raincheck.Core.Orders;
using Raincheck.Core.Stock;
using Raincheck.Storage;

namespace Raincheck.Ledger;

/// <summary>What only a structural command does: it has the client to itself, and changes what every decision rests on.</summary>
public sealed partial class UnitOfWork
{
    /// <summary>For rows of the catalogue, and for reading what no command declares.</summary>
    internal Store.LedgerTransaction Transaction => transaction;

    /// <summary>The version that the catalogue has after this command.</summary>
    internal long NextCatalogueVersion => transaction.Client.CatalogueVersion + 1;

    /// <summary>Decides by other settings from here on.</summary>
    internal void Use(ClientSettings settings) => Catalogue = Catalogue.With(settings);

    /// <summary>Stores the settings in use, and gives the catalogue its next version.</summary>
    internal void SaveClient()
    {
        transaction.Execute(
            "UPDATE clients SET catalogue_version = @version, settings = @settings",
            ("version", NextCatalogueVersion),
            ("settings", JsonSerializer.Serialize(Settings, Catalogue.SettingsJson))
        );
        Catalogue = Catalogue.With(Settings, NextCatalogueVersion);
    }

    /// <summary>Sends the changed rows of the catalogue and decides by them from here on.</summary>
    internal async Task ReloadCatalogueAsync(CancellationToken cancel)
    {
        SaveClient();
        await transaction.FlushAsync(cancel);
        transaction.Client.CatalogueVersion++;
        Catalogue = await Catalogue.LoadAsync(transaction, null, cancel);
    }

    /// <summary>Loads pools with their groups, as far as they are not loaded yet.</summary>
    internal async Task LoadPoolsWithGroupsAsync(IEnumerable<int> poolIds, CancellationToken cancel)
    {
        var ids = poolIds.ToHashSet();
        foreach (var id in ids.ToArray())
        {
            if (Catalogue.GroupOf(id) is { } group)
                ids.UnionWith(Catalogue.PoolsOf(group));
        }
        ids.ExceptWith(pools.Keys);
        await LoadPoolsAsync(ids, () => { }, cancel);
    }

    /// <summary>The pools whose stock changed since their queue was last determined.</summary>
    internal async Task<IReadOnlyList<int>> StalePoolsAsync(CancellationToken cancel)
    {
        var stale = new List<int>();
        await transaction.ReadAsync("SELECT id FROM stock_pools WHERE stale ORDER BY id", [], r => stale.Add(r.GetInt32(0)), cancel);
        return stale;
    }

    /// <summary>Loads the orders for which a condition holds; with their lines and their queues where they are wanted.</summary>
    internal async Task<List<LoadedOrder>> LoadOrdersWhereAsync(string condition, bool withLines, CancellationToken cancel)
    {
        var orders = await transaction.QueryAsync<Order>(condition + " ORDER BY id", [], cancel: cancel);
        ILookup<long, OrderLine>? byOrder = null;
        if (withLines)
        {
            var ofOrders = await transaction.QueryAsync<OrderLine>(
                "order_id IN {ids} ORDER BY order_id, line",
                [("ids", orders.Select(o => o.Id).ToArray())],
                cancel: cancel
            );
            await LoadPoolsWithGroupsAsync(ofOrders.Select(l => l.PoolId), cancel);
            byOrder = ofOrders.ToLookup(l => l.OrderId);
        }
        var loaded = new List<LoadedOrder>(orders.Count);
        foreach (var order in orders)
        {
            if (!ordersById.TryGetValue(order.Id, out var known))
            {
                known = new LoadedOrder(order, [.. (byOrder?[order.Id] ?? []).Select(Known)]) { LoadedRevision = order.Revision };
                ordersById.Add(order.Id, known);
            }
            loaded.Add(known);
        }
        return loaded;
    }

    /// <summary>The stock of some warehouses enters counted stock, or leaves it.</summary>
    internal async Task RecountAsync(
        Func<Warehouse, bool> countedBefore,
        Func<Warehouse, bool> countedAfter,
        IEnumerable<Warehouse> warehouses,
        CancellationToken cancel
    )
    {
        var changed = warehouses.Where(w => countedBefore(w) != countedAfter(w)).ToDictionary(w => w.Id);
        if (changed.Count == 0)
            return;
        var found = await transaction.QueryAsync<StockLevel>(
            "warehouse_id IN {ids} AND on_hand > 0",
            [("ids", changed.Keys.ToArray())],
            cancel: cancel
        );
        await LoadPoolsWithGroupsAsync(found.Select(l => l.SkuId), cancel);
        foreach (var level in found)
        {
            var pool = Loaded(level.SkuId);
            pool.Row.Counted += countedAfter(changed[level.WarehouseId]) ? level.OnHand : -level.OnHand;
            pool.IsChanged = true;
            current.Unsettled.Add(level.SkuId);
        }
    }

    /// <summary>Notes a change of settings or catalogue in the journal.</summary>
    internal void Note<T>(T value, int? skuId = null) => current.Entries.Add(JournalText.Note(current, value, skuId));

    /// <summary>What the orders of the batch come to, where nothing is going to be saved.</summary>
    internal (int Marked, int Released, int Changed) Summarize(IReadOnlyDictionary<long, bool> markedBefore)
    {
        var touched = done.SelectMany(e => e.Lines)
            .Where(c => c.After.Allocated != c.Before.Allocated || c.After.BackOrdered != c.Before.BackOrdered)
            .Select(c => c.Line.OrderId)
            .ToHashSet();
        int marked = 0,
            released = 0,
            changed = 0;
        foreach (var (id, order) in ordersById)
        {
            var before = markedBefore.GetValueOrDefault(id);
            if (order.Order.Marked && !before)
                marked++;
            else if (!order.Order.Marked && before)
                released++;
            else if (touched.Contains(id))
                changed++;
        }
        return (marked, released, changed);
    }
}
