using Raincheck.Core.Notices;
using Raincheck.Core.Orders;
using Raincheck.Ledger.Fields;
using Raincheck.Ledger.Outbox;
using Raincheck.Storage;

namespace Raincheck.Ledger.Work;

/// <summary>What the commands come to, order by order: totals, states, marks, journal entries and mail steps.</summary>
internal sealed class JournalWriter(WorkContext context, IdentityMap rows, PoolRepair repair, MailPlanner mail)
{
    private readonly Dictionary<Order, HeadState> heads = [];

    /// <summary>The entries, in the order of the journal.</summary>
    public List<JournalEntry> Entries { get; } = [];

    /// <summary>Locks every order that anything changed, then goes through the commands once more, in their order.</summary>
    /// <returns>The mark that each existing order had before.</returns>
    public async Task<IReadOnlyDictionary<long, bool>> MakeEntriesAsync(CancellationToken cancel)
    {
        await LockOrdersAsync(cancel);
        await repair.RecountOrdersAsync(cancel);
        var markedBefore = rows.Orders.Where(o => !o.IsNew).ToDictionary(o => o.Order.Id, o => o.Order.Marked);
        // A mark follows from the head as it was at that command, not as a later one of the batch left it.
        foreach (var (order, before) in context.Done.SelectMany(e => e.Own))
        {
            if (before is { } head)
                heads.TryAdd(order, head);
        }
        for (var command = 0; command < context.Done.Count; command++)
        {
            var changeSet = context.Done[command];
            foreach (var (order, changes) in ByOrder(changeSet))
                Apply(command, changeSet, order, changes);
            Entries.AddRange(changeSet.Entries);
            mail.AddSteps(command, changeSet);
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
                return [(rows.Order(only), changeSet.Lines)];
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
        return byOrder.Select(o => (rows.Order(o.Key), o.Value));
    }

    private async Task LockOrdersAsync(CancellationToken cancel)
    {
        var ids = context
            .Done.SelectMany(e => e.Lines.Select(c => c.Line.OrderId).Concat(e.Own.Keys.Select(o => o.Id)).Concat(e.Corrected))
            .Distinct()
            .Where(id => rows.FindOrder(id) is not { IsNew: true })
            .ToArray();
        if (ids.Length == 0)
            return;
        foreach (var row in await context.Transaction.QueryAsync<Order>("id IN {ids} ORDER BY id", [("ids", ids)], forUpdate: true, cancel))
        {
            if (rows.FindOrder(row.Id) is not { } known)
            {
                rows.AddUndeclared(new LoadedOrder(row, []) { LoadedRevision = row.Revision, StoredState = row.State });
                continue;
            }
            if (row.Revision != known.LoadedRevision)
                throw new ConflictException($"order {row.Number} was changed while it was being decided about");
            // Units came or went since it was read: the totals of now are the locked ones.
            known.Order.TakeUnitsOf(row);
            known.StoredState = row.State;
        }
    }

    private void Apply(int command, ChangeSet changeSet, LoadedOrder loaded, List<LineChange> changes)
    {
        var order = loaded.Order;
        var isOwn = changeSet.Own.TryGetValue(order, out var headBefore);
        foreach (var change in changes)
            order.AddUnits(change.After.Open - change.Before.Open, change.After.BackOrdered - change.Before.BackOrdered);
        order.CountChange(isOwn);
        loaded.IsChanged = true;

        HeadState? headAfter = isOwn ? changeSet.OwnAfter[order] : null;
        if (changes.Count > 0 || headBefore != headAfter)
            Entries.Add(JournalText.Order(changeSet, order, isOwn, headBefore, headAfter, changes, context.Catalogue));

        if (headAfter is { } now)
            heads[order] = now;
        var head = heads.TryGetValue(order, out var known) ? known : HeadState.Of(order);
        var shouldBeMarked = Marking.ShouldBeMarked(
            order.BackOrderedQty,
            head.Status,
            head.MarkMode,
            head.KeptUnmarked,
            context.Settings.For(order.Id)
        );
        if (shouldBeMarked != order.Marked)
            Mark(command, changeSet, order, head, changes);
        if (headAfter is { } after && Notice.IsClosed(after.Status) && headBefore?.Status != after.Status)
            mail.AddCloseStep(command, changeSet, order);
    }

    private void Mark(int command, ChangeSet changeSet, Order order, HeadState head, List<LineChange> changes)
    {
        order.Mark(!order.Marked, changeSet.At);
        var hasNotice =
            order.Marked
            && Notice.TellsMark(order.BackOrderedQty)
            && mail.PlanOf(order, head.HasAddress, MailEvent.OutOfStockInventoryNotice) is not null;
        var unitsCame = !order.Marked && UnitsCame(head.Status, changes);
        Entries.Add(JournalText.Mark(changeSet, order, hasNotice, unitsCame));
        if (hasNotice)
            mail.AddNoticeStep(command, changeSet, order, head.HasAddress, MailEvent.OutOfStockInventoryNotice, MailOccasionText.Empty);
        else if (!order.Marked)
            mail.AddLiftStep(command, changeSet, order, head.HasAddress, unitsCame);
    }

    /// <summary>Whether a mark was lifted because units came for the waiting ones.</summary>
    private static bool UnitsCame(OrderStatus status, List<LineChange> changes) =>
        Notice.TellsRelease(
            status,
            changes.Select(c => new NoticeChange(c.Before.BackOrdered, c.After.BackOrdered, c.Before.Allocated, c.After.Allocated))
        );
}
