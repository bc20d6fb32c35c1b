using Raincheck.Core;
using Raincheck.Core.Orders;
using Raincheck.Core.Purchasing;
using Raincheck.Features.Orders;
using Raincheck.Ledger;

namespace Raincheck.Features.BackOrders;

/// <summary>The units of the child order.</summary>
/// <param name="Lines">The units to move; all open units of a line if its quantity is omitted. Default: the back-ordered units.</param>
public sealed record SplitRequest(IReadOnlyList<LineQuantity>? Lines = null);

/// <summary>The parent and the child of a split.</summary>
public sealed record SplitView(OrderView Order, OrderView Child);

/// <summary>
/// Moves units of an order to a child order, which keeps its place in the queue. Pins and links go with the units that they
/// are about: of the units of a line, those that are neither pinned nor linked go first.
/// </summary>
/// <param name="number">The order.</param>
/// <param name="request">The units of the child order.</param>
/// <param name="sku">If lines are omitted, limits them to this product and its shadows; null for all products.</param>
public sealed class SplitOrder(string number, SplitRequest request, string? sku = null) : OrderCommand<SplitView>(number)
{
    protected internal override string Kind => "split";

    protected internal override void Declare(LoadPlan plan) => plan.SplitOrder(Number);

    private protected override Refusal? CheckRequest(long now) => LineQuantities.Check(request.Lines);

    private protected override Outcome<Func<SplitView>> Decide(UnitOfWork work, LoadedOrder order)
    {
        if (Units(work, order, out var units) is { } refusal)
            return refusal;
        var parent = order.Order;
        var child = work.AddChild(order, parent.NewChild);
        work.LiftStopMarking(order);
        work.Consents.Copy(parent, child.Order);
        work.AddJournalDetail(order, "child", child.Order.Number);
        work.AddJournalDetail(child, "parent", parent.Number);
        foreach (var (line, quantity) in units)
            Move(work, order, line, quantity, child);
        work.CloseIfDone(order);
        return Outcomes.Answer(() => new SplitView(work.View(order), work.View(child)));
    }

    private Refusal? Units(UnitOfWork work, LoadedOrder order, out List<(OrderLine Line, int Quantity)> units)
    {
        units = [];
        var wanted =
            request.Lines
            ??
            [
                .. order
                    .Lines.Where(l => l.LacksUnits && work.Catalogue.IsAskedFor(l.SkuId, sku))
                    .Select(l => new LineQuantity(l.Line, l.BackOrdered)),
            ];
        if (LineQuantities.CheckLines(wanted, order) is { } bad)
            return bad;
        if (order.Order.CheckOpen("split") is { } forbidden)
            return forbidden;
        units = [.. wanted.Select(w => (order.FindLine(w.Line)!, w)).Select(l => (l.Item1, l.w.Quantity ?? l.Item1.Open))];
        if (LineQuantities.CheckOpen(Number, units, "go to another order") is { } tooMany)
            return tooMany;
        units.RemoveAll(u => u.Quantity == 0);
        return Splitting.Check(order.Order, order.Lines, units.Sum(u => (long)u.Quantity), "back-ordered units" + LineQuantities.Of(sku));
    }

    private static void Move(UnitOfWork work, LoadedOrder order, OrderLine line, int quantity, LoadedOrder child)
    {
        var links = work.Links.Of(order).Where(l => l.Row.Line == line.Line && !l.PurchaseOrder.IsDropship).ToList();
        work.Touch(order, line);
        var moved = line.SplitOff(quantity);
        work.AddLine(child, moved);
        if (moved.Pinned > 0)
            work.Pins.Copy(line, moved);
        MoveLinks(work, order, line, child, moved, links);
        if (line.Quantity == 0)
            work.RemoveLine(order, line);
    }

    /// <summary>The youngest purchase orders serve those who wait longest in the line: the child.</summary>
    private static void MoveLinks(
        UnitOfWork work,
        LoadedOrder order,
        OrderLine line,
        LoadedOrder child,
        OrderLine moved,
        IEnumerable<LoadedLink> links
    )
    {
        foreach (var (link, taken) in Linking.Deal(links.Reverse(), l => l.Row, moved.Linked))
        {
            work.Links.Change(link.PurchaseOrder, link.Row.SkuId, order, line, -taken);
            work.Links.Change(link.PurchaseOrder, link.Row.SkuId, child, moved, taken);
        }
    }
}
