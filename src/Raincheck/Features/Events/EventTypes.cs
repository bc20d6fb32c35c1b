using Raincheck.Ledger;
using Raincheck.Platform;
using Raincheck.Storage;

namespace Raincheck.Features.Events;

/// <summary>What an entry of the journal is to others. An entry is one event at the most.</summary>
internal static class EventTypes
{
    public const string OrderCreated = "order.created";
    public const string OrderChanged = "order.changed";
    public const string OrderBackOrdered = "order.back_ordered";
    public const string OrderReleased = "order.released";
    public const string OrderCancelled = "order.cancelled";
    public const string OrderSplit = "order.split";
    public const string OrderShipped = "order.shipped";
    public const string PurchaseOrderCreated = "purchase_order.created";
    public const string PurchaseOrderChanged = "purchase_order.changed";
    public const string PurchaseOrderReceived = "purchase_order.received";

    public static IReadOnlyList<string> All { get; } =
    [
        OrderCreated,
        OrderChanged,
        OrderBackOrdered,
        OrderReleased,
        OrderCancelled,
        OrderSplit,
        OrderShipped,
        PurchaseOrderCreated,
        PurchaseOrderChanged,
        PurchaseOrderReceived,
    ];

    /// <summary>The type of an entry; null if it is of no interest to others: about mail, stock, settings or accounts.</summary>
    public static string? Of(JournalEntry entry) =>
        entry switch
        {
            { PurchaseOrderId: not null } => entry.Kind switch
            {
                "purchaseOrderCreated" => PurchaseOrderCreated,
                "received" => PurchaseOrderReceived,
                _ => PurchaseOrderChanged,
            },
            { OrderId: null } => null,
            _ when JournalKinds.IsMail(entry.Kind) => null,
            _ => entry.Kind switch
            {
                "created" => OrderCreated,
                "marked" => OrderBackOrdered,
                "unmarked" when !entry.Data.Contains(JournalText.WithoutUnits, StringComparison.Ordinal) => OrderReleased,
                "cancelled" => OrderCancelled,
                "split" => OrderSplit,
                "shipped" => OrderShipped,
                _ => OrderChanged,
            },
        };
}
