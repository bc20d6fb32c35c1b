using Raincheck.Core.Allocation;
using Shouldly;

namespace Raincheck.Core.Tests.Allocation;

/// <summary>The rules of the queue one by one, each in the smallest situation that shows it.</summary>
public sealed class AllocatorRules
{
    private const int A = 0;
    private const int B = 1;
    private const int C = 2;

    private static readonly KitComponent[] OneOfAAndTwoOfB = [new(A, 1), new(B, 2)];

    [Fact]
    public void Given_NoClaims_Then_EverythingIsAvailable() => Given([3, 0]).ShouldGive([], available: [3, 0]);

    [Fact]
    public void Given_EnoughStock_Then_EveryLineIsServed() =>
        Given([5], Line(1, A, open: 2), Line(2, A, open: 3)).ShouldGive([Own(2), Own(3)], available: [0]);

    [Fact]
    public void Given_TooLittleStock_Then_TheOlderIsServedFirstAndTheNextTakesWhatIsLeft() =>
        Given([5], Line(2, A, open: 4), Line(1, A, open: 3)).ShouldGive([Own(2), Own(3)], available: [0]);

    [Fact]
    public void Given_ALateImportOfAnOldOrder_Then_ItTakesItsChronologicalPlace() =>
        Given([3], new Claim(new QueuePosition(0, 10, 1, 1, 1), A, 3), new Claim(new QueuePosition(0, 5, 2, 2, 1), A, 2))
            .ShouldGive([Own(1), Own(2)], available: [0]);

    [Fact]
    public void Given_AHigherPriority_Then_ItIsServedBeforeOlderOrders() =>
        Given([3], Line(1, A, open: 3), Line(9, A, open: 2, priority: 1)).ShouldGive([Own(1), Own(2)], available: [0]);

    [Fact]
    public void Given_ALowerPriority_Then_ItIsServedAfterNewerOrders() =>
        Given([3], Line(1, A, open: 3, priority: -1), Line(9, A, open: 2)).ShouldGive([Own(1), Own(2)], available: [0]);

    [Fact]
    public void Given_TwoLinesOfOneOrder_Then_TheSmallerLineNumberIsServedFirst() =>
        Given([1], new Claim(new QueuePosition(0, 1, 1, 1, 2), A, 1), new Claim(new QueuePosition(0, 1, 1, 1, 1), A, 1))
            .ShouldGive([Own(0), Own(1)], available: [0]);

    [Fact]
    public void Given_ASplitFamilyAndAStrangerOfTheSameTime_Then_TheChildKeepsItsParentsPlace()
    {
        var parent = new Claim(new QueuePosition(0, 7, 1, 1, 1), A, 1);
        var stranger = new Claim(new QueuePosition(0, 7, 2, 2, 1), A, 1);
        var child = new Claim(new QueuePosition(0, 7, 1, 3, 1), A, 1);

        Given([1], child, stranger, parent).ShouldGive([Own(0), Own(0), Own(1)], available: [0]);
        Given([2], child, stranger, parent).ShouldGive([Own(1), Own(0), Own(1)], available: [0]);
    }

    [Fact]
    public void Given_OtherSkus_Then_AQueueOfOneDoesNotTouchAnother() =>
        Given([0, 2], Line(1, A, open: 2), Line(2, B, open: 2)).ShouldGive([Own(0), Own(2)], available: [0, 0]);

    [Fact]
    public void Given_AClaimOfNothing_Then_ItGetsNothing() =>
        Given([2], Line(1, A, open: 0, firm: 2), Line(2, A, open: 1)).ShouldGive([Own(0), Own(1)], available: [1]);

    [Fact]
    public void Given_AReplacement_Then_ItFillsOnlyWhatTheOwnSkuCannot() =>
        Given([2, 5], Line(1, A, open: 3, replacement: B)).ShouldGive([new(2, 1, 0)], available: [0, 4]);

    [Fact]
    public void Given_AReplacement_Then_ItsUnitsAreReallyTaken() =>
        Given([0, 2], Line(1, A, open: 2, replacement: B), Line(2, B, open: 2)).ShouldGive([new(0, 2, 0), Own(0)], available: [0, 0]);

    [Fact]
    public void Given_AnOlderClaimOnTheReplacementItself_Then_ItComesFirst() =>
        Given([0, 2], Line(2, A, open: 2, replacement: B), Line(1, B, open: 1)).ShouldGive([new(0, 1, 0), Own(1)], available: [0, 0]);

    [Fact]
    public void Given_AReplacementOfAReplacement_Then_ItIsNotFollowed() =>
        Given([0, 0, 5], Line(1, A, open: 1, replacement: B), Line(2, B, open: 1, replacement: C))
            .ShouldGive([Own(0), new(0, 1, 0)], available: [0, 0, 4]);

