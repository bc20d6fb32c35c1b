using Raincheck.Core.Orders;
using Raincheck.Core.Purchasing;
using Shouldly;

namespace Raincheck.Core.Tests.Purchasing;

/// <summary>Each rule of a purchase order, on one of each status.</summary>
public sealed class PurchaseOrderRuleTests
{
    private static PurchaseOrderLine Line(int quantity, long received = 0, int cancelled = 0) =>
        new()
        {
            SkuId = 1,
            Quantity = quantity,
            Received = received,
            Cancelled = cancelled,
        };

    private static PurchaseOrder Regular(PurchaseOrderStatus status = PurchaseOrderStatus.Open) =>
        new() { Number = "P-1", Status = status };

    private static PurchaseOrder Dropship(DropshipStatus status, long? order = null) =>
        new()
        {
            Number = "P-1",
            Type = PurchaseOrderType.Dropship,
            DropshipStatus = status,
            OrderId = order,
        };

    [Theory]
    [InlineData(PurchaseOrderStatus.Open, null)]
    [InlineData(PurchaseOrderStatus.PartiallyReceived, null)]
    [InlineData(PurchaseOrderStatus.Received, "Purchase order P-1 is received and cannot be cancelled.")]
    [InlineData(PurchaseOrderStatus.Cancelled, "Purchase order P-1 is cancelled and cannot be cancelled.")]
    public void CheckOpen_ByStatus(PurchaseOrderStatus status, string? refused) =>
        Regular(status).CheckOpen("cancelled").ShouldBeRefused(RefusalCode.PurchaseOrderStatusForbids, refused);

    [Theory]
    [InlineData(PurchaseOrderStatus.Open, 0, null)]
    [InlineData(PurchaseOrderStatus.PartiallyReceived, 1, null)]
    [InlineData(PurchaseOrderStatus.Received, 0, null)]
    [InlineData(PurchaseOrderStatus.Received, 1, "Pending units of purchase order P-1 were cancelled; it cannot be changed.")]
    [InlineData(PurchaseOrderStatus.Cancelled, 2, "Purchase order P-1 is cancelled and cannot be changed.")]
    public void CheckNotGivenUp_OnlyACancellationEndsIt(PurchaseOrderStatus status, int cancelled, string? refused) =>
        Regular(status)
            .CheckNotGivenUp([Line(5), Line(5, cancelled: cancelled)], "changed")
            .ShouldBeRefused(RefusalCode.PurchaseOrderStatusForbids, refused);

    [Fact]
    public void CheckReceivable_AllReceived_MoreMayCome()
    {
        Regular(PurchaseOrderStatus.Received).CheckReceivable([Line(5, received: 5)]).ShouldBeNull();
        Regular(PurchaseOrderStatus.Cancelled)
            .CheckReceivable([Line(5, cancelled: 5)])
            .ShouldBeRefused(RefusalCode.PurchaseOrderStatusForbids, "Purchase order P-1 is cancelled and cannot be received.");
        Dropship(DropshipStatus.Pending)
            .CheckReceivable([Line(5)])
            .ShouldBeRefused(
                RefusalCode.PurchaseOrderStatusForbids,
                "Purchase order P-1 is a dropship purchase order; it cannot be received."
            );
    }

    [Fact]
    public void CheckLinkable_OnlyAnOpenRegularOne()
    {
        Regular().CheckLinkable("purchaseOrder").ShouldBeNull();
        Regular(PurchaseOrderStatus.Received)
            .CheckLinkable("purchaseOrder")
            .ShouldBe(new Refusal(RefusalCode.PurchaseOrderStatusForbids, "Purchase order P-1 has no pending units.", "purchaseOrder"));
        Dropship(DropshipStatus.Pending)
            .CheckLinkable("purchaseOrder")
            .ShouldBeRefused(
                RefusalCode.PurchaseOrderStatusForbids,
                "Purchase order P-1 is a dropship purchase order; its units do not come to a warehouse."
            );
    }

    [Theory]
    [InlineData(6, null)]
    [InlineData(5, "6 units of X on purchase order P-1 are received, cancelled or linked to orders; its quantity cannot be 5.")]
    public void CheckQuantity_NotBelowWhatIsReceivedCancelledOrLinked(int quantity, string? refused) =>
        Regular()
            .CheckQuantity(Line(10, received: 2, cancelled: 1), "X", quantity, linked: 3)
            .ShouldBeRefused(RefusalCode.NotEnoughOnOrder, refused);

    [Fact]
    public void CheckQuantity_OverReceived_MayStayAsItIs() =>
        Regular().CheckQuantity(Line(10, received: 12), "X", 10, linked: 0).ShouldBeNull();

    [Fact]
    public void CheckQuantity_ForAnOrdersCustomer_IsRefused() =>
        Dropship(DropshipStatus.Pending, order: 7)
            .CheckQuantity(Line(10), "X", 20, linked: 0)
            .ShouldBeRefused(
                RefusalCode.PurchaseOrderStatusForbids,
                "Purchase order P-1 ships to a customer; the order sets its quantities."
            );

