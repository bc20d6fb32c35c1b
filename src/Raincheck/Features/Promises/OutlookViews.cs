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
        var hasAllDates = lines.All(l => l.Schedule.Count > 0) && pieces.TrueForAll(p => p.Date is not null);
        var last = hasAllDates ? pieces.Max(p => p.Date) : null;
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
