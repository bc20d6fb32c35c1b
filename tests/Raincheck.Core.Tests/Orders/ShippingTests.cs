using Raincheck.Core.Orders;
using Raincheck.Core.Purchasing;
using Shouldly;

namespace Raincheck.Core.Tests.Orders;

/// <summary>What leaves the warehouses when units are shipped.</summary>
public sealed class ShippingTests
{
    private static readonly Order Order = new() { Number = "A-1" };

    [Theory]
    [InlineData(2, 2, 0)]
    [InlineData(4, 3, 1)]
    [InlineData(null, 3, 2)]
    public void Of_AQuantity_OwnUnitsGoBeforeThoseOfTheReplacement(int? quantity, int own, int replacement)
    {
        var units = ShippedUnits.Of(Held(1, 10, 3, 2), quantity);

        (units.Own, units.Replacement).ShouldBe((own, replacement));
        units.CheckHeld(Order, "lines[0].quantity").ShouldBeNull();
    }

    [Fact]
    public void CheckHeld_MoreThanTheLineHolds_IsRefused() =>
        ShippedUnits
            .Of(Held(1, 10, 3, 2), 6)
            .CheckHeld(Order, "lines[0].quantity")
            .ShouldBe(
                new Refusal(
                    RefusalCode.NotEnoughStock,
                    "Line 1 of order A-1 has 5 allocated units; 6 cannot be shipped.",
                    "lines[0].quantity"
                )
            );

    [Theory]
    [InlineData(2, PurchaseOrderType.Regular, true)]
    [InlineData(0, PurchaseOrderType.Regular, false)]
    [InlineData(2, PurchaseOrderType.Dropship, false)]
    public void CheckLinks_WhileAPurchaseOrderIsToBringUnits(int units, PurchaseOrderType type, bool waits) =>
        Shipping
            .CheckLinks(Order, [(new PurchaseOrderLink { Quantity = units }, new PurchaseOrder { Number = "P-1", Type = type })])
            .ShouldBeRefused(
                RefusalCode.WaitsForPurchaseOrder,
                waits
                    ? "Order A-1 waits for purchase order P-1; receive it, unlink it, or split the order to ship the allocated units."
                    : null
            );

    [Fact]
    public void Leaving_KitsAndReplacements_CountAsWhatLeavesTheShelf()
    {
        ShippedUnits[] units = [new(Held(1, 10, 3, 2), 3, 2), new(Held(2, 99, 2, 0, "110:2,111:1"), 2, 0), new(Held(3, 12, 1, 0), 0, 0)];

        Shipping
            .Leaving(units, product => product - 100)
            .ShouldBe(
                new Dictionary<int, long>
                {
                    [10] = 3 + 4,
                    [20] = 2,
                    [11] = 2,
                }
            );
    }

    [Fact]
    public void Missing_APoolOfTwoLines_NamesBoth()
    {
        ShippedUnits[] units = [new(Held(1, 10, 3, 0), 3, 0), new(Held(2, 11, 1, 0), 1, 0), new(Held(3, 10, 2, 0), 2, 0)];

        Shipping.Missing(units, p => p, pool => pool == 10 ? 4 : 1).ShouldBe([(0, 10, 4, 5), (2, 10, 4, 5)]);
        Shipping.Missing(units, p => p, _ => 5).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(2, new long[] { 2, 0, 0 })]
    [InlineData(5, new long[] { 3, 0, 2 })]
    public void TakeInOrder_TheNextWarehouseGivesTheRest(long units, long[] taken) =>
        Shipping.TakeInOrder(units, [3, 0, 4]).ShouldBe(taken);

    [Theory]
    [InlineData(0, "Order A-1 has no back-ordered units to split off.")]
    [InlineData(5, null)]
    [InlineData(6, "Order A-1 would have no units left; leave at least one unit on it.")]
    public void Split_SomethingGoesAndSomethingStays(int units, string? refused) =>
        Splitting
            .Check(Order, [new OrderLine { Quantity = 4 }, new OrderLine { Quantity = 2 }], units, "back-ordered units")
            .ShouldBeRefused(RefusalCode.NotEnoughOpen, refused);

    private static OrderLine Held(int number, int pool, int own, int replacement, string? components = null)
    {
        var line = new OrderLine
        {
            Line = number,
            SkuId = pool,
            PoolId = pool,
            Quantity = 10,
            Counts = true,
            Components = components,
        };
        line.Hold(new(own, replacement, 0), replacementPool: 20);
        return line;
    }
}
