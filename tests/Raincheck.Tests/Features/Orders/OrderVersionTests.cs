using Raincheck.Core.Orders;
using Raincheck.Core.Stock;
using Raincheck.Features.Inventory;
using Raincheck.Features.Orders;
using Raincheck.Features.Settings;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Features.Orders;

/// <summary>The entity tag changes whenever what a reader of the order sees changes, by whomever; and only then.</summary>
public sealed class OrderVersionTests
{
    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAnOrder_WhenAnythingOfItChanges_ThenItsTagDoesAndItsVersionGrows(Database database)
    {
        await using var shop = await TestShop.NewAsync(database, new SettingsPatch(PeriodicPass: new(PassMode.Immediate)));
        await shop.Done(new CreateOrder(TestShop.NewOrder("1", ("X", 3)) with { Status = OrderStatus.Cart }));

        await Changes(() => shop.Done(new ConfirmOrder("1")));
        await Changes(() => shop.Stock("X", 1));
        await Changes(() => shop.Receive("X", 1));
        await Changes(() => shop.Done(new CreateOrder(TestShop.NewOrder("urgent", ("X", 1)) with { Priority = 1 })));
        await Changes(() => shop.Done(new PatchOrder("1", new(Priority: 2))));
        await Changes(() => shop.Done(new MarkOrder("1", MarkMode.NotMarked)));
        await Changes(() => shop.Done(new AddOrderLine("1", new("Y", 1))));
        await Changes(() => shop.Done(new ChangeLineQuantity("1", 2, 2)));
        await Changes(() => shop.Done(new SaveSettings(new(EnableBackOrderWorkflow: false))));
        await Changes(() => shop.Done(new SaveSettings(new(EnableBackOrderWorkflow: true))));
        await Changes(() => shop.Done(new HoldOrder("1")));
        await Changes(() => shop.Done(new ReleaseOrder("1")));
        await Changes(() => shop.Done(new ShipOrder("1", new("MAIN"))));
        await Changes(() => shop.Done(new CancelOrder("1", new())));
        await shop.ShouldBeSound();

        async Task Changes(Func<Task> act)
        {
            shop.Time.Advance(TimeSpan.FromSeconds(1));
            var (tag, version) = (await TagAsync(), await shop.Version("1"));
            await act();
            (await TagAsync()).ShouldNotBe(tag);
            (await shop.Version("1")).ShouldBeGreaterThan(version);
        }

        async Task<string> TagAsync() => OrderVersion.Of(await shop.Get("1")).Tag;
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAnOrder_WhenOnlyTheAvailableUnitsChange_ThenItsTagChanges(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Receive("X", 1);
        await shop.Order("1", ("X", 1));
        var tag = OrderVersion.Of(await shop.Get("1")).Tag;

        await shop.Done(new CountStock([new("X", "MAIN", 5)]));

        OrderVersion.Of(await shop.Get("1")).Tag.ShouldNotBe(tag);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAnOrder_WhenOnlyOthersChange_ThenItsTagAndItsVersionStay(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Order("1", ("X", 3));
        var (tag, version) = (OrderVersion.Of(await shop.Get("1")).Tag, await shop.Version("1"));

        await shop.Order("behind", ("X", 3));
        await shop.Order("elsewhere", ("Y", 3));
        await shop.Receive("Y", 9);
        await shop.Done(new CancelOrder("behind", new()));
        await shop.Pass();
        await shop.Done(new SaveSettings(new(ConsiderReplacementSku: true)));

        (OrderVersion.Of(await shop.Get("1")).Tag, await shop.Version("1")).ShouldBe((tag, version));
        await shop.ShouldBeSound();
    }
}
