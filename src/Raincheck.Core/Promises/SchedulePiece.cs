namespace Raincheck.Core.Promises;

/// <summary>Units of a line that become ready on the same day from the same supply.</summary>
/// <param name="Units">How many, 1 or more; of a kit, whole kits.</param>
/// <param name="Date">The day they are there: today for units on hand, else the day of receipt.</param>
/// <param name="Basis">The basis of the date.</param>
/// <param name="Source">The purchase order line that completes them; null for units on hand.</param>
public sealed record SchedulePiece(int Units, DateOnly Date, DateBasis Basis, SupplySource? Source);

/// <summary>
/// Units that a line would hold on one day and not on a later one: because its pin ends, or because other kits become possible (decision
/// record 0003).
/// </summary>
/// <param name="Units">How many.</param>
/// <param name="At">The day on which they go.</param>
/// <param name="To">The position of the first claim in the queue that gains on that day, in the order in which the claims were given; null if it is not known.</param>
public sealed record UnitsAtRisk(int Units, DateOnly At, int? To);

/// <summary>What is projected for one line.</summary>
/// <param name="Pieces">Its units in the order of their dates. Open units that no supply covers are in no piece.</param>
/// <param name="MayLose">The first loss of units that it would hold before; null if there is none.</param>
public sealed record LineProjection(IReadOnlyList<SchedulePiece> Pieces, UnitsAtRisk? MayLose)
{
    /// <summary>Units with a date.</summary>
    public int Covered => Pieces.Sum(p => p.Units);
}
