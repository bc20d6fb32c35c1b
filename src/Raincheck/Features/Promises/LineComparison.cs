using Raincheck.Core.Orders;
using Raincheck.Core.Promises;
using Raincheck.Ledger;

namespace Raincheck.Features.Promises;

/// <summary>Finds whether the promise of a line may have to change. The command that compares decides, with the order before it.</summary>
internal sealed class LineComparison(Catalogue catalogue, ClientDays days, VendorLatenessTable lateness)
{
    private readonly PromiseRules rules = catalogue.Settings.Promises(days.Today);

    /// <summary>What to compare; null if nothing of the promise changes.</summary>
    /// <param name="line">A line that waits, or got its units since it was promised.</param>
    /// <param name="queue">Its queue.</param>
    /// <param name="projection">Its projection.</param>
    /// <param name="cause">What changed at the queue; null if only a day passed.</param>
    public LineToCompare? Of(OrderLine line, QueueFacts queue, LineProjection projection, string? cause)
    {
        var schedule = ShipSchedule.Of(catalogue, days, line, projection);
        var projected = ShipSchedule.DateOf(schedule);
        var last = schedule.Count > 0 ? schedule[^1] : null;
        return Of(line, projected, last?.Source, queue.VendorOf(last?.Source), cause);
    }

    /// <summary>The same of a line that holds all its units.</summary>
    public LineToCompare? OfArrived(OrderLine line, string? cause) =>
        Of(
            line,
            new ProjectedShipDate(catalogue.Settings.Calendar().ShipsFromStock(days.Today), DateBasis.OnHand),
            null,
            vendorId: null,
            cause
        );

    private LineToCompare? Of(OrderLine line, ProjectedShipDate projected, string? source, int? vendorId, string? cause)
    {
        var leadTime = LeadTime.Of(catalogue, line);
        var lateBy = vendorId is { } vendor ? lateness.LateByDays(vendor) : null;
        // A fixed date or an order that is not marked can make less of it, never more.
        var (promise, _) = rules.Next(line.Promise, projected, leadTime, fixedDay: null, mayPromise: true);
        return promise == line.Promise && (PromiseRisks.Of(promise, null, lateBy) == PromiseRisk.AtRisk) == line.AtRisk
            ? null
            : new LineToCompare(line.OrderId, line.Line, line.SkuId, projected, leadTime, source, lateBy, cause);
    }
}
