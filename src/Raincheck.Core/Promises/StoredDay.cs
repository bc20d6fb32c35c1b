namespace Raincheck.Core.Promises;

/// <summary>Calendar days that are stored as day numbers, as <see cref="DateOnly.DayNumber"/> counts them.</summary>
public static class StoredDay
{
    /// <summary>The day with a number; null for none.</summary>
    public static DateOnly? Of(int? number) => number is { } day ? DateOnly.FromDayNumber(day) : null;
}
