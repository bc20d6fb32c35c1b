using Raincheck.Core.Promises;
using Shouldly;

namespace Raincheck.Core.Tests.Promises;

public sealed class PromiseRulesTests
{
    // A Monday.
    private static readonly DateOnly Today = new(2026, 1, 5);

    [Fact]
    public void GivenNoPromise_WhenThereIsADate_ThenItIsPromisedIfTheOrderIsMarked()
    {
        var (promise, move) = Rules().Next(LinePromise.None, Expected(10), null, null, mayPromise: true);

        promise.ShouldBe(new LinePromise(Day(10), Day(10), Day(10), DateBasis.Expected));
        move.ShouldBe(PromiseMove.First);
        Rules().Next(LinePromise.None, Expected(10), null, null, mayPromise: false).ShouldBe((LinePromise.None, PromiseMove.None));
        Rules().Next(LinePromise.None, ProjectedShipDate.None, null, null, mayPromise: true).ShouldBe((LinePromise.None, PromiseMove.None));
    }

    [Theory]
    [InlineData(10, 0, 10, PromiseMove.None)]
    [InlineData(11, 0, 11, PromiseMove.Slip)]
    [InlineData(12, 2, 10, PromiseMove.None)]
    [InlineData(13, 2, 13, PromiseMove.Slip)]
    [InlineData(3, 0, 10, PromiseMove.None)]
    public void GivenAPromise_WhenTheDateChanges_ThenItMovesOnlyLaterAndBeyondTheTolerance(
        int projected,
        int tolerance,
        int promised,
        PromiseMove move
    )
    {
        var known = Promised(10, DateBasis.Expected);

        var (next, moved) = Rules(tolerance).Next(known, Expected(projected), null, null, mayPromise: true);

        (next.Promised, moved).ShouldBe((Day(promised), move));
        (next.First, next.Expected).ShouldBe((Day(10), Day(projected)));
    }

    [Theory]
    [InlineData(PromiseEarlier.Never, DateBasis.OnHand, 10)]
    [InlineData(PromiseEarlier.Never, DateBasis.Expected, 10)]
    [InlineData(PromiseEarlier.WhenOnHand, DateBasis.OnHand, 4)]
    [InlineData(PromiseEarlier.WhenOnHand, DateBasis.Expected, 10)]
    [InlineData(PromiseEarlier.Always, DateBasis.OnHand, 4)]
    [InlineData(PromiseEarlier.Always, DateBasis.Expected, 4)]
    public void GivenAnEarlierDate_WhenCompared_ThenTheSettingDecides(PromiseEarlier earlier, DateBasis basis, int promised)
    {
        var rules = new PromiseRules(Today, ShippingCalendar.Default, 0, earlier);

        var (next, move) = rules.Next(Promised(10, DateBasis.Expected), new(Day(4), basis), null, null, mayPromise: true);

        (next.Promised, next.First).ShouldBe((Day(promised), Day(10)));
        move.ShouldBe(promised == 10 ? PromiseMove.None : PromiseMove.Earlier);
    }

    [Fact]
    public void GivenUnitsThatAreNotOnOrder_WhenDaysPass_ThenThePromiseStaysUntilItsLastDayToBuy()
    {
        // Monday 5 January: 1 day to review and 4 to deliver are Saturday 10 January, which ships on Monday 12 January.
        const int leadTime = 4;
        var (known, _) = Rules().Next(LinePromise.None, new(Day(7), DateBasis.LeadTime), leadTime, null, mayPromise: true);
        Rules().BuyBy(Day(7), leadTime).ShouldBe(Day(2));

        var tuesday = RulesOn(1).Next(known, new(Day(7), DateBasis.LeadTime), leadTime, null, mayPromise: true);
        var wednesday = RulesOn(2).Next(known, new(Day(8), DateBasis.LeadTime), leadTime, null, mayPromise: true);
        var thursday = RulesOn(3).Next(known, new(Day(8), DateBasis.LeadTime), leadTime, null, mayPromise: true);

        (tuesday.Move, wednesday.Move, thursday.Move).ShouldBe((PromiseMove.None, PromiseMove.None, PromiseMove.Slip));
        (wednesday.Promise.Promised, wednesday.Promise.Expected).ShouldBe((Day(7), Day(7)));
        thursday.Promise.Promised.ShouldBe(Day(8));
    }

