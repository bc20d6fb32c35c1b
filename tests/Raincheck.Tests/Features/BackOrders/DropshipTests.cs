using System.Text.Json;
using Raincheck.Core;
using Raincheck.Core.Orders;
using Raincheck.Core.Purchasing;
using Raincheck.Features.BackOrders;
using Raincheck.Features.MasterData;
using Raincheck.Features.Orders;
using Raincheck.Features.Products;
using Raincheck.Features.Purchasing;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Features.BackOrders;

public sealed class DropshipTests
{
    private static async Task<TestShop> ShopAsync(Database database)
    {
        var shop = await TestShop.NewAsync(database);
        await shop.Done(new PutVendor(new("OTHER", "Another vendor")));
        await shop.Done(new PutProducts([new("X", "X", Vendor: "VEND"), new("Y", "Y", Vendor: "VEND")]));
        return shop;
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenBackOrderedUnits_WhenTheyAreHandedToAVendor_ThenTheyAreNoClaimAndTheVendorMovesOn(Database database)
    {
        await using var shop = await ShopAsync(database);
        await shop.Stock("X", 1);
        await shop.Order("1001", ("X", 3), ("Y", 1));

        var purchaseOrder = await shop.Done(new DropshipUnits("1001", new()));

        (purchaseOrder.Type, purchaseOrder.Vendor, purchaseOrder.Order, purchaseOrder.DropshipStatus).ShouldBe(
            (PurchaseOrderType.Dropship, "VEND", "1001", DropshipStatus.Pending)
        );
        purchaseOrder.Lines.Select(l => (l.Sku, l.Quantity)).ShouldBe([("X", 2), ("Y", 1)]);
        JsonSerializer.Serialize(await shop.PurchaseOrder(purchaseOrder.Number)).ShouldBe(JsonSerializer.Serialize(purchaseOrder));
        var order = await shop.Get("1001");
        (order.DropshipStatus, order.BackOrder.State, order.BackOrder.Marked).ShouldBe(
            (DropshipStatus.Pending, BackOrderState.None, false)
        );
        order.Lines.Select(l => (l.Open, l.Dropshipped, l.Allocated)).ShouldBe([(1, 2, 1), (0, 1, 0)]);
        var figures = await shop.Figures("X");
        (figures.OnOrder, figures.BackOrdered, figures.Open).ShouldBe((0, 0, 1));
        await shop.ShouldBeSound();

        foreach (var status in new[] { DropshipStatus.Requested, DropshipStatus.Acknowledged })
        {
            await shop.Done(new ChangeDropshipStatus(purchaseOrder.Number, new(status)));
            (await shop.Get("1001")).DropshipStatus.ShouldBe(status);
        }
        await shop.Done(new ChangeDropshipStatus(purchaseOrder.Number, new(DropshipStatus.Processed, [new("X", 1)])));
        order = await shop.Get("1001");
        (order.DropshipStatus, order.Lines[0].Shipped, order.Lines[0].Dropshipped).ShouldBe((DropshipStatus.Acknowledged, 1, 1));
        await shop.ShouldBeSound();

        var done = await shop.Done(new ChangeDropshipStatus(purchaseOrder.Number, new(DropshipStatus.Processed)));
        (done.Status, done.DropshipStatus).ShouldBe((PurchaseOrderStatus.Received, DropshipStatus.Processed));
        await shop.Done(new ShipOrder("1001", new("MAIN")));
        order = await shop.Get("1001");
        (order.Status, order.DropshipStatus).ShouldBe((OrderStatus.Completed, DropshipStatus.Processed));
        order.Lines.Select(l => (l.Shipped, l.Dropshipped, l.Open)).ShouldBe([(3, 0, 0), (1, 0, 0)]);
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenUnitsAtAVendor_WhenTheVendorCancels_ThenTheyHaveTheirOldPlaceAgain(Database database)
    {
        await using var shop = await ShopAsync(database);
        await shop.Order("older", ("X", 2));
        shop.Time.Advance(TimeSpan.FromMinutes(1));
        await shop.Order("later", ("X", 2));
        var purchaseOrder = await shop.Done(new DropshipUnits("older", new()));
        (await shop.Get("older")).Status.ShouldBe(OrderStatus.InProcess);
        (await shop.Receive("X", 1)).Released.Select(r => r.Order).ShouldBe(["later"]);

        var cancelled = await shop.Done(new ChangeDropshipStatus(purchaseOrder.Number, new(DropshipStatus.Cancelled)));

        (cancelled.Status, cancelled.DropshipStatus).ShouldBe((PurchaseOrderStatus.Cancelled, DropshipStatus.Cancelled));
        (await shop.Get("older")).DropshipStatus.ShouldBe(DropshipStatus.Cancelled);
        (await shop.HeldAndLacking("older")).ShouldBe("1/1");
        (await shop.HeldAndLacking("later")).ShouldBe("0/2");
        (await shop.IsMarked("older")).ShouldBeTrue();
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAPendingPurchaseOrder_WhenMoreIsHandedOver_ThenItIsExtendedUntilTheVendorIsAsked(Database database)
    {
        await using var shop = await ShopAsync(database);
        await shop.Order("1001", ("X", 5), ("Y", 1), ("K", 1));
        var first = await shop.Done(new DropshipUnits("1001", new(Lines: [new(1, 1)])));

        var second = await shop.Done(new DropshipUnits("1001", new("VEND", [new(1, 1), new(2), new(3)])));
        var elsewhere = await shop.Done(new DropshipUnits("1001", new("OTHER", [new(1, 1)])));
        await shop.Done(new ChangeDropshipStatus(first.Number, new(DropshipStatus.Requested)));
        var third = await shop.Done(new DropshipUnits("1001", new(Lines: [new(1, 1)])));

        second.Number.ShouldBe(first.Number);
        // A vendor may send a kit as it is.
        second.Lines.Select(l => (l.Sku, l.Quantity)).ShouldBe([("K", 1), ("X", 2), ("Y", 1)]);
        new[] { first.Number, elsewhere.Number, third.Number }.ShouldBeUnique();
        (await shop.Get("1001")).DropshipStatus.ShouldBe(DropshipStatus.Pending);
        await shop.ShouldBeSound();

        foreach (var number in new[] { first.Number, elsewhere.Number, third.Number })
            await shop.Done(new ChangeDropshipStatus(number, new(DropshipStatus.Processed)));
        var order = await shop.Get("1001");
        (order.DropshipStatus, order.Lines[0].Shipped, order.Lines[0].Open).ShouldBe((DropshipStatus.Processed, 4, 1));
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenUnitsThatTheVendorHasNotAcknowledged_WhenTheOrderIsCancelled_ThenTheyAreCancelledWithTheVendor(Database database)
    {
        await using var shop = await ShopAsync(database);
        await shop.Stock("X", 1);
        await shop.Order("1001", ("X", 4));
        var purchaseOrder = await shop.Done(new DropshipUnits("1001", new()));
        await shop.Done(new ChangeDropshipStatus(purchaseOrder.Number, new(DropshipStatus.Requested)));

        var order = await shop.Done(new CancelOrder("1001", new()));

        (order.Status, order.Lines[0].Cancelled, order.Lines[0].Dropshipped).ShouldBe((OrderStatus.Cancelled, 4, 0));
        (await shop.PurchaseOrder(purchaseOrder.Number)).Status.ShouldBe(PurchaseOrderStatus.Cancelled);
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenOneVendorWhoHasAcknowledgedAndOneWhoHasNot_WhenUnitsAreCancelled_ThenThoseOfTheSecondAre(Database database)
    {
        await using var shop = await ShopAsync(database);
        await shop.Order("1001", ("X", 5));
        var pending = await shop.Done(new DropshipUnits("1001", new("OTHER", [new(1, 2)])));
        var promised = await shop.Done(new DropshipUnits("1001", new("VEND", [new(1, 2)])));
        await shop.Done(new ChangeDropshipStatus(promised.Number, new(DropshipStatus.Acknowledged)));

        (await shop.Run(new CancelOrder("1001", new([new(1, 4)])))).Refusal!.Code.ShouldBe(RefusalCode.DropshipStatusForbids);
        var order = await shop.Done(new CancelOrder("1001", new([new(1, 2)])));

        (order.Lines[0].Cancelled, order.Lines[0].Dropshipped, order.Lines[0].Open).ShouldBe((2, 3, 0));
        (await shop.PurchaseOrder(pending.Number)).Lines[0].Pending.ShouldBe(1);
        order = await shop.Done(new CancelOrder("1001", new([new(1, 1)])));
        (order.Lines[0].Cancelled, order.Lines[0].Dropshipped).ShouldBe((3, 2));
        (await shop.PurchaseOrder(pending.Number)).Status.ShouldBe(PurchaseOrderStatus.Cancelled);
        (await shop.PurchaseOrder(promised.Number)).Lines[0].Pending.ShouldBe(2);
        (await shop.Run(new CancelOrder("1001", new([new(1, 1)])))).Refusal!.Code.ShouldBe(RefusalCode.DropshipStatusForbids);
        await shop.ShouldBeSound();
    }
}
