using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Raincheck.Storage;

/// <summary>The one transaction in which a schema is migrated. One process at a time has it; the others wait.</summary>
internal sealed class MigrationTransaction : IAsyncDisposable
{
    private const int Busy = 5;
    private const int Locked = 6;

    private static readonly TimeSpan WaitMax = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    private readonly DbConnection connection;
    private readonly DbTransaction transaction;

    private MigrationTransaction(DbConnection connection, DbTransaction transaction)
    {
        this.connection = connection;
        this.transaction = transaction;
    }

    /// <summary>Waits for its turn and begins. On PostgreSQL the schema that the connection names is there afterwards.</summary>
    /// <exception cref="IOException">Another process wrote to the SQLite file for ten minutes on end.</exception>
    public static Task<MigrationTransaction> BeginAsync(ClientDatabase database, CancellationToken cancel) =>
        database.IsPostgres ? BeginPostgresAsync(database, cancel) : BeginSqliteAsync(database, cancel);

    /// <summary>Runs statements, however long they take.</summary>
    public async Task RunAsync(string sql, CancellationToken cancel)
    {
        if (sql.Length == 0)
            return;
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>A statement of the transaction, for what SQL alone cannot convert.</summary>
    /// <param name="sql">Its text.</param>
    /// <param name="parameters">The names and values of its parameters.</param>
    public DbCommand MakeCommand(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        command.CommandTimeout = 0;
        foreach (var (name, value) in parameters)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value ?? DBNull.Value);
            command.Parameters.Add(parameter);
        }
        return command;
    }

    /// <summary>Makes the migration last.</summary>
    public async Task CommitAsync(CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        if (connection is SqliteConnection sqlite)
            await RequireWholeReferencesAsync(sqlite);
        await transaction.CommitAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }

    private static async Task<MigrationTransaction> BeginPostgresAsync(ClientDatabase database, CancellationToken cancel)
    {
        var schema = new NpgsqlConnectionStringBuilder(database.ConnectionString).SearchPath;
        var opened = await database.Postgres!.OpenConnectionAsync(cancel);
        try
        {
            var begun = new MigrationTransaction(opened, await opened.BeginTransactionAsync(cancel));
            // Held until the end of the transaction, which is also the end of a process that is killed.
            await begun.RunAsync(
                $"SELECT pg_advisory_xact_lock(hashtextextended('raincheck migration of ' || {Text(schema ?? "public")}, 0))",
                cancel
            );
            // IF NOT EXISTS would ask for the right to make schemas, also where the schema is there.
            if (schema is { Length: > 0 } && !await begun.HasSchemaAsync(schema, cancel))
                await begun.RunAsync($"CREATE SCHEMA \"{schema.Replace("\"", "\"\"", StringComparison.Ordinal)}\"", cancel);
            // Alone from the first row that everybody reads on: each transaction of the ledger under way ends first, none begins.
            await begun.RunAsync(
                """
                DO $$ BEGIN
                    IF to_regclass('clients') IS NOT NULL THEN LOCK TABLE clients IN ACCESS EXCLUSIVE MODE; END IF;
                END $$
                """,
                cancel
            );
            return begun;
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }
    }

    private async Task<bool> HasSchemaAsync(string schema, CancellationToken cancel)
    {
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = $"SELECT EXISTS (SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = {Text(schema)})";
        return await command.ExecuteScalarAsync(cancel) is true;
    }

    private static string Text(string value) => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";

    private static async Task<MigrationTransaction> BeginSqliteAsync(ClientDatabase database, CancellationToken cancel)
    {
        // Its own way of waiting cannot be cancelled, so each attempt is short.
        var opened = new SqliteConnection(
            new SqliteConnectionStringBuilder(database.ConnectionString) { Pooling = false, DefaultTimeout = 1 }.ConnectionString
        );
        var until = Environment.TickCount64 + (long)WaitMax.TotalMilliseconds;
        try
        {
            while (true)
            {
                try
                {
                    if (opened.State != System.Data.ConnectionState.Open)
                        await opened.OpenAsync(cancel);
                    return new MigrationTransaction(opened, BeginImmediate(opened));
                }
                catch (SqliteException e) when (e.SqliteErrorCode is Busy or Locked)
                {
                    if (Environment.TickCount64 > until)
                        throw new IOException(
                            $"another process has been writing to {database.Description} for {WaitMax.TotalMinutes} minutes; stop it, and start again",
                            e
                        );
                }
                await Task.Delay(Poll, cancel);
            }
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }
    }

    private static SqliteTransaction BeginImmediate(SqliteConnection on)
    {
        using var pragmas = on.CreateCommand();
        // To change a table SQLite makes it anew and drops the old one, which must not take along what refers to it.
        pragmas.CommandText = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=OFF";
        pragmas.ExecuteNonQuery();
        return on.BeginTransaction(deferred: false);
    }

    private async Task RequireWholeReferencesAsync(SqliteConnection sqlite)
    {
        await using var check = sqlite.CreateCommand();
        check.Transaction = (SqliteTransaction)transaction;
        check.CommandText = "PRAGMA foreign_key_check";
        await using var broken = await check.ExecuteReaderAsync();
        if (await broken.ReadAsync())
            throw new InvalidDataException(
                $"the migration would leave rows of {broken.GetString(0)} that refer to nothing; nothing was changed"
            );
    }
}
