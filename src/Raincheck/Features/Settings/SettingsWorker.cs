using Raincheck.Ledger;
using Raincheck.Platform.Jobs;

namespace Raincheck.Features.Settings;

/// <summary>Asks for the job again where saved settings are half brought to the orders: they must not stay so because it failed.</summary>
internal sealed class SettingsWorker(JobStore jobs, ClientLedger ledger, TimeProvider time, ILogger<SettingsWorker> log)
    : RepeatedWork(TimeSpan.FromSeconds(1), TimeProvider.System, log)
{
    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromMinutes(1);

    protected override async Task RunRoundAsync(CancellationToken cancel)
    {
        if ((await ledger.CatalogueAsync(cancel)).Settings.Next is null)
            return;
        if (!await jobs.IsAskedForAsync(SettingsJob.Kind, time.GetUtcNow() - BetweenAttempts, cancel))
            await jobs.AddAsync(SettingsJob.Kind, new SettingsJobRequest("settings"), cancel);
    }
}
