using System.Text;
using Microsoft.Playwright;
using Raincheck.Storage;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Browser.Tests;

/// <summary>Importing a CSV file: selection, mapping, errors, import, rejected rows.</summary>
public sealed class ImportTests(Chromium chromium, ApiHosts hosts)
{
    private const string Listens = "document.querySelector('input[type=file]:enabled')?._blazorInputFileNextFileId >= 0";
    private const int PauseMs = 50;

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    private static ILocator Primary(Person person) => person.Page.Locator(".settings-save .button-primary");

    private static ILocator Outcome(Person person, string what) =>
        person.Page.Locator(".outcome div").Filter(new() { HasText = what }).Locator("dd");

    private static Task SendAsync(Person person, string name, string text, Encoding? encoding = null) =>
        SendAsync(person, name, (encoding ?? Encoding.UTF8).GetBytes(text));

    private static async Task SendAsync(Person person, string name, byte[] bytes)
    {
        // The field is made anew after each file, and a program can be there before it listens.
        for (var i = 0; !await person.Page.EvaluateAsync<bool>(Listens); i++)
        {
            i.ShouldBeLessThan(Person.PatienceMs / PauseMs);
            await Task.Delay(PauseMs);
        }
        await person
            .Page.Locator("input[type=file]")
            .SetInputFilesAsync(
                new FilePayload
                {
                    Name = name,
                    MimeType = "text/csv",
                    Buffer = bytes,
                }
            );
    }

    [Theory]
    [MoreInDeep]
    [MemberData(nameof(Chosen.Databases), MemberType = typeof(Chosen))]
    public async Task GivenAFileOfOrders_WhenItIsImportedMendedAndImportedAgain_ThenEachOrderIsThereOnce(Database database)
    {
        var host = await hosts.On(database);
        var sku = await host.NewSku(1);
        var (good, bad) = (ApiHost.NewName("IMP-"), ApiHost.NewName("IMP-"));
        var text =
            "Order no;Brand;Order date;Customer;E-mail;Item;Qty;Gift note\n"
            + $"{good};ACME;2026-01-02;<b>One</b>;one@example.com;{sku};2;\n"
            + $"{bad};ACME;2026-01-02;=Two();two@example.com;{sku};-3;hello\n";
        await using var person = await Person.SignsInAsync(chromium, host);
        await person.GoAsync("/");
        await person.Page.GetByRole(AriaRole.Link, new() { Name = "Import" }).ClickAsync();

        await SendAsync(person, "their orders.csv", text);
        await Expect(person.Page.GetByLabel("Import Item as")).ToHaveValueAsync("sku");
        await Expect(person.Page.GetByLabel("Import Gift note as")).ToHaveValueAsync("");
        var fault = person.Page.Locator(".fault-list tbody tr");
        await Expect(fault).ToHaveCountAsync(1);
        await Expect(fault).ToContainTextAsync("3");
        await Expect(fault).ToContainTextAsync("Qty");
        await Expect(fault).ToContainTextAsync("a whole number from 1");
        await Expect(person.Page.Locator(".bad-cell")).ToHaveTextAsync("-3");
        await person.ShouldBeAccessibleAsync();
        await person.ShouldNotScrollSidewaysAsync();
        await Primary(person).ClickAsync();

        await Expect(person.Page.GetByText("2 rows read")).ToBeVisibleAsync();
        await Expect(Outcome(person, "imported")).ToHaveTextAsync("1");
        await Expect(Outcome(person, "rows rejected")).ToHaveTextAsync("1");
        await person.ShouldBeForEverybodyAsync();
        var rejects = await person.Page.RunAndWaitForDownloadAsync(() =>
            person.Page.GetByRole(AriaRole.Link, new() { Name = "Rejected rows" }).ClickAsync()
        );
        rejects.SuggestedFilename.ShouldBe("their orders.rejects.csv");
        var mended = await File.ReadAllTextAsync(await rejects.PathAsync(), TestContext.Current.CancellationToken);
        mended.ShouldContain(",\"'=Two()\",".Replace("\"", "", StringComparison.Ordinal));

        await person.Page.GetByRole(AriaRole.Link, new() { Name = "Import another file" }).ClickAsync();
        await SendAsync(person, "mended.csv", mended.Replace(",-3,", ",3,", StringComparison.Ordinal));
        await Expect(Primary(person)).ToHaveTextAsync("Import 1 order");
        await Primary(person).ClickAsync();
        await Expect(Outcome(person, "imported")).ToHaveTextAsync("1");
        (await host.Get($"/orders/{bad}").Ok()).Text("customer.name").ShouldBe("=Two()");

        await person.GoAsync("/import?kind=orders");
        await SendAsync(person, "again.csv", text.Replace(";-3;", ";3;", StringComparison.Ordinal));
        await Primary(person).ClickAsync();
        await Expect(Outcome(person, "already there")).ToHaveTextAsync("2");
        await Expect(Outcome(person, "imported")).ToHaveTextAsync("0");
        (await host.Get($"/orders/{good}").Ok()).Number("backOrder.backOrderedQty").ShouldBe(1);
    }

