namespace Raincheck.Core.Orders;

/// <summary>The tags of an order: short words that people sort orders by. Upper and lower case are one.</summary>
public static class Tags
{
    /// <summary>The most tags of an order.</summary>
    public const int CountMax = 20;

    /// <summary>The most characters of a tag.</summary>
    public const int LengthMax = 50;

    // No tag has a line break, nor the commas between which people write several.
    private const char Separator = '\n';
    private static readonly char[] Commas = [',', ';'];

    /// <summary>A refusal for each tag that is wrong.</summary>
    public static IEnumerable<Refusal?> Check(IReadOnlyList<string?>? tags)
    {
        if (tags is null)
            yield break;
        if (tags.Count > CountMax)
            yield return new Refusal(RefusalCode.TooMany, $"There are {tags.Count} tags; an order has at most {CountMax}.", "tags");
        foreach (var (i, tag) in tags.Index())
        {
            var path = $"tags[{i}]";
            if (tag is null)
                yield return new Refusal(RefusalCode.InvalidValue, $"{path} is null.", path);
            else if (TextRule.FaultOf(tag, LengthMax) is { } fault)
                yield return new Refusal(RefusalCode.InvalidValue, $"{path} {fault}.", path);
            else if (tag.IndexOfAny(Commas) >= 0)
                yield return new Refusal(RefusalCode.InvalidValue, $"{path} is {tag}; a tag has no comma and no semicolon.", path);
        }
    }

    /// <summary>How tags are stored: in the order of the alphabet, each once; null for none.</summary>
    public static string? Join(IEnumerable<string>? tags)
    {
        var all = (tags ?? [])
            .Select(t => t.Trim())
            .DistinctBy(Fold, StringComparer.Ordinal)
            .OrderBy(Fold, StringComparer.Ordinal)
            .ToList();
        return all.Count == 0 ? null : string.Join(Separator, all);
    }

    /// <summary>The tags of a stored text.</summary>
    public static IReadOnlyList<string> Parse(string? stored) => stored?.Split(Separator) ?? [];

    /// <summary>The tags of a line that a person typed, with commas between them.</summary>
    public static IReadOnlyList<string> Split(string? typed) =>
        typed?.Split(Commas, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <summary>The form by which orders with a tag are found.</summary>
    public static string Fold(string tag) => tag.Trim().ToLowerInvariant();
}
