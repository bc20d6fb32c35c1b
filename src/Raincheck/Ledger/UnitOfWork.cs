using System.Globalization;
using Raincheck.Core;
using Raincheck.Core.Allocation;
using Raincheck.Core.Orders;
using Raincheck.Core.Purchasing;
using Raincheck.Core.Stock;
using Raincheck.Ledger.Fields;
using Raincheck.Ledger.Store;
using Raincheck.Storage;

namespace Raincheck.Ledger;

/// <summary>
/// The part of a client's data that the commands of one transaction were shown, and the changes that they made to it. A
/// command sees the changes of those before it, with every queue settled.
/// </summary>
public sealed partial class UnitOfWork
{
    private readonly LedgerTransaction transaction;
    private readonly Dictionary<string, LoadedOrder> ordersByNumber = new(StringComparer.Ordinal);
    private readonly Dictionary<long, LoadedOrder> ordersById = [];
    private readonly Dictionary<(long, int), OrderLine> lines = [];
    private readonly Dictionary<int, LoadedPool> pools = [];
    private readonly Dictionary<(int Sku, int Warehouse), LoadedLevel> levels = [];
    private readonly HashSet<int> leveledPools = [];
    private readonly Dictionary<string, LoadedPurchaseOrder> purchaseOrders = new(StringComparer.Ordinal);
    private readonly Dictionary<long, LoadedPurchaseOrder> purchaseOrdersById = [];
    private readonly Dictionary<string, Receipt> receipts = new(StringComparer.Ordinal);
    private readonly HashSet<string> takenOrderNumbers = new(StringComparer.Ordinal);
    private readonly HashSet<string> takenPurchaseOrderNumbers = new(StringComparer.Ordinal);
    private readonly Queue<long> orderIds = new();
    private readonly Queue<long> purchaseOrderIds = new();
    private readonly Queue<long> receiptIds = new();
    private readonly List<ChangeSet> done = [];
    private ChangeSet current = null!;

    internal UnitOfWork(LedgerTransaction transaction, Catalogue catalogue)
    {
        this.transaction = transaction;
        Catalogue = catalogue;
    }

    /// <summary>Settings, products, warehouses, companies and vendors.</summary>
    public Catalogue Catalogue { get; private set; }

    public ClientSettings Settings => Catalogue.Settings;

    /// <summary>The time that the command takes as now, in microseconds since 1970-01-01 UTC.</summary>
    public long Now => current.At;

    /// <summary>Who wants the command carried out.</summary>
    public string Actor => current.Actor;

    /// <summary>The versions of which the caller accepts one; null if any will do.</summary>
    public IReadOnlyCollection<string>? IfMatch => current.IfMatch;

    /// <summary>Whether an earlier command of the batch was about this order: then no caller can know its version yet.</summary>
    public bool IsChangedHere(LoadedOrder order) => done.Exists(e => e.Own.ContainsKey(order.Order));

    /// <summary>The order of that number, with its lines; null if there is none.</summary>
    public LoadedOrder? FindOrder(string number) => ordersByNumber.GetValueOrDefault(number);

    /// <summary>The purchase order of that number, with its lines; null if there is none.</summary>
    public LoadedPurchaseOrder? FindPurchaseOrder(string number) => purchaseOrders.GetValueOrDefault(number);

    /// <summary>The same by its id; null if the batch did not lock it.</summary>
    public LoadedPurchaseOrder? FindPurchaseOrder(long id) => purchaseOrdersById.GetValueOrDefault(id);

    /// <summary>The receipt of that reference; null if it was never used.</summary>
    public Receipt? FindReceipt(string? reference) => reference is null ? null : receipts.GetValueOrDefault(reference);

    public bool IsOrderNumberTaken(string number) => takenOrderNumbers.Contains(number);

    public bool IsPurchaseOrderNumberTaken(string number) => takenPurchaseOrderNumbers.Contains(number);

    /// <summary>The stock and the sums of a product's pool.</summary>
    public StockPool Pool(int productId) => Loaded(Catalogue.PoolOf(productId)).Row;

    /// <summary>Units of a product in a warehouse; the product's stock must have been declared.</summary>
    public long OnHand(int productId, int warehouseId) =>
        levels.TryGetValue((Catalogue.PoolOf(productId), warehouseId), out var level) ? level.Row.OnHand : 0;

    /// <summary>Units of a pool by warehouse, in the warehouses that count.</summary>
    public IReadOnlyDictionary<int, long> CountedLevels(int poolId)
    {
        if (!AreCountedLevelsKnown(poolId))
            throw new InvalidOperationException($"the stock of {Catalogue.Sku(poolId)} was not declared");
        var counted = Catalogue.CountedWarehouseIds;
        return leveledPools.Contains(poolId)
            ? counted.ToDictionary(w => w, w => OnHand(poolId, w))
            : new Dictionary<int, long>(1) { [counted[0]] = pools[poolId].Row.Counted };
    }

