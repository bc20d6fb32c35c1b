using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Raincheck.Features.Accounts;
using Raincheck.Platform.Access;
using Raincheck.Storage;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Features.Accounts;

/// <summary>
/// Every route of the API against every role, and against credentials that are none. The routes are those that the host has;
/// who may call them is what <c>docs/security.md</c> says.
/// </summary>
public sealed class RouteRoleTests(ApiHosts hosts)
{
    private static readonly string[] AnonymousRoutes = ["POST /token"];

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenEachRoute_WhenEachRoleCallsIt_ThenOnlyThoseMayOfWhomTheDocumentSaysSo(Database database)
    {
        await using var api = await ApiHost.StartAsync(database);
        var callers = new List<(string Who, Role Role, ApiHost Api)>();
        foreach (var role in Enum.GetValues<Role>())
        {
            var user = await api.TokenOfAsync(await api.NewUserAsync(role), ApiHost.Password);
            callers.Add(($"a user who is {role}", role, api.As(user)));
            callers.Add(($"a key that is {role}", role, api.As(await api.NewKeyAsync(role))));
        }
        var rights = RouteRights.OfTheDocument();

        foreach (var route in RoutesOf(api).Where(r => !AnonymousRoutes.Contains(r.ToString())))
        {
            foreach (var (who, role, caller) in callers)
            {
                var reply = await caller.Call(route);
                if (role >= rights.LeastFor(route))
                    ((int)reply.Status).ShouldBeOneOf([200, 201, 202, 204, 400, 404, 409, 422], $"{route} by {who}: {reply.Body}");
                else
                    reply.ShouldBeProblem(403, "forbidden");
            }
        }
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenEachRoute_WhenItIsCalledWithoutAValidCredential_ThenItIsRefused(Database database)
    {
        var api = await hosts.On(database);
        var credentials = new Dictionary<string, string?>
        {
            ["nothing"] = null,
            ["an expired token"] = await ExpiredTokenAsync(api),
            ["a revoked key"] = await RevokedKeyAsync(api),
            ["a key that nobody made"] = ApiKeySecret.New(),
            ["a key cut short"] = (await api.NewKeyAsync(Role.Admin))[..^1],
            ["a token of nobody"] = "e30.e30.e30",
        };

        foreach (var (what, credential) in credentials)
        {
            var caller = api.As(credential);
            foreach (var route in RoutesOf(api).Where(r => !AnonymousRoutes.Contains(r.ToString())))
            {
                var reply = await caller.Call(route);
                reply.Status.ShouldBe(HttpStatusCode.Unauthorized, $"{route} with {what}: {reply.Body}");
                reply.ShouldBeProblem(401, "unauthorized");
                reply.Headers.WwwAuthenticate.Select(h => h.Scheme).ShouldBe(["Bearer"]);
            }
        }
    }

    [Fact]
    public async Task GivenTheRoutesOfTheApi_WhenTheyAreLookedAt_ThenEachHasAPolicyOfItsOwnOrIsOpenOnPurpose()
    {
        var api = await hosts.On(Database.Sqlite);
        var routes = Endpoints(api).ToList();

        routes.Count.ShouldBeGreaterThan(35);
        foreach (var endpoint in routes)
        {
            var policies = endpoint.Metadata.OfType<IAuthorizeData>().Select(a => a.Policy).ToList();
            if (endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null)
                AnonymousRoutes.ShouldContain(Route.Of(endpoint).ToString());
            else
                policies.ShouldHaveSingleItem(endpoint.DisplayName).ShouldBeOneOf(Policies.Read, Policies.Work, Policies.Administer);
        }
    }

    [Fact]
    public async Task GivenTheDocument_WhenItNamesARoute_ThenThereIsOne()
    {
        var routes = RoutesOf(await hosts.On(Database.Sqlite)).ToList();

        foreach (var prefix in RouteRights.OfTheDocument().Prefixes)
            routes.ShouldContain(r => r.IsBelow(prefix), prefix);
    }

    private static IEnumerable<RouteEndpoint> Endpoints(ApiHost api) =>
        api
            .Services.GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.RoutePattern.RawText!.StartsWith("/api/", StringComparison.Ordinal));

