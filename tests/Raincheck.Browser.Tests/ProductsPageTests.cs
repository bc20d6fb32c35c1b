using Microsoft.Playwright;
using Raincheck.Tests.Infrastructure;
using Xunit;

namespace Raincheck.Browser.Tests;

/// <summary>The list of products, through what a person sees and does.</summary>
public sealed class ProductsPageTests(Chromium chromium, ApiHosts hosts)
{
    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    private static ILocator Row(Person person, string sku) =>
        person.Page.Locator("tr.row").Filter(new() { Has = person.Page.GetByRole(AriaRole.Link, new() { Name = sku, Exact = true }) });

    [Theory]
    [MoreInDeep]
    [MemberData(nameof(Chosen.BothInDeep), MemberType = typeof(Chosen))]
    public async Task GivenBackOrderedProducts_WhenTheyAreFiltered_ThenTheListShowsThemAndTheAddressSaysSo(Database database)
    {
        await using var host = await ApiHost.StartAsync(database);
        var (none, few, many) = (await host.NewSku(5), await host.NewSku(2), await host.NewSku());
        await host.NewOrder(none, 1);
        await host.NewOrder(few, 5);
        await host.NewOrder(many, 40);
        await host.Put($"/products/{few}", """{"name":"Product","vendor":"VEND"}""").Ok();
        await using var person = await Person.SignsInAsync(chromium, host);
        await person.GoAsync("/products");
        await Expect(person.Page.Locator("tr.row")).ToHaveCountAsync(3);

        await person.Page.GetByRole(AriaRole.Link, new() { Name = "Back-ordered", Exact = true }).First.ClickAsync();
        await Expect(person.Page.Locator("tr.row")).ToHaveCountAsync(2);
        await Expect(Row(person, few).Locator("td.number")).ToHaveTextAsync(["2", "2", "5", "2", "0", "3", "0"]);
        await person.Page.GetByLabel("Back order from").FillAsync("4");
        await person.Page.GetByLabel("Back order from").PressAsync("Enter");
        await Expect(person.Page.Locator("tr.row")).ToHaveCountAsync(1);
        await Expect(Row(person, many)).ToBeVisibleAsync();
        await person.Page.GetByLabel("Back order to").FillAsync("39");
        await person.Page.GetByLabel("Back order to").PressAsync("Enter");
        await Expect(person.Page.GetByText("No product matches")).ToBeVisibleAsync();
        await person.ShouldComeToAsync("backOrderedFrom=4");
        await person.ShouldComeToAsync("backOrderedTo=39");

        await person.Page.GoBackAsync();
        await Expect(Row(person, many)).ToBeVisibleAsync();
        await person.GoAsync("/products?sort=-backOrdered");
        await Expect(person.Page.Locator("tr.row .key a")).ToHaveTextAsync([many, few]);
        await person.Page.GetByLabel("Vendor").SelectOptionAsync("VEND");
        await Expect(person.Page.Locator("tr.row .key a")).ToHaveTextAsync([few]);
        await person.GoAsync($"/products?q={none.ToLowerInvariant()}");
        await Expect(person.Page.Locator("tr.row .key a")).ToHaveTextAsync([none]);
    }

    [Theory]
    [MemberData(nameof(Chosen.Databases), MemberType = typeof(Chosen))]
    public async Task GivenMoreThanAPage_WhenTheNextOneIsOpened_ThenNothingIsLostOrTwice(Database database)
    {
        await using var host = await ApiHost.StartAsync(database);
        var skus = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            skus.Add(await host.NewSku());
            await host.NewOrder(skus[i], i < 3 ? 7 : 1);
        }
        await using var person = await Person.SignsInAsync(chromium, host);

        await person.GoAsync("/products?pageSize=2&sort=-backOrdered");
        foreach (var (page, shown) in skus.Chunk(2).Index())
        {
            if (page > 0)
                await person.Page.GetByRole(AriaRole.Link, new() { Name = "Next page" }).ClickAsync();
            await Expect(person.Page.Locator("tr.row .key a")).ToHaveTextAsync(shown);
        }

        await Expect(person.Page.GetByRole(AriaRole.Link, new() { Name = "Next page" })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task GivenShadowsAndKits_WhenTheyAreListed_ThenTheyAreShownAsSuch()
    {
        await using var host = await ApiHost.StartAsync(Database.Sqlite);
        var part = await host.NewSku(7);
        await host.Put("/products/SHADE", $$"""{"name":"Shadow","shadowOf":"{{part}}"}""").Ok();
        await host.Put("/products/SET", $$"""{"name":"Set","components":[{"sku":"{{part}}","quantity":2}]}""").Ok();
        await using var person = await Person.SignsInAsync(chromium, host);

        await person.GoAsync("/products");

        await Expect(Row(person, "SHADE")).ToContainTextAsync($"Shadow of {part}");
        await Expect(Row(person, "SET")).ToContainTextAsync("Kit");
        await Expect(Row(person, "SET").Locator("td.number")).ToHaveTextAsync(["–", "–", "0", "0", "3", "0", "–"]);
    }

    [Fact]
    public async Task GivenANewProduct_WhenItIsMadeOnThePage_ThenItsOwnPageOpens()
    {
        var host = await hosts.On(Chosen.Database);
        var part = await host.NewSku();
        var sku = ApiHost.NewName("KIT-");
        await using var person = await Person.SignsInAsync(chromium, host);
        await person.GoAsync("/products");

        await person.Page.GetByRole(AriaRole.Button, new() { Name = "New product" }).ClickAsync();
        var dialog = person.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("SKU", new() { Exact = true }).FillAsync(part);
        await dialog.GetByLabel("Name").FillAsync("A set of two");
        await dialog.GetByLabel("Type").SelectOptionAsync("kit");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Component" }).ClickAsync();
        await dialog.GetByLabel("Component", new() { Exact = true }).FillAsync(part);
        await dialog.GetByLabel("Units per kit").FillAsync("2");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(dialog.GetByRole(AriaRole.Alert)).ToContainTextAsync($"Product {part} already exists.");
        await dialog.GetByLabel("SKU", new() { Exact = true }).FillAsync(sku);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();

        await person.ShouldComeToAsync($"/products/{sku}");
        await Expect(person.Page.Locator(".facts")).ToContainTextAsync($"2 × {part}");
    }
}
