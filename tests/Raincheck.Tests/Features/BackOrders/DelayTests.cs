using Raincheck.Features.BackOrders;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Features.BackOrders;

public sealed class DelayTests
{
    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenADelayedOrder_WhenItIsDelayedAgain_ThenTheFirstDateAndReasonStayInItsHistory(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Order("1001", ("X", 1));
        var (first, second) = (shop.Time.GetUtcNow().AddDays(3), shop.Time.GetUtcNow().AddDays(9));

        await shop.Done(new DelayShipping("1001", new(first, "the ship is late", false)));
        var order = await shop.Done(new DelayShipping("1001", new(second, "the ship sank", false)));

        order.ExpectedShipDate.ShouldBe(second);
        (await shop.Journal("1001"))
            .Where(j => j.Kind == "delayed")
            .Select(j => (j.Member("expectedShipDate").GetDateTimeOffset(), j.Member("reason").GetString()))
            .ShouldBe([(first, "the ship is late"), (second, "the ship sank")]);
        await shop.ShouldBeSound();
    }
}
