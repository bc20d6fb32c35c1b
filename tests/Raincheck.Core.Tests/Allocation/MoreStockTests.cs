using CsCheck;
using Raincheck.Core.Allocation;
using Shouldly;

namespace Raincheck.Core.Tests.Allocation;

/// <summary>Whether more stock can leave a line with less: never without kits, sometimes with them (decision 0003).</summary>
public sealed class MoreStockTests
{
    private const int A = 0;
    private const int B = 1;
    private const int C = 2;

    private static readonly KitComponent[] PairOfA = [new(A, 2)];
    private static readonly KitComponent[] OneOfAAndB = [new(A, 1), new(B, 1)];

    [Fact]
    public void MoreStock_SimpleClaims_LeavesNoClaimWithLess() => NobodyHasLess(Situation.WithFirm);

    [Fact]
    public void MoreStock_WithReplacements_LeavesNoClaimWithLess() => NobodyHasLess(Situation.WithReplacements);

    [Fact]
    public void MoreStock_WithKits_CanLeaveALineWithLess() => Should.Throw<CsCheckException>(() => NobodyHasLess(Situation.WithKits));

    [Fact]
    public void MoreStock_WithKits_LeavesNoClaimAheadOfTheFirstKitWithLess() =>
        NobodyHasLess(
            Situation.WithKits,
            s =>
            {
                var queue = Enumerable.Range(0, s.Claims.Length).OrderBy(i => s.Claims[i].Position);
                return queue.TakeWhile(i => s.Claims[i].Kit < 0);
            }
        );

    /// <summary>The smallest of all: one SKU, one unit more.</summary>
    [Fact]
    public void Given_AKitOfTwo_When_TheSecondUnitComes_Then_TheLineBehindLosesTheFirst() =>
        AllocatedBeforeAndAfter(A, [1], [PairOfA], Kit(1), Line(2, A)).ShouldBe("0 1 > 1 0");

    /// <summary>The smallest with kits of one unit of each component.</summary>
    [Fact]
    public void Given_AKitThatLacksOneComponent_When_ItComes_Then_TheLineBehindLosesTheOther() =>
        AllocatedBeforeAndAfter(A, [0, 1], [OneOfAAndB], Kit(1), Line(2, B)).ShouldBe("0 1 > 1 0");

    /// <summary>The smallest in which the loser is a kit itself, whose other component then lies idle.</summary>
    [Fact]
    public void Given_TwoKitsThatShareAComponent_When_TheFirstIsCompleted_Then_TheSecondFallsApart() =>
        AllocatedBeforeAndAfter(A, [0, 1, 1], [OneOfAAndB, [new(B, 1), new(C, 1)]], Kit(1), Kit(2, kit: 1)).ShouldBe("0 1 > 1 0");

    /// <summary>The smallest with a replacement: the loser lived on the kit's component in place of its own SKU.</summary>
    [Fact]
    public void Given_ALineOnAReplacement_When_TheKitAheadIsCompleted_Then_ItLosesTheReplacement() =>
        AllocatedBeforeAndAfter(A, [0, 1, 0], [OneOfAAndB], Kit(1), Line(2, C, replacement: B)).ShouldBe("0 1 > 1 0");

    /// <summary>A firm kit takes from lines ahead of it in the queue too.</summary>
    [Fact]
    public void Given_AFirmKit_When_ItIsCompleted_Then_TheLineAheadLoses() =>
        AllocatedBeforeAndAfter(A, [0, 1], [OneOfAAndB], Line(1, B), Kit(2, firm: 1)).ShouldBe("1 0 > 0 1");

    /// <summary>One unit more, and fewer lines are served: the kit takes from two.</summary>
    [Fact]
    public void Given_AKitOfThree_When_ItIsCompleted_Then_TwoLinesLose() =>
        AllocatedBeforeAndAfter(
                A,
                [0, 1, 1],
                [
                    [new(A, 1), new(B, 1), new(C, 1)],
                ],
                Kit(1),
                Line(2, B),
                Line(3, C)
            )
            .ShouldBe("0 1 1 > 1 0 0");

    private static string AllocatedBeforeAndAfter(int more, long[] stock, KitComponent[][] kits, params Claim[] claims)
    {
        var situation = new Situation(stock, claims, kits);
        return $"{Units(situation)} > {Units(situation.WithMore(more, 1))}";

        static string Units(Situation s) => string.Join(' ', s.Allocate().Select(given => given.Units));
    }

    private static Claim Line(int at, int sku, int replacement = -1) =>
        new(new QueuePosition(0, at, at, at, 1), sku, 1, Replacement: replacement);

    private static Claim Kit(int at, int kit = 0, int firm = 0) => new(new QueuePosition(0, at, at, at, 1), 0, 1, firm, Kit: kit);

    private static void NobodyHasLess(Gen<Situation> situations) => NobodyHasLess(situations, s => Enumerable.Range(0, s.Claims.Length));

    private static void NobodyHasLess(Gen<Situation> situations, Func<Situation, IEnumerable<int>> of) =>
        Gen.Select(situations, Gen.Int[0, 3], Gen.Long[1, 5])
            .Sample(
                (s, sku, units) =>
                {
                    var before = s.Allocate();
                    var after = s.WithMore(sku % s.Stock.Length, units).Allocate();
                    foreach (var i in of(s))
                    {
                        after[i].Units.ShouldBeGreaterThanOrEqualTo(before[i].Units);
                        after[i].Firm.ShouldBeGreaterThanOrEqualTo(before[i].Firm);
                    }
                },
                iter: 50_000
            );
}
