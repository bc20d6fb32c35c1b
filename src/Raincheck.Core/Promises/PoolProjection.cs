using Raincheck.Core.Allocation;

namespace Raincheck.Core.Promises;

/// <summary>A line of a pool with units that stand before the queue, now or later.</summary>
/// <param name="Position">Its place in the queue.</param>
/// <param name="Open">Its open quantity, 0 or more.</param>
/// <param name="Firm">Its firm units.</param>
public sealed record FirmLine(QueuePosition Position, int Open, FirmUnits Firm);

/// <summary>
/// The projection of a pool that no kit and no replacement connects to another. It needs the lines with firm units, and for any other line
/// only the sum of what is open before it.
/// </summary>
/// <remarks>
/// On a day with stock S, let F be the firm units that all lines want, and f those of this line. The line holds, of its firm
/// units, what S leaves after the firm units before it; and of its other units, what S − F leaves after the other units before it. Each is
/// at least 0 and at most what the line wants. That is what <see cref="Allocator"/> gives: in its first round it serves firm
/// units in the order of the queue, and in its second round nothing is left unless all firm units are served.
/// </remarks>
public sealed class PoolProjection
{
    private readonly QueuePosition[] firmPositions;
    private readonly Step[] steps;

    /// <summary>The pool as it is today and as its supply changes it.</summary>
    /// <param name="today">The day as which units on hand are dated.</param>
    /// <param name="counted">Counted units, changes that wait for the periodic pass included.</param>
    /// <param name="firmLines">Every line with firm units now or later, in any order.</param>
    /// <param name="supply">The supply events of this pool, in any order.</param>
    public PoolProjection(DateOnly today, long counted, IEnumerable<FirmLine> firmLines, IEnumerable<SupplyEvent> supply)
    {
        var lines = firmLines.OrderBy(l => l.Position).ToArray();
        firmPositions = Array.ConvertAll(lines, l => l.Position);
        var arrivals = new LinkedArrivals(Array.ConvertAll(lines, l => l.Firm), Enumerable.Range(0, lines.Length));
        var events = supply.Order(SupplyEvent.ByArrival).ToArray();
        steps = new Step[events.Length + 1];
        var stock = counted;
        steps[0] = new Step(stock, FirmBefore(lines, arrivals, today), today, DateBasis.OnHand, null);
        for (var i = 0; i < events.Length; i++)
        {
            stock += events[i].Units;
            arrivals.Receive(events[i]);
            var firmBefore = FirmBefore(lines, arrivals, events[i].Date);
            steps[i + 1] = new Step(stock, firmBefore, events[i].Date, events[i].Basis, events[i].Source);
        }
    }

    /// <summary>Projects one line.</summary>
    /// <param name="place">Its place in the queue. It need not be in the queue yet: a new order is projected in the same way.</param>
    /// <param name="open">Its open quantity, 0 or more.</param>
    /// <param name="openBefore">The open units of all lines before it, firm ones included.</param>
    public LineProjection Of(QueuePosition place, int open, long openBefore)
    {
        var index = Array.BinarySearch(firmPositions, place);
        var isFirm = index >= 0;
        var before = isFirm ? index : ~index;
        var schedule = new ScheduleBuilder();
        var heldBefore = 0;
        for (var i = 0; i < steps.Length; )
        {
            var end = i;
            while (end + 1 < steps.Length && i > 0 && steps[end + 1].Date == steps[i].Date)
                end++;
            var heldAtEnd = Held(steps[end], before, isFirm, open, openBefore);
            for (; i <= end; i++)
                schedule.Reach(Held(steps[i], before, isFirm, open, openBefore), heldAtEnd, steps[i].Date, steps[i].Basis, steps[i].Source);
            if (heldAtEnd < heldBefore)
                schedule.Lose(heldBefore - heldAtEnd, steps[end].Date, to: null);
            heldBefore = heldAtEnd;
        }
        return schedule.Build();
    }

    private static int Held(Step step, int before, bool isFirm, int open, long openBefore)
    {
        var firmBefore = step.FirmBefore[before];
        var firm = isFirm ? step.FirmBefore[before + 1] - firmBefore : 0;
        var looseBefore = openBefore - firmBefore;
        var held =
            Math.Clamp(step.Stock - firmBefore, 0, firm) + Math.Clamp(step.Stock - step.FirmBefore[^1] - looseBefore, 0, open - firm);
        return (int)held;
    }

    /// <summary>The firm units wanted before each of the lines, and last those of all lines.</summary>
    private static long[] FirmBefore(FirmLine[] lines, LinkedArrivals arrivals, DateOnly day)
    {
        var sums = new long[lines.Length + 1];
        for (var i = 0; i < lines.Length; i++)
            sums[i + 1] = sums[i] + Math.Min(lines[i].Open, lines[i].Firm.WantedOn(day) + arrivals[i]);
        return sums;
    }

    private sealed record Step(long Stock, long[] FirmBefore, DateOnly Date, DateBasis Basis, SupplySource? Source);
}