    [Theory]
    [InlineData(DropshipStatus.Pending, DropshipStatus.Requested, true)]
    [InlineData(DropshipStatus.Pending, DropshipStatus.Acknowledged, true)]
    [InlineData(DropshipStatus.Requested, DropshipStatus.Requested, false)]
    [InlineData(DropshipStatus.Acknowledged, DropshipStatus.Requested, false)]
    [InlineData(DropshipStatus.Acknowledged, DropshipStatus.Cancelled, true)]
    [InlineData(DropshipStatus.Pending, DropshipStatus.Processed, true)]
    [InlineData(DropshipStatus.Processed, DropshipStatus.Processed, false)]
    [InlineData(DropshipStatus.Cancelled, DropshipStatus.Acknowledged, false)]
    public void CheckDropshipStatus_OnlyForwardAndNotPastTheEnd(DropshipStatus from, DropshipStatus to, bool isAllowed) =>
        Dropship(from)
            .CheckDropshipStatus(to)
            .ShouldBeRefused(
                RefusalCode.DropshipStatusForbids,
                isAllowed ? null : $"Purchase order P-1 is {EnumName.Of(from)} and cannot become {EnumName.Of(to)}."
            );

    [Fact]
    public void CheckDropshipStatus_OfARegularOne_IsRefused() =>
        Regular()
            .CheckDropshipStatus(DropshipStatus.Requested)
            .ShouldBeRefused(RefusalCode.PurchaseOrderStatusForbids, "Purchase order P-1 is not a dropship purchase order.");

    [Fact]
    public void Advance_WhatTheCheckRefuses_ThrowsAndChangesNothing()
    {
        var order = Dropship(DropshipStatus.Acknowledged);

        Should.Throw<InvalidOperationException>(() => order.Advance(DropshipStatus.Requested));
        Should.Throw<InvalidOperationException>(() => order.Advance(DropshipStatus.Processed));
        order.DropshipStatus.ShouldBe(DropshipStatus.Acknowledged);

        var pending = Dropship(DropshipStatus.Pending);
        pending.Advance(DropshipStatus.Acknowledged);
        pending.DropshipStatus.ShouldBe(DropshipStatus.Acknowledged);
    }

    [Theory]
    [InlineData(3, null)]
    [InlineData(4, "Purchase order P-1 has 3 units of X pending; 4 cannot be processed.")]
    [InlineData(0, "Purchase order P-1 has 3 units of X pending; 0 cannot be processed.")]
    public void CheckPending_FromOneToWhatIsToCome(int units, string? refused) =>
        Dropship(DropshipStatus.Requested)
            .CheckPending(Line(5, received: 2), "X", units, DropshipStatus.Processed, "lines[0].quantity")
            .ShouldBeRefused(RefusalCode.NotEnoughOnOrder, refused);

    [Fact]
    public void ShipFromVendor_PartThenRest_IsAcknowledgedThenProcessed()
    {
        var (order, line) = (Dropship(DropshipStatus.Pending), Line(5));

        order.ShipFromVendor([line], line, 2);
        order.CountChange([line]);
        (order.DropshipStatus, order.Status, line.Pending).ShouldBe(
            (DropshipStatus.Acknowledged, PurchaseOrderStatus.PartiallyReceived, 3)
        );

        order.CancelAtVendor([line], line, 3);
        order.CountChange([line]);
        (order.DropshipStatus, order.Status, order.Revision).ShouldBe((DropshipStatus.Processed, PurchaseOrderStatus.Received, 2));
    }

    [Fact]
    public void CancelAtVendor_Everything_IsCancelled()
    {
        var (order, line) = (Dropship(DropshipStatus.Requested), Line(5));

        order.CancelAtVendor([line], line, 4);
        order.DropshipStatus.ShouldBe(DropshipStatus.Requested);
        Should.Throw<ArgumentOutOfRangeException>(() => order.CancelAtVendor([line], line, 2));
        order.CancelAtVendor([line], line, 1);
        order.CountChange([line]);

        (order.DropshipStatus, order.Status, line.Cancelled).ShouldBe((DropshipStatus.Cancelled, PurchaseOrderStatus.Cancelled, 5));
    }

    [Fact]
    public void Cancel_PartlyReceived_CancelsTheRest()
    {
        PurchaseOrderLine[] lines = [Line(5, received: 2), Line(4), Line(3, received: 4)];
        var order = Regular(PurchaseOrderStatus.PartiallyReceived);

        order.Cancel(lines);
        order.CountChange(lines);

        lines.Select(l => l.Cancelled).ShouldBe([3, 4, 0]);
        (order.Status, order.DropshipStatus).ShouldBe((PurchaseOrderStatus.Received, DropshipStatus.None));
    }

    [Fact]
    public void TakeNumber_OnceOnly()
    {
        var order = new PurchaseOrder();
        order.TakeNumber("PO-1");

        Should.Throw<InvalidOperationException>(() => order.TakeNumber("PO-2")).Message.ShouldBe("purchase order PO-1 has a number");
        order.Number.ShouldBe("PO-1");
    }

    [Fact]
    public void Groups_InQueries_AreThoseOfTheRules()
    {
        var (isOpen, isRegular, isDropship) = (
            PurchaseOrderGroups.Open.Compile(),
            PurchaseOrderGroups.Regular.Compile(),
            PurchaseOrderGroups.Dropship.Compile()
        );
        foreach (var status in Enum.GetValues<PurchaseOrderStatus>())
            isOpen(Regular(status)).ShouldBe(status.IsOpen(), status.ToString());
        foreach (var type in Enum.GetValues<PurchaseOrderType>())
        {
            var order = new PurchaseOrder { Type = type };
            (isRegular(order), isDropship(order)).ShouldBe((!order.IsDropship, order.IsDropship), type.ToString());
        }
        var hasPending = PurchaseOrderLine.HasPending.Compile();
        foreach (var line in new[] { Line(5), Line(5, 5), Line(5, 7), Line(5, 2, 2), Line(5, 2, 3) })
            hasPending(line).ShouldBe(line.Pending > 0);
    }
}
