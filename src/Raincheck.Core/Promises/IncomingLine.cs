namespace Raincheck.Core.Promises;

/// <summary>How dates of purchase orders are read once they have passed.</summary>
/// <param name="HorizonDays">A date that passed longer ago than this gives no supply; 0 or more.</param>
/// <param name="OffsetDays">A date that passed by less counts as today plus this; 0 or more.</param>
public readonly record struct OverdueRule(int HorizonDays, int OffsetDays)
{
    /// <summary>30 days and 3 days.</summary>
    public static OverdueRule Default { get; } = new(30, 3);
}

/// <summary>A line of a regular purchase order with units still to come into counted stock.</summary>
/// <param name="Source">The purchase order line.</param>
/// <param name="Pool">The pool that the units come to, as a position in the caller's array of stock.</param>
/// <param name="Units">Units still to come, 1 or more.</param>
/// <param name="OrderedOn">The day of the purchase order.</param>
/// <param name="ExpectedOn">The expected day, if the line has one.</param>
/// <param name="IsConfirmed">Whether the vendor confirmed <paramref name="ExpectedOn"/>.</param>
/// <param name="LeadTimeDays">The product's lead time, or else the vendor's, if either is known.</param>
public sealed record IncomingLine(
    SupplySource Source,
    int Pool,
    long Units,
    DateOnly OrderedOn,
    DateOnly? ExpectedOn,
    bool IsConfirmed,
    int? LeadTimeDays
)
{
    /// <summary>When the units count as received, as things stand on <paramref name="today"/>.</summary>
    /// <returns>Null if there is no usable date: the units are on order, and no projection counts on them.</returns>
    public SupplyEvent? DatedOn(DateOnly today, OverdueRule overdue)
    {
        var (day, basis) = (ExpectedOn, LeadTimeDays) switch
        {
            ({ } expected, _) => (expected, IsConfirmed ? DateBasis.Confirmed : DateBasis.Expected),
            (null, { } leadTime) => (OrderedOn.AddDays(leadTime), DateBasis.Assumed),
            _ => (DateOnly.MaxValue, DateBasis.None),
        };
        if (basis == DateBasis.None)
            return null;
        if (day >= today)
            return new SupplyEvent(Source, Pool, Units, day, basis);
        return day.AddDays(overdue.HorizonDays) >= today
            ? new SupplyEvent(Source, Pool, Units, today.AddDays(overdue.OffsetDays), DateBasis.Overdue)
            : null;
    }
}
