using Raincheck.Core;
using Raincheck.Core.Orders;
using Raincheck.Features.Inventory;
using Raincheck.Features.Orders;
using Raincheck.Features.Settings;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Features.Orders;

public sealed class ShipOrderTests
{
    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAPartFilledOrder_WhenShipped_ThenWhatItHoldsLeavesAndTheRestWaitsOn(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Receive("X", 2);
        await shop.Order("first", ("X", 3), ("Y", 1));
        await shop.Order("second", ("X", 1));

        var order = await shop.Done(new ShipOrder("first", new("MAIN")));

        order.Lines.Select(l => (l.Shipped, l.Open, l.Allocated, l.BackOrderedQty)).ShouldBe([(2, 1, 0, 1), (0, 1, 0, 1)]);
        (order.Status, order.BackOrder.State).ShouldBe((OrderStatus.InProcess, BackOrderState.Full));
        (await shop.OnHand("X")).ShouldBe(0);
        (await shop.HeldAndLacking("second")).ShouldBe("0/1");
        await shop.Receive("X", 1);
        (await shop.HeldAndLacking("first")).ShouldBe("1/0 0/1");
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenMoreThanIsHeld_WhenShipped_ThenItIsRefusedAsAWhole(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Receive("X", 2);
        await shop.Order("first", ("X", 2));
        await shop.Order("second", ("X", 1), ("Y", 1));
        await shop.Receive("Y", 1);
        var before = await shop.Dump();

        // Two X are on the shelf, allocated to another order.
        var refusal = (await shop.Run(new ShipOrder("second", new("MAIN", [new(2, 1), new(1, 1)])))).Refusal;

        refusal!.Code.ShouldBe(RefusalCode.NotEnoughStock);
        refusal.Path.ShouldBe("lines[1].quantity");
        (await shop.Dump()).ShouldBe(before);
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenUnitsInTwoWarehouses_WhenShippedFromOne_ThenOnlyWhatIsThereCanLeave(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Receive("X", 2);
        await shop.Receive("X", 1, "EAST");
        await shop.Order("1", ("X", 3));

        (await shop.Run(new ShipOrder("1", new("MAIN")))).Refusal?.Code.ShouldBe(RefusalCode.NotEnoughStock);
        await shop.Done(new ShipOrder("1", new("MAIN", [new(1, 2)])));
        var order = await shop.Done(new ShipOrder("1", new("EAST")));

        order.Status.ShouldBe(OrderStatus.Completed);
        (await shop.OnHand("X"), await shop.OnHand("X", "EAST")).ShouldBe((0L, 0L));
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenReplacementUnits_WhenShipped_ThenTheOwnSkuLeavesFirst(Database database)
    {
        await using var shop = await TestShop.NewAsync(database, new SettingsPatch(ConsiderReplacementSku: true));
        await shop.Receive("A", 2);
        await shop.Receive("R", 2);
        await shop.Order("1", ("A", 4));

        await shop.Done(new ShipOrder("1", new("MAIN", [new(1, 3)])));

        (await shop.OnHand("A"), await shop.OnHand("R")).ShouldBe((0L, 1L));
        (await shop.Get("1")).Lines[0].Replacements.ShouldBe([new ReplacementView("R", 1)]);
        (await shop.Done(new ShipOrder("1", new("MAIN")))).Status.ShouldBe(OrderStatus.Completed);
        (await shop.OnHand("R")).ShouldBe(0);
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAKit_WhenShipped_ThenItsComponentsLeave(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Receive("C", 5);
        await shop.Receive("D", 2);
        await shop.Order("1", ("K", 2));

        (await shop.Done(new ShipOrder("1", new("MAIN")))).Status.ShouldBe(OrderStatus.Completed);

        (await shop.OnHand("C"), await shop.OnHand("D")).ShouldBe((1L, 0L));
        (await shop.Figures("K")).Open.ShouldBe(0);
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAShadow_WhenShipped_ThenTheParentsUnitsLeave(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Receive("B", 3);
        await shop.Order("1", ("S", 2));

        await shop.Done(new ShipOrder("1", new("MAIN")));

        (await shop.OnHand("B")).ShouldBe(1);
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAWarehouseThatDoesNotCount_WhenUnitsAreShippedFromIt_ThenTheCountedOnesGoToTheNext(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Receive("X", 1);
        await shop.Done(new AdjustStock([new("X", "DOCK", 1)]));
        await shop.Order("first", ("X", 1));
        await shop.Order("second", ("X", 1));

        await shop.Done(new ShipOrder("first", new("DOCK")));

        (await shop.HeldAndLacking("second")).ShouldBe("1/0");
        (await shop.IsMarked("second")).ShouldBeFalse();
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAWaitingStockLoss_WhenAnOrderShipsWhatIsThere_ThenTheOthersLearnOfTheLoss(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Receive("X", 4);
        await shop.Order("first", ("X", 2));
        await shop.Order("second", ("X", 2));
        await shop.Stock("X", -1);
        (await shop.HeldAndLacking("second")).ShouldBe("2/0");

        await shop.Done(new ShipOrder("first", new("MAIN")));

        (await shop.HeldAndLacking("second")).ShouldBe("1/1");
        (await shop.IsMarked("second")).ShouldBeTrue();
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenALineThatHoldsNothing_WhenItIsNamed_ThenThereIsNothingToShip(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Order("1", ("X", 2));
        var before = await shop.Dump();

        (await shop.Run(new ShipOrder("1", new("MAIN", [new(1)])))).Refusal?.Code.ShouldBe(RefusalCode.NotEnoughStock);
        (await shop.Run(new ShipOrder("1", new("MAIN")))).Refusal?.Code.ShouldBe(RefusalCode.NotEnoughStock);
        (await shop.Run(new ShipOrder("1", new("MAIN", [])))).Refusal?.Code.ShouldBe(RefusalCode.NotEnoughStock);

        (await shop.Dump()).ShouldBe(before);
        await shop.ShouldBeSound();
    }
}
