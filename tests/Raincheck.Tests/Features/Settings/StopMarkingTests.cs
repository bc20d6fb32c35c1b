using Raincheck.Core.Orders;
using Raincheck.Core.Stock;
using Raincheck.Features.Orders;
using Raincheck.Features.Recalculation;
using Raincheck.Features.Settings;
using Raincheck.Ledger;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Features.Settings;

/// <summary><i>Stop marking orders as back order while creating orders</i>: what lifts it from an order, and what does not.</summary>
public sealed class StopMarkingTests
{
    private static readonly SettingsPatch StopMarking = new(StopMarkingOnCreate: true, PeriodicPass: new(PassMode.Immediate));

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenStopMarking_WhenAnOrderIsShort_ThenItsQuantitiesAreKeptAndItIsNotMarked(Database database)
    {
        await using var shop = await TestShop.NewAsync(database, StopMarking);

        var order = await shop.Order("1", ("X", 2));

        order.BackOrder.ShouldBe(new BackOrderView(BackOrderState.Full, false, null, 2, 2));
        (await shop.Figures("X")).BackOrdered.ShouldBe(2);
        (await shop.Journal("1")).Select(j => j.Kind).ShouldBe(["created"]);
        await shop.ShouldBeSound();
    }

    public static TheoryData<Database, string> Lifting =>
        new(
            from database in new[] { Database.Sqlite, Database.Postgres }
            from what in new[] { "added", "replaced", "raised", "reduced", "recalculated", "marked" }
            select (database, what)
        );

