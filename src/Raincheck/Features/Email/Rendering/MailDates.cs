using Microsoft.EntityFrameworkCore;
using Raincheck.Core.Orders;
using Raincheck.Features.Promises;
using Raincheck.Ledger;
using Raincheck.Ledger.Store;
using Raincheck.Storage;

namespace Raincheck.Features.Email.Rendering;

/// <summary>When a line ships, for mails.</summary>
/// <param name="Schedule">Its open units in the order of their ship dates.</param>
/// <param name="Received">The day on which the purchase order of the last piece is received; null if none brings it.</param>
internal sealed record MailLineDates(IReadOnlyList<SchedulePieceView> Schedule, DateOnly? Received)
{
    /// <summary>The last piece: its date is the line's.</summary>
    public SchedulePieceView? Last => Schedule is [.., var last] ? last : null;
}

/// <summary>When an order ships, for mails: what the outlook says.</summary>
/// <param name="CompleteBy">The day on which its last open units ship; null unless all have a date.</param>
/// <param name="Lines">Its lines with open units, by number.</param>
internal sealed record MailDates(DateOnly? CompleteBy, IReadOnlyDictionary<int, MailLineDates> Lines)
{
    /// <summary>No date.</summary>
    public static readonly MailDates None = new(null, new Dictionary<int, MailLineDates>());

    /// <summary>The dates of some orders as they are in a snapshot of which a first step is read.</summary>
    /// <returns>By the order's id; nothing for an order that is not there.</returns>
    public static async Task<IReadOnlyDictionary<long, MailDates>> ReadAsync(
        ClientDatabase database,
        LedgerTransaction snapshot,
        Catalogue catalogue,
        DateTimeOffset now,
        IEnumerable<Order> orders,
        CancellationToken cancel
    )
    {
        var byId = orders.DistinctBy(o => o.Id).ToDictionary(o => o.Id);
        var dates = new Dictionary<long, MailDates>();
        if (byId.Count == 0 || !catalogue.Settings.EnableBackOrderWorkflow)
            return dates;
        await using var db = database.CreateContext(snapshot.Connection);
        var ids = byId.Keys.ToList();
        var rows = await db.OrderLines.Where(l => ids.Contains(l.OrderId)).OrderBy(l => l.OrderId).ThenBy(l => l.Line).ToListAsync(cancel);
        var days = new ClientDays(catalogue.Settings, now);
        var projections = new OrderProjection(db, catalogue, days, now);
        foreach (var ofOrder in rows.Where(l => l.Open > 0).GroupBy(l => l.OrderId))
        {
            var lines = new Dictionary<int, MailLineDates>();
            foreach (var line in ofOrder)
            {
                if (await projections.OfAsync(byId[line.OrderId], line, cancel) is not { } projection)
                    continue;
                var schedule = ShipSchedule.Of(catalogue, days, line, projection);
                var source = schedule[^1].Source;
                var received = source is null ? null : projection.Pieces.LastOrDefault(p => p.Source?.PurchaseOrder == source)?.Date;
                lines.Add(line.Line, new MailLineDates(schedule, received));
            }
            dates.Add(ofOrder.Key, new MailDates(OutlookViews.CompleteBy(lines.Values.Select(l => l.Schedule)), lines));
        }
        return dates;
    }
}
