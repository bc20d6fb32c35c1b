using Microsoft.Playwright;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Browser.Tests;

/// <summary>The page of a product: its queue, its stock, and what is done there.</summary>
public sealed class ProductPageTests(Chromium chromium, ApiHosts hosts)
{
    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    private static ILocator Queue(Person person) => person.Page.Locator(".queue-table tbody tr");

    private static ILocator Dialog(Person person) => person.Page.GetByRole(AriaRole.Dialog);

    private static Task FigureAsync(Person person, string name, string value) =>
        Expect(
                person
                    .Page.Locator(".figure")
                    .Filter(new() { Has = person.Page.Locator($".figure-name:text-is('{name}')") })
                    .Locator(".figure-value")
            )
            .ToHaveTextAsync(value);

    private static Task PressAsync(Person person, string action) =>
        person.Page.GetByRole(AriaRole.Button, new() { Name = action }).ClickAsync();

    private static Task DoAsync(Person person, string action) =>
        Dialog(person).GetByRole(AriaRole.Button, new() { Name = action, Exact = true }).ClickAsync();

    [Theory]
    [MoreInDeep]
    [MemberData(nameof(Chosen.BothInDeep), MemberType = typeof(Chosen))]
    public async Task GivenHoldersAndWaiters_WhenTheProductIsOpened_ThenTheQueueShowsThemInOrderWithItsFrontier(Database database)
    {
        var host = await hosts.On(database);
        var sku = await host.NewSku(6);
        var (holds, partly, waits) = (await host.NewOrder(sku, 2), await host.NewOrder(sku, 3), await host.NewOrder(sku, 4));
        var pinned = await host.NewOrder(sku, 2);
        await host.Post($"/orders/{pinned}/pins", """{"line":1,"quantity":2,"reason":"a fair"}""").Ok();
        var purchase = (
            await host.Post(
                    "/purchase-orders",
                    $$"""{"vendor":"VEND","warehouse":"MAIN","lines":[{"sku":"{{sku}}","quantity":4,"expectedAt":"2031-03-05T12:00:00Z"}]}"""
                )
                .Ok()
        ).Text("number");
        await using var person = await Person.SignsInAsync(chromium, host);

        await person.GoAsync($"/products/{sku}");

        await Expect(Queue(person)).ToContainTextAsync([holds, "Fully allocated above", partly, waits, "serves up to here", pinned]);
        await Expect(Queue(person).Nth(2).Locator("td.number")).ToHaveTextAsync(["1", "3", "2", "1"]);
        await Expect(Queue(person).Nth(2)).ToContainTextAsync(purchase!);
        await Expect(Queue(person).Nth(2)).ToContainTextAsync("5 Mar 2031");
        await Expect(Queue(person).Nth(3).Locator("td.number")).ToHaveTextAsync(["2", "4", "0", "4"]);
        await Expect(Queue(person).Nth(3)).ToContainTextAsync("nothing on order");
        await Expect(Queue(person).Nth(5)).ToContainTextAsync("2 pinned by boss: a fair");
        await Expect(person.Page.GetByText($"One more unit would go to order {partly}; one unit less would be taken from order {partly}."))
            .ToBeVisibleAsync();
        await FigureAsync(person, "Back-ordered", "5");
        await FigureAsync(person, "On order", "4");
        await Expect(person.Page.GetByRole(AriaRole.Table, new() { Name = "On order" })).ToContainTextAsync(purchase!);

        await host.Post(
                $"/purchase-orders/{purchase}/receipts",
                $$"""{"reference":"{{ApiHost.NewName("R-")}}","lines":[{"sku":"{{sku}}","quantity":4}]}"""
            )
            .Ok();
        await Expect(Queue(person)).ToContainTextAsync([holds, partly, "Fully allocated above", waits, pinned]);
        await FigureAsync(person, "Back-ordered", "1");
        await Expect(person.Page.Locator(".timeline li").First).ToContainTextAsync("Received");
        await person.ShouldBeAccessibleAsync();
    }

