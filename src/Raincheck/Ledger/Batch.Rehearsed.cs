using Raincheck.Core.Notices;
using Raincheck.Core.Orders;
using Raincheck.Storage;

namespace Raincheck.Ledger;

/// <summary>What the commands of a batch would do, where nothing of it is saved.</summary>
public sealed partial class Batch
{
    /// <summary>How many orders the commands made.</summary>
    internal int NewOrderCount => ordersById.Values.Count(o => o.IsNew);

    /// <summary>How many purchase orders the commands made.</summary>
    internal int NewPurchaseOrderCount => purchaseOrders.Values.Count(o => o.IsNew);

    /// <summary>How many mails of the outbox would not be sent any more.</summary>
    internal int CancelledMailCount => changedMails.Count(m => m.State == MailState.Cancelled);

    /// <summary>Open and back-ordered units of the orders that the commands are about, as they were loaded; known until the entries are made.</summary>
    internal (long Open, long BackOrdered) OwnQuantities()
    {
        var own = OwnIds().Select(id => ordersById[id].Order).ToList();
        return (own.Sum(o => o.OpenQty), own.Sum(o => o.BackOrderedQty));
    }

    internal RehearsedUnits SumUnits()
    {
        var own = OwnIds();
        var changes = new Dictionary<OrderLine, (LineState Before, LineState After)>();
        foreach (var change in done.SelectMany(e => e.Lines))
            changes[change.Line] = (changes.TryGetValue(change.Line, out var known) ? known.Before : change.Before, change.After);
        var units = new RehearsedUnits();
        foreach (var (line, (before, after)) in changes)
        {
            // Units that go to another order go with what they hold: the new line is neither side's gain.
            if (ordersById[line.OrderId].IsNew)
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

    internal async Task<IReadOnlyList<RehearsedMails>> NewMailsAsync(CancellationToken cancel)
    {
        var groups = newMails
            .Where(m => m is { Event: not null, State: not MailState.Cancelled })
            .GroupBy(m => (Event: m.Event!.Value, m.CompanyId))
            .OrderBy(g => g.Key)
            .ToList();
        var linesOf = AskLines([.. groups.Select(g => ordersById[g.First().OrderId].Order)]);
        await transaction.ReadAsync(cancel);
        return groups.ConvertAll(g => Rehearsed(g.Key.Event, [.. g], linesOf));
    }

    private RehearsedMails Rehearsed(MailEvent what, List<OutboxMail> ofEvent, Dictionary<long, List<OrderLine>> linesOf)
    {
        var first = ofEvent[0];
        var order = ordersById[first.OrderId].Order;
        var occasion = MailOccasionText.Read(first);
        var atVendor = links
            .Values.Where(l => l.Row.OrderId == order.Id && l.Row.PurchaseOrderId == occasion.PurchaseOrderId)
            .ToDictionary(l => l.Row.Line, l => l.Row.Quantity + l.Row.Processed);
        var state = new NoticeState(order, linesOf[order.Id], atVendor, IsToldLater: false, first.CreatedAt);
        var content = NoticeContent.Of(what, occasion, state);
        return new RehearsedMails(what, ofEvent.Count, first, order, MailSnapshot.Of(content, state, Catalogue), content.NotNeeded);
    }

    /// <summary>The existing orders that the commands are about.</summary>
    private HashSet<long> OwnIds() => [.. done.SelectMany(e => e.Own.Keys).Select(o => o.Id).Where(id => !ordersById[id].IsNew)];
}
