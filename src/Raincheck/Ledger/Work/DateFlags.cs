using Raincheck.Core.Stock;

namespace Raincheck.Ledger.Work;

/// <summary>
/// Flags the pools whose projection a transaction changes, in the write of the pool that takes place anyway: the job of the promises compares the
/// lines that wait there with the projection.
/// </summary>
internal static class DateFlags
{
    private const int CausesLengthMax = 400;

    /// <summary>The columns of a flag.</summary>
    public static readonly string[] Members = [nameof(StockPool.DateChanges), nameof(StockPool.DateCauses)];

    /// <summary>Flags the pools at which lines wait or waited, alone or with those that share their supply.</summary>
    /// <param name="changed">The changed pools.</param>
    /// <returns>The flagged ones.</returns>
    public static HashSet<LoadedPool> Set(IEnumerable<LoadedPool> changed)
    {
        var flagged = new HashSet<LoadedPool>();
        foreach (var pool in changed)
        {
            if (!(pool.Group?.Pools.Any(p => p.Waits) ?? pool.Waits))
                continue;
            var row = pool.Row;
            row.DateChanges = row.DateChanges == int.MaxValue ? 1 : row.DateChanges + 1;
            foreach (var cause in pool.Causes)
                row.DateCauses = With(row.DateCauses, cause);
            flagged.Add(pool);
        }
        return flagged;
    }

    /// <summary>Adds a cause to others, unless it is there or there are enough.</summary>
    private static string With(string? causes, string cause)
    {
        if (causes is null)
            return cause.Length <= CausesLengthMax ? cause : cause[..CausesLengthMax];
        return causes.Length + cause.Length + 2 > CausesLengthMax || causes.Split("; ").Contains(cause, StringComparer.Ordinal)
            ? causes
            : $"{causes}; {cause}";
    }
}
