using Raincheck.Core.Orders;

namespace Raincheck.Core.Purchasing;

/// <summary>Which links get units, and which lose them.</summary>
public static class Linking
{
    /// <summary>Deals units out to links in the given order: to each at most what is still to come of it.</summary>
    /// <param name="links">The links, or what has them.</param>
    /// <param name="linkOf">The link of each.</param>
    /// <param name="units">0 or more.</param>
    /// <returns>Those that get units, with how many.</returns>
    public static List<(T Of, int Units)> Deal<T>(IEnumerable<T> links, Func<T, PurchaseOrderLink> linkOf, long units)
    {
        var dealt = new List<(T, int)>();
        var left = units;
        foreach (var one in links)
        {
            var taken = (int)Math.Min(linkOf(one).Quantity, left);
            left -= taken;
            if (taken > 0)
                dealt.Add((one, taken));
        }
        return dealt;
    }

    /// <summary>The units of links that their purchase order does not have to come: the last in the given order lose them.</summary>
    /// <param name="links">The links to one line of a purchase order, or what has them.</param>
    /// <param name="linkOf">The link of each.</param>
    /// <param name="pending">Units that are still to come.</param>
    /// <returns>Those that lose units, with how many.</returns>
    public static List<(T Of, int Units)> Excess<T>(IEnumerable<T> links, Func<T, PurchaseOrderLink> linkOf, long pending)
    {
        var excess = new List<(T, int)>();
        var left = pending;
        foreach (var one in links)
        {
            var quantity = linkOf(one).Quantity;
            var stays = (int)Math.Min(quantity, left);
            left -= stays;
            if (stays < quantity)
                excess.Add((one, quantity - stays));
        }
        return excess;
    }

    /// <summary>Pending units of a purchase order line that no line of an order waits for; less than 0 where too many wait.</summary>
    public static long Free(PurchaseOrderLine line, long linked) => line.Pending - linked;

    /// <summary>A refusal where a purchase order has fewer free units than are to be linked.</summary>
    /// <param name="purchaseOrder">The purchase order.</param>
    /// <param name="sku">The product of its line.</param>
    /// <param name="free">Units of the line that are <see cref="Free"/>.</param>
    /// <param name="units">The units that are to be linked.</param>
    public static Refusal? CheckFree(PurchaseOrder purchaseOrder, string sku, long free, int units) =>
        units > free
            ? new Refusal(
                RefusalCode.NotEnoughOnOrder,
                $"Purchase order {purchaseOrder.Number} has {free} units of {sku} pending and not linked; {units} cannot be linked.",
                "quantity"
            )
            : null;

    /// <summary>The back-ordered units of an order's lines that are linked to a purchase order: as many as it has left, line by line.</summary>
    /// <param name="lines">The lines, in the order in which they are served.</param>
    /// <param name="freeOf">Free units of the purchase order by pool; null for a product that is not on it.</param>
    /// <param name="isBrought">Whether the purchase order has a product that any of the lines could wait for.</param>
    public static List<(OrderLine Line, int Units)> ForBackOrdered(
        IEnumerable<OrderLine> lines,
        Func<int, long?> freeOf,
        out bool isBrought
    )
    {
        var left = new Dictionary<int, long>();
        var links = new List<(OrderLine, int)>();
        foreach (var line in lines.Where(l => !l.IsKit))
        {
            var wanted = Math.Min(line.BackOrdered, line.Unlinked);
            if (wanted <= 0 || freeOf(line.PoolId) is not { } free)
                continue;
            var units = (int)Math.Clamp(left.GetValueOrDefault(line.PoolId, free), 0, wanted);
            left[line.PoolId] = left.GetValueOrDefault(line.PoolId, free) - units;
            if (units > 0)
                links.Add((line, units));
        }
        isBrought = left.Count > 0;
        return links;
    }
}
