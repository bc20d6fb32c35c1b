namespace Raincheck.Core.Promises;

/// <summary>Open units of a line that wait for a purchase order, which brings them to this line first.</summary>
/// <param name="PurchaseOrderId">The purchase order.</param>
/// <param name="SkuId">The product of the purchase order line.</param>
/// <param name="Units">How many, 1 or more.</param>
public readonly record struct LinkedUnits(long PurchaseOrderId, int SkuId, int Units);

/// <summary>The units of a line that stand before the queue, now or later.</summary>
/// <param name="Pinned">Units that a person pinned, 0 or more.</param>
/// <param name="PinnedThrough">The last day that begins while the pin is in force; null if it does not end by itself.</param>
/// <param name="CrossDocked">Units that a receipt already brought for this line, 0 or more.</param>
/// <param name="Linked">Units that purchase orders will bring for this line.</param>
public sealed record FirmUnits(int Pinned, DateOnly? PinnedThrough, int CrossDocked, IReadOnlyList<LinkedUnits> Linked)
{
    /// <summary>No firm units, now or later.</summary>
    public static FirmUnits None { get; } = new(0, null, 0, []);

    /// <summary>The firm units on a day, without linked ones and without the line's open quantity as the limit.</summary>
    public int WantedOn(DateOnly day) => CrossDocked + (PinnedThrough is { } last && day > last ? 0 : Pinned);
}
