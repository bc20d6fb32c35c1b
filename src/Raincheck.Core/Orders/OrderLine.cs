using System.Linq.Expressions;
using Raincheck.Core.Allocation;

namespace Raincheck.Core.Orders;

/// <summary>
/// One line of an order, with what the queue gives to it. Quantities are units, of a kit whole kits. It is made or read with all
/// its values; after that it changes by its own methods.
/// </summary>
public sealed partial class OrderLine
{
    /// <summary>For queries: the line lacks units; the same as <see cref="LacksUnits"/>.</summary>
    public static readonly Expression<Func<OrderLine, bool>> Lacking = l => l.BackOrdered > 0;

    /// <summary>For queries: the queue has something to do with the line, which lacks units or holds some.</summary>
    public static readonly Expression<Func<OrderLine, bool>> LackingOrHolding = l => l.BackOrdered > 0 || l.Allocated > 0;

    private long orderId;
    private int line;
    private int skuId;
    private int poolId;
    private int? originalSkuId;
    private int quantity;
    private int shipped;
    private int cancelled;
    private int dropshipped;
    private int firmWanted;
    private int pinned;
    private int linked;
    private bool counts;
    private int priority;
    private long queuedAt;
    private long familyId;
    private long orderedAt;
    private OrderStatus orderStatus;
    private BackOrderState orderState;
    private int ownAllocated;
    private int firm;
    private int? replacementPoolId;
    private int replacementAllocated;
    private int allocated;
    private int backOrdered;
    private string? components;
    private KitComponent[]? kitComponents;

    /// <summary>The order's id.</summary>
    public long OrderId
    {
        get => orderId;
        init => orderId = value;
    }

    /// <summary>The line's number within its order, from 1.</summary>
    public int Line
    {
        get => line;
        init => line = value;
    }

    /// <summary>The product that is sent.</summary>
    public int SkuId
    {
        get => skuId;
        init => skuId = value;
    }

    /// <summary>The pool the line queues at: the product itself, the parent of a shadow, the kit itself.</summary>
    public int PoolId
    {
        get => poolId;
        init => poolId = value;
    }

    /// <summary>The product that was ordered, where another is sent instead.</summary>
    public int? OriginalSkuId
    {
        get => originalSkuId;
        init => originalSkuId = value;
    }

    /// <summary>Units ordered, 1 or more.</summary>
    public int Quantity
    {
        get => quantity;
        init => quantity = value;
    }

    /// <summary>Units shipped.</summary>
    public int Shipped
    {
        get => shipped;
        init => shipped = value;
    }

    /// <summary>Units cancelled.</summary>
    public int Cancelled
    {
        get => cancelled;
        init => cancelled = value;
    }

    /// <summary>Units handed to a dropship vendor.</summary>
    public int Dropshipped
    {
        get => dropshipped;
        init => dropshipped = value;
    }

    /// <summary>Units that stand before the queue, pinned or cross-docked, whether there is stock for them or not.</summary>
    public int FirmWanted
    {
        get => firmWanted;
        init => firmWanted = value;
    }

    /// <summary>Of <see cref="FirmWanted"/>, those that a person pinned; the others were cross-docked.</summary>
    public int Pinned
    {
        get => pinned;
        init => pinned = value;
    }

    /// <summary>Open units that wait for a purchase order which brings them to this line first.</summary>
    public int Linked
    {
        get => linked;
        init => linked = value;
    }

    /// <summary>Whether the order counts (section 2 of the rules); a line that does not holds nothing and waits for nothing.</summary>
    public bool Counts
    {
        get => counts;
        init => counts = value;
    }

    /// <summary>The order's priority, part of the place in the queue.</summary>
    public int Priority
    {
        get => priority;
        init => priority = value;
    }

    /// <summary>The order's <c>queuedAt</c> in microseconds since 1970-01-01 UTC, part of the place in the queue.</summary>
    public long QueuedAt
    {
        get => queuedAt;
        init => queuedAt = value;
    }

