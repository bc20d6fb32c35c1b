using System.Diagnostics.Metrics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Raincheck.Features.BackOrders;
using Raincheck.Features.Recalculation;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Ledger;

/// <summary>The periodic pass as auditor: what is wrong in the database is found, named, and put right.</summary>
public sealed class RepairTests
{
    [Theory]
    [InlineData(Database.Sqlite, "UPDATE order_lines SET own_allocated = 0, allocated = 0, back_ordered = 4 WHERE order_id = 1001")]
    [InlineData(Database.Postgres, "UPDATE order_lines SET own_allocated = 0, allocated = 0, back_ordered = 4 WHERE order_id = 1001")]
    [InlineData(Database.Sqlite, "UPDATE order_lines SET own_allocated = 0, allocated = 0, back_ordered = 0 WHERE order_id = 1001")]
    [InlineData(Database.Sqlite, "UPDATE stock_pools SET allocated = allocated + 3, back_ordered = 0")]
    [InlineData(Database.Postgres, "UPDATE stock_pools SET counted = 1 WHERE counted > 0")]
    [InlineData(
        Database.Sqlite,
        "UPDATE orders SET back_ordered_qty = 7, state = 1 WHERE id = 1002; UPDATE order_lines SET back_ordered = 7 WHERE order_id = 1002"
    )]
    public async Task GivenDamage_WhenThePassRuns_ThenItIsReportedAndRepaired(Database database, string damage)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Receive("X", 6);
        await shop.Order("first", ("X", 4), ("K", 1));
        await shop.Order("second", ("X", 4));
        await shop.ShouldBeSound();

        await using (var db = shop.Client.CreateContext())
            await db.Database.ExecuteSqlRawAsync(damage);
        (await shop.Violations()).ShouldNotBeEmpty();
        var report = await PassAsync(shop);

        report.Differences.ShouldNotBeEmpty();
        await shop.ShouldBeSound();
        (await shop.Get("first")).Lines[0].Allocated.ShouldBe(4);
        (await shop.Get("second")).BackOrder.BackOrderedQty.ShouldBe(2);
        (await PassAsync(shop)).Differences.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenStockSetByHand_WhenThePassRuns_ThenTheOldestOrderGetsItAndNoDifferenceIsReported(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Order("first", ("X", 2));
        await shop.Order("second", ("X", 2));
        await shop.Stock("X", 3);

        (await shop.Get("first")).Lines[0].Allocated.ShouldBe(0);
        (await shop.Get("first")).Lines[0].AvailableQty.ShouldBe(3);
        var report = await PassAsync(shop);

        report.StalePools.ShouldBe(1);
        report.Changed.ShouldBe(2);
        report.Differences.ShouldBeEmpty();
        (await shop.Get("first")).BackOrder.Marked.ShouldBeFalse();
        (await shop.Get("second")).Lines[0].Allocated.ShouldBe(1);
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAnOrderWhoseFirstLineWasSplitOff_WhenItsMarkIsWrong_ThenItIsTold(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Stock("Y", 5);
        await shop.Order("1", ("X", 3), ("Y", 2));
        await shop.Done(new SplitOrder("1", new SplitRequest()));
        (await shop.Get("1")).Lines.ShouldHaveSingleItem().Line.ShouldBe(2);
        await shop.ShouldBeSound();

        await using (var db = shop.Client.CreateContext())
            await db.Orders.Where(o => o.Number == "1").ExecuteUpdateAsync(s => s.SetProperty(o => o.Marked, true));

        (await shop.Violations()).ShouldContain(v => v.Rule == 4 && v.Subject == "order 1" && v.Detail == "it should not be marked");
    }

    private static async Task<PassReport> PassAsync(TestShop shop)
    {
        using var pass = new PeriodicPass(
            shop.Ledger,
            NullLogger<PeriodicPass>.Instance,
            new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>()
        );
        return await pass.RunAsync("test", "periodic pass", null, CancellationToken.None);
    }
}
