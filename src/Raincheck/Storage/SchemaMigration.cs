using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

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
    /// <summary>Migrates what is missing, and makes the client's row.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        if (await IsCurrentAsync(cancel))
            return;
        await using var transaction = await MigrationTransaction.BeginAsync(database, cancel);
        // Another process may have migrated while this one waited for its turn.
        foreach (var script in await ScriptsAsync(cancel))
            await transaction.RunAsync(script, cancel);
        await transaction.RunAsync(
            "INSERT INTO clients (id, catalogue_version, settings) VALUES (1, 1, '{}') ON CONFLICT DO NOTHING",
            cancel
        );
        await transaction.RunAsync(MigrationLock.Remove(database), cancel);
        await transaction.CommitAsync(cancel);
    }

    private async Task<bool> IsCurrentAsync(CancellationToken cancel)
    {
        await using var db = database.CreateContext();
        return !(await db.Database.GetPendingMigrationsAsync(cancel)).Any() && await db.Clients.AnyAsync(cancel);
    }

    /// <summary>The statements of each migration that the database lacks, the migration's row in the history included.</summary>
    private async Task<List<string>> ScriptsAsync(CancellationToken cancel)
    {
        await using var db = database.CreateContext();
        var missing = (await db.Database.GetPendingMigrationsAsync(cancel)).ToHashSet(StringComparer.Ordinal);
        var migrator = db.GetService<IMigrator>();
        var before = Migration.InitialDatabase;
        var scripts = new List<string>();
        foreach (var migration in db.Database.GetMigrations())
        {
            if (missing.Contains(migration))
                scripts.Add(migrator.GenerateScript(before, migration, MigrationsSqlGenerationOptions.NoTransactions));
            before = migration;
        }
        return scripts;
    }
}
