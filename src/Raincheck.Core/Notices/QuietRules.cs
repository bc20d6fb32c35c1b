namespace Raincheck.Core.Notices;

/// <summary>When a mail may go out at the earliest. Times are microseconds since 1970-01-01 UTC.</summary>
public static class QuietRules
{
    /// <summary>What keeps a mail back at this moment.</summary>
    /// <param name="now">This moment.</param>
    /// <param name="notBefore">The end of its hold-back.</param>
    /// <param name="minutesBetween">Between two mails to the same order; 0 for none.</param>
    /// <param name="lastSentAt">When the order's last mail was sent; null if none was.</param>
    /// <returns>Until when, and why; null if nothing does.</returns>
    public static (long Until, string Reason)? Hold(long now, long notBefore, int minutesBetween, long? lastSentAt)
    {
        if (notBefore > now)
            return (notBefore, "held back in case its reason goes away");
        var next = lastSentAt + minutesBetween * TimeSpan.MicrosecondsPerMinute;
        return next > now ? (next.Value, $"the order got another mail less than {minutesBetween} minutes ago") : null;
    }

    /// <summary>The number of a day (UTC), for the daily limit.</summary>
    public static int DayOf(long now) => (int)(now / TimeSpan.MicrosecondsPerDay);

    /// <summary>When the day after begins, and with it another limit.</summary>
    public static long NextDay(long now) => (DayOf(now) + 1) * TimeSpan.MicrosecondsPerDay;
}
