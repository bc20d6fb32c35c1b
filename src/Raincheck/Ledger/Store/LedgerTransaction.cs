using System.Data.Common;
using Raincheck.Core.Orders;
using Raincheck.Storage;

namespace Raincheck.Ledger.Store;

/// <summary>
/// A transaction of the ledger. What differs between the two databases is here and nowhere else: how a list of values is
/// passed, how rows are locked, and how many rows are written at once.
/// </summary>
internal abstract class LedgerTransaction : IAsyncDisposable
{
    /// <summary>The columns that a waiting or holding line is ordered by.</summary>
    protected const string QueueOrder = "priority DESC, queued_at, family_id, order_id, line";

    /// <summary>The same from the end.</summary>
    protected const string QueueOrderReversed = "priority, queued_at DESC, family_id DESC, order_id DESC, line DESC";

    /// <summary>The client's row as it was when the transaction began, known after the first step of reading. While a transaction that writes lives, no other changes it.</summary>
    public ClientRow Client { get; protected set; } = null!;

    /// <summary>The connection, for readers that ask in another way. What they read is of the same moment once a first step of reading is done.</summary>
    public abstract DbConnection Connection { get; }

    /// <summary>Whether what is written is dropped.</summary>
    public virtual bool IsRehearsal => false;

    /// <summary>The question for the client's row.</summary>
    protected const string ClientColumns = "SELECT id, catalogue_version, settings, needed_migration FROM clients";

    /// <summary>Takes the client's row from its answer.</summary>
    /// <exception cref="NewerSchemaException">A newer version has migrated, and the transaction is there to write.</exception>
    protected void TakeClient(DbDataReader reader, LockMode mode, bool isPostgres)
    {
        Client = new ClientRow
        {
            Id = reader.GetInt32(0),
            CatalogueVersion = reader.GetInt64(1),
            Settings = reader.GetString(2),
            NeededMigration = reader.GetString(3),
        };
        if (mode != LockMode.Snapshot)
            KnownSchema.RequireKnown(isPostgres, Client.NeededMigration);
    }

    /// <summary>Asks for rows with the next step of reading; what is asked for together costs one round trip.</summary>
    /// <param name="where">The condition, with anything that may follow it; lists are written <c>IN {name}</c>.</param>
    /// <param name="parameters">The values of the names.</param>
    /// <param name="found">Given each row.</param>
    /// <param name="forUpdate">Lock the rows until the end; the condition must end in an order, so that everybody locks in the same one.</param>
    public void Ask<T>(string where, (string Name, object Value)[] parameters, Action<T> found, bool forUpdate = false)
        where T : class, new()
    {
        var table = Table<T>.Instance;
        Ask(
            $"SELECT {table.ColumnList} FROM {table.Name} WHERE {where}{(forUpdate ? LockClause : "")}",
            parameters,
            reader => found(table.Read(reader))
        );
    }

    /// <summary>Asks for the answer of a statement with the next step of reading; lists are written <c>IN {name}</c>.</summary>
    public abstract void Ask(string sql, (string Name, object Value)[] parameters, Action<DbDataReader> row);

    /// <summary>So many new ids of a table, ascending, with the next step of reading.</summary>
    public abstract void AskNewIds(string table, int count, Action<long> id);

    /// <summary>One step of reading: everything that was asked for.</summary>
    public abstract Task ReadAsync(CancellationToken cancel);

    /// <summary>Rows for which a condition holds, at once.</summary>
    public async Task<List<T>> QueryAsync<T>(
        string where,
        (string Name, object Value)[] parameters,
        bool forUpdate = false,
        CancellationToken cancel = default
    )
        where T : class, new()
    {
        var rows = new List<T>();
        Ask<T>(where, parameters, rows.Add, forUpdate);
        await ReadAsync(cancel);
        return rows;
    }

    /// <summary>The answer of a statement, at once, row by row.</summary>
    public Task ReadAsync(
        string sql,
        (string Name, object Value)[] parameters,
        Action<DbDataReader> row,
        CancellationToken cancel = default
    )
    {
        Ask(sql, parameters, row);
        return ReadAsync(cancel);
    }

    /// <summary>What locks the rows that a statement reads.</summary>
    protected abstract string LockClause { get; }

    /// <summary>At the most <paramref name="limit"/> lines of each pool: those who wait from the front, or those who hold from the end.</summary>
    public abstract Task<List<OrderLine>> WindowAsync(IReadOnlyCollection<int> poolIds, bool waiting, int limit, CancellationToken cancel);

    /// <summary>Adds rows when the transaction is committed.</summary>
    public abstract void Insert<T>(IReadOnlyList<T> rows)
        where T : class, new();

    /// <summary>Writes the members of rows that are not fixed at creation when the transaction is committed.</summary>
    public void Update<T>(IReadOnlyList<T> rows)
        where T : class, new() => Update(rows, Table<T>.Updated);

    /// <summary>Writes the named members of rows when the transaction is committed.</summary>
    public void Update<T>(IReadOnlyList<T> rows, params ReadOnlySpan<string> members)
        where T : class, new()
    {
        if (rows.Count > 0)
            Update(rows, Table<T>.Instance.Of(members));
    }

    /// <summary>Writes these columns of rows when the transaction is committed.</summary>
    public abstract void Update<T>(IReadOnlyList<T> rows, IReadOnlyList<Column<T>> columns)
        where T : class, new();

    /// <summary>Runs a statement when the transaction is committed; lists are written <c>IN {name}</c>.</summary>
    public abstract void Execute(string sql, params (string Name, object Value)[] parameters);

    /// <summary>Sends what is still unsent, so that later reads of the same transaction see it.</summary>
    public abstract Task FlushAsync(CancellationToken cancel);

    /// <summary>Writes everything and commits.</summary>
    /// <exception cref="CommitUnknownException">The connection was lost during the commit, and its outcome is unknown.</exception>
    public abstract Task CommitAsync(CancellationToken cancel);

    public abstract ValueTask DisposeAsync();
}

/// <summary>The connection was lost while the commit was under way, and asking afterwards gave no answer in time.</summary>
internal sealed class CommitUnknownException(Exception inner)
    : Exception("the connection was lost during a commit, and whether it took place could not be found out", inner);

/// <summary>What a transaction of the ledger is begun for.</summary>
internal enum LockMode
{
    /// <summary>Orders, stock, receipts: many at once, settings and catalogue stand still.</summary>
    Shared,

    /// <summary>Settings or catalogue: alone.</summary>
    Exclusive,

    /// <summary>Only reads, all of the same moment.</summary>
    Snapshot,
}

/// <summary>The ledger's way to one database.</summary>
internal abstract class LedgerStore : IAsyncDisposable
{
    /// <param name="database">Which database.</param>
    /// <param name="time">The clock of the ledger; null for the system's.</param>
    public static LedgerStore Of(ClientDatabase database, TimeProvider? time = null) =>
        database.IsPostgres
            ? new PostgresStore(database.Postgres!, database.PostgresForLedger!, time ?? TimeProvider.System)
            : new SqliteStore(database);

    public abstract Task<LedgerTransaction> BeginAsync(LockMode mode, CancellationToken cancel);

    /// <summary>
    /// Whether the error is transient: a conflict with another transaction, a lost connection, a server that is starting.
    /// The transaction changed nothing, and a retry may succeed.
    /// </summary>
    public static bool IsTransient(Exception exception) =>
        exception is System.Net.Sockets.SocketException or IOException
        || (exception is not CommitUnknownException && DatabaseFaults.IsTransient(exception));

    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
