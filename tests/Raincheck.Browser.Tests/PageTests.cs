using Microsoft.Playwright;
using Raincheck.Tests.Infrastructure;
using Xunit;

namespace Raincheck.Browser.Tests;

/// <summary>What holds for every page: at three sizes, in light and dark, for everybody.</summary>
public sealed class PageTests(Chromium chromium, ApiHosts hosts)
{
    private static readonly (int Width, int Height)[] Sizes = [(1440, 900), (1024, 768), (390, 844)];

    /// <summary>The pages; <c>{order}</c> is an order of which a part waits, <c>{sku}</c> its product, <c>{purchase}</c> a purchase order for it.</summary>
    public static TheoryData<string> Addresses =>
        [
            "/",
            "/orders",
            "/orders?backOrder=full&q=nobody",
            "/orders/{order}",
            "/products",
            "/products?q=nothing-of-the-kind",
            "/products/{sku}",
            "/settings",
            "/account",
            "/nowhere",
            "/purchase-orders",
            "/purchase-orders?vendor=nobody",
            "/purchase-orders/{purchase}",
            "/purchasing",
            "/purchasing/new",
            "/receiving",
            "/receiving?po={purchase}",
            "/settings/companies",
            "/settings/warehouses",
            "/settings/vendors",
            "/settings/users",
            "/settings/api-keys",
            "/jobs",
            "/import",
            "/import?kind=products",
            "/import/nothing",
            "/import/results/nothing",
            "/email/templates",
            "/email/template?from=OutOfStockInventoryNotice",
            "/email/assignment",
            "/email/server",
            "/email/outbox",
            "/email/suppressions",
        ];

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task GivenAPage_WhenItIsOpened_ThenEverybodyCanUseItAtEverySize(string address)
    {
        var host = await hosts.On(Chosen.Database);
        var sku = await host.NewSku(1);
        var order = await host.NewOrder(sku, 5);
        var purchase = await host.NewPurchaseOrder((sku, 2));
        await using var person = await Person.SignsInAsync(chromium, host);
        await person.Page.GotoAsync(
            address
                .Replace("{order}", order, StringComparison.Ordinal)
                .Replace("{sku}", sku, StringComparison.Ordinal)
                .Replace("{purchase}", purchase, StringComparison.Ordinal)
        );
        await person.ShouldBeQuietAsync();
        await person.ShouldBeAccessibleAsync();
        await person.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        foreach (var (width, height) in Sizes)
        {
            await person.Page.SetViewportSizeAsync(width, height);
            await person.ShouldNotScrollSidewaysAsync();
        }
        // Dark, and as small as a phone.
        await person.ShouldBeAccessibleAsync();
        await person.ShouldBeQuietAsync();
    }
}
