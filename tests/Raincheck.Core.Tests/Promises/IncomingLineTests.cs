using Raincheck.Core.Promises;
using Shouldly;

namespace Raincheck.Core.Tests.Promises;

/// <summary>The dates of supply; one row for each case of the rules.</summary>
public sealed class IncomingLineTests
{
    private static readonly DateOnly Today = new(2026, 3, 10);

    [Theory]
    [InlineData(5, true, null, 5, DateBasis.Confirmed)]
    [InlineData(0, true, null, 0, DateBasis.Confirmed)]
    [InlineData(5, false, 90, 5, DateBasis.Expected)]
    [InlineData(0, false, null, 0, DateBasis.Expected)]
    [InlineData(null, false, 14, 4, DateBasis.Assumed)]
    [InlineData(null, false, 10, 0, DateBasis.Assumed)]
    [InlineData(null, true, 14, 4, DateBasis.Assumed)]
    [InlineData(-1, false, null, 3, DateBasis.Overdue)]
    [InlineData(-1, true, null, 3, DateBasis.Overdue)]
    [InlineData(-30, false, null, 3, DateBasis.Overdue)]
    [InlineData(null, false, 9, 3, DateBasis.Overdue)]
    public void DatedOn_WithAUsableDate_IsThatDateAndItsBasis(int? expectedIn, bool isConfirmed, int? leadTime, int dateIn, DateBasis basis)
    {
        var supply = Line(expectedIn, isConfirmed, leadTime).DatedOn(Today, OverdueRule.Default);

        supply.ShouldNotBeNull();
        (supply.Date, supply.Basis, supply.Units).ShouldBe((Today.AddDays(dateIn), basis, 7));
    }

    [Theory]
    [InlineData(-31, false, null)]
    [InlineData(-31, true, 90)]
    [InlineData(null, false, null)]
    public void DatedOn_WithoutAUsableDate_IsNull(int? expectedIn, bool isConfirmed, int? leadTime) =>
        Line(expectedIn, isConfirmed, leadTime).DatedOn(Today, OverdueRule.Default).ShouldBeNull();

    // Ordered ten days ago.
    private static IncomingLine Line(int? expectedIn, bool isConfirmed, int? leadTime) =>
        new(
            new SupplySource(1, "PO-1", 1, 1),
            0,
            7,
            Today.AddDays(-10),
            expectedIn is { } days ? Today.AddDays(days) : null,
            isConfirmed,
            leadTime
        );
}
