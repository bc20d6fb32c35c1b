using Microsoft.EntityFrameworkCore;
using Raincheck.Core.Allocation;
using Raincheck.Core.Orders;
using Raincheck.Core.Promises;
using Raincheck.Core.Purchasing;
using Raincheck.Core.Stock;
using Raincheck.Ledger;
using Raincheck.Platform;
using Raincheck.Storage;

namespace Raincheck.Features.Promises;

/// <summary>A line of a purchase order with pending units for counted stock, and its expected day, if any.</summary>
internal sealed record Incoming(IncomingLine Line, SupplyEvent? Dated)
{
    /// <summary>The day that was expected, or assumed from the lead time.</summary>
    public DateOnly? OriginalDay => Line.ExpectedOn ?? (Line.LeadTimeDays is { } leadTime ? Line.OrderedOn.AddDays(leadTime) : null);
}

/// <summary>
/// What the projection of one queue needs, all of one moment: a pool alone with its supply and its lines with firm units, or the pools that
/// replacements and kits connect, with all their lines.
/// </summary>
internal sealed class QueueFacts
{
    private readonly Catalogue catalogue;
    private readonly DateOnly today;
    private readonly UnsavedRows? unsaved;
    private readonly Dictionary<int, int> positions = [];
    private readonly Dictionary<(long OrderId, int Line), FirmUnits> firm = [];

    private readonly Dictionary<string, int> vendors = new(StringComparer.Ordinal);

    private PoolProjection? alone;
    private Dictionary<(long OrderId, int Line), LineProjection>? all;

    private QueueFacts(Catalogue catalogue, DateOnly today, IReadOnlyList<StockPool> pools, UnsavedRows? unsaved)
    {
        this.unsaved = unsaved;
        this.catalogue = catalogue;
        this.today = today;
        Pools = pools;
        for (var i = 0; i < pools.Count; i++)
            positions.Add(pools[i].Id, i);
    }

    /// <summary>The pools.</summary>
    public IReadOnlyList<StockPool> Pools { get; }

    /// <summary>Whether kits or replacements connect the pools, so that they share their supply.</summary>
    public bool IsShared { get; private init; }

    /// <summary>The lines with firm units, now or later; where <see cref="IsShared"/>, all lines that count and have open units.</summary>
    public IReadOnlyList<OrderLine> Lines { get; private set; } = [];

    /// <summary>The supply, dated and not, in the order in which it arrives; what has no date comes last.</summary>
    public IReadOnlyList<Incoming> Supply { get; private set; } = [];

    /// <summary>Reads the queue at a pool.</summary>
    /// <param name="db">The database.</param>
    /// <param name="catalogue">The catalogue; with unsaved rows, the one that goes with them.</param>
    /// <param name="days">The calendar days.</param>
    /// <param name="poolId">The pool.</param>
    /// <param name="cancel">Stops the reading.</param>
    /// <param name="unsaved">Rows to take in place of the stored ones: the queue as rehearsed commands leave it.</param>
    public static async Task<QueueFacts> ReadAsync(
        RaincheckDb db,
        Catalogue catalogue,
        ClientDays days,
        int poolId,
        CancellationToken cancel,
        UnsavedRows? unsaved = null
    )
    {
        var group = catalogue.GroupOf(poolId);
        var ids = group is { } id ? catalogue.PoolsOf(id).ToList() : [poolId];
        var pools = await db.StockPools.Where(p => ids.Contains(p.Id)).OrderBy(p => p.Id).ToListAsync(cancel);
        if (unsaved is not null)
            pools = unsaved.Pools(pools, ids.ToHashSet());
        var facts = new QueueFacts(catalogue, days.Today, pools, unsaved) { IsShared = group is not null };
        await facts.ReadSupplyAsync(db, days, ids, cancel);
        await facts.ReadLinesAsync(db, days, ids, cancel);
        return facts;
    }

