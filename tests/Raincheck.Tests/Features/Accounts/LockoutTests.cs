using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Raincheck.Features.Accounts;
using Raincheck.Hosting;
using Raincheck.Storage;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Features.Accounts;

/// <summary>Guesses are slowed down, other users are not, and the response does not reveal which names exist.</summary>
public sealed class LockoutTests
{
    private const string Mine = "192.0.2.10";
    private const string Strange = "203.0.113.9";

    private static readonly TrustedHosts BehindAProxy = new([], [TrustedHosts.NetworkOf("127.0.0.1")!.Value]);

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAnAccountThatStrangersHaveLocked_WhenItsUserComes_ThenTheyGetInFromWhereTheyAreKnownOrSignedIn(Database database)
    {
        await using var api = await ApiHost.StartAsync(database, configure: o => o with { Hosts = BehindAProxy });
        var name = await api.NewUserAsync(Role.Viewer);
        var token = JsonElement.Parse((await TryAsync(api, name, ApiHost.Password, Mine)).Body).GetProperty("accessToken").GetString();
        for (var i = 0; i < SignInAttempts.FailuresMax; i++)
            (await TryAsync(api, name, $"wrong password {i}", Strange)).Status.ShouldBe(HttpStatusCode.Unauthorized);

        (await TryAsync(api, name, ApiHost.Password, Strange)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await TryAsync(api, name, ApiHost.Password, "198.51.100.7")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await TryAsync(api, name, ApiHost.Password, Mine)).Status.ShouldBe(HttpStatusCode.OK);
        // Signed in, and on the way elsewhere.
        var changed = await SendAsync(
            api,
            "/api/v1/me/password",
            new { currentPassword = ApiHost.Password, newPassword = "another long sentence" },
            "198.51.100.7",
            token
        );
        changed.Status.ShouldBe(HttpStatusCode.OK, changed.Body);
        // Guesses from there are held up as well.
        for (var i = 0; i < SignInAttempts.FailuresMax; i++)
            (await TryAsync(api, name, $"wrong password {i}", Mine)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await TryAsync(api, name, "another long sentence", Mine)).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenNamesThatThereAreAndAreNot_WhenPasswordsAreWrong_ThenEachAttemptTakesOneHashAndOneCount(Database database)
    {
        await using var api = await ApiHost.StartAsync(database);
        var name = await api.NewUserAsync(Role.Viewer);
        var disabled = await api.NewUserAsync(Role.Viewer);
        await api.Patch($"/users/{disabled}", """{"disabled":true}""").Ok();

        foreach (var tried in (string[])[name, disabled, "nobody-of-this-name"])
        {
            // One more than lock it.
            for (var i = 0; i <= SignInAttempts.FailuresMax; i++)
                (await HashesOfAsync(api, tried, $"wrong password {i}")).ShouldBe(1, $"{tried}, attempt {i}");
            (await HashesOfAsync(api, tried, ApiHost.Password)).ShouldBe(1, tried);
        }

        await using var db = api.Services.GetRequiredService<ClientDatabase>().CreateContext();
        var counts = await db.SignInAttempts.AsNoTracking().ToListAsync(TestContext.Current.CancellationToken);
        counts.Count.ShouldBe(3);
        counts.ShouldAllBe(c => c.Failures == SignInAttempts.FailuresMax + 1 && c.LockedUntil > 0);
        counts.ShouldAllBe(c => !c.Source.Contains("nobody", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task GivenALimitOfAttempts_WhenPeopleShareAProxy_ThenEachHasAnAllowanceWhereItIsTrusted(bool isTrusted)
    {
        await using var api = await ApiHost.StartAsync(
            Database.Sqlite,
            configure: o => o with { RateLimits = new(0, 3), Hosts = isTrusted ? BehindAProxy : TrustedHosts.Any }
        );
        // To look at the page is no attempt.
        for (var i = 0; i < 10; i++)
            (await api.As(null).Get("//sign-in")).Status.ShouldBe(HttpStatusCode.OK);
        var refused = false;
        for (var i = 0; i < 50 && !refused; i++)
            refused = (await TryAsync(api, "nobody", "wrong password", Strange)).Status == HttpStatusCode.TooManyRequests;
        refused.ShouldBeTrue();

        (await TryAsync(api, "nobody", "wrong password", Mine)).Status.ShouldBe(
            isTrusted ? HttpStatusCode.Unauthorized : HttpStatusCode.TooManyRequests
        );
        (await api.As(null).Get("//sign-in")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task GivenAnotherProcessThatKeepsWriting_WhenAUserSignsIn_ThenTheyAreToldToComeBack()
    {
        await using var api = await ApiHost.StartAsync(Database.Sqlite);
        await using var other = new SqliteConnection(api.Services.GetRequiredService<ClientDatabase>().ConnectionString);
        await other.OpenAsync(TestContext.Current.CancellationToken);
        await using (var writing = other.BeginTransaction(deferred: false))
        {
            var reply = await api.Post("/token", $$"""{"username":"{{ApiHost.UserName}}","password":"{{ApiHost.Password}}"}""");

            reply.ShouldBeProblem(503, "unavailable");
            reply.Headers.RetryAfter.ShouldNotBeNull();
        }
        await api.TokenOfAsync(ApiHost.UserName, ApiHost.Password);
    }

    [Fact]
    public async Task GivenAllowedHosts_WhenAnotherNameIsAskedFor_ThenItIsRefused_AndRedirectsStayWithin()
    {
        await using var api = await ApiHost.StartAsync(
            Database.Sqlite,
            configure: o => o with { Hosts = new(["shop.example", "*.inside.example", "127.0.0.1"], []) }
        );
        foreach (
            var (host, status) in ((string, int)[])
                [("shop.example", 302), ("a.inside.example", 302), ("evil.example", 400), ("inside.example.evil", 400)]
        )
        {
            var (answer, location) = await AskAsync(api, host);
            answer.ShouldBe(status, host);
            if (status == 302)
                location.ShouldBe("/sign-in?ReturnUrl=%2Forders");
        }
        await using var open = await ApiHost.StartAsync(Database.Sqlite);
        (await AskAsync(open, "evil.example")).ShouldBe((302, "/sign-in?ReturnUrl=%2Forders"));
    }

    private static async Task<(int Status, string? Location)> AskAsync(ApiHost api, string host)
    {
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = api.Http.BaseAddress };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/orders");
        request.Headers.Host = host;
        request.Headers.Accept.ParseAdd("text/html");
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return ((int)answer.StatusCode, answer.Headers.Location?.OriginalString);
    }

    private static Task<(HttpStatusCode Status, string Body)> TryAsync(ApiHost api, string username, string password, string address) =>
        SendAsync(api, "/api/v1/token", new { username, password }, address);

    private static async Task<(HttpStatusCode Status, string Body)> SendAsync(
        ApiHost api,
        string path,
        object body,
        string address,
        string? token = null
    )
    {
        using var http = new HttpClient { BaseAddress = api.Http.BaseAddress };
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        request.Content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        request.Headers.Add("X-Forwarded-For", address);
        if (token is not null)
            request.Headers.Authorization = new("Bearer", token);
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>How many slow hashes one attempt takes.</summary>
    private static async Task<int> HashesOfAsync(ApiHost api, string name, string password)
    {
        await using var scope = api.Services.CreateAsyncScope();
        var signIn = scope.ServiceProvider.GetRequiredService<PasswordSignIn>();
        signIn.Context = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        var counting = new CountingHasher(signIn.UserManager.PasswordHasher);
        signIn.UserManager.PasswordHasher = counting;
        (await signIn.FindAsync(name, password)).ShouldBeNull();
        return counting.Count;
    }

    /// <summary>The host's own, counted.</summary>
    private sealed class CountingHasher(IPasswordHasher<UserAccount> inner) : IPasswordHasher<UserAccount>
    {
        public int Count { get; private set; }

        public string HashPassword(UserAccount user, string password)
        {
            Count++;
            return inner.HashPassword(user, password);
        }

        public PasswordVerificationResult VerifyHashedPassword(UserAccount user, string hashedPassword, string providedPassword)
        {
            Count++;
            return inner.VerifyHashedPassword(user, hashedPassword, providedPassword);
        }
    }
}
