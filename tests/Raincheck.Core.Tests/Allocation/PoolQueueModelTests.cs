using CsCheck;
using Raincheck.Tests.Infrastructure;

namespace Raincheck.Core.Tests.Allocation;

/// <summary>Random histories of one pool against the allocator. CsCheck prints the seed of a failure.</summary>
public sealed class PoolQueueModelTests
{
    private static readonly Gen<PoolCommand> Command = Gen.Select(
        Gen.Frequency(
            (6, Gen.Const(PoolEvent.OrderTaken)),
            (2, Gen.Const(PoolEvent.Cancelled)),
            (2, Gen.Const(PoolEvent.Shipped)),
            (1, Gen.Const(PoolEvent.QuantityRaised)),
            (2, Gen.Const(PoolEvent.PlaceChanged)),
            (1, Gen.Const(PoolEvent.Pinned)),
            (1, Gen.Const(PoolEvent.Unpinned)),
            (1, Gen.Const(PoolEvent.Split)),
            (1, Gen.Const(PoolEvent.CountsChanged)),
            (3, Gen.Const(PoolEvent.StockChanged)),
            (1, Gen.Const(PoolEvent.StockFed))
        ),
        Gen.Int[0, 1000],
        Gen.Int[1, 20],
        Gen.Int[0, 12],
        (kind, a, b, c) => new PoolCommand(kind, a, b, c)
    );

    private static readonly Gen<PoolBatch> Batch = Gen.Select(
        Gen.Int[1, 4],
        Gen.Int[0, 7],
        Command.Array[1, 6],
        (window, loaded, commands) => new PoolBatch(window, loaded, commands)
    );

    /// <summary>Nothing is firm in most pools, so most histories have no pin either.</summary>
    private static readonly Gen<PoolBatch> BatchWithoutPins = Batch.Select(b =>
        b with
        {
            Commands = b
                .Commands.Select(c =>
                    c with
                    {
                        Event = c.Event == PoolEvent.Pinned ? PoolEvent.Cancelled : c.Event,
                        A = c.A % 13 == 0 ? 1 : c.A,
                    }
                )
                .ToArray(),
        }
    );

    [Fact]
    [MoreInDeep]
    public void Settle_AfterEveryCommandOfAnyHistory_EqualsTheAllocator() => Check(Batch, null);

    [Fact]
    [MoreInDeep]
    public void Settle_AfterEveryCommandOfAHistoryWithoutPins_EqualsTheAllocator() => Check(BatchWithoutPins, null);

    private static void Check(Gen<PoolBatch> batch, string? seed) =>
        Gen.Select(Gen.Long[0, 40], batch.Array[1, 12])
            .Sample(
                (counted, batches) => new PoolLedger(counted).Run(batches),
                iter: Deep.Of(2_000, 400),
                seed: seed,
                print: history => $"counted {history.Item1}\n{string.Join('\n', history.Item2.AsEnumerable())}"
            );
}
