using System.Globalization;

namespace Raincheck.Platform.Ui;

/// <summary>Times as the person at the browser reads them. One for each console.</summary>
internal sealed class LocalTime(TimeProvider time)
{
    public TimeZoneInfo Zone { get; private set; } = TimeZoneInfo.Utc;

    public DateTimeOffset Now => Here(time.GetUtcNow());

    /// <summary>Sets the time zone of the browser; UTC if it is unknown on this machine.</summary>
    public void Use(string? zone) =>
        Zone = zone is not null && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var known) ? known : TimeZoneInfo.Utc;

    public DateTimeOffset Here(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, Zone);

    /// <summary>The day that begins at midnight here.</summary>
    public DateTimeOffset DayStart(DateOnly day)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(midnight, Zone.GetUtcOffset(midnight));
    }

    public DateOnly Today => DateOnly.FromDateTime(Now.DateTime);

    /// <summary><c>24 Nov 14:03</c>; with the year where it is another one.</summary>
    public string Short(DateTimeOffset at)
    {
        var here = Here(at);
        return here.ToString(here.Year == Now.Year ? "d MMM HH:mm" : "d MMM yyyy", CultureInfo.InvariantCulture);
    }

    /// <summary>Everything there is to say of it, for a tooltip.</summary>
    public string Full(DateTimeOffset at) => $"{Here(at).ToString("dddd, d MMMM yyyy HH:mm:ss", CultureInfo.InvariantCulture)} {Zone.Id}";

    /// <summary>How long ago, in one unit: <c>3 d</c>.</summary>
    public string Age(DateTimeOffset at) =>
        (time.GetUtcNow() - at) switch
        {
            { TotalMinutes: < 1 } => "now",
            { TotalHours: < 1 } age => $"{(int)age.TotalMinutes} min",
            { TotalDays: < 1 } age => $"{(int)age.TotalHours} h",
            var age => $"{(int)age.TotalDays} d",
        };
}
