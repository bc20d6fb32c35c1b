using Raincheck.Core;
using Raincheck.Core.Orders;
using Raincheck.Core.Promises;
using Raincheck.Core.Stock;
using Raincheck.Features.Inventory;
using Raincheck.Features.Orders;
using Raincheck.Features.Purchasing;
using Raincheck.Features.Settings;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Features.Settings;

public sealed class SettingsTests
{
    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenANewClient_WhenNoSettingsWereSaved_ThenTheyAreTheDefaults(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);

        var settings = await shop.Done(new SaveSettings(new SettingsPatch()));

        settings.ShippingDays.ShouldBe([DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday]);
        settings.ClosedDays.ShouldBeEmpty();
        // Lists are equal by their items alone.
        (settings with { ShippingDays = [], ClosedDays = [] }).ShouldBe(
            new SettingsView(
                EnableBackOrderWorkflow: true,
                HideBackOrderColumn: false,
                StopMarkingOnCreate: false,
                ConsiderReplacementSku: false,
                ExcludeDropshipWarehouses: true,
                IncludeAuthorizedOrders: false,
                IncludeUnpaidOrders: false,
                PeriodicPass: new(PassMode.Periodic, 15),
                DefaultWarehouse: "MAIN",
                TimeZone: "UTC",
                ShippingDays: [],
                ClosedDays: [],
                HandlingDays: 0,
                OverdueHorizonDays: 30,
                OverdueOffsetDays: 3,
                ReviewDays: 1,
                SlipToleranceDays: 0,
                PromiseEarlier: PromiseEarlier.WhenOnHand
            )
        );
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenDateSettings_WhenTheyAreSaved_ThenAnotherProcessReadsThem(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        var closed = new DateOnly(2026, 12, 25);

        await shop.Done(
            new SaveSettings(
                new(
                    TimeZone: "Europe/Brussels",
                    ShippingDays: [DayOfWeek.Saturday, DayOfWeek.Monday, DayOfWeek.Saturday],
                    ClosedDays: [closed, closed],
                    HandlingDays: 2
                )
            )
        );

        await using var other = shop.NewLedger();
        var settings = (await other.CatalogueAsync()).Settings;
        (settings.TimeZone, settings.HandlingDays, settings.ReviewDays).ShouldBe(("Europe/Brussels", 2, 1));
        settings.ShippingDays.ShouldBe([DayOfWeek.Monday, DayOfWeek.Saturday]);
        settings.ClosedDays.ShouldBe([closed]);
    }

    public static TheoryData<string, SettingsPatch> WrongDates =>
        new()
        {
            { "timeZone", new(TimeZone: "Nowhere/Town") },
            { "shippingDays", new(ShippingDays: []) },
            { "closedDays", new(ClosedDays: [.. Enumerable.Range(0, 1_001).Select(n => new DateOnly(2026, 1, 1).AddDays(n))]) },
            { "handlingDays", new(HandlingDays: 31) },
            { "handlingDays", new(HandlingDays: -1) },
            { "overdueHorizonDays", new(OverdueHorizonDays: 366) },
            { "overdueOffsetDays", new(OverdueOffsetDays: -1) },
            { "reviewDays", new(ReviewDays: 366) },
            { "slipToleranceDays", new(SlipToleranceDays: -1) },
        };

