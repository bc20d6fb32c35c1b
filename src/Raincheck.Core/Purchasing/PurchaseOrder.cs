using Raincheck.Core.Orders;

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

/// <summary>The head of an order to a vendor.</summary>
public sealed class PurchaseOrder
{
    /// <summary>The purchase order's id.</summary>
    public long Id { get; set; }

    /// <summary>The number people know it by; unique.</summary>
    public string Number { get; set; } = "";

    /// <summary>The vendor.</summary>
    public int VendorId { get; set; }

    /// <summary>The receiving warehouse; null if the vendor ships to a customer.</summary>
    public int? WarehouseId { get; set; }

    /// <summary>Its purpose.</summary>
    public PurchaseOrderType Type { get; set; }

    /// <summary>Its status.</summary>
    public PurchaseOrderStatus Status { get; set; }

    /// <summary>The order whose customer the vendor ships to; null for a regular one, and for a dropship one that was made without an order.</summary>
    public long? OrderId { get; set; }

    /// <summary>How far the vendor is, of a dropship one; <see cref="Orders.DropshipStatus.None"/> for a regular one.</summary>
    public DropshipStatus DropshipStatus { get; set; }

    /// <summary>When it was made, in microseconds since 1970-01-01 UTC.</summary>
    public long CreatedAt { get; set; }

    /// <summary>Grows with every change; guards a command against another on the same purchase order.</summary>
    public long Revision { get; set; }

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

/// <summary>One product of a purchase order; no product stands on it twice.</summary>
public sealed class PurchaseOrderLine
{
    /// <summary>The purchase order.</summary>
    public long PurchaseOrderId { get; set; }

    /// <summary>The product; a kit only where the vendor ships to the customer.</summary>
    public int SkuId { get; set; }

    /// <summary>Units ordered, 1 or more.</summary>
    public int Quantity { get; set; }

    /// <summary>Units received, or shipped by the vendor; more than ordered where the vendor sent more.</summary>
    public long Received { get; set; }

    /// <summary>Units that will not come.</summary>
    public int Cancelled { get; set; }

    /// <summary>When they are expected, in microseconds since 1970-01-01 UTC.</summary>
    public long? ExpectedAt { get; set; }

    /// <summary>Units still to come: an over-receipt leaves none.</summary>
    public long Pending => Math.Max(0, Quantity - Received - Cancelled);
}

/// <summary>One arrival of goods on a purchase order. The same reference twice is applied once.</summary>
public sealed class Receipt
{
    /// <summary>The receipt's id.</summary>
    public long Id { get; set; }

    /// <summary>The purchase order.</summary>
    public long PurchaseOrderId { get; set; }

    /// <summary>The receipt reference; unique.</summary>
    public string Reference { get; set; } = "";

    /// <summary>A digest of what was received, to tell a repetition from a second arrival under the same reference.</summary>
    public string Digest { get; set; } = "";

    /// <summary>When, in microseconds since 1970-01-01 UTC.</summary>
    public long ReceivedAt { get; set; }

    /// <summary>The answer that was given, as JSON; a repetition gets it again.</summary>
    public string Answer { get; set; } = "";
}

/// <summary>The units of one product in a receipt.</summary>
public sealed class ReceiptLine
{
    /// <summary>The receipt.</summary>
    public long ReceiptId { get; set; }

    /// <summary>Its number within the receipt, from 1.</summary>
    public int Line { get; set; }

    /// <summary>The product.</summary>
    public int SkuId { get; set; }

    /// <summary>Where the units were put.</summary>
    public int WarehouseId { get; set; }

    /// <summary>Units received, 1 or more.</summary>
    public int Quantity { get; set; }
}
