using Microsoft.EntityFrameworkCore;
using Raincheck.Core.Orders;
using Raincheck.Core.Promises;
using Raincheck.Core.Purchasing;
using Raincheck.Ledger;
using Raincheck.Platform;
using Raincheck.Storage;

namespace Raincheck.Features.Promises;

/// <summary>Reads when an order ships as things stand now, and why it waits, all of one moment.</summary>
internal sealed class OutlookReader(ClientDatabase database, ClientLedger ledger, TimeProvider time)
{
    /// <summary>The outlook of the order with this number; null if there is no such order.</summary>
    /// <param name="number">The order's number.</param>
    /// <param name="cancel">Stops the reading.</param>
    /// <param name="linesMax">Only the first so many lines with open units.</param>
    public Task<OutlookView?> FindAsync(string number, CancellationToken cancel, int linesMax = int.MaxValue) =>
        database.ReadAsync(
            async db =>
            {
                var order = await db.Orders.SingleOrDefaultAsync(o => o.Number == number, cancel);
                if (order is null)
                    return null;
                var lines = await db.OrderLines.Where(l => l.OrderId == order.Id).OrderBy(l => l.Line).ToListAsync(cancel);
                // After the rows: it knows every product that they name.
                var catalogue = await ledger.CatalogueAsync(cancel);
                return await OfAsync(db, catalogue, order, [.. lines.Where(l => l.Open > 0).Take(linesMax)], cancel);
            },
            cancel
        );

    private async Task<OutlookView?> OfAsync(
        RaincheckDb db,
        Catalogue catalogue,
        Order order,
        IReadOnlyList<OrderLine> lines,
        CancellationToken cancel
    )
    {
        var now = time.GetUtcNow();
        var days = new ClientDays(catalogue.Settings, now);
        DateOnly? promised = order.ExpectedShipDate is { } at ? ClientDays.DayWritten(at) : null;
        if (!catalogue.Settings.EnableBackOrderWorkflow)
            return OutlookViews.WithoutDates(order, now, promised, lines, catalogue);

        var reasons = new WaitReasons(db, catalogue, days);
        var queues = new Dictionary<int, QueueFacts>();
        var views = new List<LineOutlookView>(lines.Count);
        foreach (var line in lines)
        {
            if (!queues.TryGetValue(line.PoolId, out var queue))
            {
                queue = await QueueFacts.ReadAsync(db, catalogue, days, line.PoolId, cancel);
                foreach (var pool in queue.Pools)
                    queues[pool.Id] = queue;
            }
            var asked = line.Counts ? line : IfItCounted(line, order, now);
            var position = await db.PositionAsync(line.PoolId, asked.Place, cancel);
            var projection = MayCountLater(order) ? queue.Project(asked, position.OpenBefore) : null;
            IReadOnlyList<SchedulePieceView> schedule = projection is null ? [] : ShipSchedule.Of(catalogue, days, line, projection);
            var why = await reasons.OfAsync(order, line, queue, position, schedule, cancel);
            views.Add(await ViewAsync(db, catalogue, days, line, queue, position, projection, schedule, why, promised, cancel));
        }
        return OutlookViews.Of(order, now, promised, views);
    }

    /// <summary>Whether the order counts, or would count if it were confirmed or paid.</summary>
    private static bool MayCountLater(Order order) => Order.MayCount(order.Status) || order.Status is OrderStatus.Cart or OrderStatus.Quote;

    /// <summary>The line as it would stand in the queue if its order were confirmed or paid now.</summary>
    private static OrderLine IfItCounted(OrderLine line, Order order, DateTimeOffset now) =>
        new()
        {
            OrderId = line.OrderId,
            Line = line.Line,
            SkuId = line.SkuId,
            PoolId = line.PoolId,
            Quantity = line.Open,
            Components = line.Components,
            Counts = true,
            Priority = line.Priority,
            // A cart or a quote joins the queue when it is confirmed.
            QueuedAt = order.Status is OrderStatus.Cart or OrderStatus.Quote ? Micros.Of(now) : line.QueuedAt,
            FamilyId = line.FamilyId,
        };

    private static async Task<LineOutlookView> ViewAsync(
        RaincheckDb db,
        Catalogue catalogue,
        ClientDays days,
        OrderLine line,
        QueueFacts queue,
        QueuePosition position,
        LineProjection? projection,
        IReadOnlyList<SchedulePieceView> schedule,
        IReadOnlyList<WaitReasonView> reasons,
        DateOnly? promised,
        CancellationToken cancel
    )
    {
        var unfilledBehind = queue.Lines.Where(l => l.PoolId == line.PoolId && l.Place > line.Place).Sum(l => (long)UnfilledFirm(l));
        MayLoseView? mayLose = null;
        if (projection?.MayLose is { } loss)
        {
            var takerId = loss.To is { } i && i < queue.Lines.Count ? queue.Lines[i].OrderId : (long?)null;
            var taker = await db.Orders.Where(o => o.Id == takerId).Select(o => o.Number).SingleOrDefaultAsync(cancel);
            mayLose = new MayLoseView(loss.Units, catalogue.Settings.Calendar().ShipsAfterReceipt(loss.At), taker);
        }
        var view = new LineOutlookView(
            line.Line,
            catalogue.Sku(line.SkuId),
            line.BackOrdered,
            line.BackOrdered > 0 ? position.LinesAhead + 1 : null,
            position.Waiting,
            position.UnitsAhead + unfilledBehind,
            queue.IsShared,
            !line.Counts,
            reasons,
            schedule,
            schedule.Any(p => p.Basis == DateBasis.LeadTime) ? days.Today : null,
            mayLose,
            ""
        );
        return view with { Text = OutlookText.Of(view, promised, days.Today) };
    }

    private static int UnfilledFirm(OrderLine line) => Math.Max(0, Math.Min(line.FirmWanted, line.Claimed) - line.Firm);
}
