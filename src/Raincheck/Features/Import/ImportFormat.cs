using Raincheck.Core;

namespace Raincheck.Features.Import;

/// <summary>The order of day and month in a date such as 03/04/2026.</summary>
internal enum DateOrder
{
    /// <summary>Not stated: such dates are rejected.</summary>
    NotStated,
    DayFirst,
    MonthFirst,
}

/// <summary>The format of numbers and dates in a file, if it is ambiguous.</summary>
/// <param name="DecimalComma">Whether a comma stands before the decimals, as in <c>9,90</c>.</param>
/// <param name="Dates">The order of day and month.</param>
internal sealed record ImportFormat(bool DecimalComma = false, DateOrder Dates = DateOrder.NotStated)
{
    public const string DayFirst = "day-first";
    public const string MonthFirst = "month-first";

    /// <summary>Reads the order of day and month as the command line and the console name it; null and an empty text state none.</summary>
    public static Outcome<DateOrder> ParseDates(string? text) =>
        text switch
        {
            null or "" => DateOrder.NotStated,
            DayFirst => DateOrder.DayFirst,
            MonthFirst => DateOrder.MonthFirst,
            _ => new Refusal(RefusalCode.InvalidValue, $"--dates {text}: write {DayFirst} or {MonthFirst}."),
        };
}
