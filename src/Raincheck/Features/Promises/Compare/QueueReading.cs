using Raincheck.Core.Allocation;
using Raincheck.Core.Orders;
using Raincheck.Core.Promises;
using Raincheck.Ledger;
using Raincheck.Storage;

namespace Raincheck.Features.Promises.Compare;

/// <summary>More lines would have to be read than the caller allows.</summary>
internal sealed class TooManyLinesException(int linesMax) : Exception($"more than {linesMax} lines would have to be read")
{
    public int LinesMax => linesMax;
}

/// <summary>
/// The projections of the lines of several queues, all of one moment: as they are stored, or as rehearsed commands leave them. A pool alone is
/// read from the front until supply reaches no further line; connected pools are read whole.
/// </summary>
/// <param name="db">The database, at the moment.</param>
/// <param name="catalogue">The catalogue of the moment.</param>
/// <param name="days">The calendar days.</param>
/// <param name="unsaved">The rows that rehearsed commands leave; null for the queues as they are stored.</param>
/// <param name="linesMax">The most lines to read.</param>
internal sealed class QueueReading(RaincheckDb db, Catalogue catalogue, ClientDays days, UnsavedRows? unsaved, int linesMax)
{
    private const int LinesStep = 500;

    private static readonly LineProjection Uncovered = new([], null);

    private readonly Dictionary<int, Progress> pools = [];
    private readonly Dictionary<(long OrderId, int Line), (OrderLine Line, LineProjection Projection)> read = [];

    /// <summary>The lines that were read.</summary>
    public IEnumerable<OrderLine> Lines => read.Values.Select(l => l.Line);

    /// <summary>What the queues of the pools that were read consist of, each once.</summary>
    public IEnumerable<QueueFacts> Queues => pools.OrderBy(p => p.Key).Select(p => p.Value.Facts).Distinct();

    /// <summary>How far a queue was read; null if to its end, or not at all.</summary>
    public QueuePosition? EndOf(int poolId) => pools.TryGetValue(poolId, out var pool) && !pool.IsComplete ? pool.Last : null;

    /// <summary>The line as it was read; null if it was not.</summary>
    public OrderLine? Find(long orderId, int line) => read.TryGetValue((orderId, line), out var known) ? known.Line : null;

    /// <summary>Reads the queue at a pool, or reads on.</summary>
    /// <param name="poolId">The pool.</param>
    /// <param name="all">Whether to read lines that no supply reaches too.</param>
    /// <param name="atLeast">A place to read up to in any case.</param>
    /// <param name="cancel">Stops the reading.</param>
    public async Task ReadAsync(int poolId, bool all, QueuePosition? atLeast, CancellationToken cancel)
    {
        if (!pools.TryGetValue(poolId, out var pool))
        {
            var facts = await QueueFacts.ReadAsync(db, catalogue, days, poolId, cancel, unsaved);
            pool = pools[poolId] = new Progress(facts) { IsComplete = facts.IsShared };
            // The pools of a group have one queue.
            foreach (var member in facts.Pools)
                pools[member.Id] = pool;
            if (facts.IsShared)
            {
                foreach (var line in facts.Lines)
                    Add(line, facts.Project(line, 0));
            }
        }
        while (!pool.IsComplete && (pool.Last is not { } last || !(pool.IsBeyondSupply && !all && !(atLeast > last))))
            await ReadOnAsync(pool, poolId, cancel);
    }

    /// <summary>The dates of a line; none if it does not stand in a queue or the workflow is off.</summary>
    public IReadOnlyList<SchedulePieceView> ScheduleOf(OrderLine? line)
    {
        if (line is not { Counts: true, Open: > 0 } || !catalogue.Settings.EnableBackOrderWorkflow)
            return [];
        var projection =
            read.TryGetValue((line.OrderId, line.Line), out var known) ? known.Projection
            // Behind the last line that was read, supply reaches none.
            : EndOf(line.PoolId) is { } end && line.Position > end ? Uncovered
            : throw new InvalidOperationException($"line {line.Line} of order {line.OrderId} was not read");
        return ShipSchedule.Of(catalogue, days, line, projection);
    }

    /// <summary>Whether the date of a line is known here.</summary>
    public bool Knows(OrderLine line) => pools.ContainsKey(line.PoolId);

    private async Task ReadOnAsync(Progress pool, int poolId, CancellationToken cancel)
    {
        var from = pool.Last;
        var lines = await QueueLines.StoredAsync(db, poolId, from, LinesStep, cancel);
        pool.IsComplete = lines.Count < LinesStep;
        QueuePosition? to = pool.IsComplete ? null : lines[^1].Position;
        if (unsaved is not null)
        {
            lines.RemoveAll(unsaved.IsKnown);
            lines.AddRange(unsaved.LinesAt([poolId]).Where(l => l.Counts && l.Open > 0 && !(l.Position <= from) && !(l.Position > to)));
            lines.Sort((a, b) => a.Position.CompareTo(b.Position));
        }
        foreach (var line in lines)
        {
            var projection = pool.Facts.Project(line, pool.OpenBefore);
            pool.OpenBefore += line.Open;
            Add(line, projection);
            pool.IsBeyondSupply = pool.Facts.IsBeyondSupply(line, projection);
        }
        pool.Last = to ?? (lines.Count > 0 ? lines[^1].Position : from);
        // Lines with firm units are served out of turn.
        if (pool.Facts.Lines.Any(l => l.Position > pool.Last))
            pool.IsBeyondSupply = false;
    }

    private void Add(OrderLine line, LineProjection projection)
    {
        if (read.Count >= linesMax)
            throw new TooManyLinesException(linesMax);
        read.Add((line.OrderId, line.Line), (line, projection));
    }

    /// <summary>How far a queue is read.</summary>
    private sealed class Progress(QueueFacts facts)
    {
        public QueueFacts Facts => facts;

        public bool IsComplete { get; set; }

        public bool IsBeyondSupply { get; set; }

        public QueuePosition? Last { get; set; }

        public long OpenBefore { get; set; }
    }
}
