using System.Collections.Concurrent;
using System.Net.Sockets;
using Npgsql;

namespace Raincheck.Ledger.Store;

/// <summary>The ledger on PostgreSQL: one round trip for each reading step, one for all writing with the commit.</summary>
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

    public override bool IsPassing(Exception exception) =>
        exception switch
        {
            CommitUnknownException => false,
            PostgresException p => p.SqlState
                is PostgresErrorCodes.SerializationFailure
                    or PostgresErrorCodes.DeadlockDetected
                    or PostgresErrorCodes.LockNotAvailable
                    // A number, reference or key that another process took a moment ago: the repetition sees it and refuses.
                    or PostgresErrorCodes.UniqueViolation
                    or PostgresErrorCodes.AdminShutdown
                    or PostgresErrorCodes.CrashShutdown
                    or PostgresErrorCodes.CannotConnectNow
                    or PostgresErrorCodes.TooManyConnections
                    or PostgresErrorCodes.ObjectNotInPrerequisiteState
                || p.SqlState.StartsWith("08", StringComparison.Ordinal)
                || p.IsTransient,
            NpgsqlException n => n.IsTransient || n.InnerException is IOException or SocketException or TimeoutException,
            SocketException or IOException => true,
            _ => false,
        };
}
