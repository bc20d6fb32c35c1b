using System.Diagnostics;
using System.Globalization;
using Microsoft.Playwright;
using Raincheck.Storage;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Browser.Tests;

/// <summary>Measures the console of the demo shop, served by a process of its own, for <c>docs/performance.md</c>: <c>scripts/measure-console</c>.</summary>
public sealed class ConsoleFigures(Chromium chromium)
{
    private const int Consoles = 100;
    private const int Looks = 7;

    [Fact(Explicit = true)]
    public async Task Measure()
    {
        var folder = Directory.CreateTempSubdirectory("raincheck-figures-");
        using var server = Start(folder.FullName, out var address);
        try
        {
            using var http = new HttpClient();
            while (!await IsReadyAsync(http, address))
                await Task.Delay(200);
            await using var warm = await SignInAsync(address);
            await warm.Page.GotoAsync("/");
            for (var i = 0; i < Looks; i++)
            {
                await using var stranger = await Person.ArrivesAsync(chromium, address);
                await LookAsync(stranger, "/sign-in", i);
                await using var person = await SignInAsync(address);
                await LookAsync(person, "/", i);
            }
            await MemoryAsync(server, warm);
        }
        finally
        {
            server.Kill();
            await server.WaitForExitAsync();
            folder.Delete(recursive: true);
        }
    }

    /// <summary>A page in a browser with an empty cache, and again with everything in its cache.</summary>
    private static async Task LookAsync(Person person, string path, int round)
    {
        var session = await person.Page.Context.NewCDPSessionAsync(person.Page);
        await session.SendAsync("Network.enable");
        await session.SendAsync("Network.clearBrowserCache");
        double bytes = 0;
        session.Event("Network.loadingFinished").OnEvent += (_, e) => bytes += e!.Value.GetProperty("encodedDataLength").GetDouble();
        foreach (var what in new[] { "cold", "warm" })
        {
            bytes = 0;
            await person.Page.GotoAsync(path);
            await person.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
            var paint = await person.Page.EvaluateAsync<double>(
                "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? -1"
            );
            Say($"{path}, {what} look {round + 1}: first paint {paint:N0} ms, {bytes / 1024:N0} KiB over the wire");
        }
    }

    private static async Task MemoryAsync(Process server, Person person)
    {
        await person.GoAsync("/orders");
        var before = MemoryOf(server);
        for (var i = 1; i <= Consoles; i++)
        {
            var page = await person.Page.Context.NewPageAsync();
            await page.GotoAsync("/orders");
            await page.Locator(".shell[data-live]").WaitForAsync(new() { State = WaitForSelectorState.Attached });
            if (i is 10 or 50 or Consoles)
            {
                var now = MemoryOf(server);
                Say($"{i} consoles with a live grid: {now:N1} MiB resident, {(now - before) / i:N2} MiB each");
            }
        }
    }

    private static double MemoryOf(Process server)
    {
        server.Refresh();
        return server.WorkingSet64 / 1024.0 / 1024.0;
    }

    private async Task<Person> SignInAsync(Uri address)
    {
        var person = await Person.ArrivesAsync(chromium, address);
        await person.Page.GotoAsync("/sign-in");
        await person.SignInAsync(ApiHost.UserName, ApiHost.Password);
        await person.Page.WaitForURLAsync(url => !url.Contains("sign-in", StringComparison.Ordinal));
        return person;
    }

    private static async Task<bool> IsReadyAsync(HttpClient http, Uri address)
    {
        try
        {
            return (await http.GetAsync(new Uri(address, "/health/ready"))).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            // It does not listen yet.
            return false;
        }
    }

    private static Process Start(string folder, out Uri address)
    {
        var program = typeof(ClientDatabase).Assembly.Location;
        if (Environment.GetEnvironmentVariable("RAINCHECK_FIGURES") is { Length: > 0 } published)
            program = Path.Combine(published, "raincheck.dll");
        using var free = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        free.Start();
        var port = ((System.Net.IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        address = new Uri($"http://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}");
        var start = new ProcessStartInfo(
            "dotnet",
            [program, "demo", "--database", Path.Combine(folder, "demo.db"), "--urls", address.ToString()]
        );
        start.Environment["RAINCHECK_ADMIN_USER"] = ApiHost.UserName;
        start.Environment["RAINCHECK_ADMIN_PASSWORD"] = ApiHost.Password;
        start.Environment["RAINCHECK_LOG_LEVEL"] = "warning";
        return Process.Start(start).ShouldNotBeNull();
    }

    private static void Say(string line) => Console.WriteLine(line);
}
