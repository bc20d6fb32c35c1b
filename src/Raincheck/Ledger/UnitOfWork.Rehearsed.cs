using Raincheck.Core.Notices;
using Raincheck.Core.Orders;
using Raincheck.Storage;

namespace Raincheck.Ledger;

/// <summary>What the commands of a batch would do, where nothing of it is saved.</summary>
public sealed partial class UnitOfWork
{
    /// <summary>How many orders the commands made.</summary>
    internal int NewOrderCount => ordersById.Values.Count(o => o.IsNew);

    /// <summary>How many purchase orders the commands made.</summary>
    internal int NewPurchaseOrderCount => purchaseOrders.Values.Count(o => o.IsNew);

    /// <summary>Open and back-ordered units of the orders that the commands are about, as they were loaded; known until the entries are made.</summary>
    internal (long Open, long BackOrdered) OwnQuantities()
    {
        var own = OwnIds().Select(id => ordersById[id].Order).ToList();
        return (own.Sum(o => o.OpenQty), own.Sum(o => o.BackOrderedQty));
    }

    /// <summary>How many of the orders that the commands are about were marked.</summary>
    internal int CountOwn(IReadOnlyDictionary<long, bool> markedBefore) => OwnIds().Count(id => markedBefore.GetValueOrDefault(id));

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

    /// <summary>What customers would be told, once the mail is written.</summary>
    internal async Task<MailForecast> ForecastMailAsync(CancellationToken cancel)
    {
        var groups = newMails
            .Where(m => m is { Event: not null, State: not MailState.Cancelled })
            .GroupBy(m => (Event: m.Event!.Value, m.CompanyId))
            .OrderBy(g => g.Key)
            .ToList();
        var linesOf = AskLines([.. groups.Select(g => ordersById[g.First().OrderId].Order)]);
        await transaction.ReadAsync(cancel);
        return new MailForecast(
            groups.ConvertAll(g => Rehearsed(g.Key.Event, [.. g], linesOf)),
            [.. untold.OrderBy(u => u.Key).Select(u => new UntoldNotices(u.Key.Event, u.Key.Company, u.Value))],
            changedMails.Count(m => m.State == MailState.Cancelled)
        );
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
        var customers = ofEvent.Select(m => m.ToAddress).Distinct(StringComparer.OrdinalIgnoreCase).Count();
        var told = MailSnapshot.Of(content, state, Catalogue);
        return new RehearsedMails(what, ofEvent.Count, customers, first, order, told, content.NotNeeded);
    }

    /// <summary>The existing orders that the commands are about.</summary>
    private HashSet<long> OwnIds() => [.. done.SelectMany(e => e.Own.Keys).Select(o => o.Id).Where(id => !ordersById[id].IsNew)];
}
