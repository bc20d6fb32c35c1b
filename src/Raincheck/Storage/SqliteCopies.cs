using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Raincheck.Storage;

/// <summary>The content of a backup.</summary>
/// <param name="File">The file.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Schema">The last migration that it has.</param>
/// <param name="Orders">How many orders are in it.</param>
public sealed record SqliteCopy(string File, long Bytes, string Schema, long Orders);

/// <summary>
/// Copies of an SQLite client in one file, and the way back. Both may be cut at any moment: what was there before is there still, or all of
/// the new.
/// </summary>
internal static class SqliteCopies
{
    private const int Busy = 5;
    private const int Corrupt = 11;
    private const int NotADatabase = 26;

    /// <summary>How long to wait for a lock on a file to read.</summary>
    private const int ReadSeconds = 30;

    /// <summary>How long to wait for a lock on a file to replace; a server does not release it.</summary>
    private const int ReplaceSeconds = 2;

    /// <summary>Copies a client as it is at one moment, while others read and write it.</summary>
    /// <remarks>
    /// <c>VACUUM INTO</c> and not the backup API: both read one snapshot and hold no writer up, but this writes every row anew. A copy has
    /// no pages with what was deleted long ago, and damage of the original is found instead of copied.
    /// </remarks>
    /// <exception cref="InvalidDataException">The target is not free, or the original is damaged or none of ours.</exception>
    public static async Task<SqliteCopy> BackUpAsync(string database, string target, bool overwrite, CancellationToken cancel)
    {
        target = Path.GetFullPath(target);
        if (target == Path.GetFullPath(database))
            throw new InvalidDataException($"{target} is the database itself");
        RequireFree(target, overwrite);
        return await CopyAsync(database, target, overwrite, cancel);
    }

    /// <summary>Makes a copy the client again.</summary>
    /// <exception cref="InvalidDataException">The copy is damaged, none of ours or of a newer version; or the database is not free.</exception>
    public static async Task<SqliteCopy> RestoreAsync(string copy, string database, bool overwrite, CancellationToken cancel)
    {
        copy = Path.GetFullPath(copy);
        database = Path.GetFullPath(database);
        if (copy == database)
            throw new InvalidDataException($"{copy} is the database itself");
        if (!File.Exists(copy))
            throw new InvalidDataException($"there is no file {copy}");
        await CheckAsync(copy, cancel);
        RequireFree(database, overwrite);
        if (File.Exists(database))
            await ReplaceAsync(copy, database, cancel);
        else
            await CopyAsync(copy, database, overwrite: false, cancel);
        return await CheckAsync(database, cancel);
    }

    private static readonly HashSet<string> Known = MigrationsOfThisVersion();

    private static void RequireFree(string target, bool overwrite)
    {
        if (Directory.Exists(target))
            throw new InvalidDataException($"{target} is a folder");
        if (File.Exists(target) && !overwrite)
            throw new InvalidDataException($"{target} exists already; --force overwrites it");
        // SQLite would use such a file as a part of the restored database.
        foreach (var rest in new[] { target + "-wal", target + "-journal" })
        {
            if (File.Exists(rest) && !File.Exists(target))
                throw new InvalidDataException($"{rest} is left over from another database; move it away first");
        }
    }

    private static async Task<SqliteCopy> CopyAsync(string from, string to, bool overwrite, CancellationToken cancel)
    {
        // If the overwritten file is in use as a database, its log must not meet another file.
        if (File.Exists(to + "-wal"))
            throw new InvalidDataException($"{to} is a database that is in use");
        // A unique name: concurrent or killed copies do not conflict.
        var partial = $"{to}.{Guid.NewGuid():N}.partial";
        try
        {
            Durable.CreatePrivate(partial);
            await using (var connection = await OpenAsync(from, ReadSeconds, cancel))
                await RunAsync(connection, "VACUUM INTO @file", cancel, ("@file", partial));
            var made = await CheckAsync(partial, cancel);
            Durable.Move(partial, to, overwrite);
            return made with { File = to };
        }
        finally
        {
            File.Delete(partial);
        }
    }