    [Fact]
    public async Task GivenUnknownNames_WhenTheyAreChosen_ThenTheNextFileHasThemChosen()
    {
        await using var host = await ApiHost.StartAsync(Database.Sqlite);
        var sku = await host.NewSku();
        await using var person = await Person.SignsInAsync(chromium, host);
        await person.GoAsync("/import?kind=stock");
        var text = $"Artikelnummer\tLagerort\tBestand\n{sku}\tMAIN\t12\n";

        await SendAsync(person, "bestand.tsv", text);
        await Expect(person.Page.GetByText("No column name in the first line is known")).ToBeVisibleAsync();
        await Expect(Primary(person)).ToBeDisabledAsync();
        await person.Page.GetByLabel("Import Artikelnummer as").SelectOptionAsync("sku");
        await person.Page.GetByLabel("Import Lagerort as").SelectOptionAsync("warehouse");
        await Expect(person.Page.GetByText("Map a column to: onHand")).ToBeVisibleAsync();
        await person.Page.GetByLabel("Import Bestand as").SelectOptionAsync("onHand");
        await Primary(person).ClickAsync();
        await Expect(Outcome(person, "imported")).ToHaveTextAsync("1");
        (await host.Get($"/products/{sku}").Ok()).Number("stock.onHand").ShouldBe(12);

        await person.GoAsync("/import?kind=stock");
        await SendAsync(person, "bestand.tsv", text);
        await Expect(person.Page.GetByLabel("Import Bestand as")).ToHaveValueAsync("onHand");
        await Expect(Primary(person)).ToBeEnabledAsync();
        await person.Page.ReloadAsync();
        await Expect(person.Page.GetByLabel("Import Lagerort as")).ToHaveValueAsync("warehouse");
    }

    [Fact]
    public async Task GivenAFileThatChangesWhatIsThere_WhenItIsLookedAt_ThenOldAndNewValuesAreShown()
    {
        var host = await hosts.On(Chosen.Database);
        var sku = await host.NewSku();
        await using var person = await Person.SignsInAsync(chromium, host);
        await person.GoAsync("/import?kind=products");

        await SendAsync(person, "names.csv", $"sku,name\n{sku},<i>Renamed</i>\n{sku}-NEW,New\n");
        var change = person.Page.Locator(".changes tbody tr");
        await Expect(change).ToHaveCountAsync(1);
        await Expect(change).ToContainTextAsync(sku);
        await Expect(change).ToContainTextAsync("<i>Renamed</i>");
        await Expect(person.Page.Locator(".preview")).ToContainTextAsync("1 of them changes");
        await person.ShouldBeAccessibleAsync();
        await person.ShouldNotScrollSidewaysAsync();
        await Primary(person).ClickAsync();

        await Expect(Outcome(person, "imported")).ToHaveTextAsync("1");
        await Expect(Outcome(person, "changed")).ToHaveTextAsync("1");
        (await host.Get($"/products/{sku}").Ok()).Text("name").ShouldBe("<i>Renamed</i>");
    }

