using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Raincheck.Storage;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Api.Contract;

/// <summary>
/// Lists are read page by page while others add, change and cancel: an item that existed and matched throughout is
/// seen exactly once.
/// </summary>
public sealed class PagingTests
{
    private const int PageSize = 9;
    private const int Orders = 45;
    private const int Churners = 3;

    private static readonly string[] OddNumbers = ["a", "A", "b-1", "B_1", "Ä", "ß", "10", "9", "~", "é1", "z/1", "中", "𝕏"];

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenOthersAtWork_WhenAListIsPagedThrough_ThenWhatWasThereThroughoutIsSeenOnce(Database database)
    {
        await using var api = await ApiHost.StartAsync(database);
        var (still, busy) = (await api.NewSku(), await api.NewSku());
        var untouched = await TakeAsync(api, "P", still, OddNumbers);
        var changed = await TakeAsync(api, "C", busy, []);
        await AddOthersAsync(api);
        var everybody = untouched.Concat(changed).ToList();
        using var done = new CancellationTokenSource();
        var churn = Task.WhenAll(Enumerable.Range(0, Churners).Select(i => ChurnAsync(api, busy, changed, i, done.Token)));

        foreach (var sort in (string[])["orderedAt", "-orderedAt", "number", "-number"])
            await ShouldBeSeenOnceAsync(api, $"/orders?sort={sort}", "number", everybody);
        // An order whose own figure changes moves in this list; one that is left alone is to be seen wherever others move.
        foreach (var sort in (string[])["backOrderedQty", "-backOrderedQty"])
            await ShouldBeSeenOnceAsync(api, $"/orders?sort={sort}", "number", untouched);
        await ShouldBeSeenOnceAsync(api, "/orders?backOrder=full", "number", untouched);
        await ShouldBeSeenOnceAsync(api, "/orders?backOrder=fullOrPartial&sort=number", "number", untouched);
        await ShouldBeSeenOnceAsync(api, $"/orders?sku={still}", "number", untouched);
        await ShouldBeSeenOnceAsync(api, "/orders?status=inProcess&company=ACME&sort=-number", "number", untouched);
        await ShouldBeSeenOnceAsync(api, "/orders?q=customer&sort=orderedAt", "number", everybody);
        foreach (var (list, member) in await ListsAsync(api))
            await ShouldBeSeenOnceAsync(api, list, member, null);
        await ShouldHaveItsWholeJournalAsync(api, untouched[0]);

        await done.CancelAsync();
        (await churn).Sum().ShouldBeGreaterThan(30, "the others were hardly at work");
        (await ContractShop.VerifyAsync(api)).ShouldBe("[]");
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenACursorOfAnotherListOrOneMadeUp_WhenItIsSent_ThenItIsRefused(Database database)
    {
        await using var api = await ApiHost.StartAsync(database);
        var sku = await api.NewSku();
        await TakeAsync(api, "P", sku, OddNumbers);
        await AddOthersAsync(api);
        var lists = (await api.ContractAsync())
            .Operations.Where(o => o.Parameters.Any(p => p.Name == "cursor"))
            .Select(o =>
                o.Path["/api/v1".Length..]
                    .Replace("{number}", "P-1", StringComparison.Ordinal)
                    .Replace("{code}", "ACME", StringComparison.Ordinal)
            )
            .ToList();
        lists.Count.ShouldBeGreaterThan(3);
        var own = (await api.Get("/orders?pageSize=1&sort=number").Ok()).Text("nextCursor")!;

        foreach (var cursor in MadeUp(own))
        {
            foreach (var list in lists)
                (await api.Get($"{list}?pageSize=1&cursor={Uri.EscapeDataString(cursor)}")).ShouldBeProblem(
                    400,
                    "invalid_request",
                    "cursor"
                );
        }
        foreach (
            var query in (string[])["sort=-number", "sort=number&backOrder=full", "sort=number&q=x", "sort=number&status=inProcess", ""]
        )
            (await api.Get($"/orders?{query}&cursor={own}")).ShouldBeProblem(400, "invalid_request", "cursor");
        foreach (var other in lists.Where(l => l != "/orders"))
            (await api.Get($"{other}?cursor={own}")).ShouldBeProblem(400, "invalid_request", "cursor");
        await api.Get($"/orders?sort=number&cursor={own}").Ok();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenShortLists_WhenTheyAreReadOneByOne_ThenEachItemComesOnceInItsOrder(Database database)
    {
        await using var api = await ApiHost.StartAsync(database);
        foreach (var vendor in (string[])["b", "B", "a", "VEND"])
        {
            await api.Put($"/vendors/{vendor}", """{"name":"Vendor"}""").Ok();
            await api.Put($"/products/of-{vendor}", $$"""{"name":"Product","vendor":"{{vendor}}"}""").Ok();
            await api.NewOrder($"of-{vendor}", 2);
        }
        await api.NewOrder(await api.NewSku(), 1);
        foreach (var template in (string[])["second", "First", "third"])
            await api.Put(
                    $"/email/templates/{template}",
                    """{"subject":"S","fromName":"Acme","fromAddress":"orders@acme.example","html":false,"body":"B"}"""
                )
                .Ok();

        (await OneByOneAsync(api, "/purchasing/proposals", "vendor")).ShouldBe(["B", "VEND", "a", "b", null]);
        (await OneByOneAsync(api, "/purchasing/proposals?vendor=a", "vendor")).ShouldBe(["a"]);
        (await OneByOneAsync(api, "/email/templates", "name")).ShouldBe(["First", "second", "third"]);
        (await OneByOneAsync(api, "/email/library", "event")).Count.ShouldBe(7);
        (await OneByOneAsync(api, "/companies/ACME/email", "event")).ShouldBe(await OneByOneAsync(api, "/email/library", "event"));
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAnyList_WhenItIsAskedForAFilterThatItDoesNotHave_ThenItIsRefused(Database database)
    {
        await using var api = await ApiHost.StartAsync(database);
        var sku = await api.NewSku();
        await api.Post("/orders", ApiHost.Order("P-1", (sku, 1))).Ok();
        await api.Post("/purchase-orders", $$"""{"number":"P-1","vendor":"VEND","lines":[{"sku":"{{sku}}","quantity":1}]}""").Ok();
        var lists = (await api.ContractAsync()).Operations.Where(o => o.Id.StartsWith("list", StringComparison.Ordinal)).ToList();
        lists.Count.ShouldBeGreaterThan(10);

        foreach (var list in lists)
        {
            var path = list.Path["/api/v1".Length..]
                .Replace("{number}", "P-1", StringComparison.Ordinal)
                .Replace("{sku}", sku, StringComparison.Ordinal)
                .Replace("{code}", "ACME", StringComparison.Ordinal);
            await api.Get(path + "?pageSize=1").Ok();
            (await api.Get(path + "?nonsense=1")).ShouldBeProblem(400, "invalid_request", "nonsense");
            (await api.Get(path + "?pageSize=0")).ShouldBeProblem(400, "invalid_request", "pageSize");
        }
    }

    private static async Task<List<string?>> OneByOneAsync(ApiHost api, string list, string member)
    {
        var read = new List<string?>();
        for (string? at = ""; at is not null; )
        {
            var page = await api.Get($"{list}{(list.Contains('?') ? '&' : '?')}pageSize=1{at}").Ok();
            read.AddRange(page.Items(member));
            at = page.Text("nextCursor") is { } cursor ? $"&cursor={cursor}" : null;
            read.Count.ShouldBeLessThan(100, $"{list} does not end");
        }
        return read;
    }

    /// <summary>A cursor that is cut, lengthened, or whose key has parts of another kind, and some nonsense.</summary>
    private static IEnumerable<string> MadeUp(string own)
    {
        var parts = JsonSerializer.Deserialize<JsonElement[]>(Base64Url.DecodeFromChars(own))!;
        var fingerprint = parts[0].GetString();
        foreach (var key in (object?[])[null, 1.5, new object(), "a\0b", new[] { 1 }, true, decimal.MaxValue])
        {
            yield return Write([fingerprint, key]);
            yield return Write([fingerprint, key, key]);
            yield return Write([key]);
        }
        yield return own[..^3];
        yield return own + "AAAA";
        foreach (var text in (string[])["x", "====", "nextCursor", "🙂", "[]", "null", new string('A', 3_000)])
            yield return text;
        foreach (var text in (string[])["", "null", "[]", "{}", "[null]", "\"x\"", "[[]]"])
            yield return Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text)) is { Length: > 0 } written ? written : "AA";

        static string Write(object?[] key) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(key));
    }

