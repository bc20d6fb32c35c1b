using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Browser.Tests;

/// <summary>What holds for every page: at five sizes, in light and dark, for everybody.</summary>
public sealed class PageTests(Chromium chromium, ApiHosts hosts)
{
    private const string LongName = "A-NAME-THAT-IS-LONGER-THAN-ANY-COLUMN";

    /// <summary>The pages; <c>{order}</c> is an order of which a part waits, <c>{sku}</c> its product, <c>{purchase}</c> a purchase order for it.</summary>
    /// <remarks>A mail, a saved template and the result of an import are looked at where they are made.</remarks>
    public static TheoryData<string> Addresses =>
        [
            "/",
            "/orders",
            "/orders?backOrder=full&q=nobody",
            "/orders?sku={sku}&columns=company,channel,customer,items,total,status,payment,shipping,dropship,priority,expected",
            "/orders/{order}",
            "/products",
            "/products?q=nothing-of-the-kind",
            $"/products?q={LongName}",
            "/products/{sku}",
            "/settings",
            "/account",
            "/sign-in",
            "/not-allowed",
            "/error",
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
    [MoreInDeep]
    [MemberData(nameof(Addresses))]
    public async Task GivenAPage_WhenItIsOpened_ThenItIsAccessibleAtEverySize(string address)
    {
        var host = await hosts.On(Chosen.Database);
        var sku = await host.NewSku(1);
        var order = await host.NewOrder(sku, 5);
        var purchase = await host.NewPurchaseOrder((sku, 2));
        if (address.Contains(LongName, StringComparison.Ordinal))
        {
            await host.Put(
                    $"/products/{LongName}",
                    """{"name":"One that nobody reads to the end, for it says all there is to say","vendor":"VEND"}"""
                )
                .Ok();
            await host.Put($"/products/SHADOW-{LongName}", $$"""{"name":"And another one","shadowOf":"{{LongName}}"}""").Ok();
        }
        await using var person = await Person.SignsInAsync(chromium, host);
        await person.Page.GotoAsync(
            address
                .Replace("{order}", order, StringComparison.Ordinal)
                .Replace("{sku}", sku, StringComparison.Ordinal)
                .Replace("{purchase}", purchase, StringComparison.Ordinal)
        );
        await person.ShouldBeForEverybodyAsync();
    }

    [Fact]
    public async Task GivenAnInaccessiblePage_WhenItIsLookedAt_ThenItIsSaid()
    {
        await using var person = await Person.ArrivesAsync(chromium, await hosts.On(Chosen.Database));
        await person.Page.SetContentAsync("""<html lang="en"><title>Page</title><main><button></button></main></html>""");

        var said = await Assert.ThrowsAsync<ShouldAssertException>(() => person.ShouldBeAccessibleAsync());

        said.Message.ShouldContain("button-name");
    }
}
