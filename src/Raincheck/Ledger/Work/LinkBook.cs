using Raincheck.Core.Orders;
using Raincheck.Core.Purchasing;

namespace Raincheck.Ledger.Work;

/// <summary>
/// The links of order lines to purchase orders. A link belongs to its order: the order's revision guards it, whichever command
/// changes it.
/// </summary>
public sealed class LinkBook
{
    private readonly WorkContext context;
    private readonly IdentityMap rows;
    private readonly QueueSettler queues;
    private readonly Dictionary<(long PurchaseOrder, long Order, int Line), LoadedLink> links = [];

    internal LinkBook(WorkContext context, IdentityMap rows, QueueSettler queues)
    {
        this.context = context;
        this.rows = rows;
        this.queues = queues;
    }

    /// <summary>Every link of an order with pending units, and the completed ones of dropship purchase orders, from the oldest purchase order on.</summary>
    public IReadOnlyList<LoadedLink> Of(LoadedOrder order) =>
        [.. links.Values.Where(l => l.Row.OrderId == order.Order.Id && l.IsThere).OrderBy(l => (l.Row.PurchaseOrderId, l.Row.Line))];

    /// <summary>The links of a purchase order with pending units, in the order of their lines in the queue.</summary>
    public IReadOnlyList<(LoadedLink Link, LoadedOrder Order, OrderLine Line)> WaitingOn(LoadedPurchaseOrder purchaseOrder) =>
        [
            .. links
                .Values.Where(l => l.Row.PurchaseOrderId == purchaseOrder.Order.Id && l.Row.Quantity > 0)
                .Select(l => (Link: l, Order: rows.Order(l.Row.OrderId)))
                .Select(l => (l.Link, l.Order, Line: l.Order.FindLine(l.Link.Row.Line)!))
                .OrderBy(l => l.Line.Position),
        ];

    /// <summary>Units of a product that lines still wait for on a purchase order.</summary>
    public long UnitsLinkedTo(LoadedPurchaseOrder purchaseOrder, int skuId) =>
        links.Values.Where(l => l.Row.PurchaseOrderId == purchaseOrder.Order.Id && l.Row.SkuId == skuId).Sum(l => (long)l.Row.Quantity);

    /// <summary>Units of each line of an order on a purchase order, pending or processed.</summary>
    internal Dictionary<int, int> UnitsAt(long? purchaseOrderId, long orderId) =>
        links
            .Values.Where(l => l.Row.OrderId == orderId && l.Row.PurchaseOrderId == purchaseOrderId)
            .ToDictionary(l => l.Row.Line, l => l.Row.Quantity + l.Row.Processed);

    /// <summary>Changes the units of a line that a purchase order is to serve; the caller changes the line itself.</summary>
    /// <param name="purchaseOrder">The purchase order, loaded or new.</param>
    /// <param name="skuId">The product of its line.</param>
    /// <param name="order">The order, whose line must have been touched.</param>
    /// <param name="line">The order's line.</param>
    /// <param name="units">Units, negative to take some away.</param>
    public void Change(PurchaseOrder purchaseOrder, int skuId, LoadedOrder order, OrderLine line, int units)
    {
        var key = (purchaseOrder.Id, order.Order.Id, line.Line);
        if (!links.TryGetValue(key, out var link))
        {
            var row = new PurchaseOrderLink
            {
                PurchaseOrderId = key.Item1,
                OrderId = key.Item2,
                Line = line.Line,
                SkuId = skuId,
            };
            links.Add(key, link = new LoadedLink(row, purchaseOrder));
        }
        link.Row.Add(units);
        RecordChange(order, link);
    }

    /// <summary>The purchase order of a link, to change it too.</summary>
    public LoadedPurchaseOrder PurchaseOrderOf(LoadedLink link) =>
        rows.FindPurchaseOrder(link.Row.PurchaseOrderId)
        ?? throw new ConflictException($"order {link.Row.OrderId} was given to a vendor while it was being loaded");

    /// <summary>Records that a link changed. The dropship status of the order follows when the command ends.</summary>
    public void RecordChange(LoadedOrder order, LoadedLink link)
    {
        context.Current.Touch(order.Order);
        link.IsChanged = true;
        context.Current.Relinked.Add(order);
    }

