using Raincheck.Ledger;
using Raincheck.Platform.Jobs;

namespace Raincheck.Features.Recalculation;

/// <summary>
/// Runs the periodic pass when it is due and no other process is at it. It polls by the system clock, also if the pass uses a fake clock.
/// </summary>
internal sealed class PassWorker(JobStore jobs, JobRunner runner, PeriodicPass pass, ClientLedger ledger, ILogger<PassWorker> log)
    : RepeatedWork(TimeSpan.FromSeconds(1), TimeProvider.System, log)
{
    protected override async Task RunRoundAsync(CancellationToken cancel)
    {
        // With immediate effect there is nothing to bring to the orders, and the pass still audits.
        var settings = (await ledger.CatalogueAsync(cancel)).Settings;
        if (await jobs.TakePassAsync(TimeSpan.FromMinutes(settings.PassMinutes), cancel) is { } lease)
            await runner.RunAsync(lease, stop => RunAsync(lease, stop), cancel);
    }

    private async Task<JobResult> RunAsync(JobLease lease, CancellationToken cancel)
    {
        var report = await pass.RunAsync("periodic pass", "periodic pass", runner.ProgressOf(lease), cancel);
        return new JobResult(report.Changed, report.Differences);
    }
}
