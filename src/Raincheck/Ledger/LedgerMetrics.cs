using System.Diagnostics.Metrics;
using Raincheck.Core;
using Raincheck.Ledger.Work;

namespace Raincheck.Ledger;

/// <summary>What the ledger counts.</summary>
internal sealed class LedgerMetrics : IDisposable
{
    public const string MeterName = "Raincheck.Ledger";

    /// <summary>The outcome of a command that was carried out; a refused one has its code.</summary>
    public const string Done = "done";

    /// <summary>The outcome of a command that a defect ended.</summary>
    public const string Failed = "failed";

    /// <summary>The outcome of a command for which the database could not be reached.</summary>
    public const string Unavailable = "unavailable";

    private static readonly string[] Codes = [.. Enum.GetValues<RefusalCode>().Select(EnumName.OfCode)];

    private static readonly InstrumentAdvice<int> Sizes = new() { HistogramBucketBoundaries = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000] };

    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30],
    };

    private readonly Meter meter;
    private readonly Counter<long> commands;
    private readonly Counter<long> repeated;
    private readonly Histogram<int> batchSize;
    private readonly Histogram<double> transactionTime;
    private readonly Histogram<double> commitTime;
    private readonly Counter<long> changedLines;
    private readonly Counter<long> givenUnits;
    private readonly Counter<long> takenUnits;

    /// <param name="meters">Where the meter comes from.</param>
    /// <param name="queueLength">How many commands wait at this moment.</param>
    public LedgerMetrics(IMeterFactory meters, Func<long> queueLength)
    {
        meter = meters.Create(MeterName);
        commands = meter.CreateCounter<long>("raincheck.ledger.commands", "{command}", "Commands, by kind and outcome.");
        repeated = meter.CreateCounter<long>("raincheck.ledger.repeated", "{transaction}", "Transactions repeated for a passing reason.");
        batchSize = meter.CreateHistogram("raincheck.ledger.batch_size", "{command}", "Commands in one transaction.", advice: Sizes);
        transactionTime = meter.CreateHistogram(
            "raincheck.ledger.transaction.duration",
            "s",
            "A transaction from its beginning to the end of its commit, without the attempts that failed.",
            advice: Seconds
        );
        commitTime = meter.CreateHistogram(
            "raincheck.ledger.commit.duration",
            "s",
            "The last step of a transaction: writing what is still unwritten, and the commit.",
            advice: Seconds
        );
        changedLines = meter.CreateCounter<long>("raincheck.allocation.lines", "{line}", "Order lines that got other units.");
        givenUnits = meter.CreateCounter<long>("raincheck.allocation.given", "{unit}", "Units that lines got.");
        takenUnits = meter.CreateCounter<long>("raincheck.allocation.taken", "{unit}", "Units that lines lost other than by shipping.");
        meter.CreateObservableGauge("raincheck.ledger.queue_length", queueLength, "{command}", "Commands that wait for a transaction.");
    }

    public void Repeated() => repeated.Add(1);

    /// <summary>A transaction is committed.</summary>
    /// <param name="batch">Its commands.</param>
    /// <param name="run">What they did.</param>
    /// <param name="transaction">How long all of it took.</param>
    /// <param name="commit">How long the last step took.</param>
    public void Committed(List<Pending> batch, WorkRun run, TimeSpan transaction, TimeSpan commit)
    {
        batchSize.Record(batch.Count);
        transactionTime.Record(transaction.TotalSeconds);
        commitTime.Record(commit.TotalSeconds);
        Count(batch, null);
        if (!changedLines.Enabled)
            return;
        var (lines, given, taken) = run.Summarize().AllocationChanges();
        changedLines.Add(lines);
        givenUnits.Add(given);
        takenUnits.Add(taken);
    }

    /// <summary>Commands came to an end without an answer.</summary>
    public void NotCommitted(List<Pending> batch, string outcome) => Count(batch, outcome);

    public void Dispose() => meter.Dispose();

    private void Count(List<Pending> batch, string? outcome)
    {
        if (!commands.Enabled)
            return;
        // Most of a batch is of one kind and one outcome: what is alike is counted at once.
        for (var first = 0; first < batch.Count; )
        {
            var (kind, came) = Of(batch[first]);
            var next = first + 1;
            while (next < batch.Count && Of(batch[next]) == (kind, came))
                next++;
            commands.Add(next - first, new("kind", kind), new("outcome", came));
            first = next;
        }

        (string Kind, string Outcome) Of(Pending pending) =>
            (pending.Command.Kind, outcome ?? (pending.Refusal is { } refusal ? Codes[(int)refusal.Code] : Done));
    }
}