    /// <summary>Whether connected pools have more lines that wait or hold units than so many.</summary>
    public static async Task<bool> HasMoreLinesAsync(RaincheckDb db, Catalogue catalogue, int group, int count, CancellationToken cancel)
    {
        var ids = catalogue.PoolsOf(group).ToList();
        var lines = db.OrderLines.Where(l => ids.Contains(l.PoolId) && l.Counts).Where(OrderLine.LackingOrHolding);
        return await lines.Take(count + 1).CountAsync(cancel) > count;
    }

    /// <summary>The pool with this id.</summary>
    public StockPool Pool(int id) => Pools[positions[id]];

    /// <summary>The pending supply of a pool.</summary>
    public IEnumerable<Incoming> SupplyOf(int poolId) => Supply.Where(s => s.Line.Pool == positions[poolId]);

    /// <summary>The vendor of a purchase order of <see cref="Supply"/>.</summary>
    public int? VendorOf(string? purchaseOrder) => purchaseOrder is not null && vendors.TryGetValue(purchaseOrder, out var id) ? id : null;

    /// <summary>The firm units of a line.</summary>
    public FirmUnits FirmOf(OrderLine line) => firm.GetValueOrDefault((line.OrderId, line.Line), FirmUnits.None);

    /// <summary>Whether no supply reaches a line, nor any line behind it that has no firm units. Never known of connected pools.</summary>
    public bool IsBeyondSupply(OrderLine line, LineProjection projection) =>
        !IsShared && projection.Covered == 0 && FirmOf(line) == FirmUnits.None;

    /// <summary>Projects one line, which need not be in the queue yet.</summary>
    /// <param name="line">The line, with the open quantity and the place that it has or would have.</param>
    /// <param name="openBefore">The open units of all lines before it at its pool.</param>
    public LineProjection Project(OrderLine line, long openBefore)
    {
        if (!IsShared)
        {
            alone ??= ProjectAlone();
            return alone.Of(line.Position, line.Open, openBefore);
        }
        all ??= Lines.Zip(ProjectAll(Lines)).ToDictionary(l => (l.First.OrderId, l.First.Line), l => l.Second);
        return all.TryGetValue((line.OrderId, line.Line), out var projection) ? projection : ProjectAll([.. Lines, line])[^1];
    }

    private PoolProjection ProjectAlone() =>
        new(today, Pools[0].Counted, Lines.Select(l => new FirmLine(l.Position, l.Open, FirmOf(l))), DatedSupply());

    private LineProjection[] ProjectAll(IReadOnlyList<OrderLine> lines)
    {
        var asked = new GroupClaims(positions, catalogue.PoolOf, l => catalogue.ReplacementPoolOf(l.SkuId));
        var claims = lines.Select(l => new ProjectedClaim(asked.Of(l, l.Open, 0), FirmOf(l))).ToList();
        return Projection.Of(today, [.. Pools.Select(p => p.Counted)], claims, asked.Kits, DatedSupply());
    }

    private IEnumerable<SupplyEvent> DatedSupply() => Supply.Select(s => s.Dated).OfType<SupplyEvent>();

    private async Task ReadSupplyAsync(RaincheckDb db, ClientDays days, List<int> ids, CancellationToken cancel)
    {
        var rows = await db
            .PurchaseOrderLines.Where(l => ids.Contains(l.SkuId))
            .Where(PurchaseOrderLine.HasPending)
            .Join(
                db.PurchaseOrders.Where(PurchaseOrderGroups.Regular),
                l => l.PurchaseOrderId,
                p => p.Id,
                (line, order) => new PendingLine(line, order)
            )
            .ToListAsync(cancel);
        if (unsaved is not null)
        {
            rows.RemoveAll(r => unsaved.IsKnown(r.Order));
            rows.AddRange(
                unsaved
                    .PurchaseOrders.Where(p => p.Order.Type == PurchaseOrderType.Regular)
                    .SelectMany(p => p.Lines.Where(l => ids.Contains(l.SkuId) && l.Pending > 0).Select(l => new PendingLine(l, p.Order)))
            );
        }
        foreach (var order in rows.Select(r => r.Order))
            vendors[order.Number] = order.VendorId;
        var overdue = catalogue.Settings.Overdue();
        Supply =
        [
            .. rows.Where(r => r.Order.WarehouseId is { } id && catalogue.Settings.Counts(catalogue.Warehouse(id)))
                .Select(r =>
                {
                    var line = new IncomingLine(
                        new SupplySource(r.Order.Id, r.Order.Number, r.Line.SkuId, r.Line.Line),
                        positions[r.Line.SkuId],
                        r.Line.Pending,
                        days.DayOf(r.Order.CreatedAt),
                        r.Line.ExpectedAt is { } at ? NamedDay.Of(at) : null,
                        r.Line.IsConfirmed,
                        LeadTime.Of(catalogue, r.Line.SkuId, r.Order.VendorId)
                    );
                    return new Incoming(line, line.DatedOn(days.Today, overdue));
                })
                .OrderBy(s => s.Dated?.Date ?? DateOnly.MaxValue)
                .ThenBy(s => s.Line.Source.PurchaseOrder, StringComparer.Ordinal)
                .ThenBy(s => s.Line.Source.Line),
        ];
    }

