using Microsoft.Playwright;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;
using static Raincheck.Browser.Tests.OnPages;

namespace Raincheck.Browser.Tests;

/// <summary>Receiving on a phone with a scanner, which types and presses Enter.</summary>
public sealed class ReceivingTests(Chromium chromium, ApiHosts hosts)
{
    private static Task<Person> WithAPhoneAsync(Chromium chromium, ApiHost host) => Person.SignsInAsync(chromium, host, 390, 844);

    [Theory]
    [MoreInDeep]
    [MemberData(nameof(Chosen.BothInDeep), MemberType = typeof(Chosen))]
    public async Task GivenALinkedAndAWaitingOrder_WhenGoodsAreScannedAndReceived_ThenItSaysAtOnceWhereTheyGoAndTheOtherBrowsersGridFollows(
        Database database
    )
    {
        var host = await hosts.On(database);
        var sku = await host.NewSku();
        var first = await host.NewOrder(sku, 1);
        var linked = await host.NewOrder(sku, 3);
        var purchase = await host.NewPurchaseOrder((sku, 10));
        await host.Post($"/orders/{linked}/links", $$"""{"line":1,"quantity":3,"purchaseOrder":"{{purchase}}"}""").Ok();
        await using var watching = await Person.SignsInAsync(chromium, host);
        await watching.GoAsync($"/orders?sku={sku}");
        await using var person = await WithAPhoneAsync(chromium, host);
        await person.GoAsync("/receiving");

        await ScanAsync(person, purchase);
        await Expect(Said(person)).ToContainTextAsync("10 units pending");
        await ScanAsync(person, sku, sku);
        await Expect(Said(person)).ToContainTextAsync($"{sku}: 2 of 10");
        await ScanAsync(person, "*4");
        await Expect(Said(person)).ToContainTextAsync($"{sku}: 4 of 10");
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Receive 4 units" }).ClickAsync();

        await Expect(person.Page.GetByText($"3 units of {sku} go to order {linked} (cross-dock)")).ToBeVisibleAsync();
        await Expect(person.Page.GetByText("1 order released")).ToBeVisibleAsync();
        await Expect(person.Page.GetByText("6 units pending")).ToBeVisibleAsync();
        await person.ShouldBeAccessibleAsync();
        await person.ShouldNotScrollSidewaysAsync();
        foreach (var order in new[] { first, linked })
        {
            var row = watching.Page.Locator("tr.row").Filter(new() { Has = watching.Page.GetByText(order, new() { Exact = true }) });
            await Expect(row.Locator(".mark")).ToHaveCountAsync(0);
        }
        (await host.Get($"/products/{sku}").Ok()).Number("stock.onHand").ShouldBe(4);
    }

