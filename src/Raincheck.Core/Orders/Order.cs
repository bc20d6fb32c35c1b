namespace Raincheck.Core.Orders;

/// <summary>The head of an order. Its totals and its state are those of its lines.</summary>
public sealed class Order
{
    /// <summary>The most characters of a note to the customer.</summary>
    public const int NoteLengthMax = 1_000;

    /// <summary>The order's id: grows with arrival, and breaks ties in the queue.</summary>
    public long Id { get; set; }

    /// <summary>The number people know it by; unique.</summary>
    public string Number { get; set; } = "";

    /// <summary>The selling brand.</summary>
    public int CompanyId { get; set; }

    /// <summary>The sales channel, as given by the caller.</summary>
    public string? Channel { get; set; }

    /// <summary>Its status.</summary>
    public OrderStatus Status { get; set; }

    /// <summary>How far it is paid.</summary>
    public PaymentStatus PaymentStatus { get; set; }

    /// <summary>Where its units stand that a vendor ships or a linked purchase order brings.</summary>
    public DropshipStatus DropshipStatus { get; set; }

    /// <summary>Higher is served first.</summary>
    public int Priority { get; set; }

    /// <summary>When the customer ordered, in microseconds since 1970-01-01 UTC.</summary>
    public long OrderedAt { get; set; }

    /// <summary>The time that counts in the queue: ordered, or confirmed, in microseconds since 1970-01-01 UTC.</summary>
    public long QueuedAt { get; set; }

    /// <summary>The id of the first order of the family; its own id where it was never split.</summary>
    public long FamilyId { get; set; }

    /// <summary>The order it was split from.</summary>
    public long? ParentId { get; set; }

    /// <summary>When it is expected to ship, in microseconds since 1970-01-01 UTC.</summary>
    public long? ExpectedShipDate { get; set; }

    /// <summary>The customer's name.</summary>
    public string CustomerName { get; set; } = "";

    /// <summary>The customer's address for mail.</summary>
    public string CustomerEmail { get; set; } = "";

    /// <summary>Where it goes, as the sender gave it: a JSON object, or null.</summary>
    public string? ShipTo { get; set; }

    /// <summary>A note to the customer, which can have several lines; null if there is none.</summary>
    public string? NoteToCustomer { get; set; }

    /// <summary>The open units of its lines, whether it counts or not.</summary>
    public long OpenQty { get; set; }

    /// <summary>The back-ordered units of its lines.</summary>
    public long BackOrderedQty { get; set; }

    /// <summary>The state that follows from the two totals; stored because lists are filtered by it.</summary>
    public BackOrderState State { get; set; }

    /// <summary>Whether it carries the <i>Back Order</i> status that people see.</summary>
    public bool Marked { get; set; }

    /// <summary>Since when, in microseconds since 1970-01-01 UTC; null if not marked.</summary>
    public long? MarkedSince { get; set; }

    /// <summary>What a person decided about the mark.</summary>
    public MarkMode MarkMode { get; set; }

    /// <summary>Taken under <i>Stop marking</i>, and no event on the order itself has lifted that yet.</summary>
    public bool KeptUnmarked { get; set; }

    /// <summary>Grows with each change of the order and of what its lines hold. The <c>ETag</c> is not made of it but of the answer, which has more in it.</summary>
    public long Version { get; set; }

    /// <summary>Grows with commands on the order itself, not with units that come or go; guards a command against another on the same order.</summary>
    public long Revision { get; set; }

    /// <summary>Whether an order of this status takes part in the queue, if its payment lets it (section 2 of the rules). One of any other status holds nothing and lacks nothing.</summary>
    public static bool MayCount(OrderStatus status) => status is OrderStatus.InProcess or OrderStatus.OnHold or OrderStatus.Problem;

    /// <summary>The head as it is now.</summary>
    public Order Copy() => (Order)MemberwiseClone();

    /// <summary>
    /// The head of an order that is split from this one. It has the customer, the statuses and the place in the queue of this one; its
    /// number, and what follows from its lines, are its own.
    /// </summary>
    public Order NewChild(long id)
    {
        var child = Copy();
        child.Id = id;
        child.Number = "";
        child.ParentId = Id;
        child.DropshipStatus = DropshipStatus.None;
        child.OpenQty = child.BackOrderedQty = 0;
        child.State = BackOrderState.None;
        child.Marked = false;
        child.MarkedSince = null;
        child.MarkMode = MarkMode.Auto;
        child.KeptUnmarked = false;
        child.Version = child.Revision = 0;
        return child;
    }

    /// <summary>The state that the totals make.</summary>
    public static BackOrderState StateOf(long openQty, long backOrderedQty) =>
        backOrderedQty == 0 ? BackOrderState.None
        : backOrderedQty == openQty ? BackOrderState.Full
        : BackOrderState.Partial;
}
