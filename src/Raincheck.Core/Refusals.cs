namespace Raincheck.Core;

/// <summary>How the reasons against a command become one refusal.</summary>
public static class Refusals
{
    /// <summary>The maximum of paths that one refusal names.</summary>
    public const int PlacesMax = 100;

    /// <summary>
    /// Of several reasons the one that stands first among the codes, of equal ones the first given; the others go with it, so
    /// that each place at fault is named. Null if there is none.
    /// </summary>
    public static Refusal? First(params IEnumerable<Refusal?> reasons)
    {
        Refusal? first = null;
        List<Refusal> all = [];
        foreach (var reason in reasons.OfType<Refusal>().SelectMany(Each))
        {
            if (first is null || reason.Code < first.Code)
                first = reason;
            if (all.Count < PlacesMax)
                all.Add(reason);
        }
        return all.Count < 2 ? first : first! with { Others = [.. all.Where(r => !ReferenceEquals(r, first)).Take(PlacesMax - 1)] };
    }

    /// <summary>A combination of reasons, split into its parts.</summary>
    private static IEnumerable<Refusal> Each(Refusal reason) =>
        reason.Others.Count == 0 ? [reason] : reason.Others.Prepend(reason with { Others = [] });
}
