using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Raincheck.Storage;

namespace Raincheck.Hosting;

/// <summary>
/// Whether the database can be written to. Usually it begins to write and takes it back, which costs next to nothing; after a trouble it
/// insists on more, so that the trouble counts as over only when it is.
/// </summary>
internal sealed class WriteProbe(ClientDatabase database)
{
    /// <summary>With less room than this a disk counts as full: the next few orders may find none.</summary>
    private const int RoomBytes = 1024 * 1024;

    /// <summary>A damaged file is looked through as often as this at the most: it may be large.</summary>
    private static readonly TimeSpan BetweenChecks = TimeSpan.FromMinutes(1);

    private const int Busy = 5;

    /// <summary>For so long a server counts as damaged after damage was met last: it has no quick way to look for it.</summary>
    private static readonly TimeSpan DamageLasts = TimeSpan.FromMinutes(5);

    private Task<bool>? wholeness;
    private long wholenessEndedMs;
    private FileIdentity? wholenessOf;

    /// <summary>Tries it.</summary>
    /// <exception cref="DbException">It cannot be written to.</exception>
    /// <exception cref="DatabaseTroubleException">It cannot be used.</exception>
    public async Task RunAsync(CancellationToken cancel)
    {
        var trouble = database.Troubles.Current;
        if (trouble == DatabaseTrouble.DatabaseDamaged && !IsWholeAgain())
            throw new DatabaseTroubleException(DatabaseTrouble.DatabaseDamaged, "damage was found and is not known to be repaired");
        await using var db = database.CreateContext();
        await db.Database.OpenConnectionAsync(cancel);
        if (database.SqliteFile is { } file)
        {
            CheckRoom(Path.GetFullPath(file), reallyWrite: trouble is not null);
            await TrySqliteAsync((SqliteConnection)db.Database.GetDbConnection(), commit: trouble is not null);
        }
        else
        {
            await TryPostgresAsync(db, bytes: trouble == DatabaseTrouble.DiskFull ? RoomBytes : 1, cancel);
        }
        if (trouble is not null)
            database.Troubles.Over();
    }

    /// <summary>The first look of a while goes on behind the answers, which say until then that it is damaged.</summary>
    private bool IsWholeAgain()
    {
        if (database.SqliteFile is not { } file)
            return database.Troubles.Age > DamageLasts;
        var now = FileIdentity.Of(Path.GetFullPath(file));
        if (
            wholeness is null
            || now != wholenessOf
            || (wholeness.IsCompleted && Environment.TickCount64 - wholenessEndedMs > BetweenChecks.TotalMilliseconds)
        )
        {
            wholenessOf = now;
            wholeness = Task.Run(CheckWholenessAsync);
        }
        // A small file is looked through before anybody gets impatient.
        return Task.WaitAny([wholeness], millisecondsTimeout: 200) == 0 && wholeness.Result;
    }

    private async Task<bool> CheckWholenessAsync()
    {
        try
        {
            await using var db = database.CreateContext();
            await db.Database.OpenConnectionAsync();
            await using var command = db.Database.GetDbConnection().CreateCommand();
            command.CommandText = "PRAGMA quick_check(1)";
            return await command.ExecuteScalarAsync() is "ok";
        }
        catch (Exception e) when (DatabaseTroubles.Of(e) is not null)
        {
            return false;
        }
        finally
        {
            wholenessEndedMs = Environment.TickCount64;
        }
    }

    private static void CheckRoom(string file, bool reallyWrite)
    {
        if (new DriveInfo(Path.GetDirectoryName(file)!).AvailableFreeSpace < RoomBytes)
            throw new DatabaseTroubleException(DatabaseTrouble.DiskFull, $"less than {RoomBytes} bytes are free for {file}");
        if (!reallyWrite)
            return;
        // A quota shows only when something is written.
        var probe = $"{file}-probe-{Environment.ProcessId}";
        try
        {
            using var stream = new FileStream(
                probe,
                new FileStreamOptions
                {
                    Mode = FileMode.Create,
                    Access = FileAccess.Write,
                    Options = FileOptions.DeleteOnClose,
                }
            );
            stream.Write(new byte[RoomBytes]);
            stream.Flush(flushToDisk: true);
        }
        // The framework takes a limit of the system for a mistake in the arguments.
        catch (Exception e) when (e is IOException or ArgumentOutOfRangeException)
        {
            throw new DatabaseTroubleException(DatabaseTrouble.DiskFull, $"{RoomBytes} bytes beside {file} were refused: {e.Message}");
        }
        catch (UnauthorizedAccessException e)
        {
            throw new DatabaseTroubleException(DatabaseTrouble.DatabaseForbidden, $"nothing may be written beside {file}: {e.Message}");
        }
    }

    /// <summary>If another connection is writing at this moment, the database is writable.</summary>
    private static async Task TrySqliteAsync(SqliteConnection connection, bool commit)
    {
        var patience = connection.DefaultTimeout;
        connection.DefaultTimeout = 1;
        try
        {
            // One by one: of what follows a statement with an answer, the failures are not told.
            await RunAsync(connection, "PRAGMA busy_timeout=0");
            await RunAsync(connection, "BEGIN IMMEDIATE");
        }
        catch (SqliteException e) when (e.SqliteErrorCode == Busy)
        {
            return;
        }
        finally
        {
            connection.DefaultTimeout = patience;
        }
        var ended = false;
        try
        {
            await RunAsync(connection, "UPDATE clients SET id = id");
            if (commit)
                await RunAsync(connection, "COMMIT");
            ended = commit;
        }
        finally
        {
            // A failure may have ended it already.
            if (!ended && SQLitePCL.raw.sqlite3_get_autocommit(connection.Handle) == 0)
                await RunAsync(connection, "ROLLBACK");
        }
    }

    private static async Task RunAsync(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    private static async Task TryPostgresAsync(RaincheckDb db, int bytes, CancellationToken cancel)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        // Of a kind that cannot be packed.
        await db.Database.ExecuteSqlAsync(
            $"INSERT INTO secrets (name, value) SELECT 'probe ' || gen_random_uuid(), string_agg(md5(n::text), '') FROM generate_series(1, {(bytes + 31) / 32}) AS n",
            cancel
        );
        await transaction.RollbackAsync(cancel);
    }
}
