using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Npgsql;
using Raincheck.Storage;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Browser.Tests;

/// <summary>An action on very many orders, and what others can do meanwhile.</summary>
public sealed class BulkActionTests(Chromium chromium, ApiHosts hosts)
{
    private const int Orders = 2_000;

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    private static ILocator Dialog(Person person) => person.Page.GetByRole(AriaRole.Dialog);

    [Theory]
    [MemberData(nameof(Chosen.Databases), MemberType = typeof(Chosen))]
    public async Task GivenThousandsOfOrders_WhenTheyAreHeld_ThenProgressIsSeenAndOtherOrdersAreTakenInBetween(Database database)
    {
        var host = await hosts.On(database);
        var sku = await host.NewSku(Orders);
        var orders = await NewOrdersAsync(host, sku);
        var cancelled = orders[Orders / 2];
        await host.Post($"/orders/{cancelled}/cancel").Ok();
        var other = host.As(await host.NewKeyAsync(Role.Agent));
        await using var person = await Person.SignsInAsync(chromium, host);
        await person.GoAsync($"/orders?sku={sku}&sort=number");
        await person.Page.GetByLabel("Select all orders on this page").CheckAsync();
        var bar = person.Page.GetByRole(AriaRole.Region, new() { Name = "Selection" });
        await bar.GetByRole(AriaRole.Button, new() { Name = "Select all that match" }).ClickAsync();
        await bar.GetByRole(AriaRole.Button, new() { Name = "Hold", Exact = true }).ClickAsync();
        await Expect(Dialog(person)).ToContainTextAsync("Applies to 1,999 of 2,000 orders.");
        await WatchAsync(person);
        await Dialog(person).GetByRole(AriaRole.Button, new() { Name = "Hold", Exact = true }).ClickAsync();
        // One of their calls is under way at any time until the last order is held.
        using var over = new CancellationTokenSource();
        var taking = TakeOrdersAsync(other, sku, over.Token);

        await Expect(Dialog(person)).ToContainTextAsync("Done: 1,999 orders; failed: 1.");
        await over.CancelAsync();
        await taking;
        // The journal has them in the order in which they took place: theirs did not wait until it was over.
        await using (var db = host.Services.GetRequiredService<ClientDatabase>().CreateContext())
        {
            var ids = db.Orders.Where(o => orders.Contains(o.Number)).Select(o => (long?)o.Id);
            var held = await db.Journal.Where(j => j.Kind == "held" && ids.Contains(j.OrderId)).Select(j => j.Id).ToListAsync();
            held.Count.ShouldBe(Orders - 1);
            var (first, last) = (held.Min(), held.Max());
            (await db.Journal.CountAsync(j => j.Kind == "created" && j.Id > first && j.Id < last)).ShouldBeGreaterThan(0);
        }
        (await SeenAsync(person)).ShouldContain(text => text.EndsWith(" of 2,000 …", StringComparison.Ordinal));
        // The refused one first, with its reason, and all others below it, of which no more is there than is looked at.
        var rows = Dialog(person).Locator("tbody tr:has(a)");
        await Expect(rows.First).ToContainTextAsync(cancelled);
        await Expect(rows.First).ToContainTextAsync("cancelled");
        await Expect(rows.Nth(1)).ToContainTextAsync($"{orders[0]}Done");
        (await rows.CountAsync()).ShouldBeLessThan(100);
    }

    [Fact]
    public async Task GivenAnActionThatCannotGoOn_WhenAnotherUserStartsOne_ThenItIsDoneMeanwhile()
    {
        var host = await hosts.On(Database.Postgres);
        var (sku, another) = (await host.NewSku(1), await host.NewSku(1));
        var stuck = await host.NewOrder(sku, 1);
        await host.NewOrder(another, 1);
        await using var person = await Person.SignsInAsync(chromium, host);
        await using var other = await Person.SignsInAsync(chromium, host, user: await host.NewUserAsync(Role.Agent));
        await using var database = new NpgsqlConnection(host.Connection);
        await database.OpenAsync(TestContext.Current.CancellationToken);
        await using var holding = await database.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using var hold = new NpgsqlCommand("SELECT id FROM orders WHERE number = @number FOR UPDATE", database, holding);
        hold.Parameters.AddWithValue("number", stuck);
        await hold.ExecuteScalarAsync(TestContext.Current.CancellationToken);

        await HoldAsync(person, sku);
        await Expect(Dialog(person)).ToContainTextAsync("0 of 1 …");
        await HoldAsync(other, another);
        await Expect(Dialog(other)).ToContainTextAsync("Done: 1 order.");

        await Expect(Dialog(person)).ToContainTextAsync("0 of 1 …");
        await holding.RollbackAsync(TestContext.Current.CancellationToken);
        await Expect(Dialog(person)).ToContainTextAsync("Done: 1 order.");
    }

    private static async Task HoldAsync(Person person, string sku)
    {
        await person.GoAsync($"/orders?sku={sku}");
        await person.Page.GetByLabel("Select all orders on this page").CheckAsync();
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Hold", Exact = true }).ClickAsync();
        await Dialog(person).GetByRole(AriaRole.Button, new() { Name = "Hold", Exact = true }).ClickAsync();
    }

    /// <summary>Orders whose numbers sort as they are given here.</summary>
    private static async Task<List<string>> NewOrdersAsync(ApiHost host, string sku)
    {
        var prefix = ApiHost.NewName("MANY-");
        var numbers = Enumerable.Range(0, Orders).Select(i => $"{prefix}-{i:D4}").ToList();
        foreach (var chunk in numbers.Chunk(1_000))
            await host.Post("/orders/batch", $$"""{"orders":[{{string.Join(',', chunk.Select(n => ApiHost.Order(n, (sku, 1))))}}]}""").Ok();
        return numbers;
    }

    private static async Task TakeOrdersAsync(ApiHost host, string sku, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
            await host.NewOrder(sku, 1);
    }

    /// <summary>Records all progress messages of the dialog.</summary>
    private static async Task WatchAsync(Person person) =>
        await person.Page.EvaluateAsync(
            """
            () => {
              window.said = [];
              new MutationObserver(() => {
                for (const element of document.querySelectorAll('[role=dialog] [aria-live]')) window.said.push(element.textContent);
              }).observe(document.body, { subtree: true, childList: true, characterData: true });
            }
            """
        );

    private static Task<string[]> SeenAsync(Person person) => person.Page.EvaluateAsync<string[]>("window.said");
}