    [Fact]
    public void Given_TwoSkusThatReplaceEachOther_Then_EachTakesItsOwnFirst() =>
        Given([1, 1], Line(1, A, open: 2, replacement: B), Line(2, B, open: 2, replacement: A))
            .ShouldGive([new(1, 1, 0), Own(0)], available: [0, 0]);

    [Theory]
    [InlineData(5, 9, 4)]
    [InlineData(3, 9, 3)]
    [InlineData(5, 5, 2)]
    [InlineData(0, 9, 0)]
    [InlineData(5, 1, 0)]
    public void Given_AKit_Then_TheScarcestComponentDecides(long a, long b, int kits) =>
        Given([a, b], [OneOfAAndTwoOfB], Kit(1, open: 4)).ShouldGive([Own(kits)], available: [a - kits, b - (2 * kits)]);

    [Fact]
    public void Given_AKitThatCannotBeWhole_Then_ItsComponentsGoToTheNext() =>
        Given([1, 1], [OneOfAAndTwoOfB], Kit(1, open: 1), Line(2, A, open: 1)).ShouldGive([Own(0), Own(1)], available: [0, 1]);

    [Fact]
    public void Given_FirmUnits_Then_TheyComeBeforeTheQueue() =>
        Given([3], Line(1, A, open: 3), Line(2, A, open: 4, firm: 2)).ShouldGive([Own(1), new(2, 0, 2)], available: [0]);

    [Fact]
    public void Given_FirmUnits_Then_AHigherPriorityDoesNotTakeThem() =>
        Given([2], Line(1, A, open: 2, priority: 9), Line(2, A, open: 2, firm: 1, priority: -9))
            .ShouldGive([Own(1), new(1, 0, 1)], available: [0]);

    [Fact]
    public void Given_FirmUnits_Then_TheRestOfTheLineStandsAtItsOwnPlace() =>
        Given([5], Line(1, A, open: 1), Line(2, A, open: 3, firm: 1), Line(3, A, open: 9))
            .ShouldGive([Own(1), new(3, 0, 1), Own(1)], available: [0]);

    [Fact]
    public void Given_FirmUnitsAboveTheStock_Then_TheyAreServedInQueueOrder() =>
        Given([3], Line(3, A, open: 2, firm: 2), Line(2, A, open: 2, firm: 2), Line(1, A, open: 5))
            .ShouldGive([new(1, 0, 1), new(2, 0, 2), Own(0)], available: [0]);

    [Fact]
    public void Given_MoreFirmWantedThanOpen_Then_FirmIsAtMostWhatIsOpen() =>
        Given([5], Line(1, A, open: 2, firm: 4)).ShouldGive([new(2, 0, 2)], available: [3]);

    [Fact]
    public void Given_AFirmLineWithAReplacement_Then_FirmUnitsAreNeverReplacementUnits() =>
        Given([1, 3], Line(1, B, open: 2), Line(2, A, open: 3, firm: 3, replacement: B))
            .ShouldGive([Own(2), new(1, 1, 1)], available: [0, 0]);

    [Fact]
    public void Given_FirmKits_Then_WholeKitsComeBeforeTheQueue() =>
        Given([3, 3], [OneOfAAndTwoOfB], Line(1, B, open: 3), Kit(2, open: 2, firm: 2))
            .ShouldGive([Own(1), new(1, 0, 1)], available: [2, 0]);

    [Fact]
    public void Given_AQuantityBeyondTheRangeOfAnInt_Then_StockIsCountedExactly() =>
        Given([5_000_000_000], Line(1, A, open: int.MaxValue), Line(2, A, open: 10_000_000))
            .ShouldGive([Own(int.MaxValue), Own(10_000_000)], available: [5_000_000_000 - int.MaxValue - 10_000_000]);

    private static Situation Given(long[] stock, params Claim[] claims) => new(stock, claims, []);

    private static Situation Given(long[] stock, KitComponent[][] kits, params Claim[] claims) => new(stock, claims, kits);

    private static AllocatedUnits Own(int units) => new(units, 0, 0);

    private static Claim Line(int at, int sku, int open, int firm = 0, int priority = 0, int replacement = -1) =>
        new(new QueuePosition(priority, at, at, at, 1), sku, open, firm, replacement);

    private static Claim Kit(int at, int open, int firm = 0) => new(new QueuePosition(0, at, at, at, 1), 0, open, firm, Kit: 0);
}

file static class SituationAssertions
{
    public static void ShouldGive(this Situation situation, AllocatedUnits[] given, long[] available)
    {
        Allocator.Allocate(situation.Stock, situation.Claims, situation.Kits, out var left).ShouldBe(given);
        left.ShouldBe(available);
    }
}
