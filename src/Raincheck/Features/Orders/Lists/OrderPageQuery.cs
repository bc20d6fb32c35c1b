using Raincheck.Core.Orders;

namespace Raincheck.Features.Orders.Lists;

/// <summary>
/// Writes the statement that finds a page of a list. Orders of one status and one state are a stretch of an index in the order of
/// the list: each stretch gives as many as the page takes, and the first of them all are the page. So a page costs the same
/// however many orders there are, and one that nothing is on costs no more.
/// </summary>
internal sealed class OrderPageQuery
{
    private const int ProductStretchesMax = 16;

    private static readonly OrderStatus[] Statuses = Enum.GetValues<OrderStatus>();
    private static readonly BackOrderState[] States = Enum.GetValues<BackOrderState>();

    private readonly int? companyId;
    private readonly int[] productIds;
    private readonly string? channel;
    private readonly long? orderedFrom;
    private readonly long? orderedTo;
    private readonly bool isPostgres;
    private readonly List<(OrderStatus Status, BackOrderState State)> classes;

    /// <param name="filter">The request.</param>
    /// <param name="companyId">The company of the filter.</param>
    /// <param name="productIds">The product of the filter and its shadows; none where it does not matter.</param>
    /// <param name="isPostgres">Whether it is PostgreSQL, which finds the index by itself.</param>
    public OrderPageQuery(OrderFilter filter, int? companyId, int[] productIds, bool isPostgres)
    {
        this.companyId = companyId;
        this.productIds = productIds;
        this.isPostgres = isPostgres;
        (channel, orderedFrom, orderedTo) = (filter.Channel, filter.OrderedFrom, filter.OrderedTo);
        classes =
        [
            .. from status in Statuses
            where filter.Status is null || filter.Status == status
            where filter.Shipping is null || status.IsOpen()
            from state in States
            where filter.Shipping is null || state == BackOrderState.None
            where Fits(state, filter.BackOrder) && (state == BackOrderState.None || status.IsOpen())
            select (status, state),
        ];
    }

    private bool HasProduct => productIds.Length > 0;

    /// <summary>Each product has stretches of its own, unless that would be too many for one statement: then they are put in order together.</summary>
    private int ProductStretches => productIds.Length > ProductStretchesMax ? 0 : productIds.Length;

    /// <summary>Whether no order can fit: none that is done waits for anything.</summary>
    public bool IsEmpty => classes.Count == 0;

    /// <summary>Whether the index of this sort does not know all that is asked for.</summary>
    public bool IsNarrowerThanIndex(OrderSort sort) =>
        (companyId is not null && HasProduct)
        || (sort != OrderSort.OrderedAt && (HasProduct || (companyId ?? orderedFrom ?? orderedTo) is not null));

    public List<(string Name, object Value)> Parameters
    {
        get
        {
            var parameters = new List<(string, object)>();
            Add("company", companyId);
            if (HasProduct)
                parameters.Add(("products", productIds));
            for (var i = 0; i < ProductStretches; i++)
                parameters.Add(($"product{i}", productIds[i]));
            Add("channel", channel);
            Add("from", orderedFrom);
            Add("to", orderedTo);
            return parameters;

            void Add(string name, object? value)
            {
                if (value is not null)
                    parameters.Add((name, value));
            }
        }
    }

    /// <summary>Statements each of which finds the ids of all that fit, and perhaps others: at most so many, in no order.</summary>
    public IEnumerable<string> Any(int count)
    {
        if (companyId is not null || !HasProduct)
            yield return Any(c => [OfOrders(c, new(OrderSort.OrderedAt, true), null, count)]);
        if (HasProduct)
            yield return Any(c => OfLines(c, new(OrderSort.OrderedAt, true), null, count, ofCompany: false));

        string Any(Func<(OrderStatus Status, BackOrderState State), IEnumerable<string>> stretches) =>
            $"SELECT id FROM ({string.Join(" UNION ALL ", classes.SelectMany(stretches).Select((s, i) => $"SELECT id FROM ({s}) AS s{i}"))}) AS found LIMIT {count}";
    }

    /// <summary>The keys of a page.</summary>
    /// <param name="sorting">The order of the list.</param>
    /// <param name="after">The last key of the page before, given as parameters.</param>
    /// <param name="backOrdered">Only those with something back-ordered, or only those without; null for both.</param>
    /// <param name="count">How many, at most.</param>
    public string? Page(OrderSorting sorting, OrderKey? after, bool? backOrdered, int count)
    {
        var stretches = classes
            .Where(c => backOrdered is null || backOrdered == c.State > BackOrderState.None)
            .SelectMany(c =>
                sorting.By != OrderSort.OrderedAt ? [ByIndexOf(sorting, c, after, count)]
                : !HasProduct ? [OfOrders(c, sorting, after, count)]
                : OfLines(c, sorting, after, count, ofCompany: companyId is not null)
            )
            .ToList();
        return stretches.Count switch
        {
            0 => null,
            1 => stretches[0],
            _ =>
            // An order with lines of a product and of its shadow is in the stretches of both.
            $"{string.Join(productIds.Length > 1 ? " UNION " : " UNION ALL ", stretches.Select((s, i) => $"SELECT * FROM ({s}) AS s{i}"))} {OrderBy(sorting)} LIMIT {count}",
        };
    }

