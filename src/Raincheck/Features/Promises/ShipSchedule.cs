using Raincheck.Core.Orders;
using Raincheck.Core.Promises;
using Raincheck.Ledger;

namespace Raincheck.Features.Promises;

/// <summary>Turns the projection of a line into ship dates.</summary>
internal static class ShipSchedule
{
    /// <summary>
    /// The pieces in the order of their ship dates. Units that no supply covers are dated by the lead time, or have no date and come last.
    /// </summary>
    public static IReadOnlyList<SchedulePieceView> Of(Catalogue catalogue, ClientDays days, OrderLine line, LineProjection projection)
    {
        var calendar = catalogue.Settings.Calendar();
        var pieces = projection
            .Pieces.Select(p => new SchedulePieceView(
                p.Units,
                p.Source is null ? calendar.ShipsFromStock(days.Today) : calendar.ShipsAfterReceipt(p.Date),
                p.Basis,
                p.Source?.PurchaseOrder
            ))
            .ToList();
        if (line.Open - projection.Covered is > 0 and var uncovered)
            pieces.Add(
                IfBoughtToday(catalogue, days, line) is { } date
                    ? new SchedulePieceView(uncovered, date, DateBasis.LeadTime, null)
                    : new SchedulePieceView(uncovered, null, DateBasis.None, null)
            );
        return [.. pieces.OrderBy(p => p.Date ?? DateOnly.MaxValue)];
    }

    /// <summary>The ship date of the last units, and the weakest basis of all dates; no date unless all have one.</summary>
    public static ProjectedShipDate DateOf(IReadOnlyList<SchedulePieceView> schedule) =>
        schedule.Count > 0 && schedule.All(p => p.Date is not null)
            ? new ProjectedShipDate(schedule.Max(p => p.Date), schedule.Max(p => p.Basis))
            : ProjectedShipDate.None;

    /// <summary>The day on which units of a line would ship if they were bought today; null if the lead time is not known.</summary>
    public static DateOnly? IfBoughtToday(Catalogue catalogue, ClientDays days, OrderLine line) =>
        LeadTime.Of(catalogue, line) is { } leadTime
            ? catalogue.Settings.Calendar().ShipsAfterReceipt(days.Today.AddDays(catalogue.Settings.ReviewDays + leadTime))
            : null;
}
