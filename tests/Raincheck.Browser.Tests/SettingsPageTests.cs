using Microsoft.Playwright;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;
using static Raincheck.Browser.Tests.OnPages;

namespace Raincheck.Browser.Tests;

/// <summary>The settings of the rules' section 6, each with a shop of its own: they change what everybody sees.</summary>
public sealed class SettingsPageTests(Chromium chromium)
{
    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    [Theory]
    [MemberData(nameof(Chosen.Databases), MemberType = typeof(Chosen))]
    public async Task GivenABackOrder_WhenTheWorkflowIsTurnedOff_ThenThePreviewForetellsItAndNothingOfItShows(Database database)
    {
        await using var host = await ApiHost.StartAsync(database);
        var order = await host.NewOrder(await host.NewSku(), 1);
        await using var person = await Person.SignsInAsync(chromium, host);
        await person.GoAsync("/settings");

        await person.Page.GetByLabel("Enable BackOrder Workflow").UncheckAsync();
        await Expect(person.Page.Locator(".preview")).ToContainTextAsync("1 order is released");
        await Expect(person.Page.GetByLabel("Hide BackOrder Column in Manage Orders")).ToBeDisabledAsync();
        await Expect(person.Page.GetByLabel("Consider ReplacementSKU Qty in BackOrder Calculation")).ToBeDisabledAsync();
        (await host.Get($"/orders/{order}").Ok()).Text("backOrder.state").ShouldBe("full");
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(person.Page.GetByText("Settings saved")).ToBeVisibleAsync();

        await person.GoAsync("/orders");
        await Expect(person.Page.GetByText(order)).ToBeVisibleAsync();
        await Expect(person.Page.GetByText("Back order", new() { Exact = true })).ToHaveCountAsync(0);
        await person.GoAsync($"/orders/{order}");
        await Expect(person.Page.GetByText("BackOrderedQty")).ToHaveCountAsync(0);
        await person.GoAsync("/");
        await Expect(person.Page.GetByText("The back-order workflow is off")).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData("Hide BackOrder Column in Manage Orders")]
    [InlineData("Stop Marking Orders as BackOrder while Creating Orders")]
    public async Task GivenABackOrder_WhenASettingHidesIconAndColumn_ThenTheyAreGoneAndTheFilterStays(string setting)
    {
        await using var host = await ApiHost.StartAsync(Database.Sqlite);
        var order = await host.NewOrder(await host.NewSku(), 1);
        await using var person = await Person.SignsInAsync(chromium, host);
        await person.GoAsync("/orders");
        await Expect(person.Page.Locator(".mark")).ToHaveCountAsync(1);

        await person.GoAsync("/settings");
        await person.Page.GetByLabel(setting).CheckAsync();
        await Expect(person.Page.GetByText("will be hidden")).ToBeVisibleAsync();
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(person.Page.GetByText("Settings saved")).ToBeVisibleAsync();

        await person.GoAsync("/orders?backOrder=full");
        await Expect(Row(person, order)).ToContainTextAsync("Back Order");
        await Expect(person.Page.Locator(".mark")).ToHaveCountAsync(0);
        await person.GoAsync($"/orders/{order}");
        await Expect(Status(person)).ToContainTextAsync("Back Order");
        await Expect(person.Page.Locator(".mark")).ToHaveCountAsync(0);
        await Expect(person.Page.GetByRole(AriaRole.Columnheader, new() { Name = "BackOrderedQty" })).ToHaveCountAsync(0);
        await Expect(person.Page.GetByRole(AriaRole.Columnheader, new() { Name = "Available" })).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData("Include authorized orders", "authorized")]
    [InlineData("Include unpaid orders", "unpaid")]
    public async Task GivenAnOrderThatIsNotPaid_WhenASettingIncludesIt_ThenItIsForetoldAndTheOrderTakesItsPlace(
        string setting,
        string payment
    )
    {
        await using var host = await ApiHost.StartAsync(Database.Sqlite);
        await host.Put("/settings", """{"enableBackOrderWorkflow":true,"includeAuthorizedOrders":false,"includeUnpaidOrders":false}""")
            .Ok();
        var sku = await host.NewSku();
        var body =
            $$"""{"number":"LATER","company":"ACME","paymentStatus":"{{payment}}","customer":{"name":"A","email":"a@example.com"},"lines":[{"sku":"{{sku}}","quantity":1}]}""";
        (await host.Post("/orders", body).Ok()).Text("backOrder.state").ShouldBe("none");
        await using var person = await Person.SignsInAsync(chromium, host);
        await person.GoAsync("/settings");

        await person.Page.GetByLabel(setting).CheckAsync();
        await Expect(person.Page.Locator(".preview")).ToContainTextAsync("1 order becomes a back order");
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(person.Page.GetByText("Settings saved")).ToBeVisibleAsync();

        (await host.Get("/orders/LATER").Ok()).Text("backOrder.state").ShouldBe("full");
    }

