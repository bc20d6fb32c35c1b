using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Raincheck.Storage;

namespace Raincheck.Crash;

/// <summary>
/// Compares what writers were told with what is in the database: every acknowledged command exactly once, every refused one
/// not at all, nothing else, and of the commands without an answer each in full or not at all.
/// </summary>
public sealed class Evidence
{
    private readonly Writers writers;
    private readonly Dictionary<string, Ack> acks = [];
    private readonly List<string> problems = [];

    private Evidence(Writers writers, IEnumerable<Ack> acknowledged)
    {
        this.writers = writers;
        foreach (var ack in acknowledged)
        {
            if (!acks.TryAdd(ack.Key, ack))
                problems.Add($"{ack.Key} was answered twice");
        }
    }

    /// <summary>Commands that were carried out, as their writers know.</summary>
    public IReadOnlyList<Step> Done { get; private set; } = [];

    /// <summary>Commands that were given and never answered.</summary>
    public IReadOnlyList<IReadOnlyList<Step>> InDoubt { get; private set; } = [];

    /// <summary>Of those without an answer, how many took place.</summary>
    public int InDoubtFound { get; private set; }

    /// <summary>Of the acknowledged ones, how many are there.</summary>
    public int Found { get; private set; }

    /// <summary>What is not as it should be.</summary>
    public IReadOnlyList<string> Problems => problems;

    /// <summary>The answer to a command that was acknowledged.</summary>
    public Ack AckOf(string key) => acks[key];

    public static async Task<Evidence> GatherAsync(Writers writers, IEnumerable<Ack> acknowledged, ClientDatabase database)
    {
        var evidence = new Evidence(writers, acknowledged);
        evidence.Compare(evidence.Sort(), await Traces.ReadAsync(database, writers.Round + "-"));
        return evidence;
    }

    /// <summary>Goes through what each writer did, up to the first command without an answer: it was its last.</summary>
    private List<Step> Sort()
    {
        var done = new List<Step>();
        var doubtful = new List<IReadOnlyList<Step>>();
        var refused = new List<Step>();
        var left = acks.Count;
        for (var writer = 0; writer < writers.Count; writer++)
        {
            var work = new Work(writers.Seed, writers.Round, writer, writers.Count);
            while (true)
            {
                var steps = work.Next();
                var answered = steps.Where(s => acks.ContainsKey(s.Key)).ToList();
                left -= answered.Count;
                done.AddRange(answered.Where(s => AckOf(s.Key).IsDone));
                refused.AddRange(answered.Where(s => !AckOf(s.Key).IsDone));
                if (answered.Count == steps.Count)
                    continue;
                doubtful.Add([.. steps.Except(answered)]);
                break;
            }
        }
        if (left != 0)
            problems.Add($"{left} answers to commands that nobody gave");
        Done = done;
        InDoubt = doubtful;
        return refused;
    }

    private void Compare(List<Step> refused, Traces traces)
    {
        var present = new List<Step>();
        foreach (var step in Done)
        {
            if (traces.Keys.Contains(step.Key))
            {
                present.Add(step);
                Found++;
            }
            else
            {
                problems.Add($"{step.Key} ({step.Leaves}) was acknowledged and is not there");
            }
        }
        foreach (var step in InDoubt.SelectMany(s => s).Where(s => traces.Keys.Contains(s.Key)))
        {
            present.Add(step);
            InDoubtFound++;
        }
        foreach (var step in refused.Where(s => traces.Keys.Contains(s.Key)))
            problems.Add($"{step.Key} ({step.Leaves}) was refused with {AckOf(step.Key).Result} and is there");

        var known = present.Select(s => s.Key).ToHashSet(StringComparer.Ordinal);
        foreach (
            var key in traces.Keys.Concat(traces.Orders.Select(o => o.Key)).Concat(traces.StockEntries.Keys).Concat(traces.Receipts.Keys)
        )
        {
            if (!known.Contains(key))
                problems.Add($"{key} left something, and nobody gave it or it is not there in full");
        }
        foreach (var step in present)
            Compare(step, traces);
        foreach (var kind in new[] { Trace.Shipped, Trace.Cancelled, Trace.LineAdded })
            CompareEntries(kind, present, traces);
    }

    private void Compare(Step step, Traces traces)
    {
        var (expected, found) = step.Leaves switch
        {
            Trace.Order => (1, traces.Orders[step.Key].Count()),
            Trace.Stock => (step.Count, traces.StockEntries.GetValueOrDefault(step.Key)),
            Trace.Receipt => (1, traces.Receipts.GetValueOrDefault(step.Key)),
            _ => (0, 0),
        };
        if (expected != found)
            problems.Add($"{step.Key} ({step.Leaves}) left {found} traces instead of {expected}");
        if (step.Leaves != Trace.Order)
            return;
        foreach (var order in traces.Orders[step.Key])
        {
            if (order.LinesCreated != step.Count || order.Lines < step.Count)
                problems.Add(
                    $"{step.Key}: order {order.Number} has {order.Lines} lines and was created with {order.LinesCreated} instead of {step.Count}"
                );
            var number = acks.TryGetValue(step.Key, out var ack) ? ack.Number : step.Number ?? order.Number;
            if (order.Number != number)
                problems.Add($"{step.Key}: the answer says order {number}, stored is {order.Number}");
        }
    }

