using Microsoft.Playwright;
using Xunit;

[assembly: AssemblyFixture(typeof(Raincheck.Browser.Tests.Chromium))]

namespace Raincheck.Browser.Tests;

/// <summary>The browser that <c>./test</c> installs, or that <c>RAINCHECK_TEST_CHROMIUM</c> names: one for all tests.</summary>
public sealed class Chromium : IAsyncLifetime
{
    public const string Missing = "Chromium is not available: set RAINCHECK_TEST_CHROMIUM or run ./test";

    private static readonly string? Path = Environment.GetEnvironmentVariable("RAINCHECK_TEST_CHROMIUM");

    private IPlaywright? playwright;
    private IBrowser? browser;

    public IBrowser Browser
    {
        get
        {
            Assert.SkipWhen(browser is null, Missing);
            return browser;
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (string.IsNullOrWhiteSpace(Path))
            return;
        Assertions.SetDefaultExpectTimeout(Person.PatienceMs);
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(
            new()
            {
                ExecutablePath = Path,
                Headless = true,
                Args =
                [
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-dev-shm-usage",
                    "--mute-audio",
                    "--disable-quic",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                ],
            }
        );
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
            await browser.DisposeAsync();
        playwright?.Dispose();
    }
}
