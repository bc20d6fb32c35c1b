using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Raincheck.Features.Accounts;
using Raincheck.Platform.Ui.Components;
using Raincheck.Storage;
using Raincheck.Tests.Api.Contract;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.WebConsole;

/// <summary>
/// What a page offers is a courtesy; what its browser sends is not held to it. Every handler of every page is called by a person
/// who may only look, past all buttons that are hidden, disabled or read-only.
/// </summary>
public sealed class HandlerTests
{
    /// <summary>Handlers make handlers appear: a dialog opens, a form unfolds.</summary>
    private const int RoundsMax = 8;

    /// <summary>The order in which they are called in each round: what fills in, then what opens, then what sends.</summary>
    private static readonly string[] Phases = ["onchange", "oninput", "onclick", "onsubmit"];

    [Fact]
    public async Task GivenPagesThatARightHasOutlived_WhenEachOfTheirHandlersIsCalled_ThenNothingIsChanged()
    {
        await using var api = await ApiHost.StartAsync(Database.Sqlite);
        await ContractShop.StandStillAsync(api);
        var order = (await api.Get("/orders").Ok()).Items("number")[0]!;
        var waiting = (await api.Get("/orders?backOrder=full").Ok()).Items("number")[0]!;
        var name = await api.NewUserAsync(Role.Viewer);
        await using var state = await StoredState.OfAsync(api.Services.GetRequiredService<ClientDatabase>());
        var called = new HashSet<string>(StringComparer.Ordinal);
        var faults = new List<string>();
        string[] pages =
        [
            "/",
            "/orders",
            $"/orders/{order}",
            $"/orders/{waiting}",
            "/products",
            "/products/F-1",
            "/products/F-2",
            "/settings",
            "/settings/companies",
            "/settings/warehouses",
            "/settings/vendors",
            "/settings/users",
            "/settings/api-keys",
            "/jobs",
            "/purchase-orders",
            "/purchase-orders/F-PO-1",
            "/purchasing",
            "/purchasing/new",
            "/receiving?po=F-PO-1",
            "/email/template?name=F-mail",
            "/email/template?from=OutOfStockInventoryNotice",
            "/email/assignment",
            "/email/server",
            "/email/outbox",
            "/email/outbox/1",
            "/email/suppressions",
        ];

        foreach (var page in pages)
        {
            await ChangeRoleAsync(api, name, Role.Admin);
            await using var console = await HeadlessConsole.OpenAsync(api.Services, await PrincipalAsync(api, name), page);
            await ChangeRoleAsync(api, name, Role.Viewer);
            var before = await state.ReadAsync();
            var here = await CallAllAsync(console);
            called.UnionWith(here.Select(h => $"{h.Event} {h.Method}"));
            if (here.Count == 0)
                faults.Add($"{page} has no handler");
            faults.AddRange(console.Faults.Select(f => $"{page}: {f.GetType().Name}: {f.Message}"));
            if (await state.ReadAsync() != before)
                faults.Add($"{page} has changed something: {string.Join(", ", here.Select(h => h.Method))}");
        }

        faults.ShouldBeEmpty();
        called.Count.ShouldBeGreaterThan(90);
        // Pages, and dialogs that only another handler opens.
        foreach (
            var component in (string[])["SettingsPage", "TemplatePage", "OrderActionsBar", "CancelDialog", "ProductActionsBar", "UsersPage"]
        )
            called.ShouldContain(c => c.Contains(component, StringComparison.Ordinal), component);
    }

    [Fact]
    public async Task GivenAViewer_WhenTheirBrowserWritesIntoAFieldThatIsOnlyToBeRead_ThenOnlyTheKeptTemplateIsTried()
    {
        await using var api = await ApiHost.StartAsync(Database.Sqlite);
        await ContractShop.StandStillAsync(api);
        await using var console = await HeadlessConsole.OpenAsync(
            api.Services,
            await PrincipalAsync(api, await api.NewUserAsync(Role.Viewer)),
            "/email/template?name=F-mail"
        );
        var fields = (await console.ListenersAsync()).Where(l => l.Event == "oninput").ToList();
        fields.Count.ShouldBeGreaterThan(1);

        foreach (var field in fields)
            await console.SendAsync(field, "{{ no.such.variable }}", untilQuiet: true);

        (await console.ShownAsync()).ShouldNotContain("There is no variable");
        (await console.ShownAsync()).ShouldContain("Preview");
    }

    private static async Task<List<Listener>> CallAllAsync(HeadlessConsole console)
    {
        var done = new HashSet<string>(StringComparer.Ordinal);
        var called = new List<Listener>();
        for (var round = 0; round < RoundsMax; round++)
        {
            var before = called.Count;
            foreach (var phase in Phases)
            {
                foreach (var next in (await console.ListenersAsync()).Where(l => l.Event == phase && IsMeant(l) && !done.Contains(Key(l))))
                {
                    // One that was drawn anew meanwhile has another name in the next round.
                    if (done.Contains(Key(next)) || !await console.SendAsync(next))
                        continue;
                    done.Add(Key(next));
                    called.Add(next);
                }
            }
            if (called.Count == before)
                break;
        }
        return called;
    }

    /// <summary>Ours, but for a person's own views of lists: a viewer keeps them too.</summary>
    private static bool IsMeant(Listener listener) =>
        listener.Method.StartsWith("Raincheck.", StringComparison.Ordinal)
        && !listener.Method.Contains(nameof(SavedViewsMenu), StringComparison.Ordinal);

    private static string Key(Listener listener) => $"{listener.Event} {listener.Method}";

    private static Task<Reply> ChangeRoleAsync(ApiHost api, string name, Role role) =>
        api.Patch($"/users/{name}", $$"""{"role":"{{Roles.NameOf(role)}}"}""").Ok();

    private static async Task<ClaimsPrincipal> PrincipalAsync(ApiHost api, string name)
    {
        await using var scope = api.Services.CreateAsyncScope();
        await using var db = scope.ServiceProvider.GetRequiredService<ClientDatabase>().CreateContext();
        var user = await db.Users.SingleAsync(u => u.UserName == name);
        return await new CookieCallers(db).CreateAsync(user);
    }
}
