using System.Net;
using System.Net.Http.Headers;
using Raincheck.Features.Accounts;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Api;

public sealed class AccountTests(ApiHosts hosts)
{
    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAToken_WhenTheHostIsRestartedOrAnotherOneServesTheClient_ThenItIsStillGood(Database database)
    {
        await using var api = await ApiHost.StartAsync(database);
        await api.RestartAsync();
        (await api.Get("/settings")).Status.ShouldBe(HttpStatusCode.OK);

        await using var other = await api.AnotherAsync();
        (await other.Get("/settings")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task GivenATokenOfAnotherClient_WhenItIsUsed_ThenItIsRefused()
    {
        await using var api = await ApiHost.StartAsync(Database.Sqlite, new FirstAdministrator(ApiHost.UserName, ApiHost.Password));
        api.Http.DefaultRequestHeaders.Authorization = (await hosts.On(Database.Sqlite)).Http.DefaultRequestHeaders.Authorization;

        (await api.Get("/settings")).ShouldBeProblem(401, "unauthorized");
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenWrongPasswords_WhenTheyAreRepeated_ThenTheAccountIsLocked(Database database)
    {
        await using var api = await ApiHost.StartAsync(database);
        for (var i = 0; i < 5; i++)
            (await SignIn(api, ApiHost.UserName, "wrong password")).ShouldBeProblem(401, "invalid_credentials");

        (await SignIn(api, ApiHost.UserName, ApiHost.Password)).ShouldBeProblem(401, "invalid_credentials");
        (await SignIn(api, "nobody", ApiHost.Password)).ShouldBeProblem(401, "invalid_credentials");
    }

    [Theory]
    [InlineData("""{"username":"boss"}""", 400, "invalid_request")]
    [InlineData("""{"username":"boss","password":null}""", 400, "invalid_request")]
    [InlineData("""{"username":"bo\u0000ss","password":"x"}""", 401, "invalid_credentials")]
    [InlineData("""{"username":"","password":""}""", 401, "invalid_credentials")]
    [InlineData("", 400, "invalid_request")]
    public async Task GivenABadBody_WhenATokenIsAskedFor_ThenItIsRefused(string body, int status, string code)
    {
        foreach (var database in Databases.Available)
            (await (await hosts.On(database)).Post("/token", body)).ShouldBeProblem(status, code);
    }

    [Fact]
    public async Task GivenNoCredential_WhenAnyRouteIsCalled_ThenItIsRefused()
    {
        await using var api = await ApiHost.StartAsync(Database.Sqlite);
        var paths = (await api.Get("//openapi/v1.json")).Json.GetProperty("paths");
        api.Http.DefaultRequestHeaders.Authorization = null;
        var routes = paths
            .EnumerateObject()
            .SelectMany(p => p.Value.EnumerateObject().Select(m => (Path: p.Name, Method: m.Name)))
            .Where(r => r.Path.StartsWith("/api/v1", StringComparison.Ordinal) && r.Path != "/api/v1/token")
            .ToList();

        routes.Count.ShouldBeGreaterThan(30);
        foreach (var (path, method) in routes)
        {
            var reply = await api.Send(
                HttpMethod.Parse(method),
                "/" + path.Replace("{line}", "1", StringComparison.Ordinal).Replace("{id}", "1", StringComparison.Ordinal),
                method == "get" ? null : "{}"
            );
            reply.ShouldBeProblem(401, "unauthorized");
        }
    }

    [Theory]
    [InlineData("Bearer", "nonsense")]
    [InlineData(
        "Bearer",
        "eyJhbGciOiJub25lIn0.eyJuYW1lIjoiYm9zcyIsImlzcyI6InJhaW5jaGVjayIsImF1ZCI6InJhaW5jaGVjayIsImV4cCI6NDA3MDkwODgwMH0."
    )]
    [InlineData("Basic", "Ym9zczpjb3JyZWN0IGhvcnNlIGJhdHRlcnk=")]
    public async Task GivenAForgedCredential_WhenARouteIsCalled_ThenItIsRefused(string scheme, string value)
    {
        await using var api = await ApiHost.StartAsync(Database.Sqlite);
        api.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(scheme, value);

        (await api.Get("/settings")).ShouldBeProblem(401, "unauthorized");
    }

    [Fact]
    public async Task GivenATooShortPassword_WhenTheFirstAdministratorIsMade_ThenTheHostDoesNotStart()
    {
        var failure = await Should.ThrowAsync<InvalidOperationException>(() =>
            ApiHost.StartAsync(Database.Sqlite, new FirstAdministrator("boss", "short"))
        );
        failure.Message.ShouldContain("RAINCHECK_ADMIN_PASSWORD");
    }

    [Fact]
    public async Task GivenAUser_WhenTheHostStartsWithOtherCredentials_ThenNoSecondAdministratorIsMade()
    {
        await using var api = await ApiHost.StartAsync(Database.Sqlite);
        await FirstAdministratorAgain(api);

        (await SignIn(api, "other", "correct horse battery")).ShouldBeProblem(401, "invalid_credentials");
    }

    private static Task FirstAdministratorAgain(ApiHost api) =>
        new FirstAdministrator("other", "correct horse battery").EnsureAsync(api.Services, TestContext.Current.CancellationToken);

    private static Task<Reply> SignIn(ApiHost api, string name, string password) =>
        api.Post("/token", $$"""{"username":"{{name}}","password":"{{password}}"}""");
}
