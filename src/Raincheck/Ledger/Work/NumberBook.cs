using System.Globalization;
using Raincheck.Core.Orders;
using Raincheck.Core.Purchasing;

namespace Raincheck.Ledger.Work;

/// <summary>Ids and numbers: those for new records, those in use, and the numbers of related orders.</summary>
internal sealed class NumberBook(WorkContext context)
{
    /// <summary>The most orders with a child's number that are not children before a split must be retried.</summary>
    private const int StrangersMax = 20;

    private readonly HashSet<string> takenOrders = new(StringComparer.Ordinal);
    private readonly HashSet<string> takenPurchaseOrders = new(StringComparer.Ordinal);
    private readonly Queue<long> orderIds = new();
    private readonly Queue<long> purchaseOrderIds = new();
    private readonly Queue<long> receiptIds = new();
    private readonly Dictionary<long, string> relatedNumbers = [];
    private readonly Dictionary<long, List<string>> childNumbers = [];

    public bool IsOrderTaken(string number) => takenOrders.Contains(number);

    public bool IsPurchaseOrderTaken(string number) => takenPurchaseOrders.Contains(number);

    public long NextOrderId() => orderIds.Dequeue();

    public long NextPurchaseOrderId() => purchaseOrderIds.Dequeue();

    public long NextReceiptId() => receiptIds.Dequeue();

    /// <summary>A free number for an order that came without one.</summary>
    public string Choose(Order order) => Free(NumberOf(order.Id), takenOrders);

    /// <summary>A free number for a purchase order that came without one.</summary>
    public string Choose(PurchaseOrder order) => Free(PurchaseOrderNumberOf(order.Id), takenPurchaseOrders);

    /// <summary>The first free number for a child of an order.</summary>
    public string ChooseForChild(Order parent)
    {
        var n = 1;
        while (takenOrders.Contains(ChildNumber(parent.Number, n)))
            n++;
        return ChildNumber(parent.Number, n);
    }

    public void Take(Order order) => takenOrders.Add(order.Number);

    public void Take(PurchaseOrder order) => takenPurchaseOrders.Add(order.Number);

    public void AddChild(Order parent, string number) => AddChild(parent.Id, number);

    /// <summary>The numbers of the orders that were split from this one, from the oldest on.</summary>
    public IReadOnlyList<string> ChildrenOf(Order order) => childNumbers.GetValueOrDefault(order.Id) ?? [];

    /// <summary>The number of an order that a loaded order or purchase order names.</summary>
    public string RelatedNumber(long id) => relatedNumbers[id];

    public void AskNewIds(LoadPlan plan)
    {
        var transaction = context.Transaction;
        if (plan.NewOrders > 0)
            transaction.AskNewIds("orders", plan.NewOrders, orderIds.Enqueue);
        if (plan.NewPurchaseOrders > 0)
            transaction.AskNewIds("purchase_orders", plan.NewPurchaseOrders, purchaseOrderIds.Enqueue);
        if (plan.NewReceipts > 0)
            transaction.AskNewIds("receipts", plan.NewReceipts, receiptIds.Enqueue);
    }

    public void AskTaken(LoadPlan plan)
    {
        AskTaken("orders", plan.NewOrderNumbers, takenOrders);
        AskTaken("purchase_orders", plan.NewPurchaseOrderNumbers, takenPurchaseOrders);
    }

    /// <summary>Asks for the customer's orders that purchase orders name.</summary>
    /// <param name="ofPurchaseOrders">A statement that gives the ids of the purchase orders.</param>
    /// <param name="parameters">Its parameters.</param>
    public void AskOrdersOf(string ofPurchaseOrders, (string, object)[] parameters) =>
        context.Transaction.Ask(
            $"SELECT id, number FROM orders WHERE id IN (SELECT order_id FROM purchase_orders WHERE order_id IS NOT NULL AND id IN ({ofPurchaseOrders}))",
            parameters,
            r => relatedNumbers.TryAdd(r.GetInt64(0), r.GetString(1))
        );

