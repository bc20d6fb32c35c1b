using System.Net;
using System.Security.Claims;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Raincheck.Platform.Access;
using Raincheck.Platform.Ui;
using Raincheck.Storage;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Features.Accounts;

/// <summary>Who is signed in is known to the server; a cookie only names it.</summary>
public sealed partial class SessionTests(ApiHosts hosts)
{
    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenACookieThatWasCopied_WhenItsPersonSignsOut_ThenTheCopyOpensNothingAnywhere(Database database)
    {
        var api = await hosts.On(database);
        var name = await api.NewUserAsync(Role.Agent);
        var (mine, elsewhere) = (await SignInAsync(api, name), await SignInAsync(api, name));
        var copy = mine with { };
        (await copy.SeenByAsync(api)).ShouldNotBeNull();

        await SignOutAsync(api, mine);

        (await copy.SeenByAsync(api)).ShouldBeNull();
        await using var other = await api.AnotherAsync();
        (await copy.SeenByAsync(other)).ShouldBeNull();
        (await elsewhere.SeenByAsync(other)).ShouldNotBeNull();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAPageThatIsOpen_WhenItsPersonSignsOutInAnotherTab_ThenItChangesNothingMoreAndIsClosed(Database database)
    {
        var api = await hosts.On(database);
        var browser = await SignInAsync(api, await api.NewUserAsync(Role.Admin));
        await using var tab = api.Services.CreateAsyncScope();
        var (ledger, session) = await OpenAsync(tab, (await browser.SeenByAsync(api)).ShouldNotBeNull());
        (await ledger.ActorAsync(Policies.Administer)).IsDone.ShouldBeTrue();

        await SignOutAsync(api, browser);

        (await ledger.ActorAsync(Policies.Read)).Problem.ShouldNotBeNull().ShouldContain("signed out");
        (await session.MayStayAsync((await session.GetAuthenticationStateAsync()).User, CancellationToken.None)).ShouldBeFalse();
    }

    [Fact]
    public async Task GivenABrowserThatIsSignedIn_WhenItSignsInAnew_ThenItsOldCookieIsDead()
    {
        var api = await hosts.On(Database.Sqlite);
        var name = await api.NewUserAsync(Role.Viewer);
        var old = await SignInAsync(api, name);

        var page = await SendAsync(api, HttpMethod.Get, "/sign-in", old);
        var anew = await SendAsync(
            api,
            HttpMethod.Post,
            "/sign-in",
            old with
            { },
            page,
            ("_handler", "sign-in"),
            ("Sent.UserName", name),
            ("Sent.Password", ApiHost.Password)
        );

        anew.Status.ShouldBe(HttpStatusCode.Found, anew.Body);
        anew.Location.ShouldBe("/");
        (await old.SeenByAsync(api)).ShouldBeNull();
    }

    private static async Task<Browser> SignInAsync(ApiHost api, string name)
    {
        var browser = await Browser.SignInAsync(api, name, ApiHost.Password);
        browser.Cookie.ShouldNotBeNull();
        return browser;
    }

    private static async Task<(ConsoleLedger Ledger, ConsoleSession Session)> OpenAsync(AsyncServiceScope tab, ClaimsPrincipal who)
    {
        var session = (ConsoleSession)tab.ServiceProvider.GetRequiredService<AuthenticationStateProvider>();
        ((IHostEnvironmentAuthenticationStateProvider)session).SetAuthenticationState(Task.FromResult(new AuthenticationState(who)));
        await session.GetAuthenticationStateAsync();
        return (tab.ServiceProvider.GetRequiredService<ConsoleLedger>(), session);
    }

    /// <summary>As the button does it: a form of a page that this browser was shown.</summary>
    private static async Task SignOutAsync(ApiHost api, Browser browser)
    {
        var page = await SendAsync(api, HttpMethod.Get, "/account", browser);
        var left = await SendAsync(api, HttpMethod.Post, "/sign-out", browser, page);
        left.Status.ShouldBe(HttpStatusCode.Found, left.Body);
    }

    private static async Task<Page> SendAsync(
        ApiHost api,
        HttpMethod method,
        string path,
        Browser browser,
        Page? form = null,
        params (string Name, string Value)[] fields
    )
    {
        using var http = new HttpClient(new HttpClientHandler { UseCookies = false, AllowAutoRedirect = false })
        {
            BaseAddress = api.Http.BaseAddress,
        };
        using var request = new HttpRequestMessage(method, path);
        var cookies = new List<string> { $"{browser.Cookie!.Name}={browser.Cookie.Value}" };
        cookies.AddRange(form?.Cookies ?? []);
        request.Headers.Add("Cookie", string.Join("; ", cookies));
        if (form is not null)
            request.Content = new FormUrlEncodedContent([
                new("__RequestVerificationToken", form.Token),
                .. fields.Select(f => KeyValuePair.Create(f.Name, f.Value)),
            ]);
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return new(
            answer.StatusCode,
            answer.Headers.Location?.ToString(),
            await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            answer.Headers.TryGetValues("Set-Cookie", out var set) ? [.. set.Select(c => c.Split(';')[0])] : []
        );
    }

    private sealed record Page(HttpStatusCode Status, string? Location, string Body, string[] Cookies)
    {
        public string Token => WebUtility.HtmlDecode(TokenField().Match(Body).Groups["token"].Value);
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"(?<token>[^\"]+)\"", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TokenField();
}
