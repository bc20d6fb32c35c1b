using Raincheck.Core.Promises;

namespace Raincheck.Core.Orders;

/// <content>The ship date that was promised for the whole order. Days are day numbers, as <see cref="DateOnly.DayNumber"/> counts them.</content>
public sealed partial class Order
{
    private int? promisedDay;
    private int? firstPromisedDay;
    private DateBasis? promiseBasis;
    private long? promisedAt;
    private string? promisedTo;
    private int? toldDay;
    private int? expectedDay;
    private PromiseRisk risk;

    /// <summary>The promised ship date of the whole order; null if nothing was promised yet.</summary>
    public int? PromisedDay
    {
        get => promisedDay;
        init => promisedDay = value;
    }

    /// <summary>The first date that was promised; kept for ever.</summary>
    public int? FirstPromisedDay
    {
        get => firstPromisedDay;
        init => firstPromisedDay = value;
    }

    /// <summary>The basis of the promised date when it was promised; null for a fixed date.</summary>
    public DateBasis? PromiseBasis
    {
        get => promiseBasis;
        init => promiseBasis = value;
    }

    /// <summary>When it was promised, in microseconds since 1970-01-01 UTC.</summary>
    public long? PromisedAt
    {
        get => promisedAt;
        init => promisedAt = value;
    }

    /// <summary>Who was told: <c>customer</c>, <c>channel</c>, or the name of the person who set the date; null if no one was.</summary>
    public string? PromisedTo
    {
        get => promisedTo;
        init => promisedTo = value;
    }

    /// <summary>The day on which the customer was last told that the date moved.</summary>
    public int? ToldDay
    {
        get => toldDay;
        init => toldDay = value;
    }

    /// <summary>The day on which it was expected to ship completely when its promise was last compared; null if units have no date.</summary>
    public int? ExpectedDay
    {
        get => expectedDay;
        init => expectedDay = value;
    }

    /// <summary>Whether its promise is kept, as things stood then; says nothing about an order that does not wait.</summary>
    public PromiseRisk Risk
    {
        get => risk;
        init => risk = value;
    }

    /// <summary>The day that does not move by itself: of an order that was delayed the new date, else what a channel or the customer asked for.</summary>
    public DateOnly? FixedDay =>
        (expectedShipDate ?? shipBy) is { } at
            ? DateOnly.FromDateTime(DateTime.UnixEpoch.AddTicks(at * TimeSpan.TicksPerMicrosecond))
            : null;

    /// <summary>The promised ship date: the fixed one, or the one that follows supply; null if nothing was promised yet.</summary>
    public DateOnly? Promised => FixedDay ?? StoredDay.Of(promisedDay);

    /// <summary>The date that was promised first; the fixed date if nothing was promised by itself.</summary>
    public DateOnly? FirstPromised => StoredDay.Of(firstPromisedDay) ?? Promised;

    /// <summary>Promises a ship date.</summary>
    /// <param name="day">The date.</param>
    /// <param name="basis">Its basis; null for a fixed date.</param>
    /// <param name="to">Who is told; null if no one is.</param>
    /// <param name="now">In microseconds since 1970-01-01 UTC.</param>
    public void Promise(DateOnly day, DateBasis? basis, string? to, long now)
    {
        promisedDay = day.DayNumber;
        firstPromisedDay ??= day.DayNumber;
        promiseBasis = basis;
        promisedAt = now;
        promisedTo = to;
    }

    /// <summary>Remembers how its promise compares with the projection.</summary>
    public void Judge(DateOnly? expected, PromiseRisk risk)
    {
        expectedDay = expected?.DayNumber;
        this.risk = risk;
    }

    /// <summary>Remembers that the customer is told that the date moved.</summary>
    public void Tell(DateOnly today) => toldDay = today.DayNumber;
}
