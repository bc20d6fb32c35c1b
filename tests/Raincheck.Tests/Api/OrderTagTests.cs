using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Api;

/// <summary>Tags of orders, and internal notes.</summary>
public sealed class OrderTagTests(ApiHosts hosts)
{
    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenMoreTagsThanAnOrderTakes_WhenTheyAreSent_ThenTheyAreRefused(Database database)
    {
        var api = await hosts.On(database);
        var order = await api.NewOrder(await api.NewSku(), 1);
        var tags = string.Join(',', Enumerable.Range(0, 21).Select(i => $"\"t{i}\""));

        (await api.Patch($"/orders/{order}", $$"""{"tags":[{{tags}}]}""")).ShouldBeProblem(400, "too_many", "tags");
    }

    [Fact]
    public async Task GivenACallerThatPrefersHtml_WhenItsBodyIsMalformed_ThenItGetsTheProblemAllTheSame()
    {
        var api = await hosts.On(Database.Sqlite);
        using var request = new HttpRequestMessage(HttpMethod.Patch, "/api/v1/orders/1")
        {
            Content = new StringContent("""{"shipBy":"soon"}""", System.Text.Encoding.UTF8, "application/json"),
        };
        request.Headers.Accept.ParseAdd("text/html");

        using var response = await api.Http.SendAsync(request, TestContext.Current.CancellationToken);

        ((int)response.StatusCode).ShouldBe(400);
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain(
            "shipBy: It must be a day, such as 2025-03-01."
        );
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenTaggedOrders_WhenTagsChange_ThenTheListFindsThemByWhatTheyHaveNow(Database database)
    {
        var api = await hosts.On(database);
        var (sku, gift, vip) = (await api.NewSku(), ApiHost.NewName("Gift "), ApiHost.NewName("vip"));
        var first = await NewOrderAsync(api, sku, vip, gift, gift.ToUpperInvariant());
        var second = await NewOrderAsync(api, sku, gift);
        var split = await api.Post($"/orders/{first}/split", """{"lines":[{"line":1,"quantity":1}]}""").Ok();
        var child = split.Text("child.number")!;

        (await api.Get($"/orders/{first}")).At("tags").EnumerateArray().Select(t => t.GetString()).ShouldBe([gift, vip]);
        (await FindAsync(gift.ToUpperInvariant())).ShouldBe([child, second, first], ignoreOrder: true);
        (await FindAsync(vip)).ShouldBe([child, first], ignoreOrder: true);
        (await FindAsync(vip, $"&q={child}")).ShouldBe([child]);
        (await FindAsync(vip, $"&sku={sku}&status=inProcess&backOrder=full&sort=number")).ShouldBe([first, child]);
        (await FindAsync(vip, "&status=onHold")).ShouldBeEmpty();
        (await FindAsync("nothing")).ShouldBeEmpty();

        await api.Patch($"/orders/{first}", $$"""{"tags":["{{gift}}","later"]}""").Ok();
        await api.Post($"/orders/{second}/cancel").Ok();
        var done = await api.Patch($"/orders/{second}", """{"tags":null}""").Ok();

        done.At("tags").GetArrayLength().ShouldBe(0);
        (await FindAsync(gift)).ShouldBe([child, first], ignoreOrder: true);
        (await FindAsync(vip)).ShouldBe([child]);
        (await api.Get($"/orders?tag={Uri.EscapeDataString(gift)}&pageSize=1")).Text("nextCursor").ShouldNotBeNull();
        (await api.Get($"/orders/{first}/journal"))
            .At("items")
            .EnumerateArray()
            .Select(j => j.GetProperty("data"))
            .Where(d => d.TryGetProperty("tags", out _))
            .Select(d => d.GetProperty("tags").GetString())
            .ShouldBe([$"{gift}, {vip}", $"{gift}, later"]);

        async Task<List<string?>> FindAsync(string tag, string more = "") =>
            (await api.Get($"/orders?tag={Uri.EscapeDataString(tag)}{more}").Ok()).Items("number");
    }

    [Theory]
    [InlineData("""{"tags":["a,b"]}""", 400, "invalid_value", "tags[0]")]
    [InlineData("""{"tags":["a"," "]}""", 400, "invalid_value", "tags[1]")]
    [InlineData("""{"tags":["a",null]}""", 400, "invalid_request", "tags[1]")]
    [InlineData("""{"tags":["123456789012345678901234567890123456789012345678901"]}""", 400, "invalid_value", "tags[0]")]
    [InlineData(
        """{"tags":["1","2","3","4","5","6","7","8","9","10","11","12","13","14","15","16","17","18","19","20","21"]}""",
        400,
        "too_many",
        "tags"
    )]
    public async Task GivenWrongTags_WhenAnOrderIsTagged_ThenTheyAreNamed(string body, int status, string code, string path)
    {
        var api = await hosts.On(Database.Sqlite);
        var number = await api.NewOrder(await api.NewSku(), 1);

        (await api.Patch($"/orders/{number}", body)).ShouldBeProblem(status, code, path);

        (await api.Get($"/orders/{number}")).At("tags").GetArrayLength().ShouldBe(0);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenNotes_WhenTheyAreRead_ThenTheyHaveAuthorAndTimeAndTheOrderIsTheSame(Database database)
    {
        var api = await hosts.On(database);
        var number = await api.NewOrder(await api.NewSku(), 1);
        var before = await api.Get($"/orders/{number}");
        var key = ApiHost.NewName("note-");

        var note = await api.Post($"/orders/{number}/notes", """{"text":"First\nline"}""", key).Ok();
        var again = await api.Post($"/orders/{number}/notes", """{"text":"First\nline"}""", key).Ok();
        await api.Post($"/orders/{number}/hold").Ok();
        await api.Post($"/orders/{number}/notes", """{"text":"Second"}""").Ok();

        again.Body.ShouldBe(note.Body);
        (note.Text("text"), note.Text("author")).ShouldBe(("First\nline", ApiHost.UserName));
        var page = await api.Get($"/orders/{number}/notes?pageSize=1").Ok();
        page.Items("text").ShouldBe(["First\nline"]);
        page.At("items")[0].ToString().ShouldBe(note.Body);
        (await api.Get($"/orders/{number}/notes?pageSize=1&cursor={page.Text("nextCursor")}").Ok()).Items("text").ShouldBe(["Second"]);
        await api.Post($"/orders/{number}/release").Ok();
        var after = await api.Get($"/orders/{number}");
        after.At("lines").ToString().ShouldBe(before.At("lines").ToString());
        (await api.Get($"/orders/{number}/journal")).Items("kind").ShouldBe(["created", "marked", "noted", "held", "noted", "released"]);
        (await api.Post($"/orders/{number}/notes", """{"text":" "}""")).ShouldBeProblem(400, "invalid_value", "text");
        (await api.Get("/orders/none/notes")).ShouldBeProblem(404, "order_not_found");
        (await api.Post("/orders/none/notes", """{"text":"x"}""")).ShouldBeProblem(404, "order_not_found");
    }

    private static async Task<string> NewOrderAsync(ApiHost api, string sku, params string[] tags)
    {
        var number = ApiHost.NewName("T-");
        var list = string.Join(',', tags.Select(t => $"\"{t}\""));
        await api.Post(
                "/orders",
                ApiHost.Order(number, (sku, 2)).Replace("\"company\"", $"\"tags\":[{list}],\"company\"", StringComparison.Ordinal)
            )
            .Ok();
        return number;
    }
}
