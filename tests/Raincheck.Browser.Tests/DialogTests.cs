using Microsoft.Playwright;
using Raincheck.Storage;
using Raincheck.Tests.Infrastructure;
using Xunit;

namespace Raincheck.Browser.Tests;

/// <summary>What holds for every dialog, in light and dark.</summary>
public sealed class DialogTests(Chromium chromium, ApiHosts hosts)
{
    /// <summary>A page, and the dialogs that it opens: each by what is pressed, one after another.</summary>
    public static TheoryData<string, string[]> Dialogs =>
        new()
        {
            {
                "/orders/{order}",
                [
                    "Ship",
                    "Delay …",
                    "Dropship …",
                    "Split …",
                    "Cancel …",
                    "E-mail …",
                    "More|Edit priority, payment, dates, tags, note …",
                    "More|Add an item …",
                    "Actions for line 1|Change quantity …",
                    "Actions for line 1|Replace item …",
                    "Actions for line 1|Link to a purchase order …",
                    "Actions for line 1|Pin units …",
                ]
            },
            { "/products/{sku}", ["Reorder 4 …", "Set stock …", "Adjust …", "Transfer …", "Recalculate …", "Edit …"] },
            { "/products", ["New product"] },
            { "/purchase-orders/{purchase}", ["Cancel …", "Edit {sku}"] },
            { "/settings/companies", ["Edit ACME"] },
            { "/settings/warehouses", ["Edit MAIN"] },
            { "/settings/vendors", ["Edit VEND"] },
            { "/settings/users", ["Add user", "Edit {user}", "Remove {user}"] },
            { "/settings/api-keys", ["Create API key", "Revoke {name}"] },
            { "/email/template?name={name}", ["Delete …"] },
        };

    [Theory]
    [MoreInDeep]
    [MemberData(nameof(Dialogs))]
    public async Task GivenAPage_WhenItsDialogsAreOpened_ThenTheyAreAccessibleInLightAndDark(string address, string[] dialogs)
    {
        var host = await hosts.On(Chosen.Database);
        var sku = await host.NewSku(1);
        var order = await host.NewOrder(sku, 5);
        var purchase = address.Contains("{purchase}", StringComparison.Ordinal) ? await host.NewPurchaseOrder((sku, 2)) : "";
        var name = ApiHost.NewName("dialog-");
        if (address.EndsWith("keys", StringComparison.Ordinal))
            await host.Post("/api-keys", $$"""{"name":"{{name}}","role":"viewer"}""").Ok();
        if (address.StartsWith("/email", StringComparison.Ordinal))
        {
            await host.Put(
                    $"/email/templates/{name}",
                    """{"subject":"Order","fromName":"Acme","fromAddress":"orders@acme.example","html":false,"body":"Hello"}"""
                )
                .Ok();
        }
        var user = address.EndsWith("users", StringComparison.Ordinal) ? await host.NewUserAsync(Role.Viewer) : "";
        await using var person = await Person.SignsInAsync(chromium, host);
        await person.GoAsync(Filled(address));
        var dialog = person.Page.GetByRole(AriaRole.Dialog);

        foreach (var steps in dialogs)
        {
            foreach (var step in steps.Split('|'))
                await person.Page.GetByRole(AriaRole.Button, new() { Name = Filled(step), Exact = true }).ClickAsync();
            await Assertions.Expect(dialog.GetByRole(AriaRole.Heading).First).ToBeVisibleAsync();
            foreach (var scheme in new[] { ColorScheme.Dark, ColorScheme.Light }.Take(Deep.Of(2, 1)))
            {
                await person.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
                await person.ShouldBeAccessibleAsync("[role=dialog]");
            }
            await person.Page.Keyboard.PressAsync("Escape");
            await Assertions.Expect(dialog).ToHaveCountAsync(0);
        }
        await person.ShouldBeQuietAsync();

        string Filled(string text) =>
            text.Replace("{order}", order, StringComparison.Ordinal)
                .Replace("{sku}", sku, StringComparison.Ordinal)
                .Replace("{purchase}", purchase, StringComparison.Ordinal)
                .Replace("{user}", user, StringComparison.Ordinal)
                .Replace("{name}", name, StringComparison.Ordinal);
    }
}
