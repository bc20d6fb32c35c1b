namespace Raincheck.Core.Promises;

/// <summary>Turns the day on which units are there into the day on which they ship. All days are calendar days in the client's time zone.</summary>
public sealed class ShippingCalendar
{
    /// <summary>The longest handling time, in days.</summary>
    public const int HandlingDaysMax = 30;

    private readonly HashSet<DayOfWeek> shippingDays;
    private readonly HashSet<DateOnly> closedDays;

    /// <summary>A calendar.</summary>
    /// <param name="shippingDays">The days of the week on which orders ship; at least one.</param>
    /// <param name="closedDays">Days on which nothing ships, such as holidays.</param>
    /// <param name="handlingDays">Calendar days between the receipt of units and the earliest day they ship, 0 to 30.</param>
    /// <exception cref="ArgumentException">No day of the week is a shipping day.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The handling time is not 0 to 30.</exception>
    public ShippingCalendar(IEnumerable<DayOfWeek> shippingDays, IEnumerable<DateOnly> closedDays, int handlingDays)
    {
        this.shippingDays = [.. shippingDays];
        this.closedDays = [.. closedDays];
        if (this.shippingDays.Count == 0)
            throw new ArgumentException("At least one day of the week is a shipping day.", nameof(shippingDays));
        ArgumentOutOfRangeException.ThrowIfNegative(handlingDays);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(handlingDays, HandlingDaysMax);
        HandlingDays = handlingDays;
    }

    /// <summary>Monday to Friday, never closed, no handling time.</summary>
    public static ShippingCalendar Default { get; } =
        new([DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday], [], 0);

    /// <summary>Calendar days between the receipt of units and the earliest day they ship.</summary>
    public int HandlingDays { get; }

    /// <summary>The ship date of units on hand: the first shipping day on or after <paramref name="today"/>.</summary>
    public DateOnly ShipsFromStock(DateOnly today) => FirstShippingDay(today);

    /// <summary>The ship date of units received on a day: the first shipping day on or after that day plus the handling time.</summary>
    public DateOnly ShipsAfterReceipt(DateOnly received) => FirstShippingDay(received.AddDays(HandlingDays));

    private DateOnly FirstShippingDay(DateOnly day)
    {
        // Each closed day takes away one shipping day at most, so the search ends.
        while (!shippingDays.Contains(day.DayOfWeek) || closedDays.Contains(day))
            day = day.AddDays(1);
        return day;
    }
}
