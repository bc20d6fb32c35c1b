using System.Diagnostics;
using System.Diagnostics.Metrics;
using Raincheck.Ledger;
using Raincheck.Ledger.Audit;

namespace Raincheck.Features.Recalculation;

/// <summary>The result of a pass.</summary>
/// <param name="StalePools">Pools whose stock had changed since their queue was last determined; they are determined now.</param>
/// <param name="Lines">Lines that were recomputed from scratch.</param>
/// <param name="Changed">Lines whose units the changed stock changed.</param>
/// <param name="Differences">The repaired differences that a pending stock change does not explain.</param>
public sealed record PassReport(int StalePools, long Lines, long Changed, IReadOnlyList<Violation> Differences);

/// <summary>
/// Brings changed stock to the orders, then audits: recomputes every queue from scratch, compares, repairs and reports.
/// Several may run at once on one database: each step is a command of the ledger.
/// </summary>
public sealed class PeriodicPass : IDisposable
{
    public const string MeterName = "Raincheck.Pass";

    /// <summary>Pools in one transaction; small, so that other commands are not blocked.</summary>
    private const int PoolsPerStep = 500;

    private readonly ClientLedger ledger;
    private readonly ILogger<PeriodicPass> log;
    private readonly Meter meter;
    private readonly Counter<long> differences;
    private readonly Counter<long> changedLines;
    private readonly Histogram<double> duration;

    public PeriodicPass(ClientLedger ledger, ILogger<PeriodicPass> log, IMeterFactory meters)
    {
        this.ledger = ledger;
        this.log = log;
        meter = meters.Create(MeterName);
        differences = meter.CreateCounter<long>(
            "raincheck.pass.differences",
            description: "Stored allocations that were wrong for no reason that a waiting stock change explains."
        );
        changedLines = meter.CreateCounter<long>(
            "raincheck.pass.changed_lines",
            description: "Lines that a periodic pass gave other units."
        );
        duration = meter.CreateHistogram<double>(
            "raincheck.pass.duration",
            "s",
            "A pass from its beginning to the end of its audit; by outcome, done or failed.",
            advice: new() { HistogramBucketBoundaries = [0.01, 0.1, 0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600] }
        );
    }

    /// <summary>One pass.</summary>
    /// <param name="actor">The actor.</param>
    /// <param name="cause">The cause in the journal.</param>
    /// <param name="progress">Told how much of how much is done.</param>
    /// <param name="cancel">To stop between two steps.</param>
    public async Task<PassReport> RunAsync(string actor, string cause, Action<long, long>? progress, CancellationToken cancel)
    {
        var began = Stopwatch.GetTimestamp();
        var outcome = "failed";
        try
        {
            var report = await RunStepsAsync(actor, cause, progress, cancel);
            outcome = "done";
            return report;
        }
        finally
        {
            duration.Record(Stopwatch.GetElapsedTime(began).TotalSeconds, new KeyValuePair<string, object?>("outcome", outcome));
        }
    }

    private async Task<PassReport> RunStepsAsync(string actor, string cause, Action<long, long>? progress, CancellationToken cancel)
    {
        var stale = await ledger.StalePoolsAsync(cancel);
        var changed = await DetermineAsync(stale, actor, cause, progress, cancel);
        changedLines.Add(changed);

        AllocationAudit audit;
        await using (var snapshot = await ledger.SnapshotAsync(cancel))
            audit = await new AllocationAuditor(snapshot, await ledger.CatalogueOfAsync(snapshot, cancel)).RunAsync(progress, cancel);
        var found = audit.BrokenPools.Values.SelectMany(v => v).ToList();
        if (found.Count > 0)
        {
            differences.Add(found.Count);
            foreach (var violation in found.Take(100))
                log.LogError("The audit found a difference at {Subject}: {Detail}", violation.Subject, violation.Detail);
            foreach (var chunk in audit.BrokenPools.Keys.Chunk(PoolsPerStep))
                await ledger.ExecuteAsync(new RepairPools(chunk), new CommandContext(actor), cancel);
        }
        return new PassReport(stale.Count, audit.Lines, changed, found);
    }

    /// <summary>Determines the queues of these pools from the stock as it is now.</summary>
    /// <returns>How many lines got other units.</returns>
    public async Task<long> DetermineAsync(
        IReadOnlyList<int> poolIds,
        string actor,
        string cause,
        Action<long, long>? progress,
        CancellationToken cancel
    )
    {
        long changed = 0,
            done = 0;
        foreach (var chunk in poolIds.Chunk(PoolsPerStep))
        {
            changed += (await ledger.ExecuteAsync(new ReallocatePools(chunk, cause), new CommandContext(actor), cancel)).Value;
            progress?.Invoke(done += chunk.Length, poolIds.Count);
        }
        return changed;
    }

    public void Dispose() => meter.Dispose();
}
