using Raincheck.Core.Orders;
using Raincheck.Core.Stock;

namespace Raincheck.Core.Allocation;

/// <summary>What <see cref="PoolQueue.Settle"/> must be shown before it can go on.</summary>
public enum QueueNeed
{
    /// <summary>Nothing: the pool is settled.</summary>
    Nothing,

    /// <summary>More of the waiting lines, from the front of the queue.</summary>
    Waiting,

    /// <summary>More of the holding lines, from the end of the queue.</summary>
    Holding,
}

/// <summary>
/// The queue at one pool that no kit and no replacement connects to another, of which only a part need be in memory.
/// </summary>
/// <remarks>
/// <para>Such a queue has a frontier: lines before it are fully allocated, lines behind it hold nothing, firm units
/// aside. The state of a queue in which (1) firm lines hold what the stock allows in their order, (2) no more is held than
/// there is, (3) nothing is left over while a line waits and (4) no line waits before a line that holds loose units is the
/// one that <see cref="Allocator"/> gives. <see cref="Settle"/> brings the four about one after another, moving units only
/// where they must move, so its work is in proportion to the lines that change and not to the lines that wait.</para>
/// <para>Lines that were not shown are taken to be settled among themselves, as the ledger always leaves them. What was shown
/// is a stretch from the front of those who wait and a stretch from the end of those who hold; where the answer could lie
/// beyond, it says so, is shown more, and goes on. Every line that a command changed must be shown.</para>
/// </remarks>
public sealed class PoolQueue
{
    private static readonly Comparer<OrderLine> ByPosition = Comparer<OrderLine>.Create((a, b) => a.Position.CompareTo(b.Position));

    private readonly StockPool pool;
    private readonly Action<OrderLine> beforeChange;
    private readonly List<OrderLine> added = [];
    private readonly SortedSet<OrderLine> waiting = new(ByPosition);
    private readonly SortedSet<OrderLine> holding = new(ByPosition);
    private readonly SortedSet<OrderLine> firm = new(ByPosition);

    // How far the lines outside are known: all that wait up to the one place, all that hold from the other.
    private QueuePosition? waitingThrough;
    private QueuePosition? holdingFrom;
    private bool allWaiting;
    private bool allHolding;

    /// <summary>The queue at a pool of which no line is in memory yet.</summary>
    /// <param name="pool">The pool; its sums must include every line that is or will be shown.</param>
    /// <param name="beforeChange">Called with a line before <see cref="Settle"/> changes what it holds.</param>
    public PoolQueue(StockPool pool, Action<OrderLine> beforeChange)
    {
        this.pool = pool;
        this.beforeChange = beforeChange;
        allWaiting = pool.BackOrdered == 0;
        allHolding = pool.LastHeldPriority is null;
    }

    private long Free => pool.Counted - pool.Allocated;

    /// <summary>Whether firm lines stand here: all of them must be shown before <see cref="Settle"/>.</summary>
    public bool HasFirm => pool.FirmWanted > 0;

    /// <summary>Shows a line. A line that is already known must be taken out first.</summary>
    public void Add(OrderLine line) => added.Add(line);

    /// <summary>Takes out a line that is about to change.</summary>
    public void Remove(OrderLine line)
    {
        IndexAdded();
        waiting.Remove(line);
        holding.Remove(line);
        firm.Remove(line);
    }

    /// <summary>Says that every waiting line up to this place has been shown, or every one where it is null.</summary>
    public void WaitingShown(QueuePosition? through)
    {
        allWaiting = through is null;
        waitingThrough = through;
    }

    /// <summary>Says that every holding line from this place on has been shown, or every one where it is null.</summary>
    public void HoldingShown(QueuePosition? from)
    {
        allHolding = from is null;
        holdingFrom = from;
    }

    /// <summary>
    /// Serves a new line at once if it cannot affect other lines: the stock is enough for it and no line waits, or
    /// nothing is left and it stands behind everybody who holds. Its open units must not be in the pool's sums yet.
    /// </summary>
    /// <returns>False, with nothing changed, where <see cref="Settle"/> must decide.</returns>
    public bool TryJoin(OrderLine line)
    {
        if (HasFirm || pool.Stale || line.FirmWanted > 0 || line.Claimed == 0)
            return false;
        var free = Free;
        if (pool.BackOrdered == 0 && free >= line.Claimed)
        {
            line.Hold(new(line.Claimed, 0, 0));
            RaiseLastHeld(line.Position);
        }
        else if (free == 0 && !MayBeHeldBehind(line.Position))
        {
            line.Hold(default);
        }
        else
        {
            return false;
        }
        PoolFigures.Add(pool, line);
        added.Add(line);
        return true;
    }

