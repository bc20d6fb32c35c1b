using Microsoft.EntityFrameworkCore;
using Raincheck.Core.Notices;
using Raincheck.Core.Orders;
using Raincheck.Core.Purchasing;
using Raincheck.Features.Demo;
using Raincheck.Features.Email.Rendering;
using Raincheck.Storage;
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
        var engine = new TemplateEngine(shop.Time);
        await DemoLoader.LoadAsync(shop.Ledger, DemoShop.Load(now), now, CancellationToken.None);

        await new DemoWork(shop.Client, shop.Ledger, engine, now).DoAsync(CancellationToken.None);
        await using var db = shop.Client.CreateContext();
        var orders = await db.Orders.CountAsync(TestContext.Current.CancellationToken);
        await new DemoWork(shop.Client, shop.Ledger, engine, now).DoAsync(CancellationToken.None);

        (await db.Orders.CountAsync(TestContext.Current.CancellationToken)).ShouldBe(orders);
        (await db.OrderLines.CountAsync(l => l.Pinned > 0, TestContext.Current.CancellationToken)).ShouldBe(1);
        (await db.OrderLines.CountAsync(l => l.Linked > 0, TestContext.Current.CancellationToken)).ShouldBe(1);
        (await db.OrderLines.CountAsync(l => l.FirmWanted > l.Pinned, TestContext.Current.CancellationToken)).ShouldBe(1);
        (await db.Orders.CountAsync(o => o.ParentId != null, TestContext.Current.CancellationToken)).ShouldBe(1);
        (await db.Orders.CountAsync(o => o.ExpectedShipDate != null, TestContext.Current.CancellationToken)).ShouldBe(21);
        (
            await db.PurchaseOrders.CountAsync(
                p => p.Status == PurchaseOrderStatus.PartiallyReceived,
                TestContext.Current.CancellationToken
            )
        ).ShouldBe(1);
        (
            await db.Journal.CountAsync(
                j => j.Kind == "unmarked" && j.At >= Micros.Of(now.AddHours(-3)),
                TestContext.Current.CancellationToken
            )
        ).ShouldBeGreaterThan(10);
        var mails = await db.EmailOutbox.ToListAsync(TestContext.Current.CancellationToken);
        mails.ShouldAllBe(m => m.State == MailState.Queued);
        mails
            .Select(m => m.Event)
            .Distinct()
            .ShouldBe(
                [
                    MailEvent.OutOfStockInventoryNotice,
                    MailEvent.ShippingDelayNotice,
                    MailEvent.BackOrderReleasedNotice,
                    MailEvent.DropshipNotice,
                ],
                ignoreOrder: true
            );
        foreach (var status in new[] { DropshipStatus.Pending, DropshipStatus.Requested })
            (await db.Orders.AnyAsync(o => o.DropshipStatus == status, TestContext.Current.CancellationToken)).ShouldBeTrue();
        await shop.ShouldBeSound();
    }
}
