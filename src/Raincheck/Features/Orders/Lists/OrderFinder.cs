using Raincheck.Core.Orders;
using Raincheck.Features.Orders.Search;
using Raincheck.Ledger;
using Raincheck.Storage;

namespace Raincheck.Features.Orders.Lists;

/// <summary>
/// Finds the orders of a page. Most filters and sorts have an index that holds their orders in the order of the list. Without such
/// an index, a few matching orders are sorted, and many are found by reading along the list.
/// </summary>
internal sealed class OrderFinder(RaincheckDb db, Catalogue catalogue)
{
    /// <summary>Orders whose texts are read together.</summary>
    private const int ChunkMax = 256;

    private const int StepMax = 8_192;

    /// <summary>The most orders that are put in order one by one from the start.</summary>
    public int FewMax { get; init; } = 4_000;

    /// <summary>How many orders of a list are read first; each further step reads four times as many, up to 8,192.</summary>
    public int StepMin { get; init; } = 256;

    /// <summary>The ids of a page, in its order.</summary>
    public async Task<List<long>> IdsAsync(OrderFilter filter, OrderSorting sorting, OrderKey? after, int count, CancellationToken cancel)
    {
        if (!catalogue.Settings.EnableBackOrderWorkflow)
        {
            // With the workflow off no order is back-ordered. The stored values are for the time when it is turned on again.
            if (filter.BackOrder is not (null or BackOrderFilter.None))
                return [];
            filter = filter with { BackOrder = null };
            if (sorting.By == OrderSort.BackOrderedQty)
                sorting = sorting with { By = OrderSort.OrderedAt };
        }
        var company = catalogue.FindCompany(filter.Company);
        var product = catalogue.FindProduct(filter.Sku);
        if ((filter.Company is not null && company is null) || (filter.Sku is not null && product is null))
            return [];
        var stretches = new OrderPageQuery(
            filter,
            company?.Id,
            product is null ? [] : [.. catalogue.WithShadows(product)],
            db is PostgresRaincheckDb
        );
        if (stretches.IsEmpty)
            return [];
        var tagged = filter.Tag is { } tag ? await TaggedOrders.FindAsync(db, tag, FewMax, cancel) : null;
        var list = new Listing(db, stretches, sorting, FewMax, StepMin, tagged?.Few);
        // Few orders are looked at by themselves, wherever they are in the list; of many, some are soon found along it.
        Func<long[], Task<HashSet<long>>>? fitting = tagged is null or { Few: not null } ? null : ids => tagged.AmongAsync(ids, cancel);
        if (filter.Shipping is { } shipping)
            return await ShippingAsync(list, shipping, filter.Search, fitting, after, count, cancel);
        if (filter.Search is null)
            return fitting is null
                ? [.. (await list.KeysAsync(after, count, cancel)).Select(k => k.Id)]
                : await list.AlongTheListAsync(null, after, count, cancel, fitting);
        var matches = await OrderMatches.FindAsync(db, filter.Search, cancel);
        if (matches.Count > FewMax)
            return await list.AlongTheListAsync(matches, after, count, cancel, fitting);
        var found = matches.Ids.ToArray();
        return await list.AmongFewAsync(
            matches,
            tagged is null ? found : [.. await tagged.AmongAsync(found, cancel)],
            after,
            count,
            cancel
        );
    }

    /// <summary>
    /// How an order can leave is stored nowhere, since each move of stock between warehouses would change it for many orders. It is
    /// found going along those that hold everything.
    /// </summary>
    private async Task<List<long>> ShippingAsync(
        Listing list,
        ShippingFilter shipping,
        string? search,
        Func<long[], Task<HashSet<long>>>? fitting,
        OrderKey? after,
        int count,
        CancellationToken cancel
    )
    {
        var stock = new StockByWarehouse(db, catalogue);
        if (!stock.IsSpread && shipping != ShippingFilter.OneShipment)
            return [];
        var state = shipping switch
        {
            ShippingFilter.OneShipment => ShippingState.OneShipment,
            ShippingFilter.SeveralShipments => ShippingState.SeveralShipments,
            _ => ShippingState.NeedsTransfer,
        };
        var matches = search is null ? null : await OrderMatches.FindAsync(db, search, cancel);
        return await list.AlongTheListAsync(
            matches,
            after,
            count,
            cancel,
            async ids => await stock.AmongAsync(fitting is null ? ids : [.. await fitting(ids)], state, cancel)
        );
    }

    /// <param name="db">The database.</param>
    /// <param name="stretches">The filters.</param>
    /// <param name="sorting">The order of the list.</param>
    /// <param name="fewMax">So many orders are put in order one by one.</param>
    /// <param name="stepMin">How many orders of the list are read first.</param>
    /// <param name="only">Few orders that are looked at alone; null for all.</param>
    private sealed class Listing(RaincheckDb db, OrderPageQuery stretches, OrderSorting sorting, int fewMax, int stepMin, long[]? only)
    {
        private long[]? few = only;
        private readonly bool isOfFew = only is not null;
        private bool isCounted = only is not null;

        public async Task<List<OrderKey>> KeysAsync(OrderKey? after, int count, CancellationToken cancel)
        {
            if ((isOfFew || stretches.IsNarrowerThanIndex(sorting.By)) && await FewAsync(cancel) is { } ids)
            {
                return ids.Length == 0
                    ? []
                    : await QueryAsync(
                        $"{stretches.Among(OrderPageQuery.KeyColumns(sorting), sorting, after)} LIMIT {count}",
                        [.. Parameters(after), ("ids", ids)],
                        cancel
                    );
            }
            return sorting.By == OrderSort.BackOrderedQty
                ? await ByBackOrderedQtyAsync(after, count, cancel)
                : await PageAsync(sorting, after, null, count, cancel);
        }

