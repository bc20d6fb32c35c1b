using Raincheck.Core.Orders;
using Raincheck.Core.Purchasing;
using Shouldly;

namespace Raincheck.Core.Tests.Purchasing;

/// <summary>A link and the line that it serves change together.</summary>
public sealed class PurchaseOrderLinkTests
{
    private readonly PurchaseOrderLink link = new() { Quantity = 4 };

    [Fact]
    public void Unlink_SomeUnits_TheLineWaitsForThemInTheQueueAlone()
    {
        var line = new OrderLine { Quantity = 10, Linked = 6 };

        link.Unlink(line, 3);

        (link.Quantity, line.Linked, line.Unlinked, line.Open).ShouldBe((1, 3, 7, 10));
    }

    [Fact]
    public void CrossDock_SomeUnits_StandBeforeTheQueue()
    {
        var line = new OrderLine { Quantity = 10, Linked = 6 };

        link.CrossDock(line, 4);

        (link.Quantity, line.Linked, line.CrossDocked, line.FirmWanted).ShouldBe((0, 2, 4, 4));
    }

    [Fact]
    public void Return_SomeUnits_AreOpenAgain()
    {
        var line = new OrderLine { Quantity = 10, Dropshipped = 4 };

        link.Return(line, 3);

        (link.Quantity, link.Processed, line.Dropshipped, line.Shipped, line.Open).ShouldBe((1, 0, 1, 0, 9));
    }

    [Fact]
    public void Process_SomeUnits_AreShipped()
    {
        var line = new OrderLine { Quantity = 10, Dropshipped = 4 };

        link.Process(line, 3);

        (link.Quantity, link.Processed, line.Dropshipped, line.Shipped, line.Open).ShouldBe((1, 3, 1, 3, 6));
    }

    [Fact]
    public void Any_MoreUnitsThanThereAre_ThrowsAndChangesNothing()
    {
        var line = new OrderLine
        {
            Quantity = 10,
            Dropshipped = 4,
            Linked = 4,
        };

        foreach (
            var change in new Action[]
            {
                () => link.Unlink(line, 5),
                () => link.CrossDock(line, 5),
                () => link.Return(line, 5),
                () => link.Process(line, 5),
            }
        )
            Should.Throw<ArgumentOutOfRangeException>(change);

        (link.Quantity, link.Processed, line.Linked, line.Dropshipped, line.Shipped).ShouldBe((4, 0, 4, 4, 0));
    }

    [Fact]
    public void LinkAndHandOver_NotMoreThanIsOpenAndUnlinked()
    {
        var line = new OrderLine { Quantity = 10, Linked = 6 };

        line.Link(3);
        line.HandOver(2);

        (line.Linked, line.Unlinked, line.Dropshipped, line.Open).ShouldBe((9, -1, 2, 8));
        Should.Throw<ArgumentOutOfRangeException>(() => line.Link(1));
        Should.Throw<ArgumentOutOfRangeException>(() => line.HandOver(9));
    }

    [Theory]
    [InlineData(2, DropshipStatus.Requested, false)]
    [InlineData(2, DropshipStatus.Acknowledged, true)]
    [InlineData(0, DropshipStatus.Processed, false)]
    public void IsPromised_UnitsThatTheVendorHasAcknowledged(int units, DropshipStatus status, bool isPromised) =>
        Dropshipping
            .IsPromised(
                new PurchaseOrderLink { Quantity = units },
                new PurchaseOrder { Type = PurchaseOrderType.Dropship, DropshipStatus = status }
            )
            .ShouldBe(isPromised);
}
