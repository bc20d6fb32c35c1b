using Raincheck.Core.Orders;
using Raincheck.Features.BackOrders;
using Raincheck.Features.Dashboard;
using Raincheck.Features.Orders;
using Raincheck.Platform.Ui;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Features.BackOrders;

public sealed class TodayReaderTests
{
    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenMarksThatWereLiftedInEveryWay_WhenTheDayIsAddedUp_ThenOnlyThoseForWhichUnitsCameAreReleased(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        foreach (
            var (number, sku) in new[]
            {
                ("received", "X"),
                ("inherits", "Y"),
                ("cancelled", "Z"),
                ("given-up", "Z"),
                ("vendor", "Z"),
                ("by-hand", "Z"),
                ("waits", "Z"),
            }
        )
        {
            await shop.Order(number, (sku, 2));
            shop.Time.Advance(TimeSpan.FromMinutes(1));
        }
        await shop.Stock("C", 2);
        await shop.Order("holds", ("C", 2));
        shop.Time.Advance(TimeSpan.FromMinutes(1));
        await shop.Order("next", ("C", 2));

        await shop.Receive("X", 2);
        await shop.Stock("Y", 2);
        await shop.Done(new RecalculateOrder("inherits"));
        await shop.Done(new CancelOrder("cancelled", new()));
        await shop.Done(new CancelOrder("given-up", new(BackOrderedOnly: true)));
        await shop.Done(new DropshipUnits("vendor", new("VEND")));
        await shop.Done(new MarkOrder("by-hand", MarkMode.NotMarked));
        // Units that another order gives up come to the next one as any others do.
        await shop.Done(new CancelOrder("holds", new()));

        var local = new LocalTime(shop.Time);
        var today = await new TodayReader(shop.Client, shop.Ledger, shop.Time).ReadAsync(local);

        today.Released.Select(r => r.Number).ShouldBe(["next", "inherits", "received"]);
        today.Released[^1].Because.ShouldStartWith("receipt ");
        today.ReleasedToday.ShouldBe(3);
        today.MarkedToday.ShouldBe(8);
        // All of them wait no more, however it came.
        (today.Trend[^2].Waiting, today.Trend[^1].Waiting).ShouldBe((0, 1));
        await shop.ShouldBeSound();
    }
}
