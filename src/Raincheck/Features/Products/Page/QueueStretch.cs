using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Raincheck.Core.Allocation;
using Raincheck.Core.Orders;
using Raincheck.Features.Promises;
using Raincheck.Platform.Http;
using Raincheck.Storage;

namespace Raincheck.Features.Products.Page;

/// <summary>
/// Stretches of the queue at one pool, each read from the two indexes of those who wait and those who hold, from a place on: as
/// quick in the middle of 100,000 lines as at the front.
/// </summary>
internal sealed class QueueStretch(RaincheckDb db, int poolId)
{
    public IQueryable<OrderLine> Waiting => db.OrderLines.Where(l => l.PoolId == poolId).Where(OrderLine.Lacking);

    public IQueryable<OrderLine> Holding => db.OrderLines.Where(l => l.PoolId == poolId && l.Allocated > 0);

    /// <summary>The lines behind a place, or from the front where it is null; nearest first.</summary>
    public async Task<List<OrderLine>> BehindAsync(QueuePosition? place, int count, CancellationToken cancel) =>
        Merge(await BehindAsync(Waiting, place, count, cancel), await BehindAsync(Holding, place, count, cancel))
            .OrderBy(l => l.Position)
            .Take(count)
            .ToList();

    /// <summary>The lines before a place, or from the end where it is null; nearest first.</summary>
    public async Task<List<OrderLine>> BeforeAsync(QueuePosition? place, int count, CancellationToken cancel) =>
        Merge(await BeforeAsync(Waiting, place, count, cancel), await BeforeAsync(Holding, place, count, cancel))
            .OrderByDescending(l => l.Position)
            .Take(count)
            .ToList();

    /// <summary>How many lines wait before a place.</summary>
    public Task<long> WaitingBeforeAsync(QueuePosition place, CancellationToken cancel) => Waiting.Before(place).LongCountAsync(cancel);

    /// <summary>A cursor in the address.</summary>
    public static string Write(string sku, QueuePosition place) =>
        Cursor.Write(Fingerprint(sku), place.Priority, place.QueuedAt, place.FamilyId, place.OrderId, place.Line);

    /// <summary>The reverse of <see cref="Write"/>; null for what is no place of this queue.</summary>
    public static QueuePosition? Read(string sku, string? text) =>
        text is not null
        && Cursor.Read(text, Fingerprint(sku)) is [var priority, var queuedAt, var family, var order, var line]
        && Number(priority) is { } p
        && Number(queuedAt) is { } q
        && Number(family) is { } f
        && Number(order) is { } o
        && Number(line) is { } l
        && p is >= int.MinValue and <= int.MaxValue
        && l is >= 0 and <= int.MaxValue
            ? new QueuePosition((int)p, q, f, o, (int)l)
            : null;

    private static long? Number(JsonElement part) =>
        part.ValueKind == JsonValueKind.Number && part.TryGetInt64(out var number) ? number : null;

    private static string Fingerprint(string sku) => Cursor.Fingerprint("queue", [sku]);

    private static IEnumerable<OrderLine> Merge(IEnumerable<OrderLine> waiting, IEnumerable<OrderLine> holding) =>
        waiting.Concat(holding).DistinctBy(l => (l.OrderId, l.Line));

    // The same priority first, then the others: only so can each be entered by the index.
    private static async Task<List<OrderLine>> BehindAsync(
        IQueryable<OrderLine> lines,
        QueuePosition? place,
        int count,
        CancellationToken cancel
    )
    {
        if (place is not { } from)
            return await Forward(lines).Take(count).ToListAsync(cancel);
        var (priority, queuedAt, family, order, number) = from;
        var same = lines.Where(l =>
            l.Priority == priority
            && l.QueuedAt >= queuedAt
            && (
                l.QueuedAt > queuedAt
                || l.FamilyId > family
                || l.FamilyId == family && (l.OrderId > order || l.OrderId == order && l.Line > number)
            )
        );
        var found = await Forward(same).Take(count).ToListAsync(cancel);
        if (found.Count < count)
            found.AddRange(await Forward(lines.Where(l => l.Priority < priority)).Take(count - found.Count).ToListAsync(cancel));
        return found;
    }

    private static async Task<List<OrderLine>> BeforeAsync(
        IQueryable<OrderLine> lines,
        QueuePosition? place,
        int count,
        CancellationToken cancel
    )
    {
        if (place is not { } from)
            return await Backward(lines).Take(count).ToListAsync(cancel);
        var (priority, queuedAt, family, order, number) = from;
        var same = lines.Where(l =>
            l.Priority == priority
            && l.QueuedAt <= queuedAt
            && (
                l.QueuedAt < queuedAt
                || l.FamilyId < family
                || l.FamilyId == family && (l.OrderId < order || l.OrderId == order && l.Line < number)
            )
        );
        var found = await Backward(same).Take(count).ToListAsync(cancel);
        if (found.Count < count)
            found.AddRange(await Backward(lines.Where(l => l.Priority > priority)).Take(count - found.Count).ToListAsync(cancel));
        return found;
    }

    /// <summary>As they are served.</summary>
    public static IOrderedQueryable<OrderLine> Forward(IQueryable<OrderLine> lines) =>
        lines.OrderByDescending(l => l.Priority).ThenBy(l => l.QueuedAt).ThenBy(l => l.FamilyId).ThenBy(l => l.OrderId).ThenBy(l => l.Line);

    /// <summary>The other way round.</summary>
    public static IOrderedQueryable<OrderLine> Backward(IQueryable<OrderLine> lines) =>
        lines
            .OrderBy(l => l.Priority)
            .ThenByDescending(l => l.QueuedAt)
            .ThenByDescending(l => l.FamilyId)
            .ThenByDescending(l => l.OrderId)
            .ThenByDescending(l => l.Line);
}
