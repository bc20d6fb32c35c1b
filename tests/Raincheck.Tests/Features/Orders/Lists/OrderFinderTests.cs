using CsCheck;
using Microsoft.EntityFrameworkCore;
using Raincheck.Core.Orders;
using Raincheck.Features.MasterData;
using Raincheck.Features.Orders;
using Raincheck.Features.Orders.Lists;
using Raincheck.Features.Products;
using Raincheck.Features.Settings;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Features.Orders.Lists;

/// <summary>Every filter with every sort, page by page, against looking at every order. What is few and what is many is settled by the test: both ways must find the same.</summary>
public sealed class OrderFinderTests
{
    private static readonly Gen<(OrderFilter Filter, OrderSorting Sorting, int FewMax, int StepMin, int PageSize)> GenList = Gen.Select(
        Gen.Select(
            Gen.OneOf<BackOrderFilter?>(
                null,
                null,
                BackOrderFilter.None,
                BackOrderFilter.Partial,
                BackOrderFilter.Full,
                BackOrderFilter.FullOrPartial
            ),
            Gen.OneOf<OrderStatus?>(null, null, OrderStatus.Cart, OrderStatus.InProcess, OrderStatus.OnHold, OrderStatus.Cancelled),
            Gen.OneOf<string?>(null, null, "ACME", "OTHER", "NOBODY"),
            Gen.OneOf<string?>(null, null, "X", "Y", "Z", "B", "S", "NOTHING"),
            Gen.OneOf<string?>(null, null, "a", "ANN", "example.", "an e", "2", "nobody"),
            Gen.OneOf<int?>(null, null, 10),
            Gen.OneOf<int?>(null, null, 30),
            (backOrder, status, company, sku, search, from, to) =>
                new OrderFilter
                {
                    BackOrder = backOrder,
                    Status = status,
                    Company = company,
                    Sku = sku,
                    Search = search,
                    OrderedFrom = from is null ? null : TimeOf(from.Value),
                    OrderedTo = to is null ? null : TimeOf(to.Value),
                }
        ),
        Gen.Select(Gen.Enum<OrderSort>(), Gen.Bool, (by, descending) => new OrderSorting(by, descending)),
        Gen.OneOf(0, 5, 4_000),
        Gen.OneOf(2, 256),
        Gen.Int[1, 12],
        (filter, sorting, fewMax, stepMin, pageSize) => (filter, sorting, fewMax, stepMin, pageSize)
    );

    [Theory]
    [MoreInDeep]
    [InlineData(Database.Sqlite, true)]
    [InlineData(Database.Sqlite, false)]
    [InlineData(Database.Postgres, true)]
    [InlineData(Database.Postgres, false)]
    public async Task AnyList_PageByPage_HasTheOrdersThatFitInTheirOrder(Database database, bool workflow)
    {
        await using var shop = await TestShop.NewAsync(database);
        await MakeOrdersAsync(shop);
        await shop.Done(new SaveSettings(new SettingsPatch(EnableBackOrderWorkflow: workflow)));
        var catalogue = await shop.Ledger.CatalogueAsync();
        await using var db = shop.Client.CreateContext();
        await db.Database.OpenConnectionAsync();
        var orders = await db.Orders.AsNoTracking().ToListAsync();
        var lines = (await db.OrderLines.AsNoTracking().ToListAsync()).ToLookup(l => l.OrderId, l => catalogue.Sku(l.SkuId));

        await GenList.SampleAsync(
            async list =>
            {
                var expected = Expected(list.Filter, list.Sorting).ConvertAll(o => o.Id);
                var found = await PagesAsync(list);
                found.ShouldBe(expected);
            },
            iter: Deep.Of(400, 80),
            threads: 1
        );

        List<Order> Expected(OrderFilter filter, OrderSorting sorting)
        {
            var fitting = orders.Where(o =>
                Fits(workflow ? o.State : BackOrderState.None, filter.BackOrder)
                && (filter.Status is null || o.Status == filter.Status)
                && (filter.Company is null || catalogue.Company(o.CompanyId).Code == filter.Company)
                && (filter.Sku is null || lines[o.Id].Contains(filter.Sku) || (filter.Sku == "B" && lines[o.Id].Contains("S")))
                && (filter.OrderedFrom is null || o.OrderedAt >= filter.OrderedFrom)
                && (filter.OrderedTo is null || o.OrderedAt <= filter.OrderedTo)
                && (
                    filter.Search is not { } text
                    || new[] { o.Number, o.CustomerName, o.CustomerEmail }.Any(f => f.Contains(text, StringComparison.OrdinalIgnoreCase))
                )
            );
            var sorted = sorting.By switch
            {
                OrderSort.Number => fitting.OrderBy(o => o.Number, StringComparer.Ordinal),
                OrderSort.BackOrderedQty => fitting
                    .OrderBy(o => workflow ? o.BackOrderedQty : 0)
                    .ThenBy(o => o.OrderedAt)
                    .ThenBy(o => o.Id),
                _ => fitting.OrderBy(o => o.OrderedAt).ThenBy(o => o.Id),
            };
            return sorting.Descending ? [.. sorted.Reverse()] : [.. sorted];
        }

        async Task<List<long>> PagesAsync((OrderFilter Filter, OrderSorting Sorting, int FewMax, int StepMin, int PageSize) list)
        {
            var finder = new OrderFinder(db, catalogue) { FewMax = list.FewMax, StepMin = list.StepMin };
            var found = new List<long>();
            OrderKey? after = null;
            while (true)
            {
                var page = await finder.IdsAsync(list.Filter, list.Sorting, after, list.PageSize, CancellationToken.None);
                found.AddRange(page);
                if (page.Count < list.PageSize)
                    return found;
                var last = orders.Single(o => o.Id == page[^1]);
                after = new OrderKey(last.Id, last.OrderedAt, last.BackOrderedQty, last.Number);
                found.Count.ShouldBeLessThanOrEqualTo(orders.Count);
            }
        }
    }

