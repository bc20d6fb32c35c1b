using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;

namespace Raincheck.Storage;

/// <summary>
/// Brings the schema of a client to that of this version, in one transaction of the database: a process that is killed on the way
/// leaves the old schema, and nothing that the next start has to wait for. Where nothing is to be migrated, it only reads.
/// </summary>
/// <remarks>
/// Entity Framework's own way does not survive a kill on SQLite: its lock is a row of a table, committed before the first migration.
/// </remarks>
internal sealed class SchemaMigration(ClientDatabase database)
{
    /// <summary>The variable that turns the copy before a migration off, with the value <c>off</c>.</summary>
    public const string BackupVariable = "RAINCHECK_MIGRATION_BACKUP";

    private const int AttemptsMax = 10;

    /// <summary>Migrates what is missing, and makes the client's row. An SQLite client that exists is copied before.</summary>
    /// <returns>The file with the copy; null if none was made.</returns>
    /// <exception cref="NewerSchemaException">A newer version has migrated the database.</exception>
    /// <exception cref="IOException">The copy cannot be made. Nothing was migrated.</exception>
    public async Task<string?> RunAsync(CancellationToken cancel)
    {
        PrivateFiles.Make(database);
        string? copy = null;
        for (var attempt = 1; !await IsCurrentAsync(cancel); attempt++)
        {
            try
            {
                copy ??= await BackUpAsync(cancel);
                await MigrateAsync(cancel);
                return copy;
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.DeadlockDetected && attempt < AttemptsMax)
            {
                // A reader of several tables held a lock on one of them; nothing was changed.
                await Task.Delay(TimeSpan.FromMilliseconds(100 * attempt), cancel);
            }
        }
        return copy;
    }

    /// <summary>Copies a client whose schema is about to change: only a copy leads back to the version before.</summary>
    private async Task<string?> BackUpAsync(CancellationToken cancel)
    {
        if (database.SqliteFile is not { } file || Environment.GetEnvironmentVariable(BackupVariable) == "off")
            return null;
        await using var db = database.CreateContext();
        var state = await SchemaState.ReadAsync(db, cancel);
        if (state.Version is null || state.Pending.Count == 0 || !await db.Clients.AnyAsync(cancel))
            return null;
        var copy = $"{file}.before-{state.Pending[^1]}";
        try
        {
            // A copy of an earlier attempt may be older than what was written since.
            await SqliteCopies.BackUpAsync(file, copy, overwrite: true, cancel);
        }
        catch (Exception e) when (e is SqliteException or IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new IOException(
                $"The database must be migrated, and no copy of it could be made before: {e.Message}. Nothing was changed. "
                    + $"{BackupVariable}=off migrates without a copy.",
                e
            );
        }
        return copy;
    }

    private async Task MigrateAsync(CancellationToken cancel)
    {
        await using var transaction = await MigrationTransaction.BeginAsync(database, cancel);
        // Another process may have migrated while this one waited for its turn.
        foreach (var (migration, script) in await ScriptsAsync(cancel))
        {
            await transaction.RunAsync(script, cancel);
            if (migration.EndsWith(AddressConversion.Migration, StringComparison.Ordinal))
                await AddressConversion.RunAsync(transaction, cancel);
        }
        var needed = KnownSchema.Needed(database.IsPostgres);
        await transaction.RunAsync(
            $"INSERT INTO clients (id, catalogue_version, settings, needed_migration) VALUES (1, 1, '{{}}', '{needed}') "
                + "ON CONFLICT (id) DO UPDATE SET needed_migration = excluded.needed_migration",
            cancel
        );
        await transaction.RunAsync(MigrationLock.Remove(database), cancel);
        await transaction.CommitAsync(cancel);
    }

    private async Task<bool> IsCurrentAsync(CancellationToken cancel)
    {
        await using var db = database.CreateContext();
        var state = await SchemaState.ReadAsync(db, cancel);
        if (state.NewerMigration is { } newer)
            throw new NewerSchemaException(newer);
        return state.Pending.Count == 0 && await db.Clients.AnyAsync(cancel);
    }

    /// <summary>The statements of each migration that the database lacks, the migration's row in the history included.</summary>
    private async Task<List<(string Migration, string Script)>> ScriptsAsync(CancellationToken cancel)
    {
        await using var db = database.CreateContext();
        var state = await SchemaState.ReadAsync(db, cancel);
        if (state.NewerMigration is { } newer)
            throw new NewerSchemaException(newer);
        var migrator = db.GetService<IMigrator>();
        var before = Migration.InitialDatabase;
        var scripts = new List<(string, string)>();
        foreach (var migration in db.Database.GetMigrations())
        {
            if (state.Pending.Contains(migration))
                scripts.Add((migration, migrator.GenerateScript(before, migration, MigrationsSqlGenerationOptions.NoTransactions)));
            before = migration;
        }
        return scripts;
    }
}
