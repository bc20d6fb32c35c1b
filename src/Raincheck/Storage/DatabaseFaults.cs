using Microsoft.Data.Sqlite;
using Npgsql;

namespace Raincheck.Storage;

/// <summary>Classifies errors of a database.</summary>
internal enum DatabaseFault
{
    /// <summary>No error of a database, or one that shows a defect of ours.</summary>
    None,

    /// <summary>A concurrent transaction took a number, a reference or a key: a retry sees it.</summary>
    Duplicate,

    /// <summary>Transactions stood in each other's way: a deadlock, a lock that was not free in time, a conflict of versions.</summary>
    Conflict,

    /// <summary>The database cannot be reached at this moment: it starts, stops, has no connection left, or the way to it is cut.</summary>
    Unreachable,

    /// <summary>It lasts until a person ends it; <see cref="DatabaseTroubles.Of"/> says what it is.</summary>
    Trouble,
}

/// <summary>The one place that says what an error of a database means. Errors of a worker behind a coordinator (Citus) are among them.</summary>
internal static class DatabaseFaults
{
    private const int Busy = 5;
    private const int Locked = 6;
    private const int UniqueIndex = 2067;
    private const int PrimaryKey = 1555;

    /// <summary>
    /// What a coordinator passes on of its workers' errors, by their message: it gives some of them as an internal error of its own.
    /// The messages are those of a server that speaks English, and names in them may have a shard's number at their end.
    /// </summary>
    private static readonly (string Says, string State)[] WorkerMessages =
    [
        ("duplicate key value violates unique constraint", PostgresErrorCodes.UniqueViolation),
        ("could not serialize access", PostgresErrorCodes.SerializationFailure),
        ("deadlock", PostgresErrorCodes.DeadlockDetected),
        ("due to lock timeout", PostgresErrorCodes.LockNotAvailable),
        ("could not obtain lock", PostgresErrorCodes.LockNotAvailable),
        ("due to statement timeout", PostgresErrorCodes.QueryCanceled),
        ("read-only transaction", PostgresErrorCodes.ReadOnlySqlTransaction),
        ("No space left on device", PostgresErrorCodes.DiskFull),
        ("permission denied", PostgresErrorCodes.InsufficientPrivilege),
        ("due to administrator command", PostgresErrorCodes.AdminShutdown),
        ("database system is", PostgresErrorCodes.CannotConnectNow),
        ("too many clients", PostgresErrorCodes.TooManyConnections),
        ("remaining connection slots", PostgresErrorCodes.TooManyConnections),
        ("connection to the remote node", PostgresErrorCodes.ConnectionFailure),
        ("could not connect", PostgresErrorCodes.ConnectionFailure),
        ("connection not open", PostgresErrorCodes.ConnectionFailure),
        ("closed the connection unexpectedly", PostgresErrorCodes.ConnectionFailure),
        ("could not receive data from", PostgresErrorCodes.ConnectionFailure),
        ("could not send data to", PostgresErrorCodes.ConnectionFailure),
    ];

    /// <summary>Classifies an exception by its database error or that of an inner exception.</summary>
    public static DatabaseFault Of(Exception? failure)
    {
        for (var e = failure; e is not null and not OperationCanceledException; e = e.InnerException)
        {
            if (OfThis(e) is var fault and not DatabaseFault.None)
                return fault;
        }
        return DatabaseFault.None;
    }

    /// <summary>Whether the same again may succeed without anybody doing anything.</summary>
    public static bool IsTransient(Exception failure) =>
        Of(failure) is DatabaseFault.Duplicate or DatabaseFault.Conflict or DatabaseFault.Unreachable;

    /// <summary>The SQL state of an error, where a coordinator passes a worker's error on as the worker gave it.</summary>
    public static string StateOf(PostgresException error)
    {
        if (error.SqlState != PostgresErrorCodes.InternalError)
            return error.SqlState;
        foreach (var (says, state) in WorkerMessages)
        {
            if (error.MessageText.Contains(says, StringComparison.Ordinal))
                return state;
        }
        return error.SqlState;
    }

    private static DatabaseFault OfThis(Exception e) =>
        DatabaseTroubles.OfThis(e) is not null
            ? DatabaseFault.Trouble
            : e switch
            {
                PostgresException p => OfState(StateOf(p)),
                // Not an answer of the server but the end of the way to it, or nothing within the time.
                NpgsqlException n
                    when n.IsTransient || n.InnerException is IOException or System.Net.Sockets.SocketException or TimeoutException =>
                    DatabaseFault.Unreachable,
                SqliteException { SqliteErrorCode: Busy or Locked } => DatabaseFault.Conflict,
                SqliteException { SqliteExtendedErrorCode: UniqueIndex or PrimaryKey } => DatabaseFault.Duplicate,
                _ => DatabaseFault.None,
            };

    private static DatabaseFault OfState(string state) =>
        state switch
        {
            PostgresErrorCodes.UniqueViolation => DatabaseFault.Duplicate,
            PostgresErrorCodes.SerializationFailure
            or PostgresErrorCodes.DeadlockDetected
            or PostgresErrorCodes.LockNotAvailable
            or PostgresErrorCodes.QueryCanceled
            or PostgresErrorCodes.ObjectInUse
            or PostgresErrorCodes.ObjectNotInPrerequisiteState => DatabaseFault.Conflict,
            PostgresErrorCodes.AdminShutdown
            or PostgresErrorCodes.CrashShutdown
            or PostgresErrorCodes.CannotConnectNow
            or PostgresErrorCodes.SystemError => DatabaseFault.Unreachable,
            // Connections, and what a server has no more of: connections, memory.
            _ when state.StartsWith("08", StringComparison.Ordinal) || state.StartsWith("53", StringComparison.Ordinal) =>
                DatabaseFault.Unreachable,
            _ => DatabaseFault.None,
        };
}
