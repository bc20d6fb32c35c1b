using Raincheck.Core.Orders;

namespace Raincheck.Ledger.Work;

/// <summary>Figures about the changes of a unit of work, for metrics, previews and rehearsals.</summary>
internal sealed class WorkSummary(WorkContext context, IdentityMap rows)
{
    /// <summary>How many orders the commands created.</summary>
    public int NewOrders => rows.Orders.Count(o => o.IsNew);

    /// <summary>How many purchase orders the commands created.</summary>
    public int NewPurchaseOrders => rows.PurchaseOrders.Count(o => o.IsNew);

    /// <summary>Lines whose allocation changed, and the units that lines got and lost.</summary>
    public (long Lines, long Given, long Taken) AllocationChanges()
    {
        var (changed, given, taken) = (0L, 0L, 0L);
        foreach (var changeSet in context.Done)
        {
            foreach (var change in changeSet.Lines)
            {
                // Shipped units leave the line; no other line takes them.
                var delta = change.AllocatedDelta + (change.After.Shipped - change.Before.Shipped);
                if (delta == 0)
                    continue;
                changed++;
                given += Math.Max(0, delta);
                taken += Math.Max(0, -delta);
            }
        }
        return (changed, given, taken);
    }

    /// <summary>How many orders become marked, lose their mark, or change otherwise.</summary>
    public (int Marked, int Released, int Changed) OrderChanges(IReadOnlyDictionary<long, bool> markedBefore)
    {
        var touched = context
            .Done.SelectMany(e => e.Lines)
            .Where(c => c.After.Allocated != c.Before.Allocated || c.After.BackOrdered != c.Before.BackOrdered)
            .Select(c => c.Line.OrderId)
            .ToHashSet();
        int marked = 0,
            released = 0,
            changed = 0;
        foreach (var order in rows.Orders)
        {
            var id = order.Order.Id;
            var before = markedBefore.GetValueOrDefault(id);
            if (order.Order.Marked && !before)
                marked++;
            else if (!order.Order.Marked && before)
                released++;
            else if (touched.Contains(id))
                changed++;
        }
        return (marked, released, changed);
    }

    /// <summary>Open and back-ordered units of the own orders, as they were loaded; known until the entries are made.</summary>
    public (long Open, long BackOrdered) OwnQuantities()
    {
        var own = OwnIds().Select(id => rows.Order(id).Order).ToList();
        return (own.Sum(o => o.OpenQty), own.Sum(o => o.BackOrderedQty));
    }

    /// <summary>How many of the own orders were marked.</summary>
    public int OwnMarked(IReadOnlyDictionary<long, bool> markedBefore) => OwnIds().Count(id => markedBefore.GetValueOrDefault(id));

    public RehearsedUnits Units()
    {
        var own = OwnIds();
        var changes = new Dictionary<OrderLine, (LineState Before, LineState After)>();
        foreach (var change in context.Done.SelectMany(e => e.Lines))
            changes[change.Line] = (changes.TryGetValue(change.Line, out var known) ? known.Before : change.Before, change.After);
        var units = new RehearsedUnits();
        foreach (var (line, (before, after)) in changes)
        {
            // Units that go to another order go with their allocation: the new line is neither side's gain.
            if (rows.Order(line.OrderId).IsNew)
            {
                units = units with { Moved = units.Moved + after.Quantity };
                continue;
            }
            var (gained, lost) = (Math.Max(0, after.Allocated - before.Allocated), Math.Max(0, before.Allocated - after.Allocated));
            units = own.Contains(line.OrderId)
                ? units with
                {
                    Cancelled = units.Cancelled + after.Cancelled - before.Cancelled,
                    Dropshipped = units.Dropshipped + after.Dropshipped - before.Dropshipped,
                    Linked = units.Linked + after.Linked - before.Linked,
                    Gained = units.Gained + gained,
                    Lost = units.Lost + lost,
                }
                : units with
                {
                    GainedByOthers = units.GainedByOthers + gained,
                    LostByOthers = units.LostByOthers + lost,
                };
        }
        return units;
    }

    /// <summary>The existing orders that the commands are about.</summary>
    private HashSet<long> OwnIds() => [.. context.Done.SelectMany(e => e.Own.Keys).Select(o => o.Id).Where(id => !rows.Order(id).IsNew)];
}
