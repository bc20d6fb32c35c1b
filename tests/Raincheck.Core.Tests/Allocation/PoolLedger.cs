using Raincheck.Core.Allocation;
using Raincheck.Core.Orders;
using Raincheck.Core.Stock;
using Shouldly;

namespace Raincheck.Core.Tests.Allocation;

/// <summary>What happens to a pool. The numbers choose lines, quantities and places; see <see cref="PoolLedger"/>.</summary>
public enum PoolEvent
{
    OrderTaken,
    Cancelled,
    Shipped,
    QuantityRaised,
    PlaceChanged,
    Pinned,
    Unpinned,
    Split,
    CountsChanged,
    StockChanged,
    StockFed,
}

/// <summary>One command with the numbers that choose what it does it to.</summary>
public readonly record struct PoolCommand(PoolEvent Event, int A, int B, int C);

/// <summary>Commands carried out one after another over one <see cref="PoolQueue"/>.</summary>
/// <param name="Window">How many lines the queue is shown when it asks.</param>
/// <param name="Loaded">Which lines it is shown at once, as those of the orders that a command names are.</param>
/// <param name="Commands">What happens.</param>
public sealed record PoolBatch(int Window, int Loaded, PoolCommand[] Commands)
{
    public override string ToString() =>
        $"window {Window}, loaded {Loaded}: {string.Join("; ", Commands.Select(c => $"{c.Event} {c.A} {c.B} {c.C}"))}";
}

/// <summary>
/// Plays the ledger at one pool. It keeps every line, as a database would, and lets the queue see only what it asks for.
/// After every command all lines and sums must be those that the allocator makes from scratch.
/// </summary>
public sealed class PoolLedger(long counted)
{
    private readonly List<OrderLine> all = [];
    private readonly StockPool pool = new() { Id = 1, Counted = counted };
    private long lastOrderId;

    public void Run(PoolBatch[] batches)
    {
        foreach (var batch in batches)
            Run(batch);
    }

    private void Run(PoolBatch batch)
    {
        var queue = new Session(all, pool, batch);
        foreach (var command in batch.Commands)
        {
            CarryOut(queue, command);
            if (!pool.Stale)
                ShouldBeWhatTheAllocatorGives();
        }
    }

    private void CarryOut(Session queue, PoolCommand command)
    {
        var (_, a, b, c) = command;
        var line = all.Count == 0 ? null : all[a % all.Count];
        switch (command.Event)
        {
            case PoolEvent.OrderTaken:
                TakeOrder(queue, a, b, c);
                return;
            case PoolEvent.StockChanged or PoolEvent.StockFed:
                pool.Counted = Math.Max(0, pool.Counted + b - 10);
                pool.Stale = true;
                if (command.Event == PoolEvent.StockFed)
                    return;
                break;
            case var _ when line is null:
                return;
            case PoolEvent.Cancelled:
                queue.Change(line, l => l.Cancel(Math.Min(b, l.Open)));
                break;
            case PoolEvent.Shipped:
                Ship(queue, line, (int)Math.Min(Math.Min(b, line.Allocated), pool.Counted));
                break;
            case PoolEvent.QuantityRaised:
                queue.Change(line, l => l.ChangeQuantity(l.Quantity + b));
                break;
            case PoolEvent.PlaceChanged:
                foreach (var other in all.Where(l => l.OrderId == line.OrderId))
                    queue.Change(other, l => l.PlaceAt(priority: PriorityOf(b), queuedAt: c % 2 == 0 ? null : c));
                break;
            case PoolEvent.Pinned:
                queue.Change(line, l => l.Pin(Math.Min(b, l.Open)));
                break;
            case PoolEvent.Unpinned:
                queue.Change(line, l => l.Pin(0));
                break;
            case PoolEvent.Split:
                Split(queue, line, Math.Min(b, line.Open));
                break;
            case PoolEvent.CountsChanged:
                foreach (var other in all.Where(l => l.OrderId == line.OrderId))
                    queue.Change(other, l => l.PlaceAt(counts: !l.Counts));
                break;
            default:
                throw new InvalidOperationException($"No such event: {command.Event}.");
        }
        queue.Settle();
    }

    /// <summary>An order of one or two lines, sometimes pinned, sometimes one that does not count, now or late.</summary>
    private void TakeOrder(Session queue, int a, int b, int c)
    {
        lastOrderId++;
        var joined = true;
        for (var number = 1; number <= 1 + (a % 2); number++)
        {
            var line = new OrderLine
            {
                OrderId = lastOrderId,
                FamilyId = lastOrderId,
                Line = number,
                PoolId = pool.Id,
                Quantity = 1 + ((b + number) % 8),
                Counts = a % 11 != 0,
                Priority = PriorityOf(a),
                QueuedAt = c,
                FirmWanted = a % 13 == 0 ? 1 : 0,
                Pinned = a % 13 == 0 ? 1 : 0,
            };
            joined &= queue.Join(line);
        }
        if (!joined)
            queue.Settle();
    }

    private void Ship(Session queue, OrderLine line, int units) =>
        queue.Change(
            line,
            l =>
            {
                l.Ship(units, 0);
                pool.Counted -= units;
            }
        );

