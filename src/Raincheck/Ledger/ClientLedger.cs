using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Threading.Channels;
using Raincheck.Core;
using Raincheck.Ledger.Store;
using Raincheck.Storage;

namespace Raincheck.Ledger;

/// <summary>
/// The only way to change stock, orders and receipts. Commands are queued; all waiting commands are executed together, in one
/// transaction with its journal, each command standing or falling by itself. A lone command does not wait.
/// </summary>
public sealed class ClientLedger : IAsyncDisposable
{
    /// <summary>The most commands in one transaction.</summary>
    public const int CommandsMax = 1_000;

    /// <summary>The most lines and items in one transaction, unless one command alone has more.</summary>
    private const int WeightMax = 8_000;

    private const int QueuedMax = 20_000;

    /// <summary>The most lines and items that wait or are being carried out: as many transactions full as keep two workers busy for seconds.</summary>
    private const int QueuedWeightMax = 60_000;

    private const int AttemptsMax = 40;

    /// <summary>No attempt is begun later than this after the first: what waits long in each must not wait forty times as long.</summary>
    private static readonly TimeSpan RepeatMax = TimeSpan.FromMinutes(1);

    private readonly LedgerStore store;
    private readonly TroubleWatch troubles;
    private readonly SqliteFiles? files;
    private readonly TimeProvider time;
    private readonly ILogger<ClientLedger> log;
    private readonly LedgerMetrics metrics;
    private readonly Channel<Pending[]> queue = Channel.CreateBounded<Pending[]>(
        new BoundedChannelOptions(QueuedMax) { FullMode = BoundedChannelFullMode.Wait }
    );
    private readonly WeightGate gate = new(QueuedWeightMax);
    private readonly Task[] workers;
    private readonly string system;
    private Catalogue? catalogue;
    private long queued;

    public ClientLedger(ClientDatabase database, TimeProvider time, ILogger<ClientLedger> log, IMeterFactory meters)
    {
        store = LedgerStore.Of(database, time);
        troubles = database.Troubles;
        files = database.Files;
        if (files is not null)
            files.Left += ForgetCatalogue;
        this.time = time;
        this.log = log;
        // A command may be taken up before it is counted.
        metrics = new LedgerMetrics(meters, () => Math.Max(0, Volatile.Read(ref queued)));
        system = database.IsPostgres ? "postgresql" : "sqlite";
        // On PostgreSQL one batch is decided while another is written; the locks keep them apart. SQLite has one writer.
        workers = new Task[database.IsPostgres ? 2 : 1];
        for (var i = 0; i < workers.Length; i++)
            workers[i] = WorkAsync();
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
        await EnqueueAsync([pending], cancel);
        // Once taken up it is carried out, whether anybody still waits for the answer or not.
        await completion.Task.WaitAsync(cancel);
        return pending.Answer;
    }

    /// <summary>What waits or is being carried out, in lines and items.</summary>
    internal long WaitingWeight => gate.Held;

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
        return await CatalogueOfAsync(snapshot, cancel);
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

    internal async Task<Catalogue> CatalogueOfAsync(LedgerTransaction transaction, CancellationToken cancel)
    {
        await transaction.ReadAsync(cancel);
        var known = Volatile.Read(ref catalogue);
        if (known is not null && known.Version == transaction.Client.CatalogueVersion)
            return known;
        var loaded = await Catalogue.LoadAsync(transaction, known?.Version < transaction.Client.CatalogueVersion ? known : null, cancel);
        if (known is null || loaded.Version > known.Version)
            Volatile.Write(ref catalogue, loaded);
        return loaded;
    }

