using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Api;

public sealed class InventoryTests(ApiHosts hosts)
{
    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAProduct_WhenItsStockIsAdjustedCountedAndMoved_ThenTheUnitsAddUp(Database database)
    {
        var api = await hosts.On(database);
        var (sku, other) = (await api.NewSku(), await api.NewSku());

        await api.Post("/inventory/adjustments", $$"""{"sku":"{{sku}}","warehouse":"MAIN","delta":10,"reason":"found"}""").Ok();
        var counted = await api.Post(
                "/inventory/counts",
                $$"""{"items":[{"sku":"{{sku}}","warehouse":"MAIN","onHand":7},{"sku":"{{other}}","warehouse":"DOCK","onHand":2}]}"""
            )
            .Ok();
        var moved = await api.Post("/inventory/transfers", $$"""{"sku":"{{sku}}","from":"MAIN","to":"DOCK","quantity":3}""").Ok();

        counted.Items("sku").ShouldBe([sku, other]);
        moved
            .At("items")
            .GetRawText()
            .ShouldBe(
                $$"""[{"sku":"{{sku}}","warehouse":"MAIN","onHand":4,"waiting":false},{"sku":"{{sku}}","warehouse":"DOCK","onHand":3,"waiting":false}]"""
            );
        (await api.Get($"/products/{sku}"))
            .At("stock")
            .GetRawText()
            .ShouldBe("""{"onHand":7,"counted":4,"allocated":0,"available":4,"open":0,"backOrdered":0,"onOrder":0}""");
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAnIdempotencyKey_WhenAnAdjustmentIsRepeated_ThenItIsAppliedOnce(Database database)
    {
        var api = await hosts.On(database);
        var sku = await api.NewSku();
        var (key, body) = (ApiHost.NewName("key-"), $$"""{"sku":"{{sku}}","warehouse":"MAIN","delta":4}""");

        var first = await api.Post("/inventory/adjustments", body, key).Ok();
        var again = await api.Post("/inventory/adjustments", body, key).Ok();

        again.Body.ShouldBe(first.Body);
        (await api.Get($"/products/{sku}")).Number("stock.onHand").ShouldBe(4);
        (await api.Post("/inventory/counts", body, key)).ShouldBeProblem(400, "invalid_request");
        (await api.Post("/inventory/adjustments", body.Replace('4', '5'), key)).ShouldBeProblem(409, "idempotency_key_reused");
    }

    [Theory]
    [InlineData("adjustments", """{"sku":"SKU","warehouse":"MAIN","delta":0}""", 400, "invalid_quantity", "delta")]
    [InlineData("adjustments", """{"sku":"SKU","warehouse":"MAIN","delta":0.5}""", 400, "invalid_request", "delta")]
    [InlineData("adjustments", """{"sku":"SKU","warehouse":"MAIN","delta":99999999999999999999}""", 400, "invalid_request", "delta")]
    [InlineData("adjustments", """{"sku":"SKU","warehouse":"MAIN","delta":-6}""", 422, "not_enough_stock", "sku")]
    [InlineData("adjustments", """{"sku":"SKU","warehouse":"MOON","delta":1}""", 422, "unknown_warehouse", "warehouse")]
    [InlineData("adjustments", """{"sku":"NOTHING","warehouse":"MAIN","delta":1}""", 422, "unknown_sku", "sku")]
    [InlineData("adjustments", """{"sku":"SKU","delta":1}""", 400, "invalid_request", "warehouse")]
    [InlineData("adjustments", """{"items":[]}""", 400, "no_lines", "items")]
    [InlineData("adjustments", """{"items":null}""", 400, "invalid_request", "items")]
    [InlineData("adjustments", """{"items":[null]}""", 400, "invalid_request", "items[0]")]
    [InlineData("adjustments", """{"items":[{"sku":"SKU","warehouse":"MAIN","delta":1}],"sku":"SKU"}""", 400, "invalid_request", "sku")]
    [InlineData(
        "adjustments",
        """{"items":[{"sku":"SKU","warehouse":"MAIN","delta":1},{"sku":"SKU","warehouse":"MAIN","delta":-9}]}""",
        422,
        "not_enough_stock",
        "items[1].sku"
    )]
    [InlineData("adjustments", """{"items":[{"sku":"NOTHING","warehouse":"MAIN","delta":1}]}""", 422, "unknown_sku", "items[0].sku")]
    [InlineData("adjustments", """{"sku":"SKU" """, 400, "invalid_request", "$")]
    [InlineData("adjustments", "", 400, "invalid_request", null)]
    [InlineData("adjustments", "null", 400, "invalid_request", null)]
    [InlineData("counts", """{"sku":"SKU","warehouse":"MAIN","onHand":-1}""", 400, "invalid_quantity", "onHand")]
    [InlineData("counts", """{"sku":"SKU","warehouse":"MAIN","onHand":1000000000001}""", 400, "invalid_quantity", "onHand")]
    [InlineData("transfers", """{"sku":"SKU","from":"MAIN","to":"MAIN","quantity":1}""", 400, "invalid_value", "to")]
    [InlineData("transfers", """{"sku":"SKU","from":"MAIN","to":"DOCK","quantity":6}""", 422, "not_enough_stock", "sku")]
    [InlineData("transfers", """{"sku":"SKU","from":"MAIN","to":"DOCK","quantity":0}""", 400, "invalid_quantity", "quantity")]
    public async Task GivenABadStockChange_WhenItComes_ThenItIsRefusedAndNothingIsChanged(
        string path,
        string body,
        int status,
        string code,
        string? where
    )
    {
        foreach (var database in Databases.Available)
        {
            var api = await hosts.On(database);
            var sku = await api.NewSku(units: 5);

            var reply = await api.Post($"/inventory/{path}", body.Replace("\"SKU\"", $"\"{sku}\"", StringComparison.Ordinal));

            reply.ShouldBeProblem(status, code, where);
            (await api.Get($"/products/{sku}")).At("stock.onHand").GetInt64().ShouldBe(5);
        }
    }
}
