using Microsoft.Playwright;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;
using static Raincheck.Browser.Tests.OnPages;

namespace Raincheck.Browser.Tests;

/// <summary>The grid of orders, through what a person sees and does.</summary>
public sealed class ManageOrdersTests(Chromium chromium, ApiHosts hosts)
{
    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenFullPartialAndFilledOrders_WhenTheyAreFiltered_ThenEachFilterShowsItsOwnAndTheAddressSaysSo(Database database)
    {
        var host = await hosts.On(database);
        var sku = await host.NewSku(5);
        var filled = await host.NewOrder(sku, 2);
        var partial = await host.NewOrder(sku, 4);
        var full = await host.NewOrder(sku, 1);
        await using var person = await Person.SignsInAsync(chromium, host);
        await person.GoAsync("/orders");

        await person.Page.GetByLabel("SKU").FillAsync(sku);
        await person.Page.GetByLabel("SKU").PressAsync("Enter");
        await Expect(Row(person, filled)).ToBeVisibleAsync();
        await Expect(Row(person, partial)).ToContainTextAsync("Partial 1");
        await Expect(Row(person, full)).ToContainTextAsync("Full 1");

        var filters = person.Page.GetByRole(AriaRole.Navigation, new() { Name = "Back order" });
        foreach (
            var (name, value, shown) in new[]
            {
                ("Full", "full", new[] { full }),
                ("Partial", "partial", [partial]),
                ("Full or partial", "fullOrPartial", [full, partial]),
                ("None", "none", [filled]),
            }
        )
        {
            await filters.GetByRole(AriaRole.Link, new() { Name = name, Exact = true }).ClickAsync();
            await Expect(person.Page.Locator("tr.row")).ToHaveCountAsync(shown.Length);
            foreach (var order in shown)
                await Expect(Row(person, order)).ToBeVisibleAsync();
            await person.ShouldComeToAsync($"backOrder={value}");
            await person.ShouldComeToAsync($"sku={sku}");
        }

        await person.Page.GoBackAsync();
        await Expect(person.Page.Locator("tr.row")).ToHaveCountAsync(2);
        await person.Page.ReloadAsync();
        await Expect(person.Page.Locator("tr.row")).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task GivenARow_WhenItIsOpened_ThenItsLinesShowWhatIsAllocatedBackOrderedAndAvailable()
    {
        var host = await hosts.On(Chosen.Database);
        var sku = await host.NewSku(3);
        var order = await host.NewOrder(sku, 5);
        await using var person = await Person.SignsInAsync(chromium, host);
        await person.GoAsync($"/orders?sku={sku}");

        await person.Page.GetByRole(AriaRole.Button, new() { Name = $"Lines of order {order}" }).ClickAsync();

        var lines = person.Page.GetByRole(AriaRole.Table, new() { Name = $"Lines of order {order}" });
        await Expect(lines.GetByRole(AriaRole.Columnheader))
            .ToHaveTextAsync(["SKU", "Ordered", "Shipped", "Allocated", "Back-ordered", "Available", "Notes"]);
        await Expect(lines.Locator("tbody td")).ToHaveTextAsync([sku, "5", "0", "3", "2", "0", ""]);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenTwoBrowsers_WhenStockArrives_ThenTheOtherOnesGridShowsItByItself(Database database)
    {
        var host = await hosts.On(database);
        var sku = await host.NewSku();
        var order = await host.NewOrder(sku, 3);
        await using var watching = await Person.SignsInAsync(chromium, host);
        await watching.GoAsync($"/orders?sku={sku}");
        await Expect(Row(watching, order)).ToContainTextAsync("Full 3");

        var purchase = (
            await host.Post("/purchase-orders", $$"""{"vendor":"VEND","warehouse":"MAIN","lines":[{"sku":"{{sku}}","quantity":2}]}""").Ok()
        ).Text("number");
        await host.Post(
                $"/purchase-orders/{purchase}/receipts",
                $$"""{"reference":"{{ApiHost.NewName("R-")}}","lines":[{"sku":"{{sku}}","quantity":2}]}"""
            )
            .Ok();

        await Expect(Row(watching, order)).ToContainTextAsync("Partial 1");
    }

    [Fact]
    public async Task GivenAnotherProcess_WhenItChangesAnOrder_ThenTheGridHereShowsIt()
    {
        var host = await hosts.On(Database.Postgres);
        var sku = await host.NewSku(3);
        var order = await host.NewOrder(sku, 3);
        await using var other = await host.AnotherAsync();
        await using var watching = await Person.SignsInAsync(chromium, host);
        await watching.GoAsync($"/orders?sku={sku}");

        await other.Post($"/orders/{order}/hold").Ok();

        await Expect(Row(watching, order)).ToContainTextAsync("On hold");
    }

    [Theory]
    [MemberData(nameof(Chosen.Databases), MemberType = typeof(Chosen))]
    public async Task GivenAllThatMatch_WhenTheyAreHeld_ThenTheDialogForetellsItAndListsWhatCameOfEach(Database database)
    {
        var host = await hosts.On(database);
        var sku = await host.NewSku(100);
        for (var i = 0; i < 55; i++)
            await host.NewOrder(sku, 1);
        var cancelled = await host.NewOrder(sku, 1);
        await host.Post($"/orders/{cancelled}/cancel").Ok();
        await using var person = await Person.SignsInAsync(chromium, host);
        await person.GoAsync($"/orders?sku={sku}");

        await person.Page.GetByLabel("Select all orders on this page").CheckAsync();
        var bar = person.Page.GetByRole(AriaRole.Region, new() { Name = "Selection" });
        await Expect(bar).ToContainTextAsync("50 orders chosen");
        await bar.GetByRole(AriaRole.Button, new() { Name = "Choose all that match" }).ClickAsync();
        await Expect(bar).ToContainTextAsync("56 orders chosen");
        await bar.GetByRole(AriaRole.Button, new() { Name = "Hold", Exact = true }).ClickAsync();

        var dialog = person.Page.GetByRole(AriaRole.Dialog);
        await Expect(dialog).ToContainTextAsync("55 orders of 56 can take this.");
        await person.ShouldBeAccessibleAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Hold", Exact = true }).ClickAsync();
        await Expect(dialog).ToContainTextAsync("Done to 55 orders, not to 1.");
        await Expect(dialog).ToContainTextAsync(cancelled);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Close", Exact = true }).First.ClickAsync();

        await Expect(person.Page.Locator("tr.row").Filter(new() { HasText = "On hold" })).ToHaveCountAsync(49);
        (await host.Get($"/orders?sku={sku}&status=onHold&pageSize=500").Ok()).Items("number").Count.ShouldBe(55);
    }

    [Fact]
    public async Task GivenBackOrderedUnits_WhenTheyAreCancelledForASelection_ThenWhatTheOrdersHoldStays()
    {
        var host = await hosts.On(Chosen.Database);
        var sku = await host.NewSku(3);
        var order = await host.NewOrder(sku, 5);
        await using var person = await Person.SignsInAsync(chromium, host);
        await person.GoAsync($"/orders?sku={sku}");

        await person.Page.GetByLabel($"Select order {order}").CheckAsync();
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Cancel back-ordered units" }).ClickAsync();
        var dialog = person.Page.GetByRole(AriaRole.Dialog);
        await Expect(dialog).ToContainTextAsync("2 back-ordered units will be cancelled.");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel back-ordered units" }).ClickAsync();
        await Expect(dialog).ToContainTextAsync("Done to 1 order.");

        var shown = (await host.Get($"/orders/{order}").Ok());
        shown.Number("lines.0.cancelled").ShouldBe(2);
        shown.Number("lines.0.allocated").ShouldBe(3);
    }

    [Fact]
    public async Task GivenAHostileCustomer_WhenTheOrderIsShown_ThenTheNameIsTextAndTheFileHasNoFormula()
    {
        var host = await hosts.On(Chosen.Database);
        var sku = await host.NewSku();
        const string Name = "=HYPERLINK(1)<img src=x onerror=alert(1)>";
        var number = ApiHost.NewName("O-");
        await host.Post(
                "/orders",
                $$"""{"number":"{{number}}","company":"ACME","customer":{"name":"{{Name}}","email":"a@example.com"},"lines":[{"sku":"{{sku}}","quantity":1}]}"""
            )
            .Ok();
        await using var person = await Person.SignsInAsync(chromium, host);
        person.Page.Dialog += (_, _) => throw new InvalidOperationException("the name ran");

        await person.GoAsync($"/orders?sku={sku}");
        await Expect(Row(person, number)).ToContainTextAsync(Name);
        (await person.Page.Locator("img").CountAsync()).ShouldBe(0);
        await person.GoAsync($"/orders/{number}");
        (await person.Page.Locator("img").CountAsync()).ShouldBe(0);

        var file = await person.Page.APIRequest.GetAsync($"/orders/export.csv?sku={sku}");
        var text = await file.TextAsync();
        text.ShouldContain($"\"'{Name}\"");
    }

    [Fact]
    public async Task GivenFilters_WhenTheyAreSavedAsAView_ThenTheViewLeadsBackToThem()
    {
        var host = await hosts.On(Chosen.Database);
        var name = ApiHost.NewName("Held ");
        await using var person = await Person.SignsInAsync(chromium, host);
        await person.GoAsync("/orders?status=onHold");

        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Views" }).ClickAsync();
        await person.Page.GetByPlaceholder("Name of this view").FillAsync(name);
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Expect(person.Page.GetByRole(AriaRole.Link, new() { Name = name })).ToBeVisibleAsync();
        await person.GoAsync("/orders");
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Views" }).ClickAsync();
        await person.Page.GetByRole(AriaRole.Link, new() { Name = name }).ClickAsync();

        await person.Page.WaitForURLAsync("**/orders?status=onHold");
    }

    [Fact]
    public async Task GivenColumns_WhenOneIsTakenAway_ThenItIsGoneAndTheAddressRemembersIt()
    {
        var host = await hosts.On(Chosen.Database);
        await host.NewOrder(await host.NewSku(1), 1);
        await using var person = await Person.SignsInAsync(chromium, host);
        await person.GoAsync("/orders");
        var heading = person.Page.GetByRole(AriaRole.Columnheader, new() { Name = "Payment" });
        await Expect(heading).ToBeVisibleAsync();

        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Columns" }).ClickAsync();
        await person.Page.GetByRole(AriaRole.Checkbox, new() { Name = "Payment" }).UncheckAsync();

        await Expect(heading).ToBeHiddenAsync();
        await person.Page.ReloadAsync();
        await Expect(person.Page.GetByRole(AriaRole.Columnheader, new() { Name = "Customer" })).ToBeVisibleAsync();
        await Expect(heading).ToBeHiddenAsync();
    }
}
