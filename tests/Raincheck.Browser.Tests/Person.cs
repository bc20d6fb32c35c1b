using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Deque.AxeCore.Commons;
using Microsoft.Playwright;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Browser.Tests;

/// <summary>A signed-in user in a browser.</summary>
public sealed class Person : IAsyncDisposable
{
    /// <summary>How long to wait for what must come; a busy machine takes its time.</summary>
    internal const int PatienceMs = 30_000;

    private const int SecondLooks = 2;
    private const int SecondLookMs = 500;

    /// <summary>Who signed in somewhere, and what their browser kept of it: to sign in once is enough for all tests of one shop.</summary>
    private static readonly ConcurrentDictionary<(string Shop, string User, string Password), string> SignedIn = [];

    /// <summary>The default time zone.</summary>
    private const string Zone = "Europe/Berlin";

    private static readonly string Axe = new BundledAxeScriptProvider().GetScript();

    private static readonly (int Width, int Height)[] Sizes = [(1440, 900), (1280, 800), (1024, 768), (768, 1024), (390, 844)];

    /// <summary>The sizes of a run in part: a phone's, where most goes wrong.</summary>
    private const int SizesInPart = 1;

    private readonly IBrowserContext context;
    private readonly List<string> complaints = [];

    private Person(IBrowserContext context, IPage page)
    {
        this.context = context;
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
                complaints.Add(message.Text);
        };
        page.PageError += (_, error) => complaints.Add(error);
        // Pages load files from their own host only.
        page.Request += (_, request) =>
        {
            if (new Uri(request.Url) is { Scheme: "http" or "https", Host: not "127.0.0.1" })
                complaints.Add($"asked for {request.Url}");
        };
    }

    public IPage Page { get; }

    /// <summary>What the browser complained of: failed scripts, refused contents, requests to other hosts.</summary>
    public IReadOnlyList<string> Complaints => complaints;

    /// <summary>Opens a browser window.</summary>
    public static Task<Person> ArrivesAsync(Chromium chromium, ApiHost host, int width = 1440, int height = 900, bool isDark = false) =>
        ArrivesAsync(chromium, host.Http.BaseAddress!, width, height, isDark);

    /// <inheritdoc cref="ArrivesAsync(Chromium, ApiHost, int, int, bool)"/>
    public static async Task<Person> ArrivesAsync(
        Chromium chromium,
        Uri address,
        int width = 1440,
        int height = 900,
        bool isDark = false,
        string? kept = null,
        string zone = Zone
    )
    {
        var window = await chromium.Browser.NewContextAsync(
            new()
            {
                BaseURL = address.ToString(),
                StorageState = kept,
                ViewportSize = new() { Width = width, Height = height },
                ColorScheme = isDark ? ColorScheme.Dark : ColorScheme.Light,
                TimezoneId = zone,
                Locale = "en-GB",
                ReducedMotion = ReducedMotion.Reduce,
            }
        );
        window.SetDefaultTimeout(PatienceMs);
        return new Person(window, await window.NewPageAsync());
    }

    /// <summary>Opens a browser window in which they are signed in; no page is open yet.</summary>
    public static async Task<Person> SignsInAsync(
        Chromium chromium,
        ApiHost host,
        int width = 1440,
        int height = 900,
        bool isDark = false,
        string user = ApiHost.UserName,
        string password = ApiHost.Password,
        string zone = Zone
    )
    {
        var who = (host.Connection, user, password);
        var isKnown = SignedIn.TryGetValue(who, out var kept);
        var person = await ArrivesAsync(chromium, host.Http.BaseAddress!, width, height, isDark, kept, zone);
        if (isKnown)
            return person;
        await person.Page.GotoAsync("/sign-in");
        await person.SignInAsync(user, password);
        await person.Page.WaitForURLAsync(address => !address.Contains("sign-in", StringComparison.Ordinal));
        SignedIn[who] = await person.context.StorageStateAsync();
        return person;
    }

    public async Task SignInAsync(string user, string password)
    {
        await Page.GetByLabel("User name").FillAsync(user);
        await Page.GetByLabel("Password").FillAsync(password);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
    }

    /// <summary>Goes to a page and waits until it answers to clicks.</summary>
    public async Task GoAsync(string address)
    {
        await Page.GotoAsync(address);
        await Page.Locator(".shell[data-live]").WaitForAsync(new() { State = WaitForSelectorState.Attached });
    }

    /// <summary>Opens a page in another tab of the same window; it goes when the window does.</summary>
    public async Task<Person> OpensAsync(string address)
    {
        var tab = new Person(context, await context.NewPageAsync());
        await tab.GoAsync(address);
        return tab;
    }

    /// <summary>The page is all there and the browser complained of nothing: no failed script, nothing that the policy refused, nothing from elsewhere.</summary>
    public async Task ShouldBeQuietAsync()
    {
        await Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        // A page that is not found is told to the browser as such.
        complaints.Where(c => !c.Contains("404", StringComparison.Ordinal)).ShouldBeEmpty(Page.Url);
    }

    /// <summary>No serious or critical accessibility problem.</summary>
    /// <param name="within">Where to look, as a selector.</param>
    /// <remarks>
    /// Frames are left out: a mail's preview runs no script, so axe would wait in it for ever. The script stays in the page until
    /// another one is opened; to hand it over for each look takes longer than the look.
    /// </remarks>
    public async Task ShouldBeAccessibleAsync(string within = ":root")
    {
        if (!await Page.EvaluateAsync<bool>("'axe' in window"))
            await Page.EvaluateAsync(Axe);
        await ShouldStayEmptyAsync(() => LookAsync(within), Page.Url);
    }

    private Task<string[]> LookAsync(string within) =>
        Page.EvaluateAsync<string[]>(
            """
            async (within) => {
              // What was just changed is drawn first, and what moves has come to rest: a dialog that fades in has no contrast yet.
              await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
              const moving = document.getAnimations().filter((one) => one.effect.getComputedTiming().endTime !== Infinity);
              await Promise.allSettled(moving.map((one) => one.finished));
              const { violations } = await axe.run(within, { resultTypes: ["violations"], iframes: false });
              return violations
                .filter((one) => one.impact === "serious" || one.impact === "critical")
                .map((one) => `${one.impact} ${one.id}: ${one.help}: ${one.nodes.slice(0, 4).map((node) => `${node.html} ${node.failureSummary}`).join(" | ")}`);
            }
            """,
            within
        );

    /// <summary>What is found while the page is still being drawn is not there any more a moment later.</summary>
    private static async Task ShouldStayEmptyAsync(Func<Task<string[]>> look, string where)
    {
        var found = await look();
        for (var i = 0; i < SecondLooks && found.Length > 0; i++)
        {
            await Task.Delay(SecondLookMs, TestContext.Current.CancellationToken);
            found = await look();
        }
        found.ShouldBeEmpty(where);
    }

    /// <summary>Everybody can use the page: at five sizes, in light and dark; in a run in part, in light, and on a phone.</summary>
    public async Task ShouldBeForEverybodyAsync()
    {
        await ShouldBeQuietAsync();
        await ShouldBeAccessibleAsync();
        await Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        var was = Page.ViewportSize!;
        foreach (var (width, height) in Sizes.TakeLast(Deep.Of(Sizes.Length, SizesInPart)))
        {
            await Page.SetViewportSizeAsync(width, height);
            await ShouldNotScrollSidewaysAsync();
        }
        // Dark, and as small as a phone.
        if (Deep.IsOn)
            await ShouldBeAccessibleAsync();
        await ShouldBeQuietAsync();
        await Page.SetViewportSizeAsync(was.Width, was.Height);
        await Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
    }

    /// <summary>The page is not wider than the window, and no table is cut off by its frame: only a frame that can be moved may hide some of it.</summary>
    public async Task ShouldNotScrollSidewaysAsync()
    {
        await ShouldStayEmptyAsync(
            () =>
                Page.EvaluateAsync<string[]>(
                    """
                    async () => {
                      // What the window's new size changes is drawn first.
                      await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
                      const found = [...document.querySelectorAll(".table-frame")]
                        .filter((frame) => frame.scrollWidth > frame.clientWidth && getComputedStyle(frame).overflowX !== "auto")
                        .map((frame) => `${frame.querySelector("caption")?.textContent} is cut off by ${frame.scrollWidth - frame.clientWidth} px`);
                      const beyond = document.documentElement.scrollWidth - document.documentElement.clientWidth;
                      return beyond === 0 ? found : [...found, `the page is ${beyond} px too wide`];
                    }
                    """
                ),
            $"{Page.Url} at {Page.ViewportSize!.Width}"
        );
    }

    /// <summary>The address comes to contain this: pages write it a moment after they show what it asks for.</summary>
    public async Task ShouldComeToAsync(string part)
    {
        try
        {
            await Assertions.Expect(Page).ToHaveURLAsync(new Regex(Regex.Escape(part), RegexOptions.None, TimeSpan.FromSeconds(1)));
        }
        catch (PlaywrightException e)
        {
            throw new ShouldAssertException($"{Page.Url} shows\n{await Page.Locator("main").AriaSnapshotAsync()}", e);
        }
    }

    public ValueTask DisposeAsync() => context.DisposeAsync();
}
