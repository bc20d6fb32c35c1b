using Raincheck.Core;
using Raincheck.Core.Orders;
using Raincheck.Core.Purchasing;
using Raincheck.Core.Stock;
using Raincheck.Ledger.Outbox;
using Raincheck.Ledger.Store;
using Raincheck.Ledger.Work;

namespace Raincheck.Ledger;

/// <summary>
/// The part of a client's data that the commands of one transaction see and change. A command sees the changes of those before
/// it, with every queue settled.
/// </summary>
public sealed class UnitOfWork
{
    private readonly WorkContext context;
    private readonly IdentityMap rows;
    private readonly NumberBook numbers;
    private readonly LineBook lines;
    private readonly StockBook stock;
    private readonly PoolRepair repair;

    internal UnitOfWork(WorkRun run, WorkParts parts)
    {
        Run = run;
        context = parts.Context;
        rows = parts.Rows;
        numbers = parts.Numbers;
        lines = parts.Lines;
        stock = parts.Stock;
        repair = parts.Repair;
        Purchases = parts.Purchases;
        Links = parts.Links;
        Pins = parts.Pins;
        Promises = parts.Promises;
        Consents = parts.Consents;
        Mail = parts.Mail;
        Structure = parts.Structure;
    }

    /// <summary>Settings, products, warehouses, companies and vendors.</summary>
    public Catalogue Catalogue => context.Catalogue;

    public ClientSettings Settings => context.Settings;

    /// <summary>The time that the command takes as now, in microseconds since 1970-01-01 UTC.</summary>
    public long Now => context.Current.At;

    /// <summary>The user, API key or job that sent the command.</summary>
    public string Actor => context.Current.Actor;

    /// <summary>The versions of which the caller accepts one; null if any will do.</summary>
    public IReadOnlyCollection<string>? IfMatch => context.Current.IfMatch;

    /// <summary>New and changed purchase orders, and receipts.</summary>
    public PurchaseBook Purchases { get; }

    /// <summary>Links of order lines to purchase orders.</summary>
    public LinkBook Links { get; }

    /// <summary>Reasons and expiry times of pinned units.</summary>
    public PinBook Pins { get; }

    /// <summary>Promised ship dates.</summary>
    public PromiseBook Promises { get; }

    /// <summary>Consent of customers to delays.</summary>
    public ConsentBook Consents { get; }

    /// <summary>E-mails to customers.</summary>
    public MailRequests Mail { get; }

    /// <summary>For a command that consists of other commands.</summary>
    internal WorkRun Run { get; }

    /// <summary>What only structural commands do.</summary>
    internal StructureChanges Structure { get; }

    /// <summary>For rows of the catalogue, and for reading what no command declares.</summary>
    internal LedgerTransaction Transaction => context.Transaction;

    /// <summary>The changes of the command that is being decided; complete when its answer is made.</summary>
    internal ChangeSet Current => context.Current;

    /// <summary>Whether an earlier command of the batch was about this order: then no caller can know its version yet.</summary>
    public bool IsChangedHere(LoadedOrder order) => context.Done.Exists(e => e.Own.ContainsKey(order.Order));

    /// <summary>The order of that number, with its lines; null if there is none.</summary>
    public LoadedOrder? FindOrder(string number) => rows.FindOrder(number);

    /// <summary>The order of an id, which a command of the batch must have touched.</summary>
    internal LoadedOrder OrderOf(long id) => rows.Order(id);

    /// <summary>The purchase order of that number, with its lines; null if there is none.</summary>
    public LoadedPurchaseOrder? FindPurchaseOrder(string number) => rows.FindPurchaseOrder(number);

    /// <summary>The same by its id; null if it is not locked.</summary>
    public LoadedPurchaseOrder? FindPurchaseOrder(long id) => rows.FindPurchaseOrder(id);

    /// <summary>The receipt of that reference; null if it was never used.</summary>
    public Receipt? FindReceipt(string? reference) => reference is null ? null : rows.FindReceipt(reference);

    public bool IsOrderNumberTaken(string number) => numbers.IsOrderTaken(number);

    public bool IsPurchaseOrderNumberTaken(string number) => numbers.IsPurchaseOrderTaken(number);

    /// <summary>The number of a known order, or of one that a known order or purchase order names.</summary>
    internal string OrderNumberOf(long id) => rows.FindOrder(id)?.Order.Number ?? numbers.RelatedNumber(id);

    /// <summary>The number of the order that this one was split from; null if it was not.</summary>
    internal string? ParentNumberOf(Order order) => order.ParentId is { } id ? OrderNumberOf(id) : null;

    /// <summary>The numbers of the orders that were split from this one, from the oldest on.</summary>
    internal IReadOnlyList<string> ChildNumbersOf(Order order) => numbers.ChildrenOf(order);

