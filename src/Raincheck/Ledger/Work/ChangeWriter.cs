using Raincheck.Core.Orders;
using Raincheck.Core.Stock;
using Raincheck.Ledger.Outbox;
using Raincheck.Ledger.Store;
using Raincheck.Storage;

namespace Raincheck.Ledger.Work;

/// <summary>Hands the new and the changed rows of a unit of work to the transaction.</summary>
internal sealed class ChangeWriter(
    WorkContext context,
    IdentityMap rows,
    JournalWriter journal,
    MailWriter mail,
    LinkBook links,
    PoolRepair repair
)
{
    private static readonly string[] PoolSums =
    [
        nameof(StockPool.Allocated),
        nameof(StockPool.Open),
        nameof(StockPool.BackOrdered),
        nameof(StockPool.LastHeldPriority),
        nameof(StockPool.LastHeldQueuedAt),
    ];

    private static readonly string[] PoolStock =
    [
        nameof(StockPool.GroupId),
        nameof(StockPool.Counted),
        nameof(StockPool.FirmWanted),
        nameof(StockPool.Stale),
        nameof(StockPool.OnOrder),
    ];

    /// <summary>Hands everything that changed to the transaction.</summary>
    public void Save()
    {
        context.Transaction.Insert(rows.Orders.Where(o => o.IsNew).Select(o => o.Order).ToList());
        SetOrderState(rows.NewLines);
        context.Transaction.Insert(rows.NewLines);
        context.Transaction.Insert(rows.PurchaseOrders.Where(o => o.IsNew).Select(o => o.Order).ToList());
        context.Transaction.Insert(rows.PurchaseOrders.Where(o => o.IsNew).SelectMany(o => o.Lines).ToList());
        context.Transaction.Insert(rows.NewReceipts);
        context.Transaction.Insert(rows.NewReceiptLines);
        context.Transaction.Insert(rows.Levels.Where(l => l.IsNew).Select(l => l.Row).ToList());
        mail.Save();
        context.Transaction.Insert(journal.Entries);

        SaveOrders();
        SaveTags();
        var isNew = rows.NewLines.ToHashSet();
        // A line that a queue only looked at belongs to an order that is not locked, and is left alone.
        SaveLines(
            context
                .Done.SelectMany(e => e.LinesBefore.Keys)
                .Where(l => !isNew.Contains(l) && !rows.IsRemoved(l) && rows.FindOrder(l.OrderId) is { IsLocked: true })
                .Distinct()
                .ToList()
        );
        SaveOrderStates();
        SavePools([.. rows.Pools.Where(p => p.IsChanged)]);
        context.Transaction.Update(rows.Levels.Where(l => l.IsChanged && !l.IsNew).Select(l => l.Row).ToList(), nameof(StockLevel.OnHand));
        var changedPurchaseOrders = rows.PurchaseOrders.Where(o => o.IsChanged && !o.IsNew).ToList();
        context.Transaction.Update(changedPurchaseOrders.ConvertAll(o => o.Order));
        context.Transaction.Insert(changedPurchaseOrders.SelectMany(o => o.NewLines).ToList());
        context.Transaction.Update(changedPurchaseOrders.SelectMany(o => o.Lines.Except(o.NewLines)).ToList());
        links.Save();
    }

    private void SaveOrders()
    {
        var corrected = context
            .Done.SelectMany(e => e.Own)
            .Where(o => o.Value is { } before && !before.IsRareSame(o.Key))
            .Select(o => o.Key)
            .ToHashSet();
        var changed = rows.Orders.Where(o => o.IsChanged && !o.IsNew).Select(o => o.Order).ToLookup(corrected.Contains);
        context.Transaction.Update(changed[false].ToList(), Table<Order>.UpdatedOften);
        context.Transaction.Update(changed[true].ToList());
        context.Transaction.Insert(
            context
                .Done.SelectMany(e => e.Own)
                .Where(o => o.Value is { } before && before.IsFoundOtherwise(o.Key))
                .Select(o => new SearchChange { OrderId = o.Key.Id, Revision = o.Key.Revision })
                .Distinct()
                .ToList()
        );
    }

    /// <summary>The tags by which orders are found: what an order has more, and what it has no more.</summary>
    private void SaveTags()
    {
        var before = new Dictionary<Order, string?>();
        foreach (var (order, head) in context.Done.SelectMany(e => e.Own))
            before.TryAdd(order, head?.Tags);
        foreach (var (order, known) in before.Where(b => b.Value != b.Key.Tags))
        {
            var (old, now) = (Folded(known), Folded(order.Tags));
            context.Transaction.Insert(now.Except(old).Select(tag => new OrderTag { Tag = tag, OrderId = order.Id }).ToList());
            if (old.Except(now).ToArray() is { Length: > 0 } gone)
                context.Transaction.Execute(
                    "DELETE FROM order_tags WHERE order_id = @order AND tag IN {tags}",
                    ("order", order.Id),
                    ("tags", gone)
                );
        }

        static IEnumerable<string> Folded(string? stored) => Tags.Parse(stored).Select(Tags.Fold);
    }

    private void SetOrderState(List<OrderLine> ofOrders)
    {
        foreach (var line in ofOrders)
            line.FollowState(rows.Order(line.OrderId).Order);
    }

    /// <summary>The lines of an order carry its state; those that did not change themselves are mostly not even loaded.</summary>
    private void SaveOrderStates()
    {
        var changed = rows.Orders.Where(o => o.IsLocked && (o.StoredState != o.Order.State || repair.IsActive));
        foreach (var orders in changed.GroupBy(o => o.Order.State))
        {
            context.Transaction.Execute(
                "UPDATE order_lines SET order_state = @state WHERE order_id IN {ids} AND order_state <> @state",
                ("state", (int)orders.Key),
                ("ids", orders.Select(o => o.Order.Id).ToArray())
            );
        }
    }

    private void SaveLines(List<OrderLine> changed)
    {
        SetOrderState(changed);
        context.Transaction.Update(changed);
    }

    private void SavePools(List<LoadedPool> changed)
    {
        var flagged = context.Settings.EnableBackOrderWorkflow ? DateFlags.Set(changed) : [];
        foreach (var pools in changed.GroupBy(p => (p.IsRestocked, IsFlagged: flagged.Contains(p))))
        {
            // Taking orders changes the sums alone, and it is most of what is ever done.
            string[] members = [.. PoolSums, .. pools.Key.IsRestocked ? PoolStock : [], .. pools.Key.IsFlagged ? DateFlags.Members : []];
            context.Transaction.Update(pools.Select(p => p.Row).ToList(), members);
        }
    }
}
