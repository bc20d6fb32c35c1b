using System.Data.Common;
using Raincheck.Core.Orders;

namespace Raincheck.Ledger.Store;

/// <summary>A snapshot on which commands are tried: it reads, and drops what they would write.</summary>
internal sealed class RehearsedTransaction : LedgerTransaction
{
    private readonly LedgerTransaction snapshot;

    public RehearsedTransaction(LedgerTransaction snapshot)
    {
        this.snapshot = snapshot;
        if (snapshot.Client is { } known)
            Client = known.Copy();
    }

    public override bool IsRehearsal => true;

    public override DbConnection Connection => snapshot.Connection;

    protected override string LockClause => "";

    public override void Ask(string sql, (string Name, object Value)[] parameters, Action<DbDataReader> row) =>
        snapshot.Ask(sql, parameters, row);

    /// <summary>Ids that are free in the snapshot. A sequence is not touched: nothing will have them.</summary>
    public override void AskNewIds(string table, int count, Action<long> id) =>
        Ask(
            $"SELECT coalesce(max(id), 1000) FROM {table}",
            [],
            reader =>
            {
                var last = reader.GetInt64(0);
                for (var i = 1; i <= count; i++)
                    id(last + i);
            }
        );

    public override async Task ReadAsync(CancellationToken cancel)
    {
        await snapshot.ReadAsync(cancel);
        // On PostgreSQL it is known from the first step of reading on. A copy: rehearsed commands count it up.
        Client ??= snapshot.Client.Copy();
    }

    public override Task<List<OrderLine>> WindowAsync(
        IReadOnlyCollection<int> poolIds,
        bool waiting,
        int limit,
        CancellationToken cancel
    ) => snapshot.WindowAsync(poolIds, waiting, limit, cancel);

    public override void Insert<T>(IReadOnlyList<T> rows) { }

    public override void Update<T>(IReadOnlyList<T> rows, IReadOnlyList<Column<T>> columns) { }

    public override void Execute(string sql, params (string Name, object Value)[] parameters) { }

    public override Task FlushAsync(CancellationToken cancel) => Task.CompletedTask;

    public override Task CommitAsync(CancellationToken cancel) => throw new NotSupportedException("a rehearsal saves nothing");

    public override ValueTask DisposeAsync() => snapshot.DisposeAsync();
}
