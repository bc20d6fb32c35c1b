using System.Text.Json;
using Raincheck.Core.Notices;
using Raincheck.Core.Orders;
using Raincheck.Core.Purchasing;
using Raincheck.Ledger;
using Raincheck.Ledger.Outbox;
using Raincheck.Ledger.Store;
using Raincheck.Platform.Http;
using Raincheck.Storage;

namespace Raincheck.Features.Email.Rendering;

/// <summary>Reads what mails tell, all of it as it is at one moment.</summary>
internal sealed class MailFactsReader(
    ClientDatabase database,
    ClientLedger ledger,
    DatedTemplates templates,
    PublicAddress address,
    TimeProvider time
)
{
    /// <summary>The content of e-mails in the outbox if they were sent now.</summary>
    public async Task<(Catalogue Catalogue, Dictionary<long, MailFacts> ByMail)> ReadAsync(
        IReadOnlyCollection<OutboxMail> mails,
        CancellationToken cancel
    )
    {
        await using var snapshot = await ledger.SnapshotAsync(cancel);
        return await ReadAsync(snapshot, mails, cancel);
    }

    /// <summary>The content of an e-mail that is sent now; null if it is no longer needed, or leased by another worker.</summary>
    public async Task<(Catalogue Catalogue, MailFacts Facts)?> ReadLeavingAsync(OutboxMail mail, CancellationToken cancel)
    {
        await using var snapshot = await ledger.SnapshotAsync(cancel);
        var isMine = false;
        snapshot.Ask(
            "SELECT id FROM email_outbox WHERE id = @id AND leased_by = @worker AND state < @sent",
            [("id", mail.Id), ("worker", mail.LeasedBy!), ("sent", (int)MailState.Sent)],
            _ => isMine = true
        );
        var (catalogue, facts) = await ReadAsync(snapshot, [mail], cancel, leave: true);
        return isMine ? (catalogue, facts[mail.Id]) : null;
    }

    /// <summary>The facts of a mail that a person would write about an order as it is now; null if there is no such order.</summary>
    public async Task<(Catalogue Catalogue, MailFacts Facts)?> ReadAsync(string orderNumber, CancellationToken cancel)
    {
        if (!Storable.IsText(orderNumber))
            return null;
        await using var snapshot = await ledger.SnapshotAsync(cancel);
        if (await snapshot.QueryAsync<Order>("number = @number", [("number", orderNumber)], cancel: cancel) is not [var order])
            return null;
        var lines = await snapshot.QueryAsync<OrderLine>("order_id = @order ORDER BY line", [("order", order.Id)], cancel: cancel);
        var catalogue = await ledger.CatalogueOfAsync(snapshot, cancel);
        var facts = new MailFacts(order, null, new MailSnapshot(new LineHistory([], []).Lines(lines, 0, catalogue)));
        var dates = await MailDates.ReadAsync(database, snapshot, catalogue, time.GetUtcNow(), [order], cancel);
        return (catalogue, facts with { Dates = dates.GetValueOrDefault(order.Id, MailDates.None) });
    }

    private async Task<(Catalogue Catalogue, Dictionary<long, MailFacts> ByMail)> ReadAsync(
        LedgerTransaction snapshot,
        IReadOnlyCollection<OutboxMail> mails,
        CancellationToken cancel,
        bool leave = false
    )
    {
        var state = new OrdersNow();
        state.Ask(snapshot, mails);
        // It reads what was asked for too.
        var catalogue = await ledger.CatalogueOfAsync(snapshot, cancel);
        var now = time.GetUtcNow();
        var facts = mails.ToDictionary(m => m.Id, m => Facts(m, state, catalogue, Micros.Of(now), leave));
        var datedTemplates = await templates.FindAsync(snapshot, catalogue, cancel);
        var dated = mails
            .Where(m => m.Body is null && datedTemplates.Contains(m.TemplateId) && facts[m.Id].NotNeeded is null)
            .Select(state.OrderOf);
        var dates = await MailDates.ReadAsync(database, snapshot, catalogue, now, dated, cancel);
        return (
            catalogue,
            facts.ToDictionary(f => f.Key, f => f.Value with { Dates = dates.GetValueOrDefault(f.Value.Order.Id, MailDates.None) })
        );
    }

    private MailFacts Facts(OutboxMail mail, OrdersNow orders, Catalogue catalogue, long now, bool leaves)
    {
        var order = orders.OrderOf(mail);
        if (mail.Event is not { } what)
            return new MailFacts(order, null, JsonSerializer.Deserialize<MailSnapshot>(mail.Data, LedgerJson.Options)!);
        var occasion = MailOccasionText.Read(mail);
        return MailFacts.Of(what, occasion, orders.StateOf(mail, occasion, now), catalogue) with
        {
            Consent = ConsentLinks.Variables(occasion.Delay, address, leaves),
        };
    }

    /// <summary>The orders of some mails, with what else their notices follow from.</summary>
    private sealed class OrdersNow
    {
        private readonly Dictionary<long, Order> orders = [];
        private readonly Dictionary<long, List<OrderLine>> lines = [];
        private readonly List<PurchaseOrderLink> links = [];
        private readonly List<(long Id, MailOccasion Occasion)> handovers = [];
        private readonly Dictionary<long, long> lastDelays = [];

        public void Ask(LedgerTransaction snapshot, IReadOnlyCollection<OutboxMail> mails)
        {
            if (mails.Count == 0)
                return;
            snapshot.Ask<Order>("id IN {ids}", [("ids", IdsOf(mails))], o => orders.Add(o.Id, o));
            // What was sent is kept as it was sent.
            var made = mails.Where(m => m.Event is not null && m.State != MailState.Sent).ToList();
            if (made.Count == 0)
                return;
            snapshot.Ask<OrderLine>("order_id IN {ids} ORDER BY order_id, line", [("ids", IdsOf(made))], AddLine);
            var dropshipped = made.FindAll(m => m.Event == MailEvent.DropshipNotice);
            if (dropshipped.Count > 0)
            {
                snapshot.Ask<PurchaseOrderLink>("order_id IN {ids}", [("ids", IdsOf(dropshipped))], links.Add);
                snapshot.Ask<OutboxMail>(
                    "order_id IN {ids} AND event = @event",
                    [("ids", IdsOf(dropshipped)), ("event", (int)MailEvent.DropshipNotice)],
                    m => handovers.Add((m.Id, MailOccasionText.Read(m)))
                );
            }
            var delayed = made.FindAll(m => m.Event == MailEvent.ShippingDelayNotice);
            if (delayed.Count > 0)
                snapshot.Ask(
                    "SELECT order_id, max(id) FROM email_outbox WHERE order_id IN {ids} AND event = @event AND state <> @cancelled GROUP BY order_id",
                    [("ids", IdsOf(delayed)), ("event", (int)MailEvent.ShippingDelayNotice), ("cancelled", (int)MailState.Cancelled)],
                    r => lastDelays.Add(r.GetInt64(0), r.GetInt64(1))
                );
        }

        public Order OrderOf(OutboxMail mail) => orders[mail.OrderId];

        public NoticeState StateOf(OutboxMail mail, MailOccasion occasion, long now)
        {
            var ofOrder = lines.GetValueOrDefault(mail.OrderId, []);
            // A mail of an older version does not say which purchase order got the units.
            var atVendor = occasion.PurchaseOrderId is { } purchaseOrder
                ? links
                    .Where(l => l.OrderId == mail.OrderId && l.PurchaseOrderId == purchaseOrder)
                    .ToDictionary(l => l.Line, l => LeastAtVendorSince(mail.Id, purchaseOrder, l))
                : ofOrder.ToDictionary(l => l.Line, l => l.Dropshipped + l.Shipped);
            return new NoticeState(OrderOf(mail), ofOrder, atVendor, lastDelays.GetValueOrDefault(mail.OrderId) > mail.Id, now);
        }

        /// <summary>
        /// The least units of a line that were with the vendor at any time since an e-mail: the vendor gave the others back, even if more
        /// were handed over later. Only a handover adds units, so the least is the number now or just before a later handover.
        /// </summary>
        private int LeastAtVendorSince(long mail, long purchaseOrder, PurchaseOrderLink link) =>
            handovers
                .Where(h => h.Id > mail && h.Occasion.PurchaseOrderId == purchaseOrder)
                .SelectMany(h => h.Occasion.Lines ?? [])
                .Where(l => l.Line == link.Line)
                .Select(l => l.ToldBefore)
                .Append(link.Quantity + link.Processed)
                .Min();

        private void AddLine(OrderLine line)
        {
            if (!lines.TryGetValue(line.OrderId, out var ofOrder))
                lines.Add(line.OrderId, ofOrder = []);
            ofOrder.Add(line);
        }

        private static long[] IdsOf(IEnumerable<OutboxMail> mails) => [.. mails.Select(m => m.OrderId).Distinct()];
    }
}
