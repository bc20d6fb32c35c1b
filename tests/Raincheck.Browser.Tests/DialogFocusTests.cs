using Microsoft.Playwright;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;
using static Raincheck.Browser.Tests.OnPages;

namespace Raincheck.Browser.Tests;

/// <summary>Where the focus is while a dialog is open and after, what Escape does, and where toasts are.</summary>
public sealed class DialogFocusTests(Chromium chromium, ApiHosts hosts)
{
    private const string IsInside = "dialog => document.activeElement === document.body || dialog.contains(document.activeElement)";

    [Fact]
    public async Task GivenADialog_WhenItIsLeft_ThenTheFocusStayedInsideAndReturnsToTheButton()
    {
        var host = await hosts.On(Chosen.Database);
        await using var person = await Person.SignsInAsync(chromium, host);
        await person.GoAsync($"/orders/{await host.NewOrder(await host.NewSku(), 1)}");
        await PressAsync(person, "Delay …");
        await Expect(Dialog(person).GetByLabel("New expected ship date")).ToBeFocusedAsync();

        for (var i = 0; i < 12; i++)
        {
            await person.Page.Keyboard.PressAsync("Tab");
            (await Dialog(person).EvaluateAsync<bool>(IsInside)).ShouldBeTrue();
        }
        await person.Page.Keyboard.PressAsync("Escape");

        await Expect(Dialog(person)).ToHaveCountAsync(0);
        await Expect(person.Page.GetByRole(AriaRole.Button, new() { Name = "Delay …" })).ToBeFocusedAsync();
        // The item of a menu is hidden by then; its menu's button is there.
        await PressAsync(person, "More");
        await PressAsync(person, "Add an item …");
        await Expect(Dialog(person)).ToBeVisibleAsync();
        await Dialog(person).GetByRole(AriaRole.Button, new() { Name = "Close", Exact = true }).ClickAsync();
        await Expect(Dialog(person)).ToHaveCountAsync(0);
        await Expect(person.Page.GetByRole(AriaRole.Button, new() { Name = "More", Exact = true })).ToBeFocusedAsync();
        await person.ShouldBeQuietAsync();
    }

    [Fact]
    public async Task GivenALostConnection_WhenEscapeIsPressedTwice_ThenTheDialogStaysWithItsInput()
    {
        var host = await hosts.On(Chosen.Database);
        await using var person = await Person.SignsInAsync(chromium, host);
        var wire = await Wire.ThroughAsync(person.Page);
        await person.GoAsync($"/orders/{await host.NewOrder(await host.NewSku(), 1)}");
        await PressAsync(person, "Delay …");
        await Dialog(person).GetByLabel("Reason").FillAsync("The ship sank");
        var notice = person.Page.Locator("#components-reconnect-modal");
        await wire.CutAsync();
        await Expect(notice).ToBeVisibleAsync();

        await person.Page.Keyboard.PressAsync("Escape");
        await person.Page.Keyboard.PressAsync("Escape");

        await Expect(Dialog(person).GetByLabel("Reason")).ToHaveValueAsync("The ship sank");
        await Expect(Dialog(person)).ToBeVisibleAsync();
        (await notice.EvaluateAsync<bool>("notice => notice.closest('dialog:modal') !== null")).ShouldBeTrue();
        wire.Mend();
        await Expect(notice).ToBeHiddenAsync(new() { Timeout = 2 * Person.PatienceMs });
        await person.Page.Keyboard.PressAsync("Escape");
        await Expect(Dialog(person)).ToHaveCountAsync(0);
        (await notice.EvaluateAsync<bool>("notice => notice.parentElement.parentElement === document.body")).ShouldBeTrue();
    }

    [Theory]
    [InlineData(1440, 900)]
    [InlineData(390, 844)]
    public async Task GivenAToast_WhenItIsShown_ThenItCoversNoMenuAndCanBeDismissed(int width, int height)
    {
        var host = await hosts.On(Chosen.Database);
        await using var person = await Person.SignsInAsync(chromium, host, width, height);
        await person.GoAsync("/settings/companies");
        await PressAsync(person, "Edit ACME");
        await Dialog(person).GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(Dialog(person)).ToHaveCountAsync(0);

        var toast = person.Page.Locator(".toasts [role=status] .toast");
        await Expect(toast).ToContainTextAsync("ACME");
        await toast.HoverAsync();
        await person.ShouldBeAccessibleAsync(".toasts");
        var covered = await toast.EvaluateAsync<string[]>(
            """
            (toast) => {
              const box = toast.getBoundingClientRect();
              const meets = (other) => {
                const b = other.getBoundingClientRect();
                return b.width > 0 && b.left < box.right && b.right > box.left && b.top < box.bottom && b.bottom > box.top;
              };
              return [...document.querySelectorAll(".navigation, .topbar, .page-head")].filter(meets).map((one) => one.className);
            }
            """
        );
        covered.ShouldBeEmpty();
        await toast.GetByRole(AriaRole.Button, new() { Name = "Dismiss" }).ClickAsync();
        await Expect(toast).ToHaveCountAsync(0);
    }
}
