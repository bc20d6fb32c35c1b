namespace Raincheck.Cli.Replay;

/// <summary>A vendor.</summary>
internal sealed record WideWorldVendor(string Code, string Name);

/// <summary>A product.</summary>
/// <param name="Sku"><c>WWI-</c> and the id of the stock item.</param>
/// <param name="Name">Its name.</param>
/// <param name="Vendor">The code of who sells it.</param>
/// <param name="LeadTimeDays">Days that the vendor is said to need.</param>
/// <param name="UnitsPerOuter">Units in one outer pack; purchase orders count outers.</param>
/// <param name="UnitPrice">Price of a unit.</param>
/// <param name="OpeningUnits">The smallest stock at the beginning that the recorded movements never bring below 0.</param>
internal sealed record WideWorldProduct(
    string Sku,
    string Name,
    string Vendor,
    int LeadTimeDays,
    int UnitsPerOuter,
    decimal UnitPrice,
    long OpeningUnits
);

/// <summary>A line as the customer ordered it.</summary>
/// <param name="Sku">The lines.</param>
/// <param name="Quantity">Units, 1 or more.</param>
/// <param name="UnitPrice">Price of a unit.</param>
/// <param name="FollowUp">The follow-up order that took the line because it was short, or null.</param>
/// <param name="PickedAt">When it was picked, or null if it was not when the data ends.</param>
internal readonly record struct WideWorldLine(string Sku, int Quantity, decimal UnitPrice, string? FollowUp, DateTimeOffset? PickedAt);

/// <summary>An order of a customer: its own lines, then those of its follow-up orders.</summary>
internal sealed record WideWorldOrder(string Number, DateTimeOffset OrderedAt, string Customer, IReadOnlyList<WideWorldLine> Lines);

/// <summary>A line of a purchase order. Units.</summary>
internal readonly record struct WideWorldPurchaseLine(string Sku, int Ordered, int Received, DateTimeOffset? ReceivedAt);

/// <summary>A purchase order.</summary>
internal sealed record WideWorldPurchaseOrder(
    string Number,
    string Vendor,
    DateTimeOffset OrderedAt,
    DateTimeOffset ExpectedAt,
    IReadOnlyList<WideWorldPurchaseLine> Lines
);

/// <summary>The kind of a stock movement; the numbers are those of the data.</summary>
internal enum WideWorldMovementType
{
    /// <summary>Units that left for a customer.</summary>
    Issue = 10,

    /// <summary>Units that came from a vendor.</summary>
    Receipt = 11,

    /// <summary>A correction after a count.</summary>
    Count = 12,
}

/// <summary>A stock movement; outgoing units are negative.</summary>
internal readonly record struct WideWorldMovement(DateTimeOffset At, string Sku, WideWorldMovementType Type, int Units);

/// <summary>Two years of Wide World Importers.</summary>
/// <param name="Vendors">Every vendor.</param>
/// <param name="Products">Every product.</param>
/// <param name="Orders">Orders by day, then number; a follow-up order is no order of its own.</param>
/// <param name="PurchaseOrders">Purchase orders by day, then number.</param>
/// <param name="Movements">Movements of stock by time; at the same time receipts come first.</param>
/// <param name="OrdersRead">Orders in the file, follow-up orders included.</param>
internal sealed record WideWorld(
    IReadOnlyList<WideWorldVendor> Vendors,
    IReadOnlyList<WideWorldProduct> Products,
    IReadOnlyList<WideWorldOrder> Orders,
    IReadOnlyList<WideWorldPurchaseOrder> PurchaseOrders,
    IReadOnlyList<WideWorldMovement> Movements,
    int OrdersRead
)
{
    /// <summary>What the data itself recorded as back-ordered: lines that a follow-up order took, their orders and units.</summary>
    public (int Orders, int Lines, long Units) RecordedBackOrders
    {
        get
        {
            var lines = Orders.SelectMany(o => o.Lines).Where(l => l.FollowUp is not null).ToList();
            return (Orders.Count(o => o.Lines.Any(l => l.FollowUp is not null)), lines.Count, lines.Sum(l => (long)l.Quantity));
        }
    }
}
