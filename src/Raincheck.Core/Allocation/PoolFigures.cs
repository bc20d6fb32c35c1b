using Raincheck.Core.Orders;
using Raincheck.Core.Stock;

namespace Raincheck.Core.Allocation;

/// <summary>What a line adds to the sums of the pools that it touches (section 10 of the rules, figures of a product).</summary>
public static class PoolFigures
{
    /// <summary>Adds a line that is no kit and holds no replacement units to the sums of its own pool.</summary>
    public static void Add(StockPool pool, OrderLine line) => Apply(pool, line, 1);

    /// <summary>The reverse of <see cref="Add(StockPool, OrderLine)"/>.</summary>
    public static void Subtract(StockPool pool, OrderLine line) => Apply(pool, line, -1);

    /// <summary>Adds (<paramref name="sign"/> 1) or takes away (-1) a line's part in the sums of every pool that it touches.</summary>
    /// <param name="line">The line.</param>
    /// <param name="sign">1 or -1.</param>
    /// <param name="poolOf">The pool of a product id, a shadow's being its parent's.</param>
    public static void Apply(OrderLine line, int sign, Func<int, StockPool> poolOf)
    {
        Apply(poolOf(line.PoolId), line, sign);
        if (line.ReplacementPoolId is { } replacement)
            poolOf(replacement).Allocated += sign * line.ReplacementAllocated;
        foreach (var component in line.KitComponents)
        {
            var pool = poolOf(component.Sku);
            pool.Open += (long)sign * line.Claimed * component.PerKit;
            pool.Allocated += (long)sign * line.OwnAllocated * component.PerKit;
            pool.BackOrdered += (long)sign * line.BackOrdered * component.PerKit;
        }
    }

    private static void Apply(StockPool pool, OrderLine line, int sign)
    {
        pool.Open += sign * line.Claimed;
        pool.Allocated += sign * line.OwnAllocated;
        pool.BackOrdered += sign * line.BackOrdered;
        pool.FirmWanted += sign * (line.Counts ? line.FirmWanted : 0);
    }
}
