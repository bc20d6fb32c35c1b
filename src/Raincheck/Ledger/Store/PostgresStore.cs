using System.Collections.Concurrent;
using Npgsql;

namespace Raincheck.Ledger.Store;

/// <summary>The ledger on PostgreSQL: one round trip for each reading step, and one for all writing with the commit, where no table gets hundreds of new rows.</summary>
internal sealed class PostgresStore(NpgsqlDataSource reads, NpgsqlDataSource writes, TimeProvider time) : LedgerStore
{
    // A mark belongs to one transaction at a time: there are as many as ever were under way at once.
    private readonly ConcurrentBag<CommitMark> marks = [];

    public override async Task<LedgerTransaction> BeginAsync(LockMode mode, CancellationToken cancel)
    {
        var connection = await (mode == LockMode.Snapshot ? reads : writes).OpenConnectionAsync(cancel);
        try
        {
            var transaction = new PostgresTransaction(marks, marks.TryTake(out var mark) ? mark : new CommitMark(reads, time), connection);
            transaction.Begin(mode);
            return transaction;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
