namespace Raincheck.Core.Promises;

/// <summary>
/// What a projected date rests on, the surest first. The confidence of a line or an order is its weakest basis. Stored by number: never renumber.
/// </summary>
public enum DateBasis
{
    /// <summary>The units are on hand.</summary>
    OnHand,

    /// <summary>The vendor confirmed the date.</summary>
    Confirmed,

    /// <summary>The purchase order line has an expected date.</summary>
    Expected,

    /// <summary>The purchase order line has no date: the day of the purchase order plus the lead time.</summary>
    Assumed,

    /// <summary>The date has passed: today plus an offset.</summary>
    Overdue,

    /// <summary>Nothing is on order: the day on which units could come if they were bought today.</summary>
    LeadTime,

    /// <summary>There is no date.</summary>
    None,
}
