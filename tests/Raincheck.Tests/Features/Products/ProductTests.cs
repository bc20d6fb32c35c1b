using Raincheck.Core;
using Raincheck.Core.Stock;
using Raincheck.Features.MasterData;
using Raincheck.Features.Orders;
using Raincheck.Features.Products;
using Raincheck.Features.Settings;
using Raincheck.Ledger;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Features.Products;

public sealed class ProductTests
{
    private static readonly SettingsPatch WithReplacements = new(ConsiderReplacementSku: true);

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAWaitingOrder_WhenItsProductGetsAReplacement_ThenItIsFilledInTheSameTransaction(Database database)
    {
        await using var shop = await TestShop.NewAsync(database, WithReplacements);
        await shop.Receive("Y", 2);
        await shop.Order("1", ("X", 3));

        await shop.Done(new PutProducts([new("X", "Alone X", ReplacementSku: "Y")]));

        (await shop.HeldAndLacking("1")).ShouldBe("2/1");
        (await shop.Get("1")).Lines[0].Replacements.ShouldBe([new ReplacementView("Y", 2)]);
        await shop.ShouldBeSound();

        await shop.Done(new PutProducts([new("X", "Alone X")]));

        (await shop.HeldAndLacking("1")).ShouldBe("0/3");
        (await shop.IsMarked("1")).ShouldBeTrue();
        (await shop.Figures("Y")).Available.ShouldBe(2);
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenLinesOnReplacementUnits_WhenTheReplacementIsExchanged_ThenTheOldUnitsAreFree(Database database)
    {
        await using var shop = await TestShop.NewAsync(database, WithReplacements);
        await shop.Receive("R", 2);
        await shop.Receive("Y", 2);
        await shop.Order("1", ("A", 2));
        await shop.Order("2", ("R", 1));

        await shop.Done(new PutProducts([new("A", "Has a replacement", ReplacementSku: "Y")]));

        (await shop.Get("1")).Lines[0].Replacements.ShouldBe([new ReplacementView("Y", 2)]);
        (await shop.HeldAndLacking("2")).ShouldBe("1/0");
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAKitLine_WhenTheKitChangesLater_ThenTheLineKeepsItsFrozenComponents(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Order("old", ("K", 1));

        await shop.Done(new PutProducts([new("K", "Kit", Components: [new("X", 3)])]));
        await shop.Receive("X", 3);
        await shop.Order("new", ("K", 1));

        (await shop.Get("new")).Lines[0].Components.ShouldBe([new ComponentView("X", 3, 3)]);
        (await shop.HeldAndLacking("old")).ShouldBe("0/1");
        await shop.Receive("C", 2);
        await shop.Receive("D", 1);
        (await shop.HeldAndLacking("old")).ShouldBe("1/0");
        (await shop.Get("old")).Lines[0].Components.Select(c => c.Sku).ShouldBe(["C", "D"], ignoreOrder: true);
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAKitThatWasOrdered_WhenItOrAComponentBecomesAnotherKindOfProduct_ThenItIsRefused(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Order("1", ("K", 1));

        // The line has frozen C and D; they have neither stock nor orders of their own.
        await shop.Done(new PutProducts([new("K", "Kit", Components: [new("X", 1)])]));
        var before = await shop.Dump();
        (await shop.Run(new PutProducts([new("D", "Component", ShadowOf: "X")]))).Refusal?.Code.ShouldBe(RefusalCode.ProductInUse);
        (await shop.Run(new PutProducts([new("D", "Component", Components: [new("X", 1)])]))).Refusal?.Code.ShouldBe(
            RefusalCode.ProductInUse
        );
        (await shop.Run(new PutProducts([new("K", "Kit")]))).Refusal?.Code.ShouldBe(RefusalCode.ProductInUse);

        (await shop.Dump()).ShouldBe(before);
        await shop.Receive("C", 2);
        await shop.Receive("D", 1);
        (await shop.HeldAndLacking("1")).ShouldBe("1/0");
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAReplacement_WhenItBecomesAShadow_ThenLinesAreFilledFromItsParent(Database database)
    {
        await using var shop = await TestShop.NewAsync(database, WithReplacements);
        await shop.Order("1", ("A", 2));

        await shop.Done(new PutProducts([new("R", "Replaces A", ShadowOf: "X")]));
        await shop.ShouldBeSound();
        await shop.Receive("X", 3);

        (await shop.HeldAndLacking("1")).ShouldBe("2/0");
        (await shop.Order("2", ("X", 2))).HeldAndLacking().ShouldBe("1/1");
        await shop.ShouldBeSound();

        // R has no orders of its own, so it may stand alone again.
        await shop.Done(new PutProducts([new("R", "Replaces A")]));
        (await shop.HeldAndLacking("1")).ShouldBe("0/2");
        (await shop.HeldAndLacking("2")).ShouldBe("2/0");
        await shop.Receive("R", 1);
        (await shop.HeldAndLacking("1")).ShouldBe("1/1");
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAComponentWithoutOrders_WhenItBecomesAShadow_ThenKitsTakeItsParent(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Done(new PutProducts([new("D", "Component", ShadowOf: "Z")]));
        await shop.Receive("C", 4);
        await shop.Receive("Z", 1);

        (await shop.Order("1", ("K", 2))).HeldAndLacking().ShouldBe("1/1");

        (await shop.Figures("Z")).Open.ShouldBe(2);
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenProductsThatNameEachOther_WhenPutInOneCall_ThenTheyNeedNoOrder(Database database)
    {
        await using var shop = await TestShop.NewAsync(database, WithReplacements);

        var put = await shop.Done(
            new PutProducts([
                new("NEWKIT", "Kit", Components: [new("PART", 2)]),
                new("PART", "Part", ReplacementSku: "OTHER", Vendor: "VEND", VendorSku: "v-1", PackSize: 6, MinimumOrder: 12, Cost: 1.25m),
                new("OTHER", "Other"),
                new("X", "Renamed"),
            ])
        );

        put.ShouldBe(new ProductsPut(3, 1));
        await shop.Receive("PART", 2);
        (await shop.Order("1", ("NEWKIT", 1), ("PART", 1))).HeldAndLacking().ShouldBe("1/0 0/1");
        // Components of a kit are not replaced; a line of the same product is.
        await shop.Receive("OTHER", 5);
        (await shop.Order("2", ("NEWKIT", 1))).HeldAndLacking().ShouldBe("0/1");
        (await shop.HeldAndLacking("1")).ShouldBe("1/0 1/0");
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenACatalogueThatAnotherProcessChanged_WhenThisOneSells_ThenItDecidesByTheNewOne(Database database)
    {
        await using var shop = await TestShop.NewAsync(database, WithReplacements);
        await using var other = shop.NewLedger();
        await shop.Receive("Y", 2);
        await shop.Order("1", ("X", 1));

        await other.ExecuteAsync(
            new PutProducts([new("X", "Alone X", ReplacementSku: "Y"), new("NEW", "New")]),
            new CommandContext("other")
        );

        (await shop.HeldAndLacking("1")).ShouldBe("1/0");
        (await shop.Order("2", ("X", 1), ("NEW", 1))).HeldAndLacking().ShouldBe("1/0 0/1");
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenStockInAWarehouse_WhenItsTypeOrSellableFlagChanges_ThenTheOrdersChangeWithIt(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Receive("X", 2, "EAST");
        await shop.Receive("X", 1);
        await shop.Order("1", ("X", 3));
        (await shop.HeldAndLacking("1")).ShouldBe("3/0");

        await shop.Done(new PutWarehouse(new("EAST", "East", WarehouseType.Normal, false)));
        (await shop.HeldAndLacking("1")).ShouldBe("1/2");
        (await shop.IsMarked("1")).ShouldBeTrue();
        await shop.Done(new PutWarehouse(new("EAST", "East", WarehouseType.Fba, true)));
        (await shop.HeldAndLacking("1")).ShouldBe("3/0");
        await shop.Done(new PutWarehouse(new("EAST", "East", WarehouseType.Dropship, true)));
        (await shop.HeldAndLacking("1")).ShouldBe("1/2");
        await shop.Done(new SaveSettings(new(ExcludeDropshipWarehouses: false)));
        (await shop.HeldAndLacking("1")).ShouldBe("3/0");
        // Returns never count, with any setting or flag.
        await shop.Done(new PutWarehouse(new("EAST", "East", WarehouseType.Return, true)));
        (await shop.HeldAndLacking("1")).ShouldBe("1/2");
        (await shop.OnHand("X", "EAST")).ShouldBe(2);
        await shop.ShouldBeSound();
    }
}
