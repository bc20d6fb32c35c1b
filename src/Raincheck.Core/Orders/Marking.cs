using Raincheck.Core.Stock;

namespace Raincheck.Core.Orders;

/// <summary>When an order carries the <i>Back Order</i> status that people see.</summary>
public static class Marking
{
    /// <summary>Whether an order should be marked.</summary>
    /// <param name="backOrderedQty">Its back-ordered units.</param>
    /// <param name="status">Its status.</param>
    /// <param name="mode">What a person decided.</param>
    /// <param name="keptUnmarked">Taken under <i>Stop marking</i>, which nothing has lifted yet.</param>
    /// <param name="settings">The client's settings.</param>
    public static bool ShouldBeMarked(long backOrderedQty, OrderStatus status, MarkMode mode, bool keptUnmarked, ClientSettings settings) =>
        settings.EnableBackOrderWorkflow
        && status.IsOpen()
        && mode switch
        {
            MarkMode.Marked => true,
            MarkMode.NotMarked => false,
            _ => backOrderedQty > 0 && !keptUnmarked,
        };
}
