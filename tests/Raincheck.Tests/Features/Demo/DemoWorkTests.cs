using Microsoft.EntityFrameworkCore;
using Raincheck.Core.Orders;
using Raincheck.Features.Demo;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Features.Demo;

public sealed class DemoWorkTests
{
    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenTheDemoShop_WhenTheMorningIsDoneTwice_ThenEveryWayToServeIsThereOnce(Database database)
    {
        await using var shop = await TestShop.EmptyAsync(database);
        var now = shop.Time.GetUtcNow();
        await DemoLoader.LoadAsync(shop.Ledger, DemoShop.Load(now), now, CancellationToken.None);

        await new DemoWork(shop.Client, shop.Ledger, now).DoAsync(CancellationToken.None);
        await using var db = shop.Client.CreateContext();
        var orders = await db.Orders.CountAsync(TestContext.Current.CancellationToken);
        await new DemoWork(shop.Client, shop.Ledger, now).DoAsync(CancellationToken.None);

        (await db.Orders.CountAsync(TestContext.Current.CancellationToken)).ShouldBe(orders);
        (await db.OrderLines.CountAsync(l => l.Pinned > 0, TestContext.Current.CancellationToken)).ShouldBe(1);
        (await db.OrderLines.CountAsync(l => l.Linked > 0, TestContext.Current.CancellationToken)).ShouldBe(1);
        (await db.OrderLines.CountAsync(l => l.FirmWanted > l.Pinned, TestContext.Current.CancellationToken)).ShouldBe(1);
        (await db.Orders.CountAsync(o => o.ParentId != null, TestContext.Current.CancellationToken)).ShouldBe(1);
        (await db.Orders.CountAsync(o => o.ExpectedShipDate != null, TestContext.Current.CancellationToken)).ShouldBe(1);
        foreach (var status in new[] { DropshipStatus.Pending, DropshipStatus.Requested })
            (await db.Orders.AnyAsync(o => o.DropshipStatus == status, TestContext.Current.CancellationToken)).ShouldBeTrue();
        await shop.ShouldBeSound();
    }
}