    [Theory]
    [MemberData(nameof(Lifting))]
    public async Task GivenStopMarking_WhenSomethingHappensToTheOrderItself_ThenItIsMarked(Database database, string what)
    {
        await using var shop = await TestShop.NewAsync(database, StopMarking);
        await shop.Order("1", ("X", 3));

        OrderCommand command = what switch
        {
            "added" => new AddOrderLine("1", new("Y", 1)),
            "replaced" => new ReplaceItem("1", 1, "Y"),
            "raised" => new ChangeLineQuantity("1", 1, 4),
            "reduced" => new ChangeLineQuantity("1", 1, 2),
            "recalculated" => new RecalculateOrder("1"),
            _ => new MarkOrder("1", MarkMode.Marked),
        };
        var order = await shop.Done(command);

        order.BackOrder.Marked.ShouldBeTrue();
        order.BackOrder.Since.ShouldBe(shop.Time.GetUtcNow());
        // From here on it is an order like any other.
        if (what == "marked")
            await shop.Done(new MarkOrder("1", MarkMode.Auto));
        (await shop.IsMarked("1")).ShouldBeTrue();
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenStopMarking_WhenACartIsConfirmed_ThenItIsMarked(Database database)
    {
        await using var shop = await TestShop.NewAsync(database, StopMarking);
        await shop.Done(new CreateOrder(TestShop.NewOrder("cart", ("X", 2)) with { Status = OrderStatus.Cart }));

        (await shop.Done(new ConfirmOrder("cart"))).BackOrder.Marked.ShouldBeTrue();
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenStopMarking_WhenOnlyOtherThingsHappen_ThenItStaysUnmarked(Database database)
    {
        await using var shop = await TestShop.NewAsync(database, StopMarking);
        await shop.Receive("X", 2);
        await shop.Receive("Y", 5);
        await shop.Order("1", ("X", 3), ("Y", 3));
        (await shop.HeldAndLacking("1")).ShouldBe("2/1 3/0");

        // Other orders' events: one takes its units, one gives some back.
        await shop.Done(new CreateOrder(TestShop.NewOrder("urgent", ("X", 2)) with { Priority = 1 }));
        (await shop.HeldAndLacking("1")).ShouldBe("0/3 3/0");
        await shop.Done(new CancelOrder("urgent", new()));
        // Stock, receipts, the pass, and a recalculation of everything.
        await shop.Stock("Y", -4);
        await shop.Receive("Y", 1);
        await shop.Pass();
        await shop.Done(new ReallocatePools([(await shop.Figures("X")).Id, (await shop.Figures("Y")).Id], "recalculation"));
        // Events on itself that the rules do not name.
        await shop.Done(new HoldOrder("1"));
        await shop.Done(new ReleaseOrder("1"));
        await shop.Done(new PatchOrder("1", new(Priority: 2, PaymentStatus: PaymentStatus.Unpaid)));
        await shop.Done(new PatchOrder("1", new(PaymentStatus: PaymentStatus.Charged)));
        await shop.Done(new ShipOrder("1", new("MAIN", [new(1, 1)])));
        await shop.Done(new CancelOrder("1", new([new(2, 1)])));
        await shop.Done(new MarkOrder("1", MarkMode.Auto));

        var order = await shop.Get("1");
        order.BackOrder.BackOrderedQty.ShouldBeGreaterThan(0);
        order.BackOrder.Marked.ShouldBeFalse();
        (await shop.Journal("1")).Select(j => j.Kind).ShouldNotContain("marked");
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenOrdersKeptUnmarked_WhenTheSettingIsTurnedOff_ThenThatSaveMarksThemAsItsPreviewSaid(Database database)
    {
        await using var shop = await TestShop.NewAsync(database, StopMarking);
        await shop.Receive("Y", 2);
        await shop.Order("short", ("X", 2));
        await shop.Order("short too", ("X", 1), ("Y", 1));
        await shop.Order("enough", ("Y", 1));
        await shop.Order("by hand", ("X", 1));
        await shop.Done(new MarkOrder("by hand", MarkMode.NotMarked));
        await shop.Order("gone", ("X", 1));
        await shop.Done(new CancelOrder("gone", new()));

        var preview = await shop.SaveAsPreviewed(new(StopMarkingOnCreate: false));

        preview.ShouldBe(new SettingsPreview(2, 0, 0));
        (await shop.IsMarked("short")).ShouldBeTrue();
        (await shop.IsMarked("short too")).ShouldBeTrue();
        (await shop.IsMarked("by hand")).ShouldBeFalse();
        // An order created under it with enough stock is treated the same: it is free to be marked from now on.
        (await shop.IsMarked("enough")).ShouldBeFalse();
        await shop.Stock("Y", -1);
        (await shop.IsMarked("enough")).ShouldBeTrue();
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAnOrderWithEnoughStock_WhenItRunsShortLaterUnderTheSetting_ThenItStaysUnmarked(Database database)
    {
        await using var shop = await TestShop.NewAsync(database, StopMarking);
        await shop.Receive("X", 1);
        await shop.Order("1", ("X", 1));

        await shop.Stock("X", -1);

        (await shop.Get("1")).BackOrder.ShouldBe(new BackOrderView(BackOrderState.Full, false, null, 1, 1));
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenOrdersFromBefore_WhenTheSettingIsTurnedOn_ThenTheyKeepTheirMarks(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Order("before", ("X", 1));

        (await shop.SaveAsPreviewed(new(StopMarkingOnCreate: true))).ShouldBe(new SettingsPreview(0, 0, 0));

        (await shop.IsMarked("before")).ShouldBeTrue();
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenANewOrderThatTakesAnOlderOnesUnits_WhenTheOtherIsAnOldOne_ThenOnlyTheOldOneIsMarked(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Receive("X", 1);
        await shop.Order("before", ("X", 1));
        await shop.Done(new SaveSettings(StopMarking));

        await shop.Done(new CreateOrder(TestShop.NewOrder("urgent", ("X", 2)) with { Priority = 9 }));

        (await shop.IsMarked("urgent")).ShouldBeFalse();
        (await shop.IsMarked("before")).ShouldBeTrue();
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenOneTransaction_WhenAnOrderIsCreatedAndRecalculatedInIt_ThenItIsMarked(Database database)
    {
        await using var shop = await TestShop.NewAsync(database, StopMarking);
        await shop.Order("0", ("X", 1));

        await shop.Ledger.ExecuteAllAsync<OrderView>([
            (new CreateOrder(TestShop.NewOrder("1", ("X", 1))), new CommandContext("test")),
            (new RecalculateOrder("0"), new CommandContext("test")),
        ]);

        (await shop.IsMarked("0")).ShouldBeTrue();
        (await shop.IsMarked("1")).ShouldBeFalse();
        await shop.ShouldBeSound();
    }
}
