using Microsoft.Data.Sqlite;
using Npgsql;

namespace Raincheck.Storage;

/// <summary>Troubles that an operator has to fix. The names match the codes of the API.</summary>
public enum DatabaseTrouble
{
    /// <summary>The disk takes no more.</summary>
    DiskFull,

    /// <summary>The disk does not write or read what it is asked to.</summary>
    DiskFailed,

    /// <summary>The stored data is damaged.</summary>
    DatabaseDamaged,

    /// <summary>The file or the log beside it, the database, its schema or a table is gone, was replaced or cannot be opened.</summary>
    DatabaseGone,

    /// <summary>It may be read and not written.</summary>
    DatabaseReadOnly,

    /// <summary>This process may not use it.</summary>
    DatabaseForbidden,
}

/// <summary>A trouble of the database that an operator has to fix.</summary>
internal static class DatabaseTroubles
{
    private const int Generic = 1;
    private const int Permission = 3;
    private const int ReadOnly = 8;
    private const int InputOutput = 10;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int Authorization = 23;
    private const int NotADatabase = 26;
    private const int ReadOnlyBecauseMoved = 1032;

    /// <summary>The trouble of the database, from the exception or an inner exception.</summary>
    public static DatabaseTrouble? Of(Exception? failure)
    {
        for (var e = failure; e is not null and not OperationCanceledException; e = e.InnerException)
        {
            if (OfThis(e) is { } trouble)
                return trouble;
        }
        return null;
    }

    /// <summary>A message for users: the problem, and that it is temporary.</summary>
    public static string Describe(DatabaseTrouble trouble) =>
        trouble switch
        {
            DatabaseTrouble.DiskFull => "The disk of the database is full.",
            DatabaseTrouble.DiskFailed => "The disk of the database cannot be read or written: it may be over quota, broken or detached.",
            DatabaseTrouble.DatabaseDamaged => "The database is damaged.",
            DatabaseTrouble.DatabaseGone => "The database, its file, its schema or a table is missing, was replaced or cannot be opened.",
            DatabaseTrouble.DatabaseReadOnly => "The database is read-only.",
            _ => "The database denied access to this process.",
        };

    internal static DatabaseTrouble? OfThis(Exception e) =>
        e switch
        {
            DatabaseTroubleException known => known.Trouble,
            PostgresException p => OfState(DatabaseFaults.StateOf(p)),
            SqliteException s => OfCode(s),
            _ => null,
        };

    private static DatabaseTrouble? OfState(string state) =>
        state switch
        {
            PostgresErrorCodes.DiskFull => DatabaseTrouble.DiskFull,
            PostgresErrorCodes.IoError => DatabaseTrouble.DiskFailed,
            PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted => DatabaseTrouble.DatabaseDamaged,
            PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName or PostgresErrorCodes.InvalidCatalogName =>
                DatabaseTrouble.DatabaseGone,
            PostgresErrorCodes.ReadOnlySqlTransaction => DatabaseTrouble.DatabaseReadOnly,
            PostgresErrorCodes.InsufficientPrivilege
            or PostgresErrorCodes.InvalidPassword
            or PostgresErrorCodes.InvalidAuthorizationSpecification => DatabaseTrouble.DatabaseForbidden,
            _ => null,
        };

    private static DatabaseTrouble? OfCode(SqliteException e) =>
        e.SqliteErrorCode switch
        {
            Full => DatabaseTrouble.DiskFull,
            InputOutput => DatabaseTrouble.DiskFailed,
            Corrupt or NotADatabase => DatabaseTrouble.DatabaseDamaged,
            ReadOnly => e.SqliteExtendedErrorCode == ReadOnlyBecauseMoved ? DatabaseTrouble.DatabaseGone : DatabaseTrouble.DatabaseReadOnly,
            CannotOpen => DatabaseTrouble.DatabaseGone,
            Permission or Authorization => DatabaseTrouble.DatabaseForbidden,
            Generic when e.Message.Contains("no such table", StringComparison.Ordinal) => DatabaseTrouble.DatabaseGone,
            _ => null,
        };
}

/// <summary>A trouble that this process detected before the database.</summary>
/// <param name="trouble">The trouble.</param>
/// <param name="message">The finding, for the log.</param>
internal sealed class DatabaseTroubleException(DatabaseTrouble trouble, string message) : Exception(message)
{
    public DatabaseTrouble Trouble => trouble;
}
