using System.Globalization;
using Microsoft.Playwright;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Browser.Tests;

/// <summary>The page of an order and what is done there.</summary>
public sealed class OrderPageTests(Chromium chromium, ApiHosts hosts)
{
    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    [Theory]
    [MoreInDeep]
    [MemberData(nameof(Chosen.BothInDeep), MemberType = typeof(Chosen))]
    public async Task GivenAnOrderThatWaits_WhenItIsOpened_ThenItSaysWhatIsMissingAndWhereItStands(Database database)
    {
        var host = await hosts.On(database);
        var sku = await host.NewSku();
        await host.NewOrder(sku, 7);
        var order = await host.NewOrder(sku, 2);
        var expected = DateTimeOffset.UtcNow.AddDays(14).ToString("yyyy-MM-dd'T'12:00:00'Z'", CultureInfo.InvariantCulture);
        await host.Post(
                "/purchase-orders",
                $$"""{"vendor":"VEND","warehouse":"MAIN","lines":[{"sku":"{{sku}}","quantity":8,"expectedAt":"{{expected}}"}]}"""
            )
            .Ok();
        await using var person = await Person.SignsInAsync(chromium, host);

        await person.GoAsync($"/orders/{order}");

        var status = person.Page.GetByRole(AriaRole.Group, new() { Name = "Status" });
        await Expect(status).ToContainTextAsync("Back Order");
        await Expect(status).ToContainTextAsync("Full 2");
        await Expect(person.Page.GetByRole(AriaRole.Columnheader, new() { Name = "BackOrderedQty" })).ToBeVisibleAsync();
        var outlook = person.Page.GetByRole(AriaRole.Region, new() { Name = "Outlook" });
        await Expect(outlook).ToContainTextAsync("No ship date yet");
        await Expect(outlook).ToContainTextAsync("position 2 of 2");
        await Expect(outlook).ToContainTextAsync("2nd in the queue, 7 units ahead.");
        await Expect(outlook).ToContainTextAsync("1 order ahead waits for 7 units");
        // The purchase order brings one of two.
        await Expect(outlook.Locator(".outlook-pieces tbody tr").First).ToContainTextAsync("expected");
        await Expect(outlook.Locator(".outlook-pieces tbody tr").Last).ToContainTextAsync("no date");
        await Expect(person.Page.Locator(".timeline li")).ToContainTextAsync(["Marked as back order", "Order created"]);
    }

    [Fact]
    public async Task GivenAPartOfAKit_WhenEnoughIsOnOrderWithoutADate_ThenThePageSaysWhyThereIsNone()
    {
        var host = await hosts.On(Chosen.Database);
        var (part, kit) = (await host.NewSku(), await host.NewSku());
        await host.Put($"/products/{kit}", $$"""{"name":"Set","components":[{"sku":"{{part}}","quantity":2}]}""").Ok();
        var order = await host.NewOrder(part, 2);
        await host.NewPurchaseOrder((part, 8));
        await using var person = await Person.SignsInAsync(chromium, host);

        await person.GoAsync($"/orders/{order}");

        await Expect(person.Page.Locator(".outlook")).ToContainTextAsync("brings 8 units and has no usable date");
    }

    [Theory]
    [MemberData(nameof(Chosen.Databases), MemberType = typeof(Chosen))]
    public async Task GivenAnOrderThatWaits_WhenStockArrivesAndItShips_ThenThePageFollowsItToTheEnd(Database database)
    {
        var host = await hosts.On(database);
        var sku = await host.NewSku();
        var order = await host.NewOrder(sku, 2);
        await using var person = await Person.SignsInAsync(chromium, host);
        await person.GoAsync($"/orders/{order}");
        var status = person.Page.GetByRole(AriaRole.Group, new() { Name = "Status" });
        await Expect(status).ToContainTextAsync("Back Order");

        var purchase = (
            await host.Post("/purchase-orders", $$"""{"vendor":"VEND","warehouse":"MAIN","lines":[{"sku":"{{sku}}","quantity":2}]}""").Ok()
        ).Text("number");
        await host.Post(
                $"/purchase-orders/{purchase}/receipts",
                $$"""{"reference":"{{ApiHost.NewName("R-")}}","lines":[{"sku":"{{sku}}","quantity":2}]}"""
            )
            .Ok();
        await Expect(status).Not.ToContainTextAsync("Back Order");
        await Expect(person.Page.Locator(".timeline")).ToContainTextAsync("No longer a back order");

        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Ship" }).ClickAsync();
        await person.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Ship", Exact = true }).ClickAsync();

        await Expect(status).ToContainTextAsync("Completed");
        await Expect(person.Page.Locator(".timeline")).ToContainTextAsync("Shipped");
    }

