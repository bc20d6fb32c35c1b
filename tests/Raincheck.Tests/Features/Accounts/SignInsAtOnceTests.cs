using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Raincheck.Features.Accounts;
using Raincheck.Hosting;
using Raincheck.Storage;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Features.Accounts;

/// <summary>Programs that fetch tokens at the same moment do not lock each other out; guesses at the same moment do.</summary>
public sealed class SignInsAtOnceTests
{
    private const int Many = 40;

    private static readonly TrustedHosts BehindAProxy = new([], [TrustedHosts.NetworkOf("127.0.0.1")!.Value]);

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAnAddressThatIsNewOrKnown_WhenManySignInAtOnce_ThenAllGetIn(Database database)
    {
        await using var api = await ApiHost.StartAsync(database, configure: o => o with { Hosts = BehindAProxy });
        var name = await api.NewUserAsync(Role.Viewer);

        foreach (var address in (string[])["192.0.2.10", "192.0.2.10", "203.0.113.9"])
        {
            var statuses = await Task.WhenAll(Enumerable.Range(0, Many).Select(_ => TryAsync(api, name, ApiHost.Password, address)));
            statuses.ShouldAllBe(s => s == HttpStatusCode.OK, address);
        }
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenTwoProcessesAndAsManyWrongPasswordsAsAreAllowed_WhenManySignInAtOnce_ThenAllGetIn(Database database)
    {
        await using var one = await ApiHost.StartAsync(database);
        await using var other = await one.AnotherAsync();
        var name = await one.NewUserAsync(Role.Viewer);
        for (var i = 1; i < SignInAttempts.FailuresMax; i++)
            (await TryAsync(one, name, $"wrong password {i}")).ShouldBe(HttpStatusCode.Unauthorized);

        var statuses = await Task.WhenAll(
            Enumerable.Range(0, Many).Select(i => TryAsync(i % 2 == 0 ? one : other, name, ApiHost.Password))
        );

        statuses.ShouldAllBe(s => s == HttpStatusCode.OK);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenManyGuessesAtOnce_WhenTheyAreTried_ThenNoMoreAreLookedAtThanOneByOne(Database database)
    {
        await using var api = await ApiHost.StartAsync(database);
        var name = await api.NewUserAsync(Role.Viewer);
        var hasher = new WatchedHasher();

        var found = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => FindAsync(api, hasher, name, $"wrong password {i}")));

        found.ShouldAllBe(user => user == null);
        hasher.Real.ShouldBe(SignInAttempts.FailuresMax);
        hasher.All.ShouldBe(64);
        (await TryAsync(api, name, ApiHost.Password)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenNamesThatThereAreAndAreNot_WhenPasswordsAreWrongAtOnce_ThenEachWaitsForTheOneBeforeIt(Database database)
    {
        await using var api = await ApiHost.StartAsync(database);
        var name = await api.NewUserAsync(Role.Viewer);
        var disabled = await api.NewUserAsync(Role.Viewer);
        await api.Patch($"/users/{disabled}", """{"disabled":true}""").Ok();
        var gate = api.Services.GetRequiredService<SignInGate>();

        foreach (var tried in (string[])[name, disabled, "nobody-of-this-name"])
        {
            var hasher = new WatchedHasher(first: () =>
                SpinWait.SpinUntil(() => gate.Waiting == SignInAttempts.FailuresMax - 1, TimeSpan.FromSeconds(9)).ShouldBeTrue(tried)
            );
            await Task.WhenAll(
                Enumerable.Range(0, SignInAttempts.FailuresMax).Select(i => FindAsync(api, hasher, tried, $"wrong password {i}"))
            );
            (hasher.All, hasher.MostAtOnce).ShouldBe((SignInAttempts.FailuresMax, 1), tried);
        }
    }

    private static async Task<HttpStatusCode> TryAsync(ApiHost api, string username, string password, string? address = null)
    {
        using var http = new HttpClient { BaseAddress = api.Http.BaseAddress };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/token");
        request.Content = JsonContent.Create(new { username, password });
        if (address is not null)
            request.Headers.Add("X-Forwarded-For", address);
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    /// <summary>An attempt, on a thread of its own as that of a request is.</summary>
    private static Task<UserAccount?> FindAsync(ApiHost api, IPasswordHasher<UserAccount> hasher, string name, string password) =>
        Task.Run(async () =>
        {
            await using var scope = api.Services.CreateAsyncScope();
            var signIn = scope.ServiceProvider.GetRequiredService<PasswordSignIn>();
            signIn.Context = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
            signIn.UserManager.PasswordHasher = hasher;
            return await signIn.FindAsync(name, password);
        });

    /// <summary>A real one that counts.</summary>
    /// <param name="first">Done while the first password is looked at.</param>
    private sealed class WatchedHasher(Action? first = null) : IPasswordHasher<UserAccount>
    {
        private readonly PasswordHasher<UserAccount> inner = new();
        private readonly Lock counting = new();
        private int now;

        /// <summary>How many passwords were looked at.</summary>
        public int All { get; private set; }

        /// <summary>How many of them against the password of a user.</summary>
        public int Real { get; private set; }

        public int MostAtOnce { get; private set; }

        public string HashPassword(UserAccount user, string password) => inner.HashPassword(user, password);

        public PasswordVerificationResult VerifyHashedPassword(UserAccount user, string hashedPassword, string providedPassword)
        {
            bool isFirst;
            lock (counting)
            {
                isFirst = All++ == 0;
                Real += user.UserName is null ? 0 : 1;
                MostAtOnce = Math.Max(MostAtOnce, ++now);
            }
            if (isFirst)
                first?.Invoke();
            var result = inner.VerifyHashedPassword(user, hashedPassword, providedPassword);
            lock (counting)
                now--;
            return result;
        }
    }
}
