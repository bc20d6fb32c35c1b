using Raincheck.Core.Orders;

namespace Raincheck.Core.Purchasing;

/// <content>
/// How a purchase order changes. The caller asks the <c>Check</c> of a change first. A method that takes lines wants all lines of
/// the purchase order: its status follows from them.
/// </content>
public sealed partial class PurchaseOrder
{
    /// <summary>Takes the number that was chosen for it, where it came without one.</summary>
    public void TakeNumber(string chosen)
    {
        if (number.Length > 0)
            throw new InvalidOperationException($"purchase order {number} has a number");
        number = chosen;
    }

    /// <summary>Counts a change; the status follows from the lines.</summary>
    public void CountChange(IReadOnlyCollection<PurchaseOrderLine> lines)
    {
        status = StatusOf(lines);
        revision++;
    }

    /// <summary>A refusal where nothing of it is to come any more.</summary>
    /// <param name="what">What cannot be done, as in <c>cannot be cancelled</c>.</param>
    public Refusal? CheckOpen(string what) => status.IsOpen() ? null : StatusForbids(what);

    /// <summary>A refusal where it, or the rest of it, was cancelled.</summary>
    /// <param name="lines">All its lines.</param>
    /// <param name="what">What cannot be done, as in <c>cannot be changed</c>.</param>
    public Refusal? CheckNotGivenUp(IReadOnlyCollection<PurchaseOrderLine> lines, string what)
    {
        if (!IsGivenUp(status, lines.Any(l => l.Cancelled > 0)))
            return null;
        return status == PurchaseOrderStatus.Cancelled
            ? StatusForbids(what)
            : Forbids($"Pending units of purchase order {number} were cancelled; it cannot be {what}.");
    }

    /// <summary>A refusal where nothing can be received on it.</summary>
    public Refusal? CheckReceivable(IReadOnlyCollection<PurchaseOrderLine> lines) =>
        IsDropship
            ? Forbids($"Purchase order {number} is a dropship purchase order; it cannot be received.")
            : CheckNotGivenUp(lines, "received");

    /// <summary>A refusal where it brings nothing to a warehouse that lines of orders could wait for.</summary>
    /// <param name="path">The member of the request that names it.</param>
    public Refusal? CheckLinkable(string path) =>
        IsDropship ? Forbids($"Purchase order {number} is a dropship purchase order; its units do not come to a warehouse.", path)
        : status.IsOpen() ? null
        : Forbids($"Purchase order {number} has no pending units.", path);

    /// <summary>A refusal where a line cannot have so many units.</summary>
    /// <param name="line">Its line.</param>
    /// <param name="sku">The line's product.</param>
    /// <param name="quantity">The units that are to be ordered.</param>
    /// <param name="linked">Units of the line that lines of orders wait for.</param>
    public Refusal? CheckQuantity(PurchaseOrderLine line, string sku, int quantity, long linked)
    {
        if (OrderId is not null)
            return Forbids($"Purchase order {number} ships to a customer; the order sets its quantities.", "quantity");
        var least = Math.Min(line.Received, line.Quantity) + line.Cancelled + linked;
        return quantity < least
            ? new Refusal(
                RefusalCode.NotEnoughOnOrder,
                $"{least} units of {sku} on purchase order {number} are received, cancelled or linked to orders; its quantity cannot be {quantity}.",
                "quantity"
            )
            : null;
    }

    /// <summary>Cancels what has not come yet.</summary>
    public void Cancel(IReadOnlyCollection<PurchaseOrderLine> lines)
    {
        foreach (var line in lines)
            line.Cancel((int)line.Pending);
        if (IsDropship)
            EndIfDone(lines);
    }

    /// <summary>A refusal where the vendor cannot have got there.</summary>
    /// <param name="to">The dropship status; not <see cref="DropshipStatus.None"/>.</param>
    /// <param name="path">The member of the request that has it.</param>
    public Refusal? CheckDropshipStatus(DropshipStatus to, string? path = null)
    {
        if (!IsDropship)
            return Forbids($"Purchase order {number} is not a dropship purchase order.");
        return dropshipStatus.IsEnd() || (!to.IsEnd() && to <= dropshipStatus)
            ? new Refusal(
                RefusalCode.DropshipStatusForbids,
                $"Purchase order {number} is {EnumName.Of(dropshipStatus)} and cannot become {EnumName.Of(to)}.",
                path
            )
            : null;
    }

    /// <summary>A refusal where so many units of a line are not with the vendor.</summary>
    /// <param name="line">Its line.</param>
    /// <param name="sku">The line's product.</param>
    /// <param name="units">The units that the vendor shipped, or will not ship.</param>
    /// <param name="to">What becomes of them.</param>
    /// <param name="path">The member of the request that has the quantity.</param>
    public Refusal? CheckPending(PurchaseOrderLine line, string sku, int units, DropshipStatus to, string path) =>
        units == 0 || units > line.Pending
            ? new Refusal(
                RefusalCode.NotEnoughOnOrder,
                $"Purchase order {number} has {line.Pending} units of {sku} pending; {units} cannot be {EnumName.Of(to)}.",
                path
            )
            : null;

    /// <summary>The vendor was asked for the units, or has acknowledged them.</summary>
    public void Advance(DropshipStatus to)
    {
        if (to.IsEnd() || CheckDropshipStatus(to) is not null)
            throw new InvalidOperationException($"purchase order {number} is {dropshipStatus} and cannot become {to} as a whole");
        dropshipStatus = to;
    }

    /// <summary>The vendor shipped units of a line to the customer, and so has acknowledged the others.</summary>
    public void ShipFromVendor(IReadOnlyCollection<PurchaseOrderLine> lines, PurchaseOrderLine line, int units)
    {
        line.Receive(units);
        dropshipStatus = DropshipStatus.Acknowledged;
        EndIfDone(lines);
    }

    /// <summary>The vendor will not ship units of a line.</summary>
    public void CancelAtVendor(IReadOnlyCollection<PurchaseOrderLine> lines, PurchaseOrderLine line, int units)
    {
        line.Cancel(units);
        EndIfDone(lines);
    }

    /// <summary>If nothing is pending, the vendor is done: processed if any unit was, otherwise cancelled.</summary>
    private void EndIfDone(IReadOnlyCollection<PurchaseOrderLine> lines)
    {
        if (!lines.Any(l => l.Pending > 0))
            dropshipStatus = lines.Any(l => l.Received > 0) ? DropshipStatus.Processed : DropshipStatus.Cancelled;
    }

    private Refusal StatusForbids(string what) => Forbids($"Purchase order {number} is {EnumName.Of(status)} and cannot be {what}.");

    private static Refusal Forbids(string detail, string? path = null) => new(RefusalCode.PurchaseOrderStatusForbids, detail, path);
}
