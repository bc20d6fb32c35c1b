using System.Text.RegularExpressions;
using Raincheck.Features.Accounts;
using Raincheck.Hosting;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Api.Contract;

/// <summary>Refusals that have nothing to do with what is asked: each is given by every operation whose description has it.</summary>
public sealed partial class CommonRefusalTests(ApiHosts hosts)
{
    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAnyOperationWithABody_WhenItIsSentSomethingElseThanJson_ThenItIsRefused(Database database)
    {
        var api = await hosts.On(database);

        await RefusesAsync(api, "unsupported_media_type", 415, "text/plain", "sku=A"u8.ToArray());
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAnyOperationWithABody_WhenItIsSentTooMuch_ThenItIsRefused(Database database)
    {
        var api = await hosts.On(database);

        await RefusesAsync(api, "body_too_large", 413, "application/json", new byte[ServeOptions.BodyBytesMax + 1]);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenACredentialThatCalledTooOften_WhenItCallsAnything_ThenItIsRefused(Database database)
    {
        await using var api = await ApiHost.StartAsync(database, configure: o => o with { RateLimits = new RateLimits(20, 3) });
        var key = api.As(await api.NewKeyAsync(Role.Admin));
        for (var i = 0; i < 20; i++)
            await key.Get("/me");
        for (var i = 0; i < 3; i++)
            await key.Post("/token", """{"username":"nobody","password":"wrong password"}""");

        await RefusesAsync(key, "rate_limited", 429, "application/json", "{}"u8.ToArray());
    }

    [Fact]
    public async Task GivenADatabaseThatIsAway_WhenAnythingIsAsked_ThenTheAnswerSaysToComeBack()
    {
        _ = PostgresServer.ConnectionString;
        FaultyProxy? proxy = null;
        await using var api = await ApiHost.StartAsync(
            Database.Postgres,
            through: connection => (proxy = new FaultyProxy(connection)).ConnectionString
        );
        var operations = await DeclaringAsync(api, "unavailable");
        // Whether a key is good, the database alone knows.
        var key = api.As(await api.NewKeyAsync(Role.Admin));

        await proxy!.DisposeAsync();

        foreach (var operation in operations)
        {
            var body = operation.Example is { } example ? System.Text.Encoding.UTF8.GetBytes(example) : "{}"u8.ToArray();
            var reply = await AskAsync(key, operation, "application/json", body);
            reply.ShouldBeProblem(503, "unavailable");
            reply.Headers.RetryAfter.ShouldNotBeNull(operation.ToString());
        }
    }

    private static async Task RefusesAsync(ApiHost api, string code, int status, string mediaType, byte[] body)
    {
        foreach (var operation in await DeclaringAsync(api, code))
        {
            var reply = await AskAsync(api, operation, mediaType, body);
            ((int)reply.Status).ShouldBe(status, $"{operation}: {reply.Body}");
            reply.ShouldBeProblem(status, code);
        }
    }

    private static async Task<IReadOnlyList<ApiOperation>> DeclaringAsync(ApiHost api, string code)
    {
        var operations = (await api.ContractAsync())
            .Operations.Where(o => o.Path.StartsWith("/api/", StringComparison.Ordinal) && o.Codes.Contains(code))
            .ToList();
        operations.Count.ShouldBeGreaterThan(40);
        return operations;
    }

    /// <summary>Calls an operation about things that are not there.</summary>
    private static Task<Reply> AskAsync(ApiHost api, ApiOperation operation, string mediaType, byte[] body)
    {
        var hasBody = operation.Request is not null;
        return ContractShop.SendAsync(
            api,
            new HostileRequest(
                operation.Method,
                Parameter.Replace(operation.Path, "1"),
                hasBody ? mediaType : null,
                hasBody ? body : null,
                [],
                false
            )
        );
    }

    [GeneratedRegex(@"\{[^}]+\}", RegexOptions.None, 1000)]
    private static partial Regex Parameter { get; }
}
