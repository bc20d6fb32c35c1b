using Raincheck.Core.Purchasing;

namespace Raincheck.Core.Orders;

/// <summary>Units of a line that are cancelled.</summary>
/// <param name="Line">The line.</param>
/// <param name="Open">Open units.</param>
/// <param name="AtVendor">Units that are taken back from vendors for it, after the open ones.</param>
public readonly record struct CancelledUnits(OrderLine Line, int Open, int AtVendor);

/// <summary>Which units of a line can be cancelled.</summary>
public static class Cancellation
{
    /// <summary>Chooses the units: open ones first, then those at vendors, as long as the vendor has not acknowledged them.</summary>
    /// <param name="order">The order.</param>
    /// <param name="line">Its line.</param>
    /// <param name="wanted">The units to cancel; null for all of them.</param>
    /// <param name="backOrderedOnly">Only back-ordered units.</param>
    /// <param name="links">Every link of the order, with the purchase order it names.</param>
    /// <param name="path">The member of the request that has the quantity, if any has.</param>
    /// <param name="units">The units; none where it refuses.</param>
    public static Refusal? Choose(
        Order order,
        OrderLine line,
        int? wanted,
        bool backOrderedOnly,
        IEnumerable<(PurchaseOrderLink Link, PurchaseOrder PurchaseOrder)> links,
        string? path,
        out CancelledUnits units
    )
    {
        units = new(line, 0, 0);
        var open = backOrderedOnly ? line.BackOrdered : line.Open;
        var all = backOrderedOnly ? open : open + line.Dropshipped;
        var quantity = wanted ?? all;
        if (quantity > all)
        {
            return new Refusal(
                RefusalCode.NotEnoughOpen,
                $"Line {line.Line} of order {order.Number} has {all} {(backOrderedOnly ? "back-ordered" : "open")} units; {quantity} cannot be cancelled.",
                path
            );
        }
        if (quantity > open)
        {
            var promised = links.Where(l => l.Link.Line == line.Line && Dropshipping.IsPromised(l.Link, l.PurchaseOrder)).ToList();
            if (quantity > all - promised.Sum(l => l.Link.Quantity))
            {
                return new Refusal(
                    RefusalCode.DropshipStatusForbids,
                    $"Units of line {line.Line} of order {order.Number} are on purchase order {promised[0].PurchaseOrder.Number}, which the vendor has acknowledged; they cannot be cancelled here.",
                    path
                );
            }
        }
        units = new(line, Math.Min(quantity, open), Math.Max(0, quantity - open));
        return null;
    }
}