    /// <summary>The id of the first order of the family, part of the place in the queue.</summary>
    public long FamilyId
    {
        get => familyId;
        init => familyId = value;
    }

    /// <summary>When the customer ordered, as the order has it: the orders of a product are listed by the lines' own columns.</summary>
    public long OrderedAt
    {
        get => orderedAt;
        init => orderedAt = value;
    }

    /// <summary>The order's status, kept here for the same lists.</summary>
    public OrderStatus OrderStatus
    {
        get => orderStatus;
        init => orderStatus = value;
    }

    /// <summary>The order's back-order state, kept here for the same lists.</summary>
    public BackOrderState OrderState
    {
        get => orderState;
        init => orderState = value;
    }

    /// <summary>Units of the own pool that it holds, or whole kits; firm ones included.</summary>
    public int OwnAllocated
    {
        get => ownAllocated;
        init => ownAllocated = value;
    }

    /// <summary>Of <see cref="OwnAllocated"/>, the firm ones.</summary>
    public int Firm
    {
        get => firm;
        init => firm = value;
    }

    /// <summary>The pool whose units it holds in place of its own, where it holds any.</summary>
    public int? ReplacementPoolId
    {
        get => replacementPoolId;
        init => replacementPoolId = value;
    }

    /// <summary>How many units of <see cref="ReplacementPoolId"/> it holds.</summary>
    public int ReplacementAllocated
    {
        get => replacementAllocated;
        init => replacementAllocated = value;
    }

    /// <summary>All units that it holds; kept beside its parts because the queue is searched by it.</summary>
    public int Allocated
    {
        get => allocated;
        init => allocated = value;
    }

    /// <summary>The back-ordered quantity: open less allocated, 0 for a line that does not count. The queue is searched by it.</summary>
    public int BackOrdered
    {
        get => backOrdered;
        init => backOrdered = value;
    }

    /// <summary>Price of one unit, where known.</summary>
    public decimal? UnitPrice { get; init; }

    /// <summary>The components of a kit as they were when the line was taken: <c>productId:perKit</c>, comma-separated; null for no kit.</summary>
    public string? Components
    {
        get => components;
        init => components = value;
    }

    /// <summary>Open quantity: ordered less shipped, cancelled and handed to a vendor.</summary>
    public int Open => quantity - shipped - cancelled - dropshipped;

    /// <summary>Units that a receipt brought for this line and that it has not shipped.</summary>
    public int CrossDocked => firmWanted - pinned;

    /// <summary>The most units that may wait for purchase orders: those that none brought yet.</summary>
    public int LinkableMax => Open - CrossDocked;

    /// <summary>Of <see cref="LinkableMax"/>, the units that wait for no purchase order.</summary>
    public int Unlinked => LinkableMax - linked;

    /// <summary>What of the open quantity takes part in the queue.</summary>
    public int Claimed => counts ? Open : 0;

    /// <summary>It is back-ordered: less is allocated to it than it claims.</summary>
    public bool LacksUnits => backOrdered > 0;

    /// <summary>The queue has something to do with it: it lacks units or holds some.</summary>
    public bool LacksOrHolds => backOrdered > 0 || allocated > 0;

    /// <summary>Units held that a claim further ahead may take.</summary>
    public int Loose => ownAllocated - firm;

    /// <summary>The line's place in its queue.</summary>
    public QueuePosition Position => new(priority, queuedAt, familyId, orderId, line);

    /// <summary>Whether it is a kit.</summary>
    public bool IsKit => components is not null;

    /// <summary>The frozen components, by product id; empty for a line that is not a kit.</summary>
    public IReadOnlyList<KitComponent> KitComponents => kitComponents ??= KitComponentText.Parse(components);

    /// <summary>What the line holds.</summary>
    public AllocatedUnits Held => new(ownAllocated, replacementAllocated, firm);
}
