using Raincheck.Core.Orders;
using Raincheck.Core.Purchasing;

namespace Raincheck.Ledger;

/// <summary>
/// The ways in which a line is served beside the queue: links to purchase orders, units at a vendor, pins; and the family of
/// an order that was split. A link belongs to its order: the order's revision guards it against any change.
/// </summary>
public sealed partial class UnitOfWork
{
    private readonly Dictionary<(long PurchaseOrder, long Order, int Line), LoadedLink> links = [];
    private readonly Dictionary<(long Order, int Line), long> pinEnds = [];
    private readonly Dictionary<long, string> orderNumbers = [];
    private readonly Dictionary<long, List<string>> childNumbers = [];
    private readonly HashSet<OrderLine> removed = [];
    private readonly HashSet<(long Order, int Line)> removedKeys = [];

    /// <summary>Every link of an order of which something is still to come, and those that vendors are done with, from the oldest purchase order on.</summary>
    public IReadOnlyList<LoadedLink> LinksOf(LoadedOrder order) =>
        [.. links.Values.Where(l => l.Row.OrderId == order.Order.Id && l.IsThere).OrderBy(l => (l.Row.PurchaseOrderId, l.Row.Line))];

    /// <summary>The links of a purchase order of which something is still to come, in the order of their lines in the queue.</summary>
    public IReadOnlyList<(LoadedLink Link, LoadedOrder Order, OrderLine Line)> WaitingOn(LoadedPurchaseOrder purchaseOrder) =>
        [
            .. links
                .Values.Where(l => l.Row.PurchaseOrderId == purchaseOrder.Order.Id && l.Row.Quantity > 0)
                .Select(l => (Link: l, Order: ordersById[l.Row.OrderId]))
                .Select(l => (l.Link, l.Order, Line: l.Order.FindLine(l.Link.Row.Line)!))
                .OrderBy(l => l.Line.Place),
        ];

    /// <summary>Units of a product that lines still wait for on a purchase order.</summary>
    public long LinkedTo(LoadedPurchaseOrder purchaseOrder, int skuId) =>
        links.Values.Where(l => l.Row.PurchaseOrderId == purchaseOrder.Order.Id && l.Row.SkuId == skuId).Sum(l => (long)l.Row.Quantity);

