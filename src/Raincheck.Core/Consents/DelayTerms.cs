namespace Raincheck.Core.Consents;

/// <summary>The rule by which a company asks customers for consent to a delay. Stored by number: never renumber.</summary>
public enum DelayRule
{
    /// <summary>Customers are not asked.</summary>
    None = 0,

    /// <summary>The Mail, Internet, or Telephone Order Merchandise Rule of the United States, 16 CFR part 435.</summary>
    Ftc = 1,
}

/// <summary>The days and limits of 16 CFR part 435. All days are calendar days in the client's time zone.</summary>
public static class DelayTerms
{
    /// <summary>Days to ship if the seller stated no time.</summary>
    public const int UsualShipDays = 30;

    /// <summary>The same if the buyer applied to the seller for credit to pay for the order.</summary>
    public const int CreditShipDays = 50;

    /// <summary>The longest delay to which silence is consent; also the time to answer if it is not.</summary>
    public const int SilenceDaysMax = 30;

    /// <summary>Working days to refund.</summary>
    public const int RefundWorkingDays = 7;

    /// <summary>The days that count as one billing cycle.</summary>
    public const int BillingCycleDays = 30;

    /// <summary>An order without any projected date gets its first notice so many days before its time to ship ends.</summary>
    public const int NoDateLeadDays = 7;

    /// <summary>The longest time to ship that a company can state, in days.</summary>
    public const int StatedShipDaysMax = 365;

    /// <summary>The last day to ship without asking.</summary>
    /// <param name="completedOn">The day on which the order was properly completed.</param>
    /// <param name="statedShipDays">The days that the seller stated; null if none were.</param>
    /// <param name="onCredit">Whether the buyer applied to the seller for credit.</param>
    public static DateOnly ShipBy(DateOnly completedOn, int? statedShipDays, bool onCredit) =>
        completedOn.AddDays(statedShipDays ?? (onCredit ? CreditShipDays : UsualShipDays));

    /// <summary>The last day to refund an order that was cancelled on a day.</summary>
    /// <param name="cancelledOn">The day of the cancellation.</param>
    /// <param name="onCredit">Whether the seller gave the credit: then one billing cycle, else 7 working days.</param>
    /// <param name="closedDays">Days that are no working days, besides Saturdays and Sundays.</param>
    public static DateOnly RefundBy(DateOnly cancelledOn, bool onCredit, IReadOnlySet<DateOnly> closedDays)
    {
        if (onCredit)
            return cancelledOn.AddDays(BillingCycleDays);
        var day = cancelledOn;
        for (var left = RefundWorkingDays; left > 0; )
        {
            day = day.AddDays(1);
            if (day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !closedDays.Contains(day))
                left--;
        }
        return day;
    }
}
