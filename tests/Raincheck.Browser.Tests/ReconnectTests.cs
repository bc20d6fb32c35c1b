using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.Playwright;
using Raincheck.Features.Accounts;
using Raincheck.Hosting;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Browser.Tests;

/// <summary>A console whose server goes away and comes back.</summary>
public sealed class ReconnectTests(Chromium chromium) : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("raincheck-reconnect-");

    [Fact]
    public async Task GivenAnOpenPage_WhenTheServerIsStartedAnew_ThenThePageComesBackWithItsFiltersByItself()
    {
        var address = $"http://127.0.0.1:{FreePort()}";
        var first = await StartAsync(address);
        await using var person = await Person.ArrivesAsync(chromium, new Uri(address));
        await person.Page.GotoAsync("/sign-in");
        await person.SignInAsync(ApiHost.UserName, ApiHost.Password);
        await person.GoAsync("/orders?status=onHold");

        await first.StopAsync();
        await first.DisposeAsync();
        await Assertions.Expect(person.Page.GetByText("The connection is lost")).ToBeVisibleAsync();
        await using var second = await StartAsync(address);

        await Assertions.Expect(person.Page.GetByText("The connection is lost")).ToBeHiddenAsync(new() { Timeout = 2 * Person.PatienceMs });
        await person.Page.Locator(".shell[data-live]").WaitForAsync(new() { State = WaitForSelectorState.Attached });
        await Assertions
            .Expect(person.Page.GetByLabel("Status", new() { Exact = true }).And(person.Page.Locator("select")))
            .ToHaveValueAsync("onHold");
        person.Page.Url.ShouldEndWith("/orders?status=onHold");
        await second.StopAsync();
    }

    private async Task<WebApplication> StartAsync(string address)
    {
        var app = RaincheckHost.Build(new ServeOptions(Path.Combine(folder.FullName, "client.db"), address));
        await RaincheckHost.PrepareAsync(app, new FirstAdministrator(ApiHost.UserName, ApiHost.Password));
        await app.StartAsync();
        return app;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public void Dispose() => folder.Delete(recursive: true);
}
