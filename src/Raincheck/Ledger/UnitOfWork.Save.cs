using Raincheck.Core.Notices;
using Raincheck.Core.Orders;
using Raincheck.Core.Purchasing;
using Raincheck.Core.Stock;
using Raincheck.Ledger.Fields;
using Raincheck.Storage;

namespace Raincheck.Ledger;

/// <summary>What the commands of a batch come to, order by order: totals, states, marks, journal; and the writing of it all.</summary>
public sealed partial class UnitOfWork
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
        for (var command = 0; command < done.Count; command++)
        {
            var changeSet = done[command];
            foreach (var (order, changes) in ByOrder(changeSet))
                Apply(command, changeSet, order, changes);
            journal.AddRange(changeSet.Entries);
            AddMailSteps(command, changeSet);
        }
        return markedBefore;
    }

    /// <summary>The changes of each order that a command touched, by ascending id.</summary>
    private IEnumerable<(LoadedOrder Order, List<LineChange> Changes)> ByOrder(ChangeSet changeSet)
    {
        // Nearly every command touches its own order alone.
        if (changeSet.Own.Count == 1 && changeSet.Corrected.Count == 0)
        {
            var only = changeSet.Own.First().Key.Id;
            if (changeSet.Lines.TrueForAll(c => c.Line.OrderId == only))
                return [(ordersById[only], changeSet.Lines)];
        }
        var byOrder = new SortedDictionary<long, List<LineChange>>();
        foreach (var id in changeSet.Own.Keys.Select(o => o.Id).Concat(changeSet.Corrected))
            byOrder.TryAdd(id, []);
        foreach (var change in changeSet.Lines)
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
                ordersById.Add(row.Id, new LoadedOrder(row, []) { LoadedRevision = row.Revision, StoredState = row.State });
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
            known.StoredState = row.State;
        }
    }

    private void Apply(int command, ChangeSet changeSet, LoadedOrder loaded, List<LineChange> changes)
    {
        var order = loaded.Order;
        var isOwn = changeSet.Own.TryGetValue(order, out var headBefore);
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

        HeadState? headAfter = isOwn ? changeSet.OwnAfter[order] : null;
        if (changes.Count > 0 || headBefore != headAfter)
            journal.Add(JournalText.Order(changeSet, order, isOwn, headBefore, headAfter, changes, Catalogue));

        if (headAfter is { } now)
            heads[order] = now;
        var head = heads.TryGetValue(order, out var known) ? known : HeadState.Of(order);
        var shouldBeMarked = Marking.ShouldBeMarked(
            order.BackOrderedQty,
            head.Status,
            head.MarkMode,
            head.KeptUnmarked,
            Settings.For(order.Id)
        );
        if (shouldBeMarked != order.Marked)
            Mark(command, changeSet, order, head.Status, changes);
        if (headAfter is { } after && Notice.IsClosed(after.Status) && headBefore?.Status != after.Status)
            AddCloseStep(command, changeSet, order);
    }

    private void Mark(int command, ChangeSet changeSet, Order order, OrderStatus status, List<LineChange> changes)
    {
        order.Marked = !order.Marked;
        order.MarkedSince = order.Marked ? changeSet.At : null;
        var isTold =
            order.Marked && Notice.TellsMark(order.BackOrderedQty) && PlanOf(order, MailEvent.OutOfStockInventoryNotice) is not null;
        var unitsCame = !order.Marked && UnitsCame(status, changes);
        journal.Add(JournalText.Mark(changeSet, order, isTold, unitsCame));
        if (isTold)
            AddNoticeStep(command, changeSet, order, MailEvent.OutOfStockInventoryNotice, MailOccasionText.Empty);
        else if (!order.Marked)
            AddLiftStep(command, changeSet, order, unitsCame);
    }

    /// <summary>Hands everything that changed to the transaction.</summary>
    internal void Save()
    {
        transaction.Insert(ordersById.Values.Where(o => o.IsNew).Select(o => o.Order).ToList());
        SetOrderState(newLines);
        transaction.Insert(newLines);
        transaction.Insert(purchaseOrders.Values.Where(o => o.IsNew).Select(o => o.Order).ToList());
        transaction.Insert(purchaseOrders.Values.Where(o => o.IsNew).SelectMany(o => o.Lines).ToList());
        transaction.Insert(newReceipts);
        transaction.Insert(newReceiptLines);
        transaction.Insert(levels.Values.Where(l => l.IsNew).Select(l => l.Row).ToList());
        SaveMail();
        transaction.Insert(journal);

        transaction.Update(ordersById.Values.Where(o => o.IsChanged && !o.IsNew).Select(o => o.Order).ToList());
        var isNew = newLines.ToHashSet();
        // A line that a queue only looked at belongs to an order that is not locked, and is left alone.
        SaveLines(
            done.SelectMany(e => e.LinesBefore.Keys)
                .Where(l =>
                    !isNew.Contains(l) && !removed.Contains(l) && ordersById.TryGetValue(l.OrderId, out var order) && order.IsLocked
                )
                .Distinct()
                .ToList()
        );
        SaveOrderStates();
        SavePools([.. pools.Values.Where(p => p.IsChanged)]);
        transaction.Update(levels.Values.Where(l => l.IsChanged && !l.IsNew).Select(l => l.Row).ToList(), nameof(StockLevel.OnHand));
        var changedPurchaseOrders = purchaseOrders.Values.Where(o => o.IsChanged && !o.IsNew).ToList();
        transaction.Update(changedPurchaseOrders.ConvertAll(o => o.Order));
        transaction.Insert(changedPurchaseOrders.SelectMany(o => o.NewLines).ToList());
        transaction.Update(changedPurchaseOrders.SelectMany(o => o.Lines.Except(o.NewLines)).ToList());
        SaveLinks();
    }

    private void SetOrderState(List<OrderLine> ofOrders)
    {
        foreach (var line in ofOrders)
            line.OrderState = ordersById[line.OrderId].Order.State;
    }

    /// <summary>The lines of an order carry its state; those that did not change themselves are mostly not even loaded.</summary>
    private void SaveOrderStates()
    {
        var changed = ordersById.Values.Where(o => o.IsLocked && (o.StoredState != o.Order.State || rebuilt.Count > 0));
        foreach (var orders in changed.GroupBy(o => o.Order.State))
        {
            transaction.Execute(
                "UPDATE order_lines SET order_state = @state WHERE order_id IN {ids} AND order_state <> @state",
                ("state", (int)orders.Key),
                ("ids", orders.Select(o => o.Order.Id).ToArray())
            );
        }
    }

    private void SaveLines(List<OrderLine> changed)
    {
        SetOrderState(changed);
        transaction.Update(changed);
    }

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
