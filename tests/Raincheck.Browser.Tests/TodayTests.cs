using Microsoft.Playwright;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Browser.Tests;

/// <summary>The start page.</summary>
public sealed class TodayTests(Chromium chromium)
{
    [Theory]
    [MoreInDeep]
    [MemberData(nameof(Chosen.BothInDeep), MemberType = typeof(Chosen))]
    public async Task GivenBackOrders_WhenTheStartPageIsOpened_ThenItSaysHowManyHowMuchAndWhatToActOn(Database database)
    {
        await using var host = await ApiHost.StartAsync(database);
        var (most, less) = (await host.NewSku(2), await host.NewSku());
        await host.NewOrder(most, 12);
        await host.NewOrder(less, 3);
        var cancelled = await host.NewOrder(less, 1);
        await host.Post($"/orders/{cancelled}/cancel").Ok();
        var came = await host.NewSku();
        var released = await host.NewOrder(came, 1);
        var purchase = await host.NewPurchaseOrder((came, 1));
        await host.Post($"/purchase-orders/{purchase}/receipts", $$"""{"reference":"R-1","lines":[{"sku":"{{came}}","quantity":1}]}""")
            .Ok();
        await using var person = await Person.SignsInAsync(chromium, host);

        await person.GoAsync("/");

        await Figure("Orders waiting", "2");
        await Figure("Units short", "13");
        await Figure("Released today", "1");
        await Assertions
            .Expect(person.Page.GetByRole(AriaRole.Table, new() { Name = "SKUs that need attention" }).Locator("tbody tr"))
            .ToContainTextAsync([most, less]);
        await Assertions
            .Expect(person.Page.GetByRole(AriaRole.Table, new() { Name = "Orders released today" }).GetByRole(AriaRole.Link))
            .ToHaveTextAsync([released]);
        await person.Page.GetByRole(AriaRole.Button, new() { Name = $"Reorder 10 of {most}" }).ClickAsync();
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Create purchase order" }).ClickAsync();
        await Assertions.Expect(person.Page.GetByRole(AriaRole.Button, new() { Name = $"Reorder 10 of {most}" })).ToHaveCountAsync(0);
        (await host.Get($"/products/{most}").Ok()).Number("stock.onOrder").ShouldBe(10);
        await person.Page.GetByRole(AriaRole.Link, new() { Name = $"Orders waiting for {most}" }).ClickAsync();
        await Assertions.Expect(person.Page.Locator("tr.row")).ToHaveCountAsync(1);

        Task Figure(string name, string value) =>
            Assertions
                .Expect(person.Page.Locator(".figure").Filter(new() { HasText = name }).Locator(".figure-value"))
                .ToHaveTextAsync(value);
    }
}
