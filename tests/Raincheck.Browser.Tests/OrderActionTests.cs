using Microsoft.Playwright;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;
using static Raincheck.Browser.Tests.OnPages;

namespace Raincheck.Browser.Tests;

/// <summary>Each way to manage a back order (section 7 of the rules), from the order's page and for a selection of orders.</summary>
public sealed class OrderActionTests(Chromium chromium, ApiHosts hosts)
{
    [Fact]
    public async Task GivenABackOrder_WhenItIsDelayedTwice_ThenTheFirstDateAndReasonStayToBeRead()
    {
        var host = await hosts.On(Chosen.Database);
        var order = await host.NewOrder(await host.NewSku(), 2);
        await using var person = await Person.SignsInAsync(chromium, host);
        await person.GoAsync($"/orders/{order}");

        foreach (var (day, reason) in new[] { ("2031-03-01", "The ship is late"), ("2031-04-01", "The ship sank") })
        {
            await PressAsync(person, "Delay …");
            await Dialog(person).GetByLabel("New expected ship date").FillAsync(day);
            await Dialog(person).GetByLabel("Reason").FillAsync(reason);
            await DoAsync(person, "Delay shipping");
            await Expect(person.Page.Locator(".timeline")).ToContainTextAsync(reason);
        }

        await Expect(person.Page.Locator(".timeline li").Filter(new() { HasText = "Shipping delayed" })).ToHaveCountAsync(2);
        await Expect(person.Page.Locator(".timeline")).ToContainTextAsync("The ship is late");
        // The same day for everybody: on the page, in a file, in a mail.
        (await host.Get($"/orders/{order}").Ok())
            .Text("expectedShipDate")
            .ShouldBe("2031-04-01T12:00:00Z");
        await Expect(person.Page.Locator(".timeline")).ToContainTextAsync("expected to ship 1 Apr 2031");
        await Expect(person.Page.Locator(".facts")).ToContainTextAsync(["Customer", "1 Apr 2031"]);
        var file = await person.Page.APIRequest.GetAsync($"/orders/export.csv?q={order}");
        (await file.TextAsync()).ShouldContain(",2031-04-01");
        var mail = await host.Post("/email/templates/preview", System.Text.Json.JsonSerializer.Serialize(DateMail(order))).Ok();
        mail.Text("subject").ShouldBe("1 April 2031");
    }

    private static object DateMail(string order) =>
        new
        {
            order,
            template = new
            {
                subject = "{{ order.expected_ship_date | date: '%-d %B %Y' }}",
                fromName = "Acme",
                fromAddress = "orders@acme.example",
                html = false,
                body = "Hello",
            },
        };

    [Theory]
    [MoreInDeep]
    [MemberData(nameof(Chosen.BothInDeep), MemberType = typeof(Chosen))]
    public async Task GivenABackOrder_WhenItIsDropshippedAndTheVendorDeclines_ThenItsUnitsLeaveTheQueueAndComeBackToTheirPlace(
        Database database
    )
    {
        var host = await hosts.On(database);
        var sku = await host.NewSku(1);
        var order = await host.NewOrder(sku, 3);
        await host.NewOrder(sku, 1);
        await using var person = await Person.SignsInAsync(chromium, host);
        await person.GoAsync($"/orders/{order}");

        await PressAsync(person, "Dropship …");
        await Dialog(person).GetByLabel("Vendor").SelectOptionAsync("VEND");
        await Expect(Dialog(person).GetByLabel(sku)).ToHaveValueAsync("2");
        await DoAsync(person, "Dropship");
        await Expect(Status(person)).Not.ToContainTextAsync("Back Order");
        await Expect(Line(person, 1)).ToContainTextAsync("2 with dropship vendor");

        await person.Page.Locator(".facts a[href^='/purchase-orders/']").ClickAsync();
        await Expect(person.Page.GetByText($"the customer of order {order}")).ToBeVisibleAsync();
        await PressAsync(person, "Cancel …");
        await Dialog(person).GetByRole(AriaRole.Button).Last.ClickAsync();
        await Expect(Dialog(person)).ToBeHiddenAsync();

        await person.GoAsync($"/orders/{order}");
        await Expect(Status(person)).ToContainTextAsync("Back Order");
        await Expect(person.Page.Locator(".outlook")).ToContainTextAsync("position 1 of 2");
    }