    [Fact]
    public async Task GivenAPageThatIsNotConnectedYet_WhenGoodsAreScanned_ThenTheyAreCountedOnceItIs()
    {
        var host = await hosts.On(Chosen.Database);
        var sku = await host.NewSku();
        var purchase = await host.NewPurchaseOrder((sku, 5));
        await using var person = await WithAPhoneAsync(chromium, host);
        await person.Page.RouteAsync("**/_framework/**", route => route.AbortAsync());
        await person.Page.GotoAsync($"/receiving?po={purchase}");
        var address = person.Page.Url;
        await person.Page.GetByLabel("Scan goods").FillAsync(sku);
        await person.Page.GetByLabel("Scan goods").PressAsync("Enter");
        await Expect(person.Page.GetByLabel("Scan goods")).ToHaveValueAsync("");
        person.Page.Url.ShouldBe(address);

        await person.Page.UnrouteAsync("**/_framework/**");
        await person.Page.ReloadAsync();

        await Expect(person.Page.GetByText("Receive 1 unit")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task GivenAScanner_WhenSomethingWrongOrTooMuchIsScanned_ThenItSaysSoAndNothingWrongIsCounted()
    {
        var host = await hosts.On(Chosen.Database);
        var (sku, stranger) = (await host.NewSku(), await host.NewSku());
        var purchase = await host.NewPurchaseOrder((sku, 1));
        await using var person = await WithAPhoneAsync(chromium, host);
        await person.GoAsync("/receiving");

        await ScanAsync(person, "nothing-like-it");
        await Expect(Said(person)).ToContainTextAsync("Error: Purchase order nothing-like-it not found");
        await ScanAsync(person, purchase);
        await Expect(Said(person)).ToContainTextAsync("1 unit pending");
        await ScanAsync(person, sku, stranger);
        await Expect(Said(person)).ToContainTextAsync($"Error: {stranger} is not on purchase order {purchase}");
        await ScanAsync(person, sku);
        await Expect(Said(person)).ToContainTextAsync($"More than ordered: 2 × {sku}: 1 more than the 1");
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Receive 2 units" }).ClickAsync();

        await Expect(person.Page.GetByText("Fully received")).ToBeVisibleAsync();
        await Expect(person.Page.GetByText("No order waited for these goods")).ToBeVisibleAsync();
        var order = await host.Get($"/purchase-orders/{purchase}").Ok();
        order.Number("lines.0.received").ShouldBe(2);
        order.Text("status").ShouldBe("received");
        await person.ShouldBeQuietAsync();
    }

    [Theory]
    [MemberData(nameof(Chosen.Databases), MemberType = typeof(Chosen))]
    public async Task GivenADoubleTap_WhenGoodsAreReceived_ThenTheyAreReceivedOnce(Database database)
    {
        var host = await hosts.On(database);
        var sku = await host.NewSku();
        var purchase = await host.NewPurchaseOrder((sku, 5));
        await using var person = await WithAPhoneAsync(chromium, host);
        await person.GoAsync($"/receiving?po={purchase}");
        await ScanAsync(person, sku, sku, sku);
        await Expect(Said(person)).ToContainTextAsync("3 of 5");

        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Receive 3 units" }).DblClickAsync();

        await Expect(person.Page.GetByText("2 units pending")).ToBeVisibleAsync();
        (await host.Get($"/purchase-orders/{purchase}").Ok()).Number("lines.0.received").ShouldBe(3);
    }

    [Fact]
    public async Task GivenScannedGoods_WhenThePageIsLoadedAnew_ThenTheyAreStillThereUnderTheSameReference()
    {
        var host = await hosts.On(Chosen.Database);
        var sku = await host.NewSku();
        var purchase = await host.NewPurchaseOrder((sku, 5));
        await using var person = await WithAPhoneAsync(chromium, host);
        await person.GoAsync($"/receiving?po={purchase}");
        await ScanAsync(person, sku, sku);
        await Expect(Said(person)).ToContainTextAsync("2 of 5");
        var reference = await person.Page.GetByLabel("Receipt reference").InputValueAsync();

        await person.GoAsync($"/receiving?po={purchase}");

        await Expect(Said(person)).ToContainTextAsync("2 units scanned before");
        await Expect(person.Page.GetByLabel("Receipt reference")).ToHaveValueAsync(reference);
        await Expect(person.Page.GetByRole(AriaRole.Button, new() { Name = "Receive 2 units" })).ToBeEnabledAsync();
    }

    [Fact]
    public async Task GivenALostConnection_WhenGoodsAreScanned_ThenItSaysThatTheyWaitAndEachIsCountedOnceWhenItIsBack()
    {
        var host = await hosts.On(Chosen.Database);
        var sku = await host.NewSku();
        var purchase = await host.NewPurchaseOrder((sku, 5));
        await using var person = await WithAPhoneAsync(chromium, host);
        var wire = await Wire.ThroughAsync(person.Page);
        var waiting = person.Page.GetByText("No connection:");
        await person.GoAsync($"/receiving?po={purchase}");
        await ScanAsync(person, sku);
        await Expect(Said(person)).ToContainTextAsync("1 of 5");

        await wire.CutAsync();
        await ScanAsync(person, sku, sku);
        await Expect(waiting).ToBeVisibleAsync();
        wire.Mend();

        await Expect(waiting).ToBeHiddenAsync();
        // Where the word that the first was counted did not come through before, it was said again, and not counted again.
        await Expect(Said(person)).ToContainTextAsync("3 of 5");
        await wire.CutAsync();
        await ScanAsync(person, sku);
        await Expect(waiting).ToBeVisibleAsync();
        wire.Mend();
        await person.GoAsync($"/receiving?po={purchase}");
        await Expect(person.Page.GetByRole(AriaRole.Button, new() { Name = "Receive 4 units" })).ToBeEnabledAsync();
    }

    [Fact]
    public async Task GivenScannedGoods_WhenTheyAreDiscarded_ThenItAsksFirst()
    {
        var host = await hosts.On(Chosen.Database);
        var sku = await host.NewSku();
        var purchase = await host.NewPurchaseOrder((sku, 5));
        await using var person = await WithAPhoneAsync(chromium, host);
        await person.GoAsync($"/receiving?po={purchase}");
        await ScanAsync(person, sku, sku);
        await Expect(Said(person)).ToContainTextAsync("2 of 5");

        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Discard …" }).ClickAsync();
        await Expect(person.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync($"2 units of {purchase} are scanned");
        await person.ShouldBeAccessibleAsync();
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Keep scanning" }).ClickAsync();
        await Expect(person.Page.GetByRole(AriaRole.Dialog)).ToBeHiddenAsync();
        await Expect(person.Page.GetByRole(AriaRole.Button, new() { Name = "Receive 2 units" })).ToBeEnabledAsync();
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Discard …" }).ClickAsync();
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Discard", Exact = true }).ClickAsync();

        await Expect(person.Page.GetByText("Expected next")).ToBeVisibleAsync();
        await person.GoAsync($"/receiving?po={purchase}");
        await Expect(person.Page.GetByRole(AriaRole.Button, new() { Name = "Other purchase order" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task GivenMorePurchaseOrdersThanAreListed_WhenReceivingIsOpened_ThenTheLongestOverdueStandsFirst()
    {
        await using var host = await ApiHost.StartAsync(Database.Sqlite);
        var sku = await host.NewSku();
        foreach (var (number, day) in new[] { ("PO-LATE", "2024-02-03"), ("PO-SOON", "2030-01-02") })
        {
            await host.Post(
                    "/purchase-orders",
                    $$"""{"number":"{{number}}","vendor":"VEND","warehouse":"MAIN","lines":[{"sku":"{{sku}}","quantity":1,"expectedAt":"{{day}}T12:00:00Z"}]}"""
                )
                .Ok();
        }
        for (var i = 0; i < 30; i++)
            await host.NewPurchaseOrder((sku, 1));
        await using var person = await WithAPhoneAsync(chromium, host);

        await person.GoAsync("/receiving");

        var rows = person.Page.GetByRole(AriaRole.List, new() { Name = "Expected next" }).GetByRole(AriaRole.Listitem);
        await Expect(rows).ToHaveCountAsync(25);
        await Expect(rows.Nth(0)).ToContainTextAsync("3 Feb 2024");
        await Expect(rows.Nth(0)).ToContainTextAsync("Late");
        await Expect(rows.Nth(1)).ToContainTextAsync("PO-SOON");
    }

    [Fact]
    public async Task GivenAWarehouseThatIsNotCounted_WhenGoodsComeThere_ThenItSaysThatNoOrderGetsThem()
    {
        var host = await hosts.On(Chosen.Database);
        var sku = await host.NewSku();
        var order = await host.NewOrder(sku, 1);
        var purchase = await host.NewPurchaseOrder((sku, 1));
        await using var person = await WithAPhoneAsync(chromium, host);
        await person.GoAsync($"/receiving?po={purchase}");

        await person.Page.GetByLabel("Receive into").SelectOptionAsync("DOCK");
        await Expect(person.Page.GetByText("Stock in DOCK is not sellable")).ToBeVisibleAsync();
        await ScanAsync(person, sku);
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Receive 1 unit" }).ClickAsync();

        await Expect(person.Page.GetByText("the goods are not allocated to orders")).ToBeVisibleAsync();
        (await host.Get($"/orders/{order}").Ok()).Text("backOrder.state").ShouldBe("full");
    }
}
