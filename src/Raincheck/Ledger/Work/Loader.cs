using Raincheck.Core.Orders;
using Raincheck.Core.Purchasing;
using Raincheck.Ledger.Outbox;

namespace Raincheck.Ledger.Work;

/// <summary>
/// Loads and locks, always in the same order, so that no two transactions can wait for each other: purchase orders, then pools,
/// then (in <see cref="JournalWriter"/>) orders, then (in <see cref="MailWriter"/>) mails, each by ascending id.
/// </summary>
internal sealed class Loader(WorkContext context, IdentityMap rows, NumberBook numbers, PoolLoader pools, StockBook stock)
{
    public required LinkBook Links { get; init; }

    public required PinBook Pins { get; init; }

    public required PromiseBook Promises { get; init; }

    public required ConsentBook Consents { get; init; }

    public required MailRequests Mail { get; init; }

    public required PoolRepair Repair { get; init; }

    /// <param name="plan">What the commands declared.</param>
    /// <param name="isRepeated">An earlier attempt failed, perhaps because a number that the ledger chose is in use.</param>
    /// <param name="askLocked">Asks for what must be read once the pools are locked: another process may have held them until then.</param>
    /// <param name="cancel">To give up.</param>
    /// <exception cref="StaleCatalogueException">The catalogue in use is not that of the transaction.</exception>
    public async Task LoadAsync(LoadPlan plan, bool isRepeated, Action askLocked, CancellationToken cancel)
    {
        numbers.AskTaken(plan);
        AskReceipts(plan);
        numbers.AskNewIds(plan);
        var poolIds = new HashSet<int>(plan.PoolIds);
        foreach (var sku in plan.Skus)
        {
            if (context.Catalogue.FindProduct(sku) is { } product)
                poolIds.Add(product.PoolId);
        }
        // Whose lines name further pools must be read before the pools can be locked, all of them in one order.
        if (plan.PurchaseOrderNumbers.Count > 0 || plan.OrderNumbers.Count > 0)
        {
            var purchaseOrderLines = AskPurchaseOrders(plan);
            AskPoolsOfOrders(plan, poolIds);
            await context.Transaction.ReadAsync(cancel);
            CheckCatalogue();
            AddPurchaseOrderLines(plan, purchaseOrderLines, poolIds);
        }
        pools.AddGroups(poolIds);
        if (plan.RebuiltPoolIds.Count > 0)
        {
            askLocked();
            await Repair.RebuildAsync([.. poolIds], cancel);
        }
        else
        {
            // A structural command may have loaded some.
            poolIds.ExceptWith(rows.PoolIds);
            await pools.LoadAsync(poolIds, askLocked, cancel);
        }
        CheckCatalogue();
        if (isRepeated && plan.ChoosesNumbers)
            await numbers.LoadTakenChoicesAsync(cancel);
        await LoadOrdersAsync(plan, cancel);
        await numbers.LoadTakenChildNumbersAsync(
            plan.SplitOrderNumbers.Select(rows.FindOrder).OfType<LoadedOrder>().Select(o => o.Order),
            cancel
        );
        await Promises.LoadAsync(plan, cancel);
        await Mail.LoadAsync(plan, cancel);
        await stock.LoadAsync(plan, cancel);
    }

    private void CheckCatalogue()
    {
        if (context.Transaction.Client.CatalogueVersion != context.Catalogue.Version)
            throw new StaleCatalogueException();
    }

    private void AskReceipts(LoadPlan plan)
    {
        if (plan.ReceiptReferences.Count > 0)
            context.Transaction.Ask<Receipt>("reference IN {references}", [("references", plan.ReceiptReferences.ToArray())], rows.Add);
    }

