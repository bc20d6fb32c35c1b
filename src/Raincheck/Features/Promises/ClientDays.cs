using Raincheck.Core.Stock;
using Raincheck.Storage;

namespace Raincheck.Features.Promises;

/// <summary>The calendar days of a client: of an instant, the day in its time zone.</summary>
internal sealed class ClientDays
{
    private readonly TimeZoneInfo zone;

    /// <summary>The days as the settings and the clock have them.</summary>
    /// <remarks>A time zone that this machine does not know is read as UTC.</remarks>
    public ClientDays(ClientSettings settings, DateTimeOffset now)
    {
        zone = TimeZoneInfo.TryFindSystemTimeZoneById(settings.TimeZone, out var known) ? known : TimeZoneInfo.Utc;
        Today = DayOf(now);
    }

    /// <summary>Today in the client's time zone.</summary>
    public DateOnly Today { get; }

    /// <summary>The day of something that happened, in microseconds since 1970-01-01 UTC.</summary>
    public DateOnly DayOf(long micros) => DayOf(Micros.ToTime(micros));

    /// <summary>The last day that begins before an instant: a pin that ends at midnight is not in force on the day that then begins.</summary>
    public DateOnly LastDayBegunBefore(long micros) => DayOf(micros - 1);

    private DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);
}
