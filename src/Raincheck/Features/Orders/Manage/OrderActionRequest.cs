namespace Raincheck.Features.Orders.Manage;

/// <summary>What a person wants done to which orders. Stored as the request of its job.</summary>
/// <param name="Action">What.</param>
/// <param name="Orders">Their numbers, in the order in which it is done.</param>
/// <param name="Actor">Who wants it; the journal says so.</param>
public sealed record OrderActionRequest(OrderAction Action, IReadOnlyList<string> Orders, string Actor)
{
    /// <summary>The most orders of one request.</summary>
    public const int OrdersMax = 20_000;

    /// <summary>The priority to set.</summary>
    public int? Priority { get; init; }

    /// <summary>The new expected ship date.</summary>
    public DateTimeOffset? ShipDate { get; init; }

    /// <summary>Why shipping is delayed.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether customers are told of the delay.</summary>
    public bool Notify { get; init; }

    /// <summary>Who ships instead; each product's own vendor where it is null.</summary>
    public string? Vendor { get; init; }

    /// <summary>Only units of this product and its shadows; of every product where it is null.</summary>
    public string? Sku { get; init; }

    /// <summary>The purchase order to wait for.</summary>
    public string? PurchaseOrder { get; init; }
}
