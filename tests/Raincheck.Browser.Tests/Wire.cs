using Microsoft.Playwright;

namespace Raincheck.Browser.Tests;

/// <summary>What lies between a page and its server, to be cut and mended.</summary>
public sealed class Wire
{
    private readonly List<IWebSocketRoute> open = [];
    private bool isCut;

    /// <summary>Everything that the page says to its server from the next page on goes through here.</summary>
    public static async Task<Wire> ThroughAsync(IPage page)
    {
        var wire = new Wire();
        await page.RouteAsync("**/_blazor/**", request => wire.isCut ? request.AbortAsync() : request.ContinueAsync());
        await page.RouteWebSocketAsync("**/_blazor**", wire.Connect);
        return wire;
    }

    public async Task CutAsync()
    {
        isCut = true;
        foreach (var route in open)
            await route.CloseAsync();
        open.Clear();
    }

    public void Mend() => isCut = false;

    private void Connect(IWebSocketRoute route)
    {
        if (isCut)
        {
            _ = route.CloseAsync();
            return;
        }
        route.ConnectToServer();
        open.Add(route);
    }
}
