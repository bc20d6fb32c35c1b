using Microsoft.Playwright;

namespace Raincheck.Browser.Tests;

/// <summary>What a person finds and does on several pages, by the words that stand there.</summary>
internal static class OnPages
{
    public static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    /// <summary>The bar of an order's page that says how it stands.</summary>
    public static ILocator Status(Person person) => person.Page.GetByRole(AriaRole.Group, new() { Name = "Status" });

    public static ILocator Dialog(Person person) => person.Page.GetByRole(AriaRole.Dialog);

    /// <summary>A line of an order, on its page; the first is 1.</summary>
    public static ILocator Line(Person person, int line) => person.Page.Locator("tbody tr.row").Nth(line - 1);

    /// <summary>An order's row in Manage Orders.</summary>
    public static ILocator Row(Person person, string order) =>
        person.Page.Locator("tr.row").Filter(new() { Has = person.Page.GetByRole(AriaRole.Link, new() { Name = order, Exact = true }) });

    /// <summary>What the last scan came to.</summary>
    public static ILocator Said(Person person) => person.Page.Locator(".scan-result:not([data-waiting])");

    public static Task PressAsync(Person person, string button) =>
        person.Page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

    /// <summary>Opens what the menu of a line offers.</summary>
    public static async Task OfLineAsync(Person person, int line, string action)
    {
        await PressAsync(person, $"Actions for line {line}");
        await PressAsync(person, action);
    }

    /// <summary>Does what the dialog asks about.</summary>
    public static async Task DoAsync(Person person, string button)
    {
        await Dialog(person).GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
        await Expect(Dialog(person)).ToBeHiddenAsync();
    }

    /// <summary>Types where the focus is, as a scanner does, without choosing a field first.</summary>
    public static async Task ScanAsync(Person person, params string[] texts)
    {
        foreach (var text in texts)
        {
            await Expect(person.Page.Locator("#scan")).ToBeFocusedAsync();
            await person.Page.Keyboard.TypeAsync(text);
            await person.Page.Keyboard.PressAsync("Enter");
        }
    }
}
