namespace Raincheck.Platform.Jobs;

/// <summary>Background work that every process repeats, without coordination between processes.</summary>
/// <param name="interval">From the end of one round to the next, at the least.</param>
/// <param name="time">The clock of the interval.</param>
/// <param name="log">Told what failed.</param>
internal abstract class RepeatedWork(TimeSpan interval, TimeProvider time, ILogger log) : BackgroundService
{
    protected abstract Task RunRoundAsync(CancellationToken cancel);

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RunRoundAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // The database may be away for a while; the next round retries.
                log.LogError(e, "{Work} failed", GetType().Name);
            }
            await Task.Delay(interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
