namespace Raincheck.Core.Allocation;

/// <summary>What one line of an order that counts asks of the stock.</summary>
/// <remarks>SKUs are positions in the array of stock given to <see cref="Allocator"/>; a shadow is given as its parent.</remarks>
/// <param name="Position">Its place in the queue.</param>
/// <param name="Sku">The SKU it is filled from; of no meaning for a kit.</param>
/// <param name="Open">Open quantity, in units (of a kit: in kits), 0 or more.</param>
/// <param name="FirmWanted">How many of the open units stand before the queue: pinned, or brought by a cross-dock receipt.</param>
/// <param name="Replacement">The SKU that may fill what the own SKU cannot, or -1.</param>
/// <param name="Kit">The position of its components in the table of kits, or -1 for a line that is not a kit.</param>
public readonly record struct Claim(QueuePosition Position, int Sku, int Open, int FirmWanted = 0, int Replacement = -1, int Kit = -1);

/// <summary>One component of a kit.</summary>
/// <param name="Sku">The component's position in the array of stock.</param>
/// <param name="PerKit">Units of it in one kit, 1 or more.</param>
public readonly record struct KitComponent(int Sku, int PerKit);

/// <summary>What the queue gives to one claim.</summary>
/// <param name="Own">Units of its own SKU, or whole kits; firm units included.</param>
/// <param name="Replacement">Units of its replacement SKU.</param>
/// <param name="Firm">Of <paramref name="Own"/>, the firm ones.</param>
public readonly record struct AllocatedUnits(int Own, int Replacement, int Firm)
{
    /// <summary>All units that it holds.</summary>
    public int Units => Own + Replacement;
}
