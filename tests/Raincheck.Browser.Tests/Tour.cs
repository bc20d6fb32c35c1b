using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Raincheck.Features.Accounts;
using Raincheck.Features.Demo;
using Raincheck.Features.Email.Rendering;
using Raincheck.Ledger;
using Raincheck.Storage;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Browser.Tests;

/// <summary>Makes the pictures of <c>docs/tour.md</c> from the demo shop: <c>scripts/make-tour</c>.</summary>
public sealed partial class Tour(Chromium chromium)
{
    private static readonly string? Folder = Environment.GetEnvironmentVariable("RAINCHECK_TOUR");

    /// <summary>The windows, the one in which something is done to the shop last.</summary>
    private static readonly (string Name, int Width, int Height, bool IsDark)[] Windows =
    [
        ("desk-dark", 1440, 900, true),
        ("phone-dark", 390, 844, true),
        ("phone-light", 390, 844, false),
        ("desk-light", 1440, 900, false),
    ];

    /// <summary>The pages, and what is done there before the picture; what changes the shop comes last.</summary>
    private static readonly View[] Views =
    [
        new("today", "/"),
        new("orders", "/orders?backOrder=fullOrPartial"),
        new("orders-open", "/orders?backOrder=fullOrPartial", OpenRowAsync),
        new("orders-action", "/orders?backOrder=fullOrPartial", ChooseActionAsync),
        new("order", "/orders/{delayed}"),
        new("order-dialog", "/orders/{delayed}", page => page.GetByRole(AriaRole.Button, new() { Name = "Split …" }).ClickAsync()),
        new("products", "/products?sort=-backOrdered"),
        new("product", "/products/22423"),
        new("purchase-orders", "/purchase-orders"),
        new("purchase-order", "/purchase-orders/PO-7001"),
        new("purchase-order-new", "/purchasing/new", FillPurchaseOrderAsync),
        new("purchasing", "/purchasing"),
        new("receiving", "/receiving?po=PO-7005", page => ScanAsync(page, "22423", "*72")),
        new("settings", "/settings"),
        new("companies", "/settings/companies"),
        new("warehouses", "/settings/warehouses"),
        new("vendors", "/settings/vendors"),
        new("users", "/settings/users"),
        new("api-keys", "/settings/api-keys"),
        new("email-templates", "/email/templates"),
        new("email-template", "/email/template?name=Out%20of%20stock"),
        new("email-assignment", "/email/assignment?company=UK"),
        new("email-outbox", "/email/outbox"),
        new("email-mail", "/email/outbox/{mail}"),
        new("email-suppressions", "/email/suppressions"),
        new("email-server", "/email/server"),
        new("account", "/account"),
        new("import", "/import"),
        new("import-mapping", "/import", SendFileAsync),
        new("import-result", "/import", ImportAsync),
        new("jobs", "/jobs"),
        new("receipt", "/receiving?po=PO-7005", ReceiveAsync),
    ];

    [Fact(Explicit = true)]
    public async Task MakePictures()
    {
        Folder.ShouldNotBeNull("RAINCHECK_TOUR names the folder for the pictures");
        var shown = Shown();
        var known = Windows.SelectMany(w => Views.Select(v => v.Name).Append("sign-in").Select(v => $"{v}-{w.Name}"));
        shown.Except(known).ShouldBeEmpty("the documents show pictures that nobody makes");
        await using var host = await ApiHost.StartAsync(Database.Sqlite, new FirstAdministrator(ApiHost.UserName, ApiHost.Password));
        await FillAsync(host);
        var mails = await host.Get("/email/outbox?event=ShippingDelayNotice&pageSize=1").Ok();
        var (delayed, mail) = (mails.Text("items.0.order")!, mails.Number("items.0.id"));
        foreach (var (window, width, height, isDark) in Windows)
        {
            if (shown.Contains($"sign-in-{window}"))
            {
                await using var stranger = await Person.ArrivesAsync(chromium, host, width, height, isDark);
                await stranger.Page.GotoAsync("/sign-in");
                await TakeAsync(stranger.Page, $"sign-in-{window}");
            }
            await using var person = await Person.SignsInAsync(
                chromium,
                host,
                width,
                height,
                isDark,
                zone: Afternoon(DateTimeOffset.UtcNow)
            );
            foreach (var view in Views.Where(v => shown.Contains($"{v.Name}-{window}")))
            {
                var address = view
                    .Address.Replace("{delayed}", delayed, StringComparison.Ordinal)
                    .Replace("{mail}", $"{mail}", StringComparison.Ordinal);
                if (view.DoAsync is { } doAsync)
                {
                    await person.GoAsync(address);
                    await doAsync(person.Page);
                }
                else
                {
                    // Some pages answer to no clicks.
                    await person.Page.GotoAsync(address);
                }
                await TakeAsync(person.Page, $"{view.Name}-{window}");
            }
        }
    }

    /// <summary>A time zone in which the morning is over, so that what the demo shop did in it was done today.</summary>
    private static string Afternoon(DateTimeOffset now) => $"Etc/GMT{now.Hour - 14:+0;-0;+0}";

