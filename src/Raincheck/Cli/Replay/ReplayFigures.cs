using System.Runtime.InteropServices;
using System.Text.Json;
using Raincheck.Ledger;

namespace Raincheck.Cli.Replay;

/// <summary>What the journal says of the orders of a replay. Units, and days of 24 hours.</summary>
/// <param name="Orders">Orders taken.</param>
/// <param name="Lines">Their lines.</param>
/// <param name="BackOrderedOrders">Orders that were marked as back orders at least once.</param>
/// <param name="FullyBackOrdered">Orders of which nothing was there when they came.</param>
/// <param name="BackOrderedLines">Lines that were short when their order came.</param>
/// <param name="BackOrderedUnits">Units that were missing when their order came.</param>
/// <param name="Releases">Orders that a receipt made stop being back orders.</param>
/// <param name="UnitsWaited">Units that came after they had been waited for.</param>
/// <param name="DaysWaitedMedian">Half of these units were waited for no longer.</param>
/// <param name="DaysWaitedP95">95 % of these units were waited for no longer.</param>
/// <param name="UnitsCancelledWaiting">Units that were cancelled while they were waited for.</param>
/// <param name="UnitsWaiting">Units that are still waited for at the end.</param>
internal sealed record ReplayFigures(
    long Orders,
    long Lines,
    long BackOrderedOrders,
    long FullyBackOrdered,
    long BackOrderedLines,
    long BackOrderedUnits,
    long Releases,
    long UnitsWaited,
    double DaysWaitedMedian,
    double DaysWaitedP95,
    long UnitsCancelledWaiting,
    long UnitsWaiting
);

/// <summary>Reads the figures of a replay from the journal, which has every unit that came to a line and when.</summary>
internal sealed class ReplayJournal
{
    /// <summary>Orders that are read at a time.</summary>
    private const int OrdersAtATime = 10_000;

    // Units by how long they were waited for, in microseconds.
    private readonly SortedDictionary<long, long> waits = [];
    private readonly Dictionary<(long Order, int Line), Waiting> lines = [];
    private readonly HashSet<long> marked = [];
    private readonly Dictionary<(string Order, int Line), long> shortLines = [];
    private long orders;
    private long allLines;
    private long full;
    private long shortUnits;
    private long releases;
    private long cancelled;
    private long stillWaiting;

    /// <summary>Lines that were short when their order came, by order number and line, with the units that were missing.</summary>
    public IReadOnlyDictionary<(string Order, int Line), long> ShortLines => shortLines;

    public static async Task<ReplayJournal> ReadAsync(ClientLedger ledger, CancellationToken cancel)
    {
        var journal = new ReplayJournal();
        await using var snapshot = await ledger.SnapshotAsync(cancel);
        long first = 0,
            last = -1;
        await snapshot.ReadAsync(
            "SELECT coalesce(min(id), 0), coalesce(max(id), -1) FROM orders",
            [],
            r => (first, last) = (r.GetInt64(0), r.GetInt64(1)),
            cancel
        );
        for (var from = first; from <= last; from += OrdersAtATime)
        {
            await snapshot.ReadAsync(
                """
                SELECT j.order_id, o.number, j.at, j.kind, j.cause, j.data FROM journal j JOIN orders o ON o.id = j.order_id
                WHERE j.order_id >= @from AND j.order_id < @to ORDER BY j.order_id, j.id
                """,
                [("from", from), ("to", from + OrdersAtATime)],
                r => journal.Read(r.GetInt64(0), r.GetString(1), r.GetInt64(2), r.GetString(3), r.GetString(4), r.GetString(5)),
                cancel
            );
            foreach (var line in journal.lines.Values)
                journal.stillWaiting += line.BackOrdered;
            journal.lines.Clear();
        }
        return journal;
    }

    public ReplayFigures Figures() =>
        new(
            orders,
            allLines,
            marked.Count,
            full,
            shortLines.Count,
            shortUnits,
            releases,
            waits.Values.Sum(),
            DaysOf(0.5),
            DaysOf(0.95),
            cancelled,
            stillWaiting
        );

    private void Read(long order, string number, long at, string kind, string cause, string data)
    {
        if (kind == "marked")
            marked.Add(order);
        else if (kind == "unmarked" && cause.StartsWith("receipt ", StringComparison.Ordinal))
            releases++;
        using var json = JsonDocument.Parse(data);
        if (!json.RootElement.TryGetProperty("lines", out var changes))
            return;
        var isNew = kind == "created";
        long open = 0,
            missing = 0;
        foreach (var change in changes.EnumerateArray())
        {
            var lineNumber = change.GetProperty("line").GetInt32();
            ref var line = ref CollectionsMarshal.GetValueRefOrAddDefault(lines, (order, lineNumber), out _);
            var (before, wasCancelled) = (line.BackOrdered, Delta("cancelled"));
            line.BackOrdered +=
                Delta("ordered") - Delta("shipped") - wasCancelled - Delta("dropshipped") - Delta("own") - Delta("replacement");
            if (isNew)
            {
                line.Since = at;
                open += Delta("ordered");
                missing += line.BackOrdered;
                allLines++;
                if (line.BackOrdered > 0)
                    shortLines.Add((number, lineNumber), line.BackOrdered);
            }
            else if (line.BackOrdered < before && wasCancelled > 0)
                cancelled += before - line.BackOrdered;
            else if (line.BackOrdered < before)
                AddWait(at - line.Since, before - line.BackOrdered);

            int Delta(string name) => change.TryGetProperty(name, out var value) ? value.GetInt32() : 0;
        }
        if (!isNew)
            return;
        orders++;
        shortUnits += missing;
        if (missing == open)
            full++;
    }

    private void AddWait(long wait, long units) => waits[wait] = waits.GetValueOrDefault(wait) + units;

    private double DaysOf(double share)
    {
        var wanted = (long)Math.Ceiling(waits.Values.Sum() * share);
        var seen = 0L;
        foreach (var (wait, units) in waits)
        {
            seen += units;
            if (seen >= wanted)
                return Math.Round(wait / (double)TimeSpan.MicrosecondsPerDay, 2);
        }
        return 0;
    }

    [StructLayout(LayoutKind.Auto)]
    private record struct Waiting(long Since, long BackOrdered);
}
