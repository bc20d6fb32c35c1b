using Raincheck.Core;
using Raincheck.Core.Orders;
using Raincheck.Features.Inventory;
using Raincheck.Features.Orders;
using Raincheck.Features.Settings;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Features.Orders;

public sealed class OrderStatusTests
{
    [Theory]
    [InlineData(Database.Sqlite, OrderStatus.Cart)]
    [InlineData(Database.Postgres, OrderStatus.Quote)]
    public async Task GivenACartOrQuote_WhenConfirmed_ThenItJoinsTheQueueAtItsConfirmationTime(Database database, OrderStatus status)
    {
        await using var shop = await TestShop.NewAsync(database);
        var made = shop.Time.GetUtcNow();
        await shop.Done(new CreateOrder(TestShop.NewOrder("cart", ("X", 2)) with { Status = status }));
        shop.Time.Advance(TimeSpan.FromMinutes(1));
        await shop.Order("later", ("X", 2));
        shop.Time.Advance(TimeSpan.FromMinutes(1));

        var confirmed = await shop.Done(new ConfirmOrder("cart"));
        await shop.Receive("X", 3);

        (confirmed.Status, confirmed.OrderedAt, confirmed.QueuedAt).ShouldBe((OrderStatus.InProcess, made, shop.Time.GetUtcNow()));
        confirmed.BackOrder.Marked.ShouldBeTrue();
        (await shop.HeldAndLacking("later")).ShouldBe("2/0");
        (await shop.HeldAndLacking("cart")).ShouldBe("1/1");
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAnOrderWithUnits_WhenHeld_ThenItKeepsThemAndItsPlaceAndDoesNotShipUntilReleased(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Receive("X", 2);
        await shop.Order("held", ("X", 3));
        await shop.Order("next", ("X", 1));

        (await shop.Done(new HoldOrder("held"))).Status.ShouldBe(OrderStatus.OnHold);
        await shop.Receive("X", 1);

        (await shop.HeldAndLacking("held")).ShouldBe("3/0");
        (await shop.HeldAndLacking("next")).ShouldBe("0/1");
        (await shop.Run(new ShipOrder("held", new("MAIN")))).Refusal?.Code.ShouldBe(RefusalCode.OrderStatusForbids);
        (await shop.Done(new ReleaseOrder("held"))).Status.ShouldBe(OrderStatus.InProcess);
        (await shop.Done(new ShipOrder("held", new("MAIN")))).Status.ShouldBe(OrderStatus.Completed);
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAnOrderWithAProblem_WhenReleased_ThenItIsInProcessAndMayShip(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Receive("X", 1);
        await shop.Done(new CreateOrder(TestShop.NewOrder("1", ("X", 1)) with { Status = OrderStatus.Problem }));
        (await shop.Run(new ShipOrder("1", new("MAIN")))).Refusal?.Code.ShouldBe(RefusalCode.OrderStatusForbids);

        await shop.Done(new ReleaseOrder("1"));

        (await shop.Done(new ShipOrder("1", new("MAIN")))).Status.ShouldBe(OrderStatus.Completed);
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenQueuedOrders_WhenAPriorityChanges_ThenAllRelatedOrdersAreDeterminedAtOnce(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Receive("X", 2);
        await shop.Order("first", ("X", 2));
        await shop.Order("second", ("X", 2));

        await shop.Done(new PatchOrder("second", new(Priority: 3)));

        (await shop.HeldAndLacking("second")).ShouldBe("2/0");
        (await shop.IsMarked("second")).ShouldBeFalse();
        (await shop.HeldAndLacking("first")).ShouldBe("0/2");
        (await shop.IsMarked("first")).ShouldBeTrue();
        await shop.Done(new PatchOrder("first", new(Priority: int.MaxValue)));
        await shop.Done(new PatchOrder("second", new(Priority: int.MinValue)));
        (await shop.HeldAndLacking("first")).ShouldBe("2/0");
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAPaymentThatFails_WhenItChanges_ThenTheUnitsGoOnAndComeBackWithThePlace(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Receive("X", 2);
        await shop.Order("first", ("X", 2));
        await shop.Order("second", ("X", 2));

        var unpaid = await shop.Done(new PatchOrder("first", new(PaymentStatus: PaymentStatus.Unpaid)));

        unpaid.BackOrder.State.ShouldBe(BackOrderState.None);
        unpaid.HeldAndLacking().ShouldBe("0/0");
        (await shop.HeldAndLacking("second")).ShouldBe("2/0");

        await shop.Done(new PatchOrder("first", new(PaymentStatus: PaymentStatus.Charged)));

        (await shop.HeldAndLacking("first")).ShouldBe("2/0");
        (await shop.HeldAndLacking("second")).ShouldBe("0/2");
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAnExpectedShipDate_WhenPatched_ThenOnlyItChanges(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Done(new CreateOrder(TestShop.NewOrder("1", ("X", 1)) with { Priority = 4 }));
        var date = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

        var order = await shop.Done(new PatchOrder("1", new(ExpectedShipDate: date)));

        (order.ExpectedShipDate, order.Priority, order.PaymentStatus).ShouldBe((date, 4, PaymentStatus.Charged));
        (await shop.Get("1")).ExpectedShipDate.ShouldBe(date);
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAMarkByHand_WhenChosen_ThenItStandsUntilTheRulesDecideAgain(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Receive("X", 1);
        await shop.Order("filled", ("X", 1));
        await shop.Order("waits", ("X", 1));

        (await shop.Done(new MarkOrder("filled", MarkMode.Marked))).BackOrder.Marked.ShouldBeTrue();
        (await shop.Done(new MarkOrder("waits", MarkMode.NotMarked))).BackOrder.Marked.ShouldBeFalse();
        await shop.Done(new RecalculateOrder("filled"));
        await shop.Done(new RecalculateOrder("waits"));
        await shop.Pass();

        (await shop.IsMarked("filled")).ShouldBeTrue();
        (await shop.IsMarked("waits")).ShouldBeFalse();
        // A mark is no quantity: those stay what they are.
        (await shop.Get("filled")).BackOrder.State.ShouldBe(BackOrderState.None);
        (await shop.Get("waits")).BackOrder.State.ShouldBe(BackOrderState.Full);
        await shop.Done(new MarkOrder("filled", MarkMode.Auto));
        await shop.Done(new MarkOrder("waits", MarkMode.Auto));
        (await shop.IsMarked("filled")).ShouldBeFalse();
        (await shop.IsMarked("waits")).ShouldBeTrue();
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAWaitingStockChange_WhenAnOrderIsRecalculated_ThenEveryOrderOfItsSkusIsDetermined(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Order("first", ("X", 1), ("K", 1));
        await shop.Order("second", ("X", 1));
        await shop.Done(new AdjustStock([new("X", "MAIN", 2), new("C", "MAIN", 2), new("D", "MAIN", 1), new("Y", "MAIN", 1)]));

        var first = await shop.Done(new RecalculateOrder("first"));

        first.HeldAndLacking().ShouldBe("1/0 1/0");
        first.BackOrder.Marked.ShouldBeFalse();
        (await shop.HeldAndLacking("second")).ShouldBe("1/0");
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAMarkedOrder_WhenItStaysShort_ThenItStaysMarkedSinceTheSameTime(Database database)
    {
        await using var shop = await TestShop.NewAsync(database, new SettingsPatch(PeriodicPass: new(Core.Stock.PassMode.Immediate)));
        var since = (await shop.Order("1", ("X", 3))).BackOrder.Since;
        shop.Time.Advance(TimeSpan.FromHours(1));

        await shop.Stock("X", 2);
        (await shop.Get("1")).BackOrder.ShouldBe(new BackOrderView(BackOrderState.Partial, true, since, 3, 1));
        await shop.Stock("X", -2);
        (await shop.Get("1")).BackOrder.ShouldBe(new BackOrderView(BackOrderState.Full, true, since, 3, 3));
        await shop.Stock("X", 3);
        (await shop.Get("1")).BackOrder.ShouldBe(new BackOrderView(BackOrderState.None, false, null, 3, 0));
        await shop.Stock("X", -1);

        (await shop.Get("1")).BackOrder.Since.ShouldBe(shop.Time.GetUtcNow());
        (await shop.Journal("1")).Select(j => j.Kind).Where(k => k is "marked" or "unmarked").ShouldBe(["marked", "unmarked", "marked"]);
        await shop.ShouldBeSound();
    }
}
