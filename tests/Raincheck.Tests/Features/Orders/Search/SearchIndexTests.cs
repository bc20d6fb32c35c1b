using Microsoft.EntityFrameworkCore;
using Raincheck.Core.Orders;
using Raincheck.Features.Orders;
using Raincheck.Features.Orders.Lists;
using Raincheck.Features.Orders.Search;
using Raincheck.Ledger.Store;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Features.Orders.Search;

public sealed class SearchIndexTests
{
    private static readonly string[] Texts =
    [
        "a",
        "É",
        "ann",
        "ANN",
        "Ann-Kathrin",
        "kathrin müller",
        "@",
        "ex",
        "example.com",
        "customer61234",
        "61234",
        "0",
        "WEB-6",
        "ü",
        "nobody",
        "ann@",
        "n e",
    ];

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenOrdersInBlocksAndBehindThem_WhenTheyAreSearched_ThenEverySearchFindsWhatLookingAtEachFinds(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        var index = new SearchIndex(shop.Ledger);

        // From the middle of a large block to its last small one, which is not full yet.
        var orders = await InsertAsync(shop, 60_000, 64_000);
        await ShouldFindTheSameAsync(shop, orders);
        await index.CatchUpAsync(CancellationToken.None);
        (await BlocksAsync(shop)).ShouldBe([(SearchBlocks.Small, 14L)]);
        await ShouldFindTheSameAsync(shop, orders);

        // Over its end: the large block takes the place of the small ones, and the next begins.
        orders.AddRange(await InsertAsync(shop, 64_000, 70_000));
        await ShouldFindTheSameAsync(shop, orders);
        await index.CatchUpAsync(CancellationToken.None);
        (await BlocksAsync(shop)).ShouldBe([(SearchBlocks.Small, 16L), (SearchBlocks.Large, 0L)]);
        await ShouldFindTheSameAsync(shop, orders);

        await index.CatchUpAsync(CancellationToken.None);
        (await BlocksAsync(shop)).Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenTwoProcesses_WhenBothMakeTheSameBlock_ThenItIsThereOnce(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await using var other = shop.NewLedger();
        var orders = await InsertAsync(shop, 60_000, 62_000);

        async Task MakeAsync(Raincheck.Ledger.ClientLedger ledger)
        {
            try
            {
                await new SearchIndex(ledger).CatchUpAsync(CancellationToken.None);
            }
            catch (Exception e) when (LedgerStore.IsTransient(e))
            {
                // The other was quicker.
            }
        }
        await Task.WhenAll(MakeAsync(shop.Ledger), MakeAsync(other));

        (await BlocksAsync(shop)).ShouldBe([(SearchBlocks.Small, 14L)]);
        await ShouldFindTheSameAsync(shop, orders);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenIndexedOrders_WhenCustomersAreCorrected_ThenTheyAreFoundBeforeAndAfterTheIndexKnows(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await using var other = shop.NewLedger();
        var index = new SearchIndex(shop.Ledger);
        var orders = await InsertAsync(shop, 60_000, 70_000);
        await index.CatchUpAsync(CancellationToken.None);
        foreach (var id in new[] { 60_000L, 60_001, 65_535, 65_536, 69_999 })
            await CorrectAsync(id, "Ann-Kathrin Über", $"customer61234-{id}@nobody.example");
        await CorrectAsync(60_000, "Bob", "bob@example.com");

        await ShouldFindTheSameAsync(shop, orders);
        await Task.WhenAll(index.CatchUpAsync(CancellationToken.None), new SearchIndex(other).CatchUpAsync(CancellationToken.None));
        await ShouldFindTheSameAsync(shop, orders);

        // Those in small blocks wait until the large one takes their place.
        await using var db = shop.Client.CreateContext();
        (await db.SearchChanges.Select(c => c.OrderId).OrderBy(id => id).ToListAsync()).ShouldBe([65_536, 69_999]);

        async Task CorrectAsync(long id, string name, string email)
        {
            var order = orders.Single(o => o.Id == id);
            await shop.Done(new PatchOrder(order.Number, new OrderPatch { Customer = new(name) { Email = email } }));
            order.CorrectCustomer(new Customer(name, email)).ShouldBeNull();
        }
    }

    private static async Task<List<Order>> InsertAsync(TestShop shop, long first, long end)
    {
        var company = (await shop.Ledger.CatalogueAsync()).FindCompany("ACME")!.Id;
        string[] names = ["Ann-Kathrin Müller", "Bob", "Zoë É", "Joanna Example", "Customer"];
        var orders = new List<Order>();
        for (var id = first; id < end; id++)
        {
            // Some ids were given to orders that never came to be.
            if (id % 50 == 7)
                continue;
            orders.Add(
                new Order
                {
                    Id = id,
                    Number = id % 3 == 0 ? $"WEB-{id}" : $"{id}",
                    CompanyId = company,
                    OrderedAt = id % 997,
                    Status = OrderStatus.Cart,
                    CustomerName = names[id % names.Length],
                    CustomerEmail = $"customer{id}@{(id % 400 == 0 ? "Ann.EXAMPLE" : "example.com")}",
                }
            );
        }
        await using var store = LedgerStore.Of(shop.Client);
        await using var transaction = await store.BeginAsync(LockMode.Shared, CancellationToken.None);
        transaction.Insert(orders);
        await transaction.CommitAsync(CancellationToken.None);
        return orders;
    }

    private static async Task<List<(int, long)>> BlocksAsync(TestShop shop)
    {
        await using var db = shop.Client.CreateContext();
        // By any gram, not only by that of every order: nothing of a block that was replaced is left.
        var blocks = await db.SearchGrams.Select(g => new { g.Level, g.Block }).Distinct().ToListAsync();
        return [.. blocks.Select(b => (b.Level, b.Block)).Order()];
    }

    private static async Task ShouldFindTheSameAsync(TestShop shop, List<Order> orders)
    {
        var catalogue = await shop.Ledger.CatalogueAsync();
        await using var db = shop.Client.CreateContext();
        await db.Database.OpenConnectionAsync();
        foreach (var text in Texts)
        {
            var expected = orders
                .Where(o =>
                    new[] { o.Number, o.CustomerName, o.CustomerEmail }.Any(f => f.Contains(text, StringComparison.OrdinalIgnoreCase))
                )
                .OrderByDescending(o => o.OrderedAt)
                .ThenByDescending(o => o.Id)
                .Select(o => o.Id)
                .Take(60);
            foreach (var fewMax in new[] { 10, 4_000 })
            {
                var found = await new OrderFinder(db, catalogue) { FewMax = fewMax }.IdsAsync(
                    new OrderFilter { Search = text },
                    new OrderSorting(OrderSort.OrderedAt, Descending: true),
                    null,
                    60,
                    CancellationToken.None
                );
                found.ShouldBe(expected, text);
            }
        }
    }
}
