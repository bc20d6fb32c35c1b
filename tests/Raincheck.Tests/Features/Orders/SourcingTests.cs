using Raincheck.Core;
using Raincheck.Core.Orders;
using Raincheck.Features.Orders;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Features.Orders;

/// <summary>An order says from where it ships, and in how many shipments.</summary>
public sealed class SourcingTests
{
    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenUnitsInTwoWarehouses_WhenTheOrderIsRead_ThenItNeedsTwoShipmentsAndTheyAreMadeAsTold(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Stock("X", 3, "MAIN");
        await shop.Stock("X", 2, "EAST");
        await shop.Stock("Y", 1, "EAST");
        var order = await shop.Order("two", ("X", 5), ("Y", 1));

        order.Shipping.State.ShouldBe(ShippingState.SeveralShipments);
        order
            .Shipping.Shipments.Select(s => $"{s.Warehouse} {string.Join(' ', s.Lines.Select(l => $"{l.Line}x{l.Quantity}"))}")
            .ShouldBe(["MAIN 1x3", "EAST 1x2 2x1"]);
        order.Shipping.Transfers.ShouldBe(
            [new TransferView("X", "EAST", "MAIN", 2), new TransferView("Y", "EAST", "MAIN", 1)],
            "so that it leaves whole"
        );
        order.Shipping.NeedsTransfer.ShouldBeFalse();
        (await shop.Run(new ShipOrder("two", new("MAIN")))).Refusal!.ShouldSatisfyAllConditions(
            r => r.Code.ShouldBe(RefusalCode.NotEnoughStock),
            r => r.Others.Count.ShouldBe(1, "each SKU that is not there")
        );

        foreach (var shipment in order.Shipping.Shipments)
            order = await shop.Done(
                new ShipOrder("two", new(shipment.Warehouse, [.. shipment.Lines.Select(l => new LineQuantity(l.Line, l.Quantity))]))
            );
        (order.Status, order.Shipping.State).ShouldBe((OrderStatus.Completed, ShippingState.Nothing));
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenOrdersThatWaitOrDoNotCount_WhenTheyAreRead_ThenNothingIsPlanned(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Stock("X", 3, "MAIN");
        await shop.Stock("Y", 3, "DOCK");

        (await shop.Order("short", ("X", 5))).Shipping.State.ShouldBe(ShippingState.Waiting);
        (await shop.Order("elsewhere", ("Y", 1))).Shipping.State.ShouldBe(ShippingState.Waiting);
        var quote = await shop.Done(new CreateOrder(TestShop.NewOrder("quote", ("X", 1)) with { Status = OrderStatus.Quote }));
        quote.Shipping.State.ShouldBe(ShippingState.Waiting);
        // Stock that went since: until the queue is determined nothing of it can be promised.
        (await shop.Done(new CancelOrder("short", new([new(1, 2)])))).Shipping.State.ShouldBe(ShippingState.OneShipment);
        await shop.Stock("X", -1, "MAIN");
        (await shop.Get("short")).Shipping.State.ShouldBe(ShippingState.Waiting);
    }
}
