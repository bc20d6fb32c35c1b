using System.Collections.Concurrent;
using System.Data;
using System.Data.Common;
using System.Globalization;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Npgsql;
using Raincheck.Core.Orders;
using Raincheck.Storage;

namespace Raincheck.Ledger.Store;

/// <summary>The ledger on PostgreSQL: one round trip for each reading step, one for all writing with the commit.</summary>
internal sealed class PostgresStore(NpgsqlDataSource reads, NpgsqlDataSource writes) : LedgerStore
{
    public override async Task<LedgerTransaction> BeginAsync(LockMode mode, CancellationToken cancel)
    {
        var connection = await (mode == LockMode.Snapshot ? reads : writes).OpenConnectionAsync(cancel);
        try
        {
            var transaction = new PostgresTransaction(reads, connection);
            await transaction.BeginAsync(mode, cancel);
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

internal sealed partial class PostgresTransaction(NpgsqlDataSource source, NpgsqlConnection connection) : LedgerTransaction
{
    /// <summary>From this many rows on, COPY's extra round trips cost less than they save.</summary>
    private const int CopyRowsMin = 100;

    private static readonly ConcurrentDictionary<string, string> Rewritten = new(StringComparer.Ordinal);

    private readonly List<NpgsqlBatchCommand> unsent = [];
    private readonly List<Func<CancellationToken, Task>> copies = [];
    private string? transactionId;
    private bool ended;

    public async Task BeginAsync(LockMode mode, CancellationToken cancel)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(
            new NpgsqlBatchCommand(
                mode == LockMode.Snapshot ? "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" : "BEGIN ISOLATION LEVEL READ COMMITTED"
            )
        );
        batch.BatchCommands.Add(
            new NpgsqlBatchCommand(
                mode switch
                {
                    LockMode.Shared => "SELECT id, catalogue_version, settings, pg_current_xact_id()::text FROM clients FOR SHARE",
                    LockMode.Exclusive => "SELECT id, catalogue_version, settings, pg_current_xact_id()::text FROM clients FOR UPDATE",
                    _ => "SELECT id, catalogue_version, settings, NULL::text FROM clients",
                }
            )
        );
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        if (!await reader.ReadAsync(cancel))
            throw new InvalidOperationException("the client's row is missing: the schema was not made by raincheck");
        Client = new ClientRow
        {
            Id = reader.GetInt32(0),
            CatalogueVersion = reader.GetInt64(1),
            Settings = reader.GetString(2),
        };
        transactionId = await reader.IsDBNullAsync(3, cancel) ? null : reader.GetString(3);
    }

    public override async Task<List<T>> QueryAsync<T>(
        string where,
        (string Name, object Value)[] parameters,
        bool forUpdate = false,
        CancellationToken cancel = default
    )
    {
        var table = Table<T>.Instance;
        var rows = new List<T>();
        await ReadAsync(
            $"SELECT {table.ColumnList} FROM {table.Name} WHERE {where}{(forUpdate && transactionId is not null ? " FOR UPDATE" : "")}",
            parameters,
            reader => rows.Add(table.Read(reader)),
            cancel
        );
        return rows;
    }

    public override async Task ReadAsync(
        string sql,
        (string Name, object Value)[] parameters,
        Action<DbDataReader> row,
        CancellationToken cancel = default
    )
    {
        await FlushAsync(cancel);
        await using var command = new NpgsqlCommand(Rewrite(sql), connection);
        AddParameters(command.Parameters, parameters);
        await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SingleResult, cancel);
        while (await reader.ReadAsync(cancel))
            row(reader);
    }

    public override async Task<List<OrderLine>> WindowAsync(
        IReadOnlyCollection<int> poolIds,
        bool waiting,
        int limit,
        CancellationToken cancel
    )
    {
        var table = Table<OrderLine>.Instance;
        var side = waiting ? $"back_ordered > 0 ORDER BY {QueueOrder}" : $"allocated > 0 ORDER BY {QueueOrderReversed}";
        var lines = new List<OrderLine>();
        await ReadAsync(
            $"SELECT {string.Join(", ", table.Columns.Select(c => "l." + c.Name))} FROM unnest(@pools) AS p(id) "
                + $"CROSS JOIN LATERAL (SELECT * FROM order_lines WHERE pool_id = p.id AND {side} LIMIT @limit) AS l",
            [("pools", poolIds.ToArray()), ("limit", limit)],
            reader => lines.Add(table.Read(reader)),
            cancel
        );
        return lines;
    }

    public override async Task<long[]> NewIdsAsync(string table, int count, CancellationToken cancel)
    {
        var ids = new List<long>(count);
        await ReadAsync(
            $"SELECT nextval('{table}_ids') FROM generate_series(1, @count)",
            [("count", count)],
            reader => ids.Add(reader.GetInt64(0)),
            cancel
        );
        return [.. ids];
    }

    public override void Insert<T>(IReadOnlyList<T> rows)
    {
        if (rows.Count == 0)
            return;
        var table = Table<T>.Instance;
        if (rows.Count >= CopyRowsMin)
        {
            copies.Add(cancel => CopyAsync(connection, rows, cancel));
            return;
        }
        var names = string.Join(", ", table.Inserted.Select(c => c.Name));
        var command = new NpgsqlBatchCommand(
            $"INSERT INTO {table.Name} ({names}) SELECT * FROM unnest({string.Join(", ", table.Inserted.Select(c => "@" + c.Name))})"
        );
        foreach (var column in table.Inserted)
            command.Parameters.Add(new NpgsqlParameter(column.Name, column.GetAll(rows)));
        unsent.Add(command);
    }

    public override void Update<T>(IReadOnlyList<T> rows, params ReadOnlySpan<string> members)
    {
        if (rows.Count == 0)
            return;
        var table = Table<T>.Instance;
        var columns = table.Of(members);
        var all = table.Keys.Concat(columns).ToList();
        var command = new NpgsqlBatchCommand(
            $"UPDATE {table.Name} AS t SET {string.Join(", ", columns.Select(c => $"{c.Name} = v.{c.Name}"))} "
                + $"FROM unnest({string.Join(", ", all.Select(c => "@" + c.Name))}) AS v({string.Join(", ", all.Select(c => c.Name))}) "
                + $"WHERE {string.Join(" AND ", table.Keys.Select(c => $"t.{c.Name} = v.{c.Name}"))}"
        );
        foreach (var column in all)
            command.Parameters.Add(new NpgsqlParameter(column.Name, column.GetAll(rows)));
        unsent.Add(command);
    }

    public override void Execute(string sql, params (string Name, object Value)[] parameters)
    {
        var command = new NpgsqlBatchCommand(Rewrite(sql));
        AddParameters(command.Parameters, parameters);
        unsent.Add(command);
    }

    public override async Task FlushAsync(CancellationToken cancel)
    {
        if (copies.Count == 0 && unsent.Count == 0)
            return;
        await CopyAsync(cancel);
        await using var batch = new NpgsqlBatch(connection);
        foreach (var command in unsent)
            batch.BatchCommands.Add(command);
        unsent.Clear();
        if (batch.BatchCommands.Count > 0)
            await batch.ExecuteNonQueryAsync(cancel);
    }

    public override async Task CommitAsync(CancellationToken cancel)
    {
        await CopyAsync(cancel);
        if (unsent.Count > 0)
        {
            await using var writes = new NpgsqlBatch(connection);
            foreach (var command in unsent)
                writes.BatchCommands.Add(command);
            unsent.Clear();
            await writes.ExecuteNonQueryAsync(cancel);
        }
        try
        {
            // Once the commit is on its way nobody may turn back.
            await using var commit = new NpgsqlCommand("COMMIT", connection);
            await commit.ExecuteNonQueryAsync(CancellationToken.None);
            ended = true;
        }
        catch (Exception lost) when (lost is not PostgresException { SqlState: not ['0', '8', ..] and not ['5', '7', ..] })
        {
            if (!await TookPlaceAsync(lost))
                throw;
            ended = true;
        }
    }

    /// <summary>Asks the server, on another connection, what became of this transaction.</summary>
    private async Task<bool> TookPlaceAsync(Exception lost)
    {
        for (var attempt = 0; attempt < 60; attempt++)
        {
            try
            {
                await using var command = source.CreateCommand("SELECT pg_xact_status(@id::xid8)");
                command.Parameters.AddWithValue("id", transactionId!);
                switch (await command.ExecuteScalarAsync(CancellationToken.None) as string)
                {
                    case "committed":
                        return true;
                    case "aborted":
                        return false;
                }
            }
            catch (NpgsqlException)
            {
                // The server is not back yet; the loop is bounded.
            }
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(1000, 50 << Math.Min(attempt, 5))), CancellationToken.None);
        }
        throw new CommitUnknownException(lost);
    }

    private async Task CopyAsync(CancellationToken cancel)
    {
        foreach (var copy in copies)
            await copy(cancel);
        copies.Clear();
    }

    /// <summary>COPY of rows, as fast as the server takes them; also what benchmarks compare with.</summary>
    internal static async Task CopyAsync<T>(NpgsqlConnection connection, IReadOnlyList<T> rows, CancellationToken cancel)
        where T : class, new()
    {
        var table = Table<T>.Instance;
        var names = string.Join(", ", table.Inserted.Select(c => c.Name));
        await using var importer = await connection.BeginBinaryImportAsync(
            $"COPY {table.Name} ({names}) FROM STDIN (FORMAT BINARY)",
            cancel
        );
        var write = PostgresRowWriter<T>.Write;
        foreach (var row in rows)
        {
            importer.StartRow();
            write(importer, row);
        }
        await importer.CompleteAsync(cancel);
    }

    private static string Rewrite(string sql) => Rewritten.GetOrAdd(sql, static s => ListPattern.Replace(s, "= ANY(@${name})"));

    private static void AddParameters(NpgsqlParameterCollection to, (string Name, object Value)[] parameters)
    {
        foreach (var (name, value) in parameters)
            to.Add(new NpgsqlParameter(name, value));
    }

    [GeneratedRegex(@"IN \{(?<name>\w+)\}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ListPattern { get; }

    public override async ValueTask DisposeAsync()
    {
        if (!ended && connection.FullState.HasFlag(ConnectionState.Open))
        {
            try
            {
                await using var rollback = new NpgsqlCommand("ROLLBACK", connection);
                await rollback.ExecuteNonQueryAsync(CancellationToken.None);
            }
            catch (NpgsqlException)
            {
                // A broken connection takes its transaction with it.
            }
        }
        await connection.DisposeAsync();
    }
}