    private static async Task ShouldBeSeenOnceAsync(ApiHost api, string list, string member, List<string>? expected)
    {
        expected ??= await ReadAsync(api, list, member);
        expected.Count.ShouldBeGreaterThan(PageSize, list);

        var seen = (await ReadAsync(api, list, member)).CountBy(name => name).ToDictionary();

        expected
            .Where(name => seen.GetValueOrDefault(name) != 1)
            .Select(name => $"{name}: {seen.GetValueOrDefault(name)}")
            .ShouldBeEmpty(list);
    }

    private static async Task<List<string>> ReadAsync(ApiHost api, string list, string member)
    {
        var read = new List<string>();
        string? cursor = null;
        do
        {
            var (separator, at) = (list.Contains('?') ? '&' : '?', cursor is null ? "" : $"&cursor={cursor}");
            var page = (await api.Get($"{list}{separator}pageSize={PageSize}{at}").Ok()).Json;
            page.GetProperty("items").GetArrayLength().ShouldBeLessThanOrEqualTo(PageSize);
            read.AddRange(page.GetProperty("items").EnumerateArray().Select(i => i.GetProperty(member).ToString()));
            cursor = page.GetProperty("nextCursor").GetString();
            read.Count.ShouldBeLessThan(5_000, $"{list} does not end");
        } while (cursor is not null);
        return read;
    }

