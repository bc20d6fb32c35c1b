using Raincheck.Core.Stock;
using Raincheck.Platform.Jobs;

namespace Raincheck.Features.Recalculation;

/// <summary>Runs the periodic pass when it is due and no other process runs it.</summary>
internal sealed class PassWorker(JobStore jobs, JobRunner runner, PeriodicPass pass) : ISettingsFollower
{
    public async Task RunAsync(ClientSettings settings, CancellationToken cancel)
    {
        // With immediate effect there is nothing to bring to the orders, and the pass still audits.
        if (await jobs.TakePassAsync(TimeSpan.FromMinutes(settings.PassMinutes), cancel) is { } lease)
            await runner.RunAsync(lease, stop => RunAsync(lease, stop), cancel);
    }

    private async Task<JobResult> RunAsync(JobLease lease, CancellationToken cancel)
    {
        var report = await pass.RunAsync("periodic pass", "periodic pass", runner.ProgressOf(lease), cancel);
        return new JobResult(report.Changed, report.Differences);
    }
}
