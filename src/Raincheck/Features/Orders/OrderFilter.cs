using Raincheck.Core.Orders;

namespace Raincheck.Features.Orders;

/// <summary>The filter of back-order states.</summary>
public enum BackOrderFilter
{
    None,
    Partial,
    Full,
    FullOrPartial,
}

/// <summary>The filter of how fully allocated orders can ship.</summary>
public enum ShippingFilter
{
    OneShipment,
    SeveralShipments,
    NeedsTransfer,
}

/// <summary>The sort order of a list of orders.</summary>
public enum OrderSort
{
    OrderedAt,
    Number,

    /// <summary>Back-ordered units; of orders with the same, the time they were ordered.</summary>
    BackOrderedQty,
}

/// <summary>The filters of a list of orders; null members are ignored.</summary>
public sealed record OrderFilter
{
    public BackOrderFilter? BackOrder { get; init; }
    public ShippingFilter? Shipping { get; init; }
    public OrderStatus? Status { get; init; }

    /// <summary>The code of the selling brand.</summary>
    public string? Company { get; init; }

    /// <summary>The sales channel.</summary>
    public string? Channel { get; init; }

    /// <summary>A tag; upper and lower case are one.</summary>
    public string? Tag { get; init; }

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
