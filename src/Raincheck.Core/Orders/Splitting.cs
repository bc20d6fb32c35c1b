namespace Raincheck.Core.Orders;

/// <summary>What a split must leave; <see cref="OrderLine.SplitOff"/> moves the units of a line.</summary>
public static class Splitting
{
    /// <summary>A refusal where nothing would go to the child order, or nothing would stay.</summary>
    /// <param name="order">The order.</param>
    /// <param name="lines">All its lines.</param>
    /// <param name="units">The units that are to go to the child order.</param>
    /// <param name="whatIsMissing">The units of which there are none, as in <c>back-ordered units of X</c>.</param>
    public static Refusal? Check(Order order, IEnumerable<OrderLine> lines, long units, string whatIsMissing)
    {
        if (units == 0)
            return new Refusal(RefusalCode.NotEnoughOpen, $"Order {order.Number} has no {whatIsMissing} to split off.");
        return units == lines.Sum(l => (long)l.Quantity)
            ? new Refusal(RefusalCode.NotEnoughOpen, $"Order {order.Number} would have no units left; leave at least one unit on it.")
            : null;
    }
}
