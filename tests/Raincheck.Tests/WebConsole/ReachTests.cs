using System.Net;
using System.Net.WebSockets;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.WebConsole;

/// <summary>A console takes memory of the host: only those who are signed in have one, and of each address so many.</summary>
public sealed class ReachTests(ApiHosts hosts)
{
    [Theory]
    [InlineData("POST", "/_blazor/negotiate?negotiateVersion=1")]
    [InlineData("GET", "/_blazor")]
    [InlineData("POST", "/_blazor?id=made-up")]
    [InlineData("POST", "/_BLAZOR/negotiate")]
    [InlineData("POST", "/_blazor/disconnect")]
    public async Task GivenNoSignedInUser_WhenAConsoleIsAskedFor_ThenThereIsNone(string method, string path)
    {
        var api = await hosts.On(Database.Sqlite);
        foreach (var cookie in (string?[])[null, "raincheck=made-up"])
        {
            using var http = new HttpClient(new HttpClientHandler { UseCookies = false }) { BaseAddress = api.Http.BaseAddress };
            using var request = new HttpRequestMessage(HttpMethod.Parse(method), path);
            if (cookie is not null)
                request.Headers.Add("Cookie", cookie);

            using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);

            answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        }
        (await OpenAsync(api, null)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task GivenTheSignInPage_WhenNoUserIsSignedIn_ThenItNeedsNoConsole()
    {
        var page = await (await hosts.On(Database.Sqlite)).As(null).Get("//sign-in").Ok();

        page.Body.ShouldContain("name=\"Sent.Password\"");
        page.Body.ShouldNotContain("<!--Blazor:{\"type\":\"server\"");
    }

    [Fact]
    public async Task GivenAnAddressWithAllItsConsoles_WhenItWantsAnother_ThenItIsRefusedUntilOneIsClosed()
    {
        await using var api = await ApiHost.StartAsync(Database.Sqlite, configure: o => o with { ConsolesOfOneAddressMax = 3 });
        var cookie = (await Browser.SignInAsync(api, ApiHost.UserName, ApiHost.Password)).Cookie.ShouldNotBeNull();
        var sockets = new List<ClientWebSocket>();
        try
        {
            for (var i = 0; i < 3; i++)
                (await OpenAsync(api, $"{cookie.Name}={cookie.Value}", sockets)).ShouldBe(HttpStatusCode.SwitchingProtocols);
            (await OpenAsync(api, $"{cookie.Name}={cookie.Value}")).ShouldBe(HttpStatusCode.TooManyRequests);

            sockets[0].Abort();
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            while (await OpenAsync(api, $"{cookie.Name}={cookie.Value}", sockets) == HttpStatusCode.TooManyRequests)
                patience.IsCancellationRequested.ShouldBeFalse("a closed connection still counts");
        }
        finally
        {
            foreach (var socket in sockets)
                socket.Dispose();
        }
    }

    private static async Task<HttpStatusCode> OpenAsync(ApiHost api, string? cookie, List<ClientWebSocket>? kept = null)
    {
        var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        if (cookie is not null)
            socket.Options.SetRequestHeader("Cookie", cookie);
        try
        {
            await socket.ConnectAsync(
                new UriBuilder(api.Http.BaseAddress!) { Scheme = "ws", Path = "/_blazor" }.Uri,
                TestContext.Current.CancellationToken
            );
            kept?.Add(socket);
        }
        catch (WebSocketException)
        {
            // The status says why.
        }
        return socket.HttpStatusCode;
    }
}
