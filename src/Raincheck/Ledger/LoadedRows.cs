using Raincheck.Core.Allocation;
using Raincheck.Core.Orders;
using Raincheck.Core.Purchasing;
using Raincheck.Core.Stock;

namespace Raincheck.Ledger;

/// <summary>An order with its lines, as a command sees it.</summary>
public sealed class LoadedOrder(Order order, List<OrderLine> lines)
{
    public Order Order => order;

    public List<OrderLine> Lines => lines;

    internal bool IsNew { get; init; }

    /// <summary>The revision that the command saw; another one in the database means a concurrent change.</summary>
    internal long LoadedRevision { get; init; }

    /// <summary>The state that its row had when it was locked; null while it is not.</summary>
    internal BackOrderState? StoredState { get; set; }

    internal bool IsLocked => StoredState is not null;

    internal bool IsChanged { get; set; }

    public OrderLine? FindLine(int line) => lines.Find(l => l.Line == line);
}

/// <summary>A purchase order with its lines, as a command sees it.</summary>
public sealed class LoadedPurchaseOrder(PurchaseOrder order, List<PurchaseOrderLine> lines)
{
    public PurchaseOrder Order => order;

    public List<PurchaseOrderLine> Lines => lines;

    /// <summary>The lines of a product.</summary>
    public IEnumerable<PurchaseOrderLine> LinesOf(int skuId) => lines.Where(l => l.SkuId == skuId);

    /// <summary>Units of a product that are still to come.</summary>
    public long PendingOf(int skuId) => LinesOf(skuId).Sum(l => l.Pending);

    /// <summary>Those of <see cref="Lines"/> that the database does not have yet, of a purchase order that it has.</summary>
    internal List<PurchaseOrderLine> NewLines { get; } = [];

    /// <summary>Adds a line, within a change of the purchase order.</summary>
    public PurchaseOrderLine AddLine(int skuId)
    {
        var line = new PurchaseOrderLine
        {
            PurchaseOrderId = order.Id,
            Line = lines.Select(l => l.Line).DefaultIfEmpty(0).Max() + 1,
            SkuId = skuId,
        };
        lines.Add(line);
        if (!IsNew)
            NewLines.Add(line);
        return line;
    }

    internal bool IsNew { get; init; }

    internal bool IsChanged { get; set; }
}

/// <summary>A link of an order's line to a purchase order, and that purchase order.</summary>
public sealed class LoadedLink(PurchaseOrderLink row, PurchaseOrder purchaseOrder)
{
    public PurchaseOrderLink Row => row;

    public PurchaseOrder PurchaseOrder => purchaseOrder;

    /// <summary>Something is to come of it, or it was with a vendor, which the order's status goes on telling; otherwise it is forgotten.</summary>
    public bool IsThere => row.Quantity > 0 || purchaseOrder.IsDropship;

    internal bool IsChanged { get; set; }
}

internal sealed class LoadedLevel(StockLevel row)
{
    public StockLevel Row => row;

    public bool IsNew { get; init; }

    public bool IsChanged { get; set; }
}

/// <summary>A pool with its queue: one of its own, or its group's.</summary>
internal sealed class LoadedPool(StockPool row)
{
    public StockPool Row => row;

    private readonly (int?, long, long, bool, long) loaded = Stocked(row);

    public bool IsChanged { get; set; }

    /// <summary>More than the sums of its lines changed.</summary>
    public bool IsRestocked => loaded != Stocked(row);

    private static (int?, long, long, bool, long) Stocked(StockPool row) =>
        (row.GroupId, row.Counted, row.FirmWanted, row.Stale, row.OnOrder);

    private readonly bool waitedBefore = row.BackOrdered > 0;

    private List<string>? causes;

    /// <summary>Whether lines wait here, or did when it was loaded.</summary>
    public bool Waits => waitedBefore || row.BackOrdered > 0;

    /// <summary>The first commands that changed it in a way that can move the date of a line that waited before; at most three.</summary>
    public IReadOnlyList<string> Causes => causes ?? [];

    /// <summary>Records that a command changes it in such a way.</summary>
    public void AddCause(ChangeSet changeSet)
    {
        causes ??= [];
        if (causes.Count < 3 && !causes.Contains(changeSet.Command.Cause, StringComparer.Ordinal))
            causes.Add(changeSet.Command.Cause);
    }

    public PoolQueue? Queue { get; set; }

    public LoadedGroup? Group { get; set; }

    /// <summary>How many lines of each end of the queue were asked for last.</summary>
    public int WaitingAsked { get; set; }

    public int HoldingAsked { get; set; }
}

/// <summary>The common queue of the pools of a group.</summary>
internal sealed class LoadedGroup(GroupQueue queue, IReadOnlyList<LoadedPool> pools)
{
    public GroupQueue Queue => queue;

    public IReadOnlyList<LoadedPool> Pools => pools;
}
