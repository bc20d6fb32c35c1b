using Raincheck.Core.Orders;
using Raincheck.Core.Purchasing;

namespace Raincheck.Ledger.Work;

/// <summary>The loaded and the new rows of a unit of work: one object for each row.</summary>
internal sealed class IdentityMap
{
    private readonly Dictionary<string, LoadedOrder> ordersByNumber = new(StringComparer.Ordinal);
    private readonly Dictionary<long, LoadedOrder> ordersById = [];
    private readonly Dictionary<(long Order, int Line), OrderLine> lines = [];
    private readonly HashSet<OrderLine> removed = [];
    private readonly HashSet<(long Order, int Line)> removedKeys = [];
    private readonly Dictionary<int, LoadedPool> pools = [];
    private readonly Dictionary<(int Sku, int Warehouse), LoadedLevel> levels = [];
    private readonly Dictionary<string, LoadedPurchaseOrder> purchaseOrders = new(StringComparer.Ordinal);
    private readonly Dictionary<long, LoadedPurchaseOrder> purchaseOrdersById = [];
    private readonly Dictionary<string, Receipt> receipts = new(StringComparer.Ordinal);

    /// <summary>Every order that is known.</summary>
    public Dictionary<long, LoadedOrder>.ValueCollection Orders => ordersById.Values;

    /// <summary>The orders that commands declared or created.</summary>
    public Dictionary<string, LoadedOrder>.ValueCollection DeclaredOrders => ordersByNumber.Values;

    public List<OrderLine> NewLines { get; } = [];

    public Dictionary<int, LoadedPool>.ValueCollection Pools => pools.Values;

    public Dictionary<int, LoadedPool>.KeyCollection PoolIds => pools.Keys;

    public Dictionary<(int Sku, int Warehouse), LoadedLevel>.ValueCollection Levels => levels.Values;

    public Dictionary<string, LoadedPurchaseOrder>.ValueCollection PurchaseOrders => purchaseOrders.Values;

    public List<Receipt> NewReceipts { get; } = [];

    public List<ReceiptLine> NewReceiptLines { get; } = [];

    /// <summary>A declared or new order; null if there is none of that number.</summary>
    public LoadedOrder? FindOrder(string number) => ordersByNumber.GetValueOrDefault(number);

    public LoadedOrder? FindOrder(long id) => ordersById.GetValueOrDefault(id);

    /// <summary>An order that is known.</summary>
    public LoadedOrder Order(long id) => ordersById[id];

    /// <summary>Adds a declared or new order.</summary>
    public void Add(LoadedOrder order)
    {
        ordersByNumber.Add(order.Order.Number, order);
        ordersById.Add(order.Order.Id, order);
    }

    /// <summary>Adds an order that no command declared.</summary>
    public void AddUndeclared(LoadedOrder order) => ordersById.Add(order.Order.Id, order);

    /// <summary>Declares an order that a structural command loaded, perhaps without its lines.</summary>
    public void Declare(LoadedOrder order, IEnumerable<OrderLine> allLines)
    {
        if (order.Lines.Count == 0)
            order.Lines.AddRange(allLines);
        ordersByNumber.Add(order.Order.Number, order);
    }

    public OrderLine? FindLine(long orderId, int line) => lines.GetValueOrDefault((orderId, line));

    public void Add(OrderLine line) => lines.Add((line.OrderId, line.Line), line);

    public void AddNew(OrderLine line)
    {
        Add(line);
        NewLines.Add(line);
    }

    /// <summary>Adds a line from the database.</summary>
    /// <returns>False if the line is known or was removed: the unit of work is newer than the database.</returns>
    public bool TryAdd(OrderLine line)
    {
        var key = (line.OrderId, line.Line);
        return !removedKeys.Contains(key) && lines.TryAdd(key, line);
    }

    public void Remove(OrderLine line)
    {
        lines.Remove((line.OrderId, line.Line));
        removed.Add(line);
        removedKeys.Add((line.OrderId, line.Line));
    }

    public bool IsRemoved(OrderLine line) => removed.Contains(line);

    public bool IsRemoved(long orderId, int line) => removedKeys.Contains((orderId, line));

    /// <summary>Every line that is known.</summary>
    public Dictionary<(long Order, int Line), OrderLine>.ValueCollection Lines => lines.Values;

    /// <summary>Whether a command declared or created an order, so that its links and pins are loaded.</summary>
    public bool IsDeclared(long orderId) => FindOrder(orderId) is { } order && FindOrder(order.Order.Number) is not null;

    public LoadedPool? FindPool(int id) => pools.GetValueOrDefault(id);

    /// <summary>A pool that a command declared.</summary>
    public LoadedPool Pool(int id) =>
        pools.TryGetValue(id, out var pool) ? pool : throw new InvalidOperationException($"the pool of product {id} was not declared");

    public void Add(LoadedPool pool) => pools.Add(pool.Row.Id, pool);

    public LoadedLevel? FindLevel(int poolId, int warehouseId) => levels.GetValueOrDefault((poolId, warehouseId));

    public void Add(LoadedLevel level) => levels.Add((level.Row.SkuId, level.Row.WarehouseId), level);

    public LoadedPurchaseOrder? FindPurchaseOrder(string number) => purchaseOrders.GetValueOrDefault(number);

    public LoadedPurchaseOrder? FindPurchaseOrder(long id) => purchaseOrdersById.GetValueOrDefault(id);

    public void Add(LoadedPurchaseOrder order)
    {
        purchaseOrders.Add(order.Order.Number, order);
        purchaseOrdersById.Add(order.Order.Id, order);
    }

    public Receipt? FindReceipt(string reference) => receipts.GetValueOrDefault(reference);

    public void Add(Receipt receipt) => receipts.Add(receipt.Reference, receipt);
}
