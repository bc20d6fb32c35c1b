using System.Collections.Concurrent;
using System.Data;
using System.Data.Common;
using Npgsql;
using Raincheck.Core.Orders;
using Raincheck.Storage;

namespace Raincheck.Ledger.Store;

internal sealed class PostgresTransaction(ConcurrentBag<CommitMark> marks, CommitMark mark, NpgsqlConnection connection) : LedgerTransaction
{
    /// <summary>From this many rows on, COPY's extra round trips cost less than they save.</summary>
    private const int CopyRowsMin = 400;

    private static readonly ConcurrentDictionary<string, string> Rewritten = new(StringComparer.Ordinal);

    private readonly List<(NpgsqlBatchCommand Command, Action<DbDataReader>? Row)> asked = [];
    private readonly List<NpgsqlBatchCommand> unsent = [];
    private readonly List<Func<CancellationToken, Task>> copies = [];
    private bool hasWritten;
    private string lockClause = "";
    private bool ended;

    /// <summary>The beginning goes out with the first step of reading.</summary>
    public void Begin(LockMode mode)
    {
        asked.Add((new NpgsqlBatchCommand(mode == LockMode.Snapshot ? "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" : "BEGIN"), null));
        lockClause = mode == LockMode.Snapshot ? "" : " FOR UPDATE";
        Ask(
            mode switch
            {
                LockMode.Shared => $"{ClientColumns} FOR SHARE",
                LockMode.Exclusive => $"{ClientColumns} FOR UPDATE",
                _ => ClientColumns,
            },
            [],
            reader => TakeClient(reader, mode, isPostgres: true)
        );
    }

    public override DbConnection Connection => connection;

    protected override string LockClause => lockClause;

    public override void Ask(string sql, (string Name, object Value)[] parameters, Action<DbDataReader> row)
    {
        var command = new NpgsqlBatchCommand(Rewrite(sql));
        AddParameters(command.Parameters, parameters);
        asked.Add((command, row));
    }

    public override void AskNewIds(string table, int count, Action<long> id) =>
        Ask($"SELECT nextval('{table}_ids') FROM generate_series(1, @count)", [("count", count)], reader => id(reader.GetInt64(0)));

    public override async Task ReadAsync(CancellationToken cancel)
    {
        await FlushAsync(cancel);
        await SendAskedAsync(asked.Count, cancel);
    }

    /// <summary>Sends the first so many of what was asked for, in one round trip, and hands out the rows.</summary>
    private async Task SendAskedAsync(int count, CancellationToken cancel)
    {
        if (count == 0)
            return;
        await using var batch = new NpgsqlBatch(connection);
        // Statements without an answer, as the beginning is, have no result to go through.
        var rows = new Queue<Action<DbDataReader>>();
        foreach (var (command, row) in asked.Take(count))
        {
            batch.BatchCommands.Add(command);
            if (row is not null)
                rows.Enqueue(row);
        }
        asked.RemoveRange(0, count);
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        do
        {
            var row = rows.Dequeue();
            while (await reader.ReadAsync(cancel))
                row(reader);
        } while (await reader.NextResultAsync(cancel));
        if (Client is null)
            throw new InvalidOperationException("the client's row is missing: the schema was not made by raincheck");
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

    public override void Update<T>(IReadOnlyList<T> rows, IReadOnlyList<Column<T>> columns)
    {
        if (rows.Count == 0)
            return;
        var table = Table<T>.Instance;
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
        // Nothing is written before the beginning, which is the first two of what is asked for.
        if (Client is null)
            await SendAskedAsync(2, cancel);
        hasWritten = true;
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
        hasWritten |= copies.Count > 0 || unsent.Count > 0;
        await CopyAsync(cancel);
        await using var batch = new NpgsqlBatch(connection);
        foreach (var command in unsent)
            batch.BatchCommands.Add(command);
        unsent.Clear();
        var number = 0L;
        if (hasWritten)
            batch.BatchCommands.Add(mark.Next(out number));
        batch.BatchCommands.Add(new NpgsqlBatchCommand("COMMIT"));
        try
        {
            // The commit cannot be cancelled after it has started.
            await batch.ExecuteNonQueryAsync(CancellationToken.None);
            ended = true;
        }
        // Where nothing was written there is nothing that could be done twice.
        catch (Exception lost) when (hasWritten && IsInDoubt(lost))
        {
            if (!await mark.TookPlaceAsync(number, lost))
                throw;
            ended = true;
        }
    }

    /// <summary>The server refused a statement before the commit, or it went away and may have committed.</summary>
    private static bool IsInDoubt(Exception lost) =>
        lost is not PostgresException refused
        || DatabaseFaults.StateOf(refused) is var state
            && (
                state.StartsWith("08", StringComparison.Ordinal)
                || state.StartsWith("57P", StringComparison.Ordinal)
                // What a coordinator says of a worker in the commit may mean anything.
                || state.StartsWith("XX", StringComparison.Ordinal)
            );

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

    private static string Rewrite(string sql) => Rewritten.GetOrAdd(sql, ListParameters.ForPostgres);

    private static void AddParameters(NpgsqlParameterCollection to, (string Name, object Value)[] parameters)
    {
        foreach (var (name, value) in parameters)
            to.Add(new NpgsqlParameter(name, value));
    }

    public override async ValueTask DisposeAsync()
    {
        if (!ended && Client is not null && connection.FullState.HasFlag(ConnectionState.Open))
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
        marks.Add(mark);
    }
}
