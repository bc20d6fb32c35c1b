using Raincheck.Core.Orders;
using Raincheck.Features.Promises;

namespace Raincheck.Features.Products.Page;

/// <summary>A line in the queue of a product, as its page shows it.</summary>
/// <param name="Order">The order's number.</param>
/// <param name="Line">The line's number within it.</param>
/// <param name="Sku">The product of the line, where it is a shadow of the one whose queue this is; null otherwise.</param>
/// <param name="Customer">The customer.</param>
/// <param name="Status">The status of the order.</param>
/// <param name="Priority">Higher is served first.</param>
/// <param name="QueuedAt">Since when it is in the queue.</param>
/// <param name="Open">Units that it still has to get.</param>
/// <param name="Allocated">Units that it holds.</param>
/// <param name="BackOrdered">Units that it waits for.</param>
/// <param name="Notes">Notes: pinned, cross-docked, linked or replacement units.</param>
/// <param name="Place">Its place among those who wait, from 1; null if it does not wait.</param>
/// <param name="Ships">The piece that completes it, as things stand now; null if it does not wait or its date is not shown.</param>
/// <param name="Ends">The purchase orders whose units end with it.</param>
public sealed record QueueRow(
    string Order,
    int Line,
    string? Sku,
    string Customer,
    OrderStatus Status,
    int Priority,
    DateTimeOffset QueuedAt,
    int Open,
    int Allocated,
    int BackOrdered,
    IReadOnlyList<string> Notes,
    long? Place,
    SchedulePieceView? Ships,
    IReadOnlyList<QueueEnd> Ends
);

/// <summary>A purchase order whose units serve the queue up to a line.</summary>
/// <param name="PurchaseOrder">Its number.</param>
/// <param name="Arrives">The day on which it is received, as things stand now.</param>
/// <param name="IsOverdue">Whether its own date has passed.</param>
/// <param name="HasLinkedBehind">Whether lines further down that are linked to it get units too.</param>
public sealed record QueueEnd(string PurchaseOrder, DateOnly Arrives, bool IsOverdue, bool HasLinkedBehind);

/// <summary>A stretch of a queue.</summary>
/// <param name="Rows">Its lines, in the order in which they are served.</param>
/// <param name="Before">Leads to the stretch before it; null if it begins at the front.</param>
/// <param name="After">Leads to the stretch behind it; null if it ends at the end.</param>
/// <param name="Frontier">The index of the first line that waits of all; null if that is not in this stretch.</param>
/// <param name="Holding">Lines that hold units.</param>
/// <param name="Waiting">Lines that wait.</param>
/// <param name="OneMore">The order that one more unit would go to; null if unknown, or if no order waits.</param>
/// <param name="OneLess">The order that would lose one unit if there were one less; null if that cannot be said, or units are available.</param>
/// <param name="HasDates">Whether dates are shown: not if too many lines share the stock.</param>
/// <param name="HasUndatedSupply">Whether units are on order without a usable date.</param>
public sealed record QueueWindow(
    IReadOnlyList<QueueRow> Rows,
    string? Before,
    string? After,
    int? Frontier,
    long Holding,
    long Waiting,
    string? OneMore,
    string? OneLess,
    bool HasDates,
    bool HasUndatedSupply
);
