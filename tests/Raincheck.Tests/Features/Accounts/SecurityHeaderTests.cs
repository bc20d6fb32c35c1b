using System.Diagnostics;
using System.Net;
using System.Net.WebSockets;
using System.Text.RegularExpressions;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Features.Accounts;

public sealed partial class SecurityHeaderTests(ApiHosts hosts)
{
    [Theory]
    [InlineData("/me", null)]
    [InlineData("/nothing", null)]
    [InlineData("/orders/nothing", null)]
    [InlineData("/orders", "{")]
    [InlineData("//health/ready", null)]
    [InlineData("//openapi/v1.json", null)]
    public async Task GivenAnAnswerThatIsNoPage_WhenABrowserGetsIt_ThenItMayDoNothingWithIt(string path, string? body)
    {
        var api = await hosts.On(Database.Sqlite);
        foreach (var caller in new[] { api, api.As(null) })
        {
            var reply = body is null ? await caller.Get(path) : await caller.Post(path, body);

            Header(reply, "X-Content-Type-Options").ShouldBe("nosniff");
            Header(reply, "Content-Security-Policy").ShouldContain("default-src 'none'");
            Header(reply, "Content-Security-Policy").ShouldContain("frame-ancestors 'none'");
            Header(reply, "Cache-Control").ShouldBe("no-store");
            Header(reply, "Referrer-Policy").ShouldNotBeEmpty();
            reply.Headers.Contains("Server").ShouldBeFalse();
            reply.Headers.Contains("Access-Control-Allow-Origin").ShouldBeFalse();
            reply.Headers.Contains("Set-Cookie").ShouldBeFalse();
        }
    }

    /// <summary>What is downloaded has names and addresses in it, and stays in no cache between here and the person.</summary>
    [Fact]
    public async Task GivenAnExport_WhenItIsDownloaded_ThenNothingKeepsIt()
    {
        var api = await hosts.On(Database.Sqlite);
        await api.NewOrder(await api.NewSku(), 1);
        var cookie = (await Browser.SignInAsync(api, ApiHost.UserName, ApiHost.Password)).Cookie.ShouldNotBeNull();
        using var http = new HttpClient(new HttpClientHandler { UseCookies = false }) { BaseAddress = api.Http.BaseAddress };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/orders/export.csv");
        request.Headers.Add("Cookie", $"{cookie.Name}={cookie.Value}");

        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);

        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/csv");
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
    }

    [Theory]
    [InlineData("http://127.0.0.1:1", "", HttpStatusCode.SwitchingProtocols)]
    [InlineData("https://shop.example", "shop.example", HttpStatusCode.SwitchingProtocols)]
    [InlineData("https://elsewhere.example", "", HttpStatusCode.Forbidden)]
    [InlineData("https://elsewhere.example", "shop.example", HttpStatusCode.Forbidden)]
    [InlineData("null", "", HttpStatusCode.Forbidden)]
    public async Task GivenAPage_WhenItOpensTheConnectionOfAConsole_ThenItMustBeOfThisHost(
        string origin,
        string forwardedHost,
        HttpStatusCode answer
    )
    {
        var api = await hosts.On(Database.Sqlite);
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.SetRequestHeader("Origin", origin);
        var cookie = (await Browser.SignInAsync(api, ApiHost.UserName, ApiHost.Password)).Cookie.ShouldNotBeNull();
        socket.Options.SetRequestHeader("Cookie", $"{cookie.Name}={cookie.Value}");
        if (forwardedHost.Length > 0)
            socket.Options.SetRequestHeader("X-Forwarded-Host", forwardedHost);
        var address = new UriBuilder(api.Http.BaseAddress!) { Scheme = "ws", Path = "/_blazor" }.Uri;

        var opening = socket.ConnectAsync(address, TestContext.Current.CancellationToken);
        if (answer == HttpStatusCode.Forbidden)
            await opening.ShouldThrowAsync<WebSocketException>();
        else
            await opening;

        socket.HttpStatusCode.ShouldBe(answer);
    }

    [Fact]
    public async Task GivenAPage_WhenABrowserGetsIt_ThenItRunsOnlyOurScriptsAndThoseWithTheNonceOfThisAnswer()
    {
        var api = (await hosts.On(Database.Sqlite)).As(null);
        var (first, second) = (await api.Get("//docs/").Ok(), await api.Get("//docs/").Ok());

        var scripts = Directive(first, "script-src");
        scripts.ShouldContain("'self'");
        scripts.ShouldNotContain("unsafe");
        Directive(first, "object-src").ShouldBe("'none'");
        Directive(first, "base-uri").ShouldBe("'self'");
        Directive(first, "form-action").ShouldBe("'self'");
        Directive(first, "frame-ancestors").ShouldBe("'none'");
        Header(first, "X-Content-Type-Options").ShouldBe("nosniff");
        Nonce().Match(scripts).Value.ShouldNotBe(Nonce().Match(Directive(second, "script-src")).Value);
        var tags = ScriptTag().Matches(first.Body).Select(m => m.Value).ToList();
        tags.ShouldNotBeEmpty();
        tags.ShouldAllBe(tag =>
            WebUtility.HtmlDecode(tag).Contains($"nonce=\"{Nonce().Match(scripts).Groups["value"].Value}\"", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task GivenThePageToTryTheApi_WhenChromiumOpensIt_ThenItShowsTheApiAndBreaksNoPolicy()
    {
        var chromium = Environment.GetEnvironmentVariable("RAINCHECK_TEST_CHROMIUM");
        Assert.SkipWhen(string.IsNullOrEmpty(chromium), "Chromium is not available: set RAINCHECK_TEST_CHROMIUM or run ./test");
        var api = await hosts.On(Database.Sqlite);
        using var folder = new TempFolder();
        var start = new ProcessStartInfo(chromium!)
        {
            ArgumentList =
            {
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--enable-logging=stderr",
                $"--user-data-dir={folder.Path}",
                "--virtual-time-budget=20000",
                "--dump-dom",
                new Uri(api.Http.BaseAddress!, "/docs/").ToString(),
            },
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var browser = Process.Start(start)!;
        var (page, log) = (browser.StandardOutput.ReadToEndAsync(), browser.StandardError.ReadToEndAsync());
        await browser.WaitForExitAsync(TestContext.Current.CancellationToken);

        (await page).ShouldContain("order management built around back orders");
        (await log).ShouldNotContain("Content Security Policy");
    }

    private static string Header(Reply reply, string name) =>
        reply.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : "";

    private static string Directive(Reply reply, string name) =>
        Header(reply, "Content-Security-Policy")
            .Split(';', StringSplitOptions.TrimEntries)
            .Single(d => d.StartsWith(name + " ", StringComparison.Ordinal))[(name.Length + 1)..];

    [GeneratedRegex("'nonce-(?<value>[^']{20,})'", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Nonce();

    [GeneratedRegex("<script[^>]*>", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ScriptTag();
}