    /// <summary>The pictures that the documents show.</summary>
    private static HashSet<string> Shown() =>
        [
            .. Directory
                .EnumerateFiles(Repository.PathOf("docs"), "*.md")
                .Append(Repository.PathOf("README.md"))
                .SelectMany(page => Picture().Matches(File.ReadAllText(page)))
                .Select(m => m.Groups["name"].Value),
        ];

    /// <summary>The demo shop after its morning, with colleagues, programs and a suppressed address.</summary>
    private static async Task FillAsync(ApiHost host)
    {
        var now = DateTimeOffset.UtcNow;
        var ledger = host.Services.GetRequiredService<ClientLedger>();
        await DemoLoader.LoadAsync(ledger, DemoShop.Load(now), now, CancellationToken.None);
        var (database, engine) = (host.Services.GetRequiredService<ClientDatabase>(), host.Services.GetRequiredService<TemplateEngine>());
        await new DemoWork(database, ledger, engine, now).DoAsync(CancellationToken.None);
        await host.SignInAsync();
        await host.Post("/users", """{"name":"ada","role":"agent","password":"a long sentence"}""").Ok();
        await host.Post("/users", """{"name":"grace","role":"viewer","password":"another long sentence"}""").Ok();
        await host.Post("/api-keys", """{"name":"web-shop","role":"agent"}""").Ok();
        await host.Post("/api-keys", """{"name":"reports","role":"viewer"}""").Ok();
        await host.Put("/email/suppressions/customer-13085@example.com", """{"reason":"bounced","note":"mailbox closed"}""").Ok();
    }

    private static async Task TakeAsync(IPage page, string name)
    {
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await page.Mouse.MoveAsync(0, 0);
        // What comes behind the first look, and what moves, is there.
        await page.WaitForTimeoutAsync(400);
        await page.ScreenshotAsync(new() { Path = Path.Combine(Folder!, name + ".png"), Animations = ScreenshotAnimations.Disabled });
    }

    private static async Task OpenRowAsync(IPage page)
    {
        var rows = page.Locator("tr.row");
        await rows.Nth(3).GetByRole(AriaRole.Button).ClickAsync();
        foreach (var row in new[] { 4, 5, 6 })
            await rows.Nth(row).GetByRole(AriaRole.Checkbox).CheckAsync();
        await page.Locator(".row-detail table").WaitForAsync();
        await page.Locator(".selection-bar").WaitForAsync();
    }

    private static async Task ChooseActionAsync(IPage page)
    {
        foreach (var row in new[] { 0, 1, 2 })
            await page.Locator("tr.row").Nth(row).GetByRole(AriaRole.Checkbox).CheckAsync();
        await page.Locator(".selection-bar").GetByRole(AriaRole.Button, new() { Name = "Delay" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).WaitForAsync();
    }

    private static async Task FillPurchaseOrderAsync(IPage page)
    {
        await page.GetByLabel("SKU of line 1").FillAsync("22130");
        await page.GetByLabel("Quantity of line 1").FillAsync("120");
    }

    /// <summary>Types where the focus is, as a scanner does.</summary>
    private static async Task ScanAsync(IPage page, params string[] texts)
    {
        foreach (var text in texts)
        {
            await Assertions.Expect(page.Locator("#scan")).ToBeFocusedAsync();
            await page.Keyboard.TypeAsync(text);
            await page.Keyboard.PressAsync("Enter");
        }
        await page.GetByRole(AriaRole.Button, new() { Name = "Receive 72 units" }).WaitForAsync();
    }

    private static async Task ReceiveAsync(IPage page)
    {
        await ScanAsync(page, "22423", "*72");
        await page.GetByRole(AriaRole.Button, new() { Name = "Receive 72 units" }).ClickAsync();
        await page.GetByText("released").First.WaitForAsync();
    }

    private static async Task SendFileAsync(IPage page)
    {
        const string text =
            "Order no;Brand;Order date;Customer;E-mail;Item;Qty;Price;Gift note\n"
            + "W-1001;UK;2026-01-02;Ada Example;ada@example.com;22423;1;12.75;\n"
            + "W-1001;;;;;22130;6;0.85;\n"
            + "W-1002;UK;2026-01-02;Grace Example;grace@example.com;84879;-8;1.69;Happy birthday\n"
            + "W-1003;EXPORT;2026-01-03;Alan Example;alan@example.com;85123A;12;2.95;\n";
        // The field is there before it listens; the page's policy lets no script be made to wait for that.
        for (
            var i = 0;
            i < 600
                && !await page.EvaluateAsync<bool>("document.querySelector('input[type=file]:enabled')?._blazorInputFileNextFileId >= 0");
            i++
        )
            await page.WaitForTimeoutAsync(50);
        await page.Locator("input[type=file]")
            .SetInputFilesAsync(
                new FilePayload
                {
                    Name = "web shop orders.csv",
                    MimeType = "text/csv",
                    Buffer = Encoding.UTF8.GetBytes(text),
                }
            );
        await page.Locator(".fault-list tbody tr").First.WaitForAsync();
    }

    private static async Task ImportAsync(IPage page)
    {
        await SendFileAsync(page);
        await page.Locator(".settings-save .button-primary").ClickAsync();
        await page.GetByText("rows read").WaitForAsync();
    }

    [GeneratedRegex(@"images/(?<name>[\w-]+)\.png", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Picture();

    private sealed record View(string Name, string Address, Func<IPage, Task>? DoAsync = null);
}
