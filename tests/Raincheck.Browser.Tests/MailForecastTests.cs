using Microsoft.Playwright;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Browser.Tests;

/// <summary>An action that sends e-mails says so before it is done.</summary>
public sealed class MailForecastTests(Chromium chromium)
{
    private static readonly string[] Events =
    [
        "OutOfStockInventoryNotice",
        "ShippingDelayNotice",
        "BackOrderReleasedNotice",
        "BackOrderCancelledNotice",
        "DropshipNotice",
    ];

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    private static ILocator Dialog(Person person) => person.Page.GetByRole(AriaRole.Dialog);

    private static ILocator Button(ILocator within, string name) => within.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    [Fact]
    [MoreInDeep]
    public async Task GivenADelay_WhenItsDialogIsOpen_ThenItSaysWhoGetsWhichMailAndShowsIt()
    {
        await using var host = await ApiHost.StartAsync(Database.Sqlite);
        var order = await host.NewOrder(await host.NewSku(), 3);
        await using var person = await Person.SignsInAsync(chromium, host);
        await person.GoAsync($"/orders/{order}");

        await Button(person.Page.Locator("main"), "Delay …").ClickAsync();
        await Expect(Dialog(person)).ToContainTextAsync("No e-mail for “shipping is delayed” (1 order): no template is assigned for ACME.");
        await Button(Dialog(person), "Cancel").ClickAsync();

        await AssignAsync(host);
        await Button(person.Page.Locator("main"), "Delay …").ClickAsync();
        var mail = Dialog(person).Locator("section.mail-forecast-item");
        await Expect(mail).ToContainTextAsync("1 customer gets an e-mail, template ShippingDelayNotice: shipping is delayed.");
        await Expect(mail).ToContainTextAsync("No mail server is set up: the e-mails wait in the outbox.");
        await mail.Locator("summary").ClickAsync();
        await Expect(mail.FrameLocator("iframe").GetByText("Hello Customer")).ToBeVisibleAsync();
        await Dialog(person).GetByLabel("Reason").FillAsync("the ship is late");
        await Dialog(person).GetByLabel("Reason").BlurAsync();
        await Expect(mail.FrameLocator("iframe").GetByText("the ship is late")).ToBeVisibleAsync();
        await person.ShouldBeForEverybodyAsync();
        await Dialog(person).GetByLabel("by e-mail").UncheckAsync();
        await Expect(mail).ToHaveCountAsync(0);
        (await host.Get("/email/outbox").Ok()).Json.GetProperty("items").GetArrayLength().ShouldBe(0);

        await Dialog(person).GetByLabel("by e-mail").CheckAsync();
        await Expect(mail).ToHaveCountAsync(1);
        await Button(Dialog(person), "Delay shipping").ClickAsync();
        await Expect(Dialog(person)).ToHaveCountAsync(0);
        (await host.Get("/email/outbox").Ok()).Items("event").ShouldBe(["ShippingDelayNotice"]);
    }

    [Fact]
    [MoreInDeep]
    public async Task GivenUnitsThatWaitForThePass_WhenALineIsLinked_ThenTheDialogSaysThatTheOrderIsReleased()
    {
        await using var host = await ApiHost.StartAsync(Database.Sqlite);
        var sku = await host.NewSku();
        var order = await host.NewOrder(sku, 2);
        var purchase = await host.NewPurchaseOrder((sku, 9));
        await AssignAsync(host);
        await using var person = await Person.SignsInAsync(chromium, host);
        await person.GoAsync($"/orders/{order}");
        // The queue learns of it when a command comes by, at the latest in the periodic pass.
        await host.Post("/inventory/adjustments", $$"""{"sku":"{{sku}}","warehouse":"MAIN","delta":5}""").Ok();

        await Button(person.Page.Locator("main"), "Actions for line 1").ClickAsync();
        await Button(person.Page.Locator("#line-1"), "Link to a purchase order …").ClickAsync();
        var mail = Dialog(person).Locator("section.mail-forecast-item");
        await Expect(mail).ToContainTextAsync("1 customer gets an e-mail, template BackOrderReleasedNotice: the back order is released.");
        // More than it waits for cannot be linked, and tells nobody anything.
        await Dialog(person).GetByLabel("Units").FillAsync("3");
        await Dialog(person).GetByLabel("Units").BlurAsync();
        await Expect(mail).ToHaveCountAsync(0);
        await Dialog(person).GetByLabel("Units").FillAsync("2");
        await Dialog(person).GetByLabel("Units").BlurAsync();
        await Expect(mail).ToHaveCountAsync(1);
        await person.ShouldBeForEverybodyAsync();
        (await host.Get("/email/outbox").Ok()).Json.GetProperty("items").GetArrayLength().ShouldBe(0);

        await Button(Dialog(person), "Link").ClickAsync();
        await Expect(Dialog(person)).ToHaveCountAsync(0);
        (await host.Get($"/orders/{order}").Ok()).Text("lines.0.links.0.purchaseOrder").ShouldBe(purchase);
        (await host.Get("/email/outbox").Ok()).Items("event").ShouldBe(["BackOrderReleasedNotice"]);
    }

