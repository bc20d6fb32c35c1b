using System.Globalization;
using Raincheck.Storage;

namespace Raincheck.Platform;

/// <summary>
/// A calendar day that is stored as a time, such as an expected ship date: noon UTC. It is the same day in every time zone, also
/// in a file and in an e-mail.
/// </summary>
internal static class NamedDay
{
    /// <summary>The time that stands for a day.</summary>
    public static DateTimeOffset At(DateOnly day) => new(day, new TimeOnly(12, 0), TimeSpan.Zero);

    /// <summary>The day for which a time stands. A program may have sent any time of the day.</summary>
    public static DateOnly Of(DateTimeOffset at) => DateOnly.FromDateTime(at.UtcDateTime);

    /// <summary>The same for a stored time, in microseconds since 1970-01-01 UTC.</summary>
    public static DateOnly Of(long micros) => Of(Micros.ToTime(micros));

    /// <summary>The day as text: <c>24 Nov 2026</c>.</summary>
    public static string Format(DateTimeOffset at) => Of(at).ToString("d MMM yyyy", CultureInfo.InvariantCulture);
}