    /// <summary>If only one warehouse counts, all counted units of a pool lie there.</summary>
    private bool AreCountedLevelsKnown(int poolId) =>
        leveledPools.Contains(poolId) || (Catalogue.CountedWarehouseIds.Count == 1 && pools.ContainsKey(poolId));

    /// <summary>A new order; its head must be complete, its lines come with <c>AddLine</c>.</summary>
    /// <param name="make">Makes the head from the new id; for a number that is empty the ledger chooses one.</param>
    public LoadedOrder AddOrder(Func<long, Order> make)
    {
        var order = make(orderIds.Dequeue());
        if (order.Number.Length == 0)
            order.Number = Free(NumberOf(order.Id), takenOrderNumbers);
        var loaded = new LoadedOrder(order, []) { IsNew = true };
        ordersByNumber.Add(order.Number, loaded);
        ordersById.Add(order.Id, loaded);
        takenOrderNumbers.Add(order.Number);
        current.Own.Add(order, null);
        return loaded;
    }

    /// <summary>A new line of an order; where it stands in the queue and whether it counts follow from the order.</summary>
    public OrderLine AddLine(LoadedOrder order, Product product, int quantity, decimal? unitPrice)
    {
        var line = new OrderLine
        {
            SkuId = product.Id,
            PoolId = product.PoolId,
            Quantity = quantity,
            UnitPrice = unitPrice,
            Components = Catalogue.FrozenComponents(product),
        };
        AddLine(order, line);
        return line;
    }

    /// <summary>The same for a line that is made; the order gives it its number.</summary>
    public void AddLine(LoadedOrder order, OrderLine line)
    {
        if (!order.IsNew)
            Touch(order);
        line.OrderId = order.Order.Id;
        line.Line = order.Lines.Count == 0 ? 1 : order.Lines.Max(l => l.Line) + 1;
        Place(line, order.Order);
        order.Lines.Add(line);
        lines.Add((line.OrderId, line.Line), line);
        current.NewLines.Add(line);
        newLines.Add(line);
    }

    /// <summary>Says that the command is about to change the head of an order.</summary>
    public void Touch(LoadedOrder order) => current.Own.TryAdd(order.Order, HeadState.Of(order.Order));

    /// <summary>Says that the command is about to change a line. It leaves its queue until the command is done.</summary>
    public void Touch(LoadedOrder order, OrderLine line)
    {
        Touch(order);
        current.LinesBefore.TryAdd(line, LineState.Of(line));
        if (!current.OpenLineSet.Add(line))
            return;
        current.OpenLines.Add(line);
        Leave(line);
    }

    /// <summary>Sends another product on a line, keeping what was ordered. Pin and links are lifted: they named the units of the old product.</summary>
    public void Replace(LoadedOrder order, OrderLine line, Product product)
    {
        Touch(order, line);
        line.OriginalSkuId ??= line.SkuId;
        if (line.OriginalSkuId == product.Id)
            line.OriginalSkuId = null;
        line.FirmWanted = line.Pinned = line.Linked = 0;
        line.Hold(default);
        line.SkuId = product.Id;
        line.PoolId = product.PoolId;
        line.Components = Catalogue.FrozenComponents(product);
    }

    /// <summary>After the head changed: brings the place of its lines, and whether they count, in line with it.</summary>
    public void PlaceLines(LoadedOrder order)
    {
        foreach (var line in order.Lines)
        {
            Touch(order, line);
            Place(line, order.Order);
        }
    }

    /// <summary>Changes the units of a product in a warehouse, and the counted stock where the warehouse counts.</summary>
    /// <param name="productId">A plain product or a shadow, whose parent's stock it is.</param>
    /// <param name="warehouse">Where.</param>
    /// <param name="delta">Units that come, or go where negative; never more than are there.</param>
    /// <param name="kind">Its name in the journal.</param>
    /// <param name="reason">The reason, as given by the actor.</param>
    /// <param name="reallocateNow">False if the orders learn of it at the next periodic pass.</param>
    public void ChangeStock(int productId, Warehouse warehouse, long delta, string kind, string? reason, bool reallocateNow)
    {
        var poolId = Catalogue.PoolOf(productId);
        if (!levels.TryGetValue((poolId, warehouse.Id), out var level))
        {
            level = new LoadedLevel(new StockLevel { SkuId = poolId, WarehouseId = warehouse.Id }) { IsNew = true };
            levels.Add((poolId, warehouse.Id), level);
        }
        level.Row.OnHand += delta;
        if (level.Row.OnHand < 0)
            throw new InvalidOperationException($"on hand of {Catalogue.Sku(poolId)} in {warehouse.Code} would be {level.Row.OnHand}");
        level.IsChanged = true;

        var pool = Loaded(poolId);
        if (Settings.Counts(warehouse))
        {
            pool.Row.Counted += delta;
            pool.IsChanged = true;
            if (reallocateNow)
                current.Unsettled.Add(poolId);
            // A single pool without lines has nothing to reallocate; another's may wait for a replacement or a component.
            else if (pool.Group is not null || pool.Row.Open > 0 || pool.Row.Allocated > 0)
                pool.Row.Stale = true;
        }
        current.Entries.Add(JournalText.Stock(current, poolId, warehouse, delta, level.Row.OnHand, kind, reason));
    }

