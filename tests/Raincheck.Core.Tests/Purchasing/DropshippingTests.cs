using Raincheck.Core.Orders;
using Raincheck.Core.Purchasing;
using Shouldly;

namespace Raincheck.Core.Tests.Purchasing;

public sealed class DropshippingTests
{
    private static readonly PurchaseOrder Regular = new() { Type = PurchaseOrderType.Regular };

    private static PurchaseOrder Vendor(DropshipStatus status) => new() { Type = PurchaseOrderType.Dropship, DropshipStatus = status };

    private static PurchaseOrderLink Units(int quantity, int processed = 0) => new() { Quantity = quantity, Processed = processed };

    [Fact]
    public void StatusOf_WithoutLinks_IsNone() => Dropshipping.StatusOf([]).ShouldBe(DropshipStatus.None);

    [Fact]
    public void StatusOf_WhileALinkedPurchaseOrderHasNotCome_IsPending() =>
        Dropshipping.StatusOf([(Units(2), Regular), (Units(0, 3), Vendor(DropshipStatus.Processed))]).ShouldBe(DropshipStatus.Pending);

    [Fact]
    public void StatusOf_AfterTheLastLinkedPurchaseOrderCame_IsNone() =>
        Dropshipping.StatusOf([(Units(0), Regular)]).ShouldBe(DropshipStatus.None);

    [Fact]
    public void StatusOf_SeveralVendors_IsThatOfTheLeastAdvanced() =>
        Dropshipping
            .StatusOf([(Units(1), Vendor(DropshipStatus.Acknowledged)), (Units(1), Vendor(DropshipStatus.Requested))])
            .ShouldBe(DropshipStatus.Requested);

    [Fact]
    public void StatusOf_PartlyProcessed_IsWhereTheRestStands() =>
        Dropshipping.StatusOf([(Units(1, 2), Vendor(DropshipStatus.Acknowledged))]).ShouldBe(DropshipStatus.Acknowledged);

    [Fact]
    public void StatusOf_OneProcessedAndOneCancelled_IsProcessed()
    {
        var cancelled = (Units(0), Vendor(DropshipStatus.Cancelled));
        var processed = (Units(0, 1), Vendor(DropshipStatus.Processed));

        Dropshipping.StatusOf([cancelled]).ShouldBe(DropshipStatus.Cancelled);
        Dropshipping.StatusOf([cancelled, processed]).ShouldBe(DropshipStatus.Processed);
        Dropshipping.StatusOf([processed, cancelled]).ShouldBe(DropshipStatus.Processed);
    }

    [Fact]
    public void ShrinkTo_FewerUnits_TakesFromTheYoungestPurchaseOrderFirst()
    {
        var (young, old) = (
            new PurchaseOrderLink { PurchaseOrderId = 2, Quantity = 4 },
            new PurchaseOrderLink { PurchaseOrderId = 1, Quantity = 3 }
        );

        PurchaseOrderLink.ShrinkTo([young, old], 5);
        (old.Quantity, young.Quantity).ShouldBe((3, 2));

        PurchaseOrderLink.ShrinkTo([young, old], 1);
        (old.Quantity, young.Quantity).ShouldBe((1, 0));
    }
}
