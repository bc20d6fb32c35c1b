using System.Diagnostics;
using Microsoft.Playwright;
using Raincheck.Crash;
using Raincheck.Storage;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Browser.Tests;

/// <summary>Telling the customer: from an empty list of templates to the mail in a real mailbox.</summary>
public sealed class EmailTests(Chromium chromium)
{
    private const string Hostile = "<b>Eve</b> <img src=x onerror=alert(1)>";

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    private static ILocator Button(Person person, string name) =>
        person.Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    [Theory]
    [MoreInDeep]
    [MemberData(nameof(Chosen.BothInDeep), MemberType = typeof(Chosen))]
    public async Task GivenTheTwoStepsOfTheSourcePage_WhenAnOrderGetsMarked_ThenItsMailIsInTheMailbox(Database database)
    {
        await using var server = await ServerAsync();
        await using var host = await ApiHost.StartAsync(database);
        var sku = await host.NewSku(1);
        await OrderAsync(host, "EARLY", sku);
        await using var person = await Person.SignsInAsync(chromium, host);

        await person.GoAsync("/email/server");
        await person.Page.GetByLabel("Host").FillAsync("127.0.0.1");
        await person.Page.GetByLabel("Port").FillAsync($"{server.Port}");
        await person.Page.GetByLabel("Security").SelectOptionAsync("None");
        await Button(person, "Save server").ClickAsync();
        await Expect(person.Page.GetByText("Mail server saved")).ToBeVisibleAsync();

        // Step 1, from the company's toolbox.
        await person.GoAsync("/settings/companies");
        await Button(person, "Toolbox of ACME").ClickAsync();
        await person.Page.Locator("#tools-ACME").GetByText("Email Templates").ClickAsync();
        await person.Page.GetByText("Add template").ClickAsync();
        await person.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("Sorry");
        await person.Page.GetByLabel("Sender name").FillAsync("Acme");
        await person.Page.GetByLabel("Sender address").FillAsync("orders@acme.example");
        await person.Page.GetByLabel("Subject").FillAsync("Order #?OrderNumber?#");
        await Expect(person.Page.GetByLabel("Subject")).ToHaveValueAsync("Order {{ order.number }}");
        await person
            .Page.GetByLabel("Text", new() { Exact = true })
            .FillAsync(
                "<p>Hello {{ customer.name }}, {% for line in lines %}{{ line.back_ordered }} of {{ line.ordered }}{% endfor %} wait</p>"
            );
        await Expect(person.Page.FrameLocator("iframe").GetByText($"Hello {Hostile}, 1 of 2 wait")).ToBeVisibleAsync();
        await person.Page.GetByLabel("Send a test to").FillAsync("me@acme.example");
        await Button(person, "Send a test").ClickAsync();
        await Expect(person.Page.GetByText("Sent to me@acme.example.")).ToBeVisibleAsync();
        (await server.MailsAsync()).Single().Message.Subject.ShouldBe("[Test] Order EARLY");
        await Button(person, "Save template").ClickAsync();
        await Expect(person.Page.GetByText("Sorry saved")).ToBeVisibleAsync();

        // Step 2.
        await person.GoAsync("/settings/companies");
        await Button(person, "Toolbox of ACME").ClickAsync();
        await person.Page.Locator("#tools-ACME").GetByText("Email Template Assignment").ClickAsync();
        await person.Page.GetByLabel("OutOfStockInventoryNotice").SelectOptionAsync("Sorry");
        await Expect(person.Page.GetByText("ACME sends Sorry for OutOfStockInventoryNotice")).ToBeVisibleAsync();

        await OrderAsync(host, "LATE", sku);
        await UntilAsync(async () => await server.CountAsync() == 2);
        var mail = (await server.MailsAsync())[1];
        mail.To.ShouldBe(["eve@example.com"]);
        mail.Message.Subject.ShouldBe("Order LATE");
        mail.Message.TextBody!.ShouldContain("2 of 2 wait");
        mail.Message.HtmlBody!.ShouldNotContain("<img");

        await person.GoAsync("/orders/LATE");
        await Expect(person.Page.Locator(".mail-list")).ToContainTextAsync("Sent");
        await Expect(person.Page.Locator(".timeline")).ToContainTextAsync("E-mail sent");
        await person.Page.Locator(".mail-list a").First.ClickAsync();
        await Expect(person.Page.FrameLocator("iframe").GetByText("2 of 2 wait")).ToBeVisibleAsync();
        await person.ShouldBeForEverybodyAsync();

        await person.GoAsync("/orders/EARLY");
        await Button(person, "E-mail …").ClickAsync();
        await person.Page.GetByLabel("Template").SelectOptionAsync("Sorry");
        await Expect(person.Page.Locator(".result-list")).ToContainTextAsync("eve@example.com");
        await Button(person, "Send to 1").ClickAsync();
        await UntilAsync(async () => await server.CountAsync() == 3);
        (await server.MailsAsync())[2].Message.Subject.ShouldBe("Order EARLY");
    }