    [Fact]
    public async Task GivenAPartlyFilledOrder_WhenItsBackOrderedUnitsAreCancelled_ThenTheDialogOffersThatFirst()
    {
        var host = await hosts.On(Chosen.Database);
        var sku = await host.NewSku(1);
        var order = await host.NewOrder(sku, 4);
        await using var person = await Person.SignsInAsync(chromium, host);
        await person.GoAsync($"/orders/{order}");

        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Cancel …" }).ClickAsync();
        var dialog = person.Page.GetByRole(AriaRole.Dialog);
        await Expect(dialog.GetByRole(AriaRole.Radio, new() { Name = "Back-ordered units only (3)" })).ToBeCheckedAsync();
        await person.ShouldBeAccessibleAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel units" }).ClickAsync();

        await Expect(person.Page.GetByRole(AriaRole.Group, new() { Name = "Status" })).Not.ToContainTextAsync("Back Order");
        (await host.Get($"/orders/{order}").Ok()).Number("backOrder.openQty").ShouldBe(1);
    }

    [Fact]
    public async Task GivenADialog_WhenItIsUsedByKeyboard_ThenEscapeLeavesAndEnterDoesItAndARefusalStays()
    {
        var host = await hosts.On(Chosen.Database);
        var sku = await host.NewSku();
        var order = await host.NewOrder(sku, 1);
        await using var person = await Person.SignsInAsync(chromium, host);
        await person.GoAsync($"/orders/{order}");
        var dialog = person.Page.GetByRole(AriaRole.Dialog);

        await OpenAsync("Add an item …");
        await Expect(dialog.GetByLabel("SKU")).ToBeFocusedAsync();
        await person.Page.Keyboard.PressAsync("Escape");
        await Expect(dialog).ToBeHiddenAsync();

        await OpenAsync("Add an item …");
        await dialog.GetByLabel("SKU").FillAsync("no such thing");
        await dialog.GetByLabel("SKU").PressAsync("Enter");
        await Expect(dialog.GetByRole(AriaRole.Alert)).ToContainTextAsync("no such thing");
        await dialog.GetByLabel("SKU").FillAsync(sku);
        await dialog.GetByLabel("Unit price").FillAsync("4.5");
        await dialog.GetByLabel("SKU").PressAsync("Enter");
        await Expect(dialog).ToBeHiddenAsync();
        await Expect(person.Page.Locator("tbody tr.row")).ToHaveCountAsync(2);
        (await host.Get($"/orders/{order}").Ok()).At("lines.1.unitPrice").GetDecimal().ShouldBe(4.5m);

        async Task OpenAsync(string action)
        {
            await person.Page.GetByRole(AriaRole.Button, new() { Name = "More" }).PressAsync("Enter");
            await person.Page.GetByRole(AriaRole.Button, new() { Name = action }).PressAsync("Enter");
        }
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAnOrder_WhenItsNoteIsWrittenAndRemoved_ThenThePageAndTheHistoryShowIt(Database database)
    {
        var host = await hosts.On(database);
        var order = await host.NewOrder(await host.NewSku(), 1);
        await using var person = await Person.SignsInAsync(chromium, host);
        await person.GoAsync($"/orders/{order}");
        var dialog = person.Page.GetByRole(AriaRole.Dialog);

        await SaveAsync("Ships late.\nThank you!");
        await Expect(person.Page.GetByText("Note to customer", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(person.Page.GetByText("note to customer: Ships late.")).ToBeVisibleAsync();
        (await host.Get($"/orders/{order}").Ok()).Text("noteToCustomer").ShouldBe("Ships late.\nThank you!");

        await SaveAsync("");
        await Expect(person.Page.GetByText("note to customer removed")).ToBeVisibleAsync();
        (await host.Get($"/orders/{order}").Ok()).Text("noteToCustomer").ShouldBeNull();

        async Task SaveAsync(string note)
        {
            await person.Page.GetByRole(AriaRole.Button, new() { Name = "More" }).ClickAsync();
            await person.Page.GetByRole(AriaRole.Button, new() { Name = "Edit priority, payment, dates, tags, note …" }).ClickAsync();
            await dialog.GetByLabel("Note to customer").FillAsync(note);
            await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
            await Expect(dialog).ToBeHiddenAsync();
        }
    }

    [Fact]
    public async Task GivenAnOrderWithoutAddress_WhenItIsEdited_ThenThePageShowsCustomerAndAddressesAtItsTop()
    {
        var host = await hosts.On(Chosen.Database);
        var number = ApiHost.NewName("O-");
        await host.Post(
                "/orders",
                $$$"""{"number":"{{{number}}}","company":"ACME","customer":{"name":"Ada"},"lines":[{"sku":"{{{await host.NewSku()}}}","quantity":1}]}"""
            )
            .Ok();
        await using var person = await Person.SignsInAsync(chromium, host);
        await person.GoAsync($"/orders/{number}");
        var contacts = person.Page.GetByRole(AriaRole.Region, new() { Name = "Customer and addresses" });
        var dialog = person.Page.GetByRole(AriaRole.Dialog);
        await Expect(contacts).ToContainTextAsync("None: no notices are written for this order.");

        await contacts.GetByRole(AriaRole.Button, new() { Name = "Edit customer and addresses" }).ClickAsync();
        await dialog.GetByLabel("E-mail").FillAsync("no address");
        await dialog.GetByLabel("Street and number").First.FillAsync("Kerkstraat 1");
        await dialog.GetByLabel("City").First.FillAsync("Gent");
        await dialog.GetByLabel("Country").First.SelectOptionAsync("BE");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Copy the shipping address" }).ClickAsync();
        await Expect(dialog.GetByLabel("City").Last).ToHaveValueAsync("Gent");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(dialog).ToContainTextAsync("customer.email is not one e-mail address");
        await dialog.GetByLabel("E-mail").FillAsync("ada@example.com");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();

        await Expect(contacts).ToContainTextAsync("ada@example.com");
        await Expect(contacts.Locator("address").First).ToContainTextAsync("Belgium");
        await Expect(person.Page.GetByText("shipping address: none → Kerkstraat 1, Gent, Belgium")).ToBeVisibleAsync();
        var order = await host.Get($"/orders/{number}").Ok();
        (order.Text("shipTo.country"), order.Text("billTo.city")).ShouldBe(("BE", "Gent"));
    }

    [Fact]
    public async Task GivenActionsThatNeedNoQuestion_WhenTheyArePressed_ThenTheStatusBarSaysWhatCameOfThem()
    {
        var host = await hosts.On(Chosen.Database);
        var order = await host.NewOrder(await host.NewSku(), 1);
        await using var person = await Person.SignsInAsync(chromium, host);
        await person.GoAsync($"/orders/{order}");
        var status = person.Page.GetByRole(AriaRole.Group, new() { Name = "Status" });

        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Hold", Exact = true }).ClickAsync();
        await Expect(status).ToContainTextAsync("On hold");
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Release", Exact = true }).ClickAsync();
        await Expect(status).ToContainTextAsync("In process");
        await MoreAsync("Unmark");
        await Expect(status).Not.ToContainTextAsync("Back Order");
        await MoreAsync("Set automatically");
        await Expect(status).ToContainTextAsync("Back Order");
        await MoreAsync("Unmark");
        await Expect(status).Not.ToContainTextAsync("Back Order");
        await MoreAsync("Mark as back order");
        await Expect(status).ToContainTextAsync("Back Order");

        async Task MoreAsync(string action)
        {
            await person.Page.GetByRole(AriaRole.Button, new() { Name = "More" }).ClickAsync();
            await person.Page.GetByRole(AriaRole.Button, new() { Name = action }).ClickAsync();
        }
    }

    [Fact]
    public async Task GivenAQuoteAndStockThatOrdersDoNotKnowOf_WhenItIsConfirmedRecalculatedAndCancelled_ThenUnitsComeAndGoOn()
    {
        var host = await hosts.On(Chosen.Database);
        var (sku, order) = (await host.NewSku(), ApiHost.NewName("O-"));
        await host.Post(
                "/orders",
                $$"""{"number":"{{order}}","company":"ACME","status":"quote","customer":{"name":"A","email":"a@example.com"},"lines":[{"sku":"{{sku}}","quantity":2}]}"""
            )
            .Ok();
        await using var person = await Person.SignsInAsync(chromium, host);
        await person.GoAsync($"/orders/{order}");
        var status = person.Page.GetByRole(AriaRole.Group, new() { Name = "Status" });
        await Expect(status).ToContainTextAsync("Quote");

        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Confirm", Exact = true }).ClickAsync();
        await Expect(status).ToContainTextAsync("Full 2");
        var next = await host.NewOrder(sku, 2);
        await host.Post("/inventory/adjustments", $$"""{"sku":"{{sku}}","warehouse":"MAIN","delta":2}""").Ok();
        await Expect(status).ToContainTextAsync("Full 2");
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "More" }).ClickAsync();
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Recalculate" }).ClickAsync();
        await Expect(status).Not.ToContainTextAsync("Back Order");
        (await host.Get($"/orders/{next}").Ok()).Text("backOrder.state").ShouldBe("full");

        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Cancel …" }).ClickAsync();
        var dialog = person.Page.GetByRole(AriaRole.Dialog);
        await Expect(dialog.GetByRole(AriaRole.Radio, new() { Name = "All open units (2)" })).ToBeCheckedAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel units" }).ClickAsync();
        await Expect(status).ToContainTextAsync("Cancelled");
        (await host.Get($"/orders/{next}").Ok()).Text("backOrder.state").ShouldBe("none");
    }

    [Fact]
    public async Task GivenALongOrderWithALongPast_WhenOlderEntriesAreShownAndMoreHappens_ThenTheyStayInSight()
    {
        var host = await hosts.On(Chosen.Database);
        var (sku, order) = (await host.NewSku(), ApiHost.NewName("O-"));
        await host.Post("/orders", ApiHost.Order(order, [.. Enumerable.Repeat((sku, 1), 51)])).Ok();
        for (var priority = 1; priority <= 26; priority++)
            await host.Patch($"/orders/{order}", $$"""{"priority":{{priority}}}""").Ok();
        await using var person = await Person.SignsInAsync(chromium, host);
        await person.GoAsync($"/orders/{order}");
        await Expect(person.Page.GetByText("And 1 more line with open units.")).ToBeVisibleAsync();

        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Show older" }).ClickAsync();
        await Expect(person.Page.Locator(".timeline")).ToContainTextAsync("Order created");
        var entries = await person.Page.Locator(".timeline > li").CountAsync();
        await host.Post($"/orders/{order}/hold").Ok();

        await Expect(person.Page.Locator(".timeline > li")).ToHaveCountAsync(entries + 1);
        await Expect(person.Page.Locator(".timeline > li").First).ToContainTextAsync("Put on hold");
        await Expect(person.Page.Locator(".timeline")).ToContainTextAsync("Order created");
    }

    [Fact]
    public async Task GivenNoSuchOrder_WhenItIsOpened_ThenThePageSaysSo()
    {
        await using var person = await Person.SignsInAsync(chromium, await hosts.On(Chosen.Database));
        await person.GoAsync("/orders/nothing-of-the-kind");
        await Expect(person.Page.GetByText("Order not found")).ToBeVisibleAsync();
    }
}
