using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Raincheck.Core.Orders;
using Raincheck.Core.Promises;
using Raincheck.Ledger;
using Raincheck.Platform;
using Raincheck.Platform.Http;
using Raincheck.Storage;

namespace Raincheck.Features.Promises;

/// <summary>The promised ship dates of an order.</summary>
/// <param name="Order">The order's number.</param>
/// <param name="Promised">The date that is promised; null if nothing was promised yet.</param>
/// <param name="FirstPromised">The first date that was promised.</param>
/// <param name="Basis">The basis of the date when it was promised; null for a fixed date.</param>
/// <param name="PromisedAt">When it was promised.</param>
/// <param name="PromisedTo">Who was told: <c>customer</c>, <c>channel</c>, or the name of the person who set the date.</param>
/// <param name="History">Each date that was promised, the oldest first; of an order that was split off, those of its parent before it.</param>
public sealed record OrderPromisesView(
    string Order,
    DateOnly? Promised,
    DateOnly? FirstPromised,
    DateBasis? Basis,
    DateTimeOffset? PromisedAt,
    string? PromisedTo,
    IReadOnlyList<PromiseEntryView> History
);

/// <summary>A date that was promised.</summary>
/// <param name="At">When.</param>
/// <param name="Actor">By whom: a user, or the job of the promises.</param>
/// <param name="Order">The order; another one for what its parent was promised before the split.</param>
/// <param name="From">The date of the whole order before; null if there was none.</param>
/// <param name="To">The date of the whole order; null while some of its lines have none.</param>
/// <param name="Cause">What set or moved it.</param>
/// <param name="Lines">The lines whose promise changed; empty for a date that was set for the whole order.</param>
public sealed record PromiseEntryView(
    DateTimeOffset At,
    string Actor,
    string Order,
    DateOnly? From,
    DateOnly? To,
    string Cause,
    IReadOnlyList<PromisedLineView> Lines
);

/// <summary>A line whose promise changed.</summary>
/// <param name="Line">The line's number.</param>
/// <param name="From">The date before; null if there was none.</param>
/// <param name="To">The date.</param>
/// <param name="Basis">Its basis.</param>
/// <param name="PurchaseOrder">The purchase order that brings the last units; null if none does.</param>
public sealed record PromisedLineView(int Line, DateOnly? From, DateOnly To, DateBasis Basis, string? PurchaseOrder);

/// <summary>Reads the promises of orders from the journal.</summary>
internal sealed class PromiseHistory(ClientDatabase database)
{
    /// <summary>So many generations of splits are followed.</summary>
    private const int ParentsMax = 100;

    private static readonly string[] Kinds = ["promised", "promiseMoved", "delayed", "changed"];

    /// <summary>The promises of the order with this number; null if there is no such order.</summary>
    public Task<OrderPromisesView?> FindAsync(string number, CancellationToken cancel) =>
        database.ReadAsync(
            async db =>
            {
                var order = await db.Orders.SingleOrDefaultAsync(o => o.Number == number, cancel);
                return order is null ? null : View(order, await HistoryAsync(db, order, cancel));
            },
            cancel
        );

    private static OrderPromisesView View(Order order, IReadOnlyList<PromiseEntryView> history) =>
        new(
            order.Number,
            order.Promised,
            order.FirstPromised,
            order.PromiseBasis,
            Micros.ToTime(order.PromisedAt),
            order.PromisedTo,
            history
        );

    private static async Task<IReadOnlyList<PromiseEntryView>> HistoryAsync(RaincheckDb db, Order order, CancellationToken cancel)
    {
        var generations = new List<List<PromiseEntryView>>();
        var before = long.MaxValue;
        for (var next = order; next is not null && generations.Count < ParentsMax; )
        {
            generations.Add(await EntriesAsync(db, next, before, cancel));
            var (id, parentId) = (next.Id, next.ParentId);
            if (parentId is null)
                break;
            before = await db.Journal.Where(j => j.OrderId == id).Select(j => j.Id).DefaultIfEmpty().MinAsync(cancel);
            next = await db.Orders.SingleOrDefaultAsync(o => o.Id == parentId, cancel);
        }
        generations.Reverse();
        return [.. generations.SelectMany(g => g)];
    }

    private static async Task<List<PromiseEntryView>> EntriesAsync(RaincheckDb db, Order order, long before, CancellationToken cancel)
    {
        var rows = await db
            .Journal.Where(j => j.OrderId == order.Id && j.Id < before && Kinds.Contains(j.Kind))
            .OrderBy(j => j.Id)
            .ToListAsync(cancel);
        var entries = new List<PromiseEntryView>();
        DateOnly? known = null;
        foreach (var row in rows)
        {
            var data = JsonElement.Parse(row.Data);
            PromiseEntryView? entry = null;
            if (data.TryGetProperty("promises", out var lines))
                entry = Entry(row, order, DayOf(data, "from"), DayOf(data, "to"), [.. lines.EnumerateArray().Select(LineOf)]);
            else if ((DayOf(data, "expectedShipDate") ?? DayOf(data, "shipBy")) is { } day)
                entry = Entry(row, order, known, day, []);
            if (entry is null)
                continue;
            known = entry.To;
            entries.Add(entry);
        }
        return entries;
    }

    private static PromiseEntryView Entry(
        JournalEntry row,
        Order order,
        DateOnly? from,
        DateOnly? to,
        IReadOnlyList<PromisedLineView> lines
    ) => new(Micros.ToTime(row.At), row.Actor, order.Number, from, to, row.Cause, lines);

    private static PromisedLineView LineOf(JsonElement line) =>
        new(
            line.GetProperty("line").GetInt32(),
            DayOf(line, "from"),
            DayOf(line, "to")!.Value,
            Enum.Parse<DateBasis>(line.GetProperty("basis").GetString()!, ignoreCase: true),
            line.TryGetProperty("purchaseOrder", out var source) ? source.GetString() : null
        );

    /// <summary>A day, or the day that is written in a time.</summary>
    private static DateOnly? DayOf(JsonElement data, string name) =>
        data.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String
            ? DateOnly.ParseExact(member.GetString()!.AsSpan(0, 10), "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)
            : null;
}