    [Theory]
    [MemberData(nameof(Chosen.Databases), MemberType = typeof(Chosen))]
    public async Task GivenALongQueue_WhenItIsWalkedThrough_ThenOnlyStretchesOfItAreShownAndNoLineIsLost(Database database)
    {
        var host = await hosts.On(database);
        var sku = await host.NewSku(40);
        var orders = new List<string>();
        for (var i = 0; i < 70; i++)
            orders.Add(await host.NewOrder(sku, 1));
        var first = orders[60];
        await host.Patch($"/orders/{first}", """{"priority":5}""").Ok();
        orders.RemoveAt(60);
        orders.Insert(0, first);
        await using var person = await Person.SignsInAsync(chromium, host);
        var shown = person.Page.Locator(".queue tr.row .key a");

        // By way of another product: the page stays, with other contents.
        var other = ApiHost.NewName("SKU-");
        await host.Put($"/products/{other}", $$"""{"name":"Product","shadowOf":"{{sku}}"}""").Ok();
        await person.GoAsync($"/products/{other}");
        await person.Page.Locator(".facts").GetByRole(AriaRole.Link, new() { Name = sku }).ClickAsync();
        await Expect(person.Page.Locator(".queue tr.row")).ToHaveCountAsync(24);
        await Expect(person.Page.GetByText("40 lines hold units · 30 lines wait")).ToBeVisibleAsync();
        await Expect(shown).ToHaveTextAsync(orders.Skip(32).Take(24));
        await Expect(Queue(person).Nth(8)).ToContainTextAsync("Fully allocated above");
        await Expect(
                person.Page.GetByText(
                    $"One more unit would go to order {orders[40]}; one unit less would be taken from order {orders[39]}."
                )
            )
            .ToBeVisibleAsync();

        await person.Page.GetByRole(AriaRole.Link, new() { Name = "Later" }).ClickAsync();
        await Expect(person.Page.Locator(".queue tr.row").First).ToContainTextAsync(orders[56]);
        await Expect(shown).ToHaveTextAsync(orders.Skip(56));
        await Expect(Queue(person).First.Locator(".queue-place")).ToHaveTextAsync("17");
        await Expect(person.Page.GetByRole(AriaRole.Link, new() { Name = "Later" })).ToHaveCountAsync(0);
        await person.Page.GetByRole(AriaRole.Link, new() { Name = "Earlier" }).ClickAsync();
        await Expect(person.Page.Locator(".queue tr.row").First).ToContainTextAsync(orders[32]);
        await person.Page.GetByRole(AriaRole.Link, new() { Name = "Earlier" }).ClickAsync();
        await Expect(person.Page.Locator(".queue tr.row").First).ToContainTextAsync(orders[8]);
        await Expect(shown).ToHaveTextAsync(orders.Skip(8).Take(24));
        await person.Page.GetByRole(AriaRole.Link, new() { Name = "From the top" }).ClickAsync();
        await Expect(person.Page.Locator(".queue tr.row").First).ToContainTextAsync(orders[0]);
        await Expect(person.Page.Locator(".queue tr.row").First).ToContainTextAsync("Priority 5");
        await Expect(shown).ToHaveTextAsync(orders.Take(24));
        await person.Page.GoBackAsync();
        await Expect(person.Page.Locator(".queue tr.row").First).ToContainTextAsync(orders[8]);
    }

