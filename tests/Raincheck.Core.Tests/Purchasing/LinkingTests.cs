using Raincheck.Core.Orders;
using Raincheck.Core.Purchasing;
using Shouldly;

namespace Raincheck.Core.Tests.Purchasing;

/// <summary>Which links get units, and which lose them.</summary>
public sealed class LinkingTests
{
    private static readonly PurchaseOrderLink[] Links = [new() { Quantity = 3 }, new(), new() { Quantity = 2 }];

    [Theory]
    [InlineData(0, new int[0])]
    [InlineData(2, new[] { 2 })]
    [InlineData(4, new[] { 3, 1 })]
    [InlineData(9, new[] { 3, 2 })]
    public void Deal_FromTheFirstOn_AtMostWhatIsToCome(int units, int[] dealt) =>
        Linking.Deal(Links, l => l, units).Select(d => d.Units).ShouldBe(dealt);

    [Theory]
    [InlineData(5, new int[0])]
    [InlineData(4, new[] { 1 })]
    [InlineData(1, new[] { 2, 2 })]
    [InlineData(0, new[] { 3, 2 })]
    public void Excess_TheLastLoseTheirUnits(int pending, int[] lost) =>
        Linking.Excess(Links, l => l, pending).Select(e => e.Units).ShouldBe(lost);

    [Theory]
    [InlineData(4, null)]
    [InlineData(5, "Purchase order P-1 has 4 units of X pending and not linked; 5 cannot be linked.")]
    public void CheckFree_PendingUnitsThatNoLineWaitsFor(int units, string? refused)
    {
        var free = Linking.Free(new PurchaseOrderLine { Quantity = 10, Received = 3 }, linked: 3);

        Linking.CheckFree(new PurchaseOrder { Number = "P-1" }, "X", free, units).ShouldBeRefused(RefusalCode.NotEnoughOnOrder, refused);
    }

    [Fact]
    public void ForBackOrdered_LineByLine_AsManyAsThePurchaseOrderHasLeft()
    {
        OrderLine[] lines =
        [
            Waiting(1, pool: 10, units: 4),
            Waiting(2, pool: 10, units: 4, linked: 1),
            Waiting(3, pool: 10, units: 4),
            Waiting(4, pool: 11, units: 4),
            Waiting(5, pool: 12, units: 4),
            Waiting(6, pool: 10, units: 4, components: "10:1"),
        ];

        var links = Linking.ForBackOrdered(lines, pool => pool == 12 ? null : 9, out var isBrought);

        links.Select(l => (l.Line.Line, l.Units)).ShouldBe([(1, 4), (2, 3), (3, 2), (4, 4)]);
        isBrought.ShouldBeTrue();
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(null, false)]
    public void ForBackOrdered_NothingToGive_TellsWhetherItBringsTheProduct(int? free, bool brings)
    {
        Linking.ForBackOrdered([Waiting(1, pool: 10, units: 4)], _ => free, out var isBrought).ShouldBeEmpty();

        isBrought.ShouldBe(brings);
    }

    private static OrderLine Waiting(int number, int pool, int units, int linked = 0, string? components = null)
    {
        var line = new OrderLine
        {
            Line = number,
            PoolId = pool,
            Quantity = units,
            Linked = linked,
            Components = components,
            Counts = true,
        };
        line.Settle();
        return line;
    }
}
