using System.Net;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Api;

public sealed class OrderBatchTests(ApiHosts hosts)
{
    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenGoodAndBadOrders_WhenTheyComeInABatch_ThenEachStandsOrFallsByItself(Database database)
    {
        var api = await hosts.On(database);
        var sku = await api.NewSku(units: 5);
        var number = ApiHost.NewName("B-");
        var good = ApiHost.Order(number, (sku, 4));

        var reply = await api.Post(
            "/orders/batch",
            $$"""
            {"orders":[{{good}},{{good}},{{ApiHost.Order(number + "-b", ("NOTHING", 1))}},
             {"number":"half","company":"ACME","customer":{"name":"C","email":"c@example.com"},"lines":[{"sku":"{{sku}}","quantity":1.5}]},
             null,{"number":5},{"number":"\ud800"},{{ApiHost.Order(number + "-c", (sku, 3))}}]}
            """
        );

        reply.Status.ShouldBe(HttpStatusCode.OK, reply.Body);
        reply
            .At("results")
            .EnumerateArray()
            .Select(r => r.GetProperty("status").GetInt32())
            .ShouldBe([201, 409, 422, 400, 400, 400, 400, 201]);
        reply.Text("results.0.order.number").ShouldBe(number);
        reply.Text("results.1.problem.code").ShouldBe("duplicate_order_number");
        reply.Text("results.2.number").ShouldBe(number + "-b");
        reply.Text("results.2.problem.code").ShouldBe("unknown_sku");
        reply
            .At("results")
            .EnumerateArray()
            .Select(r => r.GetProperty("number").GetString())
            .Skip(3)
            .Take(4)
            .ShouldBe(["half", null, null, null]);
        reply.Text("results.3.problem.code").ShouldBe("invalid_request");
        reply.At("results.3.problem.errors").TryGetProperty("lines[0].quantity", out _).ShouldBeTrue();
        reply.Number("results.7.order.backOrder.backOrderedQty").ShouldBe(2);
        (await api.Get($"/products/{sku}")).Number("stock.open").ShouldBe(7);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAnIdempotencyKey_WhenABatchIsRepeated_ThenNothingIsTakenTwice(Database database)
    {
        var api = await hosts.On(database);
        var sku = await api.NewSku(units: 5);
        var key = ApiHost.NewName("key-");
        var order = ApiHost.Order(null, (sku, 1));

        var first = await api.Post("/orders/batch", $$"""{"orders":[{{order}},{{order}}]}""", key).Ok();
        var again = await api.Post("/orders/batch", $$"""{"orders":[{{order}},{{order}}]}""", key).Ok();
        var longer = await api.Post("/orders/batch", $$"""{"orders":[{{order}},{{order}},{{order}}]}""", key);

        again.Body.ShouldBe(first.Body);
        longer.ShouldBeProblem(409, "idempotency_key_reused");
        (await api.Get($"/products/{sku}")).Number("stock.open").ShouldBe(2);
    }

    [Theory]
    [InlineData("""{"orders":[]}""", "no_lines")]
    [InlineData("""{"orders":5}""", "invalid_request")]
    [InlineData("""{"order":[]}""", "invalid_request")]
    [InlineData("""{"orders":[""", "invalid_request")]
    public async Task GivenABadBatch_WhenItComes_ThenItIsRefusedAsAWhole(string body, string code)
    {
        foreach (var database in Databases.Available)
            (await (await hosts.On(database)).Post("/orders/batch", body)).ShouldBeProblem(400, code);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenMoreOrdersThanABatchTakes_WhenTheyCome_ThenTheyAreRefusedAsAWhole(Database database)
    {
        var api = await hosts.On(database);
        var sku = await api.NewSku();
        var orders = string.Join(',', Enumerable.Repeat(ApiHost.Order(null, (sku, 1)), 1001));

        (await api.Post("/orders/batch", $$"""{"orders":[{{orders}}]}""")).ShouldBeProblem(400, "too_many", "orders");

        (await api.Get($"/products/{sku}")).Number("stock.open").ShouldBe(0);
    }
}