    private static IEnumerable<Route> RoutesOf(ApiHost api) => Endpoints(api).Select(Route.Of);

    private static async Task<string> ExpiredTokenAsync(ApiHost api)
    {
        var database = api.Services.GetRequiredService<ClientDatabase>();
        var yesterday = new AccessTokens(
            database,
            Raincheck.Features.Accounts.AtRest.AtRestKey.None,
            new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddDays(-1))
        );
        await yesterday.LoadKeyAsync(TestContext.Current.CancellationToken);
        await using var db = database.CreateContext();
        return yesterday.Issue(await db.Users.SingleAsync(u => u.UserName == ApiHost.UserName)).AccessToken;
    }

    private static async Task<string> RevokedKeyAsync(ApiHost api)
    {
        var name = ApiHost.NewName("revoked-");
        var made = await api.Post("/api-keys", $$"""{"name":"{{name}}","role":"admin"}""").Ok();
        (await api.As(made.Text("key")).Get("/me")).Status.ShouldBe(HttpStatusCode.OK);
        await api.Send(HttpMethod.Delete, $"/api-keys/{made.Text("id")}").Ok();
        return made.Text("key")!;
    }
}

/// <summary>A route of the API, below its root.</summary>
internal sealed record Route(string Method, string Pattern)
{
    private const string Root = "/api/v1";

    public static Route Of(RouteEndpoint endpoint) =>
        new(
            endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Single(),
            endpoint.RoutePattern.RawText!.TrimEnd('/')[Root.Length..]
        );

    public bool IsBelow(string prefix) => Pattern == prefix || Pattern.StartsWith(prefix + "/", StringComparison.Ordinal);

    public override string ToString() => $"{Method} {Pattern}";
}

internal static class RouteCalls
{
    /// <summary>Calls a route in a way that changes nothing: what it names does not exist, and its body has a member too many.</summary>
    public static Task<Reply> Call(this ApiHost api, Route route)
    {
        var path = string.Join(
            '/',
            route
                .Pattern.Split('/')
                .Select(p =>
                    !p.StartsWith('{') ? p
                    : p.Contains(':') ? "1"
                    : "nothing-here"
                )
        );
        return api.Send(HttpMethod.Parse(route.Method), path, route.Method is "GET" or "DELETE" ? null : """{"_":0}""");
    }
}

/// <summary>The least role for a route, as <c>docs/security.md</c> has it: the longest beginning of an address that fits counts.</summary>
internal sealed class RouteRights
{
    private readonly List<(string Prefix, Role ToRead, Role ToChange)> rows = [];

    public IEnumerable<string> Prefixes => rows.Select(r => r.Prefix).Where(p => p.Length > 0);

    public static RouteRights OfTheDocument()
    {
        var rights = new RouteRights();
        var lines = File.ReadLines(Repository.PathOf("docs", "security.md"))
            .SkipWhile(l => !l.StartsWith("| below `/api/v1` |", StringComparison.Ordinal))
            .Skip(2)
            .TakeWhile(l => l.StartsWith('|'));
        foreach (var cells in lines.Select(l => l.Trim('|').Split('|', StringSplitOptions.TrimEntries)))
        {
            foreach (var name in cells[0] == "everything else" ? [""] : cells[0].Split(", ").Select(n => n.Trim('`')))
                rights.rows.Add((name, Roles.Find(cells[1].Trim('`'))!.Value, Roles.Find(cells[2].Trim('`'))!.Value));
        }
        rights.rows.ShouldContain(r => r.Prefix.Length == 0, "docs/security.md should say who may call everything else");
        return rights;
    }

    public Role LeastFor(Route route)
    {
        var row = rows.Where(r => r.Prefix.Length == 0 || route.IsBelow(r.Prefix)).MaxBy(r => r.Prefix.Length);
        return route.Method == "GET" ? row.ToRead : row.ToChange;
    }
}
