using Raincheck.Core.Orders;
using Raincheck.Core.Promises;
using Raincheck.Ledger;

namespace Raincheck.Features.Promises;

/// <summary>Combines the outlooks of the lines into the outlook of the order.</summary>
internal static class OutlookViews
{
    /// <param name="order">The order.</param>
    /// <param name="now">The moment of the outlook.</param>
    /// <param name="lines">The outlooks of its lines.</param>
    /// <param name="risks">The risks of the same lines.</param>
    public static OutlookView Of(Order order, DateTimeOffset now, IReadOnlyList<LineOutlookView> lines, IEnumerable<PromiseRisk> risks)
    {
        var pieces = lines.SelectMany(l => l.Schedule).ToList();
        var hasAllDates = HasAllDates(lines.Select(l => l.Schedule));
        var last = CompleteBy(lines.Select(l => l.Schedule));
        return new OutlookView(
            order.Number,
            now,
            pieces.Min(p => p.Date),
            last,
            order.Promised,
            order.FirstPromised,
            hasAllDates ? StatusOf(PromiseRisks.OfOrder(risks)) : OutlookStatus.NoDate,
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

    private static OutlookStatus StatusOf(PromiseRisk risk) =>
        risk switch
        {
            PromiseRisk.NoDate => OutlookStatus.NoDate,
            PromiseRisk.OnTime => OutlookStatus.OnTime,
            PromiseRisk.AtRisk => OutlookStatus.AtRisk,
            _ => OutlookStatus.Late,
        };

    /// <summary>The outlook while the back-order workflow is off.</summary>
    public static OutlookView WithoutDates(Order order, DateTimeOffset now, IEnumerable<OrderLine> lines, Catalogue catalogue) =>
        new(
            order.Number,
            now,
            null,
            null,
            order.FixedDay,
            order.FixedDay,
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
                    order.FixedDay,
                    order.FixedDay,
                    "The back-order workflow is off: there are no dates."
                )),
            ]
        );
}