    [Theory]
    [MemberData(nameof(Chosen.Databases), MemberType = typeof(Chosen))]
    public async Task GivenAPartlyFilledOrder_WhenItIsSplit_ThenWhatCanShipStaysAndTheChildWaitsInItsPlace(Database database)
    {
        var host = await hosts.On(database);
        var sku = await host.NewSku(2);
        var order = await host.NewOrder(sku, 5);
        await host.NewOrder(sku, 1);
        await using var person = await Person.SignsInAsync(chromium, host);
        await person.GoAsync($"/orders/{order}");

        await PressAsync(person, "Split …");
        await Expect(Dialog(person).GetByLabel(sku)).ToHaveValueAsync("3");
        await DoAsync(person, "Split");

        await Expect(Status(person)).Not.ToContainTextAsync("Back Order");
        await person.Page.GetByRole(AriaRole.Link, new() { Name = $"{order}-1", Exact = true }).ClickAsync();
        await person.ShouldComeToAsync($"/orders/{order}-1");
        await Expect(Status(person)).ToContainTextAsync("Full 3");
        await Expect(person.Page.Locator(".outlook")).ToContainTextAsync("position 1 of 2");
        await person.Page.GetByRole(AriaRole.Link, new() { Name = order, Exact = true }).ClickAsync();
        await Expect(Status(person)).Not.ToContainTextAsync("Back Order");
    }

    [Theory]
    [MemberData(nameof(Chosen.Databases), MemberType = typeof(Chosen))]
    public async Task GivenALine_WhenItIsLinkedToPurchaseOrdersAndUnlinked_ThenTheLineSaysForWhatItWaits(Database database)
    {
        var host = await hosts.On(database);
        var sku = await host.NewSku();
        var order = await host.NewOrder(sku, 4);
        var purchase = await host.NewPurchaseOrder((sku, 3));
        await using var person = await Person.SignsInAsync(chromium, host);
        await person.GoAsync($"/orders/{order}");

        await OfLineAsync(person, 1, "Link to a purchase order …");
        await Dialog(person).GetByLabel("Units").FillAsync("3");
        await Dialog(person).GetByLabel("Purchase order").SelectOptionAsync(purchase);
        await DoAsync(person, "Link");
        await Expect(Line(person, 1)).ToContainTextAsync($"3 linked to {purchase}");
        await Expect(Status(person)).ToContainTextAsync("pending");

        await OfLineAsync(person, 1, "Link to a purchase order …");
        await Expect(Dialog(person).GetByLabel("Units")).ToHaveValueAsync("1");
        await Dialog(person).GetByLabel("Purchase order").SelectOptionAsync("");
        await Dialog(person).GetByLabel("Vendor").SelectOptionAsync("VEND");
        await DoAsync(person, "Link");
        await Expect(Line(person, 1).Locator(".line-note")).ToHaveCountAsync(2);

        await OfLineAsync(person, 1, $"Unlink from {purchase}");
        await Expect(Line(person, 1).Locator(".line-note")).ToHaveCountAsync(1);
        await Expect(person.Page.Locator(".timeline")).ToContainTextAsync("Link removed");
    }

    [Fact]
    public async Task GivenAYoungerOrder_WhenUnitsArePinnedToItAndThePinIsLifted_ThenItGoesAheadOfTheQueueAndBack()
    {
        var host = await hosts.On(Chosen.Database);
        var sku = await host.NewSku(2);
        var older = await host.NewOrder(sku, 2);
        var order = await host.NewOrder(sku, 2);
        await using var person = await Person.SignsInAsync(chromium, host);
        await person.GoAsync($"/orders/{order}");

        await OfLineAsync(person, 1, "Pin units …");
        await Dialog(person).GetByLabel("Reason").FillAsync("The customer moves abroad");
        await DoAsync(person, "Pin");

        await Expect(Status(person)).Not.ToContainTextAsync("Back Order");
        await Expect(Line(person, 1)).ToContainTextAsync("2 pinned");
        await Expect(Line(person, 1)).ToContainTextAsync("2 firm");
        await Expect(person.Page.Locator(".timeline")).ToContainTextAsync("The customer moves abroad");
        (await host.Get($"/orders/{older}").Ok()).Text("backOrder.state").ShouldBe("full");

        await OfLineAsync(person, 1, "Remove pin");
        await Expect(Status(person)).ToContainTextAsync("Back Order");
        (await host.Get($"/orders/{older}").Ok()).Text("backOrder.state").ShouldBe("none");
    }

