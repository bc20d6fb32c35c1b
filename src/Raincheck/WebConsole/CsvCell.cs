using System.Buffers;
using System.Globalization;

namespace Raincheck.WebConsole;

/// <summary>A cell of a CSV file that a spreadsheet shows as it is.</summary>
internal static class CsvCell
{
    private const NumberStyles Plain = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;

    private static readonly SearchValues<char> Special = SearchValues.Create("\",;\r\n\t");

    /// <summary>Quotes where that is needed; what a spreadsheet would take for a formula gets an apostrophe in front, plain numbers not.</summary>
    public static string Of(string text)
    {
        var safe = IsFormula(text) ? "'" + text : text;
        return safe.AsSpan().ContainsAny(Special) || safe.Length > text.Length
            ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : safe;
    }

    /// <summary>The text as a spreadsheet may see it; <see cref="Bare"/> gives back exactly the text.</summary>
    public static string Guarded(string text) => IsFormula(text.TrimStart('\'')) ? "'" + text : text;

    /// <summary>The text of a cell that <see cref="Guarded"/> made.</summary>
    public static string Bare(string cell) => cell is ['\'', ..] && IsFormula(cell.TrimStart('\'')) ? cell[1..] : cell;

    private static bool IsFormula(string text) =>
        text.TrimStart(' ') is ['=' or '+' or '-' or '@' or '\t' or '\r' or '\n', ..]
        && !decimal.TryParse(text, Plain, CultureInfo.InvariantCulture, out _);
}
