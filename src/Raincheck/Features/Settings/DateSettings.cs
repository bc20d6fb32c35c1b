using Raincheck.Core;
using Raincheck.Core.Promises;

namespace Raincheck.Features.Settings;

/// <summary>The ranges of the settings that dates follow from.</summary>
internal static class DateSettings
{
    public const int ClosedDaysMax = 1_000;
    public const int DaysMax = 365;

    /// <summary>The settings that are out of range; null if all can be saved.</summary>
    public static Refusal? Check(SettingsPatch patch) =>
        Refusals.First(
            patch.TimeZone is { } zone && !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _)
                ? Invalid("timeZone", $"timeZone is '{zone}'; it must be the IANA name of a time zone, such as Europe/Brussels.")
                : null,
            patch.ShippingDays is [] ? Invalid("shippingDays", "shippingDays is empty; it must have at least one day of the week.") : null,
            patch.ClosedDays is { Count: > ClosedDaysMax and var count }
                ? Invalid("closedDays", $"closedDays has {count} days; the limit is {ClosedDaysMax}.")
                : null,
            OutOfRange("handlingDays", patch.HandlingDays, ShippingCalendar.HandlingDaysMax),
            OutOfRange("overdueHorizonDays", patch.OverdueHorizonDays, DaysMax),
            OutOfRange("overdueOffsetDays", patch.OverdueOffsetDays, DaysMax),
            OutOfRange("reviewDays", patch.ReviewDays, DaysMax),
            OutOfRange("slipToleranceDays", patch.SlipToleranceDays, DaysMax)
        );

    private static Refusal? OutOfRange(string name, int? days, int max) =>
        days is { } value && (value < 0 || value > max) ? Invalid(name, $"{name} is {value}; it must be from 0 to {max}.") : null;

    private static Refusal Invalid(string path, string detail) => new(RefusalCode.InvalidValue, detail, path);
}
