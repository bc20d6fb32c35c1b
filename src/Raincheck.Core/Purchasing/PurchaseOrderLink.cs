using Raincheck.Core.Orders;

namespace Raincheck.Core.Purchasing;

/// <summary>
/// Units of an order's line that a purchase order is to serve: a regular one brings them to our dock for this line first, a
/// dropship one ships them to the customer. It changes by its own methods; those that take the line change it too.
/// </summary>
public sealed class PurchaseOrderLink
{
    private int quantity;
    private int processed;

    /// <summary>The purchase order.</summary>
    public long PurchaseOrderId { get; init; }

    /// <summary>The order.</summary>
    public long OrderId { get; init; }

    /// <summary>The order's line.</summary>
    public int Line { get; init; }

    /// <summary>The product of the purchase order's line: the line's own, or one of the same pool.</summary>
    public int SkuId { get; init; }

    /// <summary>Units that are still to come.</summary>
    public int Quantity
    {
        get => quantity;
        init => quantity = value;
    }

    /// <summary>Units that the vendor shipped to the customer; 0 on a regular purchase order.</summary>
    public int Processed
    {
        get => processed;
        init => processed = value;
    }

    /// <summary>Changes the units that are to come; the caller changes the line.</summary>
    /// <param name="units">Units, negative to take some away.</param>
    public void Add(int units)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(units, -quantity);
        quantity += units;
    }

    /// <summary>The line waits for these units in the queue alone.</summary>
    /// <param name="line">The line, linked to a regular purchase order.</param>
    /// <param name="units">At most <see cref="Quantity"/>.</param>
    public void Unlink(OrderLine line, int units)
    {
        Add(-units);
        line.Unlink(units);
    }

    /// <summary>A receipt brought these units for the line.</summary>
    /// <inheritdoc cref="Unlink"/>
    public void CrossDock(OrderLine line, int units)
    {
        Add(-units);
        line.CrossDock(units);
    }

    /// <summary>The vendor will not ship these units: they are open again, at their old place in the queue.</summary>
    /// <param name="line">The line, with units at a vendor.</param>
    /// <param name="units">At most <see cref="Quantity"/>.</param>
    public void Return(OrderLine line, int units)
    {
        Add(-units);
        line.TakeBack(units);
    }

    /// <summary>The vendor shipped these units: they are shipped units of the order.</summary>
    /// <inheritdoc cref="Return"/>
    public void Process(OrderLine line, int units)
    {
        Return(line, units);
        line.ShipFromVendor(units);
        processed += units;
    }

    /// <summary>Takes away links until no more than so many units are linked: of the youngest purchase order first.</summary>
    /// <param name="links">The links of one line, on regular purchase orders.</param>
    /// <param name="unitsMax">The units that may remain, 0 or more.</param>
    public static void ShrinkTo(IEnumerable<PurchaseOrderLink> links, int unitsMax)
    {
        var left = unitsMax;
        foreach (var link in links.OrderBy(l => l.PurchaseOrderId))
        {
            link.quantity = Math.Min(link.quantity, left);
            left -= link.quantity;
        }
    }
}
