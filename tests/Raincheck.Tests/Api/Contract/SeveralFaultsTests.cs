using System.Text.Json;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Api.Contract;

/// <summary>What is wrong in several places of one request for the same reason is named in every place.</summary>
public sealed class SeveralFaultsTests(ApiHosts hosts)
{
    private const string Customer = """
        "company":"ACME","customer":{"name":"N","email":"n@example.com"}
        """;

    public static TheoryData<Database, string, string, string, string> Cases =>
        new(
            from database in new[] { Database.Sqlite, Database.Postgres }
            from row in new[]
            {
                (
                    "/orders",
                    $$"""{{{Customer}},"lines":[{"sku":"NO1","quantity":1},{"sku":"{sku}","quantity":1},{"sku":"NO2","quantity":1}]}""",
                    "unknown_sku",
                    "lines[0].sku lines[2].sku"
                ),
                (
                    "/orders",
                    $$"""{{{Customer}},"lines":[{"sku":"NO1","quantity":0},{"sku":"{sku}","quantity":-1},{"sku":"{sku}","quantity":1}]}""",
                    "invalid_quantity",
                    "lines[0].quantity lines[1].quantity"
                ),
                (
                    "/orders",
                    """{"company":"ACME","customer":{"name":" ","email":""},"lines":[{"sku":"{sku}","quantity":1,"unitPrice":-1}]}""",
                    "invalid_value",
                    "customer.email customer.name lines[0].unitPrice"
                ),
                (
                    "/orders/{order}/cancel",
                    """{"lines":[{"line":8},{"line":1},{"line":9}]}""",
                    "unknown_line",
                    "lines[0].line lines[2].line"
                ),
                (
                    "/orders/{order}/ship",
                    """{"warehouse":"MAIN","lines":[{"line":1,"quantity":0},{"line":1,"quantity":-1}]}""",
                    "invalid_quantity",
                    "lines[0].quantity lines[1].quantity"
                ),
                (
                    "/inventory/counts",
                    """{"items":[{"sku":"{sku}","warehouse":"MOON","onHand":1},{"sku":"{sku}","warehouse":"MARS","onHand":1}]}""",
                    "unknown_warehouse",
                    "items[0].warehouse items[1].warehouse"
                ),
                (
                    "/inventory/transfers",
                    """{"items":[{"sku":"{sku}","from":"MOON","to":"MARS","quantity":1}]}""",
                    "unknown_warehouse",
                    "items[0].from items[0].to"
                ),
                (
                    "/purchase-orders",
                    """{"vendor":"VEND","lines":[{"sku":"NO1","quantity":1},{"sku":"NO2","quantity":1}]}""",
                    "unknown_sku",
                    "lines[0].sku lines[1].sku"
                ),
                ("PUT /products", """[{"sku":"P1","name":"P","packSize":0}]""", "invalid_quantity", "[0].packSize"),
                ("PUT /products", """[{"sku":"P1","name":"P","replacementSku":"P1"}]""", "product_cycle", "[0].replacementSku"),
                ("PUT /products", """[{"sku":"P1","name":"P","vendor":"NOVEND"}]""", "unknown_vendor", "[0].vendor"),
                ("PUT /products/P1", """{"name":"P","vendor":"NOVEND"}""", "unknown_vendor", "vendor"),
                ("/recalculations", """{"skus":["NO1","{sku}","NO2"]}""", "unknown_sku", "skus[0] skus[2]"),
            }
            select (database, row.Item1, row.Item2, row.Item3, row.Item4)
        );

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task GivenSeveralFaultsOfOneKind_WhenTheyAreSent_ThenEachPlaceIsNamed(
        Database database,
        string call,
        string body,
        string code,
        string places
    )
    {
        var api = await hosts.On(database);
        var sku = await api.NewSku();
        var order = await api.NewOrder(sku, 2);

        var path = call.Replace("{order}", order, StringComparison.Ordinal);
        var sent = body.Replace("{sku}", sku, StringComparison.Ordinal);
        var reply = path.StartsWith("PUT ", StringComparison.Ordinal) ? await api.Put(path[4..], sent) : await api.Post(path, sent);

        var errors = JsonElement.Parse(reply.Body).GetProperty("errors").EnumerateObject().ToDictionary(e => e.Name, e => e.Value[0]);
        reply.Text("code").ShouldBe(code);
        string.Join(' ', errors.Keys.Order(StringComparer.Ordinal)).ShouldBe(places);
        errors.Values.Select(e => e.GetString()).ShouldContain(reply.Text("detail"));
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenMoreFaultsThanAnybodyMendsAtOnce_WhenTheyAreSent_ThenTheFirstHundredAreNamed(Database database)
    {
        var api = await hosts.On(database);
        var lines = string.Join(',', Enumerable.Range(0, 1_000).Select(i => $$"""{"sku":"NO-{{i}}","quantity":1}"""));

        var reply = await api.Post("/orders", $$"""{{{Customer}},"lines":[{{lines}}]}""");

        var errors = JsonElement.Parse(reply.Body).GetProperty("errors").EnumerateObject().Select(e => e.Name);
        errors.ShouldBe(Enumerable.Range(0, 100).Select(i => $"lines[{i}].sku"));
    }
}
