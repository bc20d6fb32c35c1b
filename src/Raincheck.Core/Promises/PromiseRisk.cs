namespace Raincheck.Core.Promises;

/// <summary>Whether a promise is kept, as things stand. Stored by number: never renumber. The higher number is more urgent only after <see cref="NoDate"/>.</summary>
public enum PromiseRisk
{
    /// <summary>Some units have no date.</summary>
    NoDate = 0,

    /// <summary>It is expected to ship by its date.</summary>
    OnTime = 1,

    /// <summary>It would be late if its supply slipped by as much as this vendor usually slips.</summary>
    AtRisk = 2,

    /// <summary>It is expected to ship after the date that was promised first, or after a fixed date.</summary>
    Late = 3,
}

/// <summary>Judges promises.</summary>
public static class PromiseRisks
{
    /// <summary>The risk of a line that waits.</summary>
    /// <param name="promise">Its promise.</param>
    /// <param name="fixedDay">The date that a person, a channel or a customer fixed.</param>
    /// <param name="lateByDays">So many days late is the vendor of its supply usually; null if it is not known, or no vendor brings it.</param>
    public static PromiseRisk Of(LinePromise promise, DateOnly? fixedDay, int? lateByDays)
    {
        if (promise.Expected is not { } expected)
            return PromiseRisk.NoDate;
        if (expected > promise.First || expected > fixedDay)
            return PromiseRisk.Late;
        return lateByDays is > 0 and var days && expected.AddDays(days) > promise.Promised ? PromiseRisk.AtRisk : PromiseRisk.OnTime;
    }

    /// <summary>The risk of a line whose risk from its vendor was judged before.</summary>
    /// <param name="promise">Its promise.</param>
    /// <param name="fixedDay">The date that a person, a channel or a customer fixed.</param>
    /// <param name="isAtRisk">What was judged.</param>
    public static PromiseRisk Of(LinePromise promise, DateOnly? fixedDay, bool isAtRisk)
    {
        var risk = Of(promise, fixedDay, lateByDays: null);
        return risk == PromiseRisk.OnTime && isAtRisk ? PromiseRisk.AtRisk : risk;
    }

    /// <summary>The risk of an order, from those of its lines that wait: a line without a date first, then the most urgent.</summary>
    public static PromiseRisk OfOrder(IEnumerable<PromiseRisk> lines)
    {
        var worst = PromiseRisk.OnTime;
        foreach (var line in lines)
        {
            if (line == PromiseRisk.NoDate)
                return line;
            if (line > worst)
                worst = line;
        }
        return worst;
    }
}
