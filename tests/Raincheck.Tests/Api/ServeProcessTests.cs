using System.Net.Http.Json;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Api;

/// <summary>The program itself, as an operator starts it.</summary>
public sealed class ServeProcessTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("raincheck-serve-");

    [Fact]
    public async Task GivenNoUser_WhenItIsServed_ThenThePrintedPasswordSignsInAndSigTermEndsItWell()
    {
        await using var first = Start("serve", "--urls", "http://127.0.0.1:0");
        var address = await first.AddressAsync();
        using (var http = new HttpClient { BaseAddress = address })
        {
            var reply = await http.PostAsJsonAsync(
                "/api/v1/token",
                new { username = "admin", password = first.Password },
                TestContext.Current.CancellationToken
            );
            ((int)reply.StatusCode).ShouldBe(200);
        }
        (await first.EndAsync()).ShouldBe(0);
        File.Exists(Path.Combine(folder.FullName, "raincheck.db")).ShouldBeTrue();

        await using var second = Start("serve", "--urls", "http://127.0.0.1:0");
        await second.AddressAsync();
        second.Password.ShouldBeNull();
        (await second.EndAsync()).ShouldBe(0);
    }

    [Theory]
    [InlineData("--urls", "serve", "--urls", "nowhere")]
    [InlineData("--database", "serve", "--database", "Host=localhost;Colour=red")]
    [InlineData("--database", "serve", "--database", "postgres://localhost/shop")]
    [InlineData("--rate-limit", "serve", "--rate-limit", "-1")]
    [InlineData("--port", "serve", "--port", "80")]
    [InlineData("sevre", "sevre")]
    [InlineData("command")]
    public async Task GivenBadArguments_WhenItIsStarted_ThenItNamesThemAndEndsWithTwo(string named, params string[] arguments)
    {
        await using var process = Start(arguments);

        (await process.EndedAsync()).ShouldBe(2);
        process.Said.ShouldContain(named);
        process.Said.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task GivenADatabaseThatCannotBeReached_WhenItIsServed_ThenItSaysSoAndEndsWithOne()
    {
        await using var process = Start(
            "serve",
            "--urls",
            "http://127.0.0.1:0",
            "--database",
            Path.Combine(folder.FullName, "no", "such", "folder.db")
        );

        (await process.EndedAsync()).ShouldBe(1);
        process.Said.ShouldContain("raincheck cannot use SQLite");
        process.Said.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task GivenALogLevelThatIsNone_WhenItIsServed_ThenItSaysSoAndEndsWithOne()
    {
        await using var process = ServeProcess.Start(folder.FullName, ["serve"], [new("RAINCHECK_LOG_LEVEL", "loud")]);

        (await process.EndedAsync()).ShouldBe(1);
        process.Said.ShouldContain("RAINCHECK_LOG_LEVEL is loud");
    }

    [Fact]
    public async Task GivenAProxyThatSpeaksHttps_WhenItForwardsACall_ThenBrowsersAreToldToStayWithIt()
    {
        await using var process = ServeProcess.Start(
            folder.FullName,
            ["serve", "--urls", "http://127.0.0.1:0"],
            [new("ASPNETCORE_FORWARDEDHEADERS_ENABLED", "true")]
        );
        using var http = new HttpClient { BaseAddress = await process.AddressAsync() };

        (await HstsAsync("http")).ShouldBeNull();
        (await HstsAsync("https")).ShouldBe("max-age=31536000; includeSubDomains");
        (await process.EndAsync()).ShouldBe(0);

        async Task<string?> HstsAsync(string scheme)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/me");
            request.Headers.Add("X-Forwarded-Proto", scheme);
            request.Headers.Host = "orders.example.com";
            using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
            return response.Headers.TryGetValues("Strict-Transport-Security", out var values) ? values.Single() : null;
        }
    }

    [Fact]
    public async Task GivenALimitFromTheEnvironment_WhenItIsServed_ThenItCounts()
    {
        await using var process = ServeProcess.Start(
            folder.FullName,
            ["serve", "--urls", "http://127.0.0.1:0"],
            [new("RAINCHECK_SIGN_IN_RATE_LIMIT", "2")]
        );
        using var http = new HttpClient { BaseAddress = await process.AddressAsync() };

        var last = 0;
        for (var i = 0; i < 50 && last != 429; i++)
        {
            using var reply = await http.PostAsJsonAsync(
                "/api/v1/token",
                new { username = "nobody", password = "wrong password" },
                TestContext.Current.CancellationToken
            );
            last = (int)reply.StatusCode;
        }

        last.ShouldBe(429);
        (await process.EndAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task GivenALimitThatIsNoNumber_WhenItIsStarted_ThenItNamesTheVariableAndEndsWithTwo()
    {
        await using var process = ServeProcess.Start(folder.FullName, ["serve"], [new("RAINCHECK_RATE_LIMIT", "many")]);

        (await process.EndedAsync()).ShouldBe(2);
        process.Said.ShouldContain("RAINCHECK_RATE_LIMIT");
    }

    public void Dispose() => folder.Delete(recursive: true);

    private ServeProcess Start(params string[] arguments) => ServeProcess.Start(folder.FullName, arguments);
}
