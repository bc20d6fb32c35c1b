using Raincheck.Features.BackOrders;
using Raincheck.Features.Purchasing;
using Raincheck.Features.Purchasing.Receive;
using Raincheck.Features.Settings;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Features.Purchasing;

/// <summary>The result of a receipt says of each product where its units went and why.</summary>
public sealed class ReceiptAccountTests
{
    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenOrdersThatAreServedInEveryWay_WhenGoodsCome_ThenItSaysWhyEachGotThem(Database database)
    {
        await using var shop = await TestShop.NewAsync(database, new SettingsPatch(ConsiderReplacementSku: true));
        await shop.Order("oldest", ("X", 2));
        shop.Time.Advance(TimeSpan.FromMinutes(1));
        await shop.Order("linked", ("X", 3));
        await shop.Order("shadow", ("S", 1));
        await shop.Order("replaced", ("A", 2));
        await shop.Order("kit", ("K", 1));
        await shop.Stock("D", 1);
        var order = await shop.Done(
            new CreatePurchaseOrder(new("VEND", [new("X", 9), new("B", 1), new("R", 2), new("C", 2), new("Z", 4)], "MAIN"))
        );
        await shop.Done(new LinkToPurchaseOrder("linked", new(1, 3, order.Number)));

        var (receipt, account) = await ReceiveAsync(shop, order.Number, "MAIN", ("X", 6), ("B", 1), ("R", 2), ("C", 2), ("Z", 4));

        account
            .Products()
            .Select(p => $"{p.Sku} {p.Units}: {string.Join("; ", p.Went)}")
            .ShouldBe([
                "X 6: 3 to linked orders; 2 to the first orders in the queue; 1 in stock: no other order is waiting",
                "B 1: 1 to the first orders in the queue",
                "R 2: 2 as replacement of A",
                "C 2: for 1 kit",
                "Z 4: in stock: no order was waiting",
            ]);
        receipt
            .Released.Select(r => $"{r.Order}: {account.WhyOf(r)}")
            .ShouldBe(
                [
                    "oldest: first in the queue",
                    "linked: linked to this purchase order",
                    "shadow: shadow of B, first in the queue",
                    "replaced: replaced by R",
                    "kit: kit with C",
                ],
                ignoreOrder: true
            );
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAKitThatLacksTwoComponents_WhenOneOfThemComes_ThenItSaysThatTheOtherIsMissing(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Order("kit", ("K", 1));
        var order = await shop.Done(new CreatePurchaseOrder(new("VEND", [new("C", 2)], "MAIN")));

        var (_, account) = await ReceiveAsync(shop, order.Number, "MAIN", ("C", 2));

        account.Products().Single().Went.ShouldBe(["in stock: the waiting orders also lack other items"]);
    }

    [Fact]
    public async Task GivenAWarehouseThatIsNotCounted_WhenGoodsCome_ThenItSaysThatNoOrderGetsThem()
    {
        await using var shop = await TestShop.NewAsync(Database.Sqlite);
        await shop.Order("waits", ("X", 1));
        var order = await shop.Done(new CreatePurchaseOrder(new("VEND", [new("X", 2)], "MAIN")));

        var (receipt, account) = await ReceiveAsync(shop, order.Number, "BACK", ("X", 2));

        receipt.Released.ShouldBeEmpty();
        account.Products().Single().Went.ShouldBe(["not sellable in this warehouse"]);
    }

    private static async Task<(ReceiptView Receipt, ReceiptAccount Account)> ReceiveAsync(
        TestShop shop,
        string purchaseOrder,
        string warehouse,
        params (string Sku, int Units)[] goods
    )
    {
        var lines = goods.Select(g => new ReceiptRequestLine(g.Sku, g.Units, warehouse)).ToList();
        var receipt = await shop.Done(new ReceivePurchaseOrder(purchaseOrder, new("R-1", lines)));
        var catalogue = await shop.Ledger.CatalogueAsync();
        var waiting = await new ReceiptAccounts(shop.Client, shop.Ledger).WaitingAsync(lines, CancellationToken.None);
        return (receipt, new(receipt, lines, catalogue, catalogue.Settings.Counts(catalogue.FindWarehouse(warehouse)!), waiting));
    }
}
