namespace Raincheck.Features.Orders.Search;

/// <summary>
/// Pieces of text of one, two and three characters. A text can stand in another only where every piece of it does, and that is
/// looked up; whether it really does is then looked at.
/// </summary>
internal static class Grams
{
    /// <summary>The gram of no text, which stands in every order.</summary>
    public const long Everywhere = 0;

    private const int LengthMax = 3;

    /// <summary>More pieces than these tell little more.</summary>
    private const int SoughtMax = 8;

    /// <summary>As texts are compared: upper and lower case are one.</summary>
    public static string Fold(string text) => text.ToLowerInvariant();

    /// <summary>Every piece of a folded text, some more than once.</summary>
    public static IEnumerable<long> In(string folded)
    {
        for (var start = 0; start < folded.Length; start++)
        {
            for (var length = 1; length <= LengthMax && start + length <= folded.Length; length++)
                yield return Of(folded.AsSpan(start, length));
        }
    }

    /// <summary>The pieces to look up for a folded text: the longest, side by side, the last one up against the end.</summary>
    public static HashSet<long> Sought(string folded)
    {
        if (folded.Length <= LengthMax)
            return [Of(folded)];
        var sought = new HashSet<long>();
        for (var start = 0; start < folded.Length && sought.Count < SoughtMax; start += LengthMax)
            sought.Add(Of(folded.AsSpan(Math.Min(start, folded.Length - LengthMax), LengthMax)));
        return sought;
    }

    private static long Of(ReadOnlySpan<char> piece)
    {
        var gram = 0L;
        foreach (var character in piece)
            gram = (gram << 16) | character;
        return gram;
    }
}
