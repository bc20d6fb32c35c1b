using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Raincheck.Features.Accounts;
using Raincheck.Features.Demo;
using Raincheck.Ledger;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Browser.Tests;

/// <summary>Makes the pictures of <c>docs/tour.md</c> from the demo shop: <c>scripts/make-tour</c>.</summary>
public sealed class Tour(Chromium chromium)
{
    private static readonly string? Folder = Environment.GetEnvironmentVariable("RAINCHECK_TOUR");

    private static readonly (string Name, string Address)[] Pages =
    [
        ("today", "/"),
        ("orders", "/orders?backOrder=fullOrPartial"),
        ("order", "/orders/{partial}"),
        ("products", "/products?sort=-backOrdered"),
        ("product", "/products/{short}"),
        ("purchase-orders", "/purchase-orders"),
        ("purchase-order", "/purchase-orders/{purchase}"),
        ("purchasing", "/purchasing"),
        ("receiving", "/receiving?po={purchase}"),
        ("settings", "/settings"),
        ("warehouses", "/settings/warehouses"),
        ("users", "/settings/users"),
        ("api-keys", "/settings/api-keys"),
        ("jobs", "/jobs"),
        ("import", "/import"),
        ("email-template", "/email/template?from=OutOfStockInventoryNotice"),
        ("email-assignment", "/email/assignment"),
        ("email-outbox", "/email/outbox"),
        ("account", "/account"),
    ];

    [Fact(Explicit = true)]
    public async Task MakePictures()
    {
        Folder.ShouldNotBeNull("RAINCHECK_TOUR names the folder for the pictures");
        await using var host = await ApiHost.StartAsync(Database.Sqlite, new FirstAdministrator(ApiHost.UserName, ApiHost.Password));
        var now = DateTimeOffset.UtcNow;
        await DemoLoader.LoadAsync(host.Services.GetRequiredService<ClientLedger>(), DemoShop.Load(now), now, CancellationToken.None);
        await host.SignInAsync();
        var partial = (await host.Get("/orders?backOrder=partial&pageSize=1").Ok()).Items("number")[0]!;
        var purchase = (await host.Get("/purchase-orders?status=open&type=regular&pageSize=1").Ok()).Items("number")[0]!;
        var most = (await host.Get("/products?sort=-backOrdered&pageSize=1").Ok()).Items("sku")[0]!;
        foreach (var (size, width, height) in new[] { ("desk", 1440, 900), ("phone", 390, 844) })
        {
            foreach (var isDark in new[] { false, true })
            {
                await using var person = await Person.SignsInAsync(chromium, host, width, height, isDark);
                foreach (var (name, address) in Pages)
                {
                    await person.Page.GotoAsync(
                        address
                            .Replace("{partial}", partial, StringComparison.Ordinal)
                            .Replace("{short}", most, StringComparison.Ordinal)
                            .Replace("{purchase}", purchase, StringComparison.Ordinal)
                    );
                    await person.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
                    await person.Page.ScreenshotAsync(
                        new() { Path = Path.Combine(Folder, $"{name}-{size}-{(isDark ? "dark" : "light")}.png") }
                    );
                }
            }
        }
    }
}