    /// <summary>Finishes what is queued and takes nothing more.</summary>
    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        await Task.WhenAll(workers);
        if (files is not null)
            files.Left -= ForgetCatalogue;
        metrics.Dispose();
        await store.DisposeAsync();
    }

    private void ForgetCatalogue(object? sender, EventArgs left) => ForgetCatalogue();

    private void ForgetCatalogue() => Volatile.Write(ref catalogue, null);

    private async Task WorkAsync()
    {
        var waiting = new Queue<Pending>();
        // Leave the constructor's thread.
        await Task.Yield();
        while (await queue.Reader.WaitToReadAsync())
        {
            // Its share of what waits: the others are to have something to do meanwhile.
            var share = (queue.Reader.Count + workers.Length - 1) / workers.Length;
            while (share-- > 0 && waiting.Count < CommandsMax && queue.Reader.TryRead(out var together))
                Array.ForEach(together, waiting.Enqueue);
            // What was given together stays with one worker, and so in its order.
            while (waiting.Count > 0)
            {
                var batch = NextBatch(waiting);
                Interlocked.Add(ref queued, -batch.Count);
                await CarryOutAsync(batch);
                gate.Leave(WeightOf(batch));
            }
        }
    }

    /// <summary>Waits for room, in commands and in weight, and queues them up together.</summary>
    private async Task EnqueueAsync(Pending[] together, CancellationToken cancel)
    {
        var weight = WeightOf(together);
        await gate.EnterAsync(weight, cancel);
        try
        {
            await queue.Writer.WriteAsync(together, cancel);
        }
        catch
        {
            gate.Leave(weight);
            throw;
        }
        Interlocked.Add(ref queued, together.Length);
    }

    /// <summary>No command is without weight: a call of thousands of light ones has theirs together.</summary>
    private static long WeightOf(IEnumerable<Pending> commands) => commands.Sum(p => (long)Math.Max(1, p.Command.Weight));

    private static List<Pending> NextBatch(Queue<Pending> waiting)
    {
        var batch = new List<Pending> { waiting.Dequeue() };
        if (batch[0].Command.IsStructural)
            return batch;
        var weight = batch[0].Command.Weight;
        while (
            batch.Count < CommandsMax
            && waiting.TryPeek(out var next)
            && !next.Command.IsStructural
            && (weight += next.Command.Weight) <= WeightMax
        )
            batch.Add(waiting.Dequeue());
        return batch;
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
        await EnqueueAsync([.. all], cancel);
        await completion.Task.WaitAsync(cancel);
        return all;
    }

    /// <summary>Repeats a batch while it fails for passing reasons, and carries its commands out one by one where one of them is at fault.</summary>
    private async Task CarryOutAsync(List<Pending> batch)
    {
        using var trace = LedgerTraces.Begin(batch, system);
        var began = Stopwatch.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            trace.Attempt(attempt);
            try
            {
                await TryAsync(batch, isRepeated: attempt > 1);
                return;
            }
            catch (StaleCatalogueException)
            {
                // The next attempt reads the catalogue under its lock: it cannot fail for this again.
            }
            catch (Exception e)
                when (attempt < AttemptsMax
                    && Stopwatch.GetElapsedTime(began) < RepeatMax
                    && (e is ConflictException || LedgerStore.IsTransient(e))
                )
            {
                metrics.Repeated();
                log.LogWarning(
                    "A transaction of {Commands} commands is repeated, attempt {Attempt}: {Reason}",
                    batch.Count,
                    attempt + 1,
                    e.Message
                );
                var waitMs = Math.Min(1000, 2 << Math.Min(attempt, 9));
                await Task.Delay(TimeSpan.FromMilliseconds(waitMs * (0.5 + Random.Shared.NextDouble() / 2)));
            }
            catch (Exception e)
                when (batch.Count > 1
                    && e is not (CommitUnknownException or ConflictException or NewerSchemaException)
                    && !LedgerStore.IsTransient(e)
                    && DatabaseTroubles.Of(e) is null
                )
            {
                // A defect of one command must not take the others with it.
                trace.Fail(e);
                foreach (var alone in batch)
                    await CarryOutAsync([alone]);
                return;
            }
            catch (Exception e)
            {
                log.LogError(e, "A transaction of {Commands} commands failed", batch.Count);
                // A repair may restore an earlier state of the data.
                if (troubles.Note(e) is not null)
                    ForgetCatalogue();
                var unavailable =
                    e is CommitUnknownException or ConflictException or NewerSchemaException
                    || LedgerStore.IsTransient(e)
                    || DatabaseTroubles.Of(e) is not null;
                trace.Fail(e);
                metrics.NotCommitted(batch, unavailable ? LedgerMetrics.Unavailable : LedgerMetrics.Failed);
                foreach (var pending in batch)
                    pending.Completion.Fail(unavailable ? new LedgerUnavailableException(e) : e);
                return;
            }
        }
    }

    private async Task TryAsync(List<Pending> batch, bool isRepeated)
    {
        var cancel = CancellationToken.None;
        var began = Stopwatch.GetTimestamp();
        var structural = batch[0].Command.IsStructural;
        await using var transaction = await store.BeginAsync(structural ? LockMode.Exclusive : LockMode.Shared, cancel);
        // The catalogue is nearly always the one of last time: taken on trust, it spares a round trip, and the batch looks.
        // A repetition trusts nothing: others may change it faster than this one could guess.
        var trusted = isRepeated ? null : Volatile.Read(ref catalogue);
        var keys = batch.Select(p => p.Context.IdempotencyKey).OfType<string>().Distinct(StringComparer.Ordinal).ToArray();
        var answered = new Dictionary<string, IdempotencyEntry>(StringComparer.Ordinal);

        var shown = new UnitOfWork(transaction, trusted ?? await CatalogueOfAsync(transaction, cancel));
        var plan = new LoadPlan();
        foreach (var pending in batch)
        {
            pending.Command.Declare(plan);
            plan.DecidesByPosition |= pending.Context.IfMatch is not null;
        }
        await shown.LoadAsync(plan, isRepeated, () => AskEntries(keys, entry => answered.Add(entry.Key, entry)), cancel);
        foreach (var pending in batch)
            await pending.DecideAsync(shown, answered, cancel);
        await CheckRefusedAsync();
        await shown.MakeEntriesAsync(cancel);
        await shown.WriteMailAsync(cancel);
        await shown.LoadShownLevelsAsync(plan, cancel);
        foreach (var pending in batch)
            pending.MakeAnswer();

        shown.Save();
        transaction.Insert(batch.Select(p => p.NewKey).OfType<IdempotencyEntry>().ToList());
        var committing = Stopwatch.GetTimestamp();
        await transaction.CommitAsync(cancel);
        if (structural)
            Volatile.Write(ref catalogue, shown.Catalogue);
        var now = Stopwatch.GetTimestamp();
        metrics.Committed(batch, shown, Stopwatch.GetElapsedTime(began, now), Stopwatch.GetElapsedTime(committing, now));
        foreach (var pending in batch)
            pending.Completion.Done();
        Committed?.Invoke();

        // The same command may be coming through another process: where that one was first, its answer is to be found.
        void AskEntries(string[] of, Action<IdempotencyEntry> found)
        {
            if (of.Length > 0)
                transaction.Ask("key IN {keys}", [("keys", of)], found);
        }

        // Not everything is read under a lock: what stands in the way may be what the same command, sent twice, has just done.
        async Task CheckRefusedAsync()
        {
            var refused = batch.Where(p => p.Refusal is not null).Select(p => p.Context.IdempotencyKey).OfType<string>().ToArray();
            if (refused.Length == 0)
                return;
            var isDone = false;
            AskEntries(refused, _ => isDone = true);
            await transaction.ReadAsync(cancel);
            if (isDone)
                throw new ConflictException("a command that was refused had been carried out under the same key");
        }
    }
}
