namespace Raincheck.Features.Orders.Search;

/// <summary>Keeps the index of orders up to date while the host runs.</summary>
internal sealed class SearchIndexer(SearchIndex index, TimeProvider time, ILogger<SearchIndexer> log) : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await index.CatchUpAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // The database is away for a while, or another process made the same block first; the next poll retries.
                log.LogWarning("The index of orders was not brought up to date: {Reason}", e.GetBaseException().Message);
            }
            await Task.Delay(Poll, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
