using Raincheck.Core.Allocation;
using Raincheck.Core.Orders;
using Raincheck.Core.Stock;
using Shouldly;

namespace Raincheck.Core.Tests.Allocation;

/// <summary>What the queue at one pool asks to be shown, and what it settles without asking.</summary>
public sealed class PoolQueueTests
{
    private readonly StockPool pool = new() { Id = 1 };
    private readonly List<OrderLine> touched = [];

    [Fact]
    public void TryJoin_EnoughForItAndNoLineWaits_ServesItOnTheSpot()
    {
        pool.Counted = 5;
        var line = Line(at: 1, quantity: 5);

        NewQueue().TryJoin(line).ShouldBeTrue();

        line.Held.ShouldBe(new AllocatedUnits(5, 0, 0));
        (pool.Open, pool.Allocated, pool.BackOrdered, pool.Available).ShouldBe((5, 5, 0, 0));
        (pool.LastHeldPriority, pool.LastHeldQueuedAt).ShouldBe((0, 1));
    }

    [Fact]
    public void TryJoin_NothingLeftAndNoLineBehindHolds_LetsItWaitOnTheSpot()
    {
        pool.Counted = 5;
        var queue = NewQueue();
        queue.TryJoin(Line(at: 1, quantity: 5)).ShouldBeTrue();
        var line = Line(at: 2, quantity: 3);

        queue.TryJoin(line).ShouldBeTrue();

        (line.Allocated, line.BackOrdered, pool.BackOrdered).ShouldBe((0, 3, 3));
    }

    [Theory]
    [InlineData("too little for all of it", 4, 1, 0, false, 0)]
    [InlineData("a holder stands behind it", 2, 0, 0, false, 0)]
    [InlineData("a holder stands behind it, by priority", 2, 9, 1, false, 0)]
    [InlineData("a holder of the same time may stand behind it", 2, 1, 0, false, 0)]
    [InlineData("stock changed and nobody has looked yet", 9, 2, 0, true, 0)]
    [InlineData("it is firm itself", 9, 2, 0, false, 1)]
    public void TryJoin_OthersCouldBeTouched_ChangesNothing(string why, long counted, long at, int priority, bool stale, int firm)
    {
        pool.Counted = counted;
        var queue = NewQueue();
        queue.TryJoin(Line(at: 1, quantity: 2)).ShouldBeTrue();
        pool.Stale = stale;
        var line = Line(at, quantity: 3, priority, firm);

        queue.TryJoin(line).ShouldBeFalse(why);

        line.Allocated.ShouldBe(0, why);
        (pool.Open, pool.Allocated, pool.BackOrdered, pool.FirmWanted).ShouldBe((2, 2, 0, 0), why);
    }

    [Fact]
    public void TryJoin_ALineIsFirm_ChangesNothing()
    {
        pool.Counted = 9;
        var queue = NewQueue();
        Add(queue, Line(at: 1, quantity: 2, firm: 1));
        queue.Settle().ShouldBe(QueueNeed.Nothing);

        queue.TryJoin(Line(at: 2, quantity: 3)).ShouldBeFalse();
    }

    [Fact]
    public void TryJoin_WhereItDoesNotCount_LeavesItToSettle()
    {
        var line = Line(at: 1, quantity: 3);
        line.PlaceAt(counts: false);

        NewQueue().TryJoin(line).ShouldBeFalse();
    }

    [Fact]
    public void Settle_UnitsArrive_AsksForTheFrontOnlyAndTouchesOnlyThoseWhoGet()
    {
        var waiting = WaitingLines(1_000);
        pool.Counted = 5;
        var queue = NewQueue();

        queue.Settle().ShouldBe(QueueNeed.Waiting);
        Show(queue, waiting[..4]);
        queue.WaitingShown(waiting[3].Position);
        queue.Settle().ShouldBe(QueueNeed.Nothing);

        waiting.Select(l => l.Allocated).Take(5).ShouldBe([2, 2, 1, 0, 0]);
        touched.ShouldBe(waiting[..3]);
        (pool.Allocated, pool.BackOrdered, pool.Available).ShouldBe((5, 1_995, 0));
    }

