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

        var units = new List<(OrderLine Line, int Open, int AtVendor)>();
        var refusals = new List<Refusal>();
        for (var i = 0; i < wanted.Count; i++)
        {
            var line = order.FindLine(wanted[i].Line)!;
            var open = request.BackOrderedOnly ? line.BackOrdered : line.Open;
            var atVendor = request.BackOrderedOnly ? 0 : line.Dropshipped;
            var quantity = wanted[i].Quantity ?? open + atVendor;
            if (quantity > open + atVendor)
            {
                refusals.Add(
                    new(
                        RefusalCode.NotEnoughOpen,
                        $"Line {line.Line} of order {Number} has {open + atVendor} {(request.BackOrderedOnly ? "back-ordered" : "open")} units; {quantity} cannot be cancelled.",
                        $"lines[{i}].quantity"
                    )
                );
                continue;
            }
            var promised = work
                .Links.Of(order)
                .Where(l => l.Row.Line == line.Line && Dropshipping.IsPromised(l.Row, l.PurchaseOrder))
                .ToList();
            if (quantity > open && quantity > open + atVendor - promised.Sum(l => l.Row.Quantity))
            {
                refusals.Add(
                    new(
                        RefusalCode.DropshipStatusForbids,
                        $"Units of line {line.Line} of order {Number} are on purchase order {promised[0].PurchaseOrder.Number}, which the vendor has acknowledged; they cannot be cancelled here.",
                        request.Lines is null ? null : $"lines[{i}].quantity"
                    )
                );
            }
            else if (quantity > 0)
            {
                units.Add((line, Math.Min(quantity, open), Math.Max(0, quantity - open)));
            }
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
