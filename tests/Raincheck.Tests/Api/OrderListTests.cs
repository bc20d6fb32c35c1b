using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Api;

public sealed class OrderListTests(ApiHosts hosts)
{
    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenOrdersOfEveryState_WhenTheyAreFiltered_ThenEachListHasItsOwn(Database database)
    {
        await using var api = await ApiHost.StartAsync(database);
        await MakeOrdersAsync(api);

        (await Numbers(api, "backOrder=none&sort=number")).ShouldBe(["cart", "filled", "held"]);
        (await Numbers(api, "backOrder=partial")).ShouldBe(["part"]);
        (await Numbers(api, "backOrder=full&sort=number")).ShouldBe(["late", "short"]);
        (await Numbers(api, "backOrder=fullOrPartial&sort=orderedAt")).ShouldBe(["part", "short", "late"]);
        (await Numbers(api, "status=onHold")).ShouldBe(["held"]);
        (await Numbers(api, "status=cart")).ShouldBe(["cart"]);
        (await Numbers(api, "company=OTHER")).ShouldBe(["held"]);
        (await Numbers(api, "company=NOBODY")).ShouldBeEmpty();
        (await Numbers(api, "sku=A&sort=number")).ShouldBe(["filled", "held", "late", "part", "short"]);
        (await Numbers(api, "sku=A&backOrder=full&sort=number")).ShouldBe(["late", "short"]);
        (await Numbers(api, "sku=B")).ShouldBe(["cart"]);
        (await Numbers(api, "sku=NONE")).ShouldBeEmpty();
        (await Numbers(api, "q=HOR")).ShouldBe(["short"]);
        (await Numbers(api, "q=ada%20love")).ShouldBe(["late"]);
        (await Numbers(api, "q=ADA@EX")).ShouldBe(["late"]);
        (await Numbers(api, "q=%25")).ShouldBeEmpty();
        (await Numbers(api, "orderedFrom=2025-01-03T00:00:00Z&orderedTo=2025-01-04T00:00:00Z&sort=orderedAt")).ShouldBe(["part", "short"]);
        (await Numbers(api, "backOrder=full&status=inProcess&company=ACME&sku=A&q=e&orderedFrom=2025-01-05T00:00:00Z")).ShouldBe(["late"]);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenSmallPages_WhenTheyAreFollowed_ThenEveryOrderComesOnceInTheOrderAskedFor(Database database)
    {
        await using var api = await ApiHost.StartAsync(database);
        await MakeOrdersAsync(api);
        string[] byTime = ["cart", "filled", "held", "part", "short", "late"];
        string[] byNumber = ["cart", "filled", "held", "late", "part", "short"];
        // Back-ordered 0, 0, 0, 1, 2 and 9; of the same quantity the one that came first.
        string[] byQuantity = ["cart", "filled", "held", "part", "late", "short"];

        foreach (var size in new[] { 1, 2, 4, 6 })
        {
            (await Pages(api, "", size)).ShouldBe(byTime.Reverse());
            (await Pages(api, "sort=orderedAt", size)).ShouldBe(byTime);
            (await Pages(api, "sort=-orderedAt", size)).ShouldBe(byTime.Reverse());
            (await Pages(api, "sort=number", size)).ShouldBe(byNumber);
            (await Pages(api, "sort=-number", size)).ShouldBe(byNumber.Reverse());
            (await Pages(api, "sort=backOrderedQty", size)).ShouldBe(byQuantity);
            (await Pages(api, "sort=-backOrderedQty", size)).ShouldBe(byQuantity.Reverse());
            (await Pages(api, "sort=-backOrderedQty&backOrder=fullOrPartial", size)).ShouldBe(["short", "late", "part"]);
            (await Pages(api, "sort=backOrderedQty&backOrder=none", size)).ShouldBe(["cart", "filled", "held"]);
        }
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenTheWorkflowIsOff_WhenOrdersAreListed_ThenNoneIsBackOrdered(Database database)
    {
        await using var api = await ApiHost.StartAsync(database);
        await MakeOrdersAsync(api);
        await api.Put("/settings", """{"enableBackOrderWorkflow":false}""").Ok();

        (await Numbers(api, "backOrder=fullOrPartial")).ShouldBeEmpty();
        (await Numbers(api, "backOrder=none&sort=number")).Count.ShouldBe(6);
        (await Pages(api, "sort=-backOrderedQty", 4)).ShouldBe(["held", "late", "part", "short", "filled", "cart"], ignoreOrder: true);
        var order = await api.Get("/orders/short");
        order.Text("backOrder.state").ShouldBe("none");
        order.Number("lines.0.backOrderedQty").ShouldBe(0);
        (await api.Get("/products?backOrderedFrom=1")).Items("sku").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("backOrder=some", "backOrder")]
    [InlineData("backOrder=1", "backOrder")]
    [InlineData("status=Cart", "status")]
    [InlineData("sort=customer", "sort")]
    [InlineData("orderedFrom=yesterday", "orderedFrom")]
    [InlineData("pageSize=0", "pageSize")]
    [InlineData("pageSize=501", "pageSize")]
    [InlineData("pageSize=ten", "pageSize")]
    [InlineData("page=2", "page")]
    [InlineData("q=a%00b", "q")]
    [InlineData("status=cart&status=quote", "status")]
    [InlineData("cursor=abc", "cursor")]
    [InlineData("cursor=%21%21", "cursor")]
    public async Task GivenABadQuery_WhenOrdersAreListed_ThenItIsRefusedByName(string query, string path)
    {
        foreach (var database in Databases.Available)
            (await (await hosts.On(database)).Get("/orders?" + query)).ShouldBeProblem(400, "invalid_request", path);
    }

    [Fact]
    public async Task GivenACursorOfAnotherListSortOrFilter_WhenItIsUsed_ThenItIsRefused()
    {
        await using var api = await ApiHost.StartAsync(Database.Sqlite);
        await MakeOrdersAsync(api);
        var cursor = (await api.Get("/orders?pageSize=1")).Text("nextCursor");

        (await api.Get($"/orders?pageSize=2&cursor={cursor}")).Items("number").ShouldBe(["short", "part"]);
        (await api.Get($"/orders?sort=number&cursor={cursor}")).ShouldBeProblem(400, "invalid_request", "cursor");
        (await api.Get($"/orders?status=cart&cursor={cursor}")).ShouldBeProblem(400, "invalid_request", "cursor");
        (await api.Get($"/products?cursor={cursor}")).ShouldBeProblem(400, "invalid_request", "cursor");
    }

    [Theory]
    [InlineData("2025-01-05", true)]
    [InlineData("2025-01-05T00:00", true)]
    [InlineData("2025-01-05T00:00:00", true)]
    [InlineData("2025-01-05T00:00:00.000001Z", false)]
    [InlineData("2025-01-05T01:00:00+01:00", true)]
    [InlineData("2025-01-05T01:00:01%2B01:00", false)]
    [InlineData("2025-01-05T00:00:01Z", false)]
    public async Task GivenATimeInIso8601_WhenOrdersAreFilteredByIt_ThenItIsUnderstood(string time, bool isFound)
    {
        var api = await hosts.On(Database.Sqlite);
        var sku = await api.NewSku();
        var order = $$"""
            {"company":"ACME","orderedAt":"2025-01-05T00:00:00Z","customer":{"name":"N","email":"n@example.com"},
             "lines":[{"sku":"{{sku}}","quantity":1}]}
            """;
        var number = (await api.Post("/orders", order).Ok()).Text("number");

        (await Numbers(api, $"sku={sku}&orderedFrom={time}")).ShouldBe(isFound ? [number] : []);
    }

    [Theory]
    [InlineData("01/02/2025")]
    [InlineData("March 1 2025")]
    [InlineData("12:00")]
    [InlineData("2025")]
    [InlineData("20250301")]
    [InlineData("2025-3-1")]
    [InlineData("2025-03-01 09:30")]
    [InlineData("2025-02-30")]
    [InlineData("2025-03-01T25:00:00Z")]
    [InlineData("Sat, 01 Mar 2025 09:30:00 GMT")]
    public async Task GivenATimeInAnotherForm_WhenOrdersAreFilteredByIt_ThenItIsRefused(string time)
    {
        var api = await hosts.On(Database.Sqlite);

        (await api.Get($"/orders?orderedTo={Uri.EscapeDataString(time)}")).ShouldBeProblem(400, "invalid_request", "orderedTo");
    }

    /// <summary>Six orders, one a day, made in the order of their days but for the last: part lacks 1, late 2, short 9.</summary>
    private static async Task MakeOrdersAsync(ApiHost api)
    {
        await api.Put("/companies/OTHER", """{"name":"Other"}""").Ok();
        await api.Put("/products", """[{"sku":"A","name":"A"},{"sku":"B","name":"B"}]""").Ok();
        await api.Post("/inventory/adjustments", """{"sku":"A","warehouse":"MAIN","delta":6}""").Ok();
        await Make("cart", 1, "B", 9, "\"status\":\"cart\",");
        await Make("filled", 1, "A", 2);
        await Make("held", 2, "A", 2, "\"status\":\"onHold\",", company: "OTHER");
        await Make("part", 3, "A", 3);
        await Make("late", 5, "A", 2, name: "Ada Lovelace", email: "ada@example.com");
        await Make("short", 4, "A", 9);

        async Task Make(
            string number,
            int day,
            string sku,
            int quantity,
            string more = "",
            string company = "ACME",
            string name = "Bob",
            string email = "bob@example.org"
        ) =>
            await api.Post(
                    "/orders",
                    $$"""
                    {"number":"{{number}}","company":"{{company}}","orderedAt":"2025-01-0{{day}}T00:00:00Z",{{more}}
                     "customer":{"name":"{{name}}","email":"{{email}}"},"lines":[{"sku":"{{sku}}","quantity":{{quantity}}}]}
                    """
                )
                .Ok();
    }

    private static async Task<List<string?>> Numbers(ApiHost api, string query) => (await api.Get("/orders?" + query).Ok()).Items("number");

    private static async Task<List<string?>> Pages(ApiHost api, string query, int size)
    {
        var numbers = new List<string?>();
        for (string? cursor = null; ; )
        {
            var page = await api.Get($"/orders?{query}&pageSize={size}{(cursor is null ? "" : "&cursor=" + cursor)}").Ok();
            page.Items("number").Count.ShouldBeLessThanOrEqualTo(size);
            numbers.AddRange(page.Items("number"));
            cursor = page.Text("nextCursor");
            if (cursor is null)
                return numbers;
            numbers.Count.ShouldBeLessThan(100);
        }
    }
}