    [Theory]
    [MemberData(nameof(WrongDates), DisableDiscoveryEnumeration = true)]
    public async Task GivenADateSettingOutOfRange_WhenItIsSaved_ThenItIsNamedAndNothingIsSaved(string name, SettingsPatch patch)
    {
        await using var shop = await TestShop.NewAsync(Database.Sqlite);

        var outcome = await shop.Run(new SaveSettings(patch with { HideBackOrderColumn = true }));

        var refusal = outcome.Refusal.ShouldNotBeNull();
        (refusal.Code, refusal.Path).ShouldBe((RefusalCode.InvalidValue, name));
        (await shop.Ledger.CatalogueAsync()).Settings.HideBackOrderColumn.ShouldBeFalse();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenSavedSettings_WhenOthersAreSaved_ThenWhatIsLeftOutStays(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Done(new SaveSettings(new(HideBackOrderColumn: true, PeriodicPass: new(Minutes: 7), DefaultWarehouse: "EAST")));

        var settings = await shop.Done(new SaveSettings(new(PeriodicPass: new(PassMode.Immediate))));

        settings.HideBackOrderColumn.ShouldBeTrue();
        settings.PeriodicPass.ShouldBe(new PeriodicPassView(PassMode.Immediate, 7));
        settings.DefaultWarehouse.ShouldBe("EAST");
        await using var other = shop.NewLedger();
        (await other.CatalogueAsync()).Settings.PassMinutes.ShouldBe(7);
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenBackOrders_WhenTheWorkflowIsTurnedOff_ThenNothingIsShownAndTheHistoryStays(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Receive("X", 1);
        await shop.Order("part", ("X", 2));
        await shop.Order("full", ("Y", 2));
        await shop.Order("none", ("Z", 1));
        await shop.Receive("Z", 1);

        var preview = await shop.SaveAsPreviewed(new(EnableBackOrderWorkflow: false));

        preview.ShouldBe(new SettingsPreview(0, 2, 0));
        foreach (var number in new[] { "part", "full", "none" })
        {
            var order = await shop.Get(number);
            (order.BackOrder.State, order.BackOrder.Marked, order.BackOrder.Since, order.BackOrder.BackOrderedQty).ShouldBe(
                (BackOrderState.None, false, null, 0L)
            );
            order.Lines.ShouldAllBe(l => l.BackOrderedQty == 0);
        }
        (await shop.Journal("part")).Select(j => j.Kind).ShouldContain("marked");
        (await shop.Journal("part"))[^1].Kind.ShouldBe("unmarked");
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenTheWorkflowOff_WhenOrdersComeAndGoodsArrive_ThenNothingMentionsBackOrders(Database database)
    {
        await using var shop = await TestShop.NewAsync(database, new SettingsPatch(EnableBackOrderWorkflow: false));

        var order = await shop.Order("1", ("X", 3));
        var receipt = await shop.Receive("X", 1);

        (order.BackOrder.State, order.BackOrder.Marked, order.BackOrder.BackOrderedQty).ShouldBe((BackOrderState.None, false, 0L));
        receipt.Released.ShouldAllBe(r => r.State == BackOrderState.None);
        (await shop.Done(new MarkOrder("1", MarkMode.Marked))).BackOrder.Marked.ShouldBeFalse();
        (await shop.Journal("1")).Select(j => j.Kind).ShouldNotContain("marked");
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenTheWorkflowOff_WhenItIsTurnedOn_ThenEveryOpenOrderIsDeterminedByTheStockOfNow(Database database)
    {
        await using var shop = await TestShop.NewAsync(database, new SettingsPatch(EnableBackOrderWorkflow: false));
        await shop.Order("short", ("X", 3));
        await shop.Order("waits for the pass", ("Y", 2));
        await shop.Order("filled", ("Z", 1));
        await shop.Order("marked by hand", ("Z", 1));
        await shop.Receive("Z", 2);
        await shop.Done(new MarkOrder("marked by hand", MarkMode.Marked));
        await shop.Done(new AdjustStock([new("Y", "MAIN", 2)]));

        var preview = await shop.SaveAsPreviewed(new(EnableBackOrderWorkflow: true));

        // One is short, one marked by hand; one is released by stock that had been waiting.
        preview.ShouldBe(new SettingsPreview(2, 0, 1));
        (await shop.Get("short")).BackOrder.ShouldBe(new BackOrderView(BackOrderState.Full, true, shop.Time.GetUtcNow(), 3, 3));
        (await shop.HeldAndLacking("waits for the pass")).ShouldBe("2/0");
        (await shop.IsMarked("waits for the pass")).ShouldBeFalse();
        (await shop.IsMarked("marked by hand")).ShouldBeTrue();
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenHiddenColumns_WhenAnOrderIsShort_ThenEverythingElseGoesOn(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Order("before", ("X", 1));

        (await shop.SaveAsPreviewed(new(HideBackOrderColumn: true))).ShouldBe(new SettingsPreview(0, 0, 0));

        (await shop.IsMarked("before")).ShouldBeTrue();
        (await shop.Order("after", ("X", 2))).BackOrder.ShouldBe(new BackOrderView(BackOrderState.Full, true, shop.Time.GetUtcNow(), 2, 2));
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenReplacementStock_WhenItIsConsideredAndNoLonger_ThenThePreviewSaysWhatBecomesOfTheOrders(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Receive("R", 3);
        await shop.Order("first", ("A", 2));
        await shop.Order("second", ("A", 2));
        await shop.Order("not concerned", ("X", 2));

        (await shop.SaveAsPreviewed(new(ConsiderReplacementSku: true))).ShouldBe(new SettingsPreview(0, 1, 1));
        (await shop.HeldAndLacking("first")).ShouldBe("2/0");
        (await shop.HeldAndLacking("second")).ShouldBe("1/1");
        (await shop.Figures("R")).Available.ShouldBe(0);
        await shop.ShouldBeSound();

        (await shop.SaveAsPreviewed(new(ConsiderReplacementSku: false))).ShouldBe(new SettingsPreview(1, 0, 1));
        (await shop.HeldAndLacking("first")).ShouldBe("0/2");
        (await shop.Figures("R")).Available.ShouldBe(3);
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAVendorsStock_WhenItCountsAndNoLonger_ThenOrdersAreReleasedAndMarked(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Done(new AdjustStock([new("X", "DROP", 3), new("C", "DROP", 2), new("D", "DROP", 1)]));
        await shop.Order("first", ("X", 2));
        await shop.Order("second", ("X", 2));
        await shop.Order("kit", ("K", 1));
        // Orders that only a vendor's stock could fill show under the back-order filter.
        (await shop.Get("first")).BackOrder.State.ShouldBe(BackOrderState.Full);

        (await shop.SaveAsPreviewed(new(ExcludeDropshipWarehouses: false))).ShouldBe(new SettingsPreview(0, 2, 1));
        (await shop.HeldAndLacking("kit")).ShouldBe("1/0");
        (await shop.SaveAsPreviewed(new(ExcludeDropshipWarehouses: true))).ShouldBe(new SettingsPreview(2, 0, 1));
        (await shop.HeldAndLacking("kit")).ShouldBe("0/1");
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAuthorizedAndUnpaidOrders_WhenTheyAreIncluded_ThenTheyTakeTheirPlaces(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Receive("X", 3);
        await shop.Done(new CreateOrder(TestShop.NewOrder("authorized", ("X", 2)) with { PaymentStatus = PaymentStatus.Authorized }));
        await shop.Done(new CreateOrder(TestShop.NewOrder("unpaid", ("X", 1)) with { PaymentStatus = PaymentStatus.Unpaid }));
        await shop.Done(new CreateOrder(TestShop.NewOrder("partial", ("X", 1)) with { PaymentStatus = PaymentStatus.Partial }));
        await shop.Order("charged", ("X", 3));
        (await shop.HeldAndLacking("charged")).ShouldBe("3/0");

        (await shop.SaveAsPreviewed(new(IncludeAuthorizedOrders: true))).ShouldBe(new SettingsPreview(1, 0, 1));
        (await shop.HeldAndLacking("authorized")).ShouldBe("2/0");
        (await shop.HeldAndLacking("charged")).ShouldBe("1/2");
        (await shop.SaveAsPreviewed(new(IncludeUnpaidOrders: true))).ShouldBe(new SettingsPreview(1, 0, 2));
        (await shop.HeldAndLacking("unpaid")).ShouldBe("1/0");
        (await shop.HeldAndLacking("partial")).ShouldBe("0/1");
        (await shop.HeldAndLacking("charged")).ShouldBe("0/3");
        await shop.ShouldBeSound();

        await shop.SaveAsPreviewed(new(IncludeAuthorizedOrders: false, IncludeUnpaidOrders: false));
        (await shop.HeldAndLacking("charged")).ShouldBe("3/0");
        (await shop.HeldAndLacking("authorized")).ShouldBe("0/0");
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenSeveralSettingsAtOnce_WhenPreviewed_ThenItIsTheirCommonEffect(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Receive("R", 1);
        await shop.Done(new AdjustStock([new("A", "DROP", 2)]));
        await shop.Done(new CreateOrder(TestShop.NewOrder("authorized", ("A", 2)) with { PaymentStatus = PaymentStatus.Authorized }));
        await shop.Order("charged", ("A", 1));

        var preview = await shop.SaveAsPreviewed(
            new(ConsiderReplacementSku: true, ExcludeDropshipWarehouses: false, IncludeAuthorizedOrders: true)
        );

        preview.ShouldBe(new SettingsPreview(0, 1, 1));
        (await shop.HeldAndLacking("authorized")).ShouldBe("2/0");
        (await shop.Get("charged")).Lines[0].Replacements.ShouldBe([new ReplacementView("R", 1)]);
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenADefaultWarehouseThatIsNotSellable_WhenSaved_ThenNewPurchaseOrdersStillGoThere(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);

        (await shop.Done(new SaveSettings(new(DefaultWarehouse: "DOCK")))).DefaultWarehouse.ShouldBe("DOCK");

        (await shop.Done(new CreatePurchaseOrder(new("VEND", [new("X", 1)])))).Warehouse.ShouldBe("DOCK");
        await shop.ShouldBeSound();
    }
}
