using System.Text.Json;
using Raincheck.Core.Stock;
using Raincheck.Features.Import;
using Raincheck.Features.Orders.Manage;
using Raincheck.Ledger;
using Raincheck.Ledger.Audit;
using Raincheck.Storage;

namespace Raincheck.Jobs;

/// <summary>Takes up jobs, ends pins whose time is over, and runs the periodic pass when it is due.</summary>
internal sealed class JobWorker(
    JobStore jobs,
    PeriodicPass pass,
    PinExpiry pins,
    OrderActionJob orderActions,
    ImportJob imports,
    ClientLedger ledger,
    TimeProvider time,
    ILogger<JobWorker> log
) : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim added = new(0);

    /// <summary>Starts a job, in this process or another.</summary>
    public async Task<JobRow> StartAsync(string kind, object request, CancellationToken cancel, string? id = null)
    {
        var job = await jobs.AddAsync(kind, request, cancel, id);
        added.Release();
        return job;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (await jobs.TakeAsync(stoppingToken) is { } job)
                    await RunAsync(job.Id, cancel => WorkAsync(job, cancel), stoppingToken);
                await pins.RunAsync(stoppingToken);
                var settings = (await ledger.CatalogueAsync(stoppingToken)).Settings;
                if (await jobs.TakePassAsync(IntervalOf(settings), stoppingToken))
                    await RunAsync(JobKinds.PeriodicPass, PassAsync, stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // The database may be away for a while; the next poll tries again.
                log.LogError(e, "Jobs could not be looked for");
            }
            Task idle = added.WaitAsync(Poll, stoppingToken);
            await idle.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>With immediate effect there is nothing to bring to the orders, and the pass still audits.</summary>
    private static TimeSpan IntervalOf(ClientSettings settings) => TimeSpan.FromMinutes(settings.PassMinutes);

    private async Task RunAsync(
        string id,
        Func<CancellationToken, Task<(long Changed, IReadOnlyList<Violation>? Violations)>> work,
        CancellationToken cancel
    )
    {
        try
        {
            var (changed, violations) = await work(cancel);
            await jobs.FinishAsync(id, JobState.Succeeded, changed, violations, null);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // Its lease runs out, and it is taken up again after the restart.
            throw;
        }
        catch (Exception e)
        {
            log.LogError(e, "Job {Job} failed", id);
            await jobs.FinishAsync(id, JobState.Failed, 0, null, Hosting.WithoutPersonalData.MessageOf(e));
        }
    }

    private async Task<(long, IReadOnlyList<Violation>?)> WorkAsync(JobRow job, CancellationToken cancel)
    {
        switch (job.Kind)
        {
            case JobKinds.Recalculation:
                var request = JsonSerializer.Deserialize<RecalculationRequest>(job.Request, LedgerJson.Options)!;
                return await RecalculateAsync(job, request, cancel);
            case OrderActionJob.Kind:
                return (await orderActions.RunAsync(job, cancel), null);
            case JobKinds.Verification:
                await using (var snapshot = await ledger.SnapshotAsync(cancel))
                {
                    var verifier = new Verifier(snapshot, await ledger.CatalogueOfAsync(snapshot, cancel));
                    return (0, await verifier.RunAsync(ProgressOf(job.Id), cancel));
                }
            case var kind when ImportKind.OfJob(kind) is { } files:
                return (await imports.RunAsync(job, files, cancel), null);
            default:
                throw new InvalidOperationException($"nobody knows how to do a job of kind {job.Kind}");
        }
    }

    private async Task<(long, IReadOnlyList<Violation>?)> RecalculateAsync(
        JobRow job,
        RecalculationRequest request,
        CancellationToken cancel
    )
    {
        if (request.Skus is null)
        {
            var report = await pass.RunAsync("recalculation", "recalculation", ProgressOf(job.Id), cancel);
            return (report.Changed + report.Differences.Count, report.Differences);
        }
        var catalogue = await ledger.CatalogueAsync(cancel);
        var pools = request.Skus.Select(s => catalogue.FindProduct(s)?.PoolId).OfType<int>().Distinct().ToList();
        return (await pass.DetermineAsync(pools, "recalculation", "recalculation", ProgressOf(job.Id), cancel), null);
    }

    private async Task<(long, IReadOnlyList<Violation>?)> PassAsync(CancellationToken cancel)
    {
        var report = await pass.RunAsync("periodic pass", "periodic pass", ProgressOf(JobKinds.PeriodicPass), cancel);
        return (report.Changed, report.Differences);
    }

    /// <summary>Writes progress down, at the most twice a second.</summary>
    private Action<long, long> ProgressOf(string id)
    {
        var last = 0L;
        var writing = Task.CompletedTask;
        return (done, total) =>
        {
            var now = time.GetTimestamp();
            if (done < total && last != 0 && time.GetElapsedTime(last, now) < TimeSpan.FromMilliseconds(500))
                return;
            last = now;
            if (writing.IsCompleted)
                writing = jobs.ProgressAsync(id, done, total, CancellationToken.None);
        };
    }

    public override void Dispose()
    {
        added.Dispose();
        base.Dispose();
    }
}
