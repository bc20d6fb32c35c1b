using Microsoft.EntityFrameworkCore;
using Raincheck.Core.Consents;
using Raincheck.Core.Orders;
using Raincheck.Core.Promises;
using Raincheck.Ledger;
using Raincheck.Platform;
using Raincheck.Storage;

namespace Raincheck.Features.Promises;

/// <summary>Reads when an order ships as things stand now, and why it waits, all of one moment.</summary>
internal sealed class OutlookReader(ClientDatabase database, ClientLedger ledger, TimeProvider time, VendorLatenessReader lateness)
{
    /// <summary>The outlook of the order with this number; null if there is no such order.</summary>
    /// <param name="number">The order's number.</param>
    /// <param name="cancel">Stops the reading.</param>
    /// <param name="linesMax">Only the first so many lines with open units.</param>
    public async Task<OutlookView?> FindAsync(string number, CancellationToken cancel, int linesMax = int.MaxValue)
    {
        var vendors = await lateness.ReadAsync(cancel);
        return await database.ReadAsync(
            async db =>
            {
                var order = await db.Orders.SingleOrDefaultAsync(o => o.Number == number, cancel);
                if (order is null)
                    return null;
                var lines = await db.OrderLines.Where(l => l.OrderId == order.Id).OrderBy(l => l.Line).ToListAsync(cancel);
                // After the rows: it knows every product that they name.
                var catalogue = await ledger.CatalogueAsync(cancel);
                var outlook = await OfAsync(db, catalogue, order, [.. lines.Where(l => l.Open > 0).Take(linesMax)], vendors, cancel);
                return outlook is null ? null : outlook with { Consent = await ConsentAsync(db, catalogue, order, cancel) };
            },
            cancel
        );
    }

    private async Task<ConsentOutlookView?> ConsentAsync(RaincheckDb db, Catalogue catalogue, Order order, CancellationToken cancel)
    {
        var company = catalogue.Company(order.CompanyId);
        if (company.DelayRule == DelayRule.None)
            return null;
        var row = await db.DelayConsents.AsNoTracking().SingleOrDefaultAsync(c => c.OrderId == order.Id, cancel);
        if (row is null)
            return null;
        var days = new ClientDays(catalogue.Settings, time.GetUtcNow());
        var known = row.ToCase(ConsentDays.ShipBy(order, company.StatedShipDays, days));
        return new ConsentOutlookView(known.ShipBy, known.Option?.RevisedDate, known.Option?.AnswerBy, known.Option?.Silence, row.Answer);
    }

    private async Task<OutlookView?> OfAsync(
        RaincheckDb db,
        Catalogue catalogue,
        Order order,
        IReadOnlyList<OrderLine> lines,
        VendorLatenessTable vendors,
        CancellationToken cancel
    )
    {
        var now = time.GetUtcNow();
        var days = new ClientDays(catalogue.Settings, now);
        if (!catalogue.Settings.EnableBackOrderWorkflow)
            return OutlookViews.WithoutDates(order, now, lines, catalogue);

        var reasons = new WaitReasons(db, catalogue, days);
        var projections = new OrderProjection(db, catalogue, days, now);
        var views = new List<LineOutlookView>(lines.Count);
        var risks = new List<PromiseRisk>(lines.Count);
        foreach (var line in lines)
        {
            var queue = await projections.QueueAsync(line.PoolId, cancel);
            var asked = projections.AsItCounts(order, line);
            var position = await db.PositionAsync(line.PoolId, asked.Position, cancel);
            var projection = OrderProjection.MayCountLater(order) ? queue.Project(asked, position.OpenBefore) : null;
            IReadOnlyList<SchedulePieceView> schedule = projection is null ? [] : ShipSchedule.Of(catalogue, days, line, projection);
            var why = await reasons.OfAsync(order, line, queue, position, schedule, cancel);
            var promise = PromiseOf(catalogue, days, order, line, schedule);
            var vendor = queue.VendorOf(schedule.Count > 0 ? schedule[^1].Source : null);
            risks.Add(PromiseRisks.Of(promise, order.FixedDay, vendor is { } id ? vendors.LateByDays(id) : null));
            views.Add(await ViewAsync(db, catalogue, days, line, queue, position, projection, schedule, why, promise, cancel));
        }
        return OutlookViews.Of(order, now, views, risks);
    }

    /// <summary>The promise of a line as it stands against the projection of now. A promise that is to move is moved by its job.</summary>
    private static LinePromise PromiseOf(
        Catalogue catalogue,
        ClientDays days,
        Order order,
        OrderLine line,
        IReadOnlyList<SchedulePieceView> schedule
    )
    {
        var known = line.Promise;
        var fixedDay = order.FixedDay;
        var projected = ShipSchedule.DateOf(schedule);
        var (next, _) = catalogue
            .Settings.Promises(days.Today)
            .Next(known, projected, LeadTime.Of(catalogue, line), fixedDay, mayPromise: fixedDay is not null);
        var promised = fixedDay ?? known.Promised;
        return promised is null
            ? known with
            {
                Expected = projected.Date,
                Basis = projected.Basis,
            }
            : next with
            {
                Promised = promised,
                First = known.First ?? promised,
            };
    }

    private static async Task<LineOutlookView> ViewAsync(
        RaincheckDb db,
        Catalogue catalogue,
        ClientDays days,
        OrderLine line,
        QueueFacts queue,
        AheadInQueue position,
        LineProjection? projection,
        IReadOnlyList<SchedulePieceView> schedule,
        IReadOnlyList<WaitReasonView> reasons,
        LinePromise promise,
        CancellationToken cancel
    )
    {
        var unfilledBehind = queue.Lines.Where(l => l.PoolId == line.PoolId && l.Position > line.Position).Sum(l => (long)UnfilledFirm(l));
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
            line.LacksUnits ? position.LinesAhead + 1 : null,
            position.Waiting,
            position.UnitsAhead + unfilledBehind,
            queue.IsShared,
            !line.Counts,
            reasons,
            schedule,
            schedule.Any(p => p.Basis == DateBasis.LeadTime) ? days.Today : null,
            mayLose,
            promise.Promised,
            promise.First,
            ""
        );
        return view with { Text = OutlookText.Of(view, days.Today) };
    }

    private static int UnfilledFirm(OrderLine line) => Math.Max(0, Math.Min(line.FirmWanted, line.Claimed) - line.Firm);
}