    private static bool Fits(BackOrderState state, BackOrderFilter? filter) =>
        filter switch
        {
            null => true,
            BackOrderFilter.FullOrPartial => state != BackOrderState.None,
            _ => state.ToString() == filter.ToString(),
        };

    private static long TimeOf(int minute) => Storage.Micros.Of(new DateTimeOffset(2026, 1, 4, 8, minute, 0, TimeSpan.Zero));

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenMoreShadowsThanHaveAListOfTheirOwn_WhenTheirParentIsAskedFor_ThenTheOrdersOfAllAreFound(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        var shadows = Enumerable.Range(0, 20).Select(i => $"SHADE-{i}").ToList();
        await shop.Done(new PutProducts([.. shadows.Select(s => new ProductRequest(s, "Shadow", ShadowOf: "X"))]));
        await shop.Order("own", ("X", 1), (shadows[3], 1));
        await shop.Order("none", ("Y", 1));
        foreach (var shadow in shadows)
            await shop.Order(shadow, (shadow, 1));
        var catalogue = await shop.Ledger.CatalogueAsync();
        await using var db = shop.Client.CreateContext();
        await db.Database.OpenConnectionAsync();

        foreach (var by in Enum.GetValues<OrderSort>())
        {
            var ids = await new OrderFinder(db, catalogue).IdsAsync(
                new OrderFilter { Sku = "X" },
                new OrderSorting(by, Descending: false),
                null,
                100,
                CancellationToken.None
            );
            var numbers = await db.Orders.Where(o => ids.Contains(o.Id)).Select(o => o.Number).ToListAsync();
            ids.ShouldBeUnique();
            numbers.ShouldBe(["own", .. shadows], ignoreOrder: true);
        }
    }

    /// <summary>80 orders: some wait, some in part, some hold, some are carts, held or cancelled; several in the same minute.</summary>
    private static async Task MakeOrdersAsync(TestShop shop)
    {
        await shop.Done(new PutCompany(new("OTHER", "Other")));
        await shop.Stock("X", 40);
        await shop.Stock("Y", 15);
        string[] names = ["Ann Example", "Bob", "Johanna Zweig", "Čapek"];
        for (var i = 0; i < 80; i++)
        {
            var order = TestShop.NewOrder(
                $"{(i * 37) % 97 + 1000}",
                (i % 2 == 0 ? "X" : "Y", 1 + i % 3),
                (i % 5 == 0 ? "Z" : "X", 1),
                (i % 6 == 0 ? "S" : "X", 1),
                (i % 4 == 0 ? "B" : "X", 1)
            );
            var minute = i % 7 == 0 ? 12 : i * 13 % 47;
            await shop.Done(
                new CreateOrder(
                    order with
                    {
                        Company = i % 3 == 0 ? "OTHER" : "ACME",
                        Customer = new(names[i % 4], $"customer{i}@example.{(i % 2 == 0 ? "com" : "org")}"),
                        OrderedAt = Storage.Micros.ToTime(TimeOf(minute)),
                        Status =
                            i % 9 == 0 ? OrderStatus.Cart
                            : i % 11 == 0 ? OrderStatus.OnHold
                            : OrderStatus.InProcess,
                    }
                )
            );
            if (i % 13 == 0)
                await shop.Done(new CancelOrder(order.Number!, new CancelRequest()));
        }
        await shop.ShouldBeSound();
    }
}