    [Fact]
    public void GivenAnOverdueSupply_WhenDaysPass_ThenThePromiseMovesOnceAndAgainWhenItsOffsetDateIsMissed()
    {
        var known = Promised(0, DateBasis.Expected);
        var moves = new List<int>();
        for (var day = 1; day <= 7; day++)
        {
            var projected = new ProjectedShipDate(ShippingCalendar.Default.ShipsAfterReceipt(Day(day + 3)), DateBasis.Overdue);
            var (next, move) = RulesOn(day).Next(known, projected, null, null, mayPromise: true);
            if (move == PromiseMove.Slip)
                moves.Add(day);
            known = next;
        }

        // On Tuesday to Friday 9 January; that is missed on Saturday, when the offset date is Tuesday 13 January.
        moves.ShouldBe([1, 5]);
        known.Promised.ShouldBe(Day(8));
    }

    [Fact]
    public void GivenUnitsOnHand_WhenTheyDoNotShip_ThenThePromiseDoesNotMoveOnWithEachDay()
    {
        var (known, move) = Rules().Next(Promised(10, DateBasis.Expected), new(Day(0), DateBasis.OnHand), null, null, mayPromise: true);
        move.ShouldBe(PromiseMove.Earlier);

        var (next, later) = RulesOn(2).Next(known, new(Day(2), DateBasis.OnHand), null, null, mayPromise: true);

        (next.Promised, later).ShouldBe((Day(0), PromiseMove.None));
    }

    [Fact]
    public void GivenAFixedDate_WhenSupplySlips_ThenThePromiseStaysAndIsLate()
    {
        var (next, move) = Rules().Next(Promised(10, DateBasis.Expected), Expected(30), null, Day(20), mayPromise: true);

        (next, move).ShouldBe((new LinePromise(Day(20), Day(10), Day(30), DateBasis.Expected), PromiseMove.Slip));
        Rules().Next(next, Expected(40), null, Day(20), mayPromise: true).Move.ShouldBe(PromiseMove.None);
        PromiseRisks.Of(next, Day(20), lateByDays: null).ShouldBe(PromiseRisk.Late);
    }

    [Fact]
    public void GivenSupplyThatIsGone_WhenCompared_ThenThePromiseStaysAndThereIsNoDate()
    {
        var (next, move) = Rules().Next(Promised(10, DateBasis.Expected), ProjectedShipDate.None, null, null, mayPromise: true);

        (next, move).ShouldBe((new LinePromise(Day(10), Day(10), null, DateBasis.None), PromiseMove.None));
        PromiseRisks.Of(next, null, lateByDays: null).ShouldBe(PromiseRisk.NoDate);
    }

    [Theory]
    [InlineData(10, null, PromiseRisk.OnTime)]
    [InlineData(10, 0, PromiseRisk.OnTime)]
    [InlineData(8, 2, PromiseRisk.OnTime)]
    [InlineData(8, 3, PromiseRisk.AtRisk)]
    [InlineData(11, 3, PromiseRisk.Late)]
    public void Of_ExpectedDateAndLateness_GivesTheRisk(int expected, int? lateBy, PromiseRisk risk) =>
        PromiseRisks.Of(new LinePromise(Day(10), Day(10), Day(expected), DateBasis.Expected), null, lateBy).ShouldBe(risk);

    [Fact]
    public void Of_APromiseThatSlipped_IsLateForEver()
    {
        var (next, _) = Rules().Next(Promised(10, DateBasis.Expected), Expected(12), null, null, mayPromise: true);

        PromiseRisks.Of(next, null, lateByDays: null).ShouldBe(PromiseRisk.Late);
        PromiseRisks.OfOrder([PromiseRisk.Late, PromiseRisk.NoDate, PromiseRisk.OnTime]).ShouldBe(PromiseRisk.NoDate);
        PromiseRisks.OfOrder([PromiseRisk.AtRisk, PromiseRisk.Late, PromiseRisk.OnTime]).ShouldBe(PromiseRisk.Late);
        PromiseRisks.OfOrder([]).ShouldBe(PromiseRisk.OnTime);
    }

    private static DateOnly Day(int days) => Today.AddDays(days);

    private static ProjectedShipDate Expected(int days) => new(Day(days), DateBasis.Expected);

    private static LinePromise Promised(int days, DateBasis basis) => new(Day(days), Day(days), Day(days), basis);

    private static PromiseRules Rules(int tolerance = 0) => new(Today, ShippingCalendar.Default, tolerance);

    private static PromiseRules RulesOn(int day) => new(Day(day), ShippingCalendar.Default);
}
