using Microsoft.EntityFrameworkCore;
using Raincheck.Features.Inventory;
using Raincheck.Features.Orders;
using Raincheck.Features.Purchasing;
using Raincheck.Features.Settings;
using Raincheck.Ledger;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Ledger;

/// <summary>The journal in plain words: what happened to whom, why, by whom and when.</summary>
public sealed class JournalTests
{
    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAReceipt_WhenItReleasesAnOrder_ThenTheOrdersJournalNamesReceiptActorAndTime(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Ledger.ExecuteAsync(new CreateOrder(TestShop.NewOrder("1", ("X", 3))), new CommandContext("shop import"));
        await shop.Done(new CreatePurchaseOrder(new("VEND", [new("X", 9)], "MAIN", "PO-A")));
        shop.Time.Advance(TimeSpan.FromHours(2));

        await shop.Ledger.ExecuteAsync(new ReceivePurchaseOrder("PO-A", new("R-7", [new("X", 2)])), new CommandContext("dock"));
        await shop.Ledger.ExecuteAsync(new ReceivePurchaseOrder("PO-A", new("R-8", [new("X", 5)])), new CommandContext("dock"));

        var journal = await shop.Journal("1");
        journal
            .Select(j => (j.Kind, j.Cause, j.Actor))
            .ShouldBe([
                ("created", "order 1 created", "shop import"),
                ("marked", "order 1 created", "shop import"),
                ("allocated", "receipt R-7 on PO-A", "dock"),
                ("allocated", "receipt R-8 on PO-A", "dock"),
                ("unmarked", "receipt R-8 on PO-A", "dock"),
            ]);
        journal[2].Member("lines")[0].GetProperty("own").GetInt32().ShouldBe(2);
        journal[3].Member("lines")[0].GetProperty("own").GetInt32().ShouldBe(1);
        journal[4].Member("backOrdered").GetInt64().ShouldBe(0);
        (journal[2].At - journal[0].At).ShouldBe((long)TimeSpan.FromHours(2).TotalMicroseconds);
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAnOrderThatLosesUnits_WhenAnotherTakesThem_ThenItsJournalNamesTheOther(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Receive("X", 2);
        await shop.Order("loser", ("X", 2));

        await shop.Ledger.ExecuteAsync(
            new CreateOrder(TestShop.NewOrder("urgent", ("X", 2)) with { Priority = 1 }),
            new CommandContext("clerk")
        );

        var lost = (await shop.Journal("loser")).Where(j => j.Kind == "allocated").ShouldHaveSingleItem();
        (lost.Cause, lost.Actor).ShouldBe(("order urgent created", "clerk"));
        lost.Member("lines")[0].GetProperty("own").GetInt32().ShouldBe(-2);
        (await shop.Journal("loser"))[^1].Kind.ShouldBe("marked");
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenEveryEventOnAnOrder_WhenItsJournalIsRead_ThenEachIsThereOnceInItsOrder(Database database)
    {
        await using var shop = await TestShop.NewAsync(database, new SettingsPatch(ConsiderReplacementSku: true));
        await shop.Receive("X", 5);
        await shop.Receive("R", 1);
        await shop.Done(new CreateOrder(TestShop.NewOrder("1", ("X", 2)) with { Status = Core.Orders.OrderStatus.Quote }));
        await shop.Done(new ConfirmOrder("1"));
        await shop.Done(new AddOrderLine("1", new("A", 2)));
        await shop.Done(new ChangeLineQuantity("1", 1, 4));
        await shop.Done(new HoldOrder("1"));
        await shop.Done(new ReleaseOrder("1"));
        await shop.Done(new PatchOrder("1", new(Priority: 7)));
        await shop.Done(new ShipOrder("1", new("MAIN")));
        // What is refused leaves no entry.
        (await shop.Run(new ReplaceItem("1", 2, "Y"))).Refusal.ShouldNotBeNull();
        await shop.Done(new CancelOrder("1", new()));

        var journal = await shop.Journal("1");

        journal
            .Select(j => j.Kind)
            .ShouldBe([
                "created",
                "confirmed",
                "lineAdded",
                "marked",
                "quantityChanged",
                "held",
                "released",
                "changed",
                "shipped",
                "cancelled",
                "unmarked",
            ]);
        journal[0].Member("status").GetString().ShouldBe("quote");
        journal[1].Member("status").GetString().ShouldBe("inProcess");
        journal[2].Member("lines")[0].GetProperty("sku").GetString().ShouldBe("A");
        journal[2].Member("lines")[0].GetProperty("replacementSku").GetString().ShouldBe("R");
        journal[4].Member("lines")[0].GetProperty("ordered").GetInt32().ShouldBe(2);
        journal[7].Member("priority").GetInt32().ShouldBe(7);
        journal[8].Member("lines").EnumerateArray().Select(l => l.GetProperty("shipped").GetInt32()).ShouldBe([4, 1]);
        journal[9].Member("lines")[0].GetProperty("cancelled").GetInt32().ShouldBe(1);
        journal[9].Member("status").GetString().ShouldBe("completed");
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenChangesOfStockAndSettings_WhenTheJournalIsRead_ThenItSaysWhatTheyAreNowAndWhy(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Done(new AdjustStock([new("X", "MAIN", 5, "found\nbehind \"the\" shelf")]));
        await shop.Done(new CountStock([new("X", "MAIN", 3)]));
        await shop.Done(new TransferStock([new("X", "MAIN", "EAST", 1)]));
        await shop.Done(new SaveSettings(new(IncludeUnpaidOrders: true)));

        await using var db = shop.Client.CreateContext();
        var sku = (await shop.Figures("X")).Id;
        var stock = await db.Journal.Where(j => j.SkuId == sku && j.Kind.StartsWith("stock")).OrderBy(j => j.Id).ToListAsync();
        stock
            .Select(j => (j.Kind, j.Member("warehouse").GetString(), j.Member("delta").GetInt64(), j.Member("onHand").GetInt64()))
            .ShouldBe([
                ("stockAdjusted", "MAIN", 5, 5),
                ("stockCounted", "MAIN", -2, 3),
                ("stockTransferred", "MAIN", -1, 2),
                ("stockTransferred", "EAST", 1, 1),
            ]);
        stock[0].Member("reason").GetString().ShouldBe("found\nbehind \"the\" shelf");
        var saved = await db.Journal.Where(j => j.Kind == "settingsSaved").OrderBy(j => j.Id).LastAsync();
        saved.Member("includeUnpaidOrders").GetBoolean().ShouldBeTrue();
        (saved.Cause, saved.Actor).ShouldBe(("settings saved", "test"));
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAPass_WhenItChangesAnOrder_ThenItIsTheCause(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Order("1", ("X", 1));
        await shop.Stock("X", 1);

        await shop.Pass();

        (await shop.Journal("1"))
            .Skip(2)
            .Select(j => (j.Kind, j.Cause, j.Actor))
            .ShouldBe([("allocated", "periodic pass", "pass"), ("unmarked", "periodic pass", "pass")]);
        await shop.ShouldBeSound();
    }
}
