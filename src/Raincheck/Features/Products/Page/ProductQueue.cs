using Microsoft.EntityFrameworkCore;
using Raincheck.Core.Allocation;
using Raincheck.Core.Orders;
using Raincheck.Core.Stock;
using Raincheck.Features.Promises;
using Raincheck.Ledger;
using Raincheck.Storage;

namespace Raincheck.Features.Products.Page;

/// <summary>A section of a queue.</summary>
/// <param name="IsFront">Starts at the front; by default around the frontier.</param>
/// <param name="Before">The stretch that ends before this place.</param>
/// <param name="After">The stretch that begins behind this place.</param>
internal sealed record QueueAsk(bool IsFront = false, string? Before = null, string? After = null);

/// <summary>Reads who holds units of a product and who waits, a stretch at a time: no queue is loaded whole.</summary>
internal sealed class ProductQueue(ClientDatabase database, ClientLedger ledger, TimeProvider time)
{
    /// <summary>Lines of one stretch.</summary>
    public const int Step = 24;

    /// <summary>Of the first look, those before the frontier.</summary>
    private const int BeforeFrontier = 8;

    /// <summary>The stretch of the queue that lines of this product stand in; null if there is no such product.</summary>
    public async Task<QueueWindow?> ReadAsync(string sku, QueueAsk ask, CancellationToken cancel)
    {
        var catalogue = await ledger.CatalogueAsync(cancel);
        if (catalogue.FindProduct(sku) is not { } product)
            return null;
        return await database.ReadAsync(db => ReadAsync(db, catalogue, product, ask, cancel), cancel);
    }

    private async Task<QueueWindow> ReadAsync(RaincheckDb db, Catalogue catalogue, Product product, QueueAsk ask, CancellationToken cancel)
    {
        var queue = new QueueStretch(db, product.PoolId);
        var first = (await QueueStretch.Forward(queue.Waiting).FirstOrDefaultAsync(cancel))?.Position;
        var (lines, hasBefore, hasAfter) = await StretchAsync(queue, product.Sku, ask, first, cancel);
        var pool = await db.StockPools.SingleAsync(p => p.Id == product.PoolId, cancel);
        var words = await QueueFormatter.LoadAsync(db, catalogue, product, lines, cancel);
        // With the line that follows: it says whether the units of a purchase order end here.
        var followed = hasAfter ? [.. lines, .. await queue.BehindAsync(lines[^1].Position, 1, cancel)] : lines;
        var days = new ClientDays(catalogue.Settings, time.GetUtcNow());
        var dates = await QueueDates.ReadAsync(db, catalogue, days, product.PoolId, followed, cancel);

        var rows = new List<QueueRow>(lines.Count);
        long? ahead = null;
        int? frontier = null;
        foreach (var line in lines)
        {
            if (line.Position == first)
                frontier = rows.Count;
            if (line.LacksUnits)
            {
                ahead ??= line.Position == first ? 0 : await queue.WaitingBeforeAsync(line.Position, cancel);
                ahead++;
            }
            rows.Add(words.Row(line, line.LacksUnits ? ahead : null, dates?.LastOf(rows.Count), [.. dates?.EndsAt(rows.Count) ?? []]));
        }
        var (oneMore, oneLess) = await MarginAsync(db, queue, pool, first, cancel);
        return new QueueWindow(
            rows,
            hasBefore ? QueueStretch.Write(product.Sku, lines[0].Position) : null,
            hasAfter ? QueueStretch.Write(product.Sku, lines[^1].Position) : null,
            frontier,
            await queue.Holding.LongCountAsync(cancel),
            await queue.Waiting.LongCountAsync(cancel),
            oneMore,
            oneLess,
            dates is not null,
            dates is { HasUndatedSupply: true }
        );
    }

    private static async Task<(List<OrderLine> Lines, bool HasBefore, bool HasAfter)> StretchAsync(
        QueueStretch queue,
        string sku,
        QueueAsk ask,
        QueuePosition? first,
        CancellationToken cancel
    )
    {
        if (QueueStretch.Read(sku, ask.Before) is { } before)
        {
            var lines = await queue.BeforeAsync(before, Step + 1, cancel);
            return ([.. lines.Take(Step).Reverse()], lines.Count > Step, lines.Count > 0);
        }
        if (QueueStretch.Read(sku, ask.After) is { } after)
        {
            var lines = await queue.BehindAsync(after, Step + 1, cancel);
            return ([.. lines.Take(Step)], lines.Count > 0, lines.Count > Step);
        }
        if (ask.IsFront)
        {
            var lines = await queue.BehindAsync(null, Step + 1, cancel);
            return ([.. lines.Take(Step)], false, lines.Count > Step);
        }
        // If no line waits, the frontier is the end.
        var ahead = await queue.BeforeAsync(first, (first is null ? Step : BeforeFrontier) + 1, cancel);
        var shownAhead = ahead.Take(first is null ? Step : BeforeFrontier).Reverse();
        if (first is not { } frontier)
            return ([.. shownAhead], ahead.Count > Step, false);
        // From the frontier itself on: the place directly before it.
        var behind = await queue.BehindAsync(frontier with { Line = frontier.Line - 1 }, Step - BeforeFrontier + 1, cancel);
        return ([.. shownAhead, .. behind.Take(Step - BeforeFrontier)], ahead.Count > BeforeFrontier, behind.Count > Step - BeforeFrontier);
    }

    /// <summary>The orders that one more unit would go to, and that one less would be taken from. Not computed for connected pools, where it depends on other queues.</summary>
    private static async Task<(string? More, string? Less)> MarginAsync(
        RaincheckDb db,
        QueueStretch queue,
        StockPool pool,
        QueuePosition? first,
        CancellationToken cancel
    )
    {
        if (pool.GroupId is not null || pool.Stale)
            return (null, null);
        // Firm units that are missing come before everybody.
        var firm =
            pool.FirmWanted == 0
                ? null
                : await QueueStretch.Forward(queue.Waiting.Where(l => l.FirmWanted > l.Firm)).FirstOrDefaultAsync(cancel);
        var more = firm?.OrderId ?? first?.OrderId;
        long? less = null;
        if (pool.Available == 0 && pool.Allocated > 0)
            less = await LastAsync(queue.Holding.Where(l => l.OwnAllocated > l.Firm), cancel) ?? await LastAsync(queue.Holding, cancel);
        return (await NumberAsync(more), await NumberAsync(less));

        async Task<string?> NumberAsync(long? id) =>
            id is null ? null : await db.Orders.Where(o => o.Id == id).Select(o => o.Number).SingleAsync(cancel);
    }

    private static async Task<long?> LastAsync(IQueryable<OrderLine> lines, CancellationToken cancel) =>
        await QueueStretch.Backward(lines).Select(l => (long?)l.OrderId).FirstOrDefaultAsync(cancel);
}