    [Fact]
    public async Task GivenAPinOnUnitsThatAreNotThere_WhenItIsLookedAt_ThenItCanBeLifted()
    {
        var host = await hosts.On(Chosen.Database);
        var order = await host.NewOrder(await host.NewSku(), 2);
        await host.Post($"/orders/{order}/pins", """{"line":1,"quantity":2,"reason":"first to the door"}""").Ok();
        await using var person = await Person.SignsInAsync(chromium, host);
        await person.GoAsync($"/orders/{order}");
        await Expect(Line(person, 1)).ToContainTextAsync("2 pinned");

        await OfLineAsync(person, 1, "Remove pin");

        await Expect(Line(person, 1)).Not.ToContainTextAsync("pinned");
        await Expect(person.Page.Locator(".timeline")).ToContainTextAsync("Pin removed");
    }

    [Fact]
    public async Task GivenALine_WhenItIsReplacedAndItsQuantityIsChanged_ThenWhatWasOrderedIsKeptAndWhatIsSentIsDetermined()
    {
        var host = await hosts.On(Chosen.Database);
        var (sku, other) = (await host.NewSku(), await host.NewSku(3));
        var order = await host.NewOrder(sku, 2);
        await using var person = await Person.SignsInAsync(chromium, host);
        await person.GoAsync($"/orders/{order}");

        await OfLineAsync(person, 1, "Replace item …");
        await Dialog(person).GetByLabel("Replacement SKU").FillAsync(other);
        await DoAsync(person, "Replace");
        await Expect(Line(person, 1)).ToContainTextAsync($"ordered as {sku}");
        await Expect(Status(person)).Not.ToContainTextAsync("Back Order");

        await OfLineAsync(person, 1, "Change quantity …");
        await Dialog(person).GetByLabel("Ordered quantity").FillAsync("5");
        await DoAsync(person, "Save");
        await Expect(Status(person)).ToContainTextAsync("Partial 2");
    }

    [Fact]
    public async Task GivenAYoungerOrder_WhenItsPriorityIsRaised_ThenItIsServedFirst()
    {
        var host = await hosts.On(Chosen.Database);
        var sku = await host.NewSku(1);
        await host.NewOrder(sku, 1);
        var order = await host.NewOrder(sku, 1);
        await host.Patch($"/orders/{order}", """{"expectedShipDate":"2031-04-01T23:30:00Z"}""").Ok();
        await using var person = await Person.SignsInAsync(chromium, host);
        await person.GoAsync($"/orders/{order}");
        await Expect(Status(person)).ToContainTextAsync("Full 1");

        await PressAsync(person, "More");
        await PressAsync(person, "Edit priority, payment, dates, tags, note …");
        await Dialog(person).GetByLabel("Priority").FillAsync("7");
        await Expect(Dialog(person).GetByLabel("Expected ship date")).ToHaveValueAsync("2031-04-01");
        await DoAsync(person, "Save");

        await Expect(Status(person)).Not.ToContainTextAsync("Back Order");
        // An unchanged day keeps the time of the API.
        (await host.Get($"/orders/{order}").Ok())
            .Text("expectedShipDate")
            .ShouldBe("2031-04-01T23:30:00Z");
    }

    /// <summary>What is done to a selection, what must be filled in for it, what is foretold, and what has become of each order then.</summary>
    public static TheoryData<string, string, string, string> BulkActions =>
        new()
        {
            {
                "Delay shipping",
                "New expected ship date=2031-03-01|Reason=late",
                "Their expected ship date becomes 1 Mar 2031",
                "expectedShipDate"
            },
            {
                "Dropship from vendor",
                "Vendor=VEND",
                "4 back-ordered units will leave the queue for VEND; 2 allocated units stay and can ship.",
                "lines.0.dropshipped=2"
            },
            { "Split", "", "4 back-ordered units will move to 2 child orders; 2 allocated units stay and can ship.", "children.0" },
            {
                "Link to PO",
                "Purchase order={purchase}",
                "4 units of 2 orders will be linked to {purchase}.",
                "lines.0.links.0.quantity=2"
            },
            { "Recalculate", "", "4 back-ordered units and 2 allocated units are recalculated", "backOrder.backOrderedQty=2" },
            { "Unmark", "", "2 orders will lose the Back Order status", "backOrder.marked=False" },
            { "Set priority", "Priority=4", "ahead of every line whose priority is below 4", "priority=4" },
            {
                "Cancel orders",
                "",
                "6 open units will be cancelled; 2 allocated units go to the next orders in the queue.",
                "status=cancelled"
            },
        };

