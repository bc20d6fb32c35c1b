using Raincheck.Core.Allocation;

namespace Raincheck.Core.Orders;

/// <summary>One line of an order, with what the queue gives to it. Quantities are units, of a kit whole kits.</summary>
public sealed class OrderLine
{
    private KitComponent[]? components;

    /// <summary>The order's id.</summary>
    public long OrderId { get; set; }

    /// <summary>The line's number within its order, from 1.</summary>
    public int Line { get; set; }

    /// <summary>The product that is sent.</summary>
    public int SkuId { get; set; }

    /// <summary>The pool the line queues at: the product itself, the parent of a shadow, the kit itself.</summary>
    public int PoolId { get; set; }

    /// <summary>The product that was ordered, where another is sent instead.</summary>
    public int? OriginalSkuId { get; set; }

    /// <summary>Units ordered, 1 or more.</summary>
    public int Quantity { get; set; }

    /// <summary>Units shipped.</summary>
    public int Shipped { get; set; }

    /// <summary>Units cancelled.</summary>
    public int Cancelled { get; set; }

    /// <summary>Units handed to a dropship vendor.</summary>
    public int Dropshipped { get; set; }

    /// <summary>Units that stand before the queue, pinned or cross-docked, whether there is stock for them or not.</summary>
    public int FirmWanted { get; set; }

    /// <summary>Of <see cref="FirmWanted"/>, those that a person pinned; the others were cross-docked.</summary>
    public int Pinned { get; set; }

    /// <summary>Open units that wait for a purchase order which brings them to this line first.</summary>
    public int Linked { get; set; }

    /// <summary>Whether the order counts (section 2 of the rules); a line that does not holds nothing and waits for nothing.</summary>
    public bool Counts { get; set; }

    /// <summary>The order's priority, part of the place in the queue.</summary>
    public int Priority { get; set; }

    /// <summary>The order's <c>queuedAt</c> in microseconds since 1970-01-01 UTC, part of the place in the queue.</summary>
    public long QueuedAt { get; set; }

    /// <summary>The id of the first order of the family, part of the place in the queue.</summary>
    public long FamilyId { get; set; }

    /// <summary>When the customer ordered, as the order has it: the orders of a product are listed by the lines' own columns.</summary>
    public long OrderedAt { get; set; }

    /// <summary>The order's status, kept here for the same lists.</summary>
    public OrderStatus OrderStatus { get; set; }

    /// <summary>The order's back-order state, kept here for the same lists.</summary>
    public BackOrderState OrderState { get; set; }

    /// <summary>Units of the own pool that it holds, or whole kits; firm ones included.</summary>
    public int OwnAllocated { get; set; }

    /// <summary>Of <see cref="OwnAllocated"/>, the firm ones.</summary>
    public int Firm { get; set; }

    /// <summary>The pool whose units it holds in place of its own, where it holds any.</summary>
    public int? ReplacementPoolId { get; set; }

    /// <summary>How many units of <see cref="ReplacementPoolId"/> it holds.</summary>
    public int ReplacementAllocated { get; set; }

    /// <summary>All units that it holds; kept beside its parts because the queue is searched by it.</summary>
    public int Allocated { get; set; }

    /// <summary>The back-ordered quantity: open less allocated, 0 for a line that does not count. The queue is searched by it.</summary>
    public int BackOrdered { get; set; }

    /// <summary>Price of one unit, where known.</summary>
    public decimal? UnitPrice { get; set; }

    /// <summary>The components of a kit as they were when the line was taken: <c>productId:perKit</c>, comma-separated; null for no kit.</summary>
    public string? Components
    {
        get;
        set
        {
            field = value;
            components = null;
        }
    }

    /// <summary>Open quantity: ordered less shipped, cancelled and handed to a vendor.</summary>
    public int Open => Quantity - Shipped - Cancelled - Dropshipped;

    /// <summary>Units that a receipt brought for this line and that it has not shipped.</summary>
    public int CrossDocked => FirmWanted - Pinned;

    /// <summary>The most units that may wait for purchase orders: those that none brought yet.</summary>
    public int LinkableMax => Open - CrossDocked;

    /// <summary>Of <see cref="LinkableMax"/>, the units that wait for no purchase order.</summary>
    public int Unlinked => LinkableMax - Linked;

    /// <summary>What of the open quantity takes part in the queue.</summary>
    public int Claimed => Counts ? Open : 0;

    /// <summary>Units held that a claim further ahead may take.</summary>
    public int Loose => OwnAllocated - Firm;

    /// <summary>The line's place in its queue.</summary>
    public QueuePosition Position => new(Priority, QueuedAt, FamilyId, OrderId, Line);

    /// <summary>Whether it is a kit.</summary>
    public bool IsKit => Components is not null;

