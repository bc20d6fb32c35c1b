using Raincheck.Core;
using Raincheck.Core.Orders;
using Raincheck.Features.Orders;
using Raincheck.Features.Settings;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Features.Orders;

public sealed class OrderLineTests
{
    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAnOrder_WhenAnItemIsAdded_ThenItTakesTheOrdersPlaceAtOnce(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Receive("X", 2);
        await shop.Order("first", ("Y", 1));
        shop.Time.Advance(TimeSpan.FromMinutes(1));
        await shop.Order("second", ("X", 2));

        var first = await shop.Done(new AddOrderLine("first", new("X", 2, 1.5m)));

        first.Lines.Select(l => (l.Line, l.Sku, l.UnitPrice)).ShouldBe([(1, "Y", null), (2, "X", 1.5m)]);
        first.HeldAndLacking().ShouldBe("0/1 2/0");
        (await shop.HeldAndLacking("second")).ShouldBe("0/2");
        (await shop.IsMarked("second")).ShouldBeTrue();
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAPartFilledLine_WhenReduced_ThenItGivesUpBackOrderedUnitsFirst(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Receive("X", 3);
        await shop.Order("first", ("X", 5));
        await shop.Order("second", ("X", 2));

        (await shop.Done(new ChangeLineQuantity("first", 1, 3))).HeldAndLacking().ShouldBe("3/0");
        (await shop.IsMarked("first")).ShouldBeFalse();
        (await shop.HeldAndLacking("second")).ShouldBe("0/2");
        (await shop.Done(new ChangeLineQuantity("first", 1, 2))).HeldAndLacking().ShouldBe("2/0");
        (await shop.HeldAndLacking("second")).ShouldBe("1/1");

        var more = await shop.Done(new ChangeLineQuantity("first", 1, 4));

        more.HeldAndLacking().ShouldBe("3/1");
        (await shop.HeldAndLacking("second")).ShouldBe("0/2");
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenShippedUnits_WhenTheQuantityFallsToThem_ThenTheOrderIsComplete(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Receive("X", 2);
        await shop.Order("1", ("X", 5));
        await shop.Done(new ShipOrder("1", new("MAIN")));

        (await shop.Run(new ChangeLineQuantity("1", 1, 1))).Refusal?.Code.ShouldBe(RefusalCode.NotEnoughOpen);
        var order = await shop.Done(new ChangeLineQuantity("1", 1, 2));

        (order.Status, order.BackOrder.OpenQty, order.BackOrder.Marked).ShouldBe((OrderStatus.Completed, 0L, false));
        order.BackOrder.State.ShouldBe(BackOrderState.None);
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAShortLine_WhenItsItemIsReplaced_ThenWhatWasOrderedStaysOnRecord(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Receive("X", 1);
        await shop.Receive("Y", 5);
        await shop.Order("first", ("X", 3));
        await shop.Order("second", ("X", 1));

        var replaced = await shop.Done(new ReplaceItem("first", 1, "Y"));

        (replaced.Lines[0].Sku, replaced.Lines[0].OriginalSku, replaced.Lines[0].Quantity).ShouldBe(("Y", "X", 3));
        replaced.HeldAndLacking().ShouldBe("3/0");
        replaced.BackOrder.Marked.ShouldBeFalse();
        (await shop.HeldAndLacking("second")).ShouldBe("1/0");

        var back = await shop.Done(new ReplaceItem("first", 1, "X"));

        (back.Lines[0].Sku, back.Lines[0].OriginalSku).ShouldBe(("X", null));
        back.HeldAndLacking().ShouldBe("1/2");
        (await shop.HeldAndLacking("second")).ShouldBe("0/1");
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenALine_WhenReplacedByAKit_ThenTheComponentsOfNowAreFrozenOntoIt(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Receive("C", 2);
        await shop.Receive("D", 2);
        await shop.Order("1", ("X", 1));

        var order = await shop.Done(new ReplaceItem("1", 1, "K"));

        order.HeldAndLacking().ShouldBe("1/0");
        order.Lines[0].Components.Count.ShouldBe(2);
        (await shop.Done(new ReplaceItem("1", 1, "X"))).Lines[0].Components.ShouldBeEmpty();
        (await shop.Figures("C")).Allocated.ShouldBe(0);
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAnOrder_WhenCancelled_ThenItsUnitsGoToTheNextInTheQueue(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Receive("X", 3);
        await shop.Order("first", ("X", 2), ("Y", 1));
        await shop.Order("second", ("X", 4));

        var order = await shop.Done(new CancelOrder("first", new()));

        (order.Status, order.BackOrder).ShouldBe((OrderStatus.Cancelled, new BackOrderView(BackOrderState.None, false, null, 0, 0)));
        order.Lines.Select(l => l.Cancelled).ShouldBe([2, 1]);
        (await shop.HeldAndLacking("second")).ShouldBe("3/1");
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAPartFilledOrder_WhenOnlyBackOrderedUnitsAreCancelled_ThenWhatItHoldsStays(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Receive("X", 2);
        await shop.Order("1", ("X", 5), ("Y", 1));

        var order = await shop.Done(new CancelOrder("1", new(BackOrderedOnly: true)));

        order.HeldAndLacking().ShouldBe("2/0 0/0");
        order.Lines.Select(l => l.Cancelled).ShouldBe([3, 1]);
        (order.Status, order.BackOrder.State, order.BackOrder.Marked).ShouldBe((OrderStatus.InProcess, BackOrderState.None, false));
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenALine_WhenSomeOfItIsCancelled_ThenBackOrderedUnitsGoFirst(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Receive("X", 2);
        await shop.Order("1", ("X", 4), ("Y", 2));

        (await shop.Done(new CancelOrder("1", new([new(1, 1)])))).HeldAndLacking().ShouldBe("2/1 0/2");
        (await shop.Done(new CancelOrder("1", new([new(1, 2), new(2)])))).HeldAndLacking().ShouldBe("1/0 0/0");

        (await shop.Figures("X")).Available.ShouldBe(1);
        (await shop.Run(new CancelOrder("1", new([new(1, 2)])))).Refusal?.Code.ShouldBe(RefusalCode.NotEnoughOpen);
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenShippedUnits_WhenTheRestIsCancelled_ThenTheOrderIsCompleteAndTheShippedStayShipped(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Receive("X", 2);
        await shop.Order("1", ("X", 3));
        await shop.Done(new ShipOrder("1", new("MAIN")));

        (await shop.Run(new CancelOrder("1", new([new(1, 2)])))).Refusal?.Code.ShouldBe(RefusalCode.NotEnoughOpen);
        var order = await shop.Done(new CancelOrder("1", new()));

        order.Status.ShouldBe(OrderStatus.Completed);
        (order.Lines[0].Shipped, order.Lines[0].Cancelled, order.Lines[0].Open).ShouldBe((2, 1, 0));
        (await shop.Run(new CancelOrder("1", new()))).Refusal?.Code.ShouldBe(RefusalCode.OrderStatusForbids);
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenALineOnReplacementUnits_WhenReduced_ThenTheyGoBackBeforeItsOwn(Database database)
    {
        await using var shop = await TestShop.NewAsync(database, new SettingsPatch(ConsiderReplacementSku: true));
        await shop.Receive("A", 2);
        await shop.Receive("R", 2);
        await shop.Order("1", ("A", 4));

        var order = await shop.Done(new ChangeLineQuantity("1", 1, 3));

        order.Lines[0].Replacements.ShouldBe([new ReplacementView("R", 1)]);
        (await shop.Figures("R")).Available.ShouldBe(1);
        (await shop.Figures("A")).Allocated.ShouldBe(2);
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenACart_WhenItsLinesChange_ThenNothingIsTakenUntilItIsConfirmed(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Receive("X", 9);
        await shop.Done(new CreateOrder(TestShop.NewOrder("cart", ("X", 1)) with { Status = OrderStatus.Cart }));

        await shop.Done(new AddOrderLine("cart", new("X", 2)));
        await shop.Done(new ChangeLineQuantity("cart", 1, 4));
        (await shop.Figures("X")).Allocated.ShouldBe(0);

        (await shop.Done(new ConfirmOrder("cart"))).HeldAndLacking().ShouldBe("4/0 2/0");
        await shop.ShouldBeSound();
    }
}
