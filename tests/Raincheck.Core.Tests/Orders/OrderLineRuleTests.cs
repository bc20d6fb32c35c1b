using Raincheck.Core.Allocation;
using Raincheck.Core.Orders;
using Raincheck.Core.Stock;
using Shouldly;

namespace Raincheck.Core.Tests.Orders;

/// <summary>Each rule by which a line changes.</summary>
public sealed class OrderLineRuleTests
{
    private static readonly Order Order = new()
    {
        Id = 7,
        Number = "A-1",
        Priority = 2,
        QueuedAt = 50,
        OrderedAt = 40,
        FamilyId = 6,
        Status = OrderStatus.InProcess,
    };

    /// <summary>Ten ordered: one shipped, two cancelled, one with a vendor, six open.</summary>
    private static OrderLine Partly(int firmWanted = 0, int pinned = 0, int linked = 0) =>
        new()
        {
            Line = 3,
            SkuId = 11,
            PoolId = 11,
            Quantity = 10,
            Shipped = 1,
            Cancelled = 2,
            Dropshipped = 1,
            FirmWanted = firmWanted,
            Pinned = pinned,
            Linked = linked,
            Counts = true,
        };

    [Fact]
    public void Join_AnOrder_TakesItsPlaceInTheQueueOnce()
    {
        var line = new OrderLine { Quantity = 1 };

        line.Join(Order, 3, orderCounts: true);

        (line.OrderId, line.Line, line.OrderedAt, line.OrderStatus, line.Counts).ShouldBe((7, 3, 40, OrderStatus.InProcess, true));
        line.Position.ShouldBe(new QueuePosition(2, 50, 6, 7, 3));
        Should.Throw<InvalidOperationException>(() => line.Join(Order, 4, orderCounts: true));
    }

    [Fact]
    public void FollowState_OfItsOrder()
    {
        var order = new Order();
        order.AddUnits(5, 2);
        var line = new OrderLine();

        line.FollowState(order);

        line.OrderState.ShouldBe(BackOrderState.Partial);
    }

    [Theory]
    [InlineData(4, null)]
    [InlineData(3, "4 units of line 3 of order A-1 are shipped, cancelled or with a vendor already; its quantity cannot be 3.")]
    public void CheckQuantity_NotBelowWhatIsSettled(int quantity, string? refused)
    {
        var line = Partly();

        line.CheckQuantity(Order, quantity).ShouldBeRefused(RefusalCode.NotEnoughOpen, refused);

        if (refused is null)
            line.ChangeQuantity(quantity);
        else
            Should.Throw<ArgumentOutOfRangeException>(() => line.ChangeQuantity(quantity));
        line.Quantity.ShouldBe(refused is null ? quantity : 10);
    }

    [Fact]
    public void CheckReplaceable_OnlyWhileEverythingIsOpen()
    {
        new OrderLine { Quantity = 10 }
            .CheckReplaceable(Order)
            .ShouldBeNull();
        Partly()
            .CheckReplaceable(Order)
            .ShouldBeRefused(
                RefusalCode.NotEnoughOpen,
                "Units of line 3 of order A-1 are shipped, cancelled or with a vendor already; cancel the rest and add a line."
            );
    }

    [Fact]
    public void Replace_ThenBack_KeepsWhatWasOrderedOnRecord()
    {
        var line = new OrderLine
        {
            SkuId = 11,
            PoolId = 11,
            Quantity = 5,
            Counts = true,
            FirmWanted = 2,
            Pinned = 1,
            Linked = 1,
        };
        line.Hold(new(3, 0, 2));

        line.Replace(new Product { Id = 12, ShadowOfId = 20 }, null);

        (line.SkuId, line.PoolId, line.OriginalSkuId, line.Held).ShouldBe((12, 20, 11, default));
        (line.FirmWanted, line.Pinned, line.Linked, line.BackOrdered).ShouldBe((0, 0, 0, 5));
        line.Replace(new Product { Id = 11 }, null);
        (line.SkuId, line.OriginalSkuId).ShouldBe((11, null));
    }

