namespace Raincheck.Core.Purchasing;

/// <summary>The range of a lead time: the days from buying a product to its receipt.</summary>
public static class LeadTimes
{
    /// <summary>The longest lead time, in days.</summary>
    public const int DaysMax = 3_650;

    /// <summary>A refusal where the lead time is not from 0 to <see cref="DaysMax"/>.</summary>
    public static Refusal? Check(int? days, string path) =>
        days is < 0 or > DaysMax ? new Refusal(RefusalCode.InvalidValue, $"{path} is {days}; it must be from 0 to {DaysMax}.", path) : null;
}
