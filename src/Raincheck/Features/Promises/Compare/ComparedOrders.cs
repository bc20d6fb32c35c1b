using Microsoft.EntityFrameworkCore;
using Raincheck.Core.Orders;
using Raincheck.Core.Stock;
using Raincheck.Ledger;
using Raincheck.Platform;
using Raincheck.Storage;

namespace Raincheck.Features.Promises.Compare;

/// <summary>The lines and orders of a comparison, each as it is and as the commands would leave it.</summary>
internal sealed class ComparedOrders
{
    private readonly List<Pair> pairs;
    private readonly Dictionary<long, Order> stored;
    private readonly UnsavedRows unsaved;
    private readonly QueueReading before;

    private ComparedOrders(List<Pair> pairs, Dictionary<long, Order> stored, UnsavedRows unsaved, QueueReading before)
    {
        this.pairs = pairs;
        this.stored = stored;
        this.unsaved = unsaved;
        this.before = before;
    }

    /// <summary>Reads the lines that change, and all lines of the orders that the commands are about.</summary>
    public static async Task<ComparedOrders> ReadAsync(
        RaincheckDb db,
        QueueReading before,
        QueueReading after,
        UnsavedRows unsaved,
        CancellationToken cancel
    )
    {
        var own = unsaved.OwnOrderIds.ToList();
        var storedLines = await db.OrderLines.Where(l => own.Contains(l.OrderId)).ToListAsync(cancel);
        var lines = before.Lines.Concat(storedLines).DistinctBy(Key).ToDictionary(Key);
        // A line that is not known is as it is stored; a known one may have been closed.
        var unsavedLines = unsaved.Orders.Where(o => unsaved.OwnOrderIds.Contains(o.Order.Id)).SelectMany(o => o.Lines);
        var linesAfter = after.Lines.Concat(unsavedLines).DistinctBy(Key).ToDictionary(Key);
        foreach (var (key, line) in lines)
        {
            if (
                !linesAfter.ContainsKey(key)
                && (unsaved.FindLine(key.OrderId, key.Line) ?? (unsaved.IsKnown(line) ? null : line)) is { } still
            )
                linesAfter.Add(key, still);
        }
        foreach (var (key, line) in linesAfter)
        {
            if (!lines.ContainsKey(key) && unsaved.FindLine(key.OrderId, key.Line) is null)
                lines.Add(key, line);
        }
        // Lines of other orders that the commands touched and that no reading reached.
        var missing = linesAfter.Keys.Where(k => !lines.ContainsKey(k)).Select(k => k.OrderId).Distinct().ToList();
        foreach (var line in await db.OrderLines.Where(l => missing.Contains(l.OrderId)).ToListAsync(cancel))
        {
            if (linesAfter.ContainsKey(Key(line)))
                lines.TryAdd(Key(line), line);
        }

        var found = new List<Pair>();
        foreach (var key in lines.Keys.Union(linesAfter.Keys))
        {
            var pair = Pair.Of(lines.GetValueOrDefault(key), linesAfter.GetValueOrDefault(key), before, after);
            if (pair.IsChanged || unsaved.OwnOrderIds.Contains(key.OrderId))
                found.Add(pair);
        }
        var ids = found.Select(p => p.OrderId).Distinct().ToList();
        var orders = await db.Orders.Where(o => ids.Contains(o.Id)).ToDictionaryAsync(o => o.Id, cancel);
        return new ComparedOrders(found, orders, unsaved, before);
    }

    /// <summary>What would happen at once.</summary>
    public ChangesNow Now(ClientSettings settings, ClientSettings settingsAfter)
    {
        var (released, newlyBackOrdered) = (0, 0);
        foreach (var loaded in unsaved.Orders.Where(o => o.IsNew || o.IsLocked))
        {
            var was = settings.EnableBackOrderWorkflow && (loaded.StoredState ?? BackOrderState.None) != BackOrderState.None;
            var isNow = settingsAfter.EnableBackOrderWorkflow && loaded.Order.State != BackOrderState.None;
            if (was && !isNow && loaded.Order.Status.IsOpen() && loaded.Order.OpenQty > 0)
                released++;
            else if (isNow && !was)
                newlyBackOrdered++;
        }
        return new ChangesNow(
            released,
            newlyBackOrdered,
            pairs.Sum(p => (long)p.Gained),
            pairs.Sum(p => (long)p.Lost),
            pairs.Sum(p => p.Gained * (p.After?.UnitPrice ?? 0)),
            pairs.Sum(p => p.Lost * (p.Before?.UnitPrice ?? 0))
        );
    }

    /// <summary>The orders whose dates would move.</summary>
    /// <param name="late">Whether orders are late, before and after.</param>
    public ChangesOfDates Dates(IReadOnlyDictionary<long, (bool Before, bool After)> late) =>
        new(
            Count(p => p.After is { Claimed: > 0 } && p.Date is (var was, { } date) && (was is null ? p.Before is not null : date < was)),
            Count(p => p.Date is ({ } was, { } date) && date > was),
            Count(p => p.After is { Claimed: > 0 } && p.Date is ({ }, null)),
            late.Values.Count(l => l is (false, true)),
            late.Values.Count(l => l is (true, false))
        );

