namespace Raincheck.Features.OrderConsole.Manage;

/// <summary>A bulk action and its orders. Stored as the request of its job.</summary>
/// <param name="Action">What.</param>
/// <param name="Orders">Their numbers, in the order in which it is done.</param>
/// <param name="Actor">The actor, recorded in the journal.</param>
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

    /// <summary>The vendor; null for the vendor of each product.</summary>
    public string? Vendor { get; init; }

    /// <summary>Limits units to this product and its shadows; null for all products.</summary>
    public string? Sku { get; init; }

    /// <summary>The purchase order to wait for.</summary>
    public string? PurchaseOrder { get; init; }
}
