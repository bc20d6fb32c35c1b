using System.Text.Json;
using Raincheck.Core;
using Raincheck.Core.Orders;
using Raincheck.Features.Orders.Lists;
using Raincheck.Platform.Http;

namespace Raincheck.Features.Orders;

/// <summary>
/// What a list of orders is asked for. Pages begin behind the last order of the page before, by its sort key, so that a page far
/// back costs no more than the first.
/// </summary>
internal sealed class OrderList
{
    private const string OrderedAt = "orderedAt";

    private static readonly Dictionary<string, OrderSorting> Sorts = Enum.GetValues<OrderSort>()
        .SelectMany(by => new[] { false, true }.Select(descending => new OrderSorting(by, descending)))
        .ToDictionary(s => (s.Descending ? "-" : "") + EnumName.Of(s.By), StringComparer.Ordinal);

    public OrderList(HttpContext http)
        : this(http.Request.Query) { }

    /// <summary>Parses a query string of a request or of a page.</summary>
    public OrderList(IQueryCollection query)
    {
        Query = new ListQuery(query, "orders", [.. Parameters.Select(p => p.Name)]);
        Filter = new OrderFilter
        {
            BackOrder = Query.One<BackOrderFilter>("backOrder"),
            Shipping = Query.One<ShippingFilter>("shipping"),
            Status = Query.One<OrderStatus>("status"),
            Company = Query.Text("company"),
            Channel = Query.Text("channel"),
            Tag = Query.Text("tag"),
            Sku = Query.Text("sku"),
            Search = Query.Text("q"),
            OrderedFrom = Query.Time("orderedFrom"),
            OrderedTo = Query.Time("orderedTo"),
        };
        Sorting = Sorts[Query.OneOf("sort", [.. Sorts.Keys]) ?? "-" + OrderedAt];
        After = Sorting.By switch
        {
            OrderSort.Number => Query.Key(JsonValueKind.String) is [var number] ? new OrderKey(0, Number: number.GetString()!) : null,
            OrderSort.BackOrderedQty => Query.Key(JsonValueKind.Number, JsonValueKind.Number, JsonValueKind.Number)
                is [var qty, var at, var id]
                ? new OrderKey(id.GetInt64(), at.GetInt64(), qty.GetInt64())
                : null,
            _ => Query.Key(JsonValueKind.Number, JsonValueKind.Number) is [var at, var id]
                ? new OrderKey(id.GetInt64(), at.GetInt64())
                : null,
        };
    }

    public static IReadOnlyList<QueryParameter> Parameters { get; } =
    [
        QueryParameter.OneOf<BackOrderFilter>("backOrder", "The back-order state."),
        QueryParameter.OneOf<ShippingFilter>(
            "shipping",
            "How orders that are fully allocated can ship: from one warehouse, in several shipments, or only after a transfer."
        ),
        QueryParameter.OneOf<OrderStatus>("status", "The status."),
        new("company", "The code of the company."),
        new("channel", "The sales channel."),
        new("tag", "Orders with this tag; upper and lower case are one."),
        new("sku", "Orders with a line of this product or of one of its shadows."),
        new("q", "Part of the number, of the customer's name or of the e-mail address."),
        QueryParameter.Time("orderedFrom", "Ordered at this time or later."),
        QueryParameter.Time("orderedTo", "Ordered at this time or earlier."),
        new("sort", $"Default: -{OrderedAt}.", [.. Sorts.Keys]),
    ];

    public ListQuery Query { get; }

    public OrderFilter Filter { get; }

    public OrderSorting Sorting { get; }

    /// <summary>The key of the last order of the page before; null on the first page.</summary>
    public OrderKey? After { get; }

    /// <summary>The sort key of an order.</summary>
    public object[] KeyOf(Order order) =>
        Sorting.By switch
        {
            OrderSort.Number => [order.Number],
            OrderSort.BackOrderedQty => [order.BackOrderedQty, order.OrderedAt, order.Id],
            _ => [order.OrderedAt, order.Id],
        };
}