    /// <summary>Removes links to units that the purchase order no longer has to come, from the end of the queue.</summary>
    public void UnlinkExcess(LoadedPurchaseOrder purchaseOrder)
    {
        foreach (var ofSku in WaitingOn(purchaseOrder).GroupBy(l => l.Link.Row.SkuId))
        {
            var pending = purchaseOrder.PendingOf(ofSku.Key);
            foreach (var ((link, order, line), excess) in Linking.Excess(ofSku, l => l.Link.Row, pending))
            {
                context.Current.Touch(order.Order);
                queues.Open(line);
                link.Row.Unlink(line, excess);
                RecordChange(order, link);
                context.Current.AddDetail(order.Order, "purchaseOrder", purchaseOrder.Order.Number);
            }
        }
    }

    /// <summary>After a command changed a line: reduces its links to the linked units that are left.</summary>
    internal void Follow(OrderLine line, in LineState before)
    {
        if (before.Linked <= line.Linked)
            return;
        var order = rows.Order(line.OrderId);
        var ofLine = Of(order).Where(l => l.Row.Line == line.Line && !l.PurchaseOrder.IsDropship).ToList();
        PurchaseOrderLink.ShrinkTo(ofLine.Select(l => l.Row), line.Linked);
        foreach (var link in ofLine)
            RecordChange(order, link);
    }

    /// <summary>Updates the dropship status of the orders whose links the command changed.</summary>
    internal void UpdateDropshipStatus()
    {
        foreach (var order in context.Current.Relinked)
            order.Order.FollowLinks(Of(order).Select(l => (l.Row, l.PurchaseOrder)));
    }

    /// <summary>Asks for the links of orders and for the purchase orders that they name.</summary>
    /// <param name="ofOrders">A statement that gives the ids of the orders.</param>
    /// <param name="parameters">Its parameters.</param>
    internal void Ask(string ofOrders, (string, object)[] parameters)
    {
        var named = new Dictionary<long, PurchaseOrder>();
        context.Transaction.Ask<PurchaseOrder>(
            $"id IN (SELECT purchase_order_id FROM purchase_order_links WHERE order_id IN ({ofOrders}))",
            parameters,
            head => named.Add(head.Id, head)
        );
        context.Transaction.Ask<PurchaseOrderLink>(
            $"order_id IN ({ofOrders})",
            parameters,
            row =>
            {
                // A purchase order that the unit of work locked has one object.
                var purchaseOrder = rows.FindPurchaseOrder(row.PurchaseOrderId)?.Order ?? named.GetValueOrDefault(row.PurchaseOrderId);
                if (purchaseOrder is null)
                    throw new ConflictException($"order {row.OrderId} was linked to a purchase order while it was being loaded");
                links.Add((row.PurchaseOrderId, row.OrderId, row.Line), new LoadedLink(row, purchaseOrder));
            }
        );
    }

    /// <summary>Writes the changed links.</summary>
    internal void Save()
    {
        foreach (var link in links.Values.Where(l => l.IsChanged))
        {
            (string, object)[] key = [("purchaseOrder", link.Row.PurchaseOrderId), ("order", link.Row.OrderId), ("line", link.Row.Line)];
            if (link.IsThere)
            {
                context.Transaction.Execute(
                    """
                    INSERT INTO purchase_order_links (purchase_order_id, order_id, line, sku_id, quantity, processed)
                    VALUES (@purchaseOrder, @order, @line, @sku, @quantity, @processed)
                    ON CONFLICT (purchase_order_id, order_id, line) DO UPDATE
                    SET quantity = excluded.quantity, processed = excluded.processed
                    """,
                    [.. key, ("sku", link.Row.SkuId), ("quantity", link.Row.Quantity), ("processed", link.Row.Processed)]
                );
            }
            else
            {
                context.Transaction.Execute(
                    "DELETE FROM purchase_order_links WHERE purchase_order_id = @purchaseOrder AND order_id = @order AND line = @line",
                    key
                );
            }
        }
    }
}
