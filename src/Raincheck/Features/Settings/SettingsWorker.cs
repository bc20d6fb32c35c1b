using Raincheck.Core.Stock;
using Raincheck.Platform.Jobs;

namespace Raincheck.Features.Settings;

/// <summary>Adds the job that applies saved settings to the orders again, if it failed halfway.</summary>
internal sealed class SettingsWorker(JobStore jobs, TimeProvider time) : ISettingsFollower
{
    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromMinutes(1);

    public async Task RunAsync(ClientSettings settings, CancellationToken cancel)
    {
        if (settings.Next is null)
            return;
        if (!await jobs.IsAskedForAsync(SettingsJob.Kind, time.GetUtcNow() - BetweenAttempts, cancel))
            await jobs.AddAsync(SettingsJob.Kind, new SettingsJobRequest("settings"), cancel);
    }
}
