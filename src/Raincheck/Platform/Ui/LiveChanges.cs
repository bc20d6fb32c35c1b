using Microsoft.EntityFrameworkCore;
using Raincheck.Ledger;
using Raincheck.Storage;

namespace Raincheck.Platform.Ui;

/// <summary>
/// Tells open pages what changed, by whomever. The journal names every change, so its newest entry is the counter that is
/// looked at: at once when this process commits, once a second for the others, and not at all while no page listens.
/// </summary>
internal sealed class LiveChanges(ClientDatabase database, ClientLedger ledger, TimeProvider time, ILogger<LiveChanges> log)
    : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    /// <summary>Bursts are told as one.</summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(150);

    /// <summary>Of a larger burst, pages learn only that there was one.</summary>
    private const int EntriesMax = 5_000;

    /// <summary>Ids are given before they are committed: so many may still turn up below the newest one.</summary>
    private const int Late = 200;

    private readonly Lock gate = new();
    private readonly SemaphoreSlim committed = new(0, 1);
    private ChangeFeed[] feeds = [];

    /// <summary>Everything that changes from now on, for one reader.</summary>
    public ChangeFeed Open()
    {
        var feed = new ChangeFeed(Forget);
        lock (gate)
            feeds = [.. feeds, feed];
        Wake();
        return feed;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        ledger.Committed += Wake;
        var last = -1L;
        var failed = false;
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                var wake = committed.WaitAsync(Poll, stoppingToken);
                await ((Task)wake).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (stoppingToken.IsCancellationRequested || feeds.Length == 0)
                {
                    last = -1;
                    continue;
                }
                try
                {
                    last = await LookAsync(last, stoppingToken);
                    failed = false;
                }
                catch (Exception e) when (!stoppingToken.IsCancellationRequested)
                {
                    // The database may be away for a while; pages that read for themselves say so.
                    if (!failed)
                        log.LogWarning(e, "Changes could not be looked for");
                    failed = true;
                }
            }
        }
        finally
        {
            ledger.Committed -= Wake;
        }
    }

    private void Wake()
    {
        if (committed.CurrentCount == 0)
        {
            try
            {
                committed.Release();
            }
            catch (SemaphoreFullException)
            {
                // Another commit woke it first.
            }
        }
    }

    private async Task<long> LookAsync(long last, CancellationToken cancel)
    {
        await using var db = database.CreateContext();
        var newest = await db.Journal.MaxAsync(j => (long?)j.Id, cancel) ?? 0;
        if (newest == last)
            return newest;
        if (last < 0)
        {
            // New listeners may have missed changes since their last read.
            foreach (var feed in feeds)
                feed.Add(new Changes(new HashSet<long>(), new HashSet<int>(), new HashSet<long>(), true));
            return newest;
        }
        await Task.Delay(Gathering, time, cancel);
        var entries = await db
            .Journal.Where(j => j.Id > last - Late)
            .OrderByDescending(j => j.Id)
            .Take(EntriesMax)
            .Select(j => new
            {
                j.Id,
                j.OrderId,
                j.SkuId,
                j.PurchaseOrderId,
            })
            .ToListAsync(cancel);
        var changes = new Changes(
            entries.Select(e => e.OrderId).OfType<long>().ToHashSet(),
            entries.Select(e => e.SkuId).OfType<int>().ToHashSet(),
            entries.Select(e => e.PurchaseOrderId).OfType<long>().ToHashSet(),
            entries.Count == EntriesMax || entries.Exists(e => e.Id > last && (e.OrderId ?? e.SkuId ?? e.PurchaseOrderId) is null)
        );
        foreach (var feed in feeds)
            feed.Add(changes);
        return entries.Count > 0 ? Math.Max(newest, entries[0].Id) : newest;
    }

    private void Forget(ChangeFeed feed)
    {
        lock (gate)
            feeds = [.. feeds.Where(f => f != feed)];
    }

    public override void Dispose()
    {
        committed.Dispose();
        base.Dispose();
    }
}
