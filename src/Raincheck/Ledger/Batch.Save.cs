using Raincheck.Core.Orders;
using Raincheck.Core.Purchasing;
using Raincheck.Core.Stock;
using Raincheck.Storage;

namespace Raincheck.Ledger;

/// <summary>What the commands of a batch come to, order by order: totals, states, marks, journal; and the writing of it all.</summary>
public sealed partial class Batch
{
    private readonly List<OrderLine> newLines = [];
    private readonly List<Receipt> newReceipts = [];
    private readonly List<ReceiptLine> newReceiptLines = [];
    private readonly List<JournalEntry> journal = [];
    private readonly Dictionary<Order, HeadState> heads = [];

    /// <summary>Locks every order that anything changed, then goes through the commands once more, in their order.</summary>
    /// <returns>The mark that each existing order had before.</returns>
    internal async Task<IReadOnlyDictionary<long, bool>> MakeEntriesAsync(CancellationToken cancel)
    {
        await LockOrdersAsync(cancel);
        await RecountOrdersAsync(cancel);
        var markedBefore = ordersById.Values.Where(o => !o.IsNew).ToDictionary(o => o.Order.Id, o => o.Order.Marked);
        // A mark follows from the head as it was at that command, not as a later one of the batch left it.
        foreach (var (order, before) in done.SelectMany(e => e.Own))
        {
            if (before is { } head)
                heads.TryAdd(order, head);
        }
        foreach (var effects in done)
        {
            foreach (var (order, changes) in ByOrder(effects))
                Apply(effects, order, changes);
            journal.AddRange(effects.Entries);
        }
        return markedBefore;
    }

    /// <summary>The changes of each order that a command touched, by ascending id.</summary>
    private IEnumerable<(LoadedOrder Order, List<LineChange> Changes)> ByOrder(Effects effects)
    {
        // Nearly every command touches its own order alone.
        if (effects.Own.Count == 1 && effects.Corrected.Count == 0)
        {
            var only = effects.Own.First().Key.Id;
            if (effects.Lines.TrueForAll(c => c.Line.OrderId == only))
                return [(ordersById[only], effects.Lines)];
        }
        var byOrder = new SortedDictionary<long, List<LineChange>>();
        foreach (var id in effects.Own.Keys.Select(o => o.Id).Concat(effects.Corrected))
            byOrder.TryAdd(id, []);
        foreach (var change in effects.Lines)
        {
            if (!byOrder.TryGetValue(change.Line.OrderId, out var changes))
                byOrder.Add(change.Line.OrderId, changes = []);
            changes.Add(change);
        }
        return byOrder.Select(o => (ordersById[o.Key], o.Value));
    }

    private async Task LockOrdersAsync(CancellationToken cancel)
    {
        var ids = done.SelectMany(e => e.Lines.Select(c => c.Line.OrderId).Concat(e.Own.Keys.Select(o => o.Id)).Concat(e.Corrected))
            .Distinct()
            .Where(id => !ordersById.TryGetValue(id, out var known) || !known.IsNew)
            .ToArray();
        if (ids.Length == 0)
            return;
        foreach (var row in await transaction.QueryAsync<Order>("id IN {ids} ORDER BY id", [("ids", ids)], forUpdate: true, cancel))
        {
            if (!ordersById.TryGetValue(row.Id, out var known))
            {
                ordersById.Add(row.Id, new LoadedOrder(row, []) { LoadedRevision = row.Revision, IsLocked = true });
                continue;
            }
            if (row.Revision != known.LoadedRevision)
                throw new ConflictException($"order {row.Number} was changed while it was being decided about");
            // Units came or went since it was read: the totals of now are the locked ones.
            known.Order.OpenQty = row.OpenQty;
            known.Order.BackOrderedQty = row.BackOrderedQty;
            known.Order.State = row.State;
            known.Order.Marked = row.Marked;
            known.Order.MarkedSince = row.MarkedSince;
            known.Order.Version = row.Version;
            known.IsLocked = true;
        }
    }

    private void Apply(Effects effects, LoadedOrder loaded, List<LineChange> changes)
    {
        var order = loaded.Order;
        var isOwn = effects.Own.TryGetValue(order, out var headBefore);
        foreach (var change in changes)
        {
            order.OpenQty += change.After.Open - change.Before.Open;
            order.BackOrderedQty += change.After.BackOrdered - change.Before.BackOrdered;
        }
        order.State = Order.StateOf(order.OpenQty, order.BackOrderedQty);
        order.Version++;
        if (isOwn)
            order.Revision++;
        loaded.IsChanged = true;

        HeadState? headAfter = isOwn ? effects.OwnAfter[order] : null;
        if (changes.Count > 0 || headBefore != headAfter)
            journal.Add(JournalText.Order(effects, order, isOwn, headBefore, headAfter, changes, Catalogue));

        if (headAfter is { } now)
            heads[order] = now;
        var head = heads.TryGetValue(order, out var known) ? known : HeadState.Of(order);
        var shouldBeMarked = Marking.ShouldBeMarked(order.BackOrderedQty, head.Status, head.MarkMode, head.KeptUnmarked, Settings);
        if (shouldBeMarked == order.Marked)
            return;
        order.Marked = shouldBeMarked;
        order.MarkedSince = shouldBeMarked ? effects.At : null;
        journal.Add(JournalText.Mark(effects, order));
    }

