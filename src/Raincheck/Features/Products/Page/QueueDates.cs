using Raincheck.Core.Orders;
using Raincheck.Core.Promises;
using Raincheck.Features.Promises;
using Raincheck.Ledger;
using Raincheck.Storage;

namespace Raincheck.Features.Products.Page;

/// <summary>When the lines of a section of the queue ship, and where the units of each purchase order end.</summary>
internal sealed class QueueDates(
    QueueFacts facts,
    IReadOnlyList<OrderLine> lines,
    IReadOnlyList<IReadOnlyList<SchedulePieceView>> schedules
)
{
    /// <summary>Pools that kits or replacements connect are projected together: with more lines than this their dates are not shown.</summary>
    public const int SharedLinesMax = 5_000;

    /// <summary>Projects some lines that follow each other in a queue.</summary>
    /// <param name="db">The database at one moment.</param>
    /// <param name="catalogue">The catalogue of that moment.</param>
    /// <param name="days">The client's days.</param>
    /// <param name="poolId">The pool.</param>
    /// <param name="lines">The lines.</param>
    /// <param name="cancel">Stops the reading.</param>
    /// <returns>Null if too many lines share the stock.</returns>
    public static async Task<QueueDates?> ReadAsync(
        RaincheckDb db,
        Catalogue catalogue,
        ClientDays days,
        int poolId,
        IReadOnlyList<OrderLine> lines,
        CancellationToken cancel
    )
    {
        if (catalogue.GroupOf(poolId) is { } group && await QueueFacts.HasMoreLinesAsync(db, catalogue, group, SharedLinesMax, cancel))
            return null;
        var facts = await QueueFacts.ReadAsync(db, catalogue, days, poolId, cancel);
        var openBefore = lines.Count == 0 || facts.IsShared ? 0 : await db.OpenBeforeAsync(poolId, lines[0].Position, cancel);
        var schedules = new List<IReadOnlyList<SchedulePieceView>>(lines.Count);
        foreach (var line in lines)
        {
            schedules.Add(ShipSchedule.Of(catalogue, days, line, facts.Project(line, openBefore)));
            openBefore += line.Open;
        }
        return new QueueDates(facts, lines, schedules);
    }

    /// <summary>Whether units are on order that no date counts on.</summary>
    public bool HasUndatedSupply => facts.Supply.Any(s => s.Dated is null);

    /// <summary>The piece that completes a line; null for a line without open units.</summary>
    public SchedulePieceView? LastOf(int index) => schedules[index] is [.., var last] ? last : null;

    /// <summary>The purchase orders whose units end with a line, in the order in which they arrive.</summary>
    /// <remarks>
    /// Linked lines get their units out of turn and are left out. The last line of the section has no end unless the caller knows that no
    /// line follows: it gives one line more than it shows. Of connected pools nothing is said: units of a purchase order may serve a kit
    /// behind lines that they do not serve.
    /// </remarks>
    public IEnumerable<QueueEnd> EndsAt(int index)
    {
        if (facts.IsShared)
            yield break;
        foreach (var supply in facts.Supply.Where(s => s.Dated is not null))
        {
            var source = supply.Line.Source;
            if (!IsServedInTurn(index, source) || Enumerable.Range(index + 1, lines.Count - index - 1).Any(i => IsServedInTurn(i, source)))
                continue;
            var isLinkedBehind = facts.Lines.Any(l => l.Position > lines[index].Position && IsLinked(l, source));
            yield return new QueueEnd(source.PurchaseOrder, supply.Dated!.Date, supply.Dated.Basis == DateBasis.Overdue, isLinkedBehind);
        }
    }

    private bool IsServedInTurn(int index, SupplySource source) =>
        schedules[index].Any(p => p.Source == source.PurchaseOrder) && !IsLinked(lines[index], source);

    private bool IsLinked(OrderLine line, SupplySource source) =>
        facts.FirmOf(line).Linked.Any(l => l.PurchaseOrderId == source.PurchaseOrderId);
}
