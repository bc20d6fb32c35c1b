using Microsoft.EntityFrameworkCore;
using Raincheck.Ledger;
using Raincheck.Storage;

namespace Raincheck.Features.Dashboard;

/// <summary>How many orders became back orders and were released by units that came, day by day, from the journal.</summary>
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
            .GroupBy(j => new
            {
                Day = (j.At - since) / DayMicros,
                j.Kind,
                IsWithoutUnits = j.Data.Contains(JournalText.WithoutUnits),
            })
            .Select(g => new
            {
                g.Key.Day,
                g.Key.Kind,
                g.Key.IsWithoutUnits,
                Count = g.Count(),
            })
            .ToListAsync(cancel);
        var trend = new TrendDay[Days];
        var waiting = marked;
        for (var i = Days - 1; i >= 0; i--)
        {
            var on = days.FindAll(d => d.Day == i);
            var came = on.Where(d => d.Kind == "marked").Sum(d => d.Count);
            var left = on.Where(d => d.Kind == "unmarked").Sum(d => d.Count);
            // One that was cancelled or handed to a vendor waits no more, and yet nothing came for it.
            var released = on.Where(d => d is { Kind: "unmarked", IsWithoutUnits: false }).Sum(d => d.Count);
            trend[i] = new TrendDay(first.AddDays(i), came, released, waiting);
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
