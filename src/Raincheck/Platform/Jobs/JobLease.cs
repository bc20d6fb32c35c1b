using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;
using Raincheck.Ledger;
using Raincheck.Ledger.Audit;
using Raincheck.Storage;

namespace Raincheck.Platform.Jobs;

/// <summary>
/// A job that this process is at. Once its term is over another process takes the job over, so it is renewed while the work goes
/// on; what is written under it is written only while it is this process's.
/// </summary>
/// <param name="database">The URL of the job.</param>
/// <param name="time">The clock of the term.</param>
/// <param name="job">The job as it was when it was taken.</param>
/// <param name="until">The end of the term as it is stored, in microseconds. No two processes store the same: who takes a job over does so later.</param>
public sealed class JobLease(ClientDatabase database, TimeProvider time, JobRow job, long until) : IDisposable
{
    /// <summary>How long a process may be silent about a job before another takes it over.</summary>
    public static readonly TimeSpan Term = TimeSpan.FromMinutes(2);

    private readonly SemaphoreSlim writing = new(1);
    private readonly CancellationTokenSource lost = new();
    private long? until = until;

    /// <summary>The job as it was when it was taken.</summary>
    public JobRow Job => job;

    /// <summary>Cancelled when another process has the job.</summary>
    public CancellationToken Lost => lost.Token;

    /// <summary>The end of a lease that starts now.</summary>
    public static long UntilFrom(TimeProvider time) => Micros.Of(time.GetUtcNow() + Term);

    /// <summary>Writes down how far the job is and, where it has one, its report.</summary>
    /// <exception cref="JobLostException">Another process has the job.</exception>
    public Task ProgressAsync(long done, long total, CancellationToken cancel, string? report = null) =>
        WriteAsync(
            UntilFrom(time),
            s => s.SetProperty(j => j.Done, done).SetProperty(j => j.Total, total).SetProperty(j => j.Report, j => report ?? j.Report),
            cancel
        );

    /// <summary>Writes down how far the job is, and what it could not do its work to on the way: both or neither.</summary>
    /// <exception cref="JobLostException">Another process has the job.</exception>
    public Task ProgressAsync(long done, long total, IReadOnlyList<JobRefusal> refusals, CancellationToken cancel) =>
        WriteAsync(UntilFrom(time), s => s.SetProperty(j => j.Done, done).SetProperty(j => j.Total, total), cancel, refusals);

    /// <summary>Begins a new term.</summary>
    /// <exception cref="JobLostException">Another process has the job.</exception>
    public Task RenewAsync(CancellationToken cancel) => WriteAsync(UntilFrom(time), _ => { }, cancel);

    /// <summary>Ends the job.</summary>
    /// <exception cref="JobLostException">Another process has the job.</exception>
    public Task FinishAsync(JobState state, long changed, IReadOnlyList<Violation>? violations, string? problem)
    {
        var now = Micros.Of(time.GetUtcNow());
        var text = violations is null ? null : JsonSerializer.Serialize(violations, LedgerJson.Options);
        var isDone = state == JobState.Succeeded;
        return WriteAsync(
            null,
            s =>
                s.SetProperty(j => j.State, state)
                    .SetProperty(j => j.Done, j => isDone ? j.Total : j.Done)
                    .SetProperty(j => j.Changed, changed)
                    .SetProperty(j => j.Violations, text)
                    .SetProperty(j => j.Problem, problem)
                    .SetProperty(j => j.FinishedAt, now),
            CancellationToken.None
        );
    }

    private async Task WriteAsync(
        long? next,
        Action<UpdateSettersBuilder<JobRow>> set,
        CancellationToken cancel,
        IReadOnlyList<JobRefusal>? refusals = null
    )
    {
        // One after the other: each looks for the term that the last one stored.
        await writing.WaitAsync(cancel);
        try
        {
            var mine = until;
            await using var db = database.CreateContext();
            await using var transaction = refusals is { Count: > 0 } ? await db.Database.BeginTransactionAsync(cancel) : null;
            var written = await db
                .Jobs.Where(j => j.Id == job.Id && j.State == JobState.Running && j.LeaseUntil == mine)
                .ExecuteUpdateAsync(
                    s =>
                    {
                        set(s);
                        s.SetProperty(j => j.LeaseUntil, next);
                    },
                    cancel
                );
            if (written == 0)
            {
                await lost.CancelAsync();
                throw new JobLostException(job.Id);
            }
            if (transaction is not null)
            {
                db.AddRange(refusals!);
                await db.SaveChangesAsync(cancel);
                await transaction.CommitAsync(cancel);
            }
            until = next;
        }
        finally
        {
            writing.Release();
        }
    }

    public void Dispose()
    {
        writing.Dispose();
        lost.Dispose();
    }
}

/// <summary>Another process has taken over a job.</summary>
public sealed class JobLostException(string id) : Exception($"Another process has taken over job {id}.");