    [Theory]
    [MemberData(nameof(Chosen.Databases), MemberType = typeof(Chosen))]
    public async Task GivenStock_WhenItIsCountedAdjustedAndTransferred_ThenItSaysSoAndRecalculateBringsItToTheOrders(Database database)
    {
        var host = await hosts.On(database);
        var sku = await host.NewSku();
        var order = await host.NewOrder(sku, 3);
        await using var person = await Person.SignsInAsync(chromium, host);
        await person.GoAsync($"/products/{sku}");

        await PressAsync(person, "Set stock …");
        await Dialog(person).GetByLabel("Warehouse").SelectOptionAsync("MAIN");
        await Dialog(person).GetByLabel("Units counted").FillAsync("8");
        await Expect(Dialog(person)).ToContainTextAsync("8 units more than the 0 on hand now.");
        await person.ShouldBeAccessibleAsync();
        await DoAsync(person, "Set");
        await Expect(person.Page.GetByText("8 in MAIN, not yet allocated to orders")).ToBeVisibleAsync();
        await Expect(person.Page.GetByText("Not yet allocated: next recalculation")).ToBeVisibleAsync();
        await Expect(Queue(person)).ToContainTextAsync(["Fully allocated above", order]);

        await PressAsync(person, "Recalculate …");
        await DoAsync(person, "Recalculate");
        await Expect(Dialog(person)).ToContainTextAsync("Done: the allocation of 1 line changed.");
        await Dialog(person).GetByRole(AriaRole.Button, new() { Name = "Close", Exact = true }).Last.ClickAsync();
        await Expect(Queue(person)).ToContainTextAsync([order, "no order waits; 5 units are available"]);

        await PressAsync(person, "Adjust …");
        await Dialog(person).GetByLabel("Change (+/−)").FillAsync("-9");
        await Dialog(person).GetByLabel("Reason").FillAsync("fell off the shelf");
        await DoAsync(person, "Adjust");
        await Expect(Dialog(person).GetByRole(AriaRole.Alert)).ToContainTextAsync(sku);
        await Dialog(person).GetByLabel("Change (+/−)").FillAsync("-2");
        await DoAsync(person, "Adjust");
        await Expect(person.Page.Locator(".timeline li").First).ToContainTextAsync("fell off the shelf");
        await FigureAsync(person, "On hand", "6");

        await PressAsync(person, "Transfer …");
        await Dialog(person).GetByLabel("To", new() { Exact = true }).SelectOptionAsync("DOCK");
        await Expect(Dialog(person)).ToContainTextAsync("These units are no longer sellable.");
        await Dialog(person).GetByLabel("Units").FillAsync("4");
        await DoAsync(person, "Transfer");
        var warehouses = person.Page.GetByRole(AriaRole.Table, new() { Name = "Stock by warehouse" });
        await Expect(warehouses.Locator("tbody tr")).ToContainTextAsync(["DOCK, not sellable", "MAIN"]);
        await Expect(warehouses.Locator("tbody td.number")).ToHaveTextAsync(["4", "2"]);
        (await host.Get($"/products/{sku}").Ok()).Number("stock.counted").ShouldBe(2);
    }

    [Theory]
    [MemberData(nameof(Chosen.Databases), MemberType = typeof(Chosen))]
    public async Task GivenAShortage_WhenItIsBought_ThenThePurchaseOrderIsMadeAndNothingIsShortAnyMore(Database database)
    {
        var host = await hosts.On(database);
        var sku = await host.NewSku();
        await host.Put($"/products/{sku}", """{"name":"Product","vendor":"VEND","packSize":6}""").Ok();
        await host.NewOrder(sku, 7);
        await using var person = await Person.SignsInAsync(chromium, host);
        await person.GoAsync($"/products/{sku}");

        await PressAsync(person, "Reorder 12 …");
        await Expect(Dialog(person)).ToContainTextAsync("With a pack size of 6");
        await person.ShouldBeAccessibleAsync();
        await DoAsync(person, "Create purchase order");

        await Expect(person.Page.GetByRole(AriaRole.Table, new() { Name = "On order" }).Locator("td.number")).ToHaveTextAsync(["12"]);
        await Expect(person.Page.GetByRole(AriaRole.Button, new() { Name = "Reorder" })).ToHaveCountAsync(0);
        (await host.Get($"/products/{sku}").Ok()).Number("stock.onOrder").ShouldBe(12);
    }

