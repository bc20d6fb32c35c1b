using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Raincheck.Core;
using Raincheck.Core.Orders;
using Raincheck.Core.Stock;
using Raincheck.Features.Inventory;
using Raincheck.Features.MasterData;
using Raincheck.Features.Orders;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Features.Orders;

/// <summary>In any shop, what the plan says can ship does ship, and what it says cannot is refused.</summary>
public sealed class AnyShopShippingTests
{
    private static readonly string[] Places = ["MAIN", "EAST", "WEST"];

    [Theory]
    [InlineData(Database.Sqlite, 10)]
    [InlineData(Database.Postgres, 5)]
    public async Task AnyShop_WhenItsOrdersShipAsTold_EveryOneOfThemDoes(Database database, int shops)
    {
        var met = new HashSet<ShippingState>();
        for (var seed = 1; seed <= shops; seed++)
        {
            await using var shop = await ShopAsync(database, new Random(seed));
            await ShouldBeListedAsync(shop, seed);
            foreach (var number in Numbers)
                met.Add(await ShipAsync(shop, number, $"seed {seed}, order {number}"));
            await shop.ShouldBeSound();
        }
        met.ShouldBe(Enum.GetValues<ShippingState>().Where(s => s != ShippingState.Nothing), ignoreOrder: true);
    }

    private static IEnumerable<string> Numbers => Enumerable.Range(1, 12).Select(i => $"O-{i}");

    private static async Task<TestShop> ShopAsync(Database database, Random random)
    {
        var shop = await TestShop.NewAsync(database, new(ConsiderReplacementSku: random.Next(2) == 0));
        await shop.Done(new PutWarehouse(new("WEST", "West", WarehouseType.Normal, true)));
        var stock =
            from sku in (string[])["X", "Y", "A", "R", "B", "C", "D"]
            from place in (string[])[.. Places, "DOCK"]
            where random.Next(3) > 0
            select new StockCount(sku, place, random.Next(6));
        await shop.Done(new CountStock([.. stock]));
        foreach (var number in Numbers)
        {
            var lines = Enumerable
                .Range(0, 1 + random.Next(3))
                .Select(_ => (((string[])["X", "Y", "A", "S", "K", "K"])[random.Next(6)], 1 + random.Next(4)));
            await shop.Order(number, [.. lines]);
        }
        return shop;
    }

    private static async Task<ShippingState> ShipAsync(TestShop shop, string number, string which)
    {
        var order = await shop.Get(number);
        var (state, shipments, transfers) = (order.Shipping.State, order.Shipping.Shipments, order.Shipping.Transfers);
        var whole = order.Lines.Where(l => l.Open > 0).Select(l => new LineQuantity(l.Line, l.Open)).ToList();
        if (state != ShippingState.OneShipment)
        {
            foreach (var place in Places)
                (await shop.Run(new ShipOrder(number, new(place, whole))))
                    .Refusal.ShouldNotBeNull(which)
                    .Code.ShouldBe(RefusalCode.NotEnoughStock, which);
        }
        if (state == ShippingState.Waiting)
            return state;
        if (state == ShippingState.NeedsTransfer && number.EndsWith('1'))
        {
            var together = new Shipment(Places[0], AlsoFrom: Places[1..]);
            (await shop.Done(new ShipOrder(number, together))).Status.ShouldBe(OrderStatus.Completed, which);
            return state;
        }
        if (state == ShippingState.NeedsTransfer)
        {
            await shop.Done(new TransferStock([.. transfers.Select(t => new StockTransfer(t.Sku, t.From, t.To, (int)t.Quantity))]));
            shipments = (await shop.Get(number)).Shipping.Shipments;
            shipments.Select(s => s.Warehouse).ShouldBe([transfers[0].To], which);
        }
        foreach (var shipment in shipments)
        {
            var lines = shipment.Lines.Select(l => new LineQuantity(l.Line, l.Quantity)).ToList();
            (await shop.Run(new ShipOrder(number, new(shipment.Warehouse, lines)))).Refusal.ShouldBeNull(which);
        }
        (await shop.Get(number)).Status.ShouldBe(OrderStatus.Completed, which);
        return state;
    }

    /// <summary>The filters of the list say of each order what the order says of itself.</summary>
    private static async Task ShouldBeListedAsync(TestShop shop, int seed)
    {
        var reader = new OrderReader(shop.Client, shop.Ledger);
        var states = new Dictionary<string, ShippingState>(StringComparer.Ordinal);
        foreach (var number in Numbers)
            states.Add(number, (await shop.Get(number)).Shipping.State);
        foreach (
            var (filter, state) in new[]
            {
                ("oneShipment", ShippingState.OneShipment),
                ("severalShipments", ShippingState.SeveralShipments),
                ("needsTransfer", ShippingState.NeedsTransfer),
            }
        )
        {
            var list = new OrderList(
                new QueryCollection(new Dictionary<string, StringValues>(StringComparer.Ordinal) { ["shipping"] = filter })
            );
            (await reader.NumbersAsync(list, 100, CancellationToken.None)).ShouldBe(
                states.Where(s => s.Value == state).Select(s => s.Key),
                ignoreOrder: true,
                $"seed {seed}, {filter}"
            );
        }
    }
}