    private void Split(Session queue, OrderLine line, int units)
    {
        if (units == 0)
            return;
        queue.Change(line, l => l.ChangeQuantity(l.Quantity - units));
        queue.Add(
            new OrderLine
            {
                OrderId = ++lastOrderId,
                FamilyId = line.FamilyId,
                Line = 1,
                PoolId = pool.Id,
                Quantity = units,
                Counts = line.Counts,
                Priority = line.Priority,
                QueuedAt = line.QueuedAt,
            }
        );
    }

    private static int PriorityOf(int number) =>
        (number % 7) switch
        {
            0 => 1,
            1 => -1,
            _ => 0,
        };

    private void ShouldBeWhatTheAllocatorGives()
    {
        var claims = all.Select(l => new Claim(l.Position, 0, l.Claimed, l.FirmWanted)).ToArray();
        all.Select(l => l.Held).ToArray().ShouldBe(Allocator.Allocate([pool.Counted], claims));

        all.ShouldAllBe(l => l.Allocated == l.OwnAllocated && l.BackOrdered == l.Claimed - l.Allocated);
        pool.Open.ShouldBe(all.Sum(l => (long)l.Claimed));
        pool.Allocated.ShouldBe(all.Sum(l => (long)l.Allocated));
        pool.BackOrdered.ShouldBe(all.Sum(l => (long)l.BackOrdered));
        pool.FirmWanted.ShouldBe(all.Where(l => l.Counts).Sum(l => (long)l.FirmWanted));
        foreach (var holder in all.Where(l => l.Loose > 0))
        {
            pool.LastHeldPriority.ShouldNotBeNull("a line holds loose units");
            (holder.Priority, -holder.QueuedAt).ShouldBeGreaterThanOrEqualTo(
                (pool.LastHeldPriority.Value, -pool.LastHeldQueuedAt),
                "a line behind the last held place holds loose units"
            );
        }
    }

    /// <summary>One batch: the lines as they were when it began, and how far the queue has been shown them.</summary>
    private sealed class Session
    {
        private readonly List<OrderLine> all;
        private readonly StockPool pool;
        private readonly int window;
        private readonly PoolQueue queue;
        private readonly HashSet<OrderLine> known = [];
        private readonly Dictionary<OrderLine, AllocatedUnits> announced = [];
        private readonly (OrderLine Line, QueuePosition Position)[] waiting;
        private readonly (OrderLine Line, QueuePosition Position)[] holding;
        private int waitingShown;
        private int holdingShown;

        public Session(List<OrderLine> all, StockPool pool, PoolBatch batch)
        {
            (this.all, this.pool, window) = (all, pool, batch.Window);
            waiting = all.Where(l => l.BackOrdered > 0).Select(l => (l, l.Position)).OrderBy(l => l.Position).ToArray();
            holding = all.Where(l => l.Allocated > 0).Select(l => (l, l.Position)).OrderByDescending(l => l.Position).ToArray();
            queue = new PoolQueue(pool, line => announced.TryAdd(line, line.Held));
            foreach (var line in all.Where(l => (queue.HasFirm && l.FirmWanted > 0) || l.OrderId % 4 == batch.Loaded))
                Show(line);
        }

        /// <summary>Shows a new line; true where it was served on the spot.</summary>
        public bool Join(OrderLine line)
        {
            line.Settle();
            if (!queue.TryJoin(line))
            {
                Add(line);
                return false;
            }
            all.Add(line);
            known.Add(line);
            return true;
        }

        /// <summary>Shows a new line that <see cref="Settle"/> is to serve.</summary>
        public void Add(OrderLine line)
        {
            line.Settle();
            PoolFigures.Add(pool, line);
            all.Add(line);
            Show(line);
        }

        public void Change(OrderLine line, Action<OrderLine> change)
        {
            if (known.Remove(line))
                queue.Remove(line);
            PoolFigures.Subtract(pool, line);
            change(line);
            line.Shrink();
            PoolFigures.Add(pool, line);
            Show(line);
        }

        public void Settle()
        {
            announced.Clear();
            var before = all.ToDictionary(l => l, l => l.Held);
            for (var asked = 0; queue.Settle() is var need && need != QueueNeed.Nothing; asked++)
            {
                asked.ShouldBeLessThan(waiting.Length + holding.Length + 2, "it asks without end");
                if (need == QueueNeed.Waiting)
                    queue.WaitingShown(ShowNext(waiting, ref waitingShown));
                else
                    queue.HoldingShown(ShowNext(holding, ref holdingShown));
            }
            pool.Stale = false;
            foreach (var line in all.Where(l => l.Held != before[l]))
                announced.ShouldContainKeyAndValue(line, before[line], "a line changed unannounced");
        }

        /// <summary>The place of the last line of the next window, or null where there is none after it.</summary>
        private QueuePosition? ShowNext((OrderLine Line, QueuePosition Position)[] from, ref int shown)
        {
            var next = from.AsSpan(shown, Math.Min(window, from.Length - shown));
            foreach (var (line, _) in next)
            {
                if (!known.Contains(line))
                    Show(line);
            }
            shown += next.Length;
            return next.Length < window ? null : next[^1].Position;
        }

        private void Show(OrderLine line)
        {
            queue.Add(line);
            known.Add(line).ShouldBeTrue("a line is shown once");
        }
    }
}
