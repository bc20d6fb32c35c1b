using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Raincheck.Api;
using Raincheck.Core.Orders;
using Raincheck.Ledger;
using Raincheck.Storage;

namespace Raincheck.Features.Orders;

/// <summary>Which orders by their back-order state.</summary>
public enum BackOrderFilter
{
    None,
    Partial,
    Full,
    FullOrPartial,
}

/// <summary>
/// What a list of orders is asked for. Pages begin behind the last order of the page before, by its sort key and its id, so
/// that a page far back costs no more than the first.
/// </summary>
internal sealed class OrderList
{
    private const string OrderedAt = "orderedAt";
    private const string Number = "number";
    private const string BackOrderedQty = "backOrderedQty";

    private static readonly string[] Sorts = [.. new[] { OrderedAt, Number, BackOrderedQty }.SelectMany(s => new[] { s, "-" + s })];

    private readonly BackOrderFilter? backOrder;
    private readonly OrderStatus? status;
    private readonly string? company;
    private readonly string? sku;
    private readonly string? search;
    private readonly long? orderedFrom;
    private readonly long? orderedTo;
    private readonly string sort;
    private readonly bool descending;
    private readonly JsonElement[]? after;

    public OrderList(HttpContext http)
    {
        Query = new ListQuery(http, "orders", [.. Parameters.Select(p => p.Name)]);
        backOrder = Query.One<BackOrderFilter>("backOrder");
        status = Query.One<OrderStatus>("status");
        company = Query.Text("company");
        sku = Query.Text("sku");
        search = Query.Text("q");
        orderedFrom = Query.Time("orderedFrom");
        orderedTo = Query.Time("orderedTo");
        var asked = Query.OneOf("sort", Sorts) ?? "-" + OrderedAt;
        descending = asked[0] == '-';
        sort = asked.TrimStart('-');
        after = sort == Number ? Query.Key(JsonValueKind.String) : Query.Key(JsonValueKind.Number, JsonValueKind.Number);
    }

    public static IReadOnlyList<QueryParameter> Parameters { get; } =
    [
        QueryParameter.OneOf<BackOrderFilter>("backOrder", "By their back-order state."),
        QueryParameter.OneOf<OrderStatus>("status", "By their status."),
        new("company", "The code of the selling brand."),
        new("sku", "With a line of this product."),
        new("q", "Part of the number, of the customer's name or of the e-mail address."),
        new("orderedFrom", "Ordered at this time or later."),
        new("orderedTo", "Ordered at this time or earlier."),
        new("sort", $"-{OrderedAt} where it is left out.", Sorts),
    ];

    public ListQuery Query { get; }

    /// <summary>The sort key of an order.</summary>
    public object[] KeyOf(Order order) =>
        sort switch
        {
            Number => [order.Number],
            BackOrderedQty => [order.BackOrderedQty, order.Id],
            _ => [order.OrderedAt, order.Id],
        };

    /// <summary>The orders of a page, at most <paramref name="count"/>.</summary>
    public async Task<List<Order>> RowsAsync(RaincheckDb db, Catalogue catalogue, int count, CancellationToken cancel)
    {
        var enabled = catalogue.Settings.EnableBackOrderWorkflow;
        // With the workflow off nobody is back-ordered, whatever is stored for the day it is turned on again.
        if (!enabled && backOrder is not (null or BackOrderFilter.None))
            return [];
        if (Filtered(db, catalogue, enabled) is not { } orders)
            return [];
        return sort switch
        {
            Number => await ByNumber(orders).Take(count).ToListAsync(cancel),
            BackOrderedQty => await ByBackOrderedQtyAsync(orders, enabled, count, cancel),
            _ => await ByOrderedAt(orders).Take(count).ToListAsync(cancel),
        };
    }

