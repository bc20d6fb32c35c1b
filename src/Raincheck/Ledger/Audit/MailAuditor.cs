using System.Runtime.InteropServices;
using System.Text.Json;
using Raincheck.Core.Notices;
using Raincheck.Ledger.Store;

namespace Raincheck.Ledger.Audit;

/// <summary>
/// Rule 6: each episode of a marked order has exactly one out-of-stock mail where a template was assigned. Whether one was
/// assigned, and whether the customer had an address, is not taken from the entry of the mark: both are played back from the
/// journal beside it.
/// </summary>
internal sealed class MailAuditor(LedgerTransaction snapshot, Catalogue catalogue)
{
    /// <summary>Orders whose marks and mails are compared at a time.</summary>
    private const int OrdersAtATime = 20_000;

    private readonly List<Violation> violations = [];

    public async Task<IReadOnlyList<Violation>> RunAsync(CancellationToken cancel)
    {
        var timeline = await ReadTimelineAsync(cancel);
        long first = 0,
            last = -1;
        await snapshot.ReadAsync(
            "SELECT coalesce(min(id), 0), coalesce(max(id), -1) FROM orders",
            [],
            r => (first, last) = (r.GetInt64(0), r.GetInt64(1)),
            cancel
        );
        // Without any assignment ever there can be no mail; a mail then is one that nothing explains.
        for (var from = first; from <= last; from += OrdersAtATime)
            await CheckAsync(from, from + OrdersAtATime, timeline, cancel);
        return violations;
    }

    private async Task CheckAsync(long from, long to, List<Assigned> timeline, CancellationToken cancel)
    {
        (string, object)[] range = [("from", from), ("to", to), ("event", (int)MailEvent.OutOfStockInventoryNotice)];
        var mails = new Dictionary<(long Order, long At), int>();
        await snapshot.ReadAsync(
            "SELECT order_id, created_at FROM email_outbox WHERE order_id >= @from AND order_id < @to AND event = @event",
            range,
            r => CollectionsMarshal.GetValueRefOrAddDefault(mails, (r.GetInt64(0), r.GetInt64(1)), out _)++,
            cancel
        );
        if (timeline.Count > 0)
        {
            var addresses = await ReadAddressesAsync(range[..2], cancel);
            await snapshot.ReadAsync(
                """
                SELECT j.order_id, j.at, j.id, o.company_id, j.data, o.customer_email FROM journal j JOIN orders o ON o.id = j.order_id
                WHERE j.order_id >= @from AND j.order_id < @to AND j.kind = 'marked' ORDER BY j.id
                """,
                range[..2],
                r =>
                {
                    using var json = JsonDocument.Parse(r.GetString(4));
                    var due =
                        Notice.TellsMark(json.RootElement.GetProperty("backOrdered").GetInt64())
                        && IsAssigned(timeline, r.GetInt32(3), r.GetInt64(2))
                        && HasAddress(addresses[r.GetInt64(0)], r.GetInt64(2), r.GetString(5));
                    if (due != json.RootElement.TryGetProperty("notice", out _))
                        violations.Add(
                            new Violation(
                                6,
                                $"order {r.GetInt64(0)}",
                                due ? "it was marked, a template was assigned, and no mail was due" : "a mail was due that nobody asked for"
                            )
                        );
                    if (due)
                        CollectionsMarshal.GetValueRefOrAddDefault(mails, (r.GetInt64(0), r.GetInt64(1)), out _)--;
                },
                cancel
            );
        }
        foreach (var ((order, at), left) in mails.Where(m => m.Value != 0))
            violations.Add(
                new Violation(
                    6,
                    $"order {order}",
                    $"{Math.Abs(left)} out-of-stock mails {(left > 0 ? "too many" : "missing")} of {Storage.Micros.ToTime(at):O}"
                )
            );
    }

    /// <summary>The addresses of customers before each correction.</summary>
    private async Task<ILookup<long, (long Entry, string? Before)>> ReadAddressesAsync((string, object)[] range, CancellationToken cancel)
    {
        var corrections = new List<(long Order, long Entry, string? Before)>();
        await snapshot.ReadAsync(
            """
            SELECT order_id, id, data FROM journal
            WHERE order_id >= @from AND order_id < @to AND kind = 'changed' AND data LIKE '%"customerEmail":{%' ORDER BY id
            """,
            range,
            r =>
            {
                using var json = JsonDocument.Parse(r.GetString(2));
                if (json.RootElement.TryGetProperty("customerEmail", out var email))
                    corrections.Add((r.GetInt64(0), r.GetInt64(1), email.GetProperty("from").GetString()));
            },
            cancel
        );
        return corrections.ToLookup(c => c.Order, c => (c.Entry, c.Before));
    }

    /// <summary>Whether the customer had an address when an entry was written: the one before the next correction.</summary>
    private static bool HasAddress(IEnumerable<(long Entry, string? Before)> corrections, long entry, string now) =>
        !string.IsNullOrEmpty(corrections.Where(c => c.Entry > entry).Select(c => c.Before).DefaultIfEmpty(now).First());

    /// <summary>When a company began or ended to send a notice of marks, by the entries that say so.</summary>
    private async Task<List<Assigned>> ReadTimelineAsync(CancellationToken cancel)
    {
        var timeline = new List<Assigned>();
        await snapshot.ReadAsync(
            "SELECT id, kind, data FROM journal WHERE order_id IS NULL AND kind IN ('emailAssigned', 'emailRulesSaved') ORDER BY id",
            [],
            r =>
            {
                using var json = JsonDocument.Parse(r.GetString(2));
                var data = json.RootElement;
                var company = catalogue.FindCompany(data.GetProperty("company").GetString())!.Id;
                if (r.GetString(1) == "emailRulesSaved")
                    timeline.Add(new Assigned(r.GetInt64(0), company, null, data.GetProperty("enabled").GetBoolean()));
                else if (data.GetProperty("event").GetString() == nameof(MailEvent.OutOfStockInventoryNotice))
                    timeline.Add(
                        new Assigned(r.GetInt64(0), company, data.GetProperty("template").ValueKind == JsonValueKind.String, null)
                    );
            },
            cancel
        );
        return timeline;
    }

    private static bool IsAssigned(List<Assigned> timeline, int company, long entry)
    {
        var (assigned, enabled) = (false, true);
        foreach (var change in timeline)
        {
            if (change.Entry > entry)
                break;
            if (change.Company != company)
                continue;
            assigned = change.IsAssigned ?? assigned;
            enabled = change.IsEnabled ?? enabled;
        }
        return assigned && enabled;
    }

    /// <summary>From this entry of the journal on, a company has a template for the event or not, or its mail is on or off.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Assigned(long Entry, int Company, bool? IsAssigned, bool? IsEnabled);
}
