using System.Globalization;
using Raincheck.Core;
using Raincheck.Core.Promises;

namespace Raincheck.Features.Settings;

/// <summary>The settings that dates follow from, as a person types them.</summary>
/// <param name="TimeZone">The IANA name of the time zone.</param>
/// <param name="ShippingDays">One bit for each day of the week, Sunday first.</param>
/// <param name="ClosedDays">Days as <c>YYYY-MM-DD</c>, one on each line.</param>
/// <param name="HandlingDays">Days from a receipt to the earliest ship date; null if it is no number.</param>
/// <param name="OverdueHorizonDays">A date that passed longer ago gives no supply; null if it is no number.</param>
/// <param name="OverdueOffsetDays">A date that passed counts as today plus this; null if it is no number.</param>
/// <param name="ReviewDays">Days until a shortage is ordered; null if it is no number.</param>
/// <param name="SlipToleranceDays">A date that is later by so many days moves no promise; null if it is no number.</param>
/// <param name="PromiseEarlier">When a promise moves to an earlier date.</param>
public sealed record DatesForm(
    string TimeZone,
    int ShippingDays,
    string ClosedDays,
    int? HandlingDays,
    int? OverdueHorizonDays,
    int? OverdueOffsetDays,
    int? ReviewDays,
    int? SlipToleranceDays,
    PromiseEarlier PromiseEarlier
)
{
    private const string DayFormat = "yyyy-MM-dd";

    public static DatesForm Of(SettingsView view) =>
        new(
            view.TimeZone,
            view.ShippingDays.Aggregate(0, (bits, day) => bits | BitOf(day)),
            string.Join('\n', view.ClosedDays.Select(d => d.ToString(DayFormat, CultureInfo.InvariantCulture))),
            view.HandlingDays,
            view.OverdueHorizonDays,
            view.OverdueOffsetDays,
            view.ReviewDays,
            view.SlipToleranceDays,
            view.PromiseEarlier
        );

    /// <summary>Whether orders ship on a day of the week.</summary>
    public bool ShipsOn(DayOfWeek day) => (ShippingDays & BitOf(day)) != 0;

    /// <summary>The same with a day of the week turned on or off.</summary>
    public DatesForm With(DayOfWeek day, bool ships) =>
        this with
        {
            ShippingDays = ships ? ShippingDays | BitOf(day) : ShippingDays & ~BitOf(day),
        };

    /// <summary>What cannot be read; null if all can.</summary>
    public Refusal? Check()
    {
        var unread = Words(ClosedDays).FirstOrDefault(word => Day(word) is null);
        return Refusals.First(
            unread is null ? null : Invalid("closedDays", $"'{unread}' is not a date. Write YYYY-MM-DD, one date on each line."),
            Number("handlingDays", HandlingDays),
            Number("overdueHorizonDays", OverdueHorizonDays),
            Number("overdueOffsetDays", OverdueOffsetDays),
            Number("reviewDays", ReviewDays),
            Number("slipToleranceDays", SlipToleranceDays)
        );
    }

    /// <summary>Adds what differs from what is saved.</summary>
    public SettingsPatch AddTo(SettingsPatch patch, DatesForm saved) =>
        patch with
        {
            TimeZone = TimeZone == saved.TimeZone ? null : TimeZone.Trim(),
            ShippingDays = ShippingDays == saved.ShippingDays ? null : [.. Enum.GetValues<DayOfWeek>().Where(ShipsOn)],
            ClosedDays = ClosedDays == saved.ClosedDays ? null : [.. Words(ClosedDays).Select(Day).OfType<DateOnly>()],
            HandlingDays = HandlingDays == saved.HandlingDays ? null : HandlingDays,
            OverdueHorizonDays = OverdueHorizonDays == saved.OverdueHorizonDays ? null : OverdueHorizonDays,
            OverdueOffsetDays = OverdueOffsetDays == saved.OverdueOffsetDays ? null : OverdueOffsetDays,
            ReviewDays = ReviewDays == saved.ReviewDays ? null : ReviewDays,
            SlipToleranceDays = SlipToleranceDays == saved.SlipToleranceDays ? null : SlipToleranceDays,
            PromiseEarlier = PromiseEarlier == saved.PromiseEarlier ? null : PromiseEarlier,
        };

    private static int BitOf(DayOfWeek day) => 1 << (int)day;

    private static string[] Words(string text) =>
        text.Split(['\n', '\r', ' ', ',', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static DateOnly? Day(string word) =>
        DateOnly.TryParseExact(word, DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private static Refusal? Number(string path, int? days) => days is null ? Invalid(path, "Enter a whole number of days.") : null;

    private static Refusal Invalid(string path, string detail) => new(RefusalCode.InvalidValue, detail, path);
}
