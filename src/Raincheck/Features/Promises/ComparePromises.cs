using System.Globalization;
using Raincheck.Core;
using Raincheck.Core.Notices;
using Raincheck.Core.Orders;
using Raincheck.Core.Promises;
using Raincheck.Ledger;
using Raincheck.Ledger.Work;
using Raincheck.Storage;

namespace Raincheck.Features.Promises;

/// <summary>The projection of a line whose promise may have to change.</summary>
/// <param name="OrderId">The order.</param>
/// <param name="Line">The line's number.</param>
/// <param name="SkuId">The product that it was projected for.</param>
/// <param name="Projected">When its open units ship.</param>
/// <param name="LeadTimeDays">The lead time of units that are not on order; null if it is not known.</param>
/// <param name="Source">The purchase order that brings the last units; null if none does.</param>
/// <param name="LateByDays">How late the vendor of that purchase order usually is; null if it is not known.</param>
/// <param name="Cause">What changed at its queue; null if only a day passed.</param>
internal sealed record LineToCompare(
    long OrderId,
    int Line,
    int SkuId,
    ProjectedShipDate Projected,
    int? LeadTimeDays,
    string? Source,
    int? LateByDays,
    string? Cause
);

/// <summary>Compares the promises of orders with their projection, and sets and moves them. Changes nothing else of an order.</summary>
/// <param name="lines">The lines, each once.</param>
/// <param name="today">The day of the projection.</param>
internal sealed class ComparePromises(IReadOnlyList<LineToCompare> lines, DateOnly today) : LedgerCommand<IReadOnlyList<ComparedOrder>>
{
    protected internal override string Cause => "promises compared";

    protected internal override string Kind => "promised";

    protected internal override int Weight => lines.Count;

    protected internal override void Declare(LoadPlan plan)
    {
        foreach (var line in lines)
            plan.PromisedOrder(line.OrderId);
    }

    protected internal override Outcome<Func<IReadOnlyList<ComparedOrder>>> Decide(UnitOfWork work)
    {
        var rules = work.Settings.Promises(today);
        var compared = new List<ComparedOrder>();
        foreach (var ofOrder in lines.GroupBy(l => l.OrderId))
        {
            if (work.Promises.Find(ofOrder.Key) is { } order && Compare(work, rules, order, [.. ofOrder]) is { } changed)
                compared.Add(changed);
        }
        return Outcomes.Answer<IReadOnlyList<ComparedOrder>>(() => compared);
    }

    private ComparedOrder? Compare(UnitOfWork work, PromiseRules rules, LoadedOrder order, IReadOnlyList<LineToCompare> asked)
    {
        var head = order.Order;
        var fixedDay = head.FixedDay;
        var changes = new List<PromiseChange>();
        var movesEarlier = false;
        var hasChanged = false;
        string? cause = null;
        foreach (var projected in asked)
        {
            // It may have got another product, or have been done, since it was projected.
            if (order.FindLine(projected.Line) is not { Open: > 0 } line || line.SkuId != projected.SkuId)
                continue;
            var before = line.Promise;
            var (promise, move) = rules.Next(before, projected.Projected, projected.LeadTimeDays, fixedDay, head.Marked);
            var atRisk = PromiseRisks.Of(promise, fixedDay, projected.LateByDays) == PromiseRisk.AtRisk;
            if (promise == before && atRisk == line.AtRisk)
                continue;
            line.Compare(promise, atRisk);
            work.Promises.Change(line);
            hasChanged = true;
            if (move == PromiseMove.None)
                continue;
            movesEarlier |= move == PromiseMove.Earlier;
            cause ??= move == PromiseMove.First ? null : projected.Cause ?? CauseOfDay(projected);
            changes.Add(new PromiseChange(projected.Line, before.Promised, promise.Promised!.Value, promise.Basis, projected.Source));
        }
        return hasChanged ? Apply(work, order, fixedDay, changes, movesEarlier, cause) : null;
    }

    private ComparedOrder Apply(
        UnitOfWork work,
        LoadedOrder order,
        DateOnly? fixedDay,
        List<PromiseChange> changes,
        bool movesEarlier,
        string? cause
    )
    {
        var head = order.Order;
        var before = StoredDay.Of(head.PromisedDay);
        var expectedBefore = StoredDay.Of(head.ExpectedDay);
        var waiting = order.Lines.Where(l => l.BackOrdered > 0).ToList();
        var (expected, risk) = OrderPromises.Judge(order.Lines, fixedDay);
        if (OrderPromises.Next(before, order.Lines, fixedDay, movesEarlier) is { } next && next != before)
        {
            var isTold = before < next && fixedDay is null && Tell(work, order, before.Value, next);
            var to =
                isTold ? "customer"
                : fixedDay is null ? null
                : head.Channel is null ? "customer"
                : "channel";
            head.Promise(next, fixedDay is null ? OrderPromises.BasisOf(order.Lines) : null, to, work.Now);
        }
        head.Judge(expected, risk);
        work.Promises.Change(order);
        if (changes.Count > 0)
            work.Promises.AddEntry(head, cause ?? $"order {head.Number} waits", before, changes);
        return new ComparedOrder(head.Id, head.Number, expectedBefore, expected, StoredDay.Of(head.PromisedDay));
    }

    /// <summary>Tells the customer of a slip, once a day at most.</summary>
    private bool Tell(UnitOfWork work, LoadedOrder order, DateOnly before, DateOnly after)
    {
        var head = order.Order;
        if (head.ToldDay == today.DayNumber || !work.Catalogue.Company(head.CompanyId).TellWhenDateMoves)
            return false;
        head.Tell(today);
        work.Mail.QueueNotice(
            order,
            MailEvent.ShippingDelayNotice,
            new MailOccasion(ShipDate: Midnight(after), PreviousDate: Midnight(before))
        );
        return true;
    }

    private static long Midnight(DateOnly day) => Micros.Of(new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero));

    private string CauseOfDay(LineToCompare line) =>
        line.Projected.Basis switch
        {
            DateBasis.Overdue => $"purchase order {line.Source} is overdue",
            DateBasis.LeadTime => "not ordered in time",
            _ => string.Create(CultureInfo.InvariantCulture, $"the day {today:yyyy-MM-dd} began"),
        };
}