    /// <summary>
    /// Writes a copy over a database, in one transaction of SQLite's: until it is committed the old content is what a reader, or a process that
    /// comes after a crash, finds. The file stays the same one, with its owner and its rights.
    /// </summary>
    private static async Task ReplaceAsync(string copy, string database, CancellationToken cancel)
    {
        try
        {
            await using var target = await OpenAsync(database, ReplaceSeconds, cancel);
            // With the write-ahead log every connection that looked at the file once holds a lock until it is closed.
            await RunAsync(
                target,
                "PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL",
                cancel
            );
            await using (var source = await OpenAsync(copy, ReadSeconds, cancel))
                source.BackupDatabase(target);
            await RunAsync(target, "PRAGMA wal_checkpoint(TRUNCATE)", cancel);
        }
        catch (SqliteException e) when (e.SqliteErrorCode == Busy)
        {
            throw new InvalidDataException($"{database} is in use; stop what serves it first", e);
        }
        catch (SqliteException e) when (e.SqliteErrorCode is Corrupt or NotADatabase)
        {
            throw new InvalidDataException(
                $"{database} cannot be written over ({e.Message}); move it and the files beside it ({Path.GetFileName(database)}-wal, {Path.GetFileName(database)}-shm) away, and restore again",
                e
            );
        }
    }

    /// <summary>Whether SQLite finds the file whole, whether its schema is one that this version knows, and what is in it.</summary>
    private static async Task<SqliteCopy> CheckAsync(string file, CancellationToken cancel)
    {
        try
        {
            await using var connection = await OpenAsync(file, ReadSeconds, cancel);
            if (await AskAsync(connection, "PRAGMA integrity_check(1)", cancel) is not ["ok"] and var damage)
                throw new InvalidDataException($"{file} is damaged: {string.Concat(damage)}");
            var schema = await AskAsync(connection, """SELECT "MigrationId" FROM "__EFMigrationsHistory" ORDER BY 1""", cancel);
            var clients = await AskAsync(connection, "SELECT id FROM clients", cancel);
            if (schema.Count == 0 || clients.Count != 1)
                throw new InvalidDataException($"{file} holds no client of raincheck");
            if (schema.FirstOrDefault(m => !Known.Contains(m)) is { } unknown)
                throw new InvalidDataException($"{file} is of a newer version of raincheck, which has the migration {unknown}");
            var orders = await AskAsync(connection, "SELECT count(*) FROM orders", cancel);
            return new SqliteCopy(
                file,
                new FileInfo(file).Length,
                schema[^1],
                long.Parse(orders[0], System.Globalization.CultureInfo.InvariantCulture)
            );
        }
        catch (SqliteException e)
        {
            throw new InvalidDataException($"{file} is damaged or was not made by raincheck: {e.Message}", e);
        }
    }

    private static async Task<SqliteConnection> OpenAsync(string file, int patienceSeconds, CancellationToken cancel)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder
            {
                DataSource = file,
                // No pragma of ours: a copy stays as it was made.
                Mode = SqliteOpenMode.ReadWrite,
                Pooling = false,
                DefaultTimeout = patienceSeconds,
            }.ConnectionString
        );
        await connection.OpenAsync(cancel);
        return connection;
    }

    private static async Task RunAsync(
        SqliteConnection connection,
        string sql,
        CancellationToken cancel,
        params (string Name, string Value)[] parameters
    )
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value);
        await command.ExecuteNonQueryAsync(cancel);
    }

    private static async Task<List<string>> AskAsync(SqliteConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var answer = new List<string>();
        while (await reader.ReadAsync(cancel))
            answer.Add(reader.GetString(0));
        return answer;
    }

    /// <summary>The migrations of this version.</summary>
    private static HashSet<string> MigrationsOfThisVersion()
    {
        using var db = new SqliteRaincheckDb(new DbContextOptionsBuilder<SqliteRaincheckDb>().UseSqlite().Options);
        return db.Database.GetMigrations().ToHashSet(StringComparer.Ordinal);
    }
}
