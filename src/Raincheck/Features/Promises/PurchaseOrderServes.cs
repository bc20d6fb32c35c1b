using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Raincheck.Core.Allocation;
using Raincheck.Core.Orders;
using Raincheck.Core.Promises;
using Raincheck.Core.Purchasing;
using Raincheck.Ledger;
using Raincheck.Platform.Http;
using Raincheck.Storage;
using static Raincheck.Core.RefusalCode;

namespace Raincheck.Features.Promises;

/// <summary>Units of a line that a purchase order brings, as things stand now.</summary>
/// <param name="Order">The order's number.</param>
/// <param name="Line">The line's number.</param>
/// <param name="Sku">The line's product.</param>
/// <param name="Quantity">The units of the line that the purchase order completes; of a kit, whole kits.</param>
/// <param name="Date">The day on which they ship.</param>
/// <param name="Basis">The basis of the date.</param>
public sealed record ServedLineView(string Order, int Line, string Sku, int Quantity, DateOnly Date, DateBasis Basis);

/// <summary>Reads which lines the units of a purchase order reach.</summary>
internal sealed class PurchaseOrderServes(ClientDatabase database, ClientLedger ledger, TimeProvider time)
{
    /// <summary>Lines of a queue that are read at a time.</summary>
    private const int LinesStep = 500;

    /// <summary>The lines that a purchase order serves, by pool and place in the queue.</summary>
    /// <param name="number">The purchase order's number.</param>
    /// <param name="after">Only lines behind this place at this pool, and those of later pools.</param>
    /// <param name="count">At most so many.</param>
    /// <param name="cancel">Stops the reading.</param>
    /// <returns>Null if there is no such purchase order. Empty if none of its units is still to come into counted stock.</returns>
    public Task<List<(int PoolId, QueuePosition Position, ServedLineView View)>?> FindAsync(
        string number,
        (int PoolId, QueuePosition Position)? after,
        int count,
        CancellationToken cancel
    ) =>
        database.ReadAsync(
            async db =>
            {
                var order = await db.PurchaseOrders.SingleOrDefaultAsync(p => p.Number == number, cancel);
                if (order is null)
                    return null;
                var catalogue = await ledger.CatalogueAsync(cancel);
                if (!catalogue.Settings.EnableBackOrderWorkflow || order.IsDropship)
                    return [];
                var bought = await db
                    .PurchaseOrderLines.Where(l => l.PurchaseOrderId == order.Id)
                    .Where(PurchaseOrderLine.HasPending)
                    .Select(l => l.SkuId)
                    .ToListAsync(cancel);
                return (List<(int, QueuePosition, ServedLineView)>?)await ServedAsync(db, catalogue, number, bought, after, count, cancel);
            },
            cancel
        );

    private async Task<List<(int, QueuePosition, ServedLineView)>> ServedAsync(
        RaincheckDb db,
        Catalogue catalogue,
        string number,
        List<int> bought,
        (int PoolId, QueuePosition Position)? after,
        int count,
        CancellationToken cancel
    )
    {
        var days = new ClientDays(catalogue.Settings, time.GetUtcNow());
        // Of pools that are connected, lines of any of them may be served.
        var pools = bought
            .SelectMany(id => catalogue.GroupOf(id) is { } group ? catalogue.PoolsOf(group) : [id])
            .Distinct()
            .Where(id => after is null || id >= after.Value.PoolId)
            .Order();
        var served = new List<(int PoolId, QueuePosition Position, OrderLineAndPieces Line)>();
        foreach (var poolId in pools)
        {
            var facts = await QueueFacts.ReadAsync(db, catalogue, days, poolId, cancel);
            var place = after is { } from && from.PoolId == poolId ? from.Position : (QueuePosition?)null;
            while (served.Count < count)
            {
                var lines = await new QueueLines(db, catalogue, days).ReadAsync(facts, poolId, place, LinesStep, cancel);
                foreach (var line in lines)
                    Add(poolId, line.Line, line.Projection);
                // A short read is the end of the queue.
                if (lines.Count < LinesStep)
                    break;
                place = lines[^1].Line.Position;
                if (facts.IsBeyondSupply(lines[^1].Line, lines[^1].Projection))
                {
                    // From here on, units reach only lines that get them out of turn.
                    foreach (var firm in facts.Lines.Where(l => l.Position > place).OrderBy(l => l.Position))
                        Add(poolId, firm, facts.Project(firm, await db.OpenBeforeAsync(poolId, firm.Position, cancel)));
                    break;
                }
            }
        }
        return await ViewsAsync(db, catalogue, [.. served.Take(count)], cancel);

        void Add(int poolId, OrderLine line, LineProjection projection)
        {
            var pieces = ShipSchedule.Of(catalogue, days, line, projection).Where(p => p.Source == number).ToList();
            if (pieces.Count > 0)
                served.Add((poolId, line.Position, new(line, pieces)));
        }
    }

    private static async Task<List<(int, QueuePosition, ServedLineView)>> ViewsAsync(
        RaincheckDb db,
        Catalogue catalogue,
        List<(int PoolId, QueuePosition Position, OrderLineAndPieces Line)> page,
        CancellationToken cancel
    )
    {
        var ids = page.Select(s => s.Line.Line.OrderId).Distinct().ToList();
        var numbers = await db.Orders.Where(o => ids.Contains(o.Id)).ToDictionaryAsync(o => o.Id, o => o.Number, cancel);
        return page.ConvertAll(s =>
            (
                s.PoolId,
                s.Position,
                new ServedLineView(
                    numbers[s.Line.Line.OrderId],
                    s.Line.Line.Line,
                    catalogue.Sku(s.Line.Line.SkuId),
                    s.Line.Pieces.Sum(p => p.Quantity),
                    s.Line.Pieces[^1].Date!.Value,
                    s.Line.Pieces[^1].Basis
                )
            )
        );
    }

    private sealed record OrderLineAndPieces(OrderLine Line, IReadOnlyList<SchedulePieceView> Pieces);
}

/// <summary><c>GET /purchase-orders/{number}/serves</c>.</summary>
internal static class PurchaseOrderServesEndpoint
{
    public static void MapPurchaseOrderServes(this RouteGroupBuilder api) =>
        api.MapGroup("/purchase-orders/{number}")
            .WithTags("Promises")
            .MapGet("/serves", ServesAsync)
            .WithSummary("The lines that the units of a purchase order reach, as things stand now.")
            .WithQuery()
            .Refuses(PurchaseOrderNotFound)
            .Produces<Page<ServedLineView>>();

    private static async Task<IResult> ServesAsync(string number, HttpContext http, PurchaseOrderServes serves)
    {
        var query = new ListQuery(http, "serves/" + number);
        var after = query.Key([JsonValueKind.Number, .. PositionCursor.Kinds]) is [var pool, .. var place]
            ? (PositionCursor.Int(pool), PositionCursor.Read(place))
            : ((int, QueuePosition)?)null;
        if (query.Problem is { } problem)
            return Problems.Of(problem);
        if (await serves.FindAsync(number, after, query.PageSize + 1, http.RequestAborted) is not { } rows)
            return Problems.Of(new Core.Refusal(PurchaseOrderNotFound, $"There is no purchase order {number}."));
        return TypedResults.Ok(query.Page(rows, rows.ConvertAll(r => r.View), r => [r.PoolId, .. PositionCursor.KeyOf(r.Position)]));
    }
}
