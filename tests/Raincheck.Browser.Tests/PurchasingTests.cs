using Microsoft.Playwright;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Browser.Tests;

/// <summary>Purchase orders and what is short, through what a person sees and does.</summary>
public sealed class PurchasingTests(Chromium chromium, ApiHosts hosts)
{
    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    private static ILocator Button(Person person, string name) =>
        person.Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    [Theory]
    [MemberData(nameof(Chosen.Databases), MemberType = typeof(Chosen))]
    public async Task GivenAShortage_WhenItIsOrderedWithAnotherQuantity_ThenAPurchaseOrderHasItAndNothingOfItIsShort(Database database)
    {
        var host = await hosts.On(database);
        var (vendor, sku) = (ApiHost.NewName("V-"), ApiHost.NewName("SKU-"));
        await host.Put($"/vendors/{vendor}", $$"""{"name":"Vendor {{vendor}}"}""").Ok();
        await host.Put($"/products/{sku}", $$"""{"name":"Product","vendor":"{{vendor}}","packSize":6}""").Ok();
        await host.NewOrder(sku, 7);
        await using var person = await Person.SignsInAsync(chromium, host);
        await person.GoAsync($"/purchasing?vendor={vendor}");

        var units = person.Page.GetByLabel($"Units of {sku} to order");
        await Expect(units).ToHaveValueAsync("12");
        await units.FillAsync("18");
        await units.BlurAsync();
        await Button(person, $"Order from Vendor {vendor}").ClickAsync();

        var made = person.Page.Locator(".note-good a");
        await Expect(made).ToContainTextAsync("18 units");
        await Expect(person.Page.GetByLabel($"Units of {sku} to order")).ToHaveCountAsync(0);
        await made.ClickAsync();
        await Expect(person.Page.GetByRole(AriaRole.Table, new() { Name = "Lines of purchase order" })).ToContainTextAsync(sku);
        var listed = await host.Get($"/purchase-orders?vendor={vendor}").Ok();
        listed.Number("items.0.lines.0.quantity").ShouldBe(18);
    }

