using System.Collections.Concurrent;
using System.Data.Common;
using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Raincheck.Core.Orders;
using Raincheck.Storage;
using SQLitePCL;

namespace Raincheck.Ledger.Store;

/// <summary>The ledger on SQLite: one writer at a time, with any number of processes.</summary>
internal sealed class SqliteStore : LedgerStore
{
    private readonly string connectionString;
    private readonly SqliteFiles files;
    private readonly ConcurrentBag<SqliteSession> idle = [];

    public SqliteStore(ClientDatabase database)
    {
        connectionString = new SqliteConnectionStringBuilder(database.SqliteConnectionString)
        {
            Pooling = false,
            DefaultTimeout = 60,
        }.ConnectionString;
        files = database.Files!;
        files.Left += CloseIdle;
    }

    public override async Task<LedgerTransaction> BeginAsync(LockMode mode, CancellationToken cancel)
    {
        files.Check();
        // A session keeps its prepared statements, which is most of what a small transaction costs.
        if (!idle.TryTake(out var session))
        {
            session = new SqliteSession(new SqliteConnection(connectionString));
            try
            {
                await session.Connection.OpenAsync(cancel);
                session.Execute(SqlitePragmas.Text);
            }
            catch
            {
                session.Dispose();
                throw;
            }
            files.Opened();
        }
        try
        {
            var transaction = new SqliteTransactionOfLedger(session, idle, files);
            if (mode == LockMode.Snapshot)
                session.Execute("BEGIN");
            else
                await session.BeginImmediateAsync(cancel);
            transaction.ReadClient(mode);
            return transaction;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    public override ValueTask DisposeAsync()
    {
        files.Left -= CloseIdle;
        CloseIdle();
        return base.DisposeAsync();
    }

    private void CloseIdle(object? sender, EventArgs left) => CloseIdle();

    private void CloseIdle()
    {
        while (idle.TryTake(out var session))
            session.Dispose();
    }
}

/// <summary>A connection with the statements that it has prepared.</summary>
internal sealed class SqliteSession(SqliteConnection connection) : IDisposable
{
    private static readonly TimeSpan WaitMax = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, SqliteCommand> prepared = new(StringComparer.Ordinal);

    public SqliteConnection Connection => connection;

    public void Execute(string sql) => Prepare(sql).ExecuteNonQuery();

    /// <summary>
    /// Begins to write when there is no other writer. SQLite's own way of waiting looks every tenth of a second, and behind another
    /// busy process finds the file locked each time, for minutes.
    /// </summary>
    public async Task BeginImmediateAsync(CancellationToken cancel)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            raw.sqlite3_busy_timeout(connection.Handle, 0);
            var result = raw.sqlite3_exec(connection.Handle, "BEGIN IMMEDIATE");
            raw.sqlite3_busy_timeout(connection.Handle, SqlitePragmas.BusyMs);
            if (result == raw.SQLITE_OK)
                return;
            if (result != raw.SQLITE_BUSY || waited.Elapsed > WaitMax)
                throw new SqliteException(raw.sqlite3_errmsg(connection.Handle).utf8_to_string(), result);
            await Task.Delay(Random.Shared.Next(1, 4), cancel);
        }
    }

    public SqliteCommand Prepare(string sql)
    {
        if (!prepared.TryGetValue(sql, out var command))
        {
            command = connection.CreateCommand();
            command.CommandText = sql;
            prepared.Add(sql, command);
        }
        return command;
    }

    public void Dispose()
    {
        foreach (var command in prepared.Values)
            command.Dispose();
        connection.Dispose();
    }
}

