using Raincheck.Core.Stock;

namespace Raincheck.Core.Purchasing;

/// <summary>What is short of a product, and how much of it to buy.</summary>
public static class Shortage
{
    /// <summary>Back-ordered units that nothing on order will serve, 0 or more.</summary>
    public static long Of(StockPool pool) => Math.Max(0, pool.BackOrdered - pool.OnOrder);

    /// <summary>
    /// The units to order so that nothing is short: at least the vendor's minimum, in whole packs, and at the most what one line
    /// can have.
    /// </summary>
    /// <param name="units">Units that are short, 1 or more.</param>
    /// <param name="product">Whose pack size and minimum count.</param>
    public static int ToOrder(long units, Product product)
    {
        var least = Math.Max(units, product.MinimumOrder);
        var packs = (least + product.PackSize - 1) / product.PackSize;
        return (int)Math.Min(packs * product.PackSize, Quantity.Max / product.PackSize * product.PackSize);
    }
}