    /// <summary>Allocates the queue of a product again, although the command changes nothing in it.</summary>
    public void Reallocate(int poolId) => current.Unsettled.Add(poolId);

    /// <summary>A new purchase order with its lines.</summary>
    public LoadedPurchaseOrder AddPurchaseOrder(Func<long, PurchaseOrder> make, IEnumerable<PurchaseOrderLine> orderLines)
    {
        var order = make(purchaseOrderIds.Dequeue());
        if (order.Number.Length == 0)
            order.Number = Free(PurchaseOrderNumberOf(order.Id), takenPurchaseOrderNumbers);
        var loaded = new LoadedPurchaseOrder(order, [.. orderLines]) { IsNew = true, IsChanged = true };
        foreach (var line in loaded.Lines)
        {
            line.PurchaseOrderId = order.Id;
            ChangeOnOrder(order, line, line.Pending);
        }
        purchaseOrders.Add(order.Number, loaded);
        purchaseOrdersById.Add(order.Id, loaded);
        takenPurchaseOrderNumbers.Add(order.Number);
        current.Entries.Add(JournalText.PurchaseOrder(current, loaded, Catalogue));
        return loaded;
    }

    /// <summary>Changes a purchase order, and keeps what is on order of its products.</summary>
    public void Change(LoadedPurchaseOrder order, Action change)
    {
        foreach (var line in order.Lines)
            ChangeOnOrder(order.Order, line, -line.Pending);
        change();
        foreach (var line in order.Lines)
            ChangeOnOrder(order.Order, line, line.Pending);
        order.Order.Status = PurchaseOrder.StatusOf(order.Lines);
        order.Order.Revision++;
        order.IsChanged = true;
        // A command that changes it in several steps tells it once.
        current.Entries.RemoveAll(e => e.PurchaseOrderId == order.Order.Id);
        current.Entries.Add(JournalText.PurchaseOrder(current, order, Catalogue));
    }

    /// <summary>Records a receipt with its lines.</summary>
    public Receipt AddReceipt(Func<long, Receipt> make, IReadOnlyList<ReceiptLine> receiptLines)
    {
        var receipt = make(receiptIds.Dequeue());
        receipts.Add(receipt.Reference, receipt);
        for (var i = 0; i < receiptLines.Count; i++)
        {
            receiptLines[i].ReceiptId = receipt.Id;
            receiptLines[i].Line = i + 1;
        }
        newReceipts.Add(receipt);
        newReceiptLines.AddRange(receiptLines);
        return receipt;
    }

    /// <summary>The effects of the command that is being decided; complete when its answer is made.</summary>
    internal ChangeSet Current => current;

    /// <summary>The order of an id, which must have been touched by a command of the batch.</summary>
    internal LoadedOrder OrderOf(long id) => ordersById[id];

    /// <summary>Not a bare number, which is what shops give their own orders.</summary>
    private static string NumberOf(long orderId) => string.Create(CultureInfo.InvariantCulture, $"SO-{orderId}");

    private static string PurchaseOrderNumberOf(long id) => string.Create(CultureInfo.InvariantCulture, $"PO-{id}");

    /// <summary>The number, or the first one after it that is not in use.</summary>
    private static string Free(string number, HashSet<string> taken)
    {
        var free = number;
        for (var n = 2; taken.Contains(free); n++)
            free = string.Create(CultureInfo.InvariantCulture, $"{number}.{n}");
        return free;
    }

    private void Place(OrderLine line, Order order)
    {
        line.Priority = order.Priority;
        line.QueuedAt = order.QueuedAt;
        line.FamilyId = order.FamilyId;
        line.OrderedAt = order.OrderedAt;
        line.OrderStatus = order.Status;
        line.Counts = Settings.For(order.Id).Counts(order.Status, order.PaymentStatus);
    }

    /// <summary>What a vendor ships to a customer never comes to us, and is not on order for the queue.</summary>
    private void ChangeOnOrder(PurchaseOrder order, PurchaseOrderLine line, long delta)
    {
        if (order.Type == PurchaseOrderType.Dropship || delta == 0)
            return;
        var pool = Loaded(Catalogue.PoolOf(line.SkuId));
        pool.Row.OnOrder += delta;
        pool.IsChanged = true;
    }

    private LoadedPool Loaded(int poolId) =>
        pools.TryGetValue(poolId, out var pool)
            ? pool
            : throw new InvalidOperationException($"the pool of {Catalogue.Sku(poolId)} was not declared");
}