    /// <summary>Asks for the parents and the children of orders.</summary>
    /// <param name="ofOrders">A statement that gives the ids of the orders.</param>
    /// <param name="parameters">Its parameters.</param>
    public void AskFamilies(string ofOrders, (string, object)[] parameters)
    {
        context.Transaction.Ask(
            $"SELECT id, number FROM orders WHERE id IN (SELECT parent_id FROM orders WHERE parent_id IS NOT NULL AND id IN ({ofOrders}))",
            parameters,
            r => relatedNumbers.TryAdd(r.GetInt64(0), r.GetString(1))
        );
        context.Transaction.Ask(
            $"SELECT parent_id, number FROM orders WHERE parent_id IN ({ofOrders}) ORDER BY id",
            parameters,
            r => AddChild(r.GetInt64(0), r.GetString(1))
        );
    }

    /// <summary>Reads which of the numbers that the ledger would choose are taken, and the numbers next to them.</summary>
    public async Task LoadTakenChoicesAsync(CancellationToken cancel)
    {
        await LoadTakenChoicesAsync("orders", [.. orderIds.Select(NumberOf)], takenOrders, cancel);
        await LoadTakenChoicesAsync("purchase_orders", [.. purchaseOrderIds.Select(PurchaseOrderNumberOf)], takenPurchaseOrders, cancel);
    }

    /// <summary>Reads which of the numbers that children would get are taken.</summary>
    public async Task LoadTakenChildNumbersAsync(IEnumerable<Order> parents, CancellationToken cancel)
    {
        var candidates = new HashSet<string>(StringComparer.Ordinal);
        foreach (var parent in parents)
        {
            var known = ChildrenOf(parent);
            takenOrders.UnionWith(known);
            for (var n = 1; n <= known.Count + StrangersMax; n++)
                candidates.Add(ChildNumber(parent.Number, n));
        }
        if (candidates.Count == 0)
            return;
        AskTaken("orders", candidates, takenOrders);
        await context.Transaction.ReadAsync(cancel);
    }

    private async Task LoadTakenChoicesAsync(string table, HashSet<string> choices, HashSet<string> taken, CancellationToken cancel)
    {
        AskTaken(table, choices, taken);
        await context.Transaction.ReadAsync(cancel);
        foreach (var choice in choices.Where(taken.Contains).ToList())
        {
            context.Transaction.Ask(
                $"SELECT number FROM {table} WHERE number LIKE @beginning",
                [("beginning", choice + ".%")],
                r => taken.Add(r.GetString(0))
            );
        }
        await context.Transaction.ReadAsync(cancel);
    }

    private void AskTaken(string table, HashSet<string> numbers, HashSet<string> taken)
    {
        if (numbers.Count > 0)
            context.Transaction.Ask(
                $"SELECT number FROM {table} WHERE number IN {{numbers}}",
                [("numbers", numbers.ToArray())],
                r => taken.Add(r.GetString(0))
            );
    }

    private void AddChild(long parentId, string number)
    {
        if (!childNumbers.TryGetValue(parentId, out var numbers))
            childNumbers.Add(parentId, numbers = []);
        numbers.Add(number);
    }

    /// <summary>Not a bare number: shops use those for their own orders.</summary>
    private static string NumberOf(long orderId) => string.Create(CultureInfo.InvariantCulture, $"SO-{orderId}");

    private static string PurchaseOrderNumberOf(long id) => string.Create(CultureInfo.InvariantCulture, $"PO-{id}");

    private static string ChildNumber(string parent, int n) => string.Create(CultureInfo.InvariantCulture, $"{parent}-{n}");

    /// <summary>The number, or the first free one with a suffix.</summary>
    private static string Free(string number, HashSet<string> taken)
    {
        var free = number;
        for (var n = 2; taken.Contains(free); n++)
            free = string.Create(CultureInfo.InvariantCulture, $"{number}.{n}");
        return free;
    }
}
