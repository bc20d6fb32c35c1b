using Microsoft.Playwright;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;
using static Raincheck.Browser.Tests.OnPages;

namespace Raincheck.Browser.Tests;

/// <summary>The grid of orders, through what a person sees and does.</summary>
public sealed class ManageOrdersTests(Chromium chromium, ApiHosts hosts)
{
    [Theory]
    [MoreInDeep]
    [MemberData(nameof(Chosen.BothInDeep), MemberType = typeof(Chosen))]
    public async Task GivenFullPartialAndFilledOrders_WhenTheyAreFiltered_ThenEachFilterShowsItsOwnAndTheAddressSaysSo(Database database)
    {
        var host = await hosts.On(database);
        var sku = await host.NewSku(5);
        var filled = await host.NewOrder(sku, 2);
        var partial = await host.NewOrder(sku, 4);
        var full = await host.NewOrder(sku, 1);
        await using var person = await Person.SignsInAsync(chromium, host);
        await person.GoAsync("/orders");

        await person.Page.GetByLabel("SKU").FillAsync(sku);
        await person.Page.GetByLabel("SKU").PressAsync("Enter");
        // All of them are to be seen before the filter is at work, too.
        await person.ShouldComeToAsync($"sku={sku}");
        await Expect(Row(person, filled)).ToBeVisibleAsync();
        await Expect(Row(person, partial)).ToContainTextAsync("Partial 1");
        await Expect(Row(person, full)).ToContainTextAsync("Full 1");

        var filters = person.Page.GetByRole(AriaRole.Navigation, new() { Name = "Back order" });
        foreach (
            var (name, value, shown) in new[]
            {
                ("Full", "full", new[] { full }),
                ("Partial", "partial", [partial]),
                ("Full or partial", "fullOrPartial", [full, partial]),
                ("None", "none", [filled]),
            }
        )
        {
            await filters.GetByRole(AriaRole.Link, new() { Name = name, Exact = true }).ClickAsync();
            await Expect(person.Page.Locator("tr.row")).ToHaveCountAsync(shown.Length);
            foreach (var order in shown)
                await Expect(Row(person, order)).ToBeVisibleAsync();
            await person.ShouldComeToAsync($"backOrder={value}");
            await person.ShouldComeToAsync($"sku={sku}");
        }

        await person.Page.GoBackAsync();
        await Expect(person.Page.Locator("tr.row")).ToHaveCountAsync(2);
        await person.Page.ReloadAsync();
        await Expect(person.Page.Locator("tr.row")).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task GivenARow_WhenItIsOpened_ThenItsLinesShowWhatIsAllocatedBackOrderedAndAvailableAndWhere()
    {
        var host = await hosts.On(Chosen.Database);
        var sku = await host.NewSku(3);
        await host.Post("/inventory/adjustments", $$"""{"sku":"{{sku}}","warehouse":"DOCK","delta":2}""").Ok();
        var order = await host.NewOrder(sku, 5);
        await using var person = await Person.SignsInAsync(chromium, host);
        await person.GoAsync($"/orders?sku={sku}");

        await person.Page.GetByRole(AriaRole.Button, new() { Name = $"Lines of order {order}" }).ClickAsync();

        var lines = person.Page.GetByRole(AriaRole.Table, new() { Name = $"Lines of order {order}" });
        await Expect(lines.GetByRole(AriaRole.Columnheader))
            .ToHaveTextAsync(["SKU", "Ordered", "Shipped", "Allocated", "Back-ordered", "Available", "Warehouse", "Notes"]);
        await Expect(lines.Locator("tbody td.number")).ToHaveTextAsync(["5", "0", "3", "2", "0"]);
        await Expect(lines.Locator("tbody .line-note")).ToHaveTextAsync(["MAIN 3", "DOCK 2 (not sellable)"]);
    }

    [Theory]
    [MoreInDeep]
    [MemberData(nameof(Chosen.BothInDeep), MemberType = typeof(Chosen))]
    public async Task GivenTwoBrowsers_WhenStockArrives_ThenTheOtherOnesGridShowsItByItself(Database database)
    {
        var host = await hosts.On(database);
        var sku = await host.NewSku();
        var order = await host.NewOrder(sku, 3);
        await using var watching = await Person.SignsInAsync(chromium, host);
        await watching.GoAsync($"/orders?sku={sku}");
        await Expect(Row(watching, order)).ToContainTextAsync("Full 3");

        var purchase = (
            await host.Post("/purchase-orders", $$"""{"vendor":"VEND","warehouse":"MAIN","lines":[{"sku":"{{sku}}","quantity":2}]}""").Ok()
        ).Text("number");
        await host.Post(
                $"/purchase-orders/{purchase}/receipts",
                $$"""{"reference":"{{ApiHost.NewName("R-")}}","lines":[{"sku":"{{sku}}","quantity":2}]}"""
            )
            .Ok();

        await Expect(Row(watching, order)).ToContainTextAsync("Partial 1");
    }

    [Fact]
    public async Task GivenAnotherProcess_WhenItChangesAnOrder_ThenTheGridHereShowsIt()
    {
        var host = await hosts.On(Database.Postgres);
        var sku = await host.NewSku(3);
        var order = await host.NewOrder(sku, 3);
        await using var other = await host.AnotherAsync();
        await using var watching = await Person.SignsInAsync(chromium, host);
        await watching.GoAsync($"/orders?sku={sku}");

        await other.Post($"/orders/{order}/hold").Ok();

        await Expect(Row(watching, order)).ToContainTextAsync("On hold");
    }

    [Theory]
    [MemberData(nameof(Chosen.Databases), MemberType = typeof(Chosen))]
    public async Task GivenAllThatMatch_WhenTheyAreHeld_ThenTheDialogForetellsItAndListsWhatCameOfEach(Database database)
    {
        var host = await hosts.On(database);
        var sku = await host.NewSku(100);
        for (var i = 0; i < 55; i++)
            await host.NewOrder(sku, 1);
        var cancelled = await host.NewOrder(sku, 1);
        await host.Post($"/orders/{cancelled}/cancel").Ok();
        await using var person = await Person.SignsInAsync(chromium, host);
        await person.GoAsync($"/orders?sku={sku}");

        await person.Page.GetByLabel("Select all orders on this page").CheckAsync();
        var bar = person.Page.GetByRole(AriaRole.Region, new() { Name = "Selection" });
        await Expect(bar).ToContainTextAsync("50 orders selected");
        await bar.GetByRole(AriaRole.Button, new() { Name = "Select all that match" }).ClickAsync();
        await Expect(bar).ToContainTextAsync("56 orders selected");
        await bar.GetByRole(AriaRole.Button, new() { Name = "Hold", Exact = true }).ClickAsync();

        var dialog = person.Page.GetByRole(AriaRole.Dialog);
        await Expect(dialog).ToContainTextAsync("Applies to 55 of 56 orders.");
        await person.ShouldBeAccessibleAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Hold", Exact = true }).ClickAsync();
        await Expect(dialog).ToContainTextAsync("Done: 55 orders; failed: 1.");
        await Expect(dialog).ToContainTextAsync(cancelled);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Close", Exact = true }).First.ClickAsync();

        await Expect(person.Page.Locator("tr.row").Filter(new() { HasText = "On hold" })).ToHaveCountAsync(49);
        (await host.Get($"/orders?sku={sku}&status=onHold&pageSize=500").Ok()).Items("number").Count.ShouldBe(55);

        await person.GoAsync("/jobs");
        var job = person.Page.Locator("tr.row").Filter(new() { HasText = "56 of 56" });
        await Expect(job).ToContainTextAsync("55 orders");
        await Expect(job).ToContainTextAsync($"Hold for many orders, by {ApiHost.UserName}");
        var refused = job.Locator("xpath=following-sibling::tr[1]");
        await refused.GetByRole(AriaRole.Button, new() { Name = "Failed for 1 order" }).ClickAsync();
        await Expect(refused.Locator("tbody")).ToContainTextAsync(cancelled);
        var file = await TextOfAsync(person, () => refused.GetByRole(AriaRole.Link, new() { Name = "Download all as CSV" }).ClickAsync());
        file.ShouldContain($"{cancelled},Order {cancelled} is cancelled");
    }

    [Fact]
    public async Task GivenBackOrderedUnits_WhenTheyAreCancelledForASelection_ThenWhatTheOrdersHoldStays()
    {
        var host = await hosts.On(Chosen.Database);
        var sku = await host.NewSku(3);
        var order = await host.NewOrder(sku, 5);
        await using var person = await Person.SignsInAsync(chromium, host);
        await person.GoAsync($"/orders?sku={sku}");

        await person.Page.GetByLabel($"Select order {order}").CheckAsync();
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Cancel back-ordered units" }).ClickAsync();
        var dialog = person.Page.GetByRole(AriaRole.Dialog);
        await Expect(dialog).ToContainTextAsync("2 back-ordered units will be cancelled.");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel back-ordered units" }).ClickAsync();
        await Expect(dialog).ToContainTextAsync("Done: 1 order.");

        var shown = (await host.Get($"/orders/{order}").Ok());
        shown.Number("lines.0.cancelled").ShouldBe(2);
        shown.Number("lines.0.allocated").ShouldBe(3);
    }

    [Fact]
    public async Task GivenAListOfOneProduct_WhenBackOrderedUnitsAreCancelled_ThenThoseOfOtherProductsAreOnlyIfThatIsAskedFor()
    {
        var host = await hosts.On(Chosen.Database);
        var (sku, other, shadow) = (await host.NewSku(), await host.NewSku(), ApiHost.NewName("SHADE-"));
        await host.Put($"/products/{shadow}", $$"""{"name":"Shadow","shadowOf":"{{sku}}"}""").Ok();
        var order = ApiHost.NewName("O-");
        await host.Post("/orders", ApiHost.Order(order, (shadow, 2), (other, 3))).Ok();
        await using var person = await Person.SignsInAsync(chromium, host);
        await person.GoAsync($"/orders?sku={sku}");

        await person.Page.GetByLabel($"Select order {order}").CheckAsync();
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Cancel back-ordered units" }).ClickAsync();
        var dialog = person.Page.GetByRole(AriaRole.Dialog);
        await Expect(dialog).ToContainTextAsync($"Of {sku}, 2 back-ordered units will be cancelled.");
        await dialog.GetByLabel($"Only units of {sku}").UncheckAsync();
        await Expect(dialog).ToContainTextAsync("5 back-ordered units will be cancelled.");
        await dialog.GetByLabel($"Only units of {sku}").CheckAsync();
        await Expect(dialog).ToContainTextAsync($"Of {sku}, 2 back-ordered units will be cancelled.");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel back-ordered units" }).ClickAsync();
        await Expect(dialog).ToContainTextAsync("Done: 1 order.");

        var shown = await host.Get($"/orders/{order}").Ok();
        (shown.Number("lines.0.cancelled"), shown.Number("lines.1.cancelled")).ShouldBe((2, 0));
    }

    [Fact]
    public async Task GivenAHostileCustomer_WhenTheOrderIsShown_ThenTheNameIsTextAndTheFileHasNoFormula()
    {
        var host = await hosts.On(Chosen.Database);
        var sku = await host.NewSku();
        const string Name = "=HYPERLINK(1)<img src=x onerror=alert(1)>";
        var number = ApiHost.NewName("O-");
        await host.Post(
                "/orders",
                $$"""{"number":"{{number}}","company":"ACME","customer":{"name":"{{Name}}","email":"a@example.com"},"lines":[{"sku":"{{sku}}","quantity":1}]}"""
            )
            .Ok();
        await using var person = await Person.SignsInAsync(chromium, host);
        person.Page.Dialog += (_, _) => throw new InvalidOperationException("the name ran");

        await person.GoAsync($"/orders?sku={sku}");
        await Expect(Row(person, number)).ToContainTextAsync(Name);
        await Expect(person.Page.Locator("img")).ToHaveCountAsync(0);
        await person.GoAsync($"/orders/{number}");
        await Expect(person.Page.Locator("main")).ToContainTextAsync(Name);
        await Expect(person.Page.Locator("img")).ToHaveCountAsync(0);

        await host.NewOrder(sku, 1);
        await person.GoAsync($"/orders?sku={sku}");
        var all = await TextOfAsync(person, () => person.Page.GetByRole(AriaRole.Link, new() { Name = "CSV" }).ClickAsync());
        all.ShouldContain($"\"'{Name}\"");
        Lines(all).ShouldBe(3);
        await person.Page.GetByLabel($"Select order {number}").CheckAsync();
        var chosen = await TextOfAsync(person, () => person.Page.GetByRole(AriaRole.Button, new() { Name = "Export CSV" }).ClickAsync());
        chosen.ShouldContain($"\"'{Name}\"");
        Lines(chosen).ShouldBe(2);
        // The page goes on behind the file.
        await person.Page.GetByLabel($"Select order {number}").UncheckAsync();
        await Expect(person.Page.GetByRole(AriaRole.Region, new() { Name = "Selection" })).ToBeHiddenAsync();

        // Another site's form has no token of ours.
        var form = person.Page.APIRequest.CreateFormData();
        form.Set("numbers", number);
        (await person.Page.APIRequest.PostAsync("/orders/export.csv", new() { Form = form })).Status.ShouldBe(400);

        static int Lines(string file) => file.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;
    }

    [Fact]
    public async Task GivenFilters_WhenTheyAreSavedAsAView_ThenTheViewLeadsBackToThem()
    {
        var host = await hosts.On(Chosen.Database);
        var name = ApiHost.NewName("Held ");
        await using var person = await Person.SignsInAsync(chromium, host);
        await person.GoAsync("/orders?status=onHold");

        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Views" }).ClickAsync();
        await person.Page.GetByPlaceholder("Name of this view").FillAsync(name);
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Expect(person.Page.GetByRole(AriaRole.Link, new() { Name = name })).ToBeVisibleAsync();
        await person.GoAsync("/orders");
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Views" }).ClickAsync();
        await person.Page.GetByRole(AriaRole.Link, new() { Name = name }).ClickAsync();

        await person.Page.WaitForURLAsync("**/orders?status=onHold");

        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Views" }).ClickAsync();
        await person.Page.GetByRole(AriaRole.Button, new() { Name = $"Delete view {name}" }).ClickAsync();
        await Expect(person.Page.GetByRole(AriaRole.Link, new() { Name = name })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task GivenColumns_WhenOneIsTakenAway_ThenItIsGoneAndTheAddressRemembersIt()
    {
        var host = await hosts.On(Chosen.Database);
        await host.NewOrder(await host.NewSku(1), 1);
        await using var person = await Person.SignsInAsync(chromium, host);
        await person.GoAsync("/orders");
        var heading = person.Page.GetByRole(AriaRole.Columnheader, new() { Name = "Payment" });
        await Expect(heading).ToBeVisibleAsync();

        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Columns" }).ClickAsync();
        await person.Page.GetByRole(AriaRole.Checkbox, new() { Name = "Payment" }).UncheckAsync();

        await Expect(heading).ToBeHiddenAsync();
        await person.Page.ReloadAsync();
        await Expect(person.Page.GetByRole(AriaRole.Columnheader, new() { Name = "Customer" })).ToBeVisibleAsync();
        await Expect(heading).ToBeHiddenAsync();
    }

    [Theory]
    [MemberData(nameof(Chosen.Databases), MemberType = typeof(Chosen))]
    public async Task GivenMoreThanAPage_WhenItIsSortedAndGoneThrough_ThenTheOrderHoldsAndAllCanBeChosenFromTheLastPage(Database database)
    {
        var host = await hosts.On(database);
        var sku = await host.NewSku();
        var orders = new List<string>();
        for (var i = 1; i <= 3; i++)
            orders.Add(await host.NewOrder(sku, i));
        await using var person = await Person.SignsInAsync(chromium, host);
        await person.GoAsync($"/orders?sku={sku}&pageSize=2");
        var shown = person.Page.Locator("tr.row .key a");
        await Expect(shown).ToHaveTextAsync([orders[2], orders[1]]);

        await person.Page.GetByRole(AriaRole.Link, new() { Name = "Ordered", Exact = true }).ClickAsync();
        await Expect(shown).ToHaveTextAsync([orders[0], orders[1]]);
        await person.Page.GetByRole(AriaRole.Link, new() { Name = "Back order", Exact = true }).ClickAsync();
        await Expect(shown).ToHaveTextAsync([orders[2], orders[1]]);
        await person.Page.GetByRole(AriaRole.Link, new() { Name = "Next page" }).ClickAsync();
        await Expect(shown).ToHaveTextAsync([orders[0]]);
        await person.Page.GetByLabel("Select all orders on this page").CheckAsync();
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Select all that match" }).ClickAsync();
        await Expect(person.Page.GetByText("3 orders selected")).ToBeVisibleAsync();

        // What is kept of it begins at the first page.
        var name = ApiHost.NewName("Sorted ");
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Views" }).ClickAsync();
        await person.Page.GetByPlaceholder("Name of this view").FillAsync(name);
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await person.Page.GetByRole(AriaRole.Link, new() { Name = name }).ClickAsync();
        await Expect(shown).ToHaveTextAsync([orders[2], orders[1]]);
        await person.Page.GetByRole(AriaRole.Link, new() { Name = "Next page" }).ClickAsync();
        await Expect(shown).ToHaveTextAsync([orders[0]]);
        await person.Page.GetByRole(AriaRole.Link, new() { Name = "First page" }).ClickAsync();
        await Expect(shown).ToHaveTextAsync([orders[2], orders[1]]);
    }

    [Fact]
    public async Task GivenTwoOrders_WhenAFilterIsFilledIn_ThenTheOneThatFitsIsShown()
    {
        var host = await hosts.On(Chosen.Database);
        var sku = await host.NewSku();
        var (company, number) = (ApiHost.NewName("BRAND-"), ApiHost.NewName("O-"));
        await host.Put($"/companies/{company}", """{"name":"Brand"}""").Ok();
        await host.NewOrder(sku, 1);
        await host.Post(
                "/orders",
                $$"""{"number":"{{number}}","company":"{{company}}","channel":"Fair","orderedAt":"2025-03-04T22:30:00Z","customer":{"name":"Ada Lovelace","email":"ada@example.com"},"lines":[{"sku":"{{sku}}","quantity":1}]}"""
            )
            .Ok();
        await using var person = await Person.SignsInAsync(chromium, host);
        await person.GoAsync($"/orders?sku={sku}");
        var filters = person.Page.GetByRole(AriaRole.Search, new() { Name = "Filter orders" });
        var shown = person.Page.Locator("tr.row .key a");

        foreach (
            var (label, value) in new[]
            {
                ("Company", company),
                ("Channel", "Fair"),
                // In Berlin, half past ten at night by Greenwich is the same day still.
                ("Ordered from", "2025-03-04"),
                ("to", "2025-03-04"),
                ("Number, customer or e-mail", "lovelace"),
            }
        )
        {
            var field = filters.GetByLabel(label, new() { Exact = true });
            if (label == "Company")
                await field.SelectOptionAsync(value);
            else
            {
                await field.FillAsync(value);
                await field.BlurAsync();
            }
            if (label != "Ordered from")
                await Expect(shown).ToHaveTextAsync([number]);
            if (label is "Ordered from")
                continue;
            await person.Page.GoBackAsync();
            if (label == "to")
                await person.Page.GoBackAsync();
            await Expect(shown).ToHaveCountAsync(2);
        }
    }

    [Fact]
    public async Task GivenASelection_WhenItIsMarkedHeldAndReleased_ThenEachActionSaysItsEffectBeforeAndTheGridShowsItAfter()
    {
        var host = await hosts.On(Chosen.Database);
        var sku = await host.NewSku(4);
        await host.NewOrder(sku, 2);
        await host.NewOrder(sku, 2);
        await using var person = await Person.SignsInAsync(chromium, host);
        await person.GoAsync($"/orders?sku={sku}");
        await person.Page.GetByLabel("Select all orders on this page").CheckAsync();
        var rows = person.Page.Locator("tr.row");

        foreach (
            var (action, effect, tag, count) in new[]
            {
                ("Mark as back order", "2 orders will get the Back Order status; 0 already have it.", "Back Order", 2),
                ("Set automatically", "2 have the Back Order status now", "Back Order", 0),
                ("Hold", "4 allocated units will not ship", "On hold", 2),
                ("Release from hold", "4 allocated units can ship again", "In process", 2),
            }
        )
        {
            await person.Page.GetByRole(AriaRole.Button, new() { Name = action, Exact = true }).ClickAsync();
            var dialog = person.Page.GetByRole(AriaRole.Dialog);
            await Expect(dialog).ToContainTextAsync(effect);
            await dialog.GetByRole(AriaRole.Button, new() { Name = action, Exact = true }).ClickAsync();
            await Expect(dialog).ToContainTextAsync("Done: 2 orders.");
            await dialog.GetByRole(AriaRole.Button, new() { Name = "Close", Exact = true }).First.ClickAsync();
            await Expect(rows.Filter(new() { HasText = tag })).ToHaveCountAsync(count);
        }
    }

    [Fact]
    public async Task GivenTheKeyboardAlone_WhenRowsAreGoneThrough_ThenTheyAreOpenedChosenAndLeft()
    {
        var host = await hosts.On(Chosen.Database);
        var sku = await host.NewSku();
        for (var i = 0; i < 4; i++)
            await host.NewOrder(sku, 1);
        await using var person = await Person.SignsInAsync(chromium, host);
        await person.GoAsync($"/orders?sku={sku}");
        var (keys, rows) = (person.Page.Keyboard, person.Page.Locator("tr.row"));
        var bar = person.Page.GetByRole(AriaRole.Region, new() { Name = "Selection" });
        var lines = person.Page.Locator("tr.row-detail");

        await keys.PressAsync("?");
        await Expect(person.Page.GetByText("show or hide its lines")).ToBeVisibleAsync();
        await keys.PressAsync("Escape");
        await Expect(person.Page.GetByText("show or hide its lines")).ToBeHiddenAsync();

        await keys.PressAsync("j");
        await Expect(rows.Nth(0)).ToBeFocusedAsync();
        await keys.PressAsync("ArrowDown");
        await Expect(rows.Nth(1)).ToBeFocusedAsync();
        await keys.PressAsync("Space");
        await Expect(bar).ToContainTextAsync("1 order selected");
        await keys.PressAsync("j");
        await keys.PressAsync("j");
        await keys.PressAsync("Shift+Space");
        await Expect(bar).ToContainTextAsync("3 orders selected");
        await keys.PressAsync("k");
        await keys.PressAsync("ArrowUp");
        await keys.PressAsync("ArrowUp");
        await Expect(rows.Nth(0)).ToBeFocusedAsync();
        await rows.Nth(0).GetByRole(AriaRole.Checkbox).ClickAsync(new() { Modifiers = [KeyboardModifier.Shift] });
        await Expect(bar).ToContainTextAsync("4 orders selected");

        await keys.PressAsync("e");
        await Expect(lines).ToBeVisibleAsync();
        await person.ShouldBeAccessibleAsync();
        await keys.PressAsync("ArrowLeft");
        await Expect(lines).ToBeHiddenAsync();
        await keys.PressAsync("ArrowRight");
        await Expect(lines).ToBeVisibleAsync();

        // Tab goes through the row and on: a row is no trap, and only one of them is on its way.
        await keys.PressAsync("ArrowDown");
        await Expect(rows.Nth(1)).ToBeFocusedAsync();
        await Expect(person.Page.Locator("tr.row[tabindex='0']")).ToHaveCountAsync(1);
        await keys.PressAsync("Tab");
        await Expect(rows.Nth(1).GetByRole(AriaRole.Checkbox)).ToBeFocusedAsync();
        await keys.PressAsync("k");
        await Expect(rows.Nth(0)).ToBeFocusedAsync();
        var first = (await rows.Nth(0).Locator(".key a").TextContentAsync())!;
        await keys.PressAsync("Enter");
        await person.ShouldComeToAsync($"/orders/{first}");
    }

    [Fact]
    public async Task GivenAPhone_WhenTheListIsSortedAndChosen_ThenItNeedsNoHeadings()
    {
        var host = await hosts.On(Chosen.Database);
        var sku = await host.NewSku();
        string[] orders = [await host.NewOrder(sku, 1), await host.NewOrder(sku, 2)];
        await using var person = await Person.SignsInAsync(chromium, host, 390, 844);
        await person.GoAsync($"/orders?sku={sku}");
        var shown = person.Page.Locator("tr.row .key a");
        await Expect(shown).ToHaveTextAsync([orders[1], orders[0]]);

        await person.Page.GetByLabel("Sort by").SelectOptionAsync("Oldest");
        await Expect(shown).ToHaveTextAsync([orders[0], orders[1]]);
        await person.ShouldComeToAsync("sort=orderedAt");
        await person.Page.GetByLabel("Select all on this page").CheckAsync();
        await Expect(person.Page.GetByText("2 orders selected")).ToBeVisibleAsync();

        // Some columns are for wider screens; a selected column is shown on this one.
        var payment = person.Page.Locator("tr.row").First.Locator("[data-label=Payment]");
        await Expect(payment).ToBeHiddenAsync();
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Columns" }).ClickAsync();
        await Expect(person.Page.Locator("#columns-menu label").Filter(new() { HasText = "Payment" }))
            .ToContainTextAsync("on a wider screen");
        await person.Page.GetByRole(AriaRole.Checkbox, new() { Name = "Shipping" }).UncheckAsync();
        await Expect(payment).ToBeVisibleAsync();
        await Expect(person.Page.GetByText("on a wider screen")).ToHaveCountAsync(0);
        await person.Page.GetByRole(AriaRole.Link, new() { Name = "Reset to default" }).ClickAsync();
        await Expect(payment).ToBeHiddenAsync();

        await person.GoAsync($"/products?q={sku}");
        await person.Page.GetByLabel("Sort by").SelectOptionAsync("Most back-ordered");
        await person.ShouldComeToAsync("sort=-backOrdered");
    }

    /// <summary>The text of the file that comes of it.</summary>
    private static async Task<string> TextOfAsync(Person person, Func<Task> press)
    {
        var file = await person.Page.RunAndWaitForDownloadAsync(press);
        return await File.ReadAllTextAsync(await file.PathAsync(), TestContext.Current.CancellationToken);
    }
}
