using Microsoft.EntityFrameworkCore;
using Raincheck.Core.Orders;
using Raincheck.Ledger;
using Raincheck.Storage;

namespace Raincheck.Features.Orders;

/// <summary>Reads orders, each with everything that is shown of it, all of one moment.</summary>
internal sealed class OrderReader(ClientDatabase database, ClientLedger ledger)
{
    /// <summary>The order of that number; null where there is none.</summary>
    public async Task<OrderView?> FindAsync(string number, CancellationToken cancel) =>
        await database.ReadAsync(
            async db =>
            {
                var found = await db.Orders.Where(o => o.Number == number).ToListAsync(cancel);
                return (await ViewsAsync(db, found, cancel)).SingleOrDefault();
            },
            cancel
        );

    /// <summary>The orders that a list asks for, in its order.</summary>
    /// <returns>The rows, one more than the page takes where there are more, and their views.</returns>
    public Task<(List<Order> Rows, List<OrderView> Views)> ListAsync(OrderList list, int count, CancellationToken cancel) =>
        database.ReadAsync(
            async db =>
            {
                var catalogue = await ledger.CatalogueAsync(cancel);
                var rows = await list.RowsAsync(db, catalogue, count, cancel);
                return (rows, await ViewsAsync(db, rows, cancel));
            },
            cancel
        );

    private async Task<List<OrderView>> ViewsAsync(RaincheckDb db, List<Order> orders, CancellationToken cancel)
    {
        if (orders.Count == 0)
            return [];
        var ids = orders.ConvertAll(o => o.Id);
        var lines = (await db.OrderLines.Where(l => ids.Contains(l.OrderId)).ToListAsync(cancel)).ToLookup(l => l.OrderId);
        // After the rows: it knows every product that they name.
        var catalogue = await ledger.CatalogueAsync(cancel);
        var poolIds = lines.SelectMany(l => l).SelectMany(l => PoolsOf(l, catalogue)).Distinct().ToList();
        var pools = await db.StockPools.Where(p => poolIds.Contains(p.Id)).ToDictionaryAsync(p => p.Id, cancel);
        return orders.ConvertAll(o => OrderViews.Make(o, lines[o.Id], catalogue, id => pools[catalogue.PoolOf(id)].Available, null, []));
    }

    private static IEnumerable<int> PoolsOf(OrderLine line, Catalogue catalogue) =>
        line.IsKit ? line.KitComponents.Select(c => catalogue.PoolOf(c.Sku)) : [catalogue.PoolOf(line.SkuId)];
}
