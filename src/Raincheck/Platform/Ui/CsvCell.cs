using System.Buffers;
using System.Globalization;
using System.Text;

namespace Raincheck.Platform.Ui;

/// <summary>
/// The text of a cell that a spreadsheet shows as it is. A formula gets an apostrophe in front, and so
/// does each part of a text that could begin a cell by itself: a spreadsheet that takes a semicolon or a tab for the separator sees
/// a quote only at the beginning of what it takes for a cell, and cuts the others up, at line breaks too.
/// </summary>
internal static class CsvCell
{
    private const NumberStyles Plain = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;

    /// <summary>Equals, plus, minus and at, as they are, of full width, small, raised and lowered, and the mathematical minus.</summary>
    private const string Starters = "=+-@\uFF1D\uFF0B\uFF0D\uFF20\uFE66\uFE62\uFE63\uFE6B\u207C\u207A\u207B\u208C\u208A\u208B\u2212";

    private static readonly SearchValues<char> Cuts = SearchValues.Create(";\r\n\t");

    /// <summary>The text with an apostrophe in front of each formula; plain numbers stay.</summary>
    public static string Safe(string text) => Parts(text, part => IsFormula(part) ? "'" + part : part);

    /// <summary>The text as a spreadsheet may see it; <see cref="Bare"/> gives back exactly the text.</summary>
    public static string Guarded(string text) => Parts(text, part => IsFormula(part.TrimStart('\'')) ? "'" + part : part);

    /// <summary>The text of a cell that <see cref="Guarded"/> made.</summary>
    public static string Bare(string cell) => Parts(cell, part => part is ['\'', ..] && IsFormula(part.TrimStart('\'')) ? part[1..] : part);

    /// <summary>The text with each of its parts changed; what separates them stays.</summary>
    private static string Parts(string text, Func<string, string> change)
    {
        var cut = text.AsSpan().IndexOfAny(Cuts);
        if (cut < 0)
            return change(text);
        var changed = new StringBuilder(text.Length + 8);
        var begin = 0;
        while (cut >= 0)
        {
            changed.Append(change(text[begin..(begin + cut)])).Append(text[begin + cut]);
            begin += cut + 1;
            cut = text.AsSpan(begin).IndexOfAny(Cuts);
        }
        return changed.Append(change(text[begin..])).ToString();
    }

    /// <summary>
    /// Whether a spreadsheet would calculate it. Blanks and invisible characters before the sign are skipped, as some do; signs of
    /// full width and other forms are those that they stand for.
    /// </summary>
    private static bool IsFormula(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (!IsSkipped(rune))
                return IsStarter(rune) && !decimal.TryParse(text, Plain, CultureInfo.InvariantCulture, out _);
        }
        return false;
    }

    private static bool IsSkipped(Rune rune) =>
        Rune.IsWhiteSpace(rune)
        || Rune.IsControl(rune)
        || Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.Format
                or UnicodeCategory.NonSpacingMark
                or UnicodeCategory.EnclosingMark
                or UnicodeCategory.OtherNotAssigned;

    private static bool IsStarter(Rune rune) => rune.IsBmp && Starters.Contains((char)rune.Value, StringComparison.Ordinal);
}
