namespace Raincheck.Core.Promises;

/// <summary>Gathers the pieces of one line's schedule while a projection walks through the days.</summary>
internal sealed class ScheduleBuilder
{
    private readonly List<SchedulePiece> pieces = [];
    private UnitsAtRisk? mayLose;
    private int ready;

    /// <summary>The line holds units at some moment of a day.</summary>
    /// <param name="held">What it holds at that moment.</param>
    /// <param name="heldAtEnd">What it holds when the day's supply has all arrived; no more units than this become ready on the day.</param>
    /// <param name="date">The day.</param>
    /// <param name="basis">The basis of the date.</param>
    /// <param name="source">The supply that has just arrived.</param>
    public void Reach(int held, int heldAtEnd, DateOnly date, DateBasis basis, SupplySource? source)
    {
        var gained = Math.Min(held, heldAtEnd) - ready;
        if (gained <= 0)
            return;
        ready += gained;
        pieces.Add(new SchedulePiece(gained, date, basis, source));
    }

    /// <summary>The line holds fewer units at the end of a day than at the end of the day before.</summary>
    public void Lose(int units, DateOnly at, int? to) => mayLose ??= new UnitsAtRisk(units, at, to);

    /// <summary>The schedule.</summary>
    public LineProjection Build() => new(pieces, mayLose);
}