    [Fact]
    public async Task GivenMinutesOutOfRange_WhenTheyAreTyped_ThenTheReasonIsSaidAndNothingCanBeSaved()
    {
        await using var host = await ApiHost.StartAsync(Database.Sqlite);
        await using var person = await Person.SignsInAsync(chromium, host);
        await person.GoAsync("/settings");

        await person.Page.GetByLabel("Minutes between recalculations").FillAsync("0");
        await person.Page.GetByLabel("Minutes between recalculations").BlurAsync();

        await Expect(person.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("from 1 to 1440");
        await Expect(person.Page.GetByRole(AriaRole.Button, new() { Name = "Save" })).ToBeDisabledAsync();
    }

    [Theory]
    [MemberData(nameof(Chosen.Databases), MemberType = typeof(Chosen))]
    public async Task GivenTheDates_WhenOneIsWrong_ThenItsFieldSaysSo_AndRightOnesAreSaved(Database database)
    {
        await using var host = await ApiHost.StartAsync(database);
        await using var person = await Person.SignsInAsync(chromium, host);
        await person.GoAsync("/settings");
        var save = person.Page.GetByRole(AriaRole.Button, new() { Name = "Save" });

        await FillAsync("Closed days", "2026-12-25\n2026-13-01");
        await Expect(person.Page.Locator("#closedDays-problem")).ToContainTextAsync("'2026-13-01' is not a date");
        await Expect(save).ToBeDisabledAsync();
        await FillAsync("Closed days", "2026-12-25\n2026-12-24");
        await FillAsync("Handling time", "31");
        await Expect(person.Page.Locator("#handlingDays-problem")).ToContainTextAsync("from 0 to 30");
        await Expect(person.Page.GetByLabel("Handling time")).ToHaveAttributeAsync("aria-invalid", "true");
        await FillAsync("Handling time", "2");
        await FillAsync("Time zone", "Europe/Nowhere");
        await Expect(person.Page.Locator("#timeZone-problem")).ToContainTextAsync("IANA name");
        await FillAsync("Time zone", "Europe/Brussels");
        await person.Page.GetByLabel("Saturday").CheckAsync();
        await person.Page.GetByLabel("Monday").UncheckAsync();
        await Expect(person.Page.GetByText("Projected dates change at once.")).ToBeVisibleAsync();
        await person.ShouldBeAccessibleAsync();
        await save.ClickAsync();
        await Expect(person.Page.GetByText("Settings saved")).ToBeVisibleAsync();

        var settings = await host.Get("/settings").Ok();
        settings.Text("timeZone").ShouldBe("Europe/Brussels");
        settings.Number("handlingDays").ShouldBe(2);
        settings.Text("closedDays.0").ShouldBe("2026-12-24");
        settings.Text("shippingDays.4").ShouldBe("saturday");
        await Expect(person.Page.GetByLabel("Closed days")).ToHaveValueAsync("2026-12-24\n2026-12-25");

        async Task FillAsync(string label, string value)
        {
            var field = person.Page.GetByLabel(label, new() { Exact = true });
            await field.FillAsync(value);
            await field.BlurAsync();
        }
    }
}
