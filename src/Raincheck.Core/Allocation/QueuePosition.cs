using System.Runtime.CompilerServices;

namespace Raincheck.Core.Allocation;

/// <summary>
/// The place of a claim in the queue of a SKU. A smaller place is served first: higher priority, then older
/// <paramref name="QueuedAt"/>, then the id of the first order of the family, then the order's own id, then the line.
/// </summary>
/// <remarks>
/// The family comes before the order so that a split child, which keeps its parent's priority and time, stands directly
/// behind its parent and no stranger comes between. No two lines of a client have the same place.
/// </remarks>
/// <param name="Priority">Higher is served first; default 0.</param>
/// <param name="QueuedAt">When the customer ordered or confirmed, in microseconds since 1970-01-01 UTC.</param>
/// <param name="FamilyId">The id of the first order of the family; the order's own id where it was never split.</param>
/// <param name="OrderId">The order's id.</param>
/// <param name="Line">The line's number within its order, from 1.</param>
public readonly record struct QueuePosition(int Priority, long QueuedAt, long FamilyId, long OrderId, int Line) : IComparable<QueuePosition>
{
    /// <summary>Negative where this place is served before <paramref name="other"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int CompareTo(QueuePosition other)
    {
        if (Priority != other.Priority)
            return other.Priority.CompareTo(Priority);
        if (QueuedAt != other.QueuedAt)
            return QueuedAt.CompareTo(other.QueuedAt);
        if (FamilyId != other.FamilyId)
            return FamilyId.CompareTo(other.FamilyId);
        if (OrderId != other.OrderId)
            return OrderId.CompareTo(other.OrderId);
        return Line.CompareTo(other.Line);
    }

    /// <summary>Served earlier.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool operator <(QueuePosition a, QueuePosition b) => a.CompareTo(b) < 0;

    /// <summary>Served later.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool operator >(QueuePosition a, QueuePosition b) => a.CompareTo(b) > 0;

    /// <summary>Served earlier, or the same.</summary>
    public static bool operator <=(QueuePosition a, QueuePosition b) => a.CompareTo(b) <= 0;

    /// <summary>Served later, or the same.</summary>
    public static bool operator >=(QueuePosition a, QueuePosition b) => a.CompareTo(b) >= 0;
}