    /// <summary>The lines, what is worse first.</summary>
    public IReadOnlyList<ComparedLine> Lines(Catalogue catalogue, IReadOnlyDictionary<long, (bool Before, bool After)> late) =>
        [
            .. pairs
                .Select(p => (Pair: p, View: View(catalogue, p)))
                .OrderBy(l => late.GetValueOrDefault(l.Pair.OrderId) is (false, true) ? 0 : 1)
                .ThenBy(l => l.View.Verdict)
                .ThenBy(l => l.View.Order, StringComparer.Ordinal)
                .ThenBy(l => l.View.Line)
                .Select(l => l.View),
        ];

    /// <summary>Whether the orders with a promised date are late, before and after.</summary>
    public async Task<IReadOnlyDictionary<long, (bool Before, bool After)>> LateAsync(
        RaincheckDb db,
        OrderProjection projections,
        CancellationToken cancel
    )
    {
        var promised = pairs.ToLookup(p => p.OrderId).Where(o => PromisedOf(HeadOf(o.Key)) is not null).ToList();
        var ids = promised.ConvertAll(o => o.Key);
        var others = (await db.OrderLines.Where(l => ids.Contains(l.OrderId)).ToListAsync(cancel)).ToLookup(l => l.OrderId);
        var late = new Dictionary<long, (bool, bool)>();
        foreach (var order in promised)
        {
            var known = order.Select(p => p.Line).ToHashSet();
            var (dates, datesAfter) = (new List<DateOnly?>(), new List<DateOnly?>());
            foreach (var pair in order)
            {
                if (pair.Before is { Claimed: > 0 })
                    dates.Add(pair.Date.Before);
                if (pair.After is { Claimed: > 0 })
                    datesAfter.Add(pair.Date.After);
            }
            // The other lines have the same date before and after.
            foreach (var line in others[order.Key].Where(l => l.Claimed > 0 && !known.Contains(l.Line)))
            {
                var date = await DateAsync(HeadOf(order.Key), line, projections, cancel);
                dates.Add(date);
                datesAfter.Add(date);
            }
            var was = stored.TryGetValue(order.Key, out var head) ? PromisedOf(head) : null;
            late.Add(order.Key, (IsLate(dates, was), IsLate(datesAfter, PromisedOf(HeadOf(order.Key)))));
        }
        return late;
    }

    private async Task<DateOnly?> DateAsync(Order order, OrderLine line, OrderProjection projections, CancellationToken cancel)
    {
        if (before.Knows(line))
            return DateOf(before.ScheduleOf(line));
        return await projections.ScheduleAsync(order, line, cancel) is { } schedule ? DateOf(schedule) : null;
    }

    private int Count(Func<Pair, bool> condition) => pairs.Where(condition).Select(p => p.OrderId).Distinct().Count();

    private Order HeadOf(long id) => unsaved.FindOrder(id) ?? stored[id];

    private static DateOnly? PromisedOf(Order order) => order.ExpectedShipDate is { } at ? NamedDay.Of(at) : null;

    private static bool IsLate(List<DateOnly?> dates, DateOnly? promised) =>
        dates.Count > 0 && dates.TrueForAll(d => d is not null) && dates.Max() > promised;

    private ComparedLine View(Catalogue catalogue, Pair pair)
    {
        var order = HeadOf(pair.OrderId);
        return new ComparedLine(
            order.Number,
            pair.Line,
            catalogue.Sku((pair.After ?? pair.Before!).SkuId),
            [pair.Before?.Allocated ?? 0, pair.After?.Allocated ?? 0],
            [pair.Date.Before, pair.Date.After],
            PromisedOf(order),
            pair.Verdict
        );
    }

    private static (long OrderId, int Line) Key(OrderLine line) => (line.OrderId, line.Line);

    private static DateOnly? DateOf(IReadOnlyList<SchedulePieceView> schedule) => schedule is [.., var last] ? last.Date : null;

    /// <summary>A line as it is and as the commands would leave it; null on a side where it does not exist.</summary>
    private sealed record Pair(OrderLine? Before, OrderLine? After, (DateOnly? Before, DateOnly? After) Date)
    {
        public static Pair Of(OrderLine? line, OrderLine? lineAfter, QueueReading before, QueueReading after) =>
            new(line, lineAfter, (DateOf(before.ScheduleOf(line)), DateOf(after.ScheduleOf(lineAfter))));

        public long OrderId => (After ?? Before!).OrderId;

        public int Line => (After ?? Before!).Line;

        public int Gained => Math.Max(0, (After?.Allocated ?? 0) - (Before?.Allocated ?? 0));

        public int Lost => Math.Max(0, Math.Min(Before?.Allocated ?? 0, After?.Claimed ?? 0) - (After?.Allocated ?? 0));

        public bool IsChanged => Date.Before != Date.After || (Before?.Allocated ?? 0) != (After?.Allocated ?? 0);

        public LineVerdict Verdict =>
            (After?.Allocated ?? 0) > (Before?.Allocated ?? 0) ? LineVerdict.Gains
            : (After?.Allocated ?? 0) < (Before?.Allocated ?? 0) ? LineVerdict.Loses
            : Date is ({ }, null) ? LineVerdict.NoDateAnyMore
            : Date.After is null || Date.After == Date.Before ? LineVerdict.Same
            : Date.Before is null || Date.After < Date.Before ? LineVerdict.Earlier
            : LineVerdict.Later;
    }
}
