using Raincheck.Core.Orders;

namespace Raincheck.Core.Notices;

/// <summary>When a customer is told something by itself.</summary>
public static class Notice
{
    /// <summary>Whether a mark that an order just got is told: a mark made by hand with nothing back-ordered is not.</summary>
    /// <param name="backOrderedQty">Its back-ordered units at that moment.</param>
    public static bool TellsMark(long backOrderedQty) => backOrderedQty > 0;

    /// <summary>Whether a mark that an order just lost is told: only where units came for what had waited.</summary>
    /// <param name="status">Where the order stands now.</param>
    /// <param name="changes">Its lines' back-ordered and allocated units, before and after.</param>
    public static bool TellsRelease(OrderStatus status, IEnumerable<NoticeChange> changes) =>
        status.IsOpen() && changes.Any(c => c.Came > 0);

    /// <summary>Whether mail of an order in this state still has something to say; a cancelled order's has not.</summary>
    public static bool IsClosed(OrderStatus status) => status is OrderStatus.Cancelled or OrderStatus.Void;
}

/// <summary>A line's units before and after something happened.</summary>
/// <param name="BackOrderedBefore">Back-ordered before.</param>
/// <param name="BackOrderedAfter">Back-ordered after.</param>
/// <param name="AllocatedBefore">Held before.</param>
/// <param name="AllocatedAfter">Held after.</param>
public readonly record struct NoticeChange(int BackOrderedBefore, int BackOrderedAfter, int AllocatedBefore, int AllocatedAfter)
{
    /// <summary>Units that had been back-ordered and are held now.</summary>
    public int Came => Math.Max(0, Math.Min(BackOrderedBefore - BackOrderedAfter, AllocatedAfter - AllocatedBefore));
}
