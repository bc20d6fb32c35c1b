namespace Raincheck.Core.Purchasing;

/// <summary>A change of the date on which units of a purchase order are expected.</summary>
/// <param name="IsGiven">Whether a date is given; otherwise the date stays.</param>
/// <param name="Date">The date, in microseconds since 1970-01-01 UTC; null removes it.</param>
/// <param name="Confirmed">
/// Whether the vendor confirmed the date that the line then has. If it is null, another date clears a confirmation, and the same one keeps it.
/// </param>
public readonly record struct DateChange(bool IsGiven, long? Date, bool? Confirmed)
{
    /// <summary>The date of a line after the change.</summary>
    /// <param name="current">Its date before.</param>
    public long? DateFor(long? current) => IsGiven ? Date : current;
}
