using Microsoft.EntityFrameworkCore;
using Raincheck.Core.Orders;
using Raincheck.Ledger;
using Raincheck.Storage;

namespace Raincheck.Features.Orders.Page;

/// <summary>Where a line that waits stands in its queue.</summary>
/// <param name="Line">The line's number.</param>
/// <param name="Sku">The product whose queue it is.</param>
/// <param name="Waits">How many units it waits for.</param>
/// <param name="Place">Its place among the lines that wait there, from 1.</param>
/// <param name="Waiting">How many lines wait there.</param>
/// <param name="UnitsAhead">How many units those before it wait for.</param>
/// <param name="OnOrder">Units on purchase orders that are still to come.</param>
/// <param name="ExpectedAt">When the next of them are expected; null where nobody said.</param>
/// <param name="IsShared">Kits or replacements connect the queue with others, which decide as well whom these units reach.</param>
public sealed record QueuePlace(
    int Line,
    string Sku,
    int Waits,
    long Place,
    long Waiting,
    long UnitsAhead,
    long OnOrder,
    DateTimeOffset? ExpectedAt,
    bool IsShared
)
{
    /// <summary>Whether what is on order reaches this line when all of it has come.</summary>
    public bool IsCovered => !IsShared && OnOrder >= UnitsAhead + Waits;
}

/// <summary>Finds the places of an order's lines, each by counting within the index of those who wait: no queue is loaded.</summary>
internal sealed class QueuePlaces(ClientDatabase database, ClientLedger ledger)
{
    /// <summary>Of a long order, the places of so many lines are looked for.</summary>
    public const int LinesMax = 50;

    public Task<IReadOnlyList<QueuePlace>> OfAsync(string number, CancellationToken cancel) =>
        database.ReadAsync<IReadOnlyList<QueuePlace>>(
            async db =>
            {
                var lines = await db.LinesOf(number).Where(l => l.BackOrdered > 0).OrderBy(l => l.Line).Take(LinesMax).ToListAsync(cancel);
                var catalogue = await ledger.CatalogueAsync(cancel);
                var places = new List<QueuePlace>(lines.Count);
                foreach (var line in lines)
                    places.Add(await OfAsync(db, catalogue, line, cancel));
                return places;
            },
            cancel
        );

    private static async Task<QueuePlace> OfAsync(RaincheckDb db, Catalogue catalogue, OrderLine line, CancellationToken cancel)
    {
        var waiting = db.OrderLines.Where(l => l.PoolId == line.PoolId && l.BackOrdered > 0);
        var (priority, queuedAt, family, order, number) = (line.Priority, line.QueuedAt, line.FamilyId, line.OrderId, line.Line);
        var ahead = await waiting
            .Where(l =>
                l.Priority > priority
                || l.Priority == priority
                    && (
                        l.QueuedAt < queuedAt
                        || l.QueuedAt == queuedAt
                            && (l.FamilyId < family || l.FamilyId == family && (l.OrderId < order || l.OrderId == order && l.Line < number))
                    )
            )
            .GroupBy(_ => 1)
            .Select(g => new { Lines = g.LongCount(), Units = g.Sum(l => (long)l.BackOrdered) })
            .FirstOrDefaultAsync(cancel);
        var pending = db.PurchaseOrderLines.Where(l => l.SkuId == line.PoolId && l.Quantity - l.Received - l.Cancelled > 0);
        var pool = await db
            .StockPools.Where(p => p.Id == line.PoolId)
            .Select(p => new { p.OnOrder, p.GroupId })
            .FirstOrDefaultAsync(cancel);
        return new QueuePlace(
            line.Line,
            catalogue.Sku(line.PoolId),
            line.BackOrdered,
            (ahead?.Lines ?? 0) + 1,
            await waiting.LongCountAsync(cancel),
            ahead?.Units ?? 0,
            pool?.OnOrder ?? 0,
            Micros.ToTime(await pending.MinAsync(l => l.ExpectedAt, cancel)),
            pool?.GroupId is not null
        );
    }
}