internal sealed class SqliteTransactionOfLedger(SqliteSession session, ConcurrentBag<SqliteSession> idle, SqliteFiles files)
    : LedgerTransaction
{
    private static readonly ConcurrentDictionary<string, string> Rewritten = new(StringComparer.Ordinal);

    private readonly List<Action<CancellationToken>> asked = [];
    private readonly List<Action> unsent = [];
    private bool ended;

    public void ReadClient(LockMode mode)
    {
        using var reader = session.Prepare(ClientColumns).ExecuteReader();
        if (!reader.Read())
            throw new InvalidOperationException("the client's row is missing: the file was not made by raincheck");
        TakeClient(reader, mode, isPostgres: false);
    }

    public override DbConnection Connection => session.Connection;

    protected override string LockClause => "";

    public override void Ask(string sql, (string Name, object Value)[] parameters, Action<DbDataReader> row) =>
        asked.Add(cancel =>
        {
            using var reader = Bind(sql, parameters).ExecuteReader();
            while (reader.Read())
            {
                cancel.ThrowIfCancellationRequested();
                row(reader);
            }
        });

    public override void AskNewIds(string table, int count, Action<long> id) =>
        Ask(
            $"SELECT coalesce(max(id), 1000) FROM {table}",
            [],
            reader =>
            {
                for (var i = 1; i <= count; i++)
                    id(reader.GetInt64(0) + i);
            }
        );

    public override Task ReadAsync(CancellationToken cancel)
    {
        Flush();
        foreach (var ask in asked)
            ask(cancel);
        asked.Clear();
        return Task.CompletedTask;
    }

    public override async Task<List<OrderLine>> WindowAsync(
        IReadOnlyCollection<int> poolIds,
        bool waiting,
        int limit,
        CancellationToken cancel
    )
    {
        var lines = new List<OrderLine>();
        var side = waiting ? $"back_ordered > 0 ORDER BY {QueueOrder}" : $"allocated > 0 ORDER BY {QueueOrderReversed}";
        foreach (var pool in poolIds)
            lines.AddRange(
                await QueryAsync<OrderLine>($"pool_id = @pool AND {side} LIMIT @limit", [("pool", pool), ("limit", limit)], cancel: cancel)
            );
        return lines;
    }

    public override void Insert<T>(IReadOnlyList<T> rows)
    {
        if (rows.Count > 0)
            unsent.Add(() => InsertNow(session, rows));
    }

    /// <summary>Inserts rows with one prepared statement; also what benchmarks compare with.</summary>
    internal static void InsertNow<T>(SqliteSession session, IReadOnlyList<T> rows)
        where T : class, new()
    {
        var table = Table<T>.Instance;
        RunForEach(
            session,
            $"INSERT INTO {table.Name} ({string.Join(", ", table.Inserted.Select(c => c.Name))}) VALUES ({string.Join(", ", table.Inserted.Select(c => "@" + c.Name))})",
            table.Inserted,
            rows
        );
    }

    public override void Update<T>(IReadOnlyList<T> rows, IReadOnlyList<Column<T>> columns)
    {
        if (rows.Count == 0)
            return;
        var table = Table<T>.Instance;
        var sql =
            $"UPDATE {table.Name} SET {string.Join(", ", columns.Select(c => $"{c.Name} = @{c.Name}"))} "
            + $"WHERE {string.Join(" AND ", table.Keys.Select(c => $"{c.Name} = @{c.Name}"))}";
        unsent.Add(() => RunForEach(session, sql, [.. columns, .. table.Keys], rows));
    }

    public override void Execute(string sql, params (string Name, object Value)[] parameters) =>
        unsent.Add(() => Bind(sql, parameters).ExecuteNonQuery());

    public override Task FlushAsync(CancellationToken cancel)
    {
        Flush();
        return Task.CompletedTask;
    }

    public override Task CommitAsync(CancellationToken cancel)
    {
        Flush();
        // What is committed into a file that is not in its place any more is lost, and SQLite says nothing of it.
        if (!files.IsInPlace())
            throw files.Trouble();
        session.Execute("COMMIT");
        ended = true;
        return files.IsInPlace() ? Task.CompletedTask : throw new CommitUnknownException(files.Trouble());
    }

    public override ValueTask DisposeAsync()
    {
        // Some failures (a full disk) have ended the transaction already: such a session is not used again.
        if (!ended && raw.sqlite3_get_autocommit(session.Connection.Handle) != 0)
        {
            session.Dispose();
            return ValueTask.CompletedTask;
        }
        if (!ended)
            session.Execute("ROLLBACK");
        if (files.IsInPlace())
            idle.Add(session);
        else
            session.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Flush()
    {
        foreach (var write in unsent)
            write();
        unsent.Clear();
    }

    private static void RunForEach<T>(SqliteSession session, string sql, IReadOnlyList<Column<T>> columns, IReadOnlyList<T> rows)
        where T : class, new()
    {
        var command = session.Prepare(sql);
        if (command.Parameters.Count == 0)
        {
            foreach (var column in columns)
                command.Parameters.Add(new SqliteParameter { ParameterName = "@" + column.Name });
        }
        foreach (var row in rows)
        {
            for (var i = 0; i < columns.Count; i++)
                command.Parameters[i].Value = columns[i].Get(row) ?? DBNull.Value;
            command.ExecuteNonQuery();
        }
    }

    private SqliteCommand Bind(string sql, (string Name, object Value)[] parameters)
    {
        var command = session.Prepare(Rewritten.GetOrAdd(sql, ListParameters.ForSqlite));
        command.Parameters.Clear();
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue("@" + name, ListParameters.SqliteValue(value));
        return command;
    }
}
