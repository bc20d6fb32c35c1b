using Raincheck.Core.Orders;

namespace Raincheck.Features.Orders;

/// <summary>Which orders by their back-order state.</summary>
public enum BackOrderFilter
{
    None,
    Partial,
    Full,
    FullOrPartial,
}

/// <summary>Which orders by how they can leave, of those that hold all their open units.</summary>
public enum ShippingFilter
{
    OneShipment,
    SeveralShipments,
    NeedsTransfer,
}

/// <summary>What a list of orders goes by.</summary>
public enum OrderSort
{
    OrderedAt,
    Number,

    /// <summary>Back-ordered units; of orders with the same, the time they were ordered.</summary>
    BackOrderedQty,
}

/// <summary>Which orders are listed; a member that is null does not matter.</summary>
public sealed record OrderFilter
{
    public BackOrderFilter? BackOrder { get; init; }
    public ShippingFilter? Shipping { get; init; }
    public OrderStatus? Status { get; init; }

    /// <summary>The code of the selling brand.</summary>
    public string? Company { get; init; }

    /// <summary>Where it came from.</summary>
    public string? Channel { get; init; }

    /// <summary>A product that a line sends, or whose shadow it sends.</summary>
    public string? Sku { get; init; }

    /// <summary>A part of the number, of the customer's name or of the e-mail address.</summary>
    public string? Search { get; init; }

    /// <summary>Ordered at this time or later, in microseconds since 1970-01-01 UTC.</summary>
    public long? OrderedFrom { get; init; }

    /// <summary>Ordered at this time or earlier, in microseconds since 1970-01-01 UTC.</summary>
    public long? OrderedTo { get; init; }
}

/// <summary>The order of a list.</summary>
public readonly record struct OrderSorting(OrderSort By, bool Descending);
