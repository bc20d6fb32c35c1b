using Raincheck.Core;
using Raincheck.Core.Orders;
using Raincheck.Core.Purchasing;
using Raincheck.Features.BackOrders;
using Raincheck.Features.Orders;
using Raincheck.Features.Products;
using Raincheck.Features.Purchasing;
using Raincheck.Ledger;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Features.BackOrders;

public sealed class LinkTests
{
    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenALinkedLine_WhenThePurchaseOrderIsReceived_ThenItGetsItsUnitsFirstAndTheRestJoinsTheQueue(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Order("older", ("X", 2));
        shop.Time.Advance(TimeSpan.FromMinutes(1));
        await shop.Order("linked", ("X", 3));
        await shop.Done(new CreatePurchaseOrder(new("VEND", [new("X", 4)], Number: "PO-X")));
        var waiting = await shop.Done(new LinkToPurchaseOrder("linked", new(1, 3, "PO-X")));
        (waiting.DropshipStatus, waiting.BackOrder.State).ShouldBe((DropshipStatus.Pending, BackOrderState.Full));
        waiting.Lines[0].Links.ShouldBe([new LinkView("PO-X", 3)]);
        OrderVersion.Of(await shop.Get("linked")).Tag.ShouldBe(OrderVersion.Of(waiting).Tag);
        (await shop.PurchaseOrder("PO-X")).Links.ShouldBe([new PurchaseOrderLinkView("linked", 1, "X", 3)]);

        var receipt = await shop.Done(new ReceivePurchaseOrder("PO-X", new("R-1", [new("X", 4)])));

        receipt.CrossDock.ShouldBe([new CrossDockView("linked", 1, "X", 3)]);
        receipt.Released.ShouldBe([
            new ReleasedView("older", "X", 1, BackOrderState.Partial),
            new ReleasedView("linked", "X", 3, BackOrderState.None),
        ]);
        var served = await shop.Get("linked");
        (served.DropshipStatus, served.Lines[0].Firm, served.Lines[0].BackOrderedQty).ShouldBe((DropshipStatus.None, 3, 0));
        served.Lines[0].Links.ShouldBeEmpty();
        await shop.ShouldBeSound();

        // Firm units stay with their line.
        await shop.Done(new CreateOrder(TestShop.NewOrder("urgent", ("X", 5)) with { Priority = 9 }));
        (await shop.HeldAndLacking("linked")).ShouldBe("3/0");
        await shop.Done(new ShipOrder("linked", new("MAIN")));
        (await shop.Get("linked")).Status.ShouldBe(OrderStatus.Completed);
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenSeveralLinkedLines_WhenTheReceiptIsShort_ThenTheyAreServedInQueueOrderAndTheRestGoesOnWaiting(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Done(new CreatePurchaseOrder(new("VEND", [new("X", 6)], Number: "PO-X")));
        foreach (var number in new[] { "first", "second" })
        {
            await shop.Order(number, ("X", 3));
            shop.Time.Advance(TimeSpan.FromMinutes(1));
        }
        await shop.Done(new LinkToPurchaseOrder("second", new(1, 3, "PO-X")));
        await shop.Done(new LinkToPurchaseOrder("first", new(1, 3, "PO-X")));

        var receipt = await shop.Done(new ReceivePurchaseOrder("PO-X", new("R-1", [new("X", 4)])));

        receipt.CrossDock.ShouldBe([new CrossDockView("first", 1, "X", 3), new CrossDockView("second", 1, "X", 1)]);
        receipt.Released.ShouldBe([
            new ReleasedView("first", "X", 3, BackOrderState.None),
            new ReleasedView("second", "X", 1, BackOrderState.Partial),
        ]);
        (await shop.Get("first")).DropshipStatus.ShouldBe(DropshipStatus.None);
        var second = await shop.Get("second");
        (second.DropshipStatus, second.Lines[0].Links.Single().Quantity).ShouldBe((DropshipStatus.Pending, 2));
        (await shop.Run(new ShipOrder("second", new("MAIN")))).Refusal!.Code.ShouldBe(RefusalCode.WaitsForPurchaseOrder);
        await shop.ShouldBeSound();

        await shop.Done(new ReceivePurchaseOrder("PO-X", new("R-2", [new("X", 2)])));
        (await shop.Get("second")).DropshipStatus.ShouldBe(DropshipStatus.None);
        await shop.Done(new ShipOrder("second", new("MAIN")));
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenNoPurchaseOrder_WhenALineIsLinked_ThenOneIsMadeWithTheProductsVendor(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Done(new PutProducts([new("B", "Has a shadow", Vendor: "VEND")]));
        await shop.Order("linked", ("S", 2));

        var order = await shop.Done(new LinkToPurchaseOrder("linked", new(1, 2)));

        // A shadow is bought as its parent.
        var made = await shop.PurchaseOrder(order.Lines[0].Links.Single().PurchaseOrder);
        (made.Vendor, made.Warehouse, made.Type).ShouldBe(("VEND", "MAIN", PurchaseOrderType.Regular));
        made.Lines.Select(l => (l.Sku, l.Quantity)).ShouldBe([("B", 2)]);
        var receipt = await shop.Done(new ReceivePurchaseOrder(made.Number, new("R-1", [new("B", 2)])));
        receipt.CrossDock.ShouldBe([new CrossDockView("linked", 1, "B", 2)]);
        (await shop.HeldAndLacking("linked")).ShouldBe("2/0");
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenALinkedLine_WhenItIsUnlinkedCancelledOrReplaced_ThenTheLinkIsGone(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Done(new CreatePurchaseOrder(new("VEND", [new("X", 9)], Number: "PO-X")));
        foreach (var number in new[] { "unlinked", "reduced", "replaced", "cancelled" })
        {
            await shop.Order(number, ("X", 2));
            await shop.Done(new LinkToPurchaseOrder(number, new(1, 2, "PO-X")));
        }

        (await shop.Done(new UnlinkFromPurchaseOrder("unlinked", "PO-X", 1))).DropshipStatus.ShouldBe(DropshipStatus.None);
        (await shop.Done(new ChangeLineQuantity("reduced", 1, 1))).Lines[0].Links.ShouldBe([new LinkView("PO-X", 1)]);
        (await shop.Done(new ReplaceItem("replaced", 1, "Y"))).DropshipStatus.ShouldBe(DropshipStatus.None);
        await shop.Done(new CancelOrder("cancelled", new()));

        (await shop.PurchaseOrder("PO-X")).Links.Select(l => (l.Order, l.Quantity)).ShouldBe([("reduced", 1)]);
        (await shop.Journal("replaced"))[^1].Data.ShouldContain("\"linked\":-2");
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenALinkedLine_WhenThePurchaseOrderIsCancelledOrComesWhereNothingIsSold_ThenItWaitsInTheQueue(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Order("one", ("X", 2));
        await shop.Order("two", ("Y", 2));
        await shop.Done(new CreatePurchaseOrder(new("VEND", [new("X", 2)], Number: "PO-X")));
        await shop.Done(new CreatePurchaseOrder(new("VEND", [new("Y", 2)], Number: "PO-Y")));
        await shop.Done(new LinkToPurchaseOrder("one", new(1, 2, "PO-X")));
        await shop.Done(new LinkToPurchaseOrder("two", new(1, 2, "PO-Y")));

        await shop.Done(new CancelPurchaseOrder("PO-X"));
        var receipt = await shop.Done(new ReceivePurchaseOrder("PO-Y", new("R-1", [new("Y", 2, "DOCK")])));

        (receipt.CrossDock.Count, receipt.Released.Count).ShouldBe((0, 0));
        foreach (var number in new[] { "one", "two" })
            (await shop.Get(number)).ShouldSatisfyAllConditions(
                o => o.DropshipStatus.ShouldBe(DropshipStatus.None),
                o => o.Lines[0].Links.ShouldBeEmpty(),
                o => o.HeldAndLacking().ShouldBe("0/2")
            );
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenOneOrderOnTwoPurchaseOrders_WhenBothAreReceivedAtOnce_ThenItWaitsForNeither(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await using var other = shop.NewLedger();
        for (var round = 0; round < 10; round++)
        {
            var number = $"order-{round}";
            await shop.Order(number, ("X", 1), ("Y", 1));
            foreach (var (line, sku) in new[] { (1, "X"), (2, "Y") })
            {
                await shop.Done(new CreatePurchaseOrder(new("VEND", [new(sku, 1)], Number: $"{sku}-{round}")));
                await shop.Done(new LinkToPurchaseOrder(number, new(line, 1, $"{sku}-{round}")));
            }

            var context = new CommandContext("test");
            await Task.WhenAll(
                shop.Ledger.ExecuteAsync(new ReceivePurchaseOrder($"X-{round}", new($"RX-{round}", [new("X", 1)])), context),
                other.ExecuteAsync(new ReceivePurchaseOrder($"Y-{round}", new($"RY-{round}", [new("Y", 1)])), context)
            );

            (await shop.Get(number)).DropshipStatus.ShouldBe(DropshipStatus.None);
        }
        await shop.ShouldBeSound();
    }
}
