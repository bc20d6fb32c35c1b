using Raincheck.Core.Orders;

namespace Raincheck.Core.Promises;

/// <summary>What the promises of its lines come to for an order: it ships completely when its last line does.</summary>
public static class OrderPromises
{
    /// <summary>The date to promise for an order.</summary>
    /// <param name="promised">The date that is promised; null if none is.</param>
    /// <param name="lines">Its lines, with their promises.</param>
    /// <param name="fixedDay">The date that a person, a channel or a customer fixed.</param>
    /// <param name="movesEarlier">Whether the promise of a line moved to an earlier date.</param>
    /// <returns>The same date if it stays; null as long as a line that waits has no promise.</returns>
    public static DateOnly? Next(DateOnly? promised, IReadOnlyCollection<OrderLine> lines, DateOnly? fixedDay, bool movesEarlier)
    {
        if (fixedDay is not null)
            return fixedDay;
        var open = lines.Where(l => l.Open > 0).ToList();
        if (promised is null && open.Exists(l => l.BackOrdered > 0 && l.Promise.Promised is null))
            return null;
        var last = open.Max(l => l.Promise.Promised);
        return promised is null || last > promised || (movesEarlier && last is not null) ? last : promised;
    }

    /// <summary>The weakest basis of the dates of its open lines that have one.</summary>
    public static DateBasis BasisOf(IEnumerable<OrderLine> lines) =>
        lines.Where(l => l.Open > 0 && l.Promise.Expected is not null).Select(l => l.ExpectedBasis).DefaultIfEmpty(DateBasis.None).Max();

    /// <summary>When an order is expected to ship completely, and whether that keeps its promise.</summary>
    /// <param name="lines">Its lines, with their promises.</param>
    /// <param name="fixedDay">The date that a person, a channel or a customer fixed.</param>
    public static (DateOnly? Expected, PromiseRisk Risk) Judge(IReadOnlyCollection<OrderLine> lines, DateOnly? fixedDay)
    {
        var waiting = lines.Where(l => l.BackOrdered > 0).ToList();
        var risk = PromiseRisks.OfOrder(waiting.Select(l => PromiseRisks.Of(l.Promise, fixedDay, l.AtRisk)));
        var expected = waiting.Exists(l => l.Promise.Expected is null) ? null : lines.Where(l => l.Open > 0).Max(l => l.Promise.Expected);
        return (expected, risk);
    }
}
