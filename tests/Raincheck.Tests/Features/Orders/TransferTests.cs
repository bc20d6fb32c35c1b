using Raincheck.Core;
using Raincheck.Core.Orders;
using Raincheck.Features.Inventory;
using Raincheck.Features.Orders;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Features.Orders;

/// <summary>An order that holds everything and cannot leave as it lies says so.</summary>
public sealed class TransferTests(ApiHosts hosts)
{
    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAKitWhoseComponentsLieApart_WhenItIsRead_ThenItNeedsATransferAndShipsAfterIt(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Stock("C", 2, "MAIN");
        await shop.Stock("D", 1, "EAST");

        var order = await shop.Order("kit", ("K", 1));

        order.BackOrder.State.ShouldBe(BackOrderState.None);
        (order.Shipping.State, order.Shipping.NeedsTransfer).ShouldBe((ShippingState.NeedsTransfer, true));
        order.Shipping.Shipments.ShouldBeEmpty();
        // One unit moves, not two.
        order.Shipping.Transfers.ShouldBe([new TransferView("D", "EAST", "MAIN", 1)]);
        OrderVersion.Of(await shop.Get("kit")).Tag.ShouldBe(OrderVersion.Of(order).Tag);
        foreach (var warehouse in new[] { "MAIN", "EAST" })
            (await shop.Run(new ShipOrder("kit", new(warehouse)))).Refusal!.Code.ShouldBe(RefusalCode.NotEnoughStock);

        await shop.Done(new TransferStock([new("D", "EAST", "MAIN", 1)]));
        var moved = await shop.Get("kit");
        (moved.Shipping.State, moved.Shipping.NeedsTransfer, moved.Shipping.Transfers.Count).ShouldBe(
            (ShippingState.OneShipment, false, 0)
        );
        (await shop.Done(new ShipOrder("kit", new("MAIN")))).Status.ShouldBe(OrderStatus.Completed);
        (await shop.Get("kit")).Shipping.State.ShouldBe(ShippingState.Nothing);
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAKitWhoseComponentsLieApart_WhenTheCallNamesBothWarehouses_ThenItShips(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Stock("C", 3, "MAIN");
        await shop.Stock("C", 2, "EAST");
        await shop.Stock("D", 2, "EAST");
        await shop.Order("kit", ("K", 2));
        (await shop.Run(new ShipOrder("kit", new("MAIN", AlsoFrom: ["DOCK"])))).Refusal!.Code.ShouldBe(RefusalCode.NotEnoughStock);
        (await shop.Run(new ShipOrder("kit", new("MAIN", AlsoFrom: ["EAST", "MAIN"])))).Refusal!.ShouldSatisfyAllConditions(
            r => r.Code.ShouldBe(RefusalCode.DuplicateEntry),
            r => r.Path.ShouldBe("alsoFrom[1]")
        );

        (await shop.Done(new ShipOrder("kit", new("MAIN", AlsoFrom: ["EAST"])))).Status.ShouldBe(OrderStatus.Completed);

        (await shop.OnHand("C", "MAIN"), await shop.OnHand("C", "EAST"), await shop.OnHand("D", "EAST")).ShouldBe((0, 1, 0));
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenOrdersOfEveryKind_WhenTheListIsFiltered_ThenEachIsUnderItsFilterAndAtOnceWhenStockMoves(Database database)
    {
        var api = await hosts.On(database);
        await api.Put("/warehouses/EAST", """{"name":"East","type":"normal","isSellable":true}""").Ok();
        var (a, b, kit) = (await api.NewSku(2), await api.NewSku(), ApiHost.NewName("KIT-"));
        await api.Post("/inventory/adjustments", $$"""{"sku":"{{b}}","warehouse":"EAST","delta":2}""").Ok();
        var components = $$"""[{"sku":"{{a}}","quantity":1},{"sku":"{{b}}","quantity":1}]""";
        await api.Put($"/products/{kit}", $$"""{"name":"Kit","components":{{components}}}""").Ok();
        var (apart, twice, whole) = (await api.NewOrder(kit, 1), ApiHost.NewName("O-"), ApiHost.NewName("O-"));
        await api.Post("/orders", ApiHost.Order(twice, (a, 1), (b, 1))).Ok();
        await api.Post("/orders", ApiHost.Order(whole, (await api.NewSku(1), 1))).Ok();
        var waiting = await api.NewOrder(kit, 1);

        (await ListedAsync("needsTransfer")).ShouldBe([apart]);
        (await ListedAsync("severalShipments")).ShouldBe([twice]);
        (await ListedAsync("oneShipment")).ShouldBe([whole]);
        (await api.Get($"/orders?shipping=needsTransfer&q={twice}").Ok()).Items("number").ShouldBeEmpty();
        (await api.Get("/orders?shipping=needsTransfer&backOrder=full").Ok()).Items("number").ShouldBeEmpty();
        (await api.Get("/orders?shipping=never")).ShouldBeProblem(400, "invalid_request", "shipping");
        var shown = await api.Get($"/orders/{apart}").Ok();
        (shown.Text("shipping.state"), shown.Text("shipping.transfers.0.sku")).ShouldBe(("needsTransfer", b));

        // Who read it before the stock moved has read another order.
        await api.Post("/inventory/transfers", $$"""{"sku":"{{b}}","from":"EAST","to":"MAIN","quantity":2}""").Ok();
        (await api.Post($"/orders/{apart}/hold", ifMatch: shown.ETag)).ShouldBeProblem(412, "stale_version");
        (await ListedAsync("needsTransfer")).ShouldBeEmpty();
        (await ListedAsync("oneShipment")).ShouldBe([apart, twice, whole]);

        async Task<List<string?>> ListedAsync(string shipping)
        {
            string?[] mine = [apart, twice, whole, waiting];
            var listed = (await api.Get($"/orders?shipping={shipping}&sort=orderedAt&pageSize=500").Ok()).Items("number");
            return [.. listed.Where(mine.Contains)];
        }
    }
}
