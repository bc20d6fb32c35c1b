namespace Raincheck.Cli.Replay;

/// <summary>Units sold of each SKU in the last weeks.</summary>
/// <param name="weeks">How many weeks are looked back on, 1 or more.</param>
internal sealed class WeeklySales(int weeks)
{
    private readonly Dictionary<string, Past> pasts = [];
    private long week;

    /// <summary>Every SKU sold so far, in the order in which they were first sold.</summary>
    public IEnumerable<string> Skus => pasts.Keys;

    /// <summary>Counts units as sold in the present week.</summary>
    /// <returns>Whether the SKU is sold for the first time.</returns>
    public bool Sell(string sku, int units)
    {
        var isNew = !pasts.TryGetValue(sku, out var past);
        if (isNew)
            pasts.Add(sku, past = new Past(week, new long[weeks]));
        past!.Units[week % weeks] += units;
        return isNew;
    }

    /// <summary>Ends the present week: <see cref="Of"/> looks back on it and those before it, until something is sold in the next.</summary>
    public void EndWeek(Action review)
    {
        week++;
        review();
        foreach (var past in pasts.Values)
            past.Units[week % weeks] = 0;
    }

    /// <summary>Units sold in the last weeks, and in how many of them the SKU was on sale.</summary>
    public (long Units, int Weeks) Of(string sku) =>
        pasts.TryGetValue(sku, out var past) ? (past.Units.Sum(), (int)Math.Clamp(week - past.FirstWeek, 1, weeks)) : (0, 1);

    private sealed record Past(long FirstWeek, long[] Units);
}
