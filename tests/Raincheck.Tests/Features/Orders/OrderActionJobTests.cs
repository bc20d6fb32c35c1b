using Microsoft.Extensions.DependencyInjection;
using Raincheck.Features.OrderConsole.Manage;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Features.Orders;

public sealed class OrderActionJobTests(ApiHosts hosts)
{
    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAStepThatWasInterrupted_WhenItIsTakenUpAgain_ThenEachOrderGetsItOnceAndTheSameIsSaid(Database database)
    {
        var api = await hosts.On(database);
        var sku = await api.NewSku(1);
        var (waiting, served) = (await api.NewOrder(sku, 5), await api.NewOrder(await api.NewSku(9), 2));
        var steps = api.Services.GetRequiredService<OrderActionStep>();
        var day = DateTimeOffset.UtcNow.AddDays(9);
        var purchaseOrder = await api.NewPurchaseOrder((sku, 9));

        foreach (
            var request in (OrderActionRequest[])
                [
                    new(OrderAction.Delay, [waiting, served], "ada") { ShipDate = day, Reason = "the supplier is late" },
                    new(OrderAction.Link, [waiting, served], "ada") { PurchaseOrder = purchaseOrder },
                    new(OrderAction.Split, [waiting, served], "ada"),
                    new(OrderAction.CancelBackOrdered, [waiting, served], "ada"),
                ]
        )
        {
            var job = Guid.CreateVersion7().ToString("N");
            var first = await steps.RunAsync(job, request, request.Orders, CancellationToken.None);
            var again = await steps.RunAsync(job, request, request.Orders, CancellationToken.None);
            again.ShouldBe(first, request.Action.ToString());
        }

        var kinds = (await api.Get($"/orders/{waiting}/journal").Ok()).Items("kind");
        kinds.Count(k => k == "delayed").ShouldBe(1);
        kinds.Count(k => k == "split").ShouldBe(1);
        kinds.Count(k => k == "linked").ShouldBe(1);
        // Two deliberate requests are applied twice.
        var other = new OrderActionRequest(OrderAction.Delay, [waiting], "ada") { ShipDate = day.AddDays(1), Reason = "it is later still" };
        (await steps.RunAsync("another", other, [waiting], CancellationToken.None)).ShouldBe([null]);
        (await api.Get($"/orders/{waiting}/journal").Ok()).Items("kind").Count(k => k == "delayed").ShouldBe(2);
    }
}
