using System.Linq.Expressions;
using System.Text.Json;
using Raincheck.Features.Import;
using Raincheck.Features.Orders.Manage;
using Raincheck.Features.Settings;
using Raincheck.Ledger;
using Raincheck.Ledger.Audit;
using Raincheck.Storage;

namespace Raincheck.Jobs;

/// <summary>
/// Takes up jobs, in lanes: what one person started does not wait for what takes others long. Within a lane the oldest comes first.
/// </summary>
internal sealed class JobWorker(
    JobStore jobs,
    JobRunner runner,
    PeriodicPass pass,
    OrderActionJob orderActions,
    ImportJob imports,
    SettingsJob settings,
    ClientLedger ledger,
    ILogger<JobWorker> log
) : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);
    private static readonly List<string> ImportKinds = [.. ImportKind.All.Select(k => k.JobKind)];

    // Users wait for bulk actions: one with ten thousand orders must not block one with two.
    private readonly Lane actions = new(4, j => j.Kind == OrderActionJob.Kind);
    private readonly Lane files = new(1, j => ImportKinds.Contains(j.Kind));
    private readonly Lane saved = new(1, j => j.Kind == SettingsJob.Kind);
    private readonly Lane others = new(
        1,
        j => j.Kind != OrderActionJob.Kind && j.Kind != SettingsJob.Kind && !ImportKinds.Contains(j.Kind)
    );

    private IEnumerable<Lane> Lanes => [actions, files, saved, others];

    /// <summary>Starts a job, in this process or another.</summary>
    public async Task<JobRow> StartAsync(string kind, object request, CancellationToken cancel, string? id = null)
    {
        var job = await jobs.AddAsync(kind, request, cancel, id);
        foreach (var lane in Lanes)
            lane.Added.Release();
        return job;
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(Lanes.Select(l => WorkAsync(l, stoppingToken)));

    private async Task WorkAsync(Lane lane, CancellationToken stop)
    {
        var running = new List<Task>();
        var added = Task.CompletedTask;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                running.RemoveAll(r => r.IsCompleted);
                while (running.Count < lane.AtOnce && await jobs.TakeAsync(lane.Takes, stop) is { } lease)
                    running.Add(runner.RunAsync(lease, cancel => DoAsync(lease, cancel), stop));
            }
            catch (Exception e) when (!stop.IsCancellationRequested)
            {
                // The database may be away for a while; the next poll retries.
                log.LogError(e, "Jobs could not be looked for");
            }
            catch (OperationCanceledException)
            {
                break;
            }
            if (added.IsCompleted)
                added = lane.Added.WaitAsync(Poll, stop);
            await Task.WhenAny([added, .. running]);
        }
        await Task.WhenAll(running);
    }

    private async Task<JobResult> DoAsync(JobLease lease, CancellationToken cancel)
    {
        switch (lease.Job.Kind)
        {
            case JobKinds.Recalculation:
                var request = JsonSerializer.Deserialize<RecalculationRequest>(lease.Job.Request, LedgerJson.Options)!;
                return await RecalculateAsync(lease, request, cancel);
            case OrderActionJob.Kind:
                return new JobResult(await orderActions.RunAsync(lease, cancel));
            case SettingsJob.Kind:
                return new JobResult(await settings.RunAsync(lease, cancel));
            case JobKinds.Verification:
                await using (var snapshot = await ledger.SnapshotAsync(cancel))
                {
                    var verifier = new Verifier(snapshot, await ledger.CatalogueOfAsync(snapshot, cancel));
                    return new JobResult(0, await verifier.RunAsync(runner.ProgressOf(lease), cancel));
                }
            case var kind when ImportKind.OfJob(kind) is { } importing:
                return new JobResult(await imports.RunAsync(lease, importing, cancel));
            default:
                throw new InvalidOperationException($"there is no handler for jobs of kind {lease.Job.Kind}");
        }
    }

    private async Task<JobResult> RecalculateAsync(JobLease lease, RecalculationRequest request, CancellationToken cancel)
    {
        if (request.Skus is null)
        {
            var report = await pass.RunAsync("recalculation", "recalculation", runner.ProgressOf(lease), cancel);
            return new JobResult(report.Changed + report.Differences.Count, report.Differences);
        }
        var catalogue = await ledger.CatalogueAsync(cancel);
        var pools = request.Skus.Select(s => catalogue.FindProduct(s)?.PoolId).OfType<int>().Distinct().ToList();
        return new JobResult(await pass.DetermineAsync(pools, "recalculation", "recalculation", runner.ProgressOf(lease), cancel));
    }

    public override void Dispose()
    {
        foreach (var lane in Lanes)
            lane.Added.Dispose();
        base.Dispose();
    }

    /// <summary>Jobs that wait for each other, and for no others.</summary>
    /// <param name="AtOnce">How many of them a process is at.</param>
    /// <param name="Takes">The jobs of the lane.</param>
    private sealed record Lane(int AtOnce, Expression<Func<JobRow, bool>> Takes)
    {
        public SemaphoreSlim Added { get; } = new(0);
    }
}
