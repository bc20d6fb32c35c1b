namespace Raincheck.Core.Stock;

/// <summary>
/// The counted stock of one plain product and who holds it, in sums; for a kit, the sums of its lines. A shadow has none:
/// its lines queue at its parent's. The row of a pool is what a transaction locks before it decides about any line there.
/// </summary>
public sealed class StockPool
{
    /// <summary>The product's id.</summary>
    public int Id { get; set; }

    /// <summary>The pools that replacements and kits connect have the same group; null for a pool alone.</summary>
    public int? GroupId { get; set; }

    /// <summary>Counted stock in units, 0 or more.</summary>
    public long Counted { get; set; }

    /// <summary>Units that lines hold, kits' components and replacement units included.</summary>
    public long Allocated { get; set; }

    /// <summary>Open units of lines that count, and what their kits need of this component.</summary>
    public long Open { get; set; }

    /// <summary>Back-ordered units of lines here, and what back-ordered kits lack of this component.</summary>
    public long BackOrdered { get; set; }

    /// <summary>Units that firm lines want here; 0 if no line is ahead of the queue.</summary>
    public long FirmWanted { get; set; }

    /// <summary>No line behind this place holds loose units; together with <see cref="LastHeldQueuedAt"/>. Null if no line holds any.</summary>
    public int? LastHeldPriority { get; set; }

    /// <summary>The time of the place described at <see cref="LastHeldPriority"/>.</summary>
    public long LastHeldQueuedAt { get; set; }

    /// <summary>The stock was changed by hand or by a feed and the queue has not been determined since.</summary>
    public bool Stale { get; set; }

    /// <summary>Units on purchase orders that are still to come.</summary>
    public long OnOrder { get; set; }

    /// <summary>Changes of the pool since the promises of its lines were compared with the projection; 0 for none.</summary>
    public int DateChanges { get; set; }

    /// <summary>The first causes of <see cref="DateChanges"/> that can move the date of a line; null for none.</summary>
    public string? DateCauses { get; set; }

    /// <summary>The day on which promises were last compared, as a day number; null if they never were.</summary>
    public int? DatesDay { get; set; }

    /// <summary>Units that no line holds, 0 or more.</summary>
    public long Available => Math.Max(0, Counted - Allocated);
}

/// <summary>Physical units of one product in one warehouse.</summary>
public sealed class StockLevel
{
    /// <summary>The product; never a kit or a shadow.</summary>
    public int SkuId { get; set; }

    /// <summary>The warehouse.</summary>
    public int WarehouseId { get; set; }

    /// <summary>Units on the shelf, never negative.</summary>
    public long OnHand { get; set; }
}
