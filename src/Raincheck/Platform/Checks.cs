using Raincheck.Core;

namespace Raincheck.Platform;

/// <summary>Checks of text that people or programs send.</summary>
internal static class Text
{
    /// <summary>
    /// A refusal where the text is empty, longer than it may be, or has characters that no text has. Null is no text, and
    /// allowed. Names, numbers and addresses stand on one line: they end up in subjects and heads of mails.
    /// </summary>
    public static Refusal? Check(string? text, string path, int lengthMax, bool severalLines = false) =>
        TextRule.Check(text, path, lengthMax, severalLines);

    /// <summary>A refusal if the text is missing. The name is looked up elsewhere.</summary>
    public static Refusal? Require(string? text, string path) =>
        text is null ? new Refusal(RefusalCode.InvalidValue, $"{path} is missing.", path) : null;

    /// <summary>The same as <see cref="Check"/> for a text that must be there.</summary>
    public static Refusal? CheckRequired(string? text, string path, int lengthMax) => Require(text, path) ?? Check(text, path, lengthMax);

    /// <summary>The same for an order number, which is part of URLs.</summary>
    public static Refusal? CheckNumber(string? number, string path) => CheckInAddress(number, path) ?? Check(number, path, 50);

    /// <summary>A step within an address names nothing.</summary>
    private static Refusal? CheckInAddress(string? name, string path) =>
        name is "." or ".." ? new Refusal(RefusalCode.InvalidValue, $"{path} is {name}, which cannot be part of a URL.", path) : null;

    /// <summary>The same for a code or SKU, which must be there too, and neither begin nor end with a space.</summary>
    public static Refusal? CheckCode(string? code, string path) =>
        CheckInAddress(code, path) is { } step ? step
        : code is null || code.Any(char.IsWhiteSpace) && code.Trim() != code
            ? new Refusal(RefusalCode.InvalidValue, $"{path} is missing, or begins or ends with a space.", path)
        : Check(code, path, 100);
}

internal static class Members
{
    /// <summary>A refusal if a list or an item is null.</summary>
    public static Refusal? Check<T>(IReadOnlyList<T>? list, string path)
        where T : class
    {
        if (list is null)
            return new Refusal(RefusalCode.InvalidValue, $"{path} is missing.", path);
        return Refusals.First(
            list.Select((item, i) => item is null ? new Refusal(RefusalCode.InvalidValue, $"{path}[{i}] is null.", $"{path}[{i}]") : null)
        );
    }

    /// <summary>The number of entries, to declare the needs of a command before it is checked.</summary>
    public static int CountOf<T>(IReadOnlyList<T>? list) => list?.Count ?? 0;

    /// <summary>A refusal if there are none, or more than may be.</summary>
    public static Refusal? CheckCount<T>(IReadOnlyList<T> list, int countMax, string what, string path) =>
        list.Count == 0 ? new Refusal(RefusalCode.NoLines, $"{what} has no {path}.", path)
        : list.Count > countMax ? new Refusal(RefusalCode.TooMany, $"{what} has {list.Count} {path}; the limit is {countMax}.", path)
        : null;
}

internal static class Price
{
    private const decimal Max = 1_000_000_000m;

    /// <summary>The price without zeros at its end, which one database keeps and the other does not.</summary>
    public static decimal? Plain(decimal? price) => price / 1.0000000000000000000000000000m;

    public static Refusal? Check(decimal? price, string path) =>
        price is < 0 or > Max ? new Refusal(RefusalCode.InvalidValue, $"{path} is {price}; it must be from 0 to {Max}.", path) : null;
}