    [Theory]
    [MemberData(nameof(Chosen.Databases), MemberType = typeof(Chosen))]
    public async Task GivenAPurchaseOrderMadeByHand_WhenItIsChangedAndCancelled_ThenItsPageShowsEachStep(Database database)
    {
        var host = await hosts.On(database);
        var sku = await host.NewSku();
        var number = ApiHost.NewName("PO-HAND-");
        await using var person = await Person.SignsInAsync(chromium, host);
        await person.GoAsync("/purchasing/new");

        await person.Page.GetByLabel("Vendor").SelectOptionAsync("VEND");
        await person.Page.GetByLabel("Number", new() { Exact = true }).FillAsync(number);
        await person.Page.GetByLabel("SKU of line 1").FillAsync("no-such-product");
        await person.Page.GetByLabel("Quantity of line 1").FillAsync("4");
        await Button(person, "Create purchase order").ClickAsync();
        await Expect(person.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("no product no-such-product");
        await person.Page.GetByLabel("SKU of line 1").FillAsync(sku);
        await Button(person, "Create purchase order").ClickAsync();

        await person.ShouldComeToAsync($"/purchase-orders/{number}");
        await Button(person, $"Edit {sku}").ClickAsync();
        await person.Page.GetByLabel("Ordered quantity").FillAsync("9");
        await person.Page.GetByLabel("Expected").FillAsync("2030-05-06");
        await Button(person, "Save").ClickAsync();
        var lines = person.Page.GetByRole(AriaRole.Table, new() { Name = $"Lines of purchase order {number}" });
        await Expect(lines.Locator("tbody td").Nth(3)).ToHaveTextAsync("9");
        await Expect(lines).ToContainTextAsync("6 May 2030");

        await Button(person, "Cancel …").ClickAsync();
        await Button(person, "Cancel purchase order").ClickAsync();
        await Expect(person.Page.Locator(".status-bar")).ToContainTextAsync("Cancelled");
        (await host.Get($"/purchase-orders/{number}").Ok()).Text("status").ShouldBe("cancelled");
    }

    [Fact]
    public async Task GivenAnOrderThatWaits_WhenItsPurchaseOrderIsEdited_ThenTheDialogTellsWhoseDatesMove()
    {
        var host = await hosts.On(Chosen.Database);
        var sku = await host.NewSku();
        var order = await host.NewOrder(sku, 2);
        var number = await host.NewPurchaseOrder((sku, 2));
        await host.Patch($"/purchase-orders/{number}/lines/{sku}", """{"expectedAt":"2099-01-12"}""").Ok();
        await using var person = await Person.SignsInAsync(chromium, host);
        await person.GoAsync($"/purchase-orders/{number}");

        await Button(person, $"Edit {sku}").ClickAsync();
        await person.Page.GetByLabel("Expected").FillAsync("2099-02-03");
        var told = person.Page.Locator(".command-dates");
        await Expect(told).ToContainTextAsync("1 order gets a later date.");
        await told.Locator("summary").ClickAsync();
        await Expect(told).ToContainTextAsync($"{order}, {sku}: 3 Feb 2099 instead of 12 Jan 2099");
        await Button(person, "Cancel").ClickAsync();

        await Button(person, "Cancel …").ClickAsync();
        await Expect(told).ToContainTextAsync("1 order has no date any more.");
        (await host.Get($"/purchase-orders/{number}").Ok()).Text("status").ShouldBe("open");
    }

    [Fact]
    public async Task GivenADropshipPurchaseOrder_WhenTheVendorMovesOn_ThenEachNextStepIsOfferedAndTheOrderFollows()
    {
        var host = await hosts.On(Chosen.Database);
        var order = await host.NewOrder(await host.NewSku(), 2);
        var purchase = (await host.Post($"/orders/{order}/dropship", """{"vendor":"VEND"}""").Ok()).Text("number")!;
        await using var person = await Person.SignsInAsync(chromium, host);
        await person.GoAsync($"/purchase-orders/{purchase}");

        await Button(person, "Mark requested").ClickAsync();
        await Expect(person.Page.Locator(".status-bar")).ToContainTextAsync("Dropship: requested");
        await Expect(Button(person, "Mark requested")).ToHaveCountAsync(0);
        await Button(person, "Mark confirmed").ClickAsync();
        await Expect(person.Page.Locator(".status-bar")).ToContainTextAsync("Dropship: acknowledged");
        await Button(person, "Mark shipped").ClickAsync();
        await Expect(person.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync($"2 units of order {order} are marked as shipped");
        await Button(person, "Yes, shipped").ClickAsync();
        await Expect(person.Page.Locator(".status-bar")).ToContainTextAsync("Dropship: processed");

        (await host.Get($"/orders/{order}").Ok()).Text("status").ShouldBe("completed");
    }

    [Theory]
    [MemberData(nameof(Chosen.Databases), MemberType = typeof(Chosen))]
    public async Task GivenPurchaseOrders_WhenTheyAreFiltered_ThenTheAddressSaysSoAndTheListFollowsAReceiptElsewhere(Database database)
    {
        var host = await hosts.On(database);
        var (vendor, sku) = (ApiHost.NewName("V-"), await host.NewSku());
        await host.Put($"/vendors/{vendor}", $$"""{"name":"Vendor {{vendor}}"}""").Ok();
        var body = $$"""{"vendor":"{{vendor}}","warehouse":"MAIN","lines":[{"sku":"{{sku}}","quantity":3}]}""";
        var purchase = (await host.Post("/purchase-orders", body).Ok()).Text("number")!;
        await using var person = await Person.SignsInAsync(chromium, host);
        await person.GoAsync("/purchase-orders");

        await person.Page.GetByLabel("Vendor").SelectOptionAsync(vendor);
        await Expect(person.Page.Locator("tr.row")).ToHaveCountAsync(1);
        await Expect(person.Page.Locator("tr.row")).ToContainTextAsync("Open");
        await Assertions.Expect(person.Page).ToHaveURLAsync($"/purchase-orders?vendor={vendor}");
        await host.Post(
                $"/purchase-orders/{purchase}/receipts",
                $$"""{"reference":"{{ApiHost.NewName("R-")}}","lines":[{"sku":"{{sku}}","quantity":1}]}"""
            )
            .Ok();
        await Expect(person.Page.Locator("tr.row")).ToContainTextAsync("Partly received");

        await person.Page.GetByRole(AriaRole.Link, new() { Name = "Cancelled" }).ClickAsync();
        await Expect(person.Page.GetByText("No purchase order matches")).ToBeVisibleAsync();
        await person.Page.GetByLabel("Type").SelectOptionAsync("regular");
        await Assertions.Expect(person.Page).ToHaveURLAsync($"/purchase-orders?vendor={vendor}&status=cancelled&type=regular");
        await person.Page.GoBackAsync();
        await person.Page.GoBackAsync();
        await Expect(person.Page.Locator("tr.row")).ToHaveCountAsync(1);
    }
}