    [Theory]
    [MemberData(nameof(Chosen.Databases), MemberType = typeof(Chosen))]
    public async Task GivenAProduct_WhenItIsEdited_ThenARefusalIsSaidInTheDialogAndWhatIsSavedShows(Database database)
    {
        var host = await hosts.On(database);
        var (sku, other) = (await host.NewSku(), await host.NewSku(2));
        await using var person = await Person.SignsInAsync(chromium, host);
        await person.GoAsync($"/products/{sku}");

        await PressAsync(person, "Edit …");
        await Dialog(person).GetByLabel("Name").FillAsync("A better name");
        await Dialog(person).GetByLabel("Vendor", new() { Exact = true }).SelectOptionAsync("VEND");
        await Dialog(person).GetByLabel("Pack size").FillAsync("10");
        await Dialog(person).GetByLabel("Unit cost").FillAsync("2.5");
        await Dialog(person).GetByLabel("Replacement SKU").FillAsync("no such thing");
        await DoAsync(person, "Save");
        await Expect(Dialog(person).GetByRole(AriaRole.Alert)).ToContainTextAsync("There is no product no such thing.");
        await Dialog(person).GetByLabel("Replacement SKU").FillAsync(other);
        await DoAsync(person, "Save");

        await Expect(Dialog(person)).ToBeHiddenAsync();
        await Expect(person.Page.GetByText("A better name", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(person.Page.Locator(".facts")).ToContainTextAsync(other);
        var saved = await host.Get($"/products/{sku}").Ok();
        saved.Number("packSize").ShouldBe(10);
        saved.Text("vendor").ShouldBe("VEND");
        await person.Page.Locator(".facts").GetByRole(AriaRole.Link, new() { Name = other }).ClickAsync();
        await Expect(person.Page.Locator(".facts"))
            .ToContainTextAsync(
                new System.Text.RegularExpressions.Regex(
                    $"Replaces\\s*{sku}",
                    System.Text.RegularExpressions.RegexOptions.None,
                    TimeSpan.FromSeconds(1)
                )
            );
    }

    [Theory]
    [MemberData(nameof(Chosen.Databases), MemberType = typeof(Chosen))]
    public async Task GivenOrdersOverSomeDays_WhenTheProductIsOpened_ThenTheChartTellsStockAndDemandOfEachDay(Database database)
    {
        var host = await hosts.On(database);
        var sku = await host.NewSku(5);
        var order = await host.NewOrder(sku, 2);
        var early = ApiHost.NewName("O-");
        var tenDaysAgo = DateTimeOffset.UtcNow.AddDays(-10).ToString("O");
        await host.Post(
                "/orders",
                $$"""{"number":"{{early}}","company":"ACME","orderedAt":"{{tenDaysAgo}}","customer":{"name":"A","email":"a@example.com"},"lines":[{"sku":"{{sku}}","quantity":4}]}"""
            )
            .Ok();
        await host.Post($"/orders/{early}/ship", """{"warehouse":"MAIN"}""").Ok();
        await using var person = await Person.SignsInAsync(chromium, host);

        await person.GoAsync($"/products/{sku}");

        var days = person.Page.Locator(".chart title");
        await Expect(days).ToHaveCountAsync(30);
        await Expect(days.Last).ToContainTextAsync("1 in stock, 2 open");
        await Expect(days.Nth(28)).ToContainTextAsync("0 in stock, 4 open");
        await Expect(days.Nth(15)).ToContainTextAsync("0 in stock, 0 open");
    }

    [Fact]
    public async Task GivenAnOrder_WhenItsSkuIsPressed_ThenTheProductOpens()
    {
        var host = await hosts.On(Chosen.Database);
        var sku = await host.NewSku();
        var order = await host.NewOrder(sku, 1);
        await using var person = await Person.SignsInAsync(chromium, host);
        await person.GoAsync($"/orders/{order}");

        await person.Page.GetByRole(AriaRole.Link, new() { Name = sku, Exact = true }).First.ClickAsync();

        await person.ShouldComeToAsync($"/products/{sku}");
        await Expect(person.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync(sku);
    }

    [Theory]
    [InlineData("%20B")]
    [InlineData("/B")]
    [InlineData(" ä+#?")]
    public async Task GivenANameWithSigns_WhenItsProductAndPurchaseOrderAreOpened_ThenTheyAreFound(string signs)
    {
        var host = await hosts.On(Chosen.Database);
        var (sku, number) = (ApiHost.NewName("SKU-") + signs, ApiHost.NewName("PO-") + signs);
        await host.Put($"/products/{Uri.EscapeDataString(sku)}", """{"name":"Product"}""").Ok();
        await host.Post("/purchase-orders", $$"""{"number":"{{number}}","vendor":"VEND","lines":[{"sku":"{{sku}}","quantity":1}]}""").Ok();
        await using var person = await Person.SignsInAsync(chromium, host);
        var head = person.Page.GetByRole(AriaRole.Heading, new() { Level = 1 });

        // Once as the browser asks for it, once from page to page.
        await person.GoAsync($"/products/{Uri.EscapeDataString(sku)}");
        await Expect(head).ToContainTextAsync(sku);
        await person.Page.GetByRole(AriaRole.Table, new() { Name = "On order" }).GetByRole(AriaRole.Link).ClickAsync();
        await Expect(head).ToContainTextAsync(number);
        await Expect(person.Page.Locator("tr.row")).ToContainTextAsync(sku);
        await person.GoAsync($"/purchase-orders/{Uri.EscapeDataString(number)}");
        await Expect(person.Page.Locator("tr.row")).ToContainTextAsync(sku);
    }

    [Fact]
    public async Task GivenNoSuchProduct_WhenItIsOpened_ThenThePageSaysSo()
    {
        await using var person = await Person.SignsInAsync(chromium, await hosts.On(Chosen.Database));
        await person.GoAsync("/products/nothing-of-the-kind");
        await Expect(person.Page.GetByText("Product not found")).ToBeVisibleAsync();
    }
}
