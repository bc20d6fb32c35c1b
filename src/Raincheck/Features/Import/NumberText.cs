using System.Globalization;
using System.Text.RegularExpressions;

namespace Raincheck.Features.Import;

/// <summary>Numbers as files write them.</summary>
/// <remarks>
/// A separator counts as one for thousands only where it stands in all the right places. What can be read in two ways is no
/// number: <c>1.000</c> units are a thousand in one country and one in another.
/// </remarks>
internal static partial class NumberText
{
    private const int TimeoutMs = 1000;

    /// <summary>A whole number: <c>1000</c>, <c>1,000</c>, <c>+5</c> or <c>1.0</c>; null for anything else.</summary>
    public static long? Whole(string text, ImportFormat format)
    {
        if (Plain(text, format, isWhole: true) is not { } plain)
            return null;
        var point = plain.IndexOf('.', StringComparison.Ordinal);
        if (point >= 0 && plain.AsSpan(point + 1).ContainsAnyExcept('0'))
            return null;
        var digits = point < 0 ? plain : plain[..point];
        return long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    /// <summary>A number with decimals: <c>12.50</c> or <c>1,234.50</c>; null for anything else.</summary>
    public static decimal? Decimal(string text, ImportFormat format) =>
        Plain(text, format, isWhole: false) is { } plain
        && decimal.TryParse(
            plain,
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture,
            out var number
        )
            ? number
            : null;

    /// <summary>The number with a point before its decimals and nothing between its thousands.</summary>
    private static string? Plain(string text, ImportFormat format, bool isWhole)
    {
        var match = (format.DecimalComma ? WithComma() : WithPoint()).Match(text);
        if (!match.Success)
            return null;
        var (whole, decimals) = (match.Groups["whole"].Value, match.Groups["decimals"].Value);
        // Three digits behind a separator may as well be thousands.
        if (isWhole && decimals.Length == 3 && match.Groups["whole"].Length <= 3)
            return null;
        var digits = string.Concat(whole.Where(char.IsAsciiDigit));
        return match.Groups["sign"].Value + digits + (decimals.Length > 0 ? "." + decimals : "");
    }

    [GeneratedRegex(
        @"^(?<sign>[+-]?)(?<whole>[0-9]{1,3}(,[0-9]{3})+|[0-9]+)(\.(?<decimals>[0-9]+))?\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        TimeoutMs
    )]
    private static partial Regex WithPoint();

    [GeneratedRegex(
        @"^(?<sign>[+-]?)(?<whole>[0-9]{1,3}(\.[0-9]{3})+|[0-9]+)(,(?<decimals>[0-9]+))?\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        TimeoutMs
    )]
    private static partial Regex WithComma();
}
