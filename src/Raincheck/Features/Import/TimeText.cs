using System.Globalization;
using System.Text.RegularExpressions;

namespace Raincheck.Features.Import;

/// <summary>Points in time as files write them. Without a zone they are UTC, without a time of day midnight.</summary>
internal static partial class TimeText
{
    private const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
    private const int TimeoutMs = 1000;
    private const int TicksDigits = 7;

    private static readonly string[] Dates =
    [
        "yyyy-M-d",
        "yyyy/M/d",
        "yyyy.M.d",
        "yyyyMMdd",
        "d-MMM-yyyy",
        "d-MMM-yy",
        "d MMM yyyy",
        "MMM d yyyy",
        "MMM d, yyyy",
        "MMMM d, yyyy",
        "d MMMM yyyy",
    ];

    private static readonly string[] DayFirst = ["d/M/yyyy", "d.M.yyyy", "d-M-yyyy"];

    private static readonly string[] MonthFirst = ["M/d/yyyy", "M.d.yyyy", "M-d-yyyy"];

    private static readonly string[] TimesOfDay = ["H:mm", "H:mm:ss", "h:mm tt", "h:mm:ss tt"];

    /// <summary>Reads it; null if it is no point in time, or could be two.</summary>
    public static DateTimeOffset? Read(string text, ImportFormat format)
    {
        var match = Parts().Match(text);
        if (!match.Success)
            return null;
        if (DateOf(match.Groups["date"].Value, format) is not { } date)
            return null;
        var time = match.Groups["time"];
        var ticks = 0L;
        if (time.Success)
        {
            var half = match.Groups["half"].Value;
            var clock = half.Length == 0 ? time.Value : $"{time.Value} {half}";
            if (!DateTime.TryParseExact(clock, TimesOfDay, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
                return null;
            ticks = day.TimeOfDay.Ticks + FractionOf(match.Groups["fraction"].Value);
        }
        if (ZoneOf(match.Groups["zone"].Value) is not { } offset)
            return null;
        ticks += date.Ticks - offset.Ticks;
        return ticks >= DateTimeOffset.MinValue.Ticks && ticks <= DateTimeOffset.MaxValue.Ticks
            ? new DateTimeOffset(ticks, TimeSpan.Zero)
            : null;
    }

    private static DateTime? DateOf(string text, ImportFormat format)
    {
        string[] stated = format.Dates switch
        {
            DateOrder.DayFirst => DayFirst,
            DateOrder.MonthFirst => MonthFirst,
            _ => [],
        };
        return DateTime.TryParseExact(text, [.. Dates, .. stated], CultureInfo.InvariantCulture, Utc, out var date) ? date : null;
    }

    /// <summary>Digits beyond 100 ns are dropped: no database here keeps them.</summary>
    private static long FractionOf(string digits) =>
        digits.Length == 0
            ? 0
            : long.Parse(digits.PadRight(TicksDigits, '0').AsSpan(0, TicksDigits), NumberStyles.None, CultureInfo.InvariantCulture);

    private static TimeSpan? ZoneOf(string text)
    {
        if (text.Length == 0 || text.ToUpperInvariant() is "Z" or "UTC" or "GMT")
            return TimeSpan.Zero;
        var digits = string.Concat(text.Where(char.IsAsciiDigit));
        var hours = int.Parse(digits.AsSpan(0, 2), NumberStyles.None, CultureInfo.InvariantCulture);
        var minutes = digits.Length > 2 ? int.Parse(digits.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture) : 0;
        if (hours > 14 || minutes > 59)
            return null;
        var offset = new TimeSpan(hours, minutes, 0);
        return text[0] == '-' ? -offset : offset;
    }

    [GeneratedRegex(
        @"^(?<date>.+?)((T|\s+)(?<time>[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?)(\.(?<fraction>[0-9]{1,9}))?(\s?(?<half>[AaPp][Mm]))?\s*(?<zone>Z|UTC|GMT|[+-][0-9]{2}(:?[0-9]{2})?)?)?\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        TimeoutMs
    )]
    private static partial Regex Parts();
}
