using System.Globalization;
using Raincheck.Core;
using Raincheck.Features;

namespace Raincheck.Features.Import;

/// <summary>The cells of one row by our names, and what is wrong with them. An empty cell is one that is not given.</summary>
internal sealed class RowCells(ImportColumns columns, CsvRecord record)
{
    private const int ShownMax = 40;

    // K takes Z, an offset, or nothing, which is UTC.
    private static readonly string[] TimeFormats =
    [
        "yyyy-MM-dd",
        "yyyy-MM-dd'T'HH:mmK",
        "yyyy-MM-dd HH:mmK",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd HH:mm:ss.FFFFFFFK",
    ];

    private readonly List<(string? Column, string Text)> problems = [];

    /// <summary>Everything that is wrong with the row in one sentence, or null.</summary>
    public string? Problem => record.Problem ?? (problems.Count == 0 ? null : string.Join("; ", problems.Select(p => p.Text)));

    /// <summary>The columns that are at fault, by our names; empty where it is the row as a whole.</summary>
    public IReadOnlyList<string> BadColumns =>
        record.Problem is null ? [.. problems.Select(p => p.Column).OfType<string>().Distinct(StringComparer.Ordinal)] : [];

    /// <summary>The line of the file on which the row begins.</summary>
    public long Line => record.Line;

    /// <summary>The cell without spaces around it, or null where it is empty, missing or was not reached.</summary>
    public string? this[string column]
    {
        get
        {
            var place = columns.PlaceOf(column);
            if (place < 0 || place >= record.Fields.Count)
                return null;
            var value = record.Fields[place].Trim();
            return value.Length == 0 ? null : value;
        }
    }

    /// <summary>A text that must be there; empty, with a problem noted, where it is not.</summary>
    public string Required(string column, int lengthMax = 100)
    {
        var value = Optional(column, lengthMax);
        if (value is null)
            Note(column, $"{column} is empty");
        return value ?? "";
    }

    /// <summary>A text that may be missing.</summary>
    public string? Optional(string column, int lengthMax = 100)
    {
        var value = this[column];
        if (Text.Check(value, column, lengthMax) is { } refusal)
            Note(column, refusal.Detail.TrimEnd('.'));
        return value;
    }

    /// <summary>Units of a line: a whole number from 1 to <see cref="Quantity.Max"/>.</summary>
    public int Units(string column) => (int)(Whole(column, 1, Quantity.Max) ?? Missing(column));

    /// <summary>Units on a shelf: a whole number from 0 to <see cref="Quantity.MaxTotal"/>.</summary>
    public long OnHand(string column) => Whole(column, 0, Quantity.MaxTotal) ?? Missing(column);

    /// <summary>A whole number in a range, or null where the cell is empty; 0, with a problem noted, where it is something else.</summary>
    public long? Whole(string column, long min, long max)
    {
        if (this[column] is not { } value)
            return null;
        if (
            long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= min
            && number <= max
        )
            return number;
        Note(column, $"{column} is '{Shown(value)}'; it is a whole number from {min} to {max}");
        return 0;
    }

    /// <summary>A price with a point before its decimals, or null where the cell is empty.</summary>
    public decimal? Price(string column)
    {
        if (this[column] is not { } value)
            return null;
        if (
            !decimal.TryParse(
                value,
                NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign,
                CultureInfo.InvariantCulture,
                out var price
            )
        )
            Note(column, $"{column} is '{Shown(value)}'; a price is a number like 12.50");
        else if (Features.Price.Check(price, column) is { } refusal)
            Note(column, refusal.Detail.TrimEnd('.'));
        return price;
    }

    /// <summary>A point in time, or null where the cell is empty. Without an offset it is UTC, without a time it is midnight.</summary>
    public DateTimeOffset? Time(string column)
    {
        if (this[column] is not { } value)
            return null;
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (
            DateTimeOffset.TryParseExact(value, TimeFormats, CultureInfo.InvariantCulture, Utc, out var time)
            && time >= DateTimeOffset.UnixEpoch
            && time.Year < 2200
        )
            return time;
        Note(column, $"{column} is '{Shown(value)}'; a time from 1970 on is written 2026-03-31 or 2026-03-31T14:05:00Z");
        return DateTimeOffset.UnixEpoch;
    }

    /// <summary>A point in time that must be there.</summary>
    public DateTimeOffset? RequiredTime(string column)
    {
        if (this[column] is null)
            Missing(column);
        return Time(column);
    }

    /// <summary>Notes a problem where a cell is filled and differs from that of the first row.</summary>
    public void RequireSame(RowCells first, ReadOnlySpan<string> shared)
    {
        foreach (var column in shared)
        {
            if (this[column] is { } value && value != first[column])
                Note(column, $"{column} is '{Shown(value)}' here and '{Shown(first[column] ?? "")}' on line {first.Line}");
        }
    }

    /// <summary>One of the named values, whatever its case, or the default where the cell is empty.</summary>
    public T OneOf<T>(string column, T standard, params ReadOnlySpan<T> allowed)
        where T : struct, Enum
    {
        if (this[column] is not { } value)
            return standard;
        foreach (var one in allowed)
        {
            if (string.Equals(one.ToString(), value, StringComparison.OrdinalIgnoreCase))
                return one;
        }
        var names = new List<string>();
        foreach (var one in allowed)
            names.Add(System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(one.ToString()));
        Note(column, $"{column} is '{Shown(value)}'; it is one of {string.Join(", ", names)}");
        return standard;
    }

    /// <summary>Notes a problem that the cells make together.</summary>
    public void Refuse(string problem, string? column = null) => problems.Add((column, problem));

    /// <summary>A value as it is quoted in a reason.</summary>
    public static string Shown(string value) => value.Length <= ShownMax ? value : value[..ShownMax] + "…";

    private void Note(string column, string problem) => problems.Add((column, problem));

    private long Missing(string column)
    {
        Note(column, $"{column} is empty");
        return 0;
    }
}
