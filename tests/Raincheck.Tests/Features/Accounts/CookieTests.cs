using System.Net;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;
using Raincheck.Platform.Access;
using Raincheck.Storage;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Features.Accounts;

/// <summary>The cookie of the pages, and that it opens nothing but pages.</summary>
public sealed class CookieTests(ApiHosts hosts)
{
    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenASignedInUser_WhenTheHostIsRestartedOrAnotherOneServesTheClient_ThenTheyStillAre(Database database)
    {
        await using var api = await ApiHost.StartAsync(database);
        var browser = await SignInAsync(api);

        await api.RestartAsync();
        var seen = (await browser.SeenByAsync(api)).ShouldNotBeNull();
        await using var other = await api.AnotherAsync();
        (await browser.SeenByAsync(other)).ShouldNotBeNull();

        seen.Identity!.Name.ShouldBe(ApiHost.UserName);
        var authorization = api.Services.GetRequiredService<IAuthorizationService>();
        foreach (var policy in new[] { Policies.Read, Policies.Work, Policies.Administer })
            (await authorization.AuthorizeAsync(seen, policy)).Succeeded.ShouldBeTrue(policy);
    }

    [Theory]
    [InlineData("http", false, "raincheck")]
    [InlineData("https", true, "__Host-raincheck")]
    public async Task GivenASignIn_WhenTheCookieIsMade_ThenNoScriptReadsItAndHttpsKeepsItToHttps(string scheme, bool secure, string name)
    {
        var cookie = (
            await Browser.SignInAsync(await hosts.On(Database.Sqlite), ApiHost.UserName, ApiHost.Password, scheme)
        ).Cookie.ShouldNotBeNull();

        cookie.Name.ToString().ShouldBe(name);
        cookie.HttpOnly.ShouldBeTrue();
        cookie.Secure.ShouldBe(secure);
        cookie.SameSite.ShouldBe(SameSiteMode.Lax);
        cookie.Path.ShouldBe("/");
    }

    [Fact]
    public async Task GivenAWrongPassword_WhenAUserSignsIn_ThenThereIsNoCookie() =>
        (await Browser.SignInAsync(await hosts.On(Database.Sqlite), ApiHost.UserName, "wrong password")).Cookie.ShouldBeNull();

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenASignedInUser_WhenTheirPasswordChanges_ThenTheCookieIsWorthNothingAtOnce(Database database)
    {
        await using var api = await ApiHost.StartAsync(database);
        var browser = await SignInAsync(api);
        (await browser.SeenByAsync(api)).ShouldNotBeNull();

        await using (var scope = api.Services.CreateAsyncScope())
        {
            var users = scope.ServiceProvider.GetRequiredService<UserManager<UserAccount>>();
            var user = (await users.FindByNameAsync(ApiHost.UserName)).ShouldNotBeNull();
            (await users.ChangePasswordAsync(user, ApiHost.Password, "another password")).Succeeded.ShouldBeTrue();
        }
        api.Services.GetRequiredService<Credentials>().Forget();

        (await browser.SeenByAsync(api)).ShouldBeNull();
    }

    [Fact]
    public async Task GivenAUserSignedInAtThePages_WhenTheirBrowserCallsTheApi_ThenTheCookieCountsForNothing()
    {
        await using var api = await ApiHost.StartAsync(Database.Sqlite);
        var cookie = (await SignInAsync(api)).Cookie!;
        api.Http.DefaultRequestHeaders.Authorization = null;
        api.Http.DefaultRequestHeaders.Add("Cookie", $"{cookie.Name}={cookie.Value}");

        (await api.Get("/settings")).ShouldBeProblem(401, "unauthorized");
        (await api.Post("/recalculations", "{}")).ShouldBeProblem(401, "unauthorized");
    }

    [Fact]
    public async Task GivenASignedInUser_WhenAFormFromElsewhereSignsThemOut_ThenItIsRefusedAndTheyStayIn()
    {
        await using var api = await ApiHost.StartAsync(Database.Sqlite);
        var browser = await SignInAsync(api);
        using var form = new HttpRequestMessage(HttpMethod.Post, "/sign-out") { Content = new FormUrlEncodedContent([]) };
        form.Headers.Add("Cookie", $"{browser.Cookie!.Name}={browser.Cookie.Value}");
        api.Http.DefaultRequestHeaders.Authorization = null;

        using var answer = await api.Http.SendAsync(form);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        answer.Headers.Contains("Set-Cookie").ShouldBeFalse();
        (await browser.SeenByAsync(api)).ShouldNotBeNull();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenATextProtectedByOneHost_WhenAnotherOneOfTheClientReadsIt_ThenItCan(Database database)
    {
        var api = await hosts.On(database);
        await using var other = await api.AnotherAsync();
        var text = Protector(api).Protect("form");

        Protector(other).Unprotect(text).ShouldBe("form");
        api.Services.GetService<IAntiforgery>().ShouldNotBeNull();
    }

    private static IDataProtector Protector(ApiHost host) =>
        host.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("test");

    private static async Task<Browser> SignInAsync(ApiHost api)
    {
        var browser = await Browser.SignInAsync(api, ApiHost.UserName, ApiHost.Password);
        browser.Cookie.ShouldNotBeNull();
        return browser;
    }
}
