using Raincheck.Core;
using Raincheck.Storage;

namespace Raincheck.Ledger;

/// <summary>Who wants a command carried out, when, and how a repetition of it is told.</summary>
/// <param name="Actor">A user, an API key or a job, by name.</param>
/// <param name="At">The time that the command takes as now; null for the time at which the ledger is given it.</param>
/// <param name="IdempotencyKey">The same key with the same digest gets the first answer and changes nothing.</param>
/// <param name="Digest">A digest of the request.</param>
public sealed record CommandContext(string Actor, DateTimeOffset? At = null, string? IdempotencyKey = null, string Digest = "")
{
    /// <summary>The versions (entity tags) of the thing of which the caller accepts one; null if any will do.</summary>
    public IReadOnlyCollection<string>? IfMatch { get; init; }
}

/// <summary>
/// Something that changes stock, orders, receipts, settings or catalogue. It says what it needs, is shown it, and decides
/// without waiting for anything; the ledger does the rest.
/// </summary>
/// <remarks>A command may be decided more than once, when its transaction had to be repeated: it keeps nothing of its own.</remarks>
public abstract class LedgerCommand
{
    /// <summary>What it does, in words, as the cause of every change that follows from it: <c>receipt R-7 on PO-3</c>.</summary>
    protected internal abstract string Cause { get; }

    /// <summary>What the journal calls the change of the thing that the command is about.</summary>
    protected internal abstract string Kind { get; }

    /// <summary>How many orders, lines and items it touches, roughly; bounds a transaction, and what waits for one.</summary>
    protected internal virtual int Weight => 1;

    /// <summary>It changes settings or catalogue, and has the client to itself.</summary>
    internal virtual bool IsStructural => false;

    /// <summary>It decides how the client works, which administrators do; everything else is the daily work.</summary>
    internal virtual bool IsAdministrative => IsStructural;

    /// <summary>Says what must be loaded and locked before <c>Decide</c>.</summary>
    protected internal virtual void Declare(Needs needs) { }

    /// <summary>Decides without making an answer: changes what it was shown, or says why it does not.</summary>
    internal abstract Refusal? Try(Batch batch);

    /// <summary>The command on its way through the ledger.</summary>
    internal abstract Pending Send(CommandContext context, DateTimeOffset at, Completion completion);
}

/// <summary>A command with an answer.</summary>
/// <typeparam name="T">The answer; must survive a round trip through JSON, because a repetition gets it from there.</typeparam>
public abstract class LedgerCommand<T> : LedgerCommand
{
    /// <summary>
    /// Checks everything, then changes what it was shown; or refuses, having changed nothing.
    /// </summary>
    /// <returns>The answer, made when the batch is complete: it shows the state that is committed.</returns>
    protected internal abstract Outcome<Func<T>> Decide(Batch batch);

    internal sealed override Refusal? Try(Batch batch) => Decide(batch).Refusal;

    internal sealed override Pending Send(CommandContext context, DateTimeOffset at, Completion completion) =>
        new Pending<T>(this, context, at) { Completion = completion };
}

/// <summary>A change of settings or catalogue: alone in its transaction, it may load what it likes.</summary>
/// <typeparam name="T">The answer.</typeparam>
public abstract class StructuralCommand<T> : LedgerCommand<T>
{
    internal sealed override bool IsStructural => true;

    /// <summary>Checks everything, then loads and changes; or refuses, having changed nothing.</summary>
    internal abstract Task<Outcome<Func<T>>> DecideAsync(Batch batch, CancellationToken cancel);

    protected internal sealed override Outcome<Func<T>> Decide(Batch batch) =>
        throw new InvalidOperationException("a structural command is decided by DecideAsync");
}

