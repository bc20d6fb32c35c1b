using Raincheck.Core.Orders;
using Raincheck.Core.Promises;
using Raincheck.Core.Stock;
using Raincheck.Storage;

namespace Raincheck.Ledger.Work;

/// <summary>A change of the promise of a line, for the journal.</summary>
/// <param name="Line">The line's number.</param>
/// <param name="From">The date before; null if there was none.</param>
/// <param name="To">The date now.</param>
/// <param name="Basis">The basis of the date.</param>
/// <param name="Source">The purchase order that brings the last units; null if none does.</param>
internal sealed record PromiseChange(int Line, DateOnly? From, DateOnly To, DateBasis Basis, string? Source);

/// <summary>The promised dates of orders and of their lines. No other write of these rows touches them.</summary>
/// <remarks>The locked row of an order guards its promise and those of its lines.</remarks>
public sealed class PromiseBook
{
    private readonly WorkContext context;
    private readonly IdentityMap rows;
    private readonly HashSet<Order> orders = [];
    private readonly HashSet<OrderLine> lines = [];
    private readonly Dictionary<long, LoadedOrder> loaded = [];
    private readonly Dictionary<int, int> compared = [];

    internal PromiseBook(WorkContext context, IdentityMap rows)
    {
        this.context = context;
        this.rows = rows;
    }

    /// <summary>The declared order of that id; null if there is none.</summary>
    internal LoadedOrder? Find(long orderId) => rows.FindOrder(orderId) ?? loaded.GetValueOrDefault(orderId);

    /// <summary>Says that the promise of an order changes, or how it compares with the projection.</summary>
    internal void Change(LoadedOrder order)
    {
        orders.Add(order.Order);
        if (rows.FindOrder(order.Order.Id) is null)
            rows.AddUndeclared(order);
        context.Current.Corrected.Add(order.Order.Id);
    }

    /// <summary>The same of a line.</summary>
    internal void Change(OrderLine line) => lines.Add(line);

    /// <summary>
    /// After a date of the order was fixed: it is promised now, for the order and for each line that is not done.
    /// </summary>
    /// <param name="order">The order, which the command has touched.</param>
    /// <param name="day">The date.</param>
    /// <param name="isTold">Whether the customer is told; otherwise the person who fixed it is.</param>
    public void Fix(LoadedOrder order, DateOnly day, bool isTold)
    {
        order.Order.Promise(day, basis: null, isTold ? "customer" : context.Current.Actor, context.Current.At);
        orders.Add(order.Order);
        foreach (var line in order.Lines.Where(l => l.Open > 0))
        {
            line.Compare(line.Promise with { Promised = day, First = line.Promise.First ?? day }, line.AtRisk);
            lines.Add(line);
        }
    }

    /// <summary>Another product is sent: the line is promised anew. The first date that was promised stays.</summary>
    internal void Forget(OrderLine line)
    {
        line.Compare(LinePromise.None with { First = line.Promise.First }, isAtRisk: false);
        lines.Add(line);
    }

    /// <summary>Adds the journal entry of a promise that was set or moved.</summary>
    internal void AddEntry(Order order, string cause, DateOnly? from, IReadOnlyList<PromiseChange> changes) =>
        context.Current.Entries.Add(JournalText.Promise(context.Current, order, cause, from, changes));

    /// <summary>The promises of a pool were compared with the projection.</summary>
    /// <param name="poolId">The pool.</param>
    /// <param name="changes">The changes that the comparison knew; with more by now, it is due again.</param>
    /// <param name="today">The day of the comparison.</param>
    internal void MarkCompared(int poolId, int changes, DateOnly today)
    {
        var pool = rows.Pool(poolId);
        pool.Row.DatesDay = today.DayNumber;
        if (pool.Row.DateChanges == changes)
        {
            pool.Row.DateChanges = 0;
            pool.Row.DateCauses = null;
        }
        compared[poolId] = changes;
    }

    internal async Task LoadAsync(LoadPlan plan, CancellationToken cancel)
    {
        if (plan.PromisedOrderIds.Count == 0)
            return;
        (string, object)[] ids = [("ids", plan.PromisedOrderIds.ToArray())];
        var heads = new List<Order>();
        var found = new List<OrderLine>();
        context.Transaction.Ask<Order>("id IN {ids}", ids, heads.Add);
        context.Transaction.Ask<OrderLine>("order_id IN {ids} ORDER BY order_id, line", ids, found.Add);
        await context.Transaction.ReadAsync(cancel);
        var ofOrder = found.ToLookup(l => l.OrderId, l => rows.FindLine(l.OrderId, l.Line) ?? l);
        foreach (var head in heads.Where(h => rows.FindOrder(h.Id) is null))
            loaded.Add(head.Id, new LoadedOrder(head, [.. ofOrder[head.Id]]) { LoadedRevision = head.Revision });
    }

    internal void Save()
    {
        var newOrders = rows.Orders.Where(o => o.IsNew).Select(o => o.Order).ToHashSet();
        var newLines = rows.NewLines.ToHashSet();
        context.Transaction.Update(
            orders.Where(o => !newOrders.Contains(o)).ToList(),
            nameof(Order.PromisedDay),
            nameof(Order.FirstPromisedDay),
            nameof(Order.PromiseBasis),
            nameof(Order.PromisedAt),
            nameof(Order.PromisedTo),
            nameof(Order.ToldDay),
            nameof(Order.ExpectedDay),
            nameof(Order.Risk)
        );
        context.Transaction.Update(
            lines.Where(l => !newLines.Contains(l) && !rows.IsRemoved(l)).ToList(),
            nameof(OrderLine.PromisedDay),
            nameof(OrderLine.FirstPromisedDay),
            nameof(OrderLine.ExpectedDay),
            nameof(OrderLine.ExpectedBasis),
            nameof(OrderLine.AtRisk)
        );
        context.Transaction.Update(
            compared.Keys.Select(id => rows.Pool(id).Row).ToList(),
            nameof(StockPool.DateChanges),
            nameof(StockPool.DateCauses),
            nameof(StockPool.DatesDay)
        );
    }
}
