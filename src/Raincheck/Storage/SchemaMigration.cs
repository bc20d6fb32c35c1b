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
    private const int AttemptsMax = 10;

    /// <summary>Migrates what is missing, and makes the client's row.</summary>
    /// <exception cref="NewerSchemaException">A newer version has migrated the database.</exception>
    public async Task RunAsync(CancellationToken cancel)
    {
        PrivateFiles.Make(database);
        for (var attempt = 1; !await IsCurrentAsync(cancel); attempt++)
        {
            try
            {
                await MigrateAsync(cancel);
                return;
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.DeadlockDetected && attempt < AttemptsMax)
            {
                // A reader of several tables held a lock on one of them; nothing was changed.
                await Task.Delay(TimeSpan.FromMilliseconds(100 * attempt), cancel);
            }
        }
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