    /// <summary>Moves units until the four conditions hold, or until it must be shown more; then it is called again.</summary>
    public QueueNeed Settle()
    {
        IndexAdded();
        ServeFirm();

        while (Free < 0)
        {
            if (!LastHolderIsKnown)
                return QueueNeed.Holding;
            var last = holding.Max!;
            Give(last, -(int)Math.Min(-Free, last.Loose));
        }

        while (Free > 0 && pool.BackOrdered > 0)
        {
            if (!FirstWaiterIsKnown)
                return QueueNeed.Waiting;
            var first = waiting.Min!;
            Give(first, (int)Math.Min(Free, first.BackOrdered));
        }

        while (true)
        {
            var first = waiting.Min;
            var last = holding.Max;
            if (last is not null && !allWaiting && !(last.Position <= waitingThrough))
                return QueueNeed.Waiting;
            if (first is not null && !LastHolderIsKnown && MayBeHeldBehind(first.Position) && !(holdingFrom <= first.Position))
                return QueueNeed.Holding;
            if (first is null || last is null || first.Position >= last.Position)
                break;
            var moved = Math.Min(first.BackOrdered, last.Loose);
            Give(last, -moved);
            Give(first, moved);
        }

        if (LastHolderIsKnown)
            SetLastHeld(holding.Max);
        return QueueNeed.Nothing;
    }

    /// <summary>Whether the last of the known holders is the last of all.</summary>
    private bool LastHolderIsKnown => allHolding || (holding.Max is { } last && last.Position >= holdingFrom);

    private bool FirstWaiterIsKnown => allWaiting || (waiting.Min is { } first && first.Position <= waitingThrough);

    private void ServeFirm()
    {
        if (firm.Count == 0)
            return;
        var left = pool.Counted;
        // Serving takes a line out of this set and puts it back: walk a copy.
        foreach (var line in firm.ToArray())
        {
            var served = (int)Math.Min(left, Math.Min(line.FirmWanted, line.Claimed));
            left -= served;
            if (served != line.Firm)
            {
                var own = served > line.Firm ? Math.Max(line.OwnAllocated, served) : line.OwnAllocated - (line.Firm - served);
                Change(line, own, served);
            }
        }
    }

    private void Give(OrderLine line, int units) => Change(line, line.OwnAllocated + units, line.Firm);

    private void Change(OrderLine line, int own, int firmUnits)
    {
        beforeChange(line);
        Remove(line);
        PoolFigures.Subtract(pool, line);
        line.Hold(new(own, 0, firmUnits));
        PoolFigures.Add(pool, line);
        Index(line);
    }

    private void IndexAdded()
    {
        foreach (var line in added)
            Index(line);
        added.Clear();
    }

    private void Index(OrderLine line)
    {
        if (line.LacksUnits)
            waiting.Add(line);
        if (line.Loose > 0)
        {
            // A command may have moved a holder behind everybody.
            holding.Add(line);
            RaiseLastHeld(line.Position);
        }
        if (line.FirmWanted > 0 || line.Firm > 0)
            firm.Add(line);
    }

    private bool MayBeHeldBehind(QueuePosition place) =>
        pool.LastHeldPriority is { } priority
        && (place.Priority > priority || (place.Priority == priority && place.QueuedAt <= pool.LastHeldQueuedAt));

    private void RaiseLastHeld(QueuePosition place)
    {
        if (
            pool.LastHeldPriority is not { } priority
            || place.Priority < priority
            || (place.Priority == priority && place.QueuedAt > pool.LastHeldQueuedAt)
        )
        {
            pool.LastHeldPriority = place.Priority;
            pool.LastHeldQueuedAt = place.QueuedAt;
        }
    }

    private void SetLastHeld(OrderLine? last)
    {
        pool.LastHeldPriority = last?.Priority;
        pool.LastHeldQueuedAt = last?.QueuedAt ?? 0;
    }
}
