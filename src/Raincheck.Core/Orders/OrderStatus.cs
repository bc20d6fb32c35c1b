using System.Linq.Expressions;

namespace Raincheck.Core.Orders;

/// <summary>Where an order stands. Stored by number: never renumber.</summary>
public enum OrderStatus
{
    /// <summary>Still being put together.</summary>
    Cart = 0,

    /// <summary>Offered, not yet confirmed.</summary>
    Quote = 1,

    /// <summary>Accepted and to be shipped.</summary>
    InProcess = 2,

    /// <summary>Accepted; a person stopped its shipping. It keeps its place and its units.</summary>
    OnHold = 3,

    /// <summary>Accepted; something about it must be settled. It keeps its place and its units.</summary>
    Problem = 4,

    /// <summary>Nothing of it is open any more and something was shipped.</summary>
    Completed = 5,

    /// <summary>Nothing of it is open any more and nothing was shipped.</summary>
    Cancelled = 6,

    /// <summary>Taken back as if it had never been.</summary>
    Void = 7,
}

/// <summary>The groups of statuses that the rules speak of.</summary>
public static class OrderStatuses
{
    /// <summary>The open statuses in SQL: <c>status IN (...)</c>.</summary>
    public static readonly string OpenSql = string.Join(", ", Enum.GetValues<OrderStatus>().Where(IsOpen).Select(s => (int)s));

    /// <summary>For queries: the order's status is open; the same as <see cref="IsOpen"/>.</summary>
    public static readonly Expression<Func<Order, bool>> Open = o =>
        o.Status == OrderStatus.InProcess || o.Status == OrderStatus.OnHold || o.Status == OrderStatus.Problem;

    /// <summary>
    /// Accepted and not done: such an order takes part in the queue, if its payment lets it (section 2 of the rules). One of any
    /// other status holds nothing and lacks nothing.
    /// </summary>
    public static bool IsOpen(this OrderStatus status) => status is OrderStatus.InProcess or OrderStatus.OnHold or OrderStatus.Problem;

    /// <summary>Not yet accepted.</summary>
    public static bool IsDraft(this OrderStatus status) => status is OrderStatus.Cart or OrderStatus.Quote;

    /// <summary>An order of it cannot change any more.</summary>
    public static bool IsFinal(this OrderStatus status) => status is OrderStatus.Completed or OrderStatus.Cancelled or OrderStatus.Void;
}

/// <summary>How far an order is paid. Stored by number: never renumber.</summary>
public enum PaymentStatus
{
    /// <summary>Paid; the default of an order that arrives without a payment status.</summary>
    Charged = 0,

    /// <summary>The bank has promised the sum.</summary>
    Authorized = 1,

    /// <summary>Nothing is paid.</summary>
    Unpaid = 2,

    /// <summary>A part is paid.</summary>
    Partial = 3,
}

/// <summary>The back-order state of an order over its open units. Stored by number: never renumber.</summary>
public enum BackOrderState
{
    /// <summary>Nothing is back-ordered.</summary>
    None = 0,

    /// <summary>Some open units are.</summary>
    Partial = 1,

    /// <summary>Every open unit is.</summary>
    Full = 2,
}

/// <summary>
/// Where the units stand that an order does not get from our shelves: handed to a vendor, or waiting to be cross-docked.
/// Stored by number: never renumber.
/// </summary>
public enum DropshipStatus
{
    /// <summary>There are no such units.</summary>
    None = 0,

    /// <summary>They wait: for the vendor to be asked, or for a linked purchase order to come.</summary>
    Pending = 1,

    /// <summary>The vendor was asked.</summary>
    Requested = 2,

    /// <summary>The vendor said yes: from here on the units cannot be taken back by cancelling the order.</summary>
    Acknowledged = 3,

    /// <summary>The vendor shipped them: they are shipped units.</summary>
    Processed = 4,

    /// <summary>The vendor will not ship them; they are open again, at their old place.</summary>
    Cancelled = 5,
}

/// <summary>What a person decided about an order's mark. Stored by number: never renumber.</summary>
public enum MarkMode
{
    /// <summary>Marked while something of it is back-ordered.</summary>
    Auto = 0,

    /// <summary>Marked until a user changes it.</summary>
    Marked = 1,

    /// <summary>Not marked until a user changes it.</summary>
    NotMarked = 2,
}