    [Fact]
    public async Task GivenAButtonWithoutADialog_WhenItSendsAMail_ThenItAsksFirst()
    {
        await using var host = await ApiHost.StartAsync(Database.Sqlite);
        var order = await host.NewOrder(await host.NewSku(), 3);
        await AssignAsync(host);
        await using var person = await Person.SignsInAsync(chromium, host);
        await person.GoAsync($"/orders/{order}");
        var status = person.Page.GetByRole(AriaRole.Group, new() { Name = "Status" });

        // Removing the mark sends no e-mail.
        await ChooseAsync(person, "Unmark");
        await Expect(status).Not.ToContainTextAsync("Back Order");
        await ChooseAsync(person, "Set automatically");
        await Expect(Dialog(person)).ToContainTextAsync("This sends 1 e-mail");
        await Expect(Dialog(person))
            .ToContainTextAsync("1 customer gets an e-mail, template OutOfStockInventoryNotice: items are out of stock.");
        // Beside it a message of the first action is about to fade.
        await person.ShouldBeAccessibleAsync("[role=dialog]");
        await Button(Dialog(person), "Cancel").ClickAsync();
        await Expect(Dialog(person)).ToHaveCountAsync(0);
        (await host.Get($"/orders/{order}").Ok()).At("backOrder.marked").GetBoolean().ShouldBeFalse();

        await ChooseAsync(person, "Set automatically");
        await Button(Dialog(person), "Continue").ClickAsync();
        await Expect(status).ToContainTextAsync("Back Order");
        (await host.Get("/email/outbox").Ok()).Items("event").ShouldBe(["OutOfStockInventoryNotice"]);
    }

    [Fact]
    [MoreInDeep]
    public async Task GivenSeveralWaitingOrders_WhenTheyAreCancelledInBulk_ThenTheDialogSaysHowManyCustomersAreTold()
    {
        await using var host = await ApiHost.StartAsync(Database.Sqlite);
        var sku = await host.NewSku();
        await host.NewOrder(sku, 3);
        await host.NewOrder(sku, 4);
        await AssignAsync(host);
        await using var person = await Person.SignsInAsync(chromium, host);
        await person.GoAsync($"/orders?sku={sku}");

        await person.Page.GetByLabel("Select all orders on this page").CheckAsync();
        await Button(person.Page.Locator(".selection-actions"), "Cancel back-ordered units").ClickAsync();

        await Expect(Dialog(person).Locator("section.mail-forecast-item"))
            .ToContainTextAsync("1 customer gets 2 e-mails, template BackOrderCancelledNotice: back-ordered units are cancelled.");
        await person.ShouldBeForEverybodyAsync();
    }

    [Fact]
    public async Task GivenGoodsThatReleaseAnOrder_WhenTheyAreScanned_ThenTheMailIsAnnouncedBeforeTheyAreReceived()
    {
        await using var host = await ApiHost.StartAsync(Database.Sqlite);
        var sku = await host.NewSku();
        await host.NewOrder(sku, 2);
        await AssignAsync(host);
        var purchase = await host.NewPurchaseOrder((sku, 9));
        await using var person = await Person.SignsInAsync(chromium, host, 390, 844);
        await person.GoAsync($"/receiving?po={purchase}");

        await person.Page.GetByLabel("Scan goods").FillAsync(sku);
        await person.Page.GetByLabel("Scan goods").PressAsync("Enter");
        await Expect(person.Page.GetByText("Receive 1 unit")).ToBeVisibleAsync();
        await Expect(person.Page.Locator("section.mail-forecast-item")).ToHaveCountAsync(0);
        await person.Page.GetByLabel("Scan goods").FillAsync(sku);
        await person.Page.GetByLabel("Scan goods").PressAsync("Enter");

        await Expect(person.Page.Locator("section.mail-forecast-item"))
            .ToContainTextAsync("1 customer gets an e-mail, template BackOrderReleasedNotice: the back order is released.");
        await person.ShouldBeAccessibleAsync();
        await person.ShouldNotScrollSidewaysAsync();
    }

    [Fact]
    [MoreInDeep]
    public async Task GivenOrdersThatWereKeptUnmarked_WhenTheSettingIsTurnedOff_ThenItSaysWhoIsTold()
    {
        await using var host = await ApiHost.StartAsync(Database.Sqlite);
        await AssignAsync(host);
        await host.Put("/settings", """{"stopMarkingOnCreate":true}""").Ok();
        var sku = await host.NewSku();
        await host.NewOrder(sku, 3);
        await host.NewOrder(sku, 4);
        await using var person = await Person.SignsInAsync(chromium, host);
        await person.GoAsync("/settings");

        await person.Page.GetByLabel("Stop Marking Orders as BackOrder while Creating Orders").UncheckAsync();

        await Expect(person.Page.Locator("section.mail-forecast-item"))
            .ToContainTextAsync("1 customer gets 2 e-mails, template OutOfStockInventoryNotice: items are out of stock.");
        await person.ShouldBeForEverybodyAsync();
    }

    private static async Task ChooseAsync(Person person, string action)
    {
        await Button(person.Page.Locator("main"), "More").ClickAsync();
        await Button(person.Page.Locator("#order-more"), action).ClickAsync();
    }

    private static async Task AssignAsync(ApiHost host)
    {
        foreach (var what in Events)
        {
            await host.Put(
                    $"/email/templates/{what}",
                    """{"subject":"Order {{ order.number }}","fromName":"Acme","fromAddress":"orders@acme.example","html":true,"body":"<p>Hello {{ customer.name }}</p><p>{{ notice.note }}</p>"}"""
                )
                .Ok();
            await host.Put($"/companies/ACME/email/{what}", $$"""{"template":"{{what}}"}""").Ok();
        }
    }
}