    [Theory]
    [MemberData(nameof(BulkActions))]
    public async Task GivenTwoOrders_WhenAnActionIsChosenForBoth_ThenItForetellsIsDoneAndSaysWhatCameOfEach(
        string action,
        string fields,
        string foretold,
        string outcome
    )
    {
        var host = await hosts.On(Chosen.Database);
        var sku = await host.NewSku(2);
        string[] orders = [await host.NewOrder(sku, 3), await host.NewOrder(sku, 3)];
        // The older holds one more than the younger lacks less: both lack two.
        await host.Send(HttpMethod.Post, $"/orders/{orders[1]}/pins", """{"line":1,"quantity":1,"reason":"one each"}""").Ok();
        var purchase = await host.NewPurchaseOrder((sku, 9));
        await using var person = await Person.SignsInAsync(chromium, host);
        await person.GoAsync($"/orders?sku={sku}");
        foreach (var order in orders)
            await person.Page.GetByLabel($"Select order {order}").CheckAsync();

        await person
            .Page.GetByRole(AriaRole.Region, new() { Name = "Selection" })
            .GetByRole(AriaRole.Button, new() { Name = action, Exact = true })
            .ClickAsync();
        foreach (var field in fields.Split('|', StringSplitOptions.RemoveEmptyEntries))
        {
            var (label, value) = (field.Split('=')[0], field.Split('=')[1].Replace("{purchase}", purchase, StringComparison.Ordinal));
            if (label == "Vendor")
                await Dialog(person).GetByLabel(label).SelectOptionAsync(value);
            else
            {
                await Dialog(person).GetByLabel(label).FillAsync(value);
                await Dialog(person).GetByLabel(label).BlurAsync();
            }
        }
        await Expect(Dialog(person)).ToContainTextAsync("Applies to all 2 orders.");
        await Expect(Dialog(person)).ToContainTextAsync(foretold.Replace("{purchase}", purchase, StringComparison.Ordinal));
        await Dialog(person).GetByRole(AriaRole.Button, new() { Name = action, Exact = true }).ClickAsync();
        await Expect(Dialog(person)).ToContainTextAsync("Done: 2 orders.");

        foreach (var order in orders)
        {
            var shown = await host.Get($"/orders/{order}").Ok();
            var at = shown.At(outcome.Split('=')[0]).ToString();
            if (outcome.Contains('=', StringComparison.Ordinal))
                at.ShouldBe(outcome.Split('=')[1], order);
            else
                at.ShouldNotBeNullOrEmpty(order);
        }
    }

    [Fact]
    public async Task GivenAnOrderOfAShadow_WhenASelectionIsLinkedToWhatBringsItsParent_ThenItWaitsForThatAndTheOthersAreSaidBefore()
    {
        var host = await hosts.On(Chosen.Database);
        var (parent, other, shadow) = (await host.NewSku(), await host.NewSku(), ApiHost.NewName("SHADE-"));
        await host.Put($"/products/{shadow}", $$"""{"name":"Shadow","shadowOf":"{{parent}}"}""").Ok();
        var order = ApiHost.NewName("O-");
        await host.Post("/orders", ApiHost.Order(order, (shadow, 2), (other, 1))).Ok();
        await host.NewOrder(other, 1);
        var purchase = await host.NewPurchaseOrder((parent, 5));
        await using var person = await Person.SignsInAsync(chromium, host);
        await person.GoAsync($"/orders?sku={other}");
        await person.Page.GetByLabel("Select all orders on this page").CheckAsync();

        await PressAsync(person, "Link to PO");
        await Expect(Dialog(person)).ToContainTextAsync("They have 4 back-ordered units");
        var number = Dialog(person).GetByLabel("Purchase order");
        await number.FillAsync("NO-SUCH");
        await number.BlurAsync();
        await Expect(Dialog(person)).ToContainTextAsync("There is no purchase order NO-SUCH");
        await number.FillAsync(purchase);
        await number.BlurAsync();
        await Expect(Dialog(person)).ToContainTextAsync($"2 units of 1 order will be linked to {purchase}.");
        await Dialog(person).GetByRole(AriaRole.Button, new() { Name = "Link to PO", Exact = true }).ClickAsync();
        await Expect(Dialog(person)).ToContainTextAsync("Done: 1 order; failed: 1.");

        (await host.Get($"/orders/{order}").Ok()).Number("lines.0.links.0.quantity").ShouldBe(2);
    }
}
