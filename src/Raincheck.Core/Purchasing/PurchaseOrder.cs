using Raincheck.Core.Orders;

namespace Raincheck.Core.Purchasing;

/// <summary>
/// The head of an order to a vendor. Its status follows from its lines. It is made or read with all its values; after that it
/// changes by its own methods, each of which is a rule.
/// </summary>
public sealed partial class PurchaseOrder
{
    private string number = "";
    private PurchaseOrderStatus status;
    private DropshipStatus dropshipStatus;
    private long revision;

    /// <summary>The purchase order's id.</summary>
    public long Id { get; init; }

    /// <summary>The number people know it by; unique.</summary>
    public string Number
    {
        get => number;
        init => number = value;
    }

    /// <summary>The vendor.</summary>
    public int VendorId { get; init; }

    /// <summary>The receiving warehouse; null if the vendor ships to a customer.</summary>
    public int? WarehouseId { get; init; }

    /// <summary>Its purpose.</summary>
    public PurchaseOrderType Type { get; init; }

    /// <summary>Its status.</summary>
    public PurchaseOrderStatus Status
    {
        get => status;
        init => status = value;
    }

    /// <summary>The order whose customer the vendor ships to; null for a regular one, and for a dropship one that was made without an order.</summary>
    public long? OrderId { get; init; }

    /// <summary>How far the vendor is, of a dropship one; <see cref="Orders.DropshipStatus.None"/> for a regular one.</summary>
    public DropshipStatus DropshipStatus
    {
        get => dropshipStatus;
        init => dropshipStatus = value;
    }

    /// <summary>When it was made, in microseconds since 1970-01-01 UTC.</summary>
    public long CreatedAt { get; init; }

    /// <summary>Grows with every change; guards a command against another on the same purchase order.</summary>
    public long Revision
    {
        get => revision;
        init => revision = value;
    }

    /// <summary>The vendor ships its units to the customer.</summary>
    public bool IsDropship => Type.IsDropship();

    /// <summary>The vendor has acknowledged its units, which therefore cannot be taken back.</summary>
    public bool IsAcknowledged => IsDropship && dropshipStatus >= DropshipStatus.Acknowledged;

    /// <summary>The status that the lines make, as an order's own: with nothing to come it is cancelled only if nothing came.</summary>
    public static PurchaseOrderStatus StatusOf(IReadOnlyCollection<PurchaseOrderLine> lines)
    {
        var came = lines.Any(l => l.Received > 0);
        return lines.Any(l => l.Pending > 0)
            ? came
                ? PurchaseOrderStatus.PartiallyReceived
                : PurchaseOrderStatus.Open
            : came
                ? PurchaseOrderStatus.Received
                : PurchaseOrderStatus.Cancelled;
    }

    /// <summary>Whether it ended by a cancellation, of all of it or of the rest: its lines stay as they are, and nothing more is received on it.</summary>
    public static bool IsGivenUp(PurchaseOrderStatus status, bool hasCancelledUnits) =>
        status == PurchaseOrderStatus.Cancelled || (status == PurchaseOrderStatus.Received && hasCancelledUnits);
}