    /// <summary>The stock and the sums of a product's pool.</summary>
    public StockPool Pool(int productId) => rows.Pool(Catalogue.PoolOf(productId)).Row;

    /// <summary>Units of a product in a warehouse; the product's stock must have been declared.</summary>
    public long OnHand(int productId, int warehouseId) => stock.OnHand(productId, warehouseId);

    /// <summary>Units of a pool by warehouse, in the warehouses that count.</summary>
    public IReadOnlyDictionary<int, long> CountedLevels(int poolId) => stock.Counted(poolId);

    /// <summary>A new order; its head must be complete, its lines come with <c>AddLine</c>.</summary>
    /// <param name="make">Makes the head from the new id; for a number that is empty the ledger chooses one.</param>
    public LoadedOrder AddOrder(Func<long, Order> make)
    {
        var order = make(numbers.NextOrderId());
        if (order.Number.Length == 0)
            order.TakeNumber(numbers.Choose(order));
        var loaded = new LoadedOrder(order, []) { IsNew = true };
        rows.Add(loaded);
        numbers.Take(order);
        Current.Own.Add(order, null);
        return loaded;
    }

    /// <summary>A new order that is split from another; its number is the first free one behind the parent's.</summary>
    public LoadedOrder AddChild(LoadedOrder parent, Func<long, Order> make)
    {
        var number = numbers.ChooseForChild(parent.Order);
        var child = AddOrder(id =>
        {
            var order = make(id);
            order.TakeNumber(number);
            return order;
        });
        numbers.AddChild(parent.Order, number);
        return child;
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
    public void AddLine(LoadedOrder order, OrderLine line) => lines.Add(order, line);

    /// <summary>Says that the command is about to change the head of an order.</summary>
    public void Touch(LoadedOrder order) => Current.Touch(order.Order);

    /// <summary>Changes the head of an order by one of its own rules.</summary>
    /// <returns>The reason where the rule refuses; the command has then changed nothing.</returns>
    public Refusal? Change(LoadedOrder order, Func<Order, Refusal?> rule) => Current.Change(order.Order, rule);

    /// <summary>Says that the command is about to change a line. It leaves its queue until the command is done.</summary>
    public void Touch(LoadedOrder order, OrderLine line) => lines.Touch(order, line);

    /// <summary>Sends another product on a line and keeps the ordered product. Pin and links are removed: they named units of the old product.</summary>
    public void Replace(LoadedOrder order, OrderLine line, Product product) => lines.Replace(order, line, product);

    /// <summary>After the head changed: updates the queue position of its lines, and whether they count.</summary>
    public void PlaceLines(LoadedOrder order) => lines.PlaceAll(order);

    /// <summary>Removes a line whose units all went to another order.</summary>
    public void RemoveLine(LoadedOrder order, OrderLine line) => lines.Remove(order, line);

    /// <summary>Adds a journal entry of its own about an order of which nothing but its consent to a delay changes.</summary>
    internal void AddJournalEntry<T>(LoadedOrder order, T data) => Current.Entries.Add(JournalText.OrderNote(Current, order.Order, data));

    /// <summary>Adds a detail to the journal entry of an order: which purchase order, why, until when.</summary>
    /// <remarks>Several values of one name, such as the purchase orders of two vendors, become one list.</remarks>
    public void AddJournalDetail(LoadedOrder order, string name, string value) => Current.AddDetail(order.Order, name, value);

    /// <summary>Adds an internal note to the journal of an order, which itself does not change.</summary>
    public void AddNote(LoadedOrder order, string text) => Current.Entries.Add(JournalText.OrderNote(Current, order.Order, text));

    /// <summary>Changes the units of a product in a warehouse, and the counted stock if the warehouse counts.</summary>
    /// <param name="productId">A plain product or a shadow, whose parent's stock it is.</param>
    /// <param name="warehouse">Where.</param>
    /// <param name="delta">Units added; negative to take units away, never more than are there.</param>
    /// <param name="kind">Its name in the journal.</param>
    /// <param name="reason">The reason, as given by the actor.</param>
    /// <param name="reallocateNow">False if the next periodic pass reallocates.</param>
    public void ChangeStock(int productId, Warehouse warehouse, long delta, string kind, string? reason, bool reallocateNow) =>
        stock.Change(productId, warehouse, delta, kind, reason, reallocateNow);

    /// <summary>Allocates the queue of a product again, although the command changes nothing in it.</summary>
    public void Reallocate(int poolId) => Current.Unsettled.Add(poolId);

    /// <summary>Records that the command corrects the pools that it declared as rebuilt.</summary>
    internal void CorrectRebuilt() => repair.Correct();
}