    [Fact]
    public void Settle_MoreUnitsArriveThanTheShownOnesTake_AsksForMore()
    {
        var waiting = WaitingLines(1_000);
        pool.Counted = 5;
        var queue = NewQueue();
        queue.Settle().ShouldBe(QueueNeed.Waiting);
        Show(queue, waiting[..2]);
        queue.WaitingShown(waiting[1].Position);

        queue.Settle().ShouldBe(QueueNeed.Waiting);
    }

    [Fact]
    public void Settle_UnitsArriveForALineWhileThoseBeforeItAreNotShown_DoesNotTouchIt()
    {
        var waiting = WaitingLines(3);
        pool.Counted = 2;
        var queue = NewQueue();
        queue.Add(waiting[2]);

        queue.Settle().ShouldBe(QueueNeed.Waiting);

        touched.ShouldBeEmpty();
    }

    [Fact]
    public void Settle_UnitsLeave_AsksForTheEndAndTakesFromTheLast()
    {
        var holding = HoldingLines(100);
        pool.Counted -= 3;
        var queue = NewQueue();

        queue.Settle().ShouldBe(QueueNeed.Holding);
        Show(queue, holding[97..]);
        queue.HoldingShown(holding[97].Position);
        queue.Settle().ShouldBe(QueueNeed.Nothing);

        holding.Select(l => l.Allocated).TakeLast(3).ShouldBe([2, 1, 0]);
        touched.ShouldBe([holding[99], holding[98]]);
        (pool.LastHeldPriority, pool.LastHeldQueuedAt).ShouldBe((0, 99));
    }

    [Fact]
    public void Settle_AFirmLineTakesFromTheEndOfTheQueue()
    {
        var holding = HoldingLines(2);
        var firm = Line(at: 9, quantity: 3, firm: 3);
        var queue = NewQueue();
        Add(queue, firm);

        queue.Settle().ShouldBe(QueueNeed.Holding);
        Show(queue, holding);
        queue.HoldingShown(null);
        queue.Settle().ShouldBe(QueueNeed.Nothing);

        firm.Held.ShouldBe(new AllocatedUnits(3, 0, 3));
        holding.Select(l => l.Allocated).ShouldBe([1, 0]);
    }

    /// <summary>The bound on the last holder must follow a line that takes its units along to a later place.</summary>
    [Fact]
    public void Given_AHolderMovedToTheEnd_When_AnOrderComesInTheNextBatch_Then_ItTakesTheUnits()
    {
        var moved = HoldingLines(1)[0];
        var queue = NewQueue();
        moved.PlaceAt(priority: -1);
        queue.Add(moved);
        queue.Settle().ShouldBe(QueueNeed.Nothing);

        var next = NewQueue();
        var line = Line(at: 5, quantity: 2);
        next.TryJoin(line).ShouldBeFalse();
        Add(next, line);
        next.Settle().ShouldBe(QueueNeed.Holding);
        next.Add(moved);
        next.HoldingShown(null);
        next.Settle().ShouldBe(QueueNeed.Nothing);

        (line.Allocated, moved.Allocated).ShouldBe((2, 0));
    }

    private PoolQueue NewQueue() => new(pool, touched.Add);

    private OrderLine Line(long at, int quantity, int priority = 0, int firm = 0)
    {
        var line = new OrderLine
        {
            OrderId = at,
            FamilyId = at,
            Line = 1,
            PoolId = pool.Id,
            Quantity = quantity,
            Counts = true,
            Priority = priority,
            QueuedAt = at,
            FirmWanted = firm,
        };
        line.Settle();
        return line;
    }

    private OrderLine[] WaitingLines(int count)
    {
        var lines = Enumerable.Range(1, count).Select(at => Line(at, quantity: 2)).ToArray();
        foreach (var line in lines)
            PoolFigures.Add(pool, line);
        return lines;
    }

    /// <summary>Lines of two units that hold all that is in stock.</summary>
    private OrderLine[] HoldingLines(int count)
    {
        pool.Counted = 2 * count;
        var lines = Enumerable.Range(1, count).Select(at => Line(at, quantity: 2)).ToArray();
        var queue = NewQueue();
        foreach (var line in lines)
            queue.TryJoin(line).ShouldBeTrue();
        return lines;
    }

    private void Add(PoolQueue queue, OrderLine line)
    {
        PoolFigures.Add(pool, line);
        queue.Add(line);
    }

    private static void Show(PoolQueue queue, OrderLine[] lines)
    {
        foreach (var line in lines)
            queue.Add(line);
    }
}