    [Fact]
    public void Cancel_AtMostWhatIsOpen()
    {
        var line = Partly();

        Should.Throw<ArgumentOutOfRangeException>(() => line.Cancel(7));
        line.Cancel(6);

        (line.Cancelled, line.Open).ShouldBe((8, 0));
    }

    [Fact]
    public void Ship_OwnAndReplacement_FirmUnitsGoFirst()
    {
        var line = Partly(firmWanted: 4, pinned: 4);
        line.Hold(new(3, 2, 2), replacementPool: 20);

        line.Ship(own: 3, replacement: 1);

        (line.Shipped, line.Open, line.FirmWanted, line.Held).ShouldBe((5, 2, 1, new AllocatedUnits(0, 1, 0)));
        line.ReplacementPoolId.ShouldBe(20);
        Should.Throw<ArgumentOutOfRangeException>(() => line.Ship(1, 0));
        Should.Throw<ArgumentOutOfRangeException>(() => line.Ship(0, 2));
    }

    [Theory]
    [InlineData(4, null)]
    [InlineData(5, "Line 3 of order A-1 has 4 open units that can be pinned; 5 requested.")]
    public void Pin_ExceptWhatWasCrossDocked(int units, string? refused)
    {
        var line = Partly(firmWanted: 3, pinned: 1);

        line.CheckPin(Order, units).ShouldBeRefused(RefusalCode.NotEnoughOpen, refused);

        if (refused is null)
            line.Pin(units);
        else
            Should.Throw<ArgumentOutOfRangeException>(() => line.Pin(units));
        (line.FirmWanted, line.Pinned, line.CrossDocked).ShouldBe(refused is null ? (6, 4, 2) : (3, 1, 2));
        line.Pin(0);
        (line.FirmWanted, line.Pinned).ShouldBe((2, 0));
    }

    [Theory]
    [InlineData(3, null)]
    [InlineData(4, "Line 3 of order A-1 has 3 open units that are not linked to a purchase order; 4 cannot be linked.")]
    public void CheckLink_OpenUnitsThatWaitForNoPurchaseOrder(int units, string? refused) =>
        Partly(firmWanted: 2, pinned: 1, linked: 2).CheckLink(Order, units).ShouldBeRefused(RefusalCode.NotEnoughOpen, refused);

    /// <summary>Six open units, of which two are held, two firm and two linked.</summary>
    [Theory]
    [InlineData("what waits without a link goes first", 2, 0, 0, 0)]
    [InlineData("then what is linked", 3, 1, 0, 0)]
    [InlineData("then what is held", 5, 2, 1, 1)]
    [InlineData("all", 6, 2, 2, 1)]
    public void SplitOff_WhatWaitsGoesFirst(string why, int units, int linked, int firm, int pinned)
    {
        var line = Partly(firmWanted: 2, pinned: 1, linked: 2);
        line.Hold(new(2, 0, 2));

        var child = line.SplitOff(units);

        (child.Quantity, child.Linked, child.FirmWanted, child.Pinned, child.Open).ShouldBe((units, linked, firm, pinned, units), why);
        (line.Open, line.Linked, line.FirmWanted, line.Pinned).ShouldBe((6 - units, 2 - linked, 2 - firm, 1 - pinned), why);
        (child.OrderId, child.Line, child.SkuId, child.Allocated).ShouldBe((0, 0, 11, 0), why);
        Should.Throw<ArgumentOutOfRangeException>(() => line.SplitOff(7 - units));
    }

    [Fact]
    public void Lacking_InQueries_IsTheRule()
    {
        var lacks = OrderLine.Lacking.Compile();
        foreach (var held in new[] { 0, 3, 6 })
        {
            var line = Partly();
            line.Hold(new(held, 0, 0));
            (line.LacksUnits, lacks(line)).ShouldBe((held < 6, held < 6));
        }
    }
}
