using Microsoft.EntityFrameworkCore;
using Npgsql;
using Raincheck.Storage;

namespace Raincheck.Ledger;

/// <summary>
/// Up to which entry the journal is complete. On PostgreSQL several transactions write it at the same time: they take ascending ids and
/// commit in any order, so an entry can appear below one that is visible already. A reader that follows the journal by its ids reads up
/// to the horizon only, and so misses nothing.
/// </summary>
/// <remarks>
/// Each transaction that writes the journal has its transaction id before it takes ids of entries, because it locks the client's row
/// first. So once all transactions have ended that had an id when the last id of an entry was read, that entry and all before it are
/// visible or will never be. Writers pay nothing for this.
/// </remarks>
internal sealed class JournalHorizon : IDisposable
{
    /// <summary>How long an answer is good for changes of other processes.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromMilliseconds(500);

    /// <summary>How long to wait for transactions that are under way before the horizon of before is given again.</summary>
    private static readonly TimeSpan PatienceMax = TimeSpan.FromSeconds(1);

    private readonly ClientDatabase database;
    private readonly ClientLedger ledger;
    private readonly TimeProvider time;
    private readonly Lock gate = new();
    private Task<long>? shared;
    private long sharedAt;
    private TaskCompletionSource changed = NewSource();
    private (long Last, long TransactionMax)? asked;
    private long horizon;

    public JournalHorizon(ClientDatabase database, ClientLedger ledger, TimeProvider time)
    {
        (this.database, this.ledger, this.time) = (database, ledger, time);
        ledger.Committed += OnCommitted;
    }

    /// <summary>The id of the last entry up to which nothing can appear any more; 0 for an empty journal.</summary>
    public Task<long> ReadAsync(CancellationToken cancel)
    {
        lock (gate)
        {
            if (shared is null || (shared.IsCompleted && (changed.Task.IsCompleted || time.GetElapsedTime(sharedAt) > Lifetime)))
            {
                if (changed.Task.IsCompleted)
                    changed = NewSource();
                sharedAt = time.GetTimestamp();
                shared = database.IsPostgres ? ReadPostgresAsync() : ReadSqliteAsync();
            }
            return shared.WaitAsync(cancel);
        }
    }

    /// <summary>Waits until the journal goes on after an entry.</summary>
    /// <returns>The horizon; not after the entry if nothing came in time.</returns>
    public async Task<long> WaitAsync(long after, TimeSpan patience, CancellationToken cancel)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            Task wake;
            lock (gate)
                wake = changed.Task;
            var now = await ReadAsync(cancel);
            var left = patience - time.GetElapsedTime(began);
            if (now > after || left <= TimeSpan.Zero)
                return now;
            var pause = Task.Delay(left < Lifetime ? left : Lifetime, time, cancel);
            await Task.WhenAny(wake, pause);
            cancel.ThrowIfCancellationRequested();
        }
    }

    public void Dispose() => ledger.Committed -= OnCommitted;

    private void OnCommitted()
    {
        lock (gate)
            changed.TrySetResult();
    }

    /// <summary>One process writes an SQLite file at a time, so what can be read is complete.</summary>
    private async Task<long> ReadSqliteAsync()
    {
        await using var db = database.CreateContext();
        return await db.Journal.MaxAsync(j => (long?)j.Id) ?? 0;
    }

    private async Task<long> ReadPostgresAsync()
    {
        await using var connection = await database.Postgres!.OpenConnectionAsync();
        var began = time.GetTimestamp();
        var pause = TimeSpan.FromMilliseconds(1);
        while (true)
        {
            // In this order: who takes a later id of an entry may still begin.
            asked ??= (
                await AskAsync(connection, "SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM journal_id_seq"),
                await AskAsync(connection, "SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint")
            );
            if (await AskAsync(connection, "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint") >= asked.Value.TransactionMax)
            {
                horizon = asked.Value.Last;
                asked = null;
                return horizon;
            }
            if (time.GetElapsedTime(began) > PatienceMax)
                return horizon;
            await Task.Delay(pause);
            pause = pause < TimeSpan.FromMilliseconds(30) ? pause * 2 : pause;
        }
    }

    private static async Task<long> AskAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
