using Raincheck.Core.Orders;

namespace Raincheck.Core.Tests.Allocation;

internal static class PlacedLines
{
    /// <summary>Moves a line in its queue, or lets it count or not, as a change of its order's head does; what is null stays.</summary>
    public static void PlaceAt(this OrderLine line, int? priority = null, long? queuedAt = null, bool? counts = null) =>
        line.Place(
            new Order
            {
                Priority = priority ?? line.Priority,
                QueuedAt = queuedAt ?? line.QueuedAt,
                Status = line.OrderStatus,
            },
            counts ?? line.Counts
        );
}
