using System.Diagnostics.Metrics;
using Raincheck.Core;
using Raincheck.Ledger.Store;
using Raincheck.Storage;

namespace Raincheck.Ledger;

/// <summary>
/// The only way to change stock, orders and receipts. Commands are queued; all waiting commands are executed together, in one
/// transaction with its journal. Each command succeeds or is refused independently. A lone command does not wait.
/// </summary>
public sealed class ClientLedger : IAsyncDisposable
{
    /// <summary>The most commands in one transaction.</summary>
    public const int CommandsMax = CommandQueue.CommandsMax;

    private readonly LedgerStore store;
    private readonly CatalogueCache catalogues;
    private readonly CommandQueue queue;
    private readonly TimeProvider time;
    private readonly LedgerMetrics metrics;

    public ClientLedger(ClientDatabase database, TimeProvider time, ILogger<ClientLedger> log, IMeterFactory meters)
    {
        this.time = time;
        store = LedgerStore.Of(database, time);
        catalogues = new CatalogueCache(database.Files);
        metrics = new LedgerMetrics(meters, () => queue?.Length ?? 0);
        var executor = new BatchExecutor(store, catalogues, database.Troubles, log)
        {
            System = database.IsPostgres ? "postgresql" : "sqlite",
            Metrics = metrics,
            Committed = () => Committed?.Invoke(),
        };
        // On PostgreSQL one batch is decided while another is written; row locks keep them apart. SQLite has one writer.
        queue = new CommandQueue(database.IsPostgres ? 2 : 1, executor.ExecuteAsync);
    }

    /// <summary>Called after each commit; must not keep the ledger waiting.</summary>
    internal Action? Committed { get; set; }

    /// <summary>Carries out a command.</summary>
    /// <returns>Its answer, committed; or the reason for which it was refused.</returns>
    /// <exception cref="LedgerUnavailableException">The database could not be reached; nothing was changed, unless the message says that this is unknown.</exception>
    public async Task<Outcome<T>> ExecuteAsync<T>(LedgerCommand<T> command, CommandContext context, CancellationToken cancel = default)
    {
        var completion = new Completion(1);
        var pending = new Pending<T>(command, context, context.At ?? time.GetUtcNow()) { Completion = completion };
        await queue.EnqueueAsync([pending], cancel);
        // Once it is queued it is executed, whether the caller still waits for the answer or not.
        await completion.Task.WaitAsync(cancel);
        return pending.Answer;
    }

    /// <summary>What waits or is being carried out, in lines and items.</summary>
    internal long WaitingWeight => queue.Weight;

    /// <summary>Carries out commands in their order, each by itself, in as few transactions as they fit into.</summary>
    public async Task<IReadOnlyList<Outcome<T>>> ExecuteAllAsync<T>(
        IReadOnlyList<(LedgerCommand<T> Command, CommandContext Context)> commands,
        CancellationToken cancel = default
    )
    {
        var sent = await SendAsync([.. commands.Select(c => ((LedgerCommand)c.Command, c.Context))], cancel);
        return Array.ConvertAll(sent, p => ((Pending<T>)p).Answer);
    }

    /// <summary>The same for commands of several kinds, whose answers are not wanted.</summary>
    /// <returns>For each the reason for which it was refused; null if it was carried out.</returns>
    public async Task<IReadOnlyList<Refusal?>> TryAllAsync(
        IReadOnlyList<(LedgerCommand Command, CommandContext Context)> commands,
        CancellationToken cancel = default
    ) => Array.ConvertAll(await SendAsync(commands, cancel), p => p.Refused);

    /// <summary>The answer that was kept under an idempotency key, or the refusal of another request under it; null if there is none.</summary>
    public async Task<Outcome<T>?> FindAnswerAsync<T>(CommandContext context, CancellationToken cancel)
    {
        await using var snapshot = await SnapshotAsync(cancel);
        var kept = await snapshot.QueryAsync<IdempotencyEntry>(
            "key = @key",
            [("key", context.IdempotencyKey ?? throw new ArgumentException("there is no key", nameof(context)))],
            cancel: cancel
        );
        return kept is [var known] ? Pending<T>.Again(known, context) : default(Outcome<T>?);
    }

    /// <summary>What decisions are made by at this moment.</summary>
    public async Task<Catalogue> CatalogueAsync(CancellationToken cancel = default)
    {
        await using var snapshot = await store.BeginAsync(LockMode.Snapshot, cancel);
        return await catalogues.OfAsync(snapshot, cancel);
    }

    /// <summary>The pools whose stock changed since their queue was last determined.</summary>
    public async Task<IReadOnlyList<int>> StalePoolsAsync(CancellationToken cancel)
    {
        await using var snapshot = await SnapshotAsync(cancel);
        var stale = new List<int>();
        await snapshot.ReadAsync("SELECT id FROM stock_pools WHERE stale ORDER BY id", [], r => stale.Add(r.GetInt32(0)), cancel);
        return stale;
    }

    /// <summary>A view of the database at one moment, for reading much of it.</summary>
    internal Task<LedgerTransaction> SnapshotAsync(CancellationToken cancel) => store.BeginAsync(LockMode.Snapshot, cancel);

    /// <summary>The highest id of an order, when every order with a lower one is in the database.</summary>
    internal async Task<long> SettledOrderIdAsync(CancellationToken cancel)
    {
        // Transactions that create orders share the client's row until they commit: an exclusive lock on it sees all of them.
        await using var alone = await store.BeginAsync(LockMode.Exclusive, cancel);
        var last = 0L;
        await alone.ReadAsync("SELECT coalesce(max(id), 0) FROM orders", [], r => last = r.GetInt64(0), cancel);
        return last;
    }

    /// <summary>A transaction for what follows from orders and can be created again at any time.</summary>
    internal Task<LedgerTransaction> BeginIndexAsync(CancellationToken cancel) => store.BeginAsync(LockMode.Shared, cancel);

    /// <summary>The catalogue of a transaction.</summary>
    internal Task<Catalogue> CatalogueOfAsync(LedgerTransaction transaction, CancellationToken cancel) =>
        catalogues.OfAsync(transaction, cancel);

    /// <summary>Finishes what is queued and accepts no more.</summary>
    public async ValueTask DisposeAsync()
    {
        await queue.DisposeAsync();
        catalogues.Dispose();
        metrics.Dispose();
        await store.DisposeAsync();
    }

    private async Task<Pending[]> SendAsync(
        IReadOnlyList<(LedgerCommand Command, CommandContext Context)> commands,
        CancellationToken cancel
    )
    {
        if (commands.Count == 0)
            return [];
        var completion = new Completion(commands.Count);
        var all = new Pending[commands.Count];
        for (var i = 0; i < all.Length; i++)
        {
            var (command, context) = commands[i];
            all[i] = command.Send(context, context.At ?? time.GetUtcNow(), completion);
        }
        await queue.EnqueueAsync([.. all], cancel);
        await completion.Task.WaitAsync(cancel);
        return all;
    }
}