    /// <summary>Hands everything that changed to the transaction.</summary>
    internal void Save()
    {
        transaction.Insert(ordersById.Values.Where(o => o.IsNew).Select(o => o.Order).ToList());
        transaction.Insert(newLines);
        transaction.Insert(purchaseOrders.Values.Where(o => o.IsNew).Select(o => o.Order).ToList());
        transaction.Insert(purchaseOrders.Values.Where(o => o.IsNew).SelectMany(o => o.Lines).ToList());
        transaction.Insert(newReceipts);
        transaction.Insert(newReceiptLines);
        transaction.Insert(levels.Values.Where(l => l.IsNew).Select(l => l.Row).ToList());
        transaction.Insert(journal);

        SaveOrders(ordersById.Values.Where(o => o.IsChanged && !o.IsNew).Select(o => o.Order).ToList());
        var isNew = newLines.ToHashSet();
        SaveLines(done.SelectMany(e => e.LinesBefore.Keys).Where(l => !isNew.Contains(l)).Distinct().ToList());
        SavePools([.. pools.Values.Where(p => p.IsChanged)]);
        transaction.Update(levels.Values.Where(l => l.IsChanged && !l.IsNew).Select(l => l.Row).ToList(), nameof(StockLevel.OnHand));
        var changedPurchaseOrders = purchaseOrders.Values.Where(o => o.IsChanged && !o.IsNew).ToList();
        transaction.Update(changedPurchaseOrders.ConvertAll(o => o.Order), nameof(PurchaseOrder.Status), nameof(PurchaseOrder.Revision));
        transaction.Update(
            changedPurchaseOrders.SelectMany(o => o.Lines).ToList(),
            nameof(PurchaseOrderLine.Quantity),
            nameof(PurchaseOrderLine.Received),
            nameof(PurchaseOrderLine.Cancelled),
            nameof(PurchaseOrderLine.ExpectedAt)
        );
    }

    private void SaveOrders(List<Order> changed) =>
        transaction.Update(
            changed,
            nameof(Order.Status),
            nameof(Order.PaymentStatus),
            nameof(Order.Priority),
            nameof(Order.QueuedAt),
            nameof(Order.ExpectedShipDate),
            nameof(Order.OpenQty),
            nameof(Order.BackOrderedQty),
            nameof(Order.State),
            nameof(Order.Marked),
            nameof(Order.MarkedSince),
            nameof(Order.MarkMode),
            nameof(Order.KeptUnmarked),
            nameof(Order.Version),
            nameof(Order.Revision)
        );

    private void SaveLines(List<OrderLine> changed) =>
        transaction.Update(
            changed,
            nameof(OrderLine.SkuId),
            nameof(OrderLine.PoolId),
            nameof(OrderLine.OriginalSkuId),
            nameof(OrderLine.Components),
            nameof(OrderLine.Quantity),
            nameof(OrderLine.Shipped),
            nameof(OrderLine.Cancelled),
            nameof(OrderLine.Dropshipped),
            nameof(OrderLine.FirmWanted),
            nameof(OrderLine.Counts),
            nameof(OrderLine.Priority),
            nameof(OrderLine.QueuedAt),
            nameof(OrderLine.OwnAllocated),
            nameof(OrderLine.Firm),
            nameof(OrderLine.ReplacementPoolId),
            nameof(OrderLine.ReplacementAllocated),
            nameof(OrderLine.Allocated),
            nameof(OrderLine.BackOrdered)
        );

    private void SavePools(List<LoadedPool> changed)
    {
        // Taking orders changes these alone, and it is most of what is ever done.
        transaction.Update(
            changed.Where(p => !p.IsRestocked).Select(p => p.Row).ToList(),
            nameof(StockPool.Allocated),
            nameof(StockPool.Open),
            nameof(StockPool.BackOrdered),
            nameof(StockPool.LastHeldPriority),
            nameof(StockPool.LastHeldQueuedAt)
        );
        transaction.Update(
            changed.Where(p => p.IsRestocked).Select(p => p.Row).ToList(),
            nameof(StockPool.GroupId),
            nameof(StockPool.Counted),
            nameof(StockPool.Allocated),
            nameof(StockPool.Open),
            nameof(StockPool.BackOrdered),
            nameof(StockPool.FirmWanted),
            nameof(StockPool.LastHeldPriority),
            nameof(StockPool.LastHeldQueuedAt),
            nameof(StockPool.Stale),
            nameof(StockPool.OnOrder)
        );
    }
}
