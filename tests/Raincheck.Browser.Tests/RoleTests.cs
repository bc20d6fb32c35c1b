using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Raincheck.Platform.Access;
using Raincheck.Storage;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Browser.Tests;

/// <summary>What people of each role see: no button that would be refused.</summary>
public sealed class RoleTests(Chromium chromium, ApiHosts hosts)
{
    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    [Theory]
    [InlineData(Roles.Viewer, false, false)]
    [InlineData(Roles.Agent, true, false)]
    [InlineData(Roles.Admin, true, true)]
    public async Task GivenARole_WhenPagesAreOpened_ThenTheyOfferWhatItMayDo(string role, bool works, bool administers)
    {
        var host = await hosts.On(Chosen.Database);
        var name = await NewUserAsync(host, role);
        var sku = await host.NewSku();
        var order = await host.NewOrder(sku, 1);
        await using var person = await Person.SignsInAsync(chromium, host, user: name);

        await person.GoAsync($"/orders?sku={sku}");
        await person.Page.GetByLabel($"Select order {order}").CheckAsync();
        await Expect(person.Page.GetByText("1 order selected")).ToBeVisibleAsync();
        await Expect(person.Page.GetByRole(AriaRole.Button, new() { Name = "Hold", Exact = true })).ToHaveCountAsync(works ? 1 : 0);
        await person.GoAsync($"/orders/{order}");
        await Expect(person.Page.GetByRole(AriaRole.Heading, new() { Name = "Outlook" })).ToBeVisibleAsync();
        await Expect(person.Page.GetByRole(AriaRole.Button, new() { Name = "Cancel …" })).ToHaveCountAsync(works ? 1 : 0);
        await person.GoAsync("/products");
        await Expect(person.Page.Locator("tr.row").First).ToBeVisibleAsync();
        await Expect(person.Page.GetByRole(AriaRole.Button, new() { Name = "New product" })).ToHaveCountAsync(works ? 1 : 0);
        await person.GoAsync($"/products/{sku}");
        await Expect(person.Page.Locator(".queue-table")).ToContainTextAsync(order);
        foreach (var action in new[] { "Reorder 1 …", "Set stock …", "Adjust …", "Transfer …", "Recalculate …", "Edit …" })
            await Expect(person.Page.GetByRole(AriaRole.Button, new() { Name = action })).ToHaveCountAsync(works ? 1 : 0);
        var purchase = await host.NewPurchaseOrder((sku, 1));
        await person.GoAsync($"/purchase-orders/{purchase}");
        await Expect(person.Page.GetByText("Received units go to the queue")).ToBeVisibleAsync();
        await Expect(person.Page.GetByRole(AriaRole.Button, new() { Name = "Cancel …" })).ToHaveCountAsync(works ? 1 : 0);
        await Expect(person.Page.GetByRole(AriaRole.Button, new() { Name = $"Edit {sku}" })).ToHaveCountAsync(works ? 1 : 0);
        await Expect(person.Page.GetByRole(AriaRole.Link, new() { Name = "Receiving" })).ToHaveCountAsync(works ? 1 : 0);
        await person.GoAsync("/jobs");
        await Expect(person.Page.GetByRole(AriaRole.Button, new() { Name = "Verify everything" })).ToHaveCountAsync(works ? 1 : 0);
        await person.GoAsync("/settings/warehouses");
        await Expect(person.Page.GetByText("MAIN", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(person.Page.GetByRole(AriaRole.Button, new() { Name = "Edit MAIN" })).ToHaveCountAsync(administers ? 1 : 0);
        await person.GoAsync("/settings");
        await Expect(person.Page.GetByLabel("Include unpaid orders")).ToBeEnabledAsync(new() { Enabled = administers });
        await Expect(person.Page.GetByRole(AriaRole.Button, new() { Name = "Save" })).ToHaveCountAsync(administers ? 1 : 0);
    }

    [Fact]
    public async Task GivenASignedInUser_WhenTheyAreDisabled_ThenTheNextPageIsClosedToThem()
    {
        var host = await hosts.On(Chosen.Database);
        var name = await NewUserAsync(host, Roles.Agent);
        await using var person = await Person.SignsInAsync(chromium, host, user: name);
        await person.GoAsync("/orders");

        await using (var scope = host.Services.CreateAsyncScope())
        {
            var users = scope.ServiceProvider.GetRequiredService<UserManager<UserAccount>>();
            var user = (await users.FindByNameAsync(name))!;
            user.IsDisabled = true;
            (await users.UpdateAsync(user)).Succeeded.ShouldBeTrue();
            host.Services.GetRequiredService<Credentials>().Forget();
        }
        await person.Page.GotoAsync("/settings");

        person.Page.Url.ShouldContain("/sign-in");
    }

    [Fact]
    public async Task GivenAnOpenPage_WhenItsPersonBecomesAViewer_ThenItsButtonsDoNothingAndTheySignInAnew()
    {
        var host = await hosts.On(Chosen.Database);
        var name = await host.NewUserAsync(Role.Agent);
        var order = await host.NewOrder(await host.NewSku(), 1);
        await using var person = await Person.SignsInAsync(chromium, host, user: name);
        await person.GoAsync($"/orders/{order}");
        var hold = await person.Page.GetByRole(AriaRole.Button, new() { Name = "Hold", Exact = true }).ElementHandleAsync();

        await host.Patch($"/users/{name}", """{"role":"viewer"}""").Ok();
        // The page may be taken away before it is pressed.
        await hold.EvaluateAsync("button => button.click()");

        await Expect(person.Page.GetByText("You are signed out")).ToBeVisibleAsync();
        (await host.Get($"/orders/{order}").Ok()).Text("status").ShouldBe("inProcess");
    }

    [Theory]
    [InlineData("/purchasing/new")]
    [InlineData("/receiving")]
    [InlineData("/import")]
    public async Task GivenAViewer_WhenAPageOfTheDailyWorkIsOpenedByItsAddress_ThenItIsClosed(string address)
    {
        var host = await hosts.On(Chosen.Database);
        await using var person = await Person.SignsInAsync(chromium, host, user: await host.NewUserAsync(Role.Viewer));

        await person.Page.GotoAsync(address);

        await Expect(person.Page.GetByText("Access denied")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task GivenAViewer_WhenWhatIsShortIsOpened_ThenItIsShownAndNothingCanBeOrdered()
    {
        var host = await hosts.On(Chosen.Database);
        var (vendor, sku) = (ApiHost.NewName("V-"), ApiHost.NewName("SKU-"));
        await host.Put($"/vendors/{vendor}", $$"""{"name":"Vendor {{vendor}}"}""").Ok();
        await host.Put($"/products/{sku}", $$"""{"name":"Product","vendor":"{{vendor}}"}""").Ok();
        await host.NewOrder(sku, 7);
        await using var person = await Person.SignsInAsync(chromium, host, user: await host.NewUserAsync(Role.Viewer));

        await person.GoAsync($"/purchasing?vendor={vendor}");

        await Expect(person.Page.Locator("tr.row")).ToContainTextAsync(sku);
        await Expect(person.Page.GetByRole(AriaRole.Button, new() { Name = "Order from" })).ToHaveCountAsync(0);
        await Expect(person.Page.GetByLabel($"Units of {sku} to order")).ToHaveCountAsync(0);
        await Expect(person.Page.GetByRole(AriaRole.Link, new() { Name = "New purchase order" })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task GivenAnotherPassword_WhenItIsSetOnTheAccountPage_ThenItSignsInAndTheOldOneDoesNot()
    {
        var host = await hosts.On(Chosen.Database);
        var name = await NewUserAsync(host, Roles.Viewer);
        await using (var person = await Person.SignsInAsync(chromium, host, user: name))
        {
            await person.Page.GotoAsync("/account");
            await person.Page.GetByLabel("Current password").FillAsync(ApiHost.Password);
            await person.Page.GetByLabel("New password", new() { Exact = true }).FillAsync("another long password");
            await person.Page.GetByLabel("Confirm new password").FillAsync("another long password");
            await person.Page.GetByRole(AriaRole.Button, new() { Name = "Change password" }).ClickAsync();
            await Expect(person.Page.GetByText("Password changed. ")).ToBeVisibleAsync();
        }

        await using var again = await Person.SignsInAsync(chromium, host, user: name, password: "another long password");
        await using var old = await Person.ArrivesAsync(chromium, host);
        await old.Page.GotoAsync("/sign-in");
        await old.SignInAsync(name, ApiHost.Password);
        await Expect(old.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("User name or password is wrong");
    }

    private static async Task<string> NewUserAsync(ApiHost host, string role)
    {
        await using var scope = host.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<UserAccount>>();
        var user = new UserAccount(ApiHost.NewName(role));
        (await users.CreateAsync(user, ApiHost.Password)).Succeeded.ShouldBeTrue();
        (await users.AddToRoleAsync(user, role)).Succeeded.ShouldBeTrue();
        return user.UserName!;
    }
}
