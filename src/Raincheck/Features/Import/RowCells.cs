using System.Buffers;
using Raincheck.Core;
using Raincheck.Core.Notices;
using Raincheck.Platform;

namespace Raincheck.Features.Import;

/// <summary>The cells of one row by our names, and what is wrong with them. An empty cell is one that is not given.</summary>
internal sealed class RowCells(ImportTable table, CsvRecord record)
{
    private const int ShownMax = 40;

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789");
    private static readonly SearchValues<char> Blanks = SearchValues.Create("\r\n\t");

    private readonly List<(string? Column, string Text)> problems = [];

    /// <summary>Everything that is wrong with the row in one sentence, or null.</summary>
    public string? Problem => record.Problem ?? (problems.Count == 0 ? null : string.Join("; ", problems.Select(p => p.Text)));

    /// <summary>The columns that are at fault, by our names; empty if it is the row as a whole.</summary>
    public IReadOnlyList<string> BadColumns =>
        record.Problem is null ? [.. problems.Select(p => p.Column).OfType<string>().Distinct(StringComparer.Ordinal)] : [];

    /// <summary>The line of the file on which the row begins.</summary>
    public long Line => record.Line;

    /// <summary>The cell without spaces around it, or null if it is empty, missing or was not reached.</summary>
    public string? this[string column]
    {
        get
        {
            var place = table.Columns.PlaceOf(column);
            if (place < 0)
                return table.Columns.ConstantOf(column);
            if (place >= record.Fields.Count)
                return null;
            var value = Bare(record.Fields[place].Trim());
            return value.Length == 0 ? null : value;
        }
    }

    /// <summary>Whether the file has the column, or every row gets a value for it.</summary>
    public bool Has(string column) => table.Columns.Has(column);

    /// <summary>A required text; empty, with a problem noted, if it is missing.</summary>
    public string Required(string column, int lengthMax = 100)
    {
        var value = Optional(column, lengthMax);
        if (value is null)
            Note(column, $"{column} is empty");
        return value ?? "";
    }

    /// <summary>An optional text. Line breaks and tabs become spaces.</summary>
    public string? Optional(string column, int lengthMax = 100)
    {
        var value = OnOneLine(this[column]);
        if (Text.Check(value, column, lengthMax) is { } refusal)
            Note(column, refusal.Detail.TrimEnd('.'));
        return value;
    }

    /// <summary>An optional text that can have several lines.</summary>
    public string? OptionalLines(string column, int lengthMax)
    {
        var value = this[column]?.ReplaceLineEndings("\n");
        if (Text.Check(value, column, lengthMax, severalLines: true) is { } refusal)
            Note(column, refusal.Detail.TrimEnd('.'));
        return value;
    }

    /// <summary>Units of a line: a whole number from 1 to <see cref="Quantity.Max"/>.</summary>
    public int Units(string column) => (int)(Whole(column, 1, Quantity.Max) ?? Missing(column));

    /// <summary>Units on a shelf: a whole number from 0 to <see cref="Quantity.MaxTotal"/>.</summary>
    public long OnHand(string column) => Whole(column, 0, Quantity.MaxTotal) ?? Missing(column);

    /// <summary>A whole number in a range, or null if the cell is empty; 0, with a problem noted, where it is something else.</summary>
    public long? Whole(string column, long min, long max)
    {
        if (this[column] is not { } value)
            return null;
        if (NumberText.Whole(value, table.Format) is { } number && number >= min && number <= max)
            return number;
        Note(column, $"{column} is '{Shown(value)}'; it must be a whole number from {min} to {max}");
        return 0;
    }

    /// <summary>A price, or null if the cell is empty.</summary>
    public decimal? Price(string column)
    {
        if (this[column] is not { } value)
            return null;
        if (NumberText.Decimal(value, table.Format) is not { } price)
        {
            var example = table.Format.DecimalComma ? "12,50" : "12.50";
            Note(column, $"{column} is '{Shown(value)}'; it must be a price such as {example}");
            return null;
        }
        if (Platform.Price.Check(price, column) is { } refusal)
            Note(column, refusal.Detail.TrimEnd('.'));
        return price;
    }

    /// <summary>An e-mail address, or null if the cell is empty.</summary>
    public string? Address(string column)
    {
        var value = Optional(column, EmailAddress.LengthMax);
        if (value is not null && !EmailAddress.IsOne(value))
            Note(column, $"{column} is '{Shown(value)}', which is not an e-mail address");
        return value;
    }