    /// <summary>Adds units of a line to those that a purchase order is to serve; the line itself is the caller's to change.</summary>
    /// <param name="purchaseOrder">The purchase order, loaded or new in this batch.</param>
    /// <param name="skuId">The product of its line.</param>
    /// <param name="order">The order, whose line must have been touched.</param>
    /// <param name="line">The order's line.</param>
    /// <param name="units">Units, negative to take some away.</param>
    public void ChangeLink(PurchaseOrder purchaseOrder, int skuId, LoadedOrder order, OrderLine line, int units)
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
        link.Row.Quantity += units;
        RecordLinkChange(order, link);
    }

    /// <summary>The purchase order of a link, to change it too.</summary>
    public LoadedPurchaseOrder PurchaseOrderOf(LoadedLink link) =>
        FindPurchaseOrder(link.Row.PurchaseOrderId)
        ?? throw new ConflictException($"order {link.Row.OrderId} was given to a vendor while it was being loaded");

    /// <summary>Records that a link changed. The dropship status of the order follows when the command ends.</summary>
    public void RecordLinkChange(LoadedOrder order, LoadedLink link)
    {
        Touch(order);
        link.IsChanged = true;
        current.Relinked.Add(order);
    }

    /// <summary>Takes away what is linked to a purchase order beyond what it has to come, from the end of the queue.</summary>
    public void UnlinkWhatWillNotCome(LoadedPurchaseOrder purchaseOrder)
    {
        foreach (var ofSku in WaitingOn(purchaseOrder).GroupBy(l => l.Link.Row.SkuId))
        {
            var left = purchaseOrder.Lines.First(l => l.SkuId == ofSku.Key).Pending;
            foreach (var (link, order, line) in ofSku)
            {
                var stays = (int)Math.Min(link.Row.Quantity, left);
                left -= stays;
                if (stays == link.Row.Quantity)
                    continue;
                Touch(order, line);
                line.Linked -= link.Row.Quantity - stays;
                link.Row.Quantity = stays;
                RecordLinkChange(order, link);
                AddJournalDetail(order, "purchaseOrder", purchaseOrder.Order.Number);
            }
        }
    }

    /// <summary>Remembers why the units of a line are pinned; how many is the line's own member.</summary>
    public void SetPin(Pin pin)
    {
        if (pin.Until is { } end)
            pinEnds[(pin.OrderId, pin.Line)] = end;
        else
            pinEnds.Remove((pin.OrderId, pin.Line));
        transaction.Execute(
            """
            INSERT INTO pins (order_id, line, reason, actor, at, until) VALUES (@order, @line, @reason, @actor, @at, @until)
            ON CONFLICT (order_id, line) DO UPDATE
            SET reason = excluded.reason, actor = excluded.actor, at = excluded.at, until = excluded.until
            """,
            ("order", pin.OrderId),
            ("line", pin.Line),
            ("reason", pin.Reason),
            ("actor", pin.Actor),
            ("at", pin.At),
            ("until", (object?)pin.Until ?? DBNull.Value)
        );
    }

    /// <summary>When the pin of a line ends by itself; null if only a person ends it.</summary>
    public long? PinEndOf(OrderLine line) => pinEnds.TryGetValue((line.OrderId, line.Line), out var end) ? end : null;

    /// <summary>A pin goes, whole or in part, with units that go to another line.</summary>
    public void CopyPin(OrderLine from, OrderLine to) =>
        transaction.Execute(
            """
            INSERT INTO pins (order_id, line, reason, actor, at, until)
            SELECT @toOrder, @toLine, reason, actor, at, until FROM pins WHERE order_id = @order AND line = @line
            """,
            ("toOrder", to.OrderId),
            ("toLine", to.Line),
            ("order", from.OrderId),
            ("line", from.Line)
        );

    /// <summary>Takes a line away of which nothing is left because all its units went to another order.</summary>
    public void RemoveLine(LoadedOrder order, OrderLine line)
    {
        Touch(order, line);
        line.Quantity = 0;
        line.Shrink();
        FollowLine(line);
        current.OpenLines.Remove(line);
        order.Lines.Remove(line);
        lines.Remove((line.OrderId, line.Line));
        removed.Add(line);
        removedKeys.Add((line.OrderId, line.Line));
        transaction.Execute(
            "DELETE FROM order_lines WHERE order_id = @order AND line = @line",
            ("order", line.OrderId),
            ("line", line.Line)
        );
    }

    /// <summary>Adds a detail to the journal entry of an order: which purchase order, why, until when.</summary>
    /// <remarks>Several values of one name, such as the purchase orders of two vendors, become one list.</remarks>
    public void AddJournalDetail(LoadedOrder order, string name, string value)
    {
        var known = current.Details.FindIndex(d => d.Order == order.Order && d.Name == name);
        if (known < 0)
            current.Details.Add((order.Order, name, value));
        else if (!current.Details[known].Value.Split(", ").Contains(value, StringComparer.Ordinal))
            current.Details[known] = (order.Order, name, $"{current.Details[known].Value}, {value}");
    }

    /// <summary>The number of an order of the batch, or of one that an order or purchase order of the batch names.</summary>
    internal string OrderNumberOf(long id) => ordersById.TryGetValue(id, out var order) ? order.Order.Number : orderNumbers[id];

    /// <summary>The number of the order that this one was split from; null if it was not.</summary>
    internal string? ParentNumberOf(Order order) => order.ParentId is { } id ? OrderNumberOf(id) : null;

    /// <summary>The numbers of the orders that were split from this one, in the order in which they were.</summary>
    internal IReadOnlyList<string> ChildNumbersOf(Order order) => childNumbers.GetValueOrDefault(order.Id) ?? [];

    /// <summary>A new order that was split from another; its number is the first free one behind the parent's.</summary>
    public LoadedOrder AddChild(LoadedOrder parent, Func<long, Order> make)
    {
        var n = 1;
        while (takenOrderNumbers.Contains(ChildNumber(parent.Order.Number, n)))
            n++;
        var child = AddOrder(id =>
        {
            var order = make(id);
            order.Number = ChildNumber(parent.Order.Number, n);
            return order;
        });
        if (!childNumbers.TryGetValue(parent.Order.Id, out var numbers))
            childNumbers.Add(parent.Order.Id, numbers = []);
        numbers.Add(child.Order.Number);
        return child;
    }

    /// <summary>After a command changed a line: its pin and its links follow what is left of its units.</summary>
    private void FollowLine(OrderLine line)
    {
        var before = current.LinesBefore[line];
        if (before.Pinned > 0 && line.Pinned == 0)
            DeletePin(line);
        if (before.Linked <= line.Linked)
            return;
        var order = ordersById[line.OrderId];
        var ofLine = LinksOf(order).Where(l => l.Row.Line == line.Line && l.PurchaseOrder.Type == PurchaseOrderType.Regular).ToList();
        PurchaseOrderLink.ShrinkTo(ofLine.Select(l => l.Row), line.Linked);
        foreach (var link in ofLine)
            RecordLinkChange(order, link);
    }

    private void FollowLinks()
    {
        foreach (var order in current.Relinked)
            order.Order.DropshipStatus = Dropshipping.StatusOf(LinksOf(order).Select(l => (l.Row, l.PurchaseOrder)));
    }

    private void DeletePin(OrderLine line) =>
        transaction.Execute("DELETE FROM pins WHERE order_id = @order AND line = @line", ("order", line.OrderId), ("line", line.Line));

    private void SaveLinks()
    {
        foreach (var link in links.Values.Where(l => l.IsChanged))
        {
            (string, object)[] key = [("purchaseOrder", link.Row.PurchaseOrderId), ("order", link.Row.OrderId), ("line", link.Row.Line)];
            if (link.IsThere)
            {
                transaction.Execute(
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
                transaction.Execute(
                    "DELETE FROM purchase_order_links WHERE purchase_order_id = @purchaseOrder AND order_id = @order AND line = @line",
                    key
                );
            }
        }
    }

    /// <summary>Asks for the links of orders, the purchase orders that they name, and the families of the orders.</summary>
    /// <param name="ofOrders">A statement that gives the ids of the orders.</param>
    /// <param name="parameters">Its parameters.</param>
    private void AskServing(string ofOrders, (string, object)[] parameters)
    {
        var named = new Dictionary<long, PurchaseOrder>();
        transaction.Ask<PurchaseOrder>(
            $"id IN (SELECT purchase_order_id FROM purchase_order_links WHERE order_id IN ({ofOrders}))",
            parameters,
            head => named.Add(head.Id, head)
        );
        transaction.Ask<PurchaseOrderLink>(
            $"order_id IN ({ofOrders})",
            parameters,
            row =>
            {
                // Of a purchase order that the batch locked there is one object.
                var purchaseOrder = FindPurchaseOrder(row.PurchaseOrderId)?.Order ?? named.GetValueOrDefault(row.PurchaseOrderId);
                if (purchaseOrder is null)
                    throw new ConflictException($"order {row.OrderId} was linked to a purchase order while it was being loaded");
                links.Add((row.PurchaseOrderId, row.OrderId, row.Line), new LoadedLink(row, purchaseOrder));
            }
        );
        transaction.Ask(
            $"SELECT order_id, line, until FROM pins WHERE until IS NOT NULL AND order_id IN ({ofOrders})",
            parameters,
            r => pinEnds[(r.GetInt64(0), r.GetInt32(1))] = r.GetInt64(2)
        );
        transaction.Ask(
            $"SELECT id, number FROM orders WHERE id IN (SELECT parent_id FROM orders WHERE parent_id IS NOT NULL AND id IN ({ofOrders}))",
            parameters,
            r => orderNumbers.TryAdd(r.GetInt64(0), r.GetString(1))
        );
        transaction.Ask(
            $"SELECT parent_id, number FROM orders WHERE parent_id IN ({ofOrders}) ORDER BY id",
            parameters,
            r =>
            {
                if (!childNumbers.TryGetValue(r.GetInt64(0), out var numbers))
                    childNumbers.Add(r.GetInt64(0), numbers = []);
                numbers.Add(r.GetString(1));
            }
        );
    }

    /// <summary>Which of the numbers that children would get are taken: by children, or by orders that were given such a number.</summary>
    private async Task LoadTakenChildNumbersAsync(LoadPlan plan, CancellationToken cancel)
    {
        var candidates = new HashSet<string>(StringComparer.Ordinal);
        foreach (var parent in plan.SplitOrderNumbers.Select(FindOrder).OfType<LoadedOrder>())
        {
            var known = ChildNumbersOf(parent.Order);
            takenOrderNumbers.UnionWith(known);
            for (var n = 1; n <= known.Count + StrangersMax; n++)
                candidates.Add(ChildNumber(parent.Order.Number, n));
        }
        if (candidates.Count == 0)
            return;
        AskTaken("orders", candidates, takenOrderNumbers);
        await transaction.ReadAsync(cancel);
    }

    /// <summary>So many orders that are no children may have a child's number before a split must look further by being repeated.</summary>
    private const int StrangersMax = 20;

    private static string ChildNumber(string parent, int n) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{parent}-{n}");
}
