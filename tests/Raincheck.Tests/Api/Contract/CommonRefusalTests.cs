using System.Text.RegularExpressions;
using Raincheck.Platform.Http;
using Raincheck.Storage;
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

        await RefusesAsync(api, "body_too_large", 413, "application/json", new byte[RequestBody.BytesMax + 1]);
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

    [Theory]
    [InlineData(Database.Sqlite, "Idempotency-Key", "")]
    [InlineData(Database.Postgres, "Idempotency-Key", "")]
    [InlineData(Database.Sqlite, "If-Match", "version 1")]
    [InlineData(Database.Postgres, "If-Match", "version 1")]
    public async Task GivenAnyOperationThatTakesAHeader_WhenItIsMalformed_ThenTheProblemNamesIt(
        Database database,
        string header,
        string value
    )
    {
        await using var api = await ApiHost.StartAsync(database);
        foreach (var operation in (await api.ContractAsync()).Operations.Where(o => o.Parameters.Any(p => p.Name == header)))
        {
            var request = await SoundAsync(api, operation);
            var reply = await ContractShop.SendAsync(
                api,
                request with
                {
                    Headers = [.. request.Headers.Where(h => h.Name != header), (header, value)],
                }
            );
            ((int)reply.Status).ShouldBe(400, $"{operation}: {reply.Body}");
            reply.ShouldBeProblem(400, "invalid_request", header);
        }
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAnyChangeOfAnOrder_WhenItIsMeantForAnotherVersion_ThenItIsRefused(Database database)
    {
        await using var api = await ApiHost.StartAsync(database);
        foreach (var operation in (await api.ContractAsync()).Operations.Where(o => o.Codes.Contains("stale_version")))
        {
            var request = await SoundAsync(api, operation);
            var reply = await ContractShop.SendAsync(api, request with { Headers = [("If-Match", "\"0\"")] });
            ((int)reply.Status).ShouldBe(412, $"{operation}: {reply.Body}");
            reply.ShouldBeProblem(412, "stale_version");
        }
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAnyPostThatTakesNoBody_WhenSomethingIsInIt_ThenItIsRefused(Database database)
    {
        await using var api = await ApiHost.StartAsync(database);
        var operations = (await api.ContractAsync()).Operations.Where(o => o.Method == "POST" && o.Request is null).ToList();
        operations.Count.ShouldBeGreaterThan(6);
        foreach (var operation in operations)
        {
            var request = await SoundAsync(api, operation);
            (await SendAsync("""{"x":1}""")).ShouldBeProblem(400, "invalid_request", "x");
            foreach (var body in (string[])["[]", "null", "5", "x", "{", "{} {}"])
                (await SendAsync(body)).ShouldBeProblem(400, "invalid_request");
            ((int)(await SendAsync(" {} ")).Status).ShouldBeInRange(200, 299, operation.ToString());

            Task<Reply> SendAsync(string body) =>
                ContractShop.SendAsync(
                    api,
                    request with
                    {
                        MediaType = "application/json",
                        Body = System.Text.Encoding.UTF8.GetBytes(body),
                    }
                );
        }
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

    /// <summary>A call that would be carried out.</summary>
    private static async Task<HostileRequest> SoundAsync(ApiHost api, ApiOperation operation)
    {
        if (operation.Method == "POST")
            return await SoundCalls.MakeAsync(api, operation);
        var order = $"/api/v1/orders/{await api.NewOrder(await api.NewSku(2), 5)}";
        switch (operation.Method, operation.Path)
        {
            case ("PATCH", "/api/v1/orders/{number}"):
                return Change(order, """{"priority":1}""");
            case ("PATCH", "/api/v1/orders/{number}/lines/{line}"):
                return Change($"{order}/lines/1", """{"quantity":3}""");
            case ("DELETE", "/api/v1/orders/{number}/pins/{line}"):
                await api.Post($"/{order.Split('/', 4)[3]}/pins", """{"line":1,"quantity":1,"reason":"first"}""").Ok();
                return new HostileRequest("DELETE", $"{order}/pins/1", null, null, [], true);
            case ("DELETE", "/api/v1/orders/{number}/links/{purchaseOrder}/{line}"):
                var linked = await api.Post(
                        $"/{order.Split('/', 4)[3]}/links",
                        """{"line":1,"quantity":1,"vendor":"VEND","warehouse":"MAIN"}"""
                    )
                    .Ok();
                return new HostileRequest(
                    "DELETE",
                    $"{order}/links/{linked.Text("lines.0.links.0.purchaseOrder")}/1",
                    null,
                    null,
                    [],
                    true
                );
            default:
                throw new ArgumentException($"there is no sound call of {operation} here", nameof(operation));
        }
    }

    private static HostileRequest Change(string address, string body) =>
        new("PATCH", address, "application/json", System.Text.Encoding.UTF8.GetBytes(body), [], true);

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
        // A POST that takes no body must look whether one came.
        var hasBody = operation.Request is not null || operation.Method == "POST";
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
