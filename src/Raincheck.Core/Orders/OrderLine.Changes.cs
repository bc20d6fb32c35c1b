using Raincheck.Core.Allocation;
using Raincheck.Core.Stock;

namespace Raincheck.Core.Orders;

/// <content>
/// How a line changes. The caller asks the <c>Check</c> of a change first. When the change is done, <see cref="Shrink"/> brings what
/// the line holds in line with it.
/// </content>
public sealed partial class OrderLine
{
    /// <summary>Becomes a line of an order; where it stands in the queue follows from the order.</summary>
    /// <param name="order">The order.</param>
    /// <param name="number">Its number there, from 1.</param>
    /// <param name="orderCounts">Whether the order counts.</param>
    public void Join(Order order, int number, bool orderCounts)
    {
        if (line != 0)
            throw new InvalidOperationException($"the line is line {line} of order {orderId}");
        (orderId, line) = (order.Id, number);
        (familyId, orderedAt) = (order.FamilyId, order.OrderedAt);
        Place(order, orderCounts);
    }

    /// <summary>Follows the head of its order: its place in the queue, its status, and whether it counts.</summary>
    public void Place(Order order, bool orderCounts)
    {
        priority = order.Priority;
        queuedAt = order.QueuedAt;
        orderStatus = order.Status;
        counts = orderCounts;
    }

    /// <summary>Follows the back-order state of its order, which is known when the queues are settled.</summary>
    public void FollowState(Order order) => orderState = order.State;

    /// <summary>A refusal where units beyond a quantity are shipped, cancelled or with a vendor.</summary>
    /// <param name="order">The line's order.</param>
    /// <param name="wanted">The units that are to be ordered.</param>
    public Refusal? CheckQuantity(Order order, int wanted)
    {
        var settled = quantity - Open;
        return wanted < settled
            ? new Refusal(
                RefusalCode.NotEnoughOpen,
                $"{settled} units of line {line} of order {order.Number} are shipped, cancelled or with a vendor already; its quantity cannot be {wanted}.",
                "quantity"
            )
            : null;
    }

