using System.Linq.Expressions;

namespace Raincheck.Core.Purchasing;

/// <summary>What a purchase order is for. Stored by number: never renumber.</summary>
public enum PurchaseOrderType
{
    /// <summary>Goods come to one of our warehouses.</summary>
    Regular = 0,

    /// <summary>The vendor ships to the customer.</summary>
    Dropship = 1,
}

/// <summary>Where a purchase order stands. Stored by number: never renumber.</summary>
public enum PurchaseOrderStatus
{
    /// <summary>Nothing came yet.</summary>
    Open = 0,

    /// <summary>Some came, and more is to come.</summary>
    PartiallyReceived = 1,

    /// <summary>Nothing is to come any more.</summary>
    Received = 2,

    /// <summary>Nothing came, and nothing will.</summary>
    Cancelled = 3,
}

/// <summary>The groups of purchase orders that the rules speak of, for objects and for queries.</summary>
public static class PurchaseOrderGroups
{
    /// <summary>Regular ones: their units come to a warehouse and to the queue.</summary>
    public static readonly Expression<Func<PurchaseOrder, bool>> Regular = p => p.Type == PurchaseOrderType.Regular;

    /// <summary>Dropship ones: their units go to a customer.</summary>
    public static readonly Expression<Func<PurchaseOrder, bool>> Dropship = p => p.Type == PurchaseOrderType.Dropship;

    /// <summary>Those of which something is to come; the same as <see cref="IsOpen"/>.</summary>
    public static readonly Expression<Func<PurchaseOrder, bool>> Open = p =>
        p.Status == PurchaseOrderStatus.Open || p.Status == PurchaseOrderStatus.PartiallyReceived;

    /// <summary>Something of it is to come.</summary>
    public static bool IsOpen(this PurchaseOrderStatus status) =>
        status is PurchaseOrderStatus.Open or PurchaseOrderStatus.PartiallyReceived;

    /// <summary>The vendor ships its units to the customer.</summary>
    public static bool IsDropship(this PurchaseOrderType type) => type == PurchaseOrderType.Dropship;
}
