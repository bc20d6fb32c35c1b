using Raincheck.Storage;

namespace Raincheck.Ledger;

/// <summary>What the commands of one transaction need loaded and locked.</summary>
public sealed class LoadPlan
{
    internal HashSet<string> OrderNumbers { get; } = new(StringComparer.Ordinal);
    internal HashSet<string> ConsentOrderNumbers { get; } = new(StringComparer.Ordinal);
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
    internal HashSet<long> PromisedOrderIds { get; } = [];
    internal bool ChoosesNumbers { get; private set; }
    internal int NewOrders { get; private set; }
    internal int NewPurchaseOrders { get; private set; }
    internal int NewReceipts { get; private set; }

    /// <summary>Whether a command is decided by where the units of an order lie. The version of an order tells that too.</summary>
    internal bool DecidesByPosition { get; set; }

    /// <summary>An existing order with its lines and their queues.</summary>
    public void Order(string number) => Add(OrderNumbers, number);

    /// <summary>An existing order with the consent to its delay.</summary>
    public void ConsentOrder(string number)
    {
        Add(OrderNumbers, number);
        Add(ConsentOrderNumbers, number);
    }

    /// <summary>An existing order whose goods leave a warehouse.</summary>
    public void ShippedOrder(string number)
    {
        Add(OrderNumbers, number);
        DecidesByPosition = true;
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

    /// <summary>An existing order with its lines, of which only the promises change: no queue is needed.</summary>
    internal void PromisedOrder(long id) => PromisedOrderIds.Add(id);

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