    /// <summary>A member of a postal address, or null if the cell is empty. Line breaks and tabs become spaces.</summary>
    public string? AddressMember(string column, string member)
    {
        var value = OnOneLine(this[column]);
        if (value is null || Core.Orders.Address.FaultOf(member, value) is not { } fault)
            return value;
        Note(column, $"{column} {fault}");
        return null;
    }

    /// <summary>Tags with commas between them, or null if the cell is empty.</summary>
    public IReadOnlyList<string>? Tags(string column)
    {
        if (OnOneLine(this[column]) is not { } value)
            return null;
        var tags = Core.Orders.Tags.Split(value);
        if (Core.Orders.Tags.Check(tags).OfType<Refusal>().FirstOrDefault() is { } refusal)
            Note(column, refusal.Detail.TrimEnd('.'));
        return tags;
    }

    /// <summary>Yes or no, or null if the cell is empty.</summary>
    public bool? Flag(string column)
    {
        switch (this[column]?.ToLowerInvariant())
        {
            case null:
                return null;
            case "yes" or "true" or "1":
                return true;
            case "no" or "false" or "0":
                return false;
            case var value:
                Note(column, $"{column} is '{Shown(value)}'; it must be yes or no");
                return null;
        }
    }

    /// <summary>A point in time, or null if the cell is empty. Without an offset it is UTC, without a time it is midnight.</summary>
    public DateTimeOffset? Time(string column)
    {
        if (this[column] is not { } value)
            return null;
        if (TimeText.Read(value, table.Format) is { } time && time >= DateTimeOffset.UnixEpoch && time.Year < 2200)
            return time;
        Note(column, $"{column} is '{Shown(value)}'; it must be a time from 1970 on, such as 2026-03-31 or 2026-03-31T14:05:00Z");
        return DateTimeOffset.UnixEpoch;
    }

    /// <summary>A point in time that must be there.</summary>
    public DateTimeOffset? RequiredTime(string column)
    {
        if (this[column] is null)
            Missing(column);
        return Time(column);
    }

    /// <summary>Notes a problem if a cell has a value that differs from the first row.</summary>
    public void RequireSame(RowCells first, ReadOnlySpan<string> shared)
    {
        foreach (var column in shared)
        {
            if (this[column] is { } value && value != first[column])
                Note(column, $"{column} is '{Shown(value)}' here and '{Shown(first[column] ?? "")}' on line {first.Line}");
        }
    }

    /// <summary>One of the named values, case-insensitive, or null if the cell is empty.</summary>
    public T? OneOf<T>(string column, params ReadOnlySpan<T> allowed)
        where T : struct, Enum
    {
        if (this[column] is not { } value)
            return null;
        foreach (var one in allowed)
        {
            if (string.Equals(one.ToString(), value, StringComparison.OrdinalIgnoreCase))
                return one;
        }
        var names = new List<string>();
        foreach (var one in allowed)
            names.Add(EnumName.Of(one));
        Note(column, $"{column} is '{Shown(value)}'; it must be one of {string.Join(", ", names)}");
        return null;
    }

    /// <summary>Notes a problem that the cells make together.</summary>
    public void Refuse(string problem, string? column = null) => problems.Add((column, problem));

    /// <summary>A value as it is quoted in a reason.</summary>
    public static string Shown(string value) => value.Length <= ShownMax ? value : value[..ShownMax] + "…";

    /// <summary>The value of a cell that was written so that a spreadsheet keeps its zeros: <c>="00123"</c> or <c>'00123</c>.</summary>
    private static string Bare(string cell) =>
        cell is ['=', '"', .. var quoted, '"'] && !quoted.Contains('"', StringComparison.Ordinal) ? quoted.Trim()
        : cell is ['\'', _, ..] && !cell.AsSpan(1).ContainsAnyExcept(Digits) ? cell[1..]
        : cell;

    private static string? OnOneLine(string? text) =>
        text is null || !text.AsSpan().ContainsAny(Blanks) ? text : text.ReplaceLineEndings(" ").Replace('\t', ' ');

    private void Note(string column, string problem) => problems.Add((column, problem));

    private long Missing(string column)
    {
        Note(column, $"{column} is empty");
        return 0;
    }
}
