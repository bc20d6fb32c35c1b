using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Raincheck.Ledger;
using Raincheck.Storage;

namespace Raincheck.Features.Events;

/// <summary>What happened to an order or a purchase order.</summary>
/// <param name="Type">What: <c>order.created</c>, <c>order.back_ordered</c> and so on.</param>
/// <param name="Timestamp">When.</param>
/// <param name="Data">The rest.</param>
public sealed record EventView(string Type, DateTimeOffset Timestamp, EventData Data);

/// <summary>The order or purchase order of an event, and its changes.</summary>
/// <param name="Sequence">The number of the event. Later events have greater numbers; numbers are left out.</param>
/// <param name="Order">The number of the order; null if it is about a purchase order.</param>
/// <param name="PurchaseOrder">The number of the purchase order; null if it is about an order.</param>
/// <param name="Kind">The kind of the journal entry: which command or rule changed it.</param>
/// <param name="Cause">What brought it about, in words.</param>
/// <param name="Actor">Who: a user, an API key or a job.</param>
/// <param name="Changes">The changes as the journal has them, quantities as differences; null if they are too long. Read the order then.</param>
public sealed record EventData(
    long Sequence,
    string? Order,
    string? PurchaseOrder,
    string Kind,
    string Cause,
    string Actor,
    JsonElement? Changes
);

/// <summary>A part of the feed.</summary>
/// <param name="Items">The events, in the order in which they happened.</param>
/// <param name="Next">The value of <c>after</c> for the next part, also if there are no items.</param>
/// <param name="HasMore">Whether there are more events already.</param>
public sealed record EventPage(IReadOnlyList<EventView> Items, long Next, bool HasMore);

/// <summary>Reads the journal as a feed of events for other programs: nothing is missing, and nothing comes twice.</summary>
internal sealed class EventFeed(ClientDatabase database, JournalHorizon horizon, TimeProvider time)
{
    /// <summary>So many entries are looked at for one part; most of them may be of other types.</summary>
    private const int EntriesMax = 2_000;

    /// <summary>Longer changes are left out: a webhook's body has less than 20 kB.</summary>
    private const int ChangesLengthMax = 8_000;

    /// <summary>The events after a sequence number.</summary>
    /// <param name="after">The number; 0 for the beginning.</param>
    /// <param name="types">The types; all if empty.</param>
    /// <param name="count">How many at most.</param>
    /// <param name="patience">How long to wait for an event if there is none.</param>
    /// <param name="cancel">To stop waiting.</param>
    public async Task<EventPage> ReadAsync(long after, IReadOnlySet<string> types, int count, TimeSpan patience, CancellationToken cancel)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            var last = await horizon.WaitAsync(after, patience - time.GetElapsedTime(began), cancel);
            var page = await PageAsync(after, last, types, count, cancel);
            if (page.Items.Count > 0 || page.HasMore || time.GetElapsedTime(began) >= patience)
                return page;
            after = page.Next;
        }
    }

    private Task<EventPage> PageAsync(long after, long last, IReadOnlySet<string> types, int count, CancellationToken cancel) =>
        database.ReadAsync(
            async db =>
            {
                var entries = await db
                    .Journal.Where(j => j.Id > after && j.Id <= last)
                    .OrderBy(j => j.Id)
                    .Take(EntriesMax)
                    .ToListAsync(cancel);
                var events = entries
                    .Select(e => (Entry: e, Type: EventTypes.Of(e)))
                    .Where(e => e.Type is not null && (types.Count == 0 || types.Contains(e.Type)))
                    .Take(count + 1)
                    .ToList();
                var isCut = events.Count > count;
                if (isCut)
                    events.RemoveAt(count);
                // Without a cut everything that was looked at is done, and up to the horizon if that was all.
                var next =
                    isCut ? events[^1].Entry.Id
                    : entries.Count == EntriesMax ? entries[^1].Id
                    : Math.Max(after, last);
                return new EventPage(
                    await ViewsAsync(db, events.ConvertAll(e => (e.Entry, e.Type!)), cancel),
                    next,
                    isCut || entries.Count == EntriesMax
                );
            },
            cancel
        );

    private static async Task<List<EventView>> ViewsAsync(
        RaincheckDb db,
        List<(JournalEntry Entry, string Type)> events,
        CancellationToken cancel
    )
    {
        var orderIds = events.Select(e => e.Entry.OrderId).OfType<long>().Distinct().ToList();
        var orders = await db.Orders.Where(o => orderIds.Contains(o.Id)).ToDictionaryAsync(o => o.Id, o => o.Number, cancel);
        var purchaseIds = events.Select(e => e.Entry.PurchaseOrderId).OfType<long>().Distinct().ToList();
        var purchases = await db.PurchaseOrders.Where(o => purchaseIds.Contains(o.Id)).ToDictionaryAsync(o => o.Id, o => o.Number, cancel);
        return events.ConvertAll(e => new EventView(
            e.Type,
            Micros.ToTime(e.Entry.At),
            new EventData(
                e.Entry.Id,
                e.Entry.OrderId is { } order ? orders[order] : null,
                e.Entry.PurchaseOrderId is { } purchase ? purchases[purchase] : null,
                e.Entry.Kind,
                e.Entry.Cause,
                e.Entry.Actor,
                e.Entry.Data.Length <= ChangesLengthMax ? JsonElement.Parse(e.Entry.Data) : null
            )
        ));
    }
}
