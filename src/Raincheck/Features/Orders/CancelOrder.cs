using Raincheck.Core;
using Raincheck.Core.Notices;
using Raincheck.Core.Orders;
using Raincheck.Core.Purchasing;
using Raincheck.Features.Purchasing;
using Raincheck.Ledger;

namespace Raincheck.Features.Orders;

/// <summary>The units to cancel.</summary>
/// <param name="Lines">The units to cancel. Default: all open units, and units that a vendor has not acknowledged.</param>
/// <param name="BackOrderedOnly">Only the back-ordered ones.</param>
public sealed record CancelRequest(IReadOnlyList<LineQuantity>? Lines = null, bool BackOrderedOnly = false);

/// <summary>
/// Cancels open units; those that the order held go to the next in the queue. Units at a dropship vendor are cancelled with
/// the vendor, after the open ones, as long as the vendor has not acknowledged them.
/// </summary>
/// <param name="number">The order.</param>
/// <param name="request">The units to cancel.</param>
/// <param name="sku">If lines are omitted, limits them to this product and its shadows; null for all products.</param>
public sealed class CancelOrder(string number, CancelRequest request, string? sku = null) : OrderCommand(number)
{
    protected internal override string Kind => "cancelled";

    private protected override Refusal? CheckRequest(long now) => LineQuantities.Check(request.Lines);

    private protected override Refusal? Change(UnitOfWork work, LoadedOrder order)
    {
        var wanted =
            request.Lines
            ??
            [
                .. order
                    .Lines.Where(l => (l.Open > 0 || l.Dropshipped > 0) && work.Catalogue.IsAskedFor(l.SkuId, sku))
                    .Select(l => new LineQuantity(l.Line)),
            ];
        if (LineQuantities.CheckLines(wanted, order) is { } bad)
            return bad;
        if (order.Order.CheckLive("cancelled") is { } forbidden)
            return forbidden;

        var links = work.Links.Of(order).Select(l => (l.Row, l.PurchaseOrder)).ToList();
        var units = new List<CancelledUnits>();
        var refusals = new List<Refusal?>();
        for (var i = 0; i < wanted.Count; i++)
        {
            var line = order.FindLine(wanted[i].Line)!;
            var path = request.Lines is null ? null : $"lines[{i}].quantity";
            refusals.Add(Cancellation.Choose(order.Order, line, wanted[i].Quantity, request.BackOrderedOnly, links, path, out var chosen));
            if (chosen.Open + chosen.AtVendor > 0)
                units.Add(chosen);
        }
        if (Refusals.First(refusals) is { } refusal)
            return refusal;
        if (units.Count == 0)
            return new Refusal(
                RefusalCode.NotEnoughOpen,
                $"Order {Number} has no {(request.BackOrderedOnly ? "back-ordered" : "open")} units{LineQuantities.Of(sku)} to cancel."
            );

        var told = units.Select(u => new OccasionLine(u.Line.Line, Math.Min(u.Open, u.Line.BackOrdered))).Where(l => l.Units > 0).ToList();
        if (told.Count > 0)
            work.Mail.QueueNotice(order, MailEvent.BackOrderCancelledNotice, new MailOccasion(told));
        foreach (var (line, open, atVendor) in units)
        {
            work.Touch(order, line);
            VendorUnits.TakeBack(work, order, line, atVendor);
            line.Cancel(open + atVendor);
        }
        work.CloseIfDone(order);
        return null;
    }
}
