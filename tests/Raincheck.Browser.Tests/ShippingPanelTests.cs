using Microsoft.Playwright;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Browser.Tests;

/// <summary>An order that cannot leave as it lies says so on its page and in the list, and what to do about it.</summary>
public sealed class ShippingPanelTests(Chromium chromium, ApiHosts hosts)
{
    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    [Theory]
    [MemberData(nameof(Chosen.Databases), MemberType = typeof(Chosen))]
    public async Task GivenAKitWhosePartsLieApart_WhenTheTransferIsRecorded_ThenItShipsFromOneWarehouse(Database database)
    {
        var host = await hosts.On(database);
        var order = await ApartAsync(host);
        await using var person = await Person.SignsInAsync(chromium, host);

        await person.GoAsync($"/orders?q={order}");
        await person.Page.GetByLabel("Ships").SelectOptionAsync("Needs a transfer");
        await person.ShouldComeToAsync("shipping=needsTransfer");
        await Expect(person.Page.Locator("tr.row")).ToContainTextAsync("Needs a transfer");
        await person.Page.GetByRole(AriaRole.Link, new() { Name = order, Exact = true }).ClickAsync();

        await Expect(person.Page.GetByRole(AriaRole.Group, new() { Name = "Status" })).ToContainTextAsync("Needs a transfer");
        await Expect(person.Page.Locator(".transfers li")).ToContainTextAsync(["from EAST to MAIN"]);
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Record transfer" }).ClickAsync();
        await Expect(person.Page.Locator(".transfers")).ToHaveCountAsync(0);

        (await host.Get($"/orders/{order}").Ok()).Text("shipping.state").ShouldBe("oneShipment");
    }

    [Theory]
    [MemberData(nameof(Chosen.Databases), MemberType = typeof(Chosen))]
    public async Task GivenAKitWhosePartsLieApart_WhenItIsShippedFromBothWarehouses_ThenItIsCompleted(Database database)
    {
        var host = await hosts.On(database);
        var order = await ApartAsync(host);
        await using var person = await Person.SignsInAsync(chromium, host);

        await person.GoAsync($"/orders/{order}");
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Ship", Exact = false }).First.ClickAsync();
        await person.Page.GetByLabel("Ship missing units from other warehouses").CheckAsync();
        await person.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Ship", Exact = true }).ClickAsync();

        await Expect(person.Page.GetByRole(AriaRole.Group, new() { Name = "Status" })).ToContainTextAsync("Completed");
    }

    private static async Task<string> ApartAsync(ApiHost host)
    {
        await host.Put("/warehouses/EAST", """{"name":"East","type":"normal","isSellable":true}""").Ok();
        var (a, b, kit) = (await host.NewSku(1), await host.NewSku(), ApiHost.NewName("KIT-"));
        await host.Post("/inventory/adjustments", $$"""{"sku":"{{b}}","warehouse":"EAST","delta":1}""").Ok();
        var components = $$"""[{"sku":"{{a}}","quantity":1},{"sku":"{{b}}","quantity":1}]""";
        await host.Put($"/products/{kit}", $$"""{"name":"Kit","components":{{components}}}""").Ok();
        return await host.NewOrder(kit, 1);
    }
}
