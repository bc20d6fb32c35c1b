using System.Linq.Expressions;
using Raincheck.Storage;

namespace Raincheck.Platform.Jobs;

/// <summary>
/// Takes up jobs, in lanes: what one person started does not wait for what takes others long. Within a lane the oldest comes first.
/// </summary>
internal sealed class JobWorker(JobStore jobs, JobRunner runner, IEnumerable<IJobHandler> handlers, ILogger<JobWorker> log)
    : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, IJobHandler> handlers = handlers
        .SelectMany(h => h.Kinds.Select(kind => (kind, h)))
        .ToDictionary(h => h.kind, h => h.h, StringComparer.Ordinal);

    private readonly List<Lane> lanes =
    [
        .. handlers.GroupBy(h => h.Lane).Select(lane => new Lane(lane.Key.AtOnce, [.. lane.SelectMany(h => h.Kinds)])),
    ];

    /// <summary>Starts a job, in this process or another.</summary>
    public async Task<JobRow> StartAsync(string kind, object request, CancellationToken cancel, string? id = null)
    {
        var job = await jobs.AddAsync(kind, request, cancel, id);
        foreach (var lane in lanes)
            lane.Added.Release();
        return job;
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(lanes.Select(l => WorkAsync(l, stoppingToken)));

    private async Task WorkAsync(Lane lane, CancellationToken stop)
    {
        var running = new List<Task>();
        var added = Task.CompletedTask;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                running.RemoveAll(r => r.IsCompleted);
                while (running.Count < lane.AtOnce && await jobs.TakeAsync(lane.Takes, stop) is { } lease)
                    running.Add(runner.RunAsync(lease, cancel => DoAsync(lease, cancel), stop));
            }
            catch (Exception e) when (!stop.IsCancellationRequested)
            {
                // The database may be away for a while; the next poll retries.
                log.LogError(e, "Jobs could not be looked for");
            }
            catch (OperationCanceledException)
            {
                break;
            }
            if (added.IsCompleted)
                added = lane.Added.WaitAsync(Poll, stop);
            await Task.WhenAny([added, .. running]);
        }
        await Task.WhenAll(running);
    }

    private Task<JobResult> DoAsync(JobLease lease, CancellationToken cancel) =>
        handlers[lease.Job.Kind].RunAsync(lease, runner.ProgressOf(lease), cancel);

    public override void Dispose()
    {
        foreach (var lane in lanes)
            lane.Added.Dispose();
        base.Dispose();
    }

    private sealed class Lane(int atOnce, List<string> kinds)
    {
        public int AtOnce => atOnce;

        public Expression<Func<JobRow, bool>> Takes => j => kinds.Contains(j.Kind);

        public SemaphoreSlim Added { get; } = new(0);
    }
}
