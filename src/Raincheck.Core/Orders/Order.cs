namespace Raincheck.Core.Orders;

/// <summary>
/// The head of an order. Its totals and its state are those of its lines. It is made or read with all its values; after that
/// it changes by its own methods, each of which is a rule.
/// </summary>
public sealed partial class Order
{
    /// <summary>The most characters of a note to the customer.</summary>
    public const int NoteLengthMax = 1_000;

    private long id;
    private long? parentId;
    private string number = "";
    private OrderStatus status;
    private PaymentStatus paymentStatus;
    private DropshipStatus dropshipStatus;
    private int priority;
    private long queuedAt;
    private long? expectedShipDate;
    private string customerName = "";
    private string customerEmail = "";
    private string? customerPhone;
    private string? customerCompany;
    private string? shipTo;
    private string? billTo;
    private string? noteToCustomer;
    private long? shipBy;
    private string? tags;
    private long openQty;
    private long backOrderedQty;
    private BackOrderState state;
    private bool marked;
    private long? markedSince;
    private MarkMode markMode;
    private bool keptUnmarked;
    private long version;
    private long revision;

    /// <summary>The order's id: grows with arrival, and breaks ties in the queue.</summary>
    public long Id
    {
        get => id;
        init => id = value;
    }

    /// <summary>The number people know it by; unique.</summary>
    public string Number
    {
        get => number;
        init => number = value;
    }

    /// <summary>The selling brand.</summary>
    public int CompanyId { get; init; }

    /// <summary>The sales channel, as given by the caller.</summary>
    public string? Channel { get; init; }

    /// <summary>Its status.</summary>
    public OrderStatus Status
    {
        get => status;
        init => status = value;
    }

    /// <summary>How far it is paid.</summary>
    public PaymentStatus PaymentStatus
    {
        get => paymentStatus;
        init => paymentStatus = value;
    }

    /// <summary>Where its units stand that a vendor ships or a linked purchase order brings.</summary>
    public DropshipStatus DropshipStatus
    {
        get => dropshipStatus;
        init => dropshipStatus = value;
    }

    /// <summary>Higher is served first.</summary>
    public int Priority
    {
        get => priority;
        init => priority = value;
    }

    /// <summary>When the customer ordered, in microseconds since 1970-01-01 UTC.</summary>
    public long OrderedAt { get; init; }

    /// <summary>The time that counts in the queue: ordered, or confirmed, in microseconds since 1970-01-01 UTC.</summary>
    public long QueuedAt
    {
        get => queuedAt;
        init => queuedAt = value;
    }

    /// <summary>The id of the first order of the family; its own id where it was never split.</summary>
    public long FamilyId { get; init; }

    /// <summary>The order it was split from.</summary>
    public long? ParentId
    {
        get => parentId;
        init => parentId = value;
    }

    /// <summary>When it is expected to ship, in microseconds since 1970-01-01 UTC.</summary>
    public long? ExpectedShipDate
    {
        get => expectedShipDate;
        init => expectedShipDate = value;
    }

    /// <summary>The customer's name.</summary>
    public string CustomerName
    {
        get => customerName;
        init => customerName = value;
    }

    /// <summary>The customer's address for mail; empty for none.</summary>
    public string CustomerEmail
    {
        get => customerEmail;
        init => customerEmail = value;
    }

    /// <summary>The customer's phone number.</summary>
    public string? CustomerPhone
    {
        get => customerPhone;
        init => customerPhone = value;
    }

    /// <summary>The customer's company.</summary>
    public string? CustomerCompany
    {
        get => customerCompany;
        init => customerCompany = value;
    }

    /// <summary>Where it goes, as <see cref="Address.Parse"/> reads it; null if not known.</summary>
    public string? ShipTo
    {
        get => shipTo;
        init => shipTo = value;
    }

    /// <summary>Who pays, as <see cref="Address.Parse"/> reads it; null if not known.</summary>
    public string? BillTo
    {
        get => billTo;
        init => billTo = value;
    }

    /// <summary>The day by which the customer or the channel wants it shipped: midnight UTC, in microseconds since 1970-01-01; null for none.</summary>
    public long? ShipBy
    {
        get => shipBy;
        init => shipBy = value;
    }

    /// <summary>A note to the customer, which can have several lines; null if there is none.</summary>
    public string? NoteToCustomer
    {
        get => noteToCustomer;
        init => noteToCustomer = value;
    }

    /// <summary>Its tags, as <see cref="Orders.Tags.Parse"/> reads them; null for none.</summary>
    public string? Tags
    {
        get => tags;
        init => tags = value;
    }

    /// <summary>The open units of its lines, whether it counts or not.</summary>
    public long OpenQty
    {
        get => openQty;
        init => openQty = value;
    }

    /// <summary>The back-ordered units of its lines.</summary>
    public long BackOrderedQty
    {
        get => backOrderedQty;
        init => backOrderedQty = value;
    }

    /// <summary>The state that follows from the two totals; stored because lists are filtered by it.</summary>
    public BackOrderState State
    {
        get => state;
        init => state = value;
    }

    /// <summary>Whether it carries the <i>Back Order</i> status that people see.</summary>
    public bool Marked
    {
        get => marked;
        init => marked = value;
    }

    /// <summary>Since when, in microseconds since 1970-01-01 UTC; null if not marked.</summary>
    public long? MarkedSince
    {
        get => markedSince;
        init => markedSince = value;
    }

    /// <summary>What a person decided about the mark.</summary>
    public MarkMode MarkMode
    {
        get => markMode;
        init => markMode = value;
    }

    /// <summary>Taken under <i>Stop marking</i>, and no event on the order itself has lifted that yet.</summary>
    public bool KeptUnmarked
    {
        get => keptUnmarked;
        init => keptUnmarked = value;
    }

    /// <summary>Grows with each change of the order and of what its lines hold. The <c>ETag</c> is not made of it but of the answer, which has more in it.</summary>
    public long Version
    {
        get => version;
        init => version = value;
    }

    /// <summary>Grows with commands on the order itself, not with units that come or go; guards a command against another on the same order.</summary>
    public long Revision
    {
        get => revision;
        init => revision = value;
    }

    /// <summary>The head as it is now.</summary>
    public Order Copy() => (Order)MemberwiseClone();

    /// <summary>
    /// The head of an order that is split from this one. It has the customer, the statuses and the place in the queue of this one; its
    /// number, and what follows from its lines, are its own.
    /// </summary>
    public Order NewChild(long childId)
    {
        var child = Copy();
        child.id = childId;
        child.number = "";
        child.parentId = Id;
        child.dropshipStatus = DropshipStatus.None;
        child.openQty = child.backOrderedQty = 0;
        child.state = BackOrderState.None;
        child.marked = false;
        child.markedSince = null;
        child.markMode = MarkMode.Auto;
        child.keptUnmarked = false;
        child.version = child.revision = 0;
        return child;
    }

    /// <summary>The state that the totals make.</summary>
    public static BackOrderState StateOf(long openQty, long backOrderedQty) =>
        backOrderedQty == 0 ? BackOrderState.None
        : backOrderedQty == openQty ? BackOrderState.Full
        : BackOrderState.Partial;
}
