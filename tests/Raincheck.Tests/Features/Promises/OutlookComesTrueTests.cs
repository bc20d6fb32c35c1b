using CsCheck;
using Microsoft.EntityFrameworkCore;
using Raincheck.Core.Promises;
using Raincheck.Features.BackOrders;
using Raincheck.Features.Orders;
using Raincheck.Features.Promises;
using Raincheck.Features.Purchasing;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Features.Promises;

/// <summary>
/// For any queue and supply: when the purchase orders are really received on their days, each line holds on each day what its
/// outlook said. CsCheck prints the seed of a failure.
/// </summary>
public sealed class OutlookComesTrueTests
{
    private const int ShopsPerDatabase = 8;

    // A Monday.
    private static readonly DateOnly Today = new(2026, 1, 5);
    private static readonly string[] Sold = ["X", "A", "R", "S", "B", "C", "D", "K"];
    private static readonly string[] Bought = ["X", "A", "R", "B", "C", "D"];

    private static readonly Gen<(int Sku, int Quantity, int Priority)[]> Orders = Gen.Select(
        Gen.Int[0, Sold.Length - 1],
        Gen.Int[1, 5],
        Gen.Int[0, 1]
    ).Array[4, 12];

    private static readonly Gen<(int Sku, int Quantity, int Day, int Linked)[]> Supply = Gen.Select(
        Gen.Int[0, Bought.Length - 1],
        Gen.Int[1, 8],
        Gen.Int[1, 4],
        Gen.Int[-1, 11]
    ).Array[2, 8];

    private static readonly Gen<int[]> Stock = Gen.Int[0, 6].Array[Bought.Length];

    [Theory]
    [MoreInDeep]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public Task GivenAnyQueueAndSupply_WhenTheSupplyComes_ThenEachLineHoldsWhatItsOutlookSaid(Database database)
    {
        Assert.SkipWhen(database == Database.Postgres && !PostgresServer.IsAvailable, PostgresServer.Missing);
        return Gen.Select(Orders, Supply, Stock, Gen.Bool)
            .SampleAsync(
                (orders, supply, stock, replace) => RunAsync(database, orders, supply, stock, replace),
                iter: Deep.Of(ShopsPerDatabase, ShopsPerDatabase / 4),
                threads: 1
            );
    }

    private static async Task RunAsync(
        Database database,
        (int Sku, int Quantity, int Priority)[] orders,
        (int Sku, int Quantity, int Day, int Linked)[] supply,
        int[] stock,
        bool replace
    )
    {
        await using var shop = await TestShop.NewAsync(
            database,
            new(ConsiderReplacementSku: replace, ShippingDays: [.. Enum.GetValues<DayOfWeek>()])
        );
        for (var i = 0; i < stock.Length; i++)
        {
            if (stock[i] > 0)
                await shop.Receive(Bought[i], stock[i]);
        }
        for (var i = 0; i < orders.Length; i++)
        {
            var (sku, quantity, priority) = orders[i];
            await shop.Done(new CreateOrder(TestShop.NewOrder($"order-{i}", (Sold[sku], quantity)) with { Priority = priority }));
            shop.Time.Advance(TimeSpan.FromSeconds(1));
        }
        for (var i = 0; i < supply.Length; i++)
        {
            var (sku, quantity, day, linked) = supply[i];
            var expected = new DateTimeOffset(Today.AddDays(day), TimeOnly.MinValue, TimeSpan.Zero);
            await shop.Done(new CreatePurchaseOrder(new("VEND", [new(Bought[sku], quantity, expected)], Number: $"PO-{i}")));
            // What cannot be linked is refused, and stays as it is.
            if (linked >= 0 && linked < orders.Length)
                await shop.Run(new LinkToPurchaseOrder($"order-{linked}", new(1, 1 + quantity / 2, $"PO-{i}")));
        }
        var reader = shop.Outlooks();
        var outlooks = new List<OutlookView>();
        for (var i = 0; i < orders.Length; i++)
            outlooks.Add((await reader.FindAsync($"order-{i}", CancellationToken.None)).ShouldNotBeNull());

        await ShouldHoldAsync(shop, outlooks, Today);
        foreach (var day in supply.Select((s, i) => (s.Day, Number: $"PO-{i}", s.Sku, s.Quantity)).GroupBy(s => s.Day).OrderBy(d => d.Key))
        {
            foreach (var order in day.OrderBy(o => o.Number, StringComparer.Ordinal))
                await shop.Done(new ReceivePurchaseOrder(order.Number, new($"R-{order.Number}", [new(Bought[order.Sku], order.Quantity)])));
            await ShouldHoldAsync(shop, outlooks, Today.AddDays(day.Key));
        }
        await shop.ShouldBeSound();
    }

    private static async Task ShouldHoldAsync(TestShop shop, List<OutlookView> outlooks, DateOnly day)
    {
        await using var db = shop.Client.CreateContext();
        var held = await db
            .Orders.Join(db.OrderLines, o => o.Id, l => l.OrderId, (o, l) => new { o.Number, l.Allocated })
            .ToDictionaryAsync(o => o.Number, o => o.Allocated);
        foreach (var outlook in outlooks)
        {
            var line = outlook.Lines.Single();
            if (line.MayLose is { } loss && loss.At <= day)
                continue;
            line.Schedule.Where(p => p.Basis != DateBasis.None && p.Date <= day)
                .Sum(p => p.Quantity)
                .ShouldBe(held[outlook.Order], $"{outlook.Order} on {day:O}");
        }
    }
}
