using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.DependencyInjection;
using Raincheck.Storage;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Features.Accounts;

/// <summary>Every page and every download that the host has, opened by each role with its cookie, and without a cookie.</summary>
public sealed class ConsoleRouteTests(ApiHosts hosts)
{
    /// <summary>What has no names, addresses or orders in it, or only with the secret of an address.</summary>
    private static readonly string[] Anybody = ["/sign-in", "/error", "/health/", "/metrics", "/openapi/", "/docs", "/delay/"];

    private static readonly string[] Agents = ["/receiving", "/purchasing/new", "/import"];

    private static readonly string[] Administrators = ["/settings/users", "/settings/api-keys", "/email/server"];

    [Fact]
    public async Task GivenEachPageAndDownload_WhenAUserOpensIt_ThenOnlyThoseMayWhoseWorkItIs()
    {
        var api = await hosts.On(Database.Sqlite);
        var routes = RoutesOf(api);
        routes.ShouldContain("/orders/export.csv");
        routes.ShouldContain("/import/results/nothing-here/rejects.csv");
        routes.Count.ShouldBeGreaterThan(30);
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            BaseAddress = api.Http.BaseAddress,
        };
        var visitors = new List<(Role? Role, string? Cookie)> { (null, null), (null, "raincheck=nonsense") };
        foreach (var role in Enum.GetValues<Role>())
        {
            var cookie = (await Browser.SignInAsync(api, await api.NewUserAsync(role), ApiHost.Password)).Cookie.ShouldNotBeNull();
            visitors.Add((role, $"{cookie.Name}={cookie.Value}"));
        }

        var faults = new List<string>();
        foreach (var route in routes)
        {
            foreach (var (role, cookie) in visitors)
            {
                var (status, where) = await OpenAsync(http, route, cookie);
                var expected =
                    MayOpen(role, route) ? status is 200 or 404
                    : role is null ? (status == 302 && where.StartsWith("/sign-in", StringComparison.Ordinal)) || status == 401
                    : (status == 302 && where.StartsWith("/not-allowed", StringComparison.Ordinal)) || status == 403;
                if (!expected)
                    faults.Add($"{route} by {role?.ToString() ?? "nobody"}: {status} {where}");
            }
        }

        faults.ShouldBeEmpty();
    }

    private static bool MayOpen(Role? role, string route) =>
        IsBelow(Anybody, route)
        || role
            >= (
                IsBelow(Administrators, route) ? Role.Admin
                : IsBelow(Agents, route) ? Role.Agent
                : Role.Viewer
            );

    private static bool IsBelow(string[] places, string route) => places.Any(p => route.StartsWith(p, StringComparison.Ordinal));

    /// <summary>What can be looked at beside the API, with names of nothing in it; neither files of the program nor what a page opens itself.</summary>
    private static List<string> RoutesOf(ApiHost api) =>
        [
            .. api
                .Services.GetRequiredService<EndpointDataSource>()
                .Endpoints.OfType<RouteEndpoint>()
                .Where(e => e.Metadata.GetMetadata<StaticAssetDescriptor>() is null)
                .Where(e => e.Metadata.GetMetadata<HttpMethodMetadata>() is not { } methods || methods.HttpMethods.Contains("GET"))
                .Select(e => "/" + e.RoutePattern.RawText!.TrimStart('/'))
                .Where(p => !p.StartsWith("/api/", StringComparison.Ordinal) && !p.StartsWith("/_", StringComparison.Ordinal))
                .Where(p => !p.Contains("{*", StringComparison.Ordinal))
                .Select(p =>
                    string.Join(
                        '/',
                        p.Split('/')
                            .Select(s =>
                                !s.StartsWith('{') ? s
                                : s.Contains(':') ? "1"
                                : "nothing-here"
                            )
                    )
                )
                .Distinct(),
        ];

    private static async Task<(int Status, string Where)> OpenAsync(HttpClient http, string route, string? cookie)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, route);
        if (cookie is not null)
            request.Headers.Add("Cookie", cookie);
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        var location = response.Headers.Location;
        return ((int)response.StatusCode, location is null ? "" : new Uri(http.BaseAddress!, location).PathAndQuery);
    }
}
