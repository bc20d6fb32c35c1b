using Raincheck.Core;
using Raincheck.Core.Stock;
using Raincheck.Features.Inventory;
using Raincheck.Features.Settings;
using Raincheck.Ledger;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Features.Inventory;

public sealed class StockTests
{
    private static readonly SettingsPatch Immediate = new(PeriodicPass: new(PassMode.Immediate));

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenStockSetAdjustedOrTransferred_WhenThePassHasNotRun_ThenStockIsNewAndOrdersAreOld(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Done(new AdjustStock([new("Z", "DOCK", 2)]));
        await shop.Order("1", ("X", 2), ("Y", 2), ("Z", 2));

        var adjusted = await shop.Done(new AdjustStock([new("X", "MAIN", 5, "found behind the shelf")]));
        var counted = await shop.Done(new CountStock([new("Y", "MAIN", 1)]));
        var transferred = await shop.Done(new TransferStock([new("Z", "DOCK", "EAST", 2)]));

        adjusted.Items.ShouldBe([new StockChangedItem("X", "MAIN", 5, true)]);
        counted.Items.ShouldBe([new StockChangedItem("Y", "MAIN", 1, true)]);
        transferred.Items.ShouldBe([new StockChangedItem("Z", "DOCK", 0, true), new StockChangedItem("Z", "EAST", 2, true)]);
        (await shop.HeldAndLacking("1")).ShouldBe("0/2 0/2 0/2");
        // Until then, available is counted stock less allocated.
        (await shop.Get("1"))
            .Lines.Select(l => l.AvailableQty)
            .ShouldBe([5, 1, 2]);
        await shop.ShouldBeSound();

        var report = await shop.Pass();

        report.Differences.ShouldBeEmpty();
        (await shop.HeldAndLacking("1")).ShouldBe("2/0 1/1 2/0");
        (await shop.Get("1")).Lines.Select(l => l.AvailableQty).ShouldBe([3, 0, 0]);
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAStockLoss_WhenThePassHasNotRun_ThenAvailableIsNotBelowZeroAndThenTheLastInTheQueueLoses(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Receive("X", 4);
        await shop.Order("first", ("X", 2));
        await shop.Order("second", ("X", 2));

        await shop.Done(new CountStock([new("X", "MAIN", 1)]));

        (await shop.Get("first")).Lines[0].AvailableQty.ShouldBe(0);
        (await shop.HeldAndLacking("second")).ShouldBe("2/0");
        await shop.ShouldBeSound();
        await shop.Pass();
        (await shop.HeldAndLacking("first")).ShouldBe("1/1");
        (await shop.HeldAndLacking("second")).ShouldBe("0/2");
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenTheImmediateMode_WhenStockChanges_ThenTheOrdersChangeInTheSameTransaction(Database database)
    {
        await using var shop = await TestShop.NewAsync(database, Immediate);
        await shop.Done(new AdjustStock([new("X", "DOCK", 3)]));
        await shop.Order("1", ("X", 3), ("K", 1));

        (await shop.Done(new AdjustStock([new("X", "MAIN", 1)]))).Items.ShouldBe([new StockChangedItem("X", "MAIN", 1, false)]);
        (await shop.HeldAndLacking("1")).ShouldBe("1/2 0/1");
        await shop.Done(new TransferStock([new("X", "DOCK", "MAIN", 2)]));
        (await shop.HeldAndLacking("1")).ShouldBe("3/0 0/1");
        await shop.Done(new CountStock([new("X", "MAIN", 2), new("C", "MAIN", 2), new("D", "MAIN", 1)]));
        (await shop.HeldAndLacking("1")).ShouldBe("2/1 1/0");
        await shop.Done(new TransferStock([new("X", "MAIN", "BACK", 2)]));
        (await shop.HeldAndLacking("1")).ShouldBe("0/3 1/0");
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAWaitingChangeOfAGroup_WhenAnotherSkuOfItIsDetermined_ThenItIsSettledToo(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Order("kit", ("K", 1));
        await shop.Done(new AdjustStock([new("C", "MAIN", 2)]));
        await shop.Done(new AdjustStock([new("D", "MAIN", 1)]));
        (await shop.HeldAndLacking("kit")).ShouldBe("0/1");

        // D is determined through a line of its own; C belongs to its group.
        await shop.Order("single", ("D", 1));

        (await shop.HeldAndLacking("kit")).ShouldBe("1/0");
        (await shop.Ledger.StalePoolsAsync(CancellationToken.None)).ShouldBeEmpty();
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenWarehousesOfEveryKind_WhenTheyHaveStock_ThenOnlySellableOnesThatCountAreCounted(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Done(new Raincheck.Features.MasterData.PutWarehouse(new("FBA", "Marketplace", WarehouseType.Fba, true)));
        await shop.Done(new Raincheck.Features.MasterData.PutWarehouse(new("WAY", "On its way", WarehouseType.Interim, true)));
        await shop.Done(
            new AdjustStock([
                new("X", "MAIN", 1),
                new("X", "EAST", 10),
                new("X", "FBA", 100),
                new("X", "WAY", 1_000),
                new("X", "DROP", 10_000),
                new("X", "BACK", 100_000),
                new("X", "DOCK", 1_000_000),
            ])
        );

        (await shop.Figures("X")).Counted.ShouldBe(1_111);
        await shop.Done(new SaveSettings(new(ExcludeDropshipWarehouses: false)));
        (await shop.Figures("X")).Counted.ShouldBe(11_111);
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenSeveralItems_WhenOneIsRefused_ThenNoneIsDone(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Done(new AdjustStock([new("X", "MAIN", 3)]));
        var before = await shop.Dump();

        // Later items see what earlier ones do.
        var refusal = (await shop.Run(new AdjustStock([new("X", "MAIN", -2), new("Y", "MAIN", 1), new("X", "MAIN", -2)]))).Refusal;

        (refusal!.Code, refusal.Path).ShouldBe((RefusalCode.NotEnoughStock, "items[2].sku"));
        (await shop.Dump()).ShouldBe(before);
        await shop.Done(new AdjustStock([new("X", "MAIN", -3), new("X", "MAIN", 2), new("X", "MAIN", -2)]));
        (await shop.OnHand("X")).ShouldBe(0);
        (await shop.Run(new TransferStock([new("Y", "MAIN", "EAST", 1)]))).Refusal?.Code.ShouldBe(RefusalCode.NotEnoughStock);
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenTheLargestStock_WhenMoreComes_ThenItIsRefusedAndNothingOverflows(Database database)
    {
        await using var shop = await TestShop.NewAsync(database, Immediate);
        await shop.Done(new CountStock([new("X", "MAIN", Quantity.MaxTotal), new("X", "EAST", Quantity.MaxTotal)]));

        (await shop.Run(new AdjustStock([new("X", "MAIN", 1)]))).Refusal?.Code.ShouldBe(RefusalCode.TotalTooLarge);
        (await shop.Run(new TransferStock([new("X", "EAST", "MAIN", 1)]))).Refusal?.Code.ShouldBe(RefusalCode.TotalTooLarge);
        var order = await shop.Order("1", ("X", Quantity.Max));

        order.Lines[0].AvailableQty.ShouldBe(2 * Quantity.MaxTotal - Quantity.Max);
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenTheSameCountAgain_WhenNothingDiffers_ThenNothingChanges(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Done(new CountStock([new("X", "MAIN", 5)]));
        var before = await shop.Dump();

        await shop.Done(new CountStock([new("X", "MAIN", 5)]));

        (await shop.Dump()).ShouldBe(before);
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenTwoLedgersOnOneDatabase_WhenBothSellTheLastUnits_ThenNoUnitIsSoldTwice(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Receive("X", 5);
        await shop.Receive("C", 5);
        await using var other = shop.NewLedger();

        var outcomes = await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(i =>
                    (i % 2 == 0 ? shop.Ledger : other).ExecuteAsync(
                        new Raincheck.Features.Orders.CreateOrder(TestShop.NewOrder($"o{i}", ("X", 1), ("C", 1))),
                        new CommandContext("test")
                    )
                )
        );

        outcomes.ShouldAllBe(o => o.Refusal == null);
        (await shop.Figures("X")).Allocated.ShouldBe(5);
        (await shop.Figures("C")).BackOrdered.ShouldBe(15);
        await shop.ShouldBeSound();
    }
}