    [Fact]
    [MoreInDeep]
    public async Task GivenATemplate_WhenAWrongOneIsSaved_ThenLineAndColumnAreSaidAndTheOldOneStays()
    {
        await using var host = await ApiHost.StartAsync(Database.Sqlite);
        await PutTemplateAsync(host);
        await using var person = await Person.SignsInAsync(chromium, host);
        await person.GoAsync("/email/template?name=notice");

        await person.Page.GetByLabel("Text", new() { Exact = true }).FillAsync("fine\n{{ order.nummer }}");
        await Button(person, "Save template").ClickAsync();

        await Expect(person.Page.Locator("#template-form [role=alert]")).ToContainTextAsync("Not saved.");
        await person.ShouldBeForEverybodyAsync();
        await Expect(person.Page.Locator("#template-form [role=alert]")).ToContainTextAsync("line 2, column 4");
        (await host.Get("/email/templates/notice").Ok()).Text("body").ShouldBe("Hello");
    }

    [Fact]
    public async Task GivenAViewer_WhenTheyLookAtMail_ThenNoButtonWouldBeRefused()
    {
        await using var host = await ApiHost.StartAsync(Database.Sqlite);
        await PutTemplateAsync(host);
        await using var person = await Person.SignsInAsync(
            chromium,
            host,
            user: await host.NewUserAsync(Role.Viewer),
            password: ApiHost.Password
        );

        await person.GoAsync("/email/template?name=notice");
        await Expect(Button(person, "Save template")).ToHaveCountAsync(0);
        await person.GoAsync("/email/assignment");
        await Expect(person.Page.GetByLabel("OutOfStockInventoryNotice")).ToBeDisabledAsync();
        await Expect(Button(person, "Save limits")).ToHaveCountAsync(0);

        // The server checks too if the browser enables the fields.
        await person.Page.EvaluateAsync("document.querySelectorAll('main [disabled]').forEach(field => (field.disabled = false))");
        await person.Page.GetByLabel("OutOfStockInventoryNotice").SelectOptionAsync("notice");
        await Expect(person.Page.GetByText("Your role does not include this.")).ToHaveCountAsync(1);
        await person.Page.GetByLabel("Daily limit").FillAsync("7");
        await person.Page.EvaluateAsync("document.querySelector('main form').requestSubmit()");
        await Expect(person.Page.Locator("main form [role=alert]")).ToContainTextAsync("Your role does not include this.");
        (await host.Get("/companies/ACME/email").Ok()).Json.ToString().ShouldNotContain("\"template\":\"notice\"");
        (await host.Get("/companies/ACME/email/rules").Ok()).At("dailyLimit").ToString().ShouldNotBe("7");
    }

    [Fact]
    public async Task GivenHalfTypedRules_WhenATemplateIsAssigned_ThenTheyStay()
    {
        await using var host = await ApiHost.StartAsync(Database.Sqlite);
        await PutTemplateAsync(host);
        await using var person = await Person.SignsInAsync(chromium, host);
        await person.GoAsync("/email/assignment");

        await person.Page.GetByLabel("Minimum minutes between e-mails about the same order").FillAsync("77");
        await person.Page.GetByLabel("ShippingDelayNotice").SelectOptionAsync("notice");
        await Expect(person.Page.GetByText("ACME sends notice for ShippingDelayNotice")).ToBeVisibleAsync();
        await Button(person, "Save limits").ClickAsync();

        await Expect(person.Page.GetByText("Limits saved")).ToBeVisibleAsync();
        (await host.Get("/companies/ACME/email/rules").Ok()).Number("minutesBetween").ShouldBe(77);
    }

    [Fact]
    public async Task GivenMailsThatNoServerTakes_WhenTheStartPageIsOpened_ThenOnlyAnAdministratorIsSentToTheServer()
    {
        await using var host = await ApiHost.StartAsync(Database.Sqlite);
        await PutTemplateAsync(host);
        await host.Put("/companies/ACME/email/OutOfStockInventoryNotice", """{"template":"notice"}""").Ok();
        await host.NewOrder(await host.NewSku(), 1);
        await using var boss = await Person.SignsInAsync(chromium, host);
        await using var agent = await Person.SignsInAsync(chromium, host, user: await host.NewUserAsync(Role.Agent));

        foreach (var (person, links) in new[] { (boss, 1), (agent, 0) })
        {
            await person.GoAsync("/");
            var warning = person.Page.Locator(".note-warn").Filter(new() { HasText = "set up a mail server" });
            await Expect(warning).ToBeVisibleAsync();
            await Expect(warning.GetByRole(AriaRole.Link)).ToHaveCountAsync(links);
        }
    }

    private static Task<Reply> PutTemplateAsync(ApiHost host) =>
        host.Put(
                "/email/templates/notice",
                """{"subject":"Order","fromName":"Acme","fromAddress":"orders@acme.example","html":false,"body":"Hello"}"""
            )
            .Ok();

    private static async Task<PrivateMailServer> ServerAsync()
    {
        Assert.SkipUnless(PrivateMailServer.WhyNot is null, $"The mail server is not available: {PrivateMailServer.WhyNot}");
        return await PrivateMailServer.StartNewAsync();
    }

    private static Task<Reply> OrderAsync(ApiHost host, string number, string sku) =>
        host.Post(
                "/orders",
                System.Text.Json.JsonSerializer.Serialize(
                    new
                    {
                        number,
                        company = "ACME",
                        customer = new { name = Hostile, email = "eve@example.com" },
                        lines = new[] { new { sku, quantity = 2 } },
                    }
                )
            )
            .Ok();

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        var waited = Stopwatch.StartNew();
        while (!await holds())
        {
            waited.ElapsedMilliseconds.ShouldBeLessThan(Person.PatienceMs);
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }
}
