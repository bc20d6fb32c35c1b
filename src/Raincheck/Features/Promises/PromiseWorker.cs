using Raincheck.Platform.Jobs;

namespace Raincheck.Features.Promises;

/// <summary>Compares promises when a pool is flagged or a day begins, unless another process does. It polls by the system clock.</summary>
internal sealed class PromiseWorker(PromiseJob promises, JobStore jobs, JobRunner runner, ILogger<PromiseWorker> log)
    : RepeatedWork(TimeSpan.FromSeconds(1), TimeProvider.System, log)
{
    private DateOnly? daySeen;

    protected override async Task RunRoundAsync(CancellationToken cancel)
    {
        if (!await promises.IsDueAsync(daySeen, cancel))
            return;
        if (await jobs.TakeRepeatedAsync(JobKinds.Promises, TimeSpan.Zero, cancel) is { } lease)
            await runner.RunAsync(lease, RunAsync, cancel);
    }

    private async Task<JobResult> RunAsync(CancellationToken cancel)
    {
        var (changed, day) = await promises.RunAsync(daySeen, cancel);
        daySeen = day;
        return new JobResult(changed);
    }
}
