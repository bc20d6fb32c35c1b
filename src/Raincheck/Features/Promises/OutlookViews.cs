using Raincheck.Core.Orders;
using Raincheck.Core.Promises;
using Raincheck.Ledger;

namespace Raincheck.Features.Promises;

/// <summary>Combines the outlooks of the lines into the outlook of the order.</summary>
internal static class OutlookViews
{
    public static OutlookView Of(Order order, DateTimeOffset now, DateOnly? promised, IReadOnlyList<LineOutlookView> lines)
    {
        var pieces = lines.SelectMany(l => l.Schedule).ToList();
        var hasAllDates = HasAllDates(lines.Select(l => l.Schedule));
        var last = CompleteBy(lines.Select(l => l.Schedule));
        return new OutlookView(
            order.Number,
            now,
            pieces.Min(p => p.Date),
            last,
            promised,
            !hasAllDates ? OutlookStatus.NoDate
                : last > promised ? OutlookStatus.Late
                : OutlookStatus.OnTime,
            !hasAllDates ? DateBasis.None
                : pieces.Count == 0 ? DateBasis.OnHand
                : pieces.Max(p => p.Basis),
            lines
        );
    }

    /// <summary>The day on which the last open units of an order ship; null unless all have a date.</summary>
    /// <param name="schedules">The schedules of its lines with open units.</param>
    public static DateOnly? CompleteBy(IEnumerable<IReadOnlyList<SchedulePieceView>> schedules)
    {
        var all = schedules.ToList();
        return HasAllDates(all) ? all.SelectMany(s => s).Max(p => p.Date) : null;
    }

    private static bool HasAllDates(IEnumerable<IReadOnlyList<SchedulePieceView>> schedules) =>
        schedules.All(s => s.Count > 0 && s.All(p => p.Date is not null));

    /// <summary>The outlook while the back-order workflow is off.</summary>
    public static OutlookView WithoutDates(
        Order order,
        DateTimeOffset now,
        DateOnly? promised,
        IEnumerable<OrderLine> lines,
        Catalogue catalogue
    ) =>
        new(
            order.Number,
            now,
            null,
            null,
            promised,
            OutlookStatus.NoDate,
            DateBasis.None,
            [
                .. lines.Select(l => new LineOutlookView(
                    l.Line,
                    catalogue.Sku(l.SkuId),
                    0,
                    null,
                    0,
                    0,
                    catalogue.GroupOf(l.PoolId) is not null,
                    !l.Counts,
                    [],
                    [],
                    null,
                    null,
                    "The back-order workflow is off: there are no dates."
                )),
            ]
        );
}
