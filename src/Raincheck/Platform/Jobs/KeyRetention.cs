using Microsoft.EntityFrameworkCore;
using Raincheck.Storage;

namespace Raincheck.Platform.Jobs;

/// <summary>
/// Forgets the answers to idempotency keys that are older than anybody repeats a request. It goes through the keys in their order, a
/// few at a time, so that it neither needs an index by age, which every order would pay for, nor holds anybody up.
/// </summary>
internal sealed class KeyRetention(ClientDatabase database, TimeProvider time, ILogger<KeyRetention> log) : RepeatedWork(Pause, time, log)
{
    /// <summary>The minimum retention time of the response to a key.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    /// <summary>From one step to the next.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>From one beginning to the next, at the least.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromHours(6);

    /// <summary>Keys of one step.</summary>
    public const int KeysPerStep = 1_000;

    private readonly TimeProvider time = time;
    private string after = "";
    private long? beganAt;

    protected override async Task RunRoundAsync(CancellationToken cancel)
    {
        if (after.Length == 0)
        {
            if (beganAt is { } last && time.GetElapsedTime(last) < Rest)
                return;
            beganAt = time.GetTimestamp();
        }
        if (!await StepAsync(time.GetUtcNow(), cancel))
            after = "";
    }

    /// <summary>Looks at the next few keys.</summary>
    /// <param name="now">The start of their age.</param>
    /// <param name="cancel">Ends it between two statements.</param>
    /// <returns>False at the end of the keys.</returns>
    private async Task<bool> StepAsync(DateTimeOffset now, CancellationToken cancel)
    {
        var old = Micros.Of(now - Kept);
        var latest = StoredTime.LatestAt(Micros.Of(now), TimeSpan.Zero);
        await using var db = database.CreateContext();
        var looked = await db
            .IdempotencyKeys.AsNoTracking()
            .Where(k => string.Compare(k.Key, after) > 0)
            .OrderBy(k => k.Key)
            .Select(k => new { k.Key, k.CreatedAt })
            .Take(KeysPerStep)
            .ToListAsync(cancel);
        var forgotten = looked.Where(k => k.CreatedAt < old).Select(k => k.Key).ToList();
        // The age is looked at once more: the ledger's own keys are renewed with every commit.
        if (forgotten.Count > 0)
            await db.IdempotencyKeys.Where(k => forgotten.Contains(k.Key) && k.CreatedAt < old).ExecuteDeleteAsync(cancel);
        // Kept under a clock that was ahead, a key is as old as now, or it would be kept for longer by as much.
        var ahead = looked.Where(k => k.CreatedAt > latest).Select(k => k.Key).ToList();
        if (ahead.Count > 0)
        {
            await db
                .IdempotencyKeys.Where(k => ahead.Contains(k.Key) && k.CreatedAt > latest)
                .ExecuteUpdateAsync(s => s.SetProperty(k => k.CreatedAt, Micros.Of(now)), cancel);
        }
        if (looked.Count < KeysPerStep)
            return false;
        after = looked[^1].Key;
        return true;
    }
}
