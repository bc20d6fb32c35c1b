using Raincheck.Core.Notices;
using Raincheck.Core.Orders;
using Raincheck.Ledger.Work;
using Raincheck.Storage;

namespace Raincheck.Ledger.Outbox;

/// <summary>The mails that a rehearsed unit of work would queue, once its mail steps are executed.</summary>
internal sealed class MailForecaster(WorkContext context, IdentityMap rows, LinkBook links, MailPlanner planner, MailWriter writer)
{
    public async Task<MailForecast> ForecastAsync(CancellationToken cancel)
    {
        var groups = writer
            .Added.Where(m => m is { Event: not null, State: not MailState.Cancelled })
            .GroupBy(m => (Event: m.Event!.Value, m.CompanyId))
            .OrderBy(g => g.Key)
            .ToList();
        var linesOf = writer.AskLines([.. groups.Select(g => rows.Order(g.First().OrderId).Order)]);
        await context.Transaction.ReadAsync(cancel);
        return new MailForecast(
            groups.ConvertAll(g => Rehearsed(g.Key.Event, [.. g], linesOf)),
            [.. planner.WithoutTemplate.OrderBy(u => u.Key).Select(u => new UntoldNotices(u.Key.Event, u.Key.Company, u.Value))],
            writer.CancelledCount
        );
    }

    private RehearsedMails Rehearsed(MailEvent what, List<OutboxMail> ofEvent, Dictionary<long, List<OrderLine>> linesOf)
    {
        var first = ofEvent[0];
        var order = rows.Order(first.OrderId).Order;
        var occasion = MailOccasionText.Read(first);
        var atVendor = links.UnitsAt(occasion.PurchaseOrderId, order.Id);
        var state = new NoticeState(order, linesOf[order.Id], atVendor, IsToldLater: false, first.CreatedAt);
        var content = NoticeContent.Of(what, occasion, state);
        var customers = ofEvent.Select(m => m.ToAddress).Distinct(StringComparer.OrdinalIgnoreCase).Count();
        var snapshot = MailSnapshot.Of(content, state, context.Catalogue);
        return new RehearsedMails(what, ofEvent.Count, customers, first, order, snapshot, content.NotNeeded);
    }
}
