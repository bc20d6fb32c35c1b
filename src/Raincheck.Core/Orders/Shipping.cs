using Raincheck.Core.Purchasing;

namespace Raincheck.Core.Orders;

/// <summary>Units of a line that leave.</summary>
/// <param name="Line">The line.</param>
/// <param name="Own">Units of its own pool, of a kit whole kits.</param>
/// <param name="Replacement">Units of its replacement.</param>
public readonly record struct ShippedUnits(OrderLine Line, int Own, int Replacement)
{
    /// <summary>All of them.</summary>
    public int Units => Own + Replacement;

    /// <summary>A line gives its own units before those of its replacement.</summary>
    /// <param name="line">The line.</param>
    /// <param name="quantity">The units to ship; all that it holds if null.</param>
    public static ShippedUnits Of(OrderLine line, int? quantity)
    {
        var units = quantity ?? line.Allocated;
        var own = Math.Min(units, line.OwnAllocated);
        return new(line, own, units - own);
    }

    /// <summary>A refusal where the line does not hold them.</summary>
    /// <param name="order">The line's order.</param>
    /// <param name="path">The member of the request that has the quantity.</param>
    public Refusal? CheckHeld(Order order, string path) =>
        Units > Line.Allocated
            ? new Refusal(
                RefusalCode.NotEnoughStock,
                $"Line {Line.Line} of order {order.Number} has {Line.Allocated} allocated units; {Units} cannot be shipped.",
                path
            )
            : null;
}

/// <summary>What leaves the warehouses when units of an order are shipped.</summary>
public static class Shipping
{
    /// <summary>A refusal while a line waits for a purchase order that is to bring units to it.</summary>
    /// <param name="order">The order.</param>
    /// <param name="links">Every link of the order, with the purchase order it names.</param>
    public static Refusal? CheckLinks(Order order, IEnumerable<(PurchaseOrderLink Link, PurchaseOrder PurchaseOrder)> links)
    {
        foreach (var (link, purchaseOrder) in links)
        {
            if (link.Quantity > 0 && !purchaseOrder.IsDropship)
            {
                return new Refusal(
                    RefusalCode.WaitsForPurchaseOrder,
                    $"Order {order.Number} waits for purchase order {purchaseOrder.Number}; receive it, unlink it, or split the order to ship the allocated units."
                );
            }
        }
        return null;
    }

    /// <summary>Physical units by pool.</summary>
    /// <param name="units">What is shipped.</param>
    /// <param name="poolOf">The pool of a component, by its product.</param>
    public static Dictionary<int, long> Leaving(IEnumerable<ShippedUnits> units, Func<int, int> poolOf)
    {
        var leaving = new Dictionary<int, long>();
        foreach (var (line, own, replacement) in units)
        {
            if (!line.IsKit)
                Add(line.PoolId, own);
            foreach (var component in line.KitComponents)
                Add(poolOf(component.Sku), (long)own * component.PerKit);
            if (line.ReplacementPoolId is { } pool)
                Add(pool, replacement);
        }
        return leaving;

        void Add(int pool, long quantity)
        {
            if (quantity > 0)
                leaving[pool] = leaving.GetValueOrDefault(pool) + quantity;
        }
    }

    /// <summary>Pools of which the warehouses have less than leaves, for each line that needs them.</summary>
    /// <param name="units">What is shipped.</param>
    /// <param name="poolOf">The pool of a component, by its product.</param>
    /// <param name="onHand">Units of a pool in all the warehouses.</param>
    /// <returns>The position of the line in <paramref name="units"/>, the pool, what is there and what is to leave.</returns>
    public static IEnumerable<(int Index, int Pool, long OnHand, long Leaving)> Missing(
        IReadOnlyList<ShippedUnits> units,
        Func<int, int> poolOf,
        Func<int, long> onHand
    )
    {
        var leaving = Leaving(units, poolOf);
        for (var i = 0; i < units.Count; i++)
        {
            foreach (var pool in Leaving([units[i]], poolOf).Keys)
            {
                if (onHand(pool) is var there && leaving[pool] > there)
                    yield return (i, pool, there, leaving[pool]);
            }
        }
    }

    /// <summary>Takes units from warehouses in the given order: the next one gives what those before it do not have.</summary>
    /// <param name="units">Units that leave.</param>
    /// <param name="onHand">What each warehouse has.</param>
    /// <returns>What each warehouse gives.</returns>
    public static IEnumerable<long> TakeInOrder(long units, IEnumerable<long> onHand)
    {
        var left = units;
        foreach (var there in onHand)
        {
            var taken = Math.Min(left, there);
            left -= taken;
            yield return taken;
        }
    }
}
