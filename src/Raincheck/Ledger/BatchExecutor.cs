using System.Diagnostics;
using Raincheck.Ledger.Store;
using Raincheck.Ledger.Work;
using Raincheck.Storage;

namespace Raincheck.Ledger;

/// <summary>
/// Executes a batch of commands in one transaction. It retries transient errors, and executes the commands one by one if one of
/// them has a defect.
/// </summary>
internal sealed class BatchExecutor(LedgerStore store, CatalogueCache catalogues, TroubleWatch troubles, ILogger log)
{
    private const int AttemptsMax = 40;

    /// <summary>No attempt begins later than this after the first: an attempt may itself wait long for locks.</summary>
    private static readonly TimeSpan RetryMax = TimeSpan.FromMinutes(1);

    /// <summary>The name of the database system in traces.</summary>
    public required string System { get; init; }

    public required LedgerMetrics Metrics { get; init; }

    /// <summary>Called after each commit.</summary>
    public required Action Committed { get; init; }

    /// <summary>Executes the commands and completes them: with their answers, or with the error that ended the last attempt.</summary>
    public async Task ExecuteAsync(List<Pending> batch)
    {
        using var trace = LedgerTraces.Begin(batch, System);
        var began = Stopwatch.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            trace.Attempt(attempt);
            try
            {
                await TryAsync(batch, isRepeated: attempt > 1);
                return;
            }
            catch (StaleCatalogueException)
            {
                // The next attempt reads the catalogue under its lock: it cannot fail for this again.
            }
            catch (Exception e)
                when (attempt < AttemptsMax
                    && Stopwatch.GetElapsedTime(began) < RetryMax
                    && (e is ConflictException || LedgerStore.IsTransient(e))
                )
            {
                await DelayAsync(batch, attempt, e);
            }
            catch (Exception e)
                when (batch.Count > 1
                    && e is not (CommitUnknownException or ConflictException or NewerSchemaException)
                    && !LedgerStore.IsTransient(e)
                    && DatabaseTroubles.Of(e) is null
                )
            {
                // A defect of one command must not fail the others.
                trace.Fail(e);
                foreach (var alone in batch)
                    await ExecuteAsync([alone]);
                return;
            }
            catch (Exception e)
            {
                trace.Fail(e);
                Fail(batch, e);
                return;
            }
        }
    }

    /// <summary>Waits before the next attempt: exponential backoff with jitter, at most a second.</summary>
    private Task DelayAsync(List<Pending> batch, int attempt, Exception reason)
    {
        Metrics.Repeated();
        log.LogWarning(
            "A transaction of {Commands} commands is repeated, attempt {Attempt}: {Reason}",
            batch.Count,
            attempt + 1,
            reason.Message
        );
        var waitMs = Math.Min(1000, 2 << Math.Min(attempt, 9));
        return Task.Delay(TimeSpan.FromMilliseconds(waitMs * (0.5 + Random.Shared.NextDouble() / 2)));
    }

    private void Fail(List<Pending> batch, Exception reason)
    {
        log.LogError(reason, "A transaction of {Commands} commands failed", batch.Count);
        // A repair may restore an earlier state of the data.
        if (troubles.Note(reason) is not null)
            catalogues.Clear();
        var unavailable =
            reason is CommitUnknownException or ConflictException or NewerSchemaException
            || LedgerStore.IsTransient(reason)
            || DatabaseTroubles.Of(reason) is not null;
        Metrics.NotCommitted(batch, unavailable ? LedgerMetrics.Unavailable : LedgerMetrics.Failed);
        foreach (var pending in batch)
            pending.Completion.Fail(unavailable ? new LedgerUnavailableException(reason) : reason);
    }

    private async Task TryAsync(List<Pending> batch, bool isRepeated)
    {
        var cancel = CancellationToken.None;
        var began = Stopwatch.GetTimestamp();
        var structural = batch[0].Command.IsStructural;
        await using var transaction = await store.BeginAsync(structural ? LockMode.Exclusive : LockMode.Shared, cancel);
        // The catalogue rarely changes: the first attempt uses the cached one, which saves a round trip, and checks its version.
        // A retry reads it: others may change it faster than the cache follows.
        var cached = isRepeated ? null : catalogues.Newest;
        var keys = batch.Select(p => p.Context.IdempotencyKey).OfType<string>().Distinct(StringComparer.Ordinal).ToArray();
        var answered = new Dictionary<string, IdempotencyEntry>(StringComparer.Ordinal);

        var run = new WorkRun(transaction, cached ?? await catalogues.OfAsync(transaction, cancel));
        var plan = new LoadPlan();
        foreach (var pending in batch)
        {
            pending.Command.Declare(plan);
            plan.DecidesByPosition |= pending.Context.IfMatch is not null;
        }
        await run.LoadAsync(plan, isRepeated, () => AskEntries(transaction, keys, entry => answered.Add(entry.Key, entry)), cancel);
        foreach (var pending in batch)
            await pending.DecideAsync(run, answered, cancel);
        await CheckRefusedAsync(transaction, batch, cancel);
        await run.MakeEntriesAsync(cancel);
        await run.WriteMailAsync(cancel);
        await run.LoadShownLevelsAsync(plan, cancel);
        foreach (var pending in batch)
            pending.MakeAnswer();

        run.Save();
        transaction.Insert(batch.Select(p => p.NewKey).OfType<IdempotencyEntry>().ToList());
        var committing = Stopwatch.GetTimestamp();
        await transaction.CommitAsync(cancel);
        if (structural)
            catalogues.Replace(run.Work.Catalogue);
        var now = Stopwatch.GetTimestamp();
        Metrics.Committed(batch, run, Stopwatch.GetElapsedTime(began, now), Stopwatch.GetElapsedTime(committing, now));
        foreach (var pending in batch)
            pending.Completion.Done();
        Committed();
    }

    /// <summary>Asks for the stored answers: another process may have executed the same command.</summary>
    private static void AskEntries(LedgerTransaction transaction, string[] keys, Action<IdempotencyEntry> found)
    {
        if (keys.Length > 0)
            transaction.Ask("key IN {keys}", [("keys", keys)], found);
    }

    /// <summary>
    /// Not everything is read under a lock: a command may be refused because the same command, sent twice, was executed a moment
    /// ago. Then the batch is retried, and finds its answer.
    /// </summary>
    private static async Task CheckRefusedAsync(LedgerTransaction transaction, List<Pending> batch, CancellationToken cancel)
    {
        var refused = batch.Where(p => p.Refusal is not null).Select(p => p.Context.IdempotencyKey).OfType<string>().ToArray();
        if (refused.Length == 0)
            return;
        var isDone = false;
        AskEntries(transaction, refused, _ => isDone = true);
        await transaction.ReadAsync(cancel);
        if (isDone)
            throw new ConflictException("a command that was refused had been carried out under the same key");
    }
}