    /// <summary>Every list that the description knows, and what its items are told apart by.</summary>
    private static async Task<List<(string List, string Member)>> ListsAsync(ApiHost api)
    {
        var lists = new List<(string, string)>();
        foreach (var operation in (await api.ContractAsync()).Operations)
        {
            if (
                operation.Path.Contains('{')
                || operation.Path.EndsWith("/orders", StringComparison.Ordinal)
                || operation.Parameters.All(p => p.Name != "cursor")
            )
                continue;
            var path = operation.Path["/api/v1".Length..];
            var items = (await api.Get(path).Ok()).Json.GetProperty("items");
            // A list of which there is hardly anything yet has nothing to be paged through.
            if (items.GetArrayLength() > PageSize)
                lists.Add((path, items[0].EnumerateObject().First().Name));
        }
        string[] all = ["/products", "/purchase-orders", "/users", "/api-keys", "/email/suppressions", "/email/outbox"];
        all.Except(lists.Select(l => l.Item1)).ShouldBeEmpty();
        return lists;
    }

    private static async Task ShouldHaveItsWholeJournalAsync(ApiHost api, string number)
    {
        var priorities = Enumerable.Range(1, 25).ToList();
        foreach (var priority in priorities)
            await api.Patch($"/orders/{Uri.EscapeDataString(number)}", $$"""{"priority":{{priority}}}""").Ok();
        var churn = Task.Run(async () =>
        {
            foreach (var priority in priorities)
                await api.Patch($"/orders/{Uri.EscapeDataString(number)}", $$"""{"priority":{{100 + priority}}}""").Ok();
        });

        var data = await ReadAsync(api, $"/orders/{Uri.EscapeDataString(number)}/journal", "data");
        await churn;

        var seen = data.Select(d => JsonElement.Parse(d))
            .Where(d => d.TryGetProperty("priority", out _))
            .Select(d => d.GetProperty("priority").GetInt32());
        seen.Where(p => p < 100).SkipWhile(p => p == 0).ShouldBe(priorities);
    }

    /// <summary>Orders of a product of which there is nothing, each with its own quantity and time.</summary>
    private static async Task<List<string>> TakeAsync(ApiHost api, string prefix, string sku, string[] oddNumbers)
    {
        var numbers = Enumerable.Range(1, Orders).Select(i => $"{prefix}-{i}").Concat(oddNumbers).ToList();
        var orders = numbers.Select(
            (number, i) =>
                new
                {
                    number,
                    company = "ACME",
                    // Several at one time and with one quantity: what they are told apart by then is their id.
                    orderedAt = DateTimeOffset.UnixEpoch.AddDays(i / 3).ToString("O", CultureInfo.InvariantCulture),
                    customer = new { name = "Customer", email = "customer@example.com" },
                    lines = new[] { new { sku, quantity = 1 + i / 3 } },
                }
        );
        var reply = await api.Post("/orders/batch", JsonSerializer.Serialize(new { orders })).Ok();
        reply.Json.GetProperty("results").EnumerateArray().ShouldAllBe(r => r.GetProperty("status").GetInt32() == 201);
        return numbers;
    }

