using Raincheck.Ledger.Audit;
using Raincheck.Storage;

namespace Raincheck.Platform.Jobs;

/// <summary>The result of a job.</summary>
/// <param name="Changed">The number of changed records; their kind depends on the kind of job.</param>
/// <param name="Violations">The broken rules that it found; null if it does not look for any.</param>
internal sealed record JobResult(long Changed, IReadOnlyList<Violation>? Violations = null);

/// <summary>Does a job under its lease, and writes down how it ended.</summary>
internal sealed class JobRunner(TimeProvider time, ILogger<JobRunner> log)
{
    private static readonly TimeSpan BetweenProgress = TimeSpan.FromMilliseconds(500);

    /// <summary>Does the work. Interrupted by the end of the process, the job waits for the end of its lease, and is taken up again.</summary>
    public async Task RunAsync(JobLease lease, Func<CancellationToken, Task<JobResult>> work, CancellationToken stop)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(stop, lease.Lost);
        var renewing = RenewAsync(lease, ended.Token);
        try
        {
            try
            {
                var result = await work(cancel.Token);
                await lease.FinishAsync(JobState.Succeeded, result.Changed, result.Violations, null);
            }
            catch (Exception e) when (e is not JobLostException && !cancel.IsCancellationRequested)
            {
                log.LogError(e, "Job {Job} failed", lease.Job.Id);
                await lease.FinishAsync(JobState.Failed, 0, null, WithoutPersonalData.MessageOf(e));
            }
        }
        catch (Exception e)
        {
            // The new owner of the lease finishes it, or another process takes over when the lease expires. A shutdown is not an error.
            if (!stop.IsCancellationRequested)
                log.LogWarning("Job {Job} is left for another process: {Reason}", lease.Job.Id, e.Message);
        }
        finally
        {
            await ended.CancelAsync();
            await renewing;
            lease.Dispose();
        }
    }

    /// <summary>Writes progress down, at the most twice a second, and never keeps the work waiting.</summary>
    public Action<long, long> ProgressOf(JobLease lease)
    {
        var last = 0L;
        var writing = Task.CompletedTask;
        return (done, total) =>
        {
            var now = time.GetTimestamp();
            if (!writing.IsCompleted || (last != 0 && time.GetElapsedTime(last, now) < BetweenProgress))
                return;
            last = now;
            writing = WriteAsync(done, total);
        };

        async Task WriteAsync(long done, long total)
        {
            try
            {
                await lease.ProgressAsync(done, total, CancellationToken.None);
            }
            catch (Exception e)
            {
                // The work itself will say what is wrong, if it is still wrong then.
                log.LogWarning("The progress of job {Job} was not written down: {Reason}", lease.Job.Id, e.Message);
            }
        }
    }

    /// <summary>Work may be silent for longer than a lease lasts.</summary>
    private async Task RenewAsync(JobLease lease, CancellationToken ended)
    {
        while (true)
        {
            try
            {
                await Task.Delay(JobLease.Term / 4, time, ended);
                await lease.RenewAsync(ended);
            }
            catch (Exception) when (ended.IsCancellationRequested || lease.Lost.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // The database may be away for a while.
                log.LogWarning("The lease of job {Job} was not renewed: {Reason}", lease.Job.Id, e.Message);
            }
        }
    }
}