    private async Task ReadLinesAsync(RaincheckDb db, ClientDays days, List<int> ids, CancellationToken cancel)
    {
        var orders = Supply.Select(s => s.Line.Source.PurchaseOrderId).ToHashSet();
        var links = await db
            .PurchaseOrderLinks.Where(l => orders.Contains(l.PurchaseOrderId) && l.Quantity > 0 && ids.Contains(l.SkuId))
            .ToListAsync(cancel);
        if (unsaved is not null)
        {
            links.RemoveAll(l => unsaved.HasLinksOf(l.OrderId));
            links.AddRange(unsaved.Links.Where(l => orders.Contains(l.PurchaseOrderId) && l.Quantity > 0 && ids.Contains(l.SkuId)));
        }
        var here = db.OrderLines.Where(l => ids.Contains(l.PoolId) && l.Counts);
        if (IsShared)
        {
            Lines = Current(await here.Where(OrderLine.LackingOrHolding).ToListAsync(cancel), ids, l => l.LacksOrHolds);
        }
        else
        {
            var linked = links.Select(l => l.OrderId).ToHashSet();
            var firmNow = await here.Where(l => l.FirmWanted > 0).ToListAsync(cancel);
            var firmLater = await here.Where(l => linked.Contains(l.OrderId) && l.Linked > 0).ToListAsync(cancel);
            Lines = Current(
                [.. firmNow.Concat(firmLater).DistinctBy(l => (l.OrderId, l.Line))],
                ids,
                l => l.FirmWanted > 0 || (l.Linked > 0 && linked.Contains(l.OrderId))
            );
        }
        var pinned = Lines.Where(l => l.Pinned > 0).Select(l => l.OrderId).ToHashSet();
        var pins = await db.Pins.Where(p => pinned.Contains(p.OrderId)).ToDictionaryAsync(p => (p.OrderId, p.Line), cancel);
        var linksOf = links.ToLookup(l => (l.OrderId, l.Line), l => new LinkedUnits(l.PurchaseOrderId, l.SkuId, l.Quantity));
        foreach (var line in Lines.Where(l => l.FirmWanted > 0 || l.Linked > 0))
        {
            var key = (line.OrderId, line.Line);
            var end = unsaved?.HasLinksOf(line.OrderId) == true ? unsaved.PinEndOf(line) : pins.GetValueOrDefault(key)?.Until;
            DateOnly? through = end is { } until ? days.LastDayBegunBefore(until) : null;
            firm[key] = new FirmUnits(line.Pinned, through, line.CrossDocked, [.. linksOf[key]]);
        }
    }

    /// <summary>Stored lines, with the unsaved ones in their place.</summary>
    private List<OrderLine> Current(List<OrderLine> stored, List<int> ids, Func<OrderLine, bool> isWanted)
    {
        if (unsaved is null)
            return stored;
        stored.RemoveAll(unsaved.IsKnown);
        stored.AddRange(unsaved.LinesAt(ids).Where(l => l.Counts && isWanted(l)));
        return stored;
    }

    private sealed record PendingLine(PurchaseOrderLine Line, PurchaseOrder Order);
}
