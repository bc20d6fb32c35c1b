using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Raincheck.Storage;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Browser.Tests;

/// <summary>Signing in and out, and what every page has.</summary>
public sealed class ShellTests(Chromium chromium, ApiHosts hosts)
{
    [Fact]
    public async Task GivenNoSignedInUser_WhenAPageIsAskedFor_ThenSigningInLeadsToIt()
    {
        await using var person = await Person.ArrivesAsync(chromium, await hosts.On(Chosen.Database));
        await person.Page.GotoAsync("/settings");

        await person.SignInAsync(ApiHost.UserName, "not the password");
        await Assertions.Expect(person.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("User name or password is wrong");
        await person.SignInAsync(ApiHost.UserName, ApiHost.Password);

        await person.Page.WaitForURLAsync("**/settings");
        await Assertions.Expect(person.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Client settings");
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("https://evil.example")]
    public async Task GivenAnAddressElsewhere_WhenAUserSignsIn_ThenTheyStayHere(string elsewhere)
    {
        var host = await hosts.On(Chosen.Database);
        await using var person = await Person.ArrivesAsync(chromium, host);
        await person.Page.GotoAsync("/sign-in?ReturnUrl=" + Uri.EscapeDataString(elsewhere));
        await person.SignInAsync(ApiHost.UserName, ApiHost.Password);

        await Assertions.Expect(person.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Back orders today");
        person.Page.Url.ShouldStartWith(host.Http.BaseAddress!.ToString());
    }

    [Fact]
    public async Task GivenASignedInUser_WhenTheySignOut_ThenPagesAreClosedToThem()
    {
        // A session of their own: that of the other tests must stay open.
        await using var person = await Person.ArrivesAsync(chromium, await hosts.On(Chosen.Database));
        await person.Page.GotoAsync("/sign-in");
        await person.SignInAsync(ApiHost.UserName, ApiHost.Password);
        await person.Page.WaitForURLAsync(address => !address.Contains("sign-in", StringComparison.Ordinal));
        await person.GoAsync("/");
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await person.Page.WaitForURLAsync("**/sign-in");

        await person.Page.GotoAsync("/orders");

        person.Page.Url.ShouldContain("/sign-in");
    }

    [Theory]
    [InlineData("/", "Back orders today")]
    [InlineData("/orders?q=x", "Orders")]
    [InlineData("/purchasing", "Shortages")]
    [InlineData("/purchasing/new", "Purchase orders")]
    [InlineData("/email/template?from=OutOfStockInventoryNotice", "Email Templates")]
    [InlineData("/email/suppressions", "Outbox")]
    [InlineData("/settings/users", "Settings")]
    [InlineData("/account", null)]
    [InlineData("/nowhere", null)]
    public async Task GivenAPage_WhenItIsOpened_ThenTheMenuShowsTheEntryThatItBelongsToAndNoOther(string address, string? entry)
    {
        await using var person = await Person.SignsInAsync(chromium, await hosts.On(Chosen.Database));
        await person.Page.GotoAsync(address);

        string[] shown = entry is null ? [] : [entry];
        await Assertions.Expect(person.Page.Locator(".navigation-link.active")).ToHaveTextAsync(shown);
        await Assertions.Expect(person.Page.Locator(".navigation [aria-current=page]")).ToHaveTextAsync(shown);
    }

    [Fact]
    public async Task GivenAnUnknownAddress_WhenItIsOpened_ThenThePageSaysSo()
    {
        await using var person = await Person.SignsInAsync(chromium, await hosts.On(Chosen.Database));
        var response = await person.Page.GotoAsync("/nowhere/at/all");

        response!.Status.ShouldBe(404);
        await Assertions.Expect(person.Page.GetByText("Page not found")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task GivenTheAccountPage_WhenDarkIsChosen_ThenItIsDarkAndThePageSaysSoAfterwardsToo()
    {
        await using var person = await Person.SignsInAsync(chromium, await hosts.On(Chosen.Database));
        await person.Page.GotoAsync("/account");
        var html = person.Page.Locator("html");

        await ShouldBeChosenAsync("System");
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Dark" }).ClickAsync();
        await ShouldBeChosenAsync("Dark");
        await Assertions.Expect(html).ToHaveAttributeAsync("data-theme", "dark");
        await person.Page.ReloadAsync();
        await ShouldBeChosenAsync("Dark");
        await Assertions.Expect(html).ToHaveAttributeAsync("data-theme", "dark");
        await person.ShouldBeAccessibleAsync();
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "System" }).ClickAsync();
        await ShouldBeChosenAsync("System");

        Task ShouldBeChosenAsync(string choice) =>
            Assertions.Expect(person.Page.Locator("[data-theme-choice][aria-pressed=true]")).ToHaveTextAsync(choice);
    }

    [Fact]
    public async Task GivenADatabaseThatFails_WhenADialogIsOpenedOrPressed_ThenItSaysSoAndThePageGoesOn()
    {
        await using var host = await ApiHost.StartAsync(Database.Sqlite);
        var sku = await host.NewSku();
        var order = await host.NewOrder(sku, 1);
        await using var person = await Person.SignsInAsync(chromium, host);
        var dialog = person.Page.GetByRole(AriaRole.Dialog);

        await person.GoAsync($"/orders/{order}");
        await RenameAsync("email_templates", "away");
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "E-mail …" }).ClickAsync();
        await Assertions.Expect(person.Page.GetByText("This dialog stopped working.")).ToBeVisibleAsync();
        await RenameAsync("away", "email_templates");
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Close", Exact = true }).ClickAsync();
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "E-mail …" }).ClickAsync();
        await Assertions.Expect(dialog).ToBeVisibleAsync();

        await person.GoAsync($"/products/{sku}");
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Recalculate …" }).ClickAsync();
        var recalculate = dialog.GetByRole(AriaRole.Button, new() { Name = "Recalculate", Exact = true });
        await RenameAsync("jobs", "away");
        await recalculate.ClickAsync();
        await Assertions.Expect(dialog.GetByRole(AriaRole.Alert)).ToContainTextAsync("Something went wrong");
        await RenameAsync("away", "jobs");
        await recalculate.ClickAsync();
        await Assertions.Expect(dialog).ToContainTextAsync("Done: no allocation changed.");

        async Task RenameAsync(string from, string to)
        {
            await using var db = host.Services.GetRequiredService<ClientDatabase>().CreateContext();
            var rename = $"ALTER TABLE {from} RENAME TO {to}";
            await db.Database.ExecuteSqlRawAsync(rename, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task GivenTheKeyboard_WhenAPageIsOpened_ThenItCanBeSkippedToAndSearched()
    {
        await using var person = await Person.SignsInAsync(chromium, await hosts.On(Chosen.Database));
        await person.GoAsync("/settings");

        await person.Page.Keyboard.PressAsync("/");
        await Assertions.Expect(person.Page.GetByPlaceholder("Find an order")).ToBeFocusedAsync();
        await person.Page.GetByText("Skip to content").FocusAsync();
        await Assertions.Expect(person.Page.GetByText("Skip to content")).ToBeInViewportAsync();
        await person.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(person.Page.Locator("main:focus-within, main:focus")).ToBeVisibleAsync();
    }
}