    /// <summary>Of orders that are named one by one, those that fit, in the order of the list.</summary>
    public string Among(string columns, OrderSorting sorting, OrderKey? after)
    {
        var fitting = string.Join(" OR ", classes.Select(c => $"(o.status = {(int)c.Status} AND o.state = {(int)c.State})"));
        return $"SELECT {columns} FROM orders AS o WHERE o.id IN {{ids}} AND ({fitting}){Rest}{After(sorting, after)} {OrderBy(sorting, "o.")}";
    }

    /// <summary>The source of a key.</summary>
    public static string KeyColumns(OrderSorting sorting) =>
        sorting.By switch
        {
            OrderSort.Number => "o.id, 0 AS ordered_at, 0 AS back_ordered_qty, o.number",
            OrderSort.BackOrderedQty => "o.id, o.ordered_at, o.back_ordered_qty, '' AS number",
            _ => "o.id, o.ordered_at, 0 AS back_ordered_qty, '' AS number",
        };

    private string OfOrders((OrderStatus Status, BackOrderState State) of, OrderSorting sorting, OrderKey? after, int count)
    {
        var (index, company) = companyId is null ? ("ix_orders_listed", "") : ("ix_orders_of_company", "o.company_id = @company AND ");
        return $"SELECT {KeyColumns(sorting)} FROM orders AS o{By(index)} WHERE {company}o.status = {(int)of.Status} AND o.state = {(int)of.State}"
            + $"{Channel}{Times}{After(sorting, after)} {OrderBy(sorting, "o.")} LIMIT {count}";
    }

    /// <summary>Orders of a product and its shadows, by their lines; two lines of one order are one.</summary>
    private IEnumerable<string> OfLines(
        (OrderStatus Status, BackOrderState State) of,
        OrderSorting sorting,
        OrderKey? after,
        int count,
        bool ofCompany
    )
    {
        var company = ofCompany ? " AND (SELECT h.company_id FROM orders AS h WHERE h.id = o.order_id) = @company" : "";
        if (channel is not null)
            company += " AND (SELECT h.channel FROM orders AS h WHERE h.id = o.order_id) = @channel";
        var products = ProductStretches == 0 ? ["IN {products}"] : Enumerable.Range(0, ProductStretches).Select(i => $"= @product{i}");
        return products.Select(product =>
            "SELECT DISTINCT o.order_id AS id, o.ordered_at, 0 AS back_ordered_qty, '' AS number "
            + $"FROM order_lines AS o{By("ix_order_lines_of_product")} "
            + $"WHERE o.sku_id {product} AND o.order_status = {(int)of.Status} AND o.order_state = {(int)of.State}{company}"
            + $"{Times}{After(sorting, after, "o.order_id")} {OrderBy(sorting)} LIMIT {count}"
        );
    }

    private string ByIndexOf(OrderSorting sorting, (OrderStatus Status, BackOrderState State) of, OrderKey? after, int count)
    {
        var index = sorting.By == OrderSort.Number ? "ix_orders_by_number" : "ix_orders_back_ordered";
        // The index of back-ordered quantities has only orders with a state above 0, and the database must see that in the words.
        var some = sorting.By == OrderSort.Number ? "" : " AND o.state > 0";
        return $"SELECT {KeyColumns(sorting)} FROM orders AS o{By(index)} WHERE o.status = {(int)of.Status} AND o.state = {(int)of.State}{some}"
            + $"{Rest}{After(sorting, after)} {OrderBy(sorting, "o.")} LIMIT {count}";
    }

    /// <summary>What the index that is used does not know. The plus keeps SQLite from going through all lines of the product for each order.</summary>
    private string Rest =>
        (companyId is null ? "" : " AND o.company_id = @company")
        + (HasProduct ? " AND EXISTS (SELECT 1 FROM order_lines AS l WHERE l.order_id = o.id AND +l.sku_id IN {products})" : "")
        + Channel
        + Times;

    /// <summary>No index knows it: orders of a channel are found by going along the list.</summary>
    private string Channel => channel is null ? "" : " AND o.channel = @channel";

    private string Times =>
        (orderedFrom is null ? "" : " AND o.ordered_at >= @from") + (orderedTo is null ? "" : " AND o.ordered_at <= @to");

    private string By(string index) => isPostgres ? "" : $" INDEXED BY {index}";

    private static string After(OrderSorting sorting, OrderKey? after, string id = "o.id")
    {
        if (after is null)
            return "";
        var side = sorting.Descending ? '<' : '>';
        return sorting.By switch
        {
            OrderSort.Number => $" AND o.number {side} @afterNumber",
            OrderSort.BackOrderedQty => $" AND (o.back_ordered_qty, o.ordered_at, {id}) {side} (@afterQty, @afterTime, @afterId)",
            _ => $" AND (o.ordered_at, {id}) {side} (@afterTime, @afterId)",
        };
    }

    private static string OrderBy(OrderSorting sorting, string of = "")
    {
        var direction = sorting.Descending ? " DESC" : "";
        return sorting.By switch
        {
            OrderSort.Number => $"ORDER BY {of}number{direction}",
            OrderSort.BackOrderedQty => $"ORDER BY {of}back_ordered_qty{direction}, {of}ordered_at{direction}, {of}id{direction}",
            _ => $"ORDER BY {of}ordered_at{direction}, {of}id{direction}",
        };
    }

    private static bool Fits(BackOrderState state, BackOrderFilter? filter) =>
        filter switch
        {
            null => true,
            BackOrderFilter.None => state == BackOrderState.None,
            BackOrderFilter.Partial => state == BackOrderState.Partial,
            BackOrderFilter.Full => state == BackOrderState.Full,
            _ => state != BackOrderState.None,
        };
}
