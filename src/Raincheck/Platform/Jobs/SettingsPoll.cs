using Raincheck.Ledger;

namespace Raincheck.Platform.Jobs;

/// <summary>
/// Reads the settings once a second for all background work that depends on them. It polls by the system clock, also if the work
/// uses a fake clock.
/// </summary>
internal sealed class SettingsPoll(ClientLedger ledger, IEnumerable<ISettingsFollower> followers, ILogger<SettingsPoll> log)
    : RepeatedWork(TimeSpan.FromSeconds(1), TimeProvider.System, log)
{
    private readonly List<Follower> followers = [.. followers.Select(f => new Follower(f))];

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await Task.WhenAll(followers.Select(f => f.Running)).WaitAsync(cancellationToken);
    }

    protected override async Task RunRoundAsync(CancellationToken cancel)
    {
        var settings = (await ledger.CatalogueAsync(cancel)).Settings;
        foreach (var follower in followers.Where(f => f.Running.IsCompleted))
            follower.Running = RunAsync(follower.Work, settings, cancel);
    }

    private async Task RunAsync(ISettingsFollower work, Core.Stock.ClientSettings settings, CancellationToken cancel)
    {
        // Long work of one must not delay the others.
        await Task.Yield();
        try
        {
            await work.RunAsync(settings, cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The process stops.
        }
        catch (Exception e)
        {
            // The database may be away for a while; the next round retries.
            log.LogError(e, "{Work} failed", work.GetType().Name);
        }
    }

    private sealed class Follower(ISettingsFollower work)
    {
        public ISettingsFollower Work => work;

        public Task Running { get; set; } = Task.CompletedTask;
    }
}