    /// <summary>Commands on orders leave an entry each in the order's journal.</summary>
    private void CompareEntries(Trace kind, List<Step> present, Traces traces)
    {
        var expected = present.Where(s => s.Leaves == kind).CountBy(s => s.Number!).ToDictionary(StringComparer.Ordinal);
        foreach (var (number, found) in traces.OrderEntries[kind])
        {
            expected.Remove(number, out var count);
            if (count != found)
                problems.Add($"order {number} has {found} entries {kind} instead of {count}");
        }
        foreach (var (number, count) in expected)
            problems.Add($"order {number} has no entry {kind} instead of {count}");
    }
}

/// <summary>An order as it is found.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Lines">Its lines now.</param>
/// <param name="LinesCreated">The lines in the journal entry of its creation.</param>
public sealed record FoundOrder(string Number, int Lines, int LinesCreated);

/// <summary>What the commands of one round left in the database.</summary>
internal sealed class Traces
{
    public required HashSet<string> Keys { get; init; }
    public required ILookup<string, FoundOrder> Orders { get; init; }
    public required Dictionary<string, int> StockEntries { get; init; }
    public required Dictionary<string, int> Receipts { get; init; }
    public required Dictionary<Trace, Dictionary<string, int>> OrderEntries { get; init; }

    public static async Task<Traces> ReadAsync(ClientDatabase database, string prefix)
    {
        await using var db = database.CreateContext();
        var keys = await db.IdempotencyKeys.Where(k => k.Key.StartsWith(prefix)).Select(k => k.Key).ToListAsync();
        var families = await db.Orders.AsNoTracking().Where(o => o.CustomerName.StartsWith(prefix)).ToListAsync();
        // What was split off was not given by anybody: its lines are those of the order that was.
        var orders = families.Where(o => o.ParentId == null).ToList();
        var ids = db.Orders.Where(o => o.CustomerName.StartsWith(prefix) && o.ParentId == null).Select(o => o.Id);
        var familyOf = families.ToDictionary(o => o.Id, o => o.FamilyId);
        var all = db.Orders.Where(o => o.CustomerName.StartsWith(prefix)).Select(o => o.Id);
        var lines = (await db.OrderLines.AsNoTracking().Where(l => all.Contains(l.OrderId)).Select(l => l.OrderId).ToListAsync())
            .CountBy(id => familyOf[id])
            .ToDictionary();
        var kinds = new[] { "created", "shipped", "cancelled", "lineAdded" };
        var entries = await db
            .Journal.AsNoTracking()
            .Where(j => j.OrderId != null && ids.Contains(j.OrderId.Value) && kinds.Contains(j.Kind))
            .Select(j => new
            {
                OrderId = j.OrderId!.Value,
                j.Kind,
                j.Data,
            })
            .ToListAsync();
        var created = entries.Where(e => e.Kind == "created").ToLookup(e => e.OrderId, e => CountLines(e.Data));
        var numbers = orders.ToDictionary(o => o.Id, o => o.Number);
        var reason = $"\"reason\":\"{prefix}";
        var stock = await db
            .Journal.AsNoTracking()
            .Where(j => j.Kind == "stockAdjusted" && j.Data.Contains(reason))
            .Select(j => j.Data)
            .ToListAsync();
        return new Traces
        {
            Keys = [.. keys],
            Orders = orders.ToLookup(
                o => o.CustomerName,
                o => new FoundOrder(o.Number, lines.GetValueOrDefault(o.Id), created[o.Id].Sum()),
                StringComparer.Ordinal
            ),
            StockEntries = stock.Select(ReasonOf).CountBy(r => r).ToDictionary(StringComparer.Ordinal),
            Receipts = (await db.Receipts.Where(r => r.Reference.StartsWith(prefix)).Select(r => r.Reference).ToListAsync())
                .CountBy(r => r)
                .ToDictionary(StringComparer.Ordinal),
            OrderEntries = new Dictionary<Trace, Dictionary<string, int>>
            {
                [Trace.Shipped] = CountOf("shipped"),
                [Trace.Cancelled] = CountOf("cancelled"),
                [Trace.LineAdded] = CountOf("lineAdded"),
            },
        };

        Dictionary<string, int> CountOf(string kind) =>
            entries.Where(e => e.Kind == kind).CountBy(e => numbers[e.OrderId]).ToDictionary(StringComparer.Ordinal);
    }

    private static int CountLines(string data)
    {
        using var json = JsonDocument.Parse(data);
        return json.RootElement.TryGetProperty("lines", out var lines) ? lines.GetArrayLength() : 0;
    }

    private static string ReasonOf(string data)
    {
        using var json = JsonDocument.Parse(data);
        return json.RootElement.GetProperty("reason").GetString()!;
    }
}