/// <summary>What the commands of a batch want loaded and locked.</summary>
public sealed class Needs
{
    internal HashSet<string> OrderNumbers { get; } = new(StringComparer.Ordinal);
    internal HashSet<string> SplitOrderNumbers { get; } = new(StringComparer.Ordinal);
    internal HashSet<string> NewOrderNumbers { get; } = new(StringComparer.Ordinal);
    internal HashSet<string> Skus { get; } = new(StringComparer.Ordinal);
    internal HashSet<string> LevelSkus { get; } = new(StringComparer.Ordinal);
    internal HashSet<int> PoolIds { get; } = [];
    internal HashSet<int> RebuiltPoolIds { get; } = [];
    internal HashSet<string> PurchaseOrderNumbers { get; } = new(StringComparer.Ordinal);
    internal HashSet<string> NewPurchaseOrderNumbers { get; } = new(StringComparer.Ordinal);
    internal HashSet<string> ReceiptReferences { get; } = new(StringComparer.Ordinal);
    internal HashSet<string> MailedOrderNumbers { get; } = new(StringComparer.Ordinal);
    internal HashSet<long> MailIds { get; } = [];
    internal bool ChoosesNumbers { get; private set; }
    internal int NewOrders { get; private set; }
    internal int NewPurchaseOrders { get; private set; }
    internal int NewReceipts { get; private set; }

    /// <summary>Whether a command is decided by where the units of an order lie. The version of an order tells that too.</summary>
    internal bool DecidesByPlace { get; set; }

    /// <summary>An existing order with its lines and their queues.</summary>
    public void Order(string number) => Add(OrderNumbers, number);

    /// <summary>An existing order whose goods leave a warehouse.</summary>
    public void ShippedOrder(string number)
    {
        Add(OrderNumbers, number);
        DecidesByPlace = true;
    }

    /// <summary>An existing order of which a part becomes an order of its own.</summary>
    public void SplitOrder(string number)
    {
        Add(OrderNumbers, number);
        Add(SplitOrderNumbers, number);
        NewOrders++;
    }

    /// <summary>Room for a new order, and whether its number is taken; null if the ledger chooses one.</summary>
    public void NewOrder(string? number)
    {
        NewOrders++;
        ChoosesNumbers |= number is null;
        Add(NewOrderNumbers, number);
    }

    /// <summary>The queue of a product.</summary>
    public void Sku(string? sku) => Add(Skus, sku);

    /// <summary>The queue of a product and its units in every warehouse.</summary>
    public void Stock(string? sku)
    {
        Add(Skus, sku);
        Add(LevelSkus, sku);
    }

    /// <summary>The queue of a pool.</summary>
    public void Pool(int poolId) => PoolIds.Add(poolId);

    /// <summary>A pool of which nothing that is stored is to be believed but the stock, the orders and the journal.</summary>
    internal void RebuiltPool(int poolId)
    {
        PoolIds.Add(poolId);
        RebuiltPoolIds.Add(poolId);
    }

    /// <summary>An existing purchase order with its lines, and the orders that are linked to it.</summary>
    public void PurchaseOrder(string number) => Add(PurchaseOrderNumbers, number);

    /// <summary>Room for a new purchase order, and whether its number is taken; null if the ledger chooses one.</summary>
    public void NewPurchaseOrder(string? number)
    {
        NewPurchaseOrders++;
        ChoosesNumbers |= number is null;
        Add(NewPurchaseOrderNumbers, number);
    }

    /// <summary>An existing order whose customer is written to; nothing about the order changes.</summary>
    internal void MailedOrder(string? number) => Add(MailedOrderNumbers, number);

    /// <summary>A mail of the outbox.</summary>
    internal void Mail(long id) => MailIds.Add(id);

    /// <summary>Room for a receipt, and whether its reference was used.</summary>
    public void Receipt(string? reference)
    {
        NewReceipts++;
        Add(ReceiptReferences, reference);
    }

    /// <summary>What no database can hold was never stored, and must not be asked for.</summary>
    private static void Add(HashSet<string> texts, string? text)
    {
        if (text is not null && Storable.IsText(text))
            texts.Add(text);
    }
}
