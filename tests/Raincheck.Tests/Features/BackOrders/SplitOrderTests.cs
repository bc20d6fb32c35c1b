using Raincheck.Core.Orders;
using Raincheck.Features.BackOrders;
using Raincheck.Features.Orders;
using Raincheck.Features.Purchasing;
using Raincheck.Features.Settings;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Features.BackOrders;

public sealed class SplitOrderTests
{
    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAPartlyFilledOrder_WhenItIsSplit_ThenWhatCanShipStaysAndTheChildKeepsThePlace(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Stock("X", 3);
        await shop.Order("1001", ("X", 5), ("Y", 2));
        shop.Time.Advance(TimeSpan.FromMinutes(1));
        await shop.Order("stranger", ("X", 2));

        var (order, child) = await shop.Done(new SplitOrder("1001", new()));

        (order.Number, child.Number, child.Parent).ShouldBe(("1001", "1001-1", "1001"));
        order.Children.ShouldBe(["1001-1"]);
        order.HeldAndLacking().ShouldBe("3/0");
        child.HeldAndLacking().ShouldBe("0/2 0/2");
        (order.BackOrder.Marked, child.BackOrder.Marked).ShouldBe((false, true));
        (child.QueuedAt, child.Priority, child.Customer).ShouldBe((order.QueuedAt, order.Priority, order.Customer));
        OrderVersion.Of(await shop.Get("1001")).Tag.ShouldBe(OrderVersion.Of(order).Tag);
        OrderVersion.Of(await shop.Get("1001-1")).Tag.ShouldBe(OrderVersion.Of(child).Tag);
        await shop.ShouldBeSound();

        // No stranger comes between parent and child.
        (await shop.Receive("X", 2))
            .Released.Select(r => r.Order)
            .ShouldBe(["1001-1"]);
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenChosenUnits_WhenSplitAgainAndAgain_ThenTheSumsStayAndNumbersGoOn(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Stock("X", 4);
        await shop.Order("1001", ("X", 9));
        await shop.Order("1001-2", ("Y", 1));

        await shop.Done(new SplitOrder("1001", new([new(1, 3)])));
        var second = await shop.Done(new SplitOrder("1001", new([new(1, 1)])));
        var third = await shop.Done(new SplitOrder("1001-1", new([new(1, 1)])));

        // 1001-2 is already in use.
        (second.Child.Number, third.Child.Number).ShouldBe(("1001-3", "1001-1-1"));
        (await shop.Get("1001")).Children.ShouldBe(["1001-1", "1001-3"]);
        var all = new[] { "1001", "1001-1", "1001-3", "1001-1-1" };
        var family = await Task.WhenAll(all.Select(shop.Get));
        family.Sum(o => o.Lines.Sum(l => l.Allocated)).ShouldBe(4);
        family.Sum(o => o.BackOrder.BackOrderedQty).ShouldBe(5);
        family.Sum(o => o.Lines.Sum(l => l.Quantity)).ShouldBe(9);
        (await shop.HeldAndLacking("1001")).ShouldBe("4/1");
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAPinAndALink_WhenTheOrderIsSplit_ThenTheyGoWithTheirUnits(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Stock("X", 2);
        await shop.Order("1001", ("X", 5), ("Y", 3));
        await shop.Done(new CreatePurchaseOrder(new("VEND", [new("Y", 9)], Number: "PO-Y")));
        await shop.Done(new PinUnits("1001", new(1, 4, "promised")));
        await shop.Done(new LinkToPurchaseOrder("1001", new(2, 2, "PO-Y")));

        var (order, child) = await shop.Done(new SplitOrder("1001", new()));

        // Of five units four are pinned and two are there: the two stay with their pin, three go, two of them pinned.
        order.Lines.Select(l => (l.Sku, l.Open, l.Firm)).ShouldBe([("X", 2, 2)]);
        child.Lines.Select(l => (l.Sku, l.Open, l.BackOrderedQty)).ShouldBe([("X", 3, 3), ("Y", 3, 3)]);
        child.Lines[1].Links.ShouldBe([new LinkView("PO-Y", 2)]);
        (order.DropshipStatus, child.DropshipStatus).ShouldBe((DropshipStatus.None, DropshipStatus.Pending));
        await shop.ShouldBeSound();

        await shop.Order("older", ("X", 1));
        (await shop.Receive("X", 2)).Released.Select(r => (r.Order, r.Quantity)).ShouldBe([("1001-1", 2)]);
        (await shop.Get("1001-1")).Lines[0].Firm.ShouldBe(2);
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAnOrderUnderStopMarking_WhenItIsSplit_ThenTheShortChildIsMarked(Database database)
    {
        await using var shop = await TestShop.NewAsync(database, new SettingsPatch(StopMarkingOnCreate: true));
        await shop.Stock("X", 1);
        await shop.Order("1001", ("X", 2));
        (await shop.IsMarked("1001")).ShouldBeFalse();

        var (order, child) = await shop.Done(new SplitOrder("1001", new()));

        (order.BackOrder.Marked, child.BackOrder.Marked).ShouldBe((false, true));
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAPartlyShippedOrder_WhenTheRestIsSplitOff_ThenTheOrderIsCompleted(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Stock("X", 2);
        await shop.Order("1001", ("X", 5));
        await shop.Done(new ShipOrder("1001", new("MAIN")));

        var (order, child) = await shop.Done(new SplitOrder("1001", new()));

        (order.Status, child.Status).ShouldBe((OrderStatus.Completed, OrderStatus.InProcess));
        child.HeldAndLacking().ShouldBe("0/3");
        await shop.ShouldBeSound();
    }
}
