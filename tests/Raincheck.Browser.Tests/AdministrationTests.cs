using Microsoft.Playwright;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Browser.Tests;

/// <summary>Companies, warehouses, vendors and jobs.</summary>
public sealed class AdministrationTests(Chromium chromium, ApiHosts hosts)
{
    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    private static ILocator Button(Person person, string name) =>
        person.Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    private static ILocator Row(Person person, string code) =>
        person.Page.Locator("tr.row").Filter(new() { Has = person.Page.GetByText(code, new() { Exact = true }) });

    public static TheoryData<Database, string, string> Lists =>
        new(
            from database in Chosen.BothInDeep
            from list in new[] { ("companies", "Add a company"), ("vendors", "Add a vendor"), ("warehouses", "Add a warehouse") }
            select (database.Data, list.Item1, list.Item2)
        );

    [Theory]
    [MoreInDeep]
    [MemberData(nameof(Lists))]
    public async Task GivenAList_WhenOneIsAddedAndRenamed_ThenItShowsAndItsCodeCannotBeTakenTwice(
        Database database,
        string page,
        string add
    )
    {
        var host = await hosts.On(database);
        var code = ApiHost.NewName("ADM-");
        await using var person = await Person.SignsInAsync(chromium, host);
        await person.GoAsync($"/settings/{page}");

        await Button(person, add).ClickAsync();
        await person.Page.GetByLabel("Code", new() { Exact = true }).FillAsync(code);
        await person.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("First name");
        await Button(person, "Save").ClickAsync();
        await Expect(Row(person, code)).ToContainTextAsync("First name");

        await Button(person, $"Edit {code}").ClickAsync();
        await person.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("<b>Second</b> name");
        await Button(person, "Save").ClickAsync();
        await Expect(Row(person, code)).ToContainTextAsync("<b>Second</b> name");

        await Button(person, add).ClickAsync();
        await person.Page.GetByLabel("Code", new() { Exact = true }).FillAsync(code);
        await person.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("Another");
        await Button(person, "Save").ClickAsync();
        await Expect(person.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Alert)).ToContainTextAsync($"code {code} is already in use");
    }

    [Fact]
    public async Task GivenAWarehouse_WhenItIsNoLongerSellable_ThenOrdersLoseItsStock()
    {
        await using var host = await ApiHost.StartAsync(Database.Sqlite);
        var order = await host.NewOrder(await host.NewSku(1), 1);
        await using var person = await Person.SignsInAsync(chromium, host);
        await person.GoAsync("/settings/warehouses");

        await Button(person, "Edit MAIN").ClickAsync();
        await person.Page.GetByLabel("Sellable").UncheckAsync();
        await Expect(person.Page.GetByText("does not count for back orders")).ToBeVisibleAsync();
        await Button(person, "Save").ClickAsync();
        await Expect(person.Page.GetByText("MAIN saved")).ToBeVisibleAsync();

        (await host.Get($"/orders/{order}").Ok()).Text("backOrder.state").ShouldBe("full");
    }

    [Theory]
    [MemberData(nameof(Chosen.Databases), MemberType = typeof(Chosen))]
    public async Task GivenAShop_WhenItIsVerifiedAndRecalculated_ThenThePageShowsWhatCameOfIt(Database database)
    {
        await using var host = await ApiHost.StartAsync(database);
        await host.NewOrder(await host.NewSku(1), 3);
        await using var person = await Person.SignsInAsync(chromium, host);
        await person.GoAsync("/jobs");

        await Button(person, "Verify everything").ClickAsync();
        await Expect(person.Page.GetByText("No problems found")).ToBeVisibleAsync();
        await Button(person, "Recalculate everything").ClickAsync();
        await Expect(Row(person, "Recalculation")).ToContainTextAsync("Succeeded");
    }
}