    private List<PurchaseOrderLine> AskPurchaseOrders(LoadPlan plan)
    {
        var found = new List<PurchaseOrderLine>();
        // Those that are named, and those that serve an order which is: cancelling it can change them.
        const string Named = "SELECT id FROM purchase_orders WHERE number IN {numbers}";
        const string Serving =
            "SELECT k.purchase_order_id FROM orders o JOIN purchase_order_links k ON k.order_id = o.id WHERE o.number IN {orders} AND k.quantity > 0";
        var (ids, parameters) = Union((Named, "numbers", plan.PurchaseOrderNumbers), (Serving, "orders", plan.OrderNumbers));
        context.Transaction.Ask<PurchaseOrder>(
            $"id IN ({ids}) ORDER BY id",
            parameters,
            order => rows.Add(new LoadedPurchaseOrder(order, [])),
            forUpdate: true
        );
        context.Transaction.Ask<PurchaseOrderLine>($"purchase_order_id IN ({ids}) ORDER BY line", parameters, found.Add);
        numbers.AskOrdersOf(ids, parameters);
        return found;
    }

    private void AddPurchaseOrderLines(LoadPlan plan, List<PurchaseOrderLine> found, HashSet<int> poolIds)
    {
        foreach (var line in found)
        {
            if (rows.FindPurchaseOrder(line.PurchaseOrderId) is not { } order)
                continue;
            order.Lines.Add(line);
            // A regular one that only serves an order of the batch stays as it is: nothing of what is on order changes.
            if (plan.PurchaseOrderNumbers.Contains(order.Order.Number))
                poolIds.Add(context.Catalogue.PoolOf(line.SkuId));
        }
    }

    private void AskPoolsOfOrders(LoadPlan plan, HashSet<int> poolIds)
    {
        var (ids, parameters) = OrdersOf(plan);
        context.Transaction.Ask(
            $"SELECT DISTINCT pool_id FROM order_lines WHERE order_id IN ({ids})",
            parameters,
            r => poolIds.Add(r.GetInt32(0))
        );
    }

    /// <summary>A statement that gives the ids of the orders to load: those that are named, and those that a named purchase order serves.</summary>
    private static (string Ids, (string, object)[] Parameters) OrdersOf(LoadPlan plan)
    {
        const string Named = "SELECT id FROM orders WHERE number IN {numbers}";
        const string Served =
            "SELECT k.order_id FROM purchase_orders p JOIN purchase_order_links k ON k.purchase_order_id = p.id WHERE p.number IN {purchaseOrders} AND k.quantity > 0";
        return Union((Named, "numbers", plan.OrderNumbers), (Served, "purchaseOrders", plan.PurchaseOrderNumbers));
    }

    /// <summary>One statement of the parts whose names are not empty: the others cost nothing.</summary>
    private static (string Sql, (string, object)[] Parameters) Union(params (string Sql, string Name, HashSet<string> Values)[] parts)
    {
        var asked = parts.Where(p => p.Values.Count > 0).ToList();
        return (string.Join(" UNION ", asked.Select(p => p.Sql)), [.. asked.Select(p => (p.Name, (object)p.Values.ToArray()))]);
    }

    private async Task LoadOrdersAsync(LoadPlan plan, CancellationToken cancel)
    {
        if (plan.OrderNumbers.Count == 0 && plan.PurchaseOrderNumbers.Count == 0)
            return;
        var (ids, parameters) = OrdersOf(plan);
        var orders = new List<Order>();
        var ofOrders = new List<OrderLine>();
        // The heads first: their revision reveals later changes.
        context.Transaction.Ask<Order>($"id IN ({ids})", parameters, orders.Add);
        context.Transaction.Ask<OrderLine>($"order_id IN ({ids}) ORDER BY order_id, line", parameters, ofOrders.Add);
        Links.Ask(ids, parameters);
        Pins.Ask(ids, parameters);
        Consents.Ask(plan.ConsentOrderNumbers);
        numbers.AskFamilies(ids, parameters);
        await context.Transaction.ReadAsync(cancel);
        var byOrder = ofOrders.ToLookup(l => l.OrderId);
        foreach (var order in orders)
        {
            var lines = byOrder[order.Id].Select(pools.Known);
            if (rows.FindOrder(order.Id) is { } known)
                rows.Declare(known, lines);
            else
                rows.Add(new LoadedOrder(order, [.. lines]) { LoadedRevision = order.Revision });
        }
    }
}