    /// <summary>Changes how many units are ordered.</summary>
    public void ChangeQuantity(int wanted)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(wanted, quantity - Open);
        quantity = wanted;
    }

    /// <summary>A refusal where another product cannot be sent any more: something became of units of this one.</summary>
    public Refusal? CheckReplaceable(Order order) =>
        Open < quantity
            ? new Refusal(
                RefusalCode.NotEnoughOpen,
                $"Units of line {line} of order {order.Number} are shipped, cancelled or with a vendor already; cancel the rest and add a line."
            )
            : null;

    /// <summary>Another product is sent in place of the one ordered, which stays on record. Pin and links named units of the old one.</summary>
    /// <param name="product">The product.</param>
    /// <param name="frozenComponents">Of a kit, its components as they are now, as <see cref="KitComponentText"/> writes them.</param>
    public void Replace(Product product, string? frozenComponents)
    {
        originalSkuId ??= skuId;
        if (originalSkuId == product.Id)
            originalSkuId = null;
        firmWanted = pinned = linked = 0;
        Hold(default);
        (skuId, poolId) = (product.Id, product.PoolId);
        (components, kitComponents) = (frozenComponents, null);
    }

    /// <summary>Open units will not be sent.</summary>
    /// <param name="units">At most <see cref="Open"/>.</param>
    public void Cancel(int units)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(units, Open);
        cancelled += units;
    }

    /// <summary>Units that it holds leave a warehouse; firm ones go first.</summary>
    /// <param name="own">At most <see cref="OwnAllocated"/>.</param>
    /// <param name="replacement">At most <see cref="ReplacementAllocated"/>.</param>
    public void Ship(int own, int replacement)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(own, ownAllocated);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(replacement, replacementAllocated);
        shipped += own + replacement;
        firmWanted -= Math.Min(own, firmWanted);
        Hold(new(ownAllocated - own, replacementAllocated - replacement, firm - Math.Min(own, firm)), replacementPoolId);
    }

    /// <summary>A refusal where so many units cannot be given ahead of the queue: those that were cross-docked are.</summary>
    public Refusal? CheckPin(Order order, int units)
    {
        var most = Open - CrossDocked;
        return units > most
            ? new Refusal(
                RefusalCode.NotEnoughOpen,
                $"Line {line} of order {order.Number} has {most} open units that can be pinned; {units} requested.",
                "quantity"
            )
            : null;
    }

    /// <summary>Units stand before the queue, in place of those that were pinned before.</summary>
    /// <param name="units">At most the open units that are not cross-docked; 0 lifts the pin.</param>
    public void Pin(int units)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(units, Open - CrossDocked);
        firmWanted += units - pinned;
        pinned = units;
    }

    /// <summary>A refusal where so many units cannot wait for a purchase order.</summary>
    public Refusal? CheckLink(Order order, int units) =>
        units > Unlinked
            ? new Refusal(
                RefusalCode.NotEnoughOpen,
                $"Line {line} of order {order.Number} has {Unlinked} open units that are not linked to a purchase order; {units} cannot be linked.",
                "quantity"
            )
            : null;

    /// <summary>Open units wait for a purchase order that brings them to this line first; the caller makes the link.</summary>
    /// <param name="units">At most <see cref="Unlinked"/>.</param>
    public void Link(int units)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(units, Unlinked);
        linked += units;
    }

    /// <summary>Units do not wait for a purchase order any more.</summary>
    internal void Unlink(int units) => linked -= units;

    /// <summary>
    /// A receipt brought linked units: they stand before the queue until they are shipped. A pin on the same units makes room.
    /// </summary>
    /// <param name="units">At the most <see cref="Linked"/>.</param>
    public void CrossDock(int units)
    {
        var crossDocked = CrossDocked + units;
        linked -= units;
        pinned = Math.Min(pinned, Open - crossDocked);
        firmWanted = pinned + crossDocked;
    }

    /// <summary>Open units go to a vendor, who ships them: they are no claim any more. The caller makes the link.</summary>
    /// <param name="units">At most <see cref="Open"/>.</param>
    public void HandOver(int units)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(units, Open);
        dropshipped += units;
    }

    /// <summary>Units that were with a vendor are open again.</summary>
    internal void TakeBack(int units) => dropshipped -= units;

    /// <summary>A vendor shipped open units.</summary>
    internal void ShipFromVendor(int units) => shipped += units;

    /// <summary>
    /// Gives open units to the line of a child order. The child waits behind its parent, so what it takes along is what waits; of
    /// that, what no purchase order brings first. Pins and links go with the units that they are about.
    /// </summary>
    /// <param name="units">At most <see cref="Open"/>.</param>
    public OrderLine SplitOff(int units)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(units, Open);
        var movedLinked = Math.Clamp(units - (backOrdered - linked), 0, Math.Min(units, linked));
        var movedFirm = Math.Max(0, units - (Open - firmWanted));
        var child = NewChildLine(units, movedFirm, Math.Min(movedFirm, pinned), movedLinked);
        quantity -= units;
        firmWanted -= child.firmWanted;
        pinned -= child.pinned;
        linked -= child.linked;
        return child;
    }

    /// <summary>The line of a child order that takes units of this one. It holds none of them, and has no number yet.</summary>
    /// <param name="childQuantity">Units that it takes.</param>
    /// <param name="childFirmWanted">Of these, the firm ones.</param>
    /// <param name="childPinned">Of the firm ones, the pinned ones.</param>
    /// <param name="childLinked">Units that wait for a purchase order.</param>
    public OrderLine NewChildLine(int childQuantity, int childFirmWanted, int childPinned, int childLinked)
    {
        var child = (OrderLine)MemberwiseClone();
        child.orderId = 0;
        child.line = 0;
        child.orderState = BackOrderState.None;
        child.quantity = childQuantity;
        child.firmWanted = childFirmWanted;
        child.pinned = childPinned;
        child.linked = childLinked;
        child.shipped = child.cancelled = child.dropshipped = 0;
        child.ownAllocated = child.firm = child.replacementAllocated = child.allocated = child.backOrdered = 0;
        child.replacementPoolId = null;
        return child;
    }

    /// <summary>Gives the line exactly this.</summary>
    /// <param name="held">What it holds from now on.</param>
    /// <param name="replacementPool">The pool of the replacement units, where there are any.</param>
    public void Hold(AllocatedUnits held, int? replacementPool = null)
    {
        ownAllocated = held.Own;
        firm = held.Firm;
        replacementAllocated = held.Replacement;
        replacementPoolId = held.Replacement > 0 ? replacementPool : null;
        Settle();
    }

    /// <summary>Brings <see cref="Allocated"/> and <see cref="BackOrdered"/> in line after any other member changed.</summary>
    public void Settle()
    {
        allocated = ownAllocated + replacementAllocated;
        backOrdered = Claimed - allocated;
    }

    /// <summary>
    /// Gives up what the line may no longer hold because fewer of its units take part in the queue: replacement units first,
    /// then loose ones, firm ones last. The pin, what was cross-docked and what is linked shrink with what is open.
    /// </summary>
    public void Shrink()
    {
        var claimed = Claimed;
        firmWanted = Math.Min(firmWanted, Open);
        pinned = Math.Min(pinned, firmWanted);
        linked = Math.Min(linked, LinkableMax);
        var own = Math.Min(ownAllocated, claimed);
        Hold(new(own, Math.Min(replacementAllocated, claimed - own), Math.Min(firm, own)), replacementPoolId);
    }
}
