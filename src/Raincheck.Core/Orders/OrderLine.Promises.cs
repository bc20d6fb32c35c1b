using Raincheck.Core.Promises;

namespace Raincheck.Core.Orders;

/// <content>The ship date that was promised for the units of a line. Days are day numbers, as <see cref="DateOnly.DayNumber"/> counts them.</content>
public sealed partial class OrderLine
{
    private int? promisedDay;
    private int? firstPromisedDay;
    private int? expectedDay;
    private DateBasis expectedBasis = DateBasis.None;
    private bool atRisk;

    /// <summary>The promised ship date of all its units; null if nothing was promised yet.</summary>
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

    /// <summary>The day on which it was expected to ship when its promise was last compared with the projection; null if units had no date.</summary>
    public int? ExpectedDay
    {
        get => expectedDay;
        init => expectedDay = value;
    }

    /// <summary>The basis of <see cref="ExpectedDay"/>.</summary>
    public DateBasis ExpectedBasis
    {
        get => expectedBasis;
        init => expectedBasis = value;
    }

    /// <summary>Whether it would become late if its supply slipped by as much as this vendor usually slips.</summary>
    public bool AtRisk
    {
        get => atRisk;
        init => atRisk = value;
    }

    /// <summary>The promise, and the projection that it was last compared with.</summary>
    public LinePromise Promise => new(StoredDay.Of(promisedDay), StoredDay.Of(firstPromisedDay), StoredDay.Of(expectedDay), expectedBasis);

    /// <summary>Remembers a promise and how it compares with the projection.</summary>
    public void Compare(LinePromise promise, bool isAtRisk)
    {
        promisedDay = promise.Promised?.DayNumber;
        firstPromisedDay = promise.First?.DayNumber;
        expectedDay = promise.Expected?.DayNumber;
        expectedBasis = promise.Basis;
        atRisk = isAtRisk;
    }
}
