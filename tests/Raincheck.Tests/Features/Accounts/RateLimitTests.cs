using System.Net;
using Raincheck.Features.Accounts;
using Raincheck.Platform.Http;
using Raincheck.Storage;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Features.Accounts;

public sealed class RateLimitTests
{
    private const int Tries = 200;

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenALimitOfCalls_WhenACredentialCallsTooOften_ThenItIsToldWhenToComeBackAndOthersGoOn(Database database)
    {
        await using var api = await StartAsync(database, new RateLimits(20, 0));
        var key = api.As(await api.NewKeyAsync(Role.Viewer));

        var refused = await UntilRefusedAsync(() => key.Get("/me"));

        refused.ShouldBeProblem(429, "rate_limited");
        refused.Headers.RetryAfter!.Delta!.Value.ShouldBeInRange(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        (await api.Get("/me")).Status.ShouldBe(HttpStatusCode.OK);
        (await key.Get("//health/live")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task GivenALimitOfCalls_WhenACallerWithoutACredentialCallsTooOften_ThenTheirAddressIsRefused()
    {
        await using var api = await StartAsync(Database.Sqlite, new RateLimits(20, 0));
        var nobody = api.As(null);

        (await UntilRefusedAsync(() => nobody.Get("/me"))).ShouldBeProblem(429, "rate_limited");
        // An invalid credential does not bypass the limit.
        (await api.As(ApiKeySecret.New()).Get("/me")).ShouldBeProblem(429, "rate_limited");
        (await api.Get("/me")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task GivenALimitOfSignIns_WhenAnAddressTriesTooOften_ThenEvenTheRightPasswordMustWait()
    {
        await using var api = await StartAsync(Database.Sqlite, new RateLimits(0, 3));

        var refused = await UntilRefusedAsync(() => api.Post("/token", """{"username":"nobody","password":"wrong password"}"""));

        refused.ShouldBeProblem(429, "rate_limited");
        refused.Headers.RetryAfter.ShouldNotBeNull();
        (await api.Post("/token", $$"""{"username":"{{ApiHost.UserName}}","password":"{{ApiHost.Password}}"}""")).ShouldBeProblem(
            429,
            "rate_limited"
        );
        (await api.Get("/me")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(60)]
    [InlineData(61)]
    [InlineData(100)]
    [InlineData(119)]
    [InlineData(60_000)]
    [InlineData(int.MaxValue / 2)]
    public void OptionsOf_GiveBackInAMinuteWhatAMinuteAllows(int perMinute)
    {
        var options = RateLimiting.OptionsOf(perMinute);

        options.TokenLimit.ShouldBe(perMinute);
        options.ReplenishmentPeriod.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(1));
        (options.TokensPerPeriod * (TimeSpan.FromMinutes(1) / options.ReplenishmentPeriod)).ShouldBe(perMinute, perMinute * 1e-6);
    }

    private static Task<ApiHost> StartAsync(Database database, RateLimits limits) =>
        ApiHost.StartAsync(database, configure: options => options with { RateLimits = limits });

    private static async Task<Reply> UntilRefusedAsync(Func<Task<Reply>> call)
    {
        for (var i = 0; i < Tries; i++)
        {
            var reply = await call();
            if (reply.Status == HttpStatusCode.TooManyRequests)
                return reply;
        }
        throw new ShouldAssertException($"{Tries} calls in a row were not too many");
    }
}
