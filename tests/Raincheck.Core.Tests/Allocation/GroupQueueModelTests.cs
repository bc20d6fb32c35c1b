using CsCheck;
using Raincheck.Core.Allocation;
using Raincheck.Core.Orders;
using Raincheck.Core.Stock;
using Raincheck.Tests.Infrastructure;
using Shouldly;

namespace Raincheck.Core.Tests.Allocation;

/// <summary>
/// Random histories of pools that kits, shadows and replacements connect, against the rules unit by unit and sums made anew.
/// CsCheck prints the seed of a failure.
/// </summary>
public sealed class GroupQueueModelTests
{
    private static readonly Gen<GroupCommand> Command = Gen.Select(
        Gen.Frequency(
            (6, Gen.Const(GroupEvent.OrderTaken)),
            (2, Gen.Const(GroupEvent.Cancelled)),
            (2, Gen.Const(GroupEvent.PlaceChanged)),
            (2, Gen.Const(GroupEvent.Pinned)),
            (1, Gen.Const(GroupEvent.CountsChanged)),
            (3, Gen.Const(GroupEvent.StockChanged)),
            (1, Gen.Const(GroupEvent.ReplacementsChanged))
        ),
        Gen.Int[0, 1000],
        Gen.Int[1, 8],
        Gen.Int[0, 12],
        (kind, a, b, c) => new GroupCommand(kind, a, b, c)
    );

    [Fact]
    [MoreInDeep]
    public void Settle_AfterEveryCommandOfAnyHistory_EqualsTheRulesUnitByUnit() =>
        Command
            .Array[1, 5]
            .Array[1, 8]
            .Sample(
                batches => new GroupLedger().Run(batches),
                iter: Deep.Of(2_000, 400),
                print: batches => string.Join('\n', batches.Select(b => string.Join("; ", b)))
            );

    private enum GroupEvent
    {
        OrderTaken,
        Cancelled,
        PlaceChanged,
        Pinned,
        CountsChanged,
        StockChanged,
        ReplacementsChanged,
    }

    private readonly record struct GroupCommand(GroupEvent Event, int A, int B, int C);

    /// <summary>Plays the ledger at one group: a line is taken out of the queue and the sums before it changes, and put back after.</summary>
    private sealed class GroupLedger
    {
        // Plain products 1 to 4, 5 a shadow of 1, kits 6 and 7; kit 7 has a component and that component's shadow.
        private static readonly Dictionary<int, int> ParentOf = new() { [5] = 1 };
        private static readonly Dictionary<int, string> ComponentsOf = new() { [6] = "2:1,3:2", [7] = "1:1,4:1,5:1" };

        // The setting off, and two catalogues with it on.
        private static readonly Dictionary<int, int>[] Replacements =
        [
            [],
            new()
            {
                [1] = 2,
                [2] = 5,
                [3] = 4,
                [5] = 3,
                [4] = 4,
            },
            new()
            {
                [1] = 3,
                [2] = 4,
                [3] = 2,
                [5] = 3,
            },
        ];

        private readonly StockPool[] pools = new[] { 1, 2, 3, 4, 6, 7 }.Select(id => new StockPool { Id = id }).ToArray();
        private readonly List<OrderLine> all = [];
        private readonly Dictionary<OrderLine, (AllocatedUnits, int?)> announced = [];
        private Dictionary<int, int> replacementOf = Replacements[1];

        public void Run(GroupCommand[][] batches)
        {
            foreach (var batch in batches)
            {
                var queue = new GroupQueue(
                    pools,
                    PoolIdOf,
                    ReplacementPoolOf,
                    line => announced.Add(line, (line.Held, line.ReplacementPoolId))
                );
                all.ForEach(queue.Add);
                foreach (var command in batch)
                {
                    CarryOut(queue, command);
                    Settle(queue);
                    ShouldBeWhatTheRulesGive();
                }
            }
        }

        private static int PoolIdOf(int sku) => ParentOf.GetValueOrDefault(sku, sku);

        private int? ReplacementPoolOf(OrderLine line) =>
            replacementOf.TryGetValue(line.SkuId, out var replacement) ? PoolIdOf(replacement) : null;

        private StockPool PoolOf(int sku) => pools.Single(p => p.Id == PoolIdOf(sku));