        /// <summary>Few orders may match: each of them is looked at.</summary>
        public async Task<List<long>> AmongFewAsync(OrderMatches matches, long[] ids, OrderKey? after, int count, CancellationToken cancel)
        {
            var found = new List<long>();
            if (ids.Length == 0)
                return found;
            var texts = db.StreamAsync(
                stretches.Among(OrderText.Columns, sorting, after),
                [.. Parameters(after), ("ids", ids)],
                OrderText.Read,
                cancel
            );
            await foreach (var text in texts)
            {
                if (matches.IsIn(text))
                    found.Add(text.Id);
                if (found.Count == count)
                    break;
            }
            return found;
        }

        /// <summary>
        /// Many orders match: reading the list from its beginning, a page of them is soon complete. If they are all at its end, that
        /// would read all of it: as soon as more orders were read than match, the others that match are put in order instead.
        /// </summary>
        /// <param name="matches">Those with a text; null for any.</param>
        /// <param name="after">The last key of the page before.</param>
        /// <param name="count">How many, at most.</param>
        /// <param name="cancel">To give up.</param>
        /// <param name="fitting">Of some, those that fit in another way.</param>
        public async Task<List<long>> AlongTheListAsync(
            OrderMatches? matches,
            OrderKey? after,
            int count,
            CancellationToken cancel,
            Func<long[], Task<HashSet<long>>>? fitting = null
        )
        {
            var found = new List<long>();
            var read = 0L;
            for (var step = stepMin; ; step = Math.Min(StepMax, 4 * step))
            {
                var isRest = !isOfFew && matches is not null && read > matches.Count;
                var keys = isRest ? await KeysAmongAsync(matches!, after, cancel) : await KeysAsync(after, step, cancel);
                foreach (var some in keys.Where(k => matches is null || matches.Contains(k.Id)).Chunk(ChunkMax))
                {
                    var ids = some.Select(k => k.Id).ToArray();
                    if (matches is not null)
                        ids = await MatchingAsync(ids, matches, cancel);
                    if (fitting is not null && ids.Length > 0)
                    {
                        var fit = await fitting(ids);
                        ids = [.. ids.Where(fit.Contains)];
                    }
                    found.AddRange(ids);
                    if (found.Count >= count)
                        return found[..count];
                }
                if (isRest || keys.Count < step)
                    return found;
                read += keys.Count;
                after = keys[^1];
            }
        }

        /// <summary>The keys of all matches that come later in the list.</summary>
        private Task<List<OrderKey>> KeysAmongAsync(OrderMatches matches, OrderKey? after, CancellationToken cancel) =>
            QueryAsync(
                stretches.Among(OrderPageQuery.KeyColumns(sorting), sorting, after),
                [.. Parameters(after), ("ids", matches.Ids.ToArray())],
                cancel
            );

        private async Task<long[]> MatchingAsync(long[] ids, OrderMatches matches, CancellationToken cancel)
        {
            var texts = await db.QueryAsync(
                $"SELECT {OrderText.Columns} FROM orders WHERE id IN {{ids}}",
                [("ids", ids)],
                OrderText.Read,
                cancel
            );
            var matching = texts.Where(matches.IsIn).Select(t => t.Id).ToHashSet();
            return [.. ids.Where(matching.Contains)];
        }

        /// <summary>Few orders with all those that fit among them; null if there are not few.</summary>
        private async Task<long[]?> FewAsync(CancellationToken cancel)
        {
            if (isCounted)
                return few;
            isCounted = true;
            foreach (var sql in stretches.Any(fewMax + 1))
            {
                var ids = await db.QueryAsync(sql, stretches.Parameters, row => row.GetInt64(0), cancel);
                if (ids.Count <= fewMax)
                    return few = [.. ids];
            }
            return few;
        }

        /// <summary>Orders with something back-ordered are in an index of their own, the others in that of time: two lists, one behind the other.</summary>
        private async Task<List<OrderKey>> ByBackOrderedQtyAsync(OrderKey? after, int count, CancellationToken cancel)
        {
            var keys = new List<OrderKey>();
            foreach (var some in sorting.Descending ? new[] { true, false } : [false, true])
            {
                var isPast = after is not null && some != after.BackOrderedQty > 0 && some == sorting.Descending;
                if (isPast || keys.Count == count)
                    continue;
                var from = after is not null && some == after.BackOrderedQty > 0 ? after : null;
                var by = some ? sorting : sorting with { By = OrderSort.OrderedAt };
                keys.AddRange(await PageAsync(by, from, some, count - keys.Count, cancel));
            }
            return keys;
        }

        private async Task<List<OrderKey>> PageAsync(
            OrderSorting by,
            OrderKey? after,
            bool? backOrdered,
            int count,
            CancellationToken cancel
        ) => stretches.Page(by, after, backOrdered, count) is { } sql ? await QueryAsync(sql, Parameters(after), cancel) : [];

        private Task<List<OrderKey>> QueryAsync(string sql, List<(string, object)> parameters, CancellationToken cancel) =>
            db.QueryAsync(sql, parameters, OrderKey.Read, cancel);

        private List<(string, object)> Parameters(OrderKey? after)
        {
            var parameters = stretches.Parameters;
            if (after is not null)
            {
                parameters.Add(("afterId", after.Id));
                parameters.Add(("afterTime", after.OrderedAt));
                parameters.Add(("afterQty", after.BackOrderedQty));
                parameters.Add(("afterNumber", after.Number));
            }
            return parameters;
        }
    }
}
