using Microsoft.EntityFrameworkCore;
using Raincheck.Storage;

namespace Raincheck.Platform.Jobs;

/// <summary>
/// Forgets jobs that ended long ago, with what they worked on and could not do: a bulk action names up to 20,000 orders. The newest of
/// each kind stay however old they are.
/// </summary>
internal sealed class JobRetention(ClientDatabase database, TimeProvider time, ILogger<JobRetention> log)
    : RepeatedWork(Rest, TimeProvider.System, log)
{
    /// <summary>The minimum retention time of a finished job: longer than that of its idempotency key.</summary>
    public static readonly TimeSpan Kept = KeyRetention.Kept + TimeSpan.FromDays(30);

    /// <summary>So many of each kind stay: the next import takes its columns from the last ones.</summary>
    public const int KeptOfKind = 20;

    /// <summary>Of one round.</summary>
    private const int JobsMax = 1_000;

    private static readonly TimeSpan Rest = TimeSpan.FromHours(1);

    protected override Task RunRoundAsync(CancellationToken cancel) => RunAsync(cancel);

    /// <summary>Deletes expired entries.</summary>
    /// <returns>How many jobs were forgotten.</returns>
    public async Task<int> RunAsync(CancellationToken cancel)
    {
        var old = Micros.Of(time.GetUtcNow() - Kept);
        await using var db = database.CreateContext();
        var kinds = await db.Jobs.AsNoTracking().Select(j => j.Kind).Distinct().ToListAsync(cancel);
        var forgotten = 0;
        foreach (var kind in kinds)
        {
            var ended = await db
                .Jobs.AsNoTracking()
                .Where(j => j.Kind == kind && j.State >= JobState.Succeeded)
                .OrderByDescending(j => j.CreatedAt)
                .ThenByDescending(j => j.Id)
                .Skip(KeptOfKind)
                .Where(j => j.FinishedAt < old)
                .Select(j => j.Id)
                .Take(JobsMax)
                .ToListAsync(cancel);
            // One by one: each may have thousands of refusals, and other writers wait for one at most.
            foreach (var id in ended)
            {
                await using var transaction = await db.Database.BeginTransactionAsync(cancel);
                await db.JobRefusals.Where(r => r.JobId == id).ExecuteDeleteAsync(cancel);
                forgotten += await db.Jobs.Where(j => j.Id == id && j.State >= JobState.Succeeded).ExecuteDeleteAsync(cancel);
                await transaction.CommitAsync(cancel);
            }
        }
        return forgotten;
    }
}