    private static async Task AddOthersAsync(ApiHost api)
    {
        var products = Enumerable.Range(1, 25).Select(i => new { sku = $"page-{i}", name = $"Page {i}" });
        await api.Put("/products", JsonSerializer.Serialize(products)).Ok();
        for (var i = 1; i <= 20; i++)
            await api.Post("/purchase-orders", $$"""{"number":"PO-{{i}}","vendor":"VEND","lines":[{"sku":"page-1","quantity":{{i}}}]}""")
                .Ok();
        for (var i = 1; i <= 12; i++)
        {
            await api.Post("/api-keys", $$"""{"name":"key-{{i}}","role":"viewer"}""").Ok();
            await api.Put($"/email/suppressions/gone{i}@example.com", """{"reason":"optedOut"}""").Ok();
        }
        await AddUsersAsync(api);
        var template = """{"subject":"S","fromName":"Acme","fromAddress":"a@example.com","html":false,"body":"B"}""";
        await api.Put("/email/templates/notice", template).Ok();
        await api.Put("/companies/ACME/email/OutOfStockInventoryNotice", """{"template":"notice"}""").Ok();
        await TakeAsync(api, "M", "page-1", []);
    }

    /// <summary>Users without a password, which would take a tenth of a second each.</summary>
    private static async Task AddUsersAsync(ApiHost api)
    {
        await using var scope = api.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<UserAccount>>();
        for (var i = 1; i <= 12; i++)
        {
            var user = new UserAccount($"user-{i}");
            (await users.CreateAsync(user)).Succeeded.ShouldBeTrue();
            (await users.AddToRoleAsync(user, Roles.Viewer)).Succeeded.ShouldBeTrue();
        }
    }

    /// <summary>Adds, changes and cancels until it is told to stop.</summary>
    /// <returns>How many things it did.</returns>
    private static async Task<int> ChurnAsync(ApiHost api, string sku, List<string> orders, int seed, CancellationToken stop)
    {
        var random = new Random(seed);
        var calls = 0;
        while (!stop.IsCancellationRequested)
        {
            calls++;
            var number = orders[random.Next(orders.Count)];
            var at = DateTimeOffset.UnixEpoch.AddDays(random.Next(40)).ToString("O", CultureInfo.InvariantCulture);
            var reply = random.Next(10) switch
            {
                0 or 1 => await api.Post(
                    "/orders",
                    $$"""{"number":"{{(char)('a' + random.Next(26))}}{{seed}}-{{calls}}","company":"ACME","orderedAt":"{{at}}","customer":{"name":"Customer","email":"c@example.com"},"lines":[{"sku":"{{sku}}","quantity":{{random.Next(1, 30)}}}]}"""
                ),
                2 => await api.Post($"/orders/{number}/cancel", "{}"),
                3 => await api.Patch($"/orders/{number}/lines/1", $$"""{"quantity":{{random.Next(1, 40)}}}"""),
                4 => await api.Post($"/orders/{number}/{(random.Next(2) == 0 ? "hold" : "release")}"),
                5 => await api.Patch($"/orders/{number}", $$"""{"priority":{{random.Next(9)}}}"""),
                6 => await api.Put($"/products/{(char)('a' + random.Next(26))}{seed}-{calls}", """{"name":"Page"}"""),
                7 => await api.Put(
                    $"/email/suppressions/{(char)('a' + random.Next(26))}{seed}-{calls}@example.com",
                    """{"reason":"optedOut"}"""
                ),
                8 => await api.Post("/api-keys", $$"""{"name":"{{(char)('a' + random.Next(26))}}{{seed}}-{{calls}}","role":"viewer"}"""),
                _ => await api.Post("/purchase-orders", $$"""{"vendor":"VEND","lines":[{"sku":"{{sku}}","quantity":1}]}"""),
            };
            ((int)reply.Status).ShouldBeLessThan(500, reply.Body);
            // Lists that grow faster than they are read have no end.
            await Task.Delay(10, CancellationToken.None);
        }
        return calls;
    }
}
