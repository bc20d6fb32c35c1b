using Microsoft.EntityFrameworkCore;
using Raincheck.Storage;

namespace Raincheck.Features.BackOrders;

/// <summary>How many orders became back orders and stopped being some, day by day, from the journal.</summary>
internal static class Trend
{
    public const int Days = 30;

    private const long DayMicros = 86_400_000_000;

    /// <returns>How many orders are marked now, and the last days with <paramref name="today"/> at the end.</returns>
    public static async Task<(int Marked, IReadOnlyList<TrendDay> Days)> ReadAsync(
        RaincheckDb db,
        DateOnly today,
        TimeSpan offset,
        CancellationToken cancel
    )
    {
        var marked = await db.Orders.CountAsync(o => o.Marked, cancel);
        var first = today.AddDays(1 - Days);
        var since = Micros.Of(new DateTimeOffset(first.ToDateTime(TimeOnly.MinValue), offset));
        var from = await FirstSinceAsync(db, since, cancel);
        var days = await db
            .Journal.Where(j => j.Id >= from && j.At >= since && (j.Kind == "marked" || j.Kind == "unmarked"))
            .GroupBy(j => new { Day = (j.At - since) / DayMicros, j.Kind })
            .Select(g => new
            {
                g.Key.Day,
                g.Key.Kind,
                Count = g.Count(),
            })
            .ToListAsync(cancel);
        var trend = new TrendDay[Days];
        var waiting = marked;
        for (var i = Days - 1; i >= 0; i--)
        {
            var on = days.FindAll(d => d.Day == i);
            var came = on.Find(d => d.Kind == "marked")?.Count ?? 0;
            var left = on.Find(d => d.Kind == "unmarked")?.Count ?? 0;
            trend[i] = new TrendDay(first.AddDays(i), came, left, waiting);
            // What was so before this day: without those that came on it, with those that left on it.
            waiting = Math.Max(0, waiting - came + left);
        }
        return (marked, trend);
    }

    /// <summary>
    /// The journal has no index by time, but it grows with it: the first entry of a time is found by halving. What was written
    /// with an earlier time than its turn (an import of old orders) lies behind it and is found by its own time.
    /// </summary>
    public static async Task<long> FirstSinceAsync(RaincheckDb db, long since, CancellationToken cancel)
    {
        var (low, high) = (0L, await db.Journal.MaxAsync(j => (long?)j.Id, cancel) ?? 0);
        while (low < high)
        {
            var middle = low + (high - low) / 2;
            var at = await db.Journal.Where(j => j.Id > middle).OrderBy(j => j.Id).Select(j => (long?)j.At).FirstOrDefaultAsync(cancel);
            if (at < since)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }
}
