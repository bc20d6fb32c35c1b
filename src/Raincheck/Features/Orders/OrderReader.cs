using Microsoft.EntityFrameworkCore;
using Raincheck.Core.Orders;
using Raincheck.Core.Purchasing;
using Raincheck.Features.Orders.Lists;
using Raincheck.Ledger;
using Raincheck.Storage;

namespace Raincheck.Features.Orders;

/// <summary>Reads orders, each with everything that is shown of it, all of one moment.</summary>
internal sealed class OrderReader(ClientDatabase database, ClientLedger ledger)
{
    /// <summary>The maximum number of orders in one statement.</summary>
    private const int NumbersStep = 1_000;

    /// <summary>The order of that number; null if there is none.</summary>
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
                var ids = await new OrderFinder(db, catalogue).IdsAsync(list.Filter, list.Sorting, list.After, count, cancel);
                var byId = await db.Orders.Where(o => ids.Contains(o.Id)).ToDictionaryAsync(o => o.Id, cancel);
                var rows = ids.ConvertAll(id => byId[id]);
                return (rows, await ViewsAsync(db, rows, cancel));
            },
            cancel
        );

    /// <summary>The orders with these numbers, in their order; what there is no order of is left out.</summary>
    public Task<(List<Order> Rows, List<OrderView> Views)> NamedAsync(IReadOnlyCollection<string> numbers, CancellationToken cancel) =>
        database.ReadAsync(
            async db =>
            {
                var found = await db.Orders.Where(o => numbers.Contains(o.Number)).ToDictionaryAsync(o => o.Number, cancel);
                var rows = numbers.Where(found.ContainsKey).Select(n => found[n]).ToList();
                return (rows, await ViewsAsync(db, rows, cancel));
            },
            cancel
        );

    /// <summary>The numbers of the orders that a list asks for, in its order, from the first one on.</summary>
    public Task<List<string>> NumbersAsync(OrderList list, int count, CancellationToken cancel) =>
        database.ReadAsync(
            async db =>
            {
                var catalogue = await ledger.CatalogueAsync(cancel);
                var ids = await new OrderFinder(db, catalogue).IdsAsync(list.Filter, list.Sorting, null, count, cancel);
                var numbers = new Dictionary<long, string>(ids.Count);
                foreach (var some in ids.Chunk(NumbersStep))
                {
                    await foreach (
                        var order in db.Orders.Where(o => some.Contains(o.Id)).Select(o => new { o.Id, o.Number }).AsAsyncEnumerable()
                    )
                        numbers[order.Id] = order.Number;
                }
                return ids.ConvertAll(id => numbers[id]);
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
        var onHand = await new StockByWarehouse(db, catalogue).ReadAsync([.. lines.SelectMany(l => l)], cancel);
        var around = await SurroundingsAsync(db, orders, lines.Any(o => o.Any(l => l.Linked > 0)), cancel);
        return orders.ConvertAll(o =>
            OrderViews.Make(o, [.. lines[o.Id]], catalogue, id => pools[catalogue.PoolOf(id)].Available, onHand, around(o))
        );
    }

    private static async Task<Func<Order, OrderSurroundings>> SurroundingsAsync(
        RaincheckDb db,
        List<Order> orders,
        bool anyLinked,
        CancellationToken cancel
    )
    {
        var ids = orders.ConvertAll(o => o.Id);
        var parentIds = orders.Select(o => o.ParentId).OfType<long>().Distinct().ToList();
        var parents =
            parentIds.Count == 0
                ? []
                : await db
                    .Orders.Where(o => parentIds.Contains(o.Id))
                    .Select(o => new { o.Id, o.Number })
                    .ToDictionaryAsync(o => o.Id, o => o.Number, cancel);
        var children = (
            await db
                .Orders.Where(o => o.ParentId != null && ids.Contains(o.ParentId.Value))
                .OrderBy(o => o.Id)
                .Select(o => new { o.ParentId, o.Number })
                .ToListAsync(cancel)
        ).ToLookup(o => o.ParentId!.Value, o => o.Number);
        var links = (anyLinked ? await LinksAsync(db, ids, cancel) : []).ToLookup(l => l.Order, l => (l.Line, l.Link));
        return order => new OrderSurroundings(
            order.ParentId is { } parent ? parents[parent] : null,
            [.. children[order.Id]],
            [.. links[order.Id]]
        );
    }

    private static async Task<List<(long Order, int Line, LinkView Link)>> LinksAsync(
        RaincheckDb db,
        List<long> orderIds,
        CancellationToken cancel
    ) =>
        (
            await db
                .PurchaseOrderLinks.Where(k => orderIds.Contains(k.OrderId) && k.Quantity > 0)
                .Join(
                    db.PurchaseOrders.Where(PurchaseOrderGroups.Regular),
                    k => k.PurchaseOrderId,
                    p => p.Id,
                    (k, p) => new { Link = k, p.Number }
                )
                .OrderBy(k => k.Link.PurchaseOrderId)
                .ToListAsync(cancel)
        ).ConvertAll(k => (k.Link.OrderId, k.Link.Line, new LinkView(k.Number, k.Link.Quantity)));

    private static IEnumerable<int> PoolsOf(OrderLine line, Catalogue catalogue) =>
        line.IsKit ? line.KitComponents.Select(c => catalogue.PoolOf(c.Sku)) : [catalogue.PoolOf(line.SkuId)];
}