    [Fact]
    public async Task GivenAShelfCountedTwice_WhenItsRowsAreAddedUp_ThenTheSumIsThere()
    {
        var host = await hosts.On(Chosen.Database);
        var sku = await host.NewSku();
        await using var person = await Person.SignsInAsync(chromium, host);
        await person.GoAsync("/import?kind=stock");

        await SendAsync(person, "stock.csv", $"sku,warehouse,onHand\n{sku},MAIN,10\n{sku},MAIN,5\n");
        await Expect(person.Page.Locator(".fault-list tbody tr")).ToHaveCountAsync(2);
        await Expect(Primary(person)).ToBeDisabledAsync();
        await person.Page.GetByLabel("Add up rows").CheckAsync();
        await Expect(person.Page.Locator(".fault-list tbody tr")).ToHaveCountAsync(0);
        await Expect(person.Page.GetByLabel("Add up rows")).ToBeCheckedAsync();
        await Primary(person).ClickAsync();

        await Expect(Outcome(person, "imported")).ToHaveTextAsync("1");
        (await host.Get($"/products/{sku}").Ok()).Number("stock.onHand").ShouldBe(15);
    }

    [Fact]
    public async Task GivenDatesThatCouldBeTwo_WhenTheirOrderIsStated_ThenTheyComeIn()
    {
        var host = await hosts.On(Chosen.Database);
        var sku = await host.NewSku();
        var number = ApiHost.NewName("D-");
        await using var person = await Person.SignsInAsync(chromium, host);
        await person.GoAsync("/import?kind=orders");

        await SendAsync(
            person,
            "dates.csv",
            $"orderNumber;company;orderedAt;customerName;sku;quantity;unitPrice\n{number};ACME;03/01/2026;Ann;{sku};1;9,90\n;;;;{sku};2;\n"
        );
        await Expect(person.Page.Locator(".fault-list tbody tr")).ToHaveCountAsync(2);
        await person.Page.GetByLabel("Dates such as").SelectOptionAsync("day-first");
        await person.Page.GetByLabel("Decimals").SelectOptionAsync("comma");
        await person.Page.GetByLabel("A row without a number").CheckAsync();
        await Expect(Primary(person)).ToHaveTextAsync("Import 1 order");
        await Primary(person).ClickAsync();

        await Expect(Outcome(person, "imported")).ToHaveTextAsync("1");
        var order = await host.Get($"/orders/{number}").Ok();
        order.Text("orderedAt").ShouldStartWith("2026-01-03");
        order.Number("lines.1.quantity").ShouldBe(2);
    }

    [Fact]
    public async Task GivenAFileInAnotherEncoding_WhenItIsReadAsThat_ThenItsLettersAreRight()
    {
        var host = await hosts.On(Chosen.Database);
        var sku = ApiHost.NewName("ENC-");
        await using var person = await Person.SignsInAsync(chromium, host);
        await person.GoAsync("/import?kind=products");

        await SendAsync(person, "produkte.csv", $"sku;name\n{sku};Küche\n", Encoding.Latin1);
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Read the file as windows-1252" }).ClickAsync();
        await Expect(person.Page.Locator(".cells")).ToContainTextAsync("Küche");
        await Primary(person).ClickAsync();
        await Expect(Outcome(person, "imported")).ToHaveTextAsync("1");

        (await host.Get($"/products/{sku}").Ok()).Text("name").ShouldBe("Küche");
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("\n\n\n", "The file is empty.")]
    [InlineData("PK\u0003\u0004", "save the sheet as CSV first")]
    [InlineData("\"sku;warehouse;onHand\nA;MAIN;1\n", "The header cannot be read")]
    public async Task GivenAFileThatIsNone_WhenItIsChosen_ThenThePageSaysWhy(string text, string reason)
    {
        var host = await hosts.On(Chosen.Database);
        await using var person = await Person.SignsInAsync(chromium, host);
        await person.GoAsync("/import?kind=stock");

        await SendAsync(person, "broken.csv", text);

        await Expect(person.Page.GetByText(reason)).ToBeVisibleAsync();
        await Expect(person.Page.Locator(".content").GetByText("This page stopped working")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task GivenAViewer_WhenTheyLookForImport_ThenThereIsNone()
    {
        var host = await hosts.On(Chosen.Database);
        var viewer = await host.NewUserAsync(Role.Viewer);
        await using var person = await Person.SignsInAsync(chromium, host, user: viewer);

        await person.GoAsync("/jobs");
        await Expect(person.Page.GetByRole(AriaRole.Link, new() { Name = "Import" })).ToHaveCountAsync(0);
        await person.Page.GotoAsync("/import");
        await Expect(person.Page.Locator("input[type=file]")).ToHaveCountAsync(0);
        var answer = await person.Page.GotoAsync("/import/results/anything/rejects.csv");
        answer!.Url.ShouldContain("not-allowed");
    }
}