        private void CarryOut(GroupQueue queue, GroupCommand command)
        {
            var (_, a, b, c) = command;
            var line = all.Count == 0 ? null : all[a % all.Count];
            switch (command.Event)
            {
                case GroupEvent.OrderTaken:
                    Add(queue, a, b, c);
                    break;
                case GroupEvent.StockChanged:
                    var pool = pools[a % 4];
                    pool.Counted = Math.Max(0, pool.Counted + (2 * b) - 6);
                    break;
                case GroupEvent.ReplacementsChanged:
                    replacementOf = Replacements[a % Replacements.Length];
                    break;
                case var _ when line is null:
                    break;
                case GroupEvent.Cancelled:
                    Change(queue, line, l => l.Cancel(Math.Min(b, l.Open)));
                    break;
                case GroupEvent.PlaceChanged:
                    Change(queue, line, l => l.PlaceAt(priority: (b % 3) - 1, queuedAt: c));
                    break;
                case GroupEvent.Pinned:
                    Change(queue, line, l => l.Pin(Math.Min(b - 1, l.Open)));
                    break;
                case GroupEvent.CountsChanged:
                    Change(queue, line, l => l.PlaceAt(counts: !l.Counts));
                    break;
                default:
                    throw new InvalidOperationException($"No such event: {command.Event}.");
            }
        }

        private void Add(GroupQueue queue, int a, int b, int c)
        {
            var sku = 1 + (a % 7);
            var line = new OrderLine
            {
                OrderId = all.Count + 1,
                FamilyId = 1 + (a % (all.Count + 1)),
                Line = 1,
                SkuId = sku,
                PoolId = PoolIdOf(sku),
                Components = ComponentsOf.GetValueOrDefault(sku),
                Quantity = b,
                Counts = true,
                QueuedAt = c,
            };
            line.Settle();
            PoolFigures.Apply(line, 1, PoolOf);
            all.Add(line);
            queue.Add(line);
        }

        private void Change(GroupQueue queue, OrderLine line, Action<OrderLine> change)
        {
            queue.Remove(line);
            PoolFigures.Apply(line, -1, PoolOf);
            change(line);
            line.Shrink();
            PoolFigures.Apply(line, 1, PoolOf);
            queue.Add(line);
        }

        private void Settle(GroupQueue queue)
        {
            announced.Clear();
            var before = all.ToDictionary(l => l, l => (l.Held, l.ReplacementPoolId));
            queue.Settle();
            var changed = all.Where(l => (l.Held, l.ReplacementPoolId) != before[l]).ToDictionary(l => l, l => before[l]);
            announced.ShouldBe(changed, ignoreOrder: true);
        }

        private void ShouldBeWhatTheRulesGive()
        {
            var (expected, available) = UnitByUnit.Allocate(
                new Situation(pools.Select(p => p.Counted).ToArray(), all.Select(ClaimOf).ToArray(), Kits)
            );
            all.Select(l => l.Held).ToArray().ShouldBe(expected);
            all.ShouldAllBe(l => l.Allocated == l.OwnAllocated + l.ReplacementAllocated && l.BackOrdered == l.Claimed - l.Allocated);
            all.ShouldAllBe(l => l.ReplacementPoolId == (l.ReplacementAllocated > 0 ? ReplacementPoolOf(l) : null));
            for (var i = 0; i < pools.Length; i++)
            {
                var pool = pools[i];
                var own = all.Where(l => l.PoolId == pool.Id).ToArray();
                pool.Open.ShouldBe(own.Sum(l => l.Claimed) + all.Sum(l => l.Claimed * PerKit(l, pool)));
                pool.BackOrdered.ShouldBe(own.Sum(l => l.BackOrdered) + all.Sum(l => l.BackOrdered * PerKit(l, pool)));
                pool.FirmWanted.ShouldBe(own.Sum(l => l.Counts ? l.FirmWanted : 0));
                pool.Allocated.ShouldBe(
                    own.Sum(l => l.OwnAllocated)
                        + all.Where(l => l.ReplacementPoolId == pool.Id).Sum(l => l.ReplacementAllocated)
                        + all.Sum(l => l.OwnAllocated * PerKit(l, pool))
                );
                var last = own.Where(l => l.Loose > 0).MaxBy(l => l.Position);
                (pool.LastHeldPriority, pool.LastHeldQueuedAt).ShouldBe((last?.Priority, last?.QueuedAt ?? 0));
                if (!ComponentsOf.ContainsKey(pool.Id))
                    pool.Available.ShouldBe(available[i]);
            }
        }

        /// <summary>The table of kits as the rules mean it, a component and its shadow being one.</summary>
        private static KitComponent[][] Kits =>
            [
                [new(1, 1), new(2, 2)],
                [new(0, 2), new(3, 1)],
            ];

        private Claim ClaimOf(OrderLine line)
        {
            var own = Array.FindIndex(pools, p => p.Id == line.PoolId);
            var replacement = ReplacementPoolOf(line) is { } id ? Array.FindIndex(pools, p => p.Id == id) : -1;
            return new Claim(
                line.Position,
                own,
                line.Counts ? line.Open : 0,
                line.FirmWanted,
                replacement,
                line.IsKit ? line.SkuId - 6 : -1
            );
        }

        private int PerKit(OrderLine line, StockPool pool) =>
            line.IsKit ? Kits[line.SkuId - 6].Where(c => pools[c.Sku] == pool).Sum(c => c.PerKit) : 0;
    }
}
