using System.Net;
using Microsoft.Playwright;
using Raincheck.Storage;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Browser.Tests;

/// <summary>Users, their roles, and API keys, as an administrator manages them.</summary>
public sealed class AccountsTests(Chromium chromium, ApiHosts hosts)
{
    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    private static ILocator Button(Person person, string name) =>
        person.Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    private static ILocator Dialog(Person person) => person.Page.GetByRole(AriaRole.Dialog);

    private static ILocator Row(Person person, string name) =>
        person.Page.Locator("tr.row").Filter(new() { Has = person.Page.GetByText(name, new() { Exact = true }) });

    [Theory]
    [MemberData(nameof(Chosen.Databases), MemberType = typeof(Chosen))]
    public async Task GivenANewUser_WhenTheyAreAddedChangedDisabledAndRemoved_ThenEachCountsAtOnce(Database database)
    {
        var host = await hosts.On(database);
        var name = ApiHost.NewName("ada");
        await using var person = await Person.SignsInAsync(chromium, host);
        await person.GoAsync("/settings/users");

        await Button(person, "Add user").ClickAsync();
        await Dialog(person).GetByLabel("Name").FillAsync(name);
        await Dialog(person).GetByLabel("Role").SelectOptionAsync("Viewer");
        await Dialog(person).GetByLabel("Password").FillAsync("password123");
        await Button(person, "Add").ClickAsync();
        await Expect(Dialog(person).GetByRole(AriaRole.Alert)).ToContainTextAsync("too common");
        await person.ShouldBeAccessibleAsync();
        await Dialog(person).GetByLabel("Password").FillAsync(ApiHost.Password);
        await Button(person, "Add").ClickAsync();
        await Expect(Row(person, name)).ToContainTextAsync("Viewer");
        (await host.As(await host.TokenOfAsync(name, ApiHost.Password)).Get("/users")).Status.ShouldBe(HttpStatusCode.Forbidden);

        await Button(person, $"Edit {name}").ClickAsync();
        await Dialog(person).GetByLabel("Role").SelectOptionAsync("Admin");
        await Dialog(person).GetByLabel("New password").FillAsync("a quite different one");
        await Button(person, "Save").ClickAsync();
        await Expect(Row(person, name)).ToContainTextAsync("Admin");
        (await host.As(await host.TokenOfAsync(name, "a quite different one")).Get("/users")).Status.ShouldBe(HttpStatusCode.OK);

        await Button(person, $"Edit {name}").ClickAsync();
        await Dialog(person).GetByLabel("Disabled").CheckAsync();
        await Button(person, "Save").ClickAsync();
        await Expect(Row(person, name)).ToContainTextAsync("Disabled");
        (await host.Get($"/users/{name}").Ok()).At("disabled").GetBoolean().ShouldBeTrue();

        await Button(person, $"Remove {name}").ClickAsync();
        await Expect(Dialog(person)).ToContainTextAsync($"Remove {name}?");
        await Button(person, "Remove").ClickAsync();
        await Expect(Row(person, name)).ToHaveCountAsync(0);
        (await host.Get($"/users/{name}")).Status.ShouldBe(HttpStatusCode.NotFound);
        await Expect(Button(person, $"Remove {ApiHost.UserName}")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task GivenTheLastAdministrator_WhenTheyWouldGiveTheirRightsAway_ThenItIsRefusedWithTheReason()
    {
        await using var host = await ApiHost.StartAsync(Database.Sqlite);
        await using var person = await Person.SignsInAsync(chromium, host);
        await person.GoAsync("/settings/users");

        await Button(person, $"Edit {ApiHost.UserName}").ClickAsync();
        await Dialog(person).GetByLabel("Role").SelectOptionAsync("Viewer");
        await Button(person, "Save").ClickAsync();

        await Expect(Dialog(person).GetByRole(AriaRole.Alert)).ToContainTextAsync("the last administrator");
        await Expect(Dialog(person).GetByLabel("New password")).ToHaveCountAsync(0);
    }

    [Theory]
    [MemberData(nameof(Chosen.Databases), MemberType = typeof(Chosen))]
    public async Task GivenAnApiKey_WhenItIsMadeUsedAndRevoked_ThenItIsShownOnceAndThePageFollows(Database database)
    {
        var host = await hosts.On(database);
        var name = ApiHost.NewName("shop");
        await using var person = await Person.SignsInAsync(chromium, host);
        await person.GoAsync("/settings/api-keys");

        await Button(person, "Create API key").ClickAsync();
        await Dialog(person).GetByLabel("Name").FillAsync(name);
        await Dialog(person).GetByLabel("Role").SelectOptionAsync("Viewer");
        await Button(person, "Create").ClickAsync();
        var key = await Dialog(person).GetByLabel("Key", new() { Exact = true }).InputValueAsync();
        await person.ShouldBeAccessibleAsync();
        await Dialog(person).GetByRole(AriaRole.Button, new() { Name = "Close", Exact = true }).Last.ClickAsync();
        await Expect(Row(person, name)).ToContainTextAsync("never");
        await Expect(Dialog(person)).ToHaveCountAsync(0);
        (await person.Page.ContentAsync()).ShouldNotContain(key);

        (await host.As(key).Get("/orders")).Status.ShouldBe(HttpStatusCode.OK);
        await person.GoAsync("/settings/api-keys");
        await Expect(Row(person, name)).Not.ToContainTextAsync("never");

        await Button(person, $"Revoke {name}").ClickAsync();
        await Button(person, "Revoke").ClickAsync();
        await Expect(Row(person, name)).ToHaveCountAsync(0);
        (await host.As(key).Get("/orders")).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData(Role.Viewer)]
    [InlineData(Role.Agent)]
    public async Task GivenAUserWhoDoesNotAdminister_WhenTheyLookForAccounts_ThenTheyAreNotOfferedAndClosed(Role role)
    {
        var host = await hosts.On(Chosen.Database);
        await using var person = await Person.SignsInAsync(chromium, host, user: await host.NewUserAsync(role));
        await person.GoAsync("/settings");
        await Expect(person.Page.GetByRole(AriaRole.Link, new() { Name = "Users" })).ToHaveCountAsync(0);
        await Expect(person.Page.GetByRole(AriaRole.Link, new() { Name = "API keys" })).ToHaveCountAsync(0);

        foreach (var address in new[] { "/settings/users", "/settings/api-keys" })
        {
            await person.Page.GotoAsync(address);
            await Expect(person.Page.GetByText("Access denied")).ToBeVisibleAsync();
        }
    }
}