    /// <summary>The frozen components, by product id; empty for a line that is not a kit.</summary>
    public IReadOnlyList<KitComponent> KitComponents => components ??= KitComponentText.Parse(Components);

    /// <summary>The line of a child order that takes units of this one. It holds none of them, and has no number yet.</summary>
    /// <param name="quantity">Units that it takes.</param>
    /// <param name="firmWanted">Of these, the firm ones.</param>
    /// <param name="pinned">Of the firm ones, the pinned ones.</param>
    /// <param name="linked">Units that wait for a purchase order.</param>
    public OrderLine NewChildLine(int quantity, int firmWanted, int pinned, int linked)
    {
        var child = (OrderLine)MemberwiseClone();
        child.OrderId = 0;
        child.Line = 0;
        child.OrderState = BackOrderState.None;
        child.Quantity = quantity;
        child.FirmWanted = firmWanted;
        child.Pinned = pinned;
        child.Linked = linked;
        child.Shipped = child.Cancelled = child.Dropshipped = 0;
        child.OwnAllocated = child.Firm = child.ReplacementAllocated = child.Allocated = child.BackOrdered = 0;
        child.ReplacementPoolId = null;
        return child;
    }

    /// <summary>What the line holds.</summary>
    public AllocatedUnits Held => new(OwnAllocated, ReplacementAllocated, Firm);

    /// <summary>Gives the line exactly this.</summary>
    /// <param name="held">What it holds from now on.</param>
    /// <param name="replacementPoolId">The pool of the replacement units, where there are any.</param>
    public void Hold(AllocatedUnits held, int? replacementPoolId = null)
    {
        OwnAllocated = held.Own;
        Firm = held.Firm;
        ReplacementAllocated = held.Replacement;
        ReplacementPoolId = held.Replacement > 0 ? replacementPoolId : null;
        Settle();
    }

    /// <summary>
    /// A receipt brought linked units: they stand before the queue until they are shipped. A pin on the same units makes room.
    /// </summary>
    /// <param name="units">At the most <see cref="Linked"/>.</param>
    public void CrossDock(int units)
    {
        var crossDocked = CrossDocked + units;
        Linked -= units;
        Pinned = Math.Min(Pinned, Open - crossDocked);
        FirmWanted = Pinned + crossDocked;
    }

    /// <summary>Open units wait for a purchase order that brings them to this line first; the caller makes the link.</summary>
    /// <param name="units">At most <see cref="Unlinked"/>.</param>
    public void Link(int units)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(units, Unlinked);
        Linked += units;
    }

    /// <summary>Open units go to a vendor, who ships them: they are no claim any more. The caller makes the link.</summary>
    /// <param name="units">At most <see cref="Open"/>.</param>
    public void HandOver(int units)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(units, Open);
        Dropshipped += units;
    }

    /// <summary>Units do not wait for a purchase order any more.</summary>
    internal void Unlink(int units) => Linked -= units;

    /// <summary>Units that were with a vendor are open again.</summary>
    internal void TakeBack(int units) => Dropshipped -= units;

    /// <summary>A vendor shipped open units.</summary>
    internal void ShipOpen(int units) => Shipped += units;

    /// <summary>Brings <see cref="Allocated"/> and <see cref="BackOrdered"/> in line after any other member changed.</summary>
    public void Settle()
    {
        Allocated = OwnAllocated + ReplacementAllocated;
        BackOrdered = Claimed - Allocated;
    }

    /// <summary>
    /// Gives up what the line may no longer hold because fewer of its units take part in the queue: replacement units first,
    /// then loose ones, firm ones last. The pin, what was cross-docked and what is linked shrink with what is open.
    /// </summary>
    public void Shrink()
    {
        var claimed = Claimed;
        FirmWanted = Math.Min(FirmWanted, Open);
        Pinned = Math.Min(Pinned, FirmWanted);
        Linked = Math.Min(Linked, LinkableMax);
        var own = Math.Min(OwnAllocated, claimed);
        Hold(new(own, Math.Min(ReplacementAllocated, claimed - own), Math.Min(Firm, own)), ReplacementPoolId);
    }
}

/// <summary>The stored form of frozen kit components.</summary>
public static class KitComponentText
{
    /// <summary><c>12:1,40:2</c> for one of product 12 and two of product 40.</summary>
    public static string Format(IEnumerable<KitComponent> components) => string.Join(',', components.Select(c => $"{c.Sku}:{c.PerKit}"));

    /// <summary>The reverse of <see cref="Format"/>; empty for null.</summary>
    public static KitComponent[] Parse(string? text) =>
        text is null
            ? []
            : text.Split(',')
                .Select(part =>
                {
                    var colon = part.IndexOf(':', StringComparison.Ordinal);
                    return new KitComponent(
                        int.Parse(part.AsSpan(0, colon), provider: null),
                        int.Parse(part.AsSpan(colon + 1), provider: null)
                    );
                })
                .ToArray();
}