    private IQueryable<Order>? Filtered(RaincheckDb db, Catalogue catalogue, bool enabled)
    {
        IQueryable<Order> orders = db.Orders;
        // Constants, not parameters: only so does the database know that a partial index will do.
        if (enabled)
        {
            orders = backOrder switch
            {
                BackOrderFilter.Full => orders.Where(o => o.State > BackOrderState.None && o.State == BackOrderState.Full),
                BackOrderFilter.Partial => orders.Where(o => o.State > BackOrderState.None && o.State == BackOrderState.Partial),
                BackOrderFilter.FullOrPartial => orders.Where(o => o.State > BackOrderState.None),
                BackOrderFilter.None => orders.Where(o => o.State == BackOrderState.None),
                _ => orders,
            };
        }
        if (status is { } wanted)
            orders = orders.Where(o => o.Status == wanted);
        if (orderedFrom is { } from)
            orders = orders.Where(o => o.OrderedAt >= from);
        if (orderedTo is { } to)
            orders = orders.Where(o => o.OrderedAt <= to);
        if (company is not null)
        {
            if (catalogue.FindCompany(company) is not { Id: var companyId })
                return null;
            orders = orders.Where(o => o.CompanyId == companyId);
        }
        if (sku is not null)
        {
            if (catalogue.FindProduct(sku) is not { } product)
                return null;
            var ids = WithProduct(db, product.PoolId, product.Id);
            orders = orders.Where(o => ids.Contains(o.Id));
        }
        if (search?.ToLowerInvariant() is { } text)
        {
            orders = orders.Where(o =>
                o.Number.ToLower().Contains(text) || o.CustomerName.ToLower().Contains(text) || o.CustomerEmail.ToLower().Contains(text)
            );
        }
        return orders;
    }

    /// <summary>The orders of a product: those who wait, those who hold, and the rest, each by the index of its own.</summary>
    private static IQueryable<long> WithProduct(RaincheckDb db, int poolId, int productId)
    {
        var lines = db.OrderLines.Where(l => l.PoolId == poolId && l.SkuId == productId);
        return lines
            .Where(l => l.BackOrdered > 0)
            .Concat(lines.Where(l => l.Allocated > 0))
            .Concat(lines.Where(l => l.Allocated == 0 && l.BackOrdered == 0))
            .Select(l => l.OrderId);
    }

    private IQueryable<Order> ByNumber(IQueryable<Order> orders)
    {
        if (after is { } key)
        {
            var number = key[0].GetString()!;
            orders = descending
                ? orders.Where(o => string.Compare(o.Number, number) < 0)
                : orders.Where(o => string.Compare(o.Number, number) > 0);
        }
        return descending ? orders.OrderByDescending(o => o.Number) : orders.OrderBy(o => o.Number);
    }

    private IQueryable<Order> ByOrderedAt(IQueryable<Order> orders)
    {
        if (after is { } key)
        {
            var (at, id) = (key[0].GetInt64(), key[1].GetInt64());
            // The first condition alone is what an index can be entered by.
            orders = descending
                ? orders.Where(o => o.OrderedAt <= at && (o.OrderedAt < at || o.Id < id))
                : orders.Where(o => o.OrderedAt >= at && (o.OrderedAt > at || o.Id > id));
        }
        return descending
            ? orders.OrderByDescending(o => o.OrderedAt).ThenByDescending(o => o.Id)
            : orders.OrderBy(o => o.OrderedAt).ThenBy(o => o.Id);
    }

    /// <summary>Orders with something back-ordered come from an index of their own, the others by their id: two lists, one behind the other.</summary>
    private async Task<List<Order>> ByBackOrderedQtyAsync(IQueryable<Order> orders, bool enabled, int count, CancellationToken cancel)
    {
        var lastQty = after?[0].GetInt64();
        var lastId = after?[1].GetInt64();
        var rest = enabled ? orders.Where(o => o.State == BackOrderState.None) : orders;
        if ((!enabled || lastQty is 0) && lastId is { } id)
            rest = descending ? rest.Where(o => o.Id < id) : rest.Where(o => o.Id > id);
        rest = descending ? rest.OrderByDescending(o => o.Id) : rest.OrderBy(o => o.Id);

        var rows = new List<Order>();
        if (!enabled)
            return await rest.Take(count).ToListAsync(cancel);
        if (descending && lastQty is null or > 0)
            rows = await Short().Take(count).ToListAsync(cancel);
        if (rows.Count < count && (descending || lastQty is null or 0))
            rows.AddRange(await rest.Take(count - rows.Count).ToListAsync(cancel));
        if (rows.Count < count && !descending)
            rows.AddRange(await Short().Take(count - rows.Count).ToListAsync(cancel));
        return rows;

        IQueryable<Order> Short()
        {
            var some = orders.Where(o => o.State > BackOrderState.None);
            if (lastQty is > 0 and var qty && lastId is { } last)
            {
                some = descending
                    ? some.Where(o => o.BackOrderedQty <= qty && (o.BackOrderedQty < qty || o.Id < last))
                    : some.Where(o => o.BackOrderedQty >= qty && (o.BackOrderedQty > qty || o.Id > last));
            }
            return descending
                ? some.OrderByDescending(o => o.BackOrderedQty).ThenByDescending(o => o.Id)
                : some.OrderBy(o => o.BackOrderedQty).ThenBy(o => o.Id);
        }
    }
}
