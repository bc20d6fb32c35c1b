using Raincheck.Core;
using Raincheck.Core.Orders;
using Raincheck.Core.Purchasing;
using Raincheck.Features.Inventory;
using Raincheck.Features.Purchasing;
using Raincheck.Features.Settings;
using Raincheck.Ledger;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Features.Purchasing;

public sealed class PurchaseOrderTests
{
    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenWaitingOrders_WhenGoodsAreReceivedInParts_ThenTheOldestAreReleasedAtOnce(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Order("first", ("X", 3));
        await shop.Order("second", ("X", 3));
        var made = await shop.Done(new CreatePurchaseOrder(new("VEND", [new("X", 6), new("Y", 1)], "MAIN", "PO-A")));
        (made.Status, made.Type, made.CreatedAt).ShouldBe((PurchaseOrderStatus.Open, PurchaseOrderType.Regular, shop.Time.GetUtcNow()));
        (await shop.Figures("X")).OnOrder.ShouldBe(6);

        var receipt = await shop.Done(new ReceivePurchaseOrder("PO-A", new("R-1", [new("X", 4)])));

        receipt.Receipt.ShouldBe("R-1");
        receipt.CrossDock.ShouldBeEmpty();
        receipt.Released.ShouldBe([
            new ReleasedView("first", "X", 3, BackOrderState.None),
            new ReleasedView("second", "X", 1, BackOrderState.Partial),
        ]);
        (await shop.IsMarked("first")).ShouldBeFalse();
        (await shop.IsMarked("second")).ShouldBeTrue();
        (await shop.Figures("X")).OnOrder.ShouldBe(2);
        await shop.ShouldBeSound();

        await shop.Done(new ReceivePurchaseOrder("PO-A", new("R-2", [new("X", 2), new("Y", 1)])));

        (await shop.IsMarked("second")).ShouldBeFalse();
        (await shop.Figures("X")).OnOrder.ShouldBe(0);
        (await shop.Run(new CancelPurchaseOrder("PO-A"))).Refusal!.Code.ShouldBe(RefusalCode.PurchaseOrderStatusForbids);
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenMoreThanWasOrdered_WhenReceived_ThenItIsAcceptedAndNothingIsPending(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Done(new CreatePurchaseOrder(new("VEND", [new("X", 2)], "MAIN", "PO-A")));

        await shop.Done(new ReceivePurchaseOrder("PO-A", new("R-1", [new("X", 5)])));

        (await shop.OnHand("X")).ShouldBe(5);
        (await shop.Figures("X")).OnOrder.ShouldBe(0);
        // Something may still come on an order that was thought complete.
        await shop.Done(new ReceivePurchaseOrder("PO-A", new("R-2", [new("X", 1)])));
        (await shop.OnHand("X")).ShouldBe(6);
        (await shop.Figures("X")).OnOrder.ShouldBe(0);
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenTheSameReceiptTwice_WhenReceived_ThenItIsAppliedOnceAndAnsweredTheSame(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Order("1", ("X", 2));
        await shop.Done(new CreatePurchaseOrder(new("VEND", [new("X", 9)], "MAIN", "PO-A")));
        var request = new ReceiptRequest("R-1", [new("X", 3)]);
        var first = await shop.Done(new ReceivePurchaseOrder("PO-A", request));
        var stored = await shop.Dump();

        var again = await shop.Done(new ReceivePurchaseOrder("PO-A", request));
        var other = await shop.Run(new ReceivePurchaseOrder("PO-A", new("R-1", [new("X", 4)])));

        again.Released.ShouldBe(first.Released);
        other.Refusal!.Code.ShouldBe(RefusalCode.DuplicateReceipt);
        other.Refusal.Path.ShouldBe("reference");
        (await shop.Dump()).ShouldBe(stored);
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenTheSameReceiptTwiceAtOnce_WhenReceived_ThenItIsAppliedOnce(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await using var other = shop.NewLedger();
        await shop.Done(new CreatePurchaseOrder(new("VEND", [new("X", 9)], "MAIN", "PO-A")));

        var outcomes = await Task.WhenAll(
            Enumerable
                .Range(0, 6)
                .Select(i =>
                    (i % 2 == 0 ? shop.Ledger : other).ExecuteAsync(
                        new ReceivePurchaseOrder("PO-A", new("R-1", [new("X", 3)])),
                        new CommandContext("test")
                    )
                )
        );

        outcomes.ShouldAllBe(o => o.Refusal == null);
        (await shop.OnHand("X")).ShouldBe(3);
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite, "BACK")]
    [InlineData(Database.Postgres, "BACK")]
    [InlineData(Database.Sqlite, "DOCK")]
    [InlineData(Database.Postgres, "DOCK")]
    [InlineData(Database.Sqlite, "DROP")]
    [InlineData(Database.Postgres, "DROP")]
    public async Task GivenAWarehouseThatDoesNotCount_WhenGoodsComeThere_ThenNoOrderIsReleased(Database database, string warehouse)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Order("1", ("X", 2));
        await shop.Done(new CreatePurchaseOrder(new("VEND", [new("X", 5)], "MAIN", "PO-A")));

        var receipt = await shop.Done(new ReceivePurchaseOrder("PO-A", new("R-1", [new("X", 3, warehouse)])));

        receipt.Released.ShouldBeEmpty();
        (await shop.HeldAndLacking("1")).ShouldBe("0/2");
        (await shop.IsMarked("1")).ShouldBeTrue();
        (await shop.OnHand("X", warehouse)).ShouldBe(3);
        (await shop.Figures("X")).Counted.ShouldBe(0);
        (await shop.Figures("X")).OnOrder.ShouldBe(2);
        await shop.Pass();
        (await shop.HeldAndLacking("1")).ShouldBe("0/2");
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAReceiptOfAComponent_WhenItCompletesAKit_ThenTheKitsOrderIsReleased(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Order("kit", ("K", 2));
        await shop.Receive("D", 2);

        var receipt = await shop.Receive("C", 3);

        receipt.Released.ShouldBe([new ReleasedView("kit", "K", 1, BackOrderState.Partial)]);
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAReceiptOfAReplacement_WhenTheSettingIsOn_ThenTheOrderIsReleased(Database database)
    {
        await using var shop = await TestShop.NewAsync(database, new SettingsPatch(ConsiderReplacementSku: true));
        await shop.Order("1", ("A", 2));

        var receipt = await shop.Receive("R", 2);

        receipt.Released.ShouldBe([new ReleasedView("1", "A", 2, BackOrderState.None)]);
        (await shop.IsMarked("1")).ShouldBeFalse();
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAStockChangeThatWaits_WhenGoodsAreReceived_ThenItIsSettledWithThem(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Order("1", ("X", 3));
        await shop.Done(new AdjustStock([new("X", "EAST", 1)]));

        var receipt = await shop.Receive("X", 1);

        receipt.Released.ShouldBe([new ReleasedView("1", "X", 2, BackOrderState.Partial)]);
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAPartlyReceivedPurchaseOrder_WhenCancelled_ThenOnlyWhatHasNotComeIsCancelled(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Done(new CreatePurchaseOrder(new("VEND", [new("X", 5), new("Y", 2)], "MAIN", "PO-A")));
        await shop.Done(new ReceivePurchaseOrder("PO-A", new("R-1", [new("X", 3)])));

        var cancelled = await shop.Done(new CancelPurchaseOrder("PO-A"));

        cancelled.Status.ShouldBe(PurchaseOrderStatus.Received);
        cancelled.Lines.Select(l => (l.Sku, l.Received, l.Cancelled, l.Pending)).ShouldBe([("X", 3, 2, 0), ("Y", 0, 2, 0)]);
        (await shop.Figures("X")).OnOrder.ShouldBe(0);
        (await shop.OnHand("X")).ShouldBe(3);
        (await shop.Run(new ReceivePurchaseOrder("PO-A", new("R-2", [new("X", 1)])))).Refusal!.Code.ShouldBe(
            RefusalCode.PurchaseOrderStatusForbids
        );
        (await shop.Run(new CancelPurchaseOrder("PO-A"))).Refusal!.Code.ShouldBe(RefusalCode.PurchaseOrderStatusForbids);
        (await shop.Run(new ChangePurchaseOrderLine("PO-A", "X", new(Quantity: 9)))).Refusal!.Code.ShouldBe(
            RefusalCode.PurchaseOrderStatusForbids
        );

        await shop.Done(new CreatePurchaseOrder(new("VEND", [new("X", 5)], "MAIN", "PO-B")));
        (await shop.Done(new CancelPurchaseOrder("PO-B"))).Status.ShouldBe(PurchaseOrderStatus.Cancelled);
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenNoWarehouseNamed_WhenMade_ThenItIsTheDefaultOne(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);

        // At first the first sellable normal one.
        (await shop.Done(new CreatePurchaseOrder(new("VEND", [new("X", 1)])))).Warehouse.ShouldBe("MAIN");
        await shop.Done(new SaveSettings(new(DefaultWarehouse: "EAST")));
        (await shop.Done(new CreatePurchaseOrder(new("VEND", [new("X", 1)])))).Warehouse.ShouldBe("EAST");
        (await shop.Done(new CreatePurchaseOrder(new("VEND", [new("X", 1)], "DOCK")))).Warehouse.ShouldBe("DOCK");
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenNumbersThatUsersChose_WhenTheSystemChooses_ThenItChoosesAnother(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        var first = await shop.Done(new CreatePurchaseOrder(new("VEND", [new("X", 1)])));
        var next = long.Parse(first.Number.Replace("PO-", "", StringComparison.Ordinal), provider: null);
        foreach (var number in new[] { $"PO-{next + 3}", $"PO-{next + 4}", $"PO-{next + 5}" })
            await shop.Done(new CreatePurchaseOrder(new("VEND", [new("X", 1)], Number: number)));

        var numbers = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < 3; i++)
            numbers.Add((await shop.Done(new CreatePurchaseOrder(new("VEND", [new("X", 1)])))).Number);

        numbers.Count.ShouldBe(3);
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenOneSkuTwiceOnAReceipt_WhenReceived_ThenBothPartsCount(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Done(new CreatePurchaseOrder(new("VEND", [new("X", 5)], "MAIN", "PO-A")));

        await shop.Done(new ReceivePurchaseOrder("PO-A", new("R-1", [new("X", 2), new("X", 1, "EAST"), new("X", 1)])));

        (await shop.OnHand("X"), await shop.OnHand("X", "EAST")).ShouldBe((3L, 1L));
        (await shop.Figures("X")).OnOrder.ShouldBe(1);
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenTheLargestStock_WhenOneSkuComesTwiceOnAReceipt_ThenTheirSumIsChecked(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Done(new CountStock([new("X", "MAIN", Quantity.MaxTotal - 1)]));
        await shop.Done(new CreatePurchaseOrder(new("VEND", [new("X", 5)], "MAIN", "PO-A")));
        var before = await shop.Dump();

        var refusal = (await shop.Run(new ReceivePurchaseOrder("PO-A", new("R-1", [new("X", 1), new("X", 1)])))).Refusal;

        (refusal?.Code, refusal?.Path).ShouldBe((RefusalCode.TotalTooLarge, "lines[1].quantity"));
        (await shop.Dump()).ShouldBe(before);
        await shop.ShouldBeSound();
    }
}
