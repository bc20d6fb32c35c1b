using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Playwright;
using Raincheck.Features.Accounts;
using Raincheck.Hosting;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;
using static Raincheck.Browser.Tests.OnPages;

namespace Raincheck.Browser.Tests;

/// <summary>A console whose server goes away and comes back.</summary>
public sealed class ReconnectTests(Chromium chromium, ApiHosts hosts) : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("raincheck-reconnect-");

    [Fact]
    public async Task GivenOpenPages_WhenTheServerIsStartedAnew_ThenTheyComeBackByThemselvesWithWhatWasTyped()
    {
        var address = $"http://127.0.0.1:{FreePort()}";
        var first = await StartAsync(address);
        var shop = await ApiHost.OfAsync(new Uri(address), DatabasePath);
        var sku = await shop.NewSku();
        var order = await shop.NewOrder(sku, 1);
        var purchase = await shop.NewPurchaseOrder((sku, 9));
        await using var person = await Person.SignsInAsync(chromium, shop);
        await person.GoAsync("/settings");
        await person.Page.GetByLabel("Include unpaid orders").CheckAsync();
        var orders = await person.OpensAsync("/orders?status=onHold");
        var delay = await person.OpensAsync($"/orders/{order}");
        await PressAsync(delay, "Delay …");
        await Dialog(delay).GetByLabel("New expected ship date").FillAsync("2031-04-01");
        await Dialog(delay).GetByLabel("Reason").FillAsync("The ship sank");
        var users = await person.OpensAsync("/settings/users");
        await PressAsync(users, "Add user");
        await Dialog(users).GetByLabel("Name").FillAsync("nora");
        await Dialog(users).GetByLabel("Password").FillAsync(ApiHost.Password);
        var receiving = await person.OpensAsync($"/receiving?po={purchase}");
        await ScanAsync(receiving, sku);
        await Expect(Said(receiving)).ToContainTextAsync("1 of 9");

        await first.StopAsync();
        await first.DisposeAsync();
        foreach (var page in person.Page.Context.Pages)
            await Expect(page.GetByText("Connection lost")).ToBeVisibleAsync();
        await person.Page.GetByLabel("Minutes between recalculations").FillAsync("45");
        await orders.Page.GetByLabel("Number, customer or e-mail").FillAsync("Muell");
        await ScanAsync(receiving, sku, sku);
        await using var second = await StartAsync(address);

        await Expect(person.Page.GetByText("What you typed was put back.")).ToBeVisibleAsync(new() { Timeout = 2 * Person.PatienceMs });
        await Expect(person.Page.GetByLabel("Minutes between recalculations")).ToHaveValueAsync("45");
        await Expect(person.Page.GetByLabel("Include unpaid orders")).ToBeCheckedAsync();
        await Expect(person.Page.GetByRole(AriaRole.Button, new() { Name = "Save" })).ToBeEnabledAsync();
        await Assertions.Expect(orders.Page).ToHaveURLAsync($"{address}/orders?status=onHold&q=Muell");
        await Expect(orders.Page.Locator("#filter-status")).ToHaveValueAsync("onHold");
        await Expect(receiving.Page.GetByRole(AriaRole.Button, new() { Name = "Receive 3 units" })).ToBeVisibleAsync();

        await Expect(delay.Page.GetByText($"What you typed in “Delay shipping of order {order}” is put back when you open it again."))
            .ToBeVisibleAsync();
        await PressAsync(delay, "Delay …");
        await Expect(Dialog(delay).GetByLabel("Reason")).ToHaveValueAsync("The ship sank");
        await DoAsync(delay, "Delay shipping");
        await Expect(delay.Page.Locator(".timeline")).ToContainTextAsync("The ship sank");
        (await shop.Get($"/orders/{order}").Ok()).Text("expectedShipDate")!.ShouldStartWith("2031-04-01T12:00");
        await PressAsync(users, "Add user");
        await Expect(Dialog(users).GetByLabel("Name")).ToHaveValueAsync("nora");
        await Expect(Dialog(users).GetByLabel("Password")).ToHaveValueAsync("");

        // Once: a manual reload shows the page unchanged.
        await person.GoAsync("/settings");
        await Expect(person.Page.GetByLabel("Include unpaid orders")).Not.ToBeCheckedAsync();
        await second.StopAsync();
    }

    [Fact]
    public async Task GivenAnOpenDialog_WhenTheConnectionIsBrieflyLost_ThenWhatWasTypedMeanwhileIsWhatIsDone()
    {
        var host = await hosts.On(Chosen.Database);
        var order = await host.NewOrder(await host.NewSku(), 1);
        await using var person = await Person.SignsInAsync(chromium, host);
        var isThere = true;
        IWebSocketRoute? connection = null;
        await person.Page.RouteWebSocketAsync("**/_blazor*", route => (connection = route).ConnectToServer());
        await person.Page.RouteAsync("**/_blazor/negotiate*", route => isThere ? route.ContinueAsync() : route.AbortAsync());
        await person.GoAsync($"/orders/{order}");
        await PressAsync(person, "Delay …");
        await Expect(Dialog(person)).ToBeVisibleAsync();
        isThere = false;
        await connection!.CloseAsync();
        await Expect(person.Page.GetByText("Connection lost")).ToBeVisibleAsync();

        await person.Page.GetByLabel("Reason").FillAsync("The ship sank");
        await person.Page.GetByLabel("Reason").BlurAsync();
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await person.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
            await ShouldBeReadableAsync(person);
        }
        var address = person.Page.Url;
        await Dialog(person).GetByRole(AriaRole.Button, new() { Name = "Delay shipping", Exact = true }).ClickAsync();
        await Expect(person.Page.GetByText("Nothing was sent. Your input is kept.")).ToBeVisibleAsync();
        person.Page.Url.ShouldBe(address);
        await Expect(person.Page.GetByLabel("Reason")).ToHaveValueAsync("The ship sank");
        await ShouldBeReadableAsync(person);
        isThere = true;
        await Expect(person.Page.GetByText("Connection lost")).ToBeHiddenAsync();
        await Expect(person.Page.GetByText("The connection is back. Press the button again")).ToBeVisibleAsync();
        (await host.Get($"/orders/{order}").Ok()).At("expectedShipDate").ValueKind.ShouldBe(JsonValueKind.Null);
        await DoAsync(person, "Delay shipping");

        await Expect(person.Page.Locator(".timeline")).ToContainTextAsync("The ship sank");
    }

    /// <summary>The notice of the lost connection lies above everything, and its text differs from its ground.</summary>
    private static async Task ShouldBeReadableAsync(Person person)
    {
        await person.ShouldBeAccessibleAsync("#components-reconnect-modal");
        var contrast = await person.Page.EvaluateAsync<double>(
            """
            () => {
              const notice = document.getElementById("components-reconnect-modal");
              const box = notice.getBoundingClientRect();
              const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
              if (!notice.contains(top)) return 0;
              const luminance = (color) => {
                const canvas = new OffscreenCanvas(1, 1).getContext("2d");
                canvas.fillStyle = color;
                canvas.fillRect(0, 0, 1, 1);
                const [r, g, b] = canvas.getImageData(0, 0, 1, 1).data;
                const linear = [r, g, b].map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
                return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
              };
              const style = getComputedStyle(notice);
              const [light, dark] = [luminance(style.color), luminance(style.backgroundColor)].sort((a, b) => b - a);
              return (light + 0.05) / (dark + 0.05);
            }
            """
        );
        contrast.ShouldBeGreaterThan(7);
    }

    private string DatabasePath => Path.Combine(folder.FullName, "client.db");

    private async Task<WebApplication> StartAsync(string address)
    {
        var app = RaincheckHost.Build(new ServeOptions(DatabasePath, address));
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
