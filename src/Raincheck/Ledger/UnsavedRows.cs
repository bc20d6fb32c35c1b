using Raincheck.Core.Orders;
using Raincheck.Core.Purchasing;
using Raincheck.Core.Stock;
using Raincheck.Ledger.Work;

namespace Raincheck.Ledger;

/// <summary>
/// The rows of a rehearsed unit of work, for readers that want them in place of the stored ones. Where a row is known here, the stored one
/// is out of date; all others are as they are stored.
/// </summary>
internal sealed class UnsavedRows
{
    private readonly WorkContext context;
    private readonly IdentityMap rows;
    private readonly LinkBook links;
    private readonly PinBook pins;
    private readonly ILookup<int, OrderLine> linesOfPool;

    /// <summary>Made once everything is settled: later changes of the unit of work are not seen.</summary>
    public UnsavedRows(WorkContext context, IdentityMap rows, LinkBook links, PinBook pins)
    {
        this.context = context;
        this.rows = rows;
        this.links = links;
        this.pins = pins;
        linesOfPool = rows.Lines.ToLookup(l => l.PoolId);
        OwnOrderIds = context.Done.SelectMany(e => e.Own.Keys).Select(o => o.Id).ToHashSet();
    }

    /// <summary>The orders that the commands themselves are about, new ones included.</summary>
    public IReadOnlySet<long> OwnOrderIds { get; }

    /// <summary>Every pool that is known.</summary>
    public IReadOnlyCollection<int> PoolIds => rows.PoolIds;

    /// <summary>Every order that is known; those that changed are locked.</summary>
    public IReadOnlyCollection<LoadedOrder> Orders => rows.Orders;

    /// <summary>Every purchase order that is known.</summary>
    public IReadOnlyCollection<LoadedPurchaseOrder> PurchaseOrders => rows.PurchaseOrders;

    /// <summary>The order of an id; null if it is as stored.</summary>
    public Order? FindOrder(long id) => rows.FindOrder(id)?.Order;

    /// <summary>Brings stored pools to their unsaved state.</summary>
    /// <param name="stored">The stored rows.</param>
    /// <param name="ids">The ids that were asked for.</param>
    public List<StockPool> Pools(List<StockPool> stored, IReadOnlySet<int> ids)
    {
        context.UnsavedPools?.ApplyTo(stored, ids);
        return stored.ConvertAll(p => rows.FindPool(p.Id)?.Row ?? p);
    }

    /// <summary>Whether a stored line is out of date.</summary>
    public bool IsKnown(OrderLine stored) =>
        rows.FindLine(stored.OrderId, stored.Line) is not null || rows.IsRemoved(stored.OrderId, stored.Line);

    /// <summary>The known lines at pools.</summary>
    public IEnumerable<OrderLine> LinesAt(IEnumerable<int> poolIds) => poolIds.SelectMany(id => linesOfPool[id]);

    /// <summary>The known line; null if it is as stored.</summary>
    public OrderLine? FindLine(long orderId, int line) => rows.FindLine(orderId, line);

    /// <summary>Whether a purchase order and its lines are known.</summary>
    public bool IsKnown(PurchaseOrder stored) => rows.FindPurchaseOrder(stored.Id) is not null;

    /// <summary>Whether the links and pins of an order are known.</summary>
    public bool HasLinksOf(long orderId) => rows.IsDeclared(orderId);

    /// <summary>The links of the orders whose links are known.</summary>
    public IEnumerable<PurchaseOrderLink> Links => rows.DeclaredOrders.SelectMany(links.Of).Select(l => l.Row);

    /// <summary>When the pin of a line ends; null if it does not. Only of orders whose pins are known.</summary>
    public long? PinEndOf(OrderLine line) => pins.EndOf(line);
}
