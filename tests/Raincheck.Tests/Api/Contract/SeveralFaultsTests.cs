using System.Text.Json;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Api.Contract;

/// <summary>What is wrong in several places of one request is named in every place, for all reasons.</summary>
public sealed class SeveralFaultsTests(ApiHosts hosts)
{
    private const string Customer = """
        "company":"ACME","customer":{"name":"N","email":"n@example.com"}
        """;

    public static TheoryData<Database, string, string, string, string> Cases =>
        new(
            from database in new[] { Database.Sqlite, Database.Postgres }
            from row in Rows
            select (database, row.Call, row.Body, row.Code, row.Places)
        );

    private static IEnumerable<(string Call, string Body, string Code, string Places)> Rows =>
        [
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
                "lines[0].quantity lines[0].sku lines[1].quantity"
            ),
            (
                "/orders",
                """{"company":"ACME","customer":{"name":" ","email":""},"lines":[{"sku":"{sku}","quantity":1,"unitPrice":-1}]}""",
                "invalid_value",
                "customer.email customer.name lines[0].unitPrice"
            ),
            (
                "/orders",
                """{"company":"NOWHERE","customer":{"name":"N","email":""},"status":"void","lines":[{"sku":"NO1","quantity":0,"unitPrice":-1}]}""",
                "invalid_value",
                "company customer.email lines[0].quantity lines[0].sku lines[0].unitPrice status"
            ),
            (
                "/orders",
                $$"""{{{Customer}},"number":"{order}","lines":[{"sku":"NO1","quantity":1}]}""",
                "unknown_sku",
                "lines[0].sku number"
            ),
            (
                "/orders",
                $$"""{{{Customer}},"channel":" ","shipTo":{"country":"Belgium","city":" "},"orderedAt":"1900-01-01T00:00:00Z","lines":[]}""",
                "invalid_value",
                "channel lines orderedAt shipTo.city shipTo.country"
            ),
            ("/orders/{order}/lines", """{"sku":"{sku}","quantity":0,"unitPrice":-1}""", "invalid_value", "quantity unitPrice"),
            ("/orders/{order}/cancel", """{"lines":[{"line":8},{"line":1},{"line":9}]}""", "unknown_line", "lines[0].line lines[2].line"),
            ("/orders/{order}/cancel", """{"lines":[{"line":8},{"line":1},{"line":1}]}""", "unknown_line", "lines[0].line lines[2].line"),
            (
                "/orders/{order}/cancel",
                """{"lines":[{"line":1,"quantity":0},{"line":1,"quantity":-2}]}""",
                "invalid_quantity",
                "lines[0].quantity lines[1].quantity"
            ),
            (
                "/orders/{order}/cancel",
                """{"lines":[{"line":1,"quantity":7},{"line":2,"quantity":8}]}""",
                "not_enough_open",
                "lines[0].quantity lines[1].quantity"
            ),
            (
                "/orders/{order}/split",
                """{"lines":[{"line":1,"quantity":7},{"line":2,"quantity":8}]}""",
                "not_enough_open",
                "lines[0].quantity lines[1].quantity"
            ),
            ("/orders/{order}/split", """{"lines":[{"line":8},{"line":9}]}""", "unknown_line", "lines[0].line lines[1].line"),
            (
                "/orders/{order}/dropship",
                """{"vendor":"VEND","lines":[{"line":1,"quantity":7},{"line":2,"quantity":8}]}""",
                "not_enough_open",
                "lines[0].quantity lines[1].quantity"
            ),
            (
                "/orders/{order}/dropship",
                """{"vendor":"NOVEND","lines":[{"line":8},{"line":1},{"line":1}]}""",
                "unknown_line",
                "lines[0].line lines[2].line vendor"
            ),
            (
                "/orders/{order}/ship",
                """{"warehouse":"MAIN","lines":[{"line":1,"quantity":0},{"line":1,"quantity":-1}]}""",
                "invalid_quantity",
                "lines[0].quantity lines[1].quantity"
            ),
            (
                "/orders/{order}/ship",
                """{"warehouse":"MOON","lines":[{"line":8},{"line":9}]}""",
                "unknown_line",
                "lines[0].line lines[1].line warehouse"
            ),
            (
                "/orders/{order}/ship",
                """{"warehouse":"MAIN","lines":[{"line":1,"quantity":2},{"line":2,"quantity":1}]}""",
                "not_enough_stock",
                "lines[0].quantity lines[1].quantity"
            ),
            (
                "/orders/{served}/ship",
                """{"warehouse":"EAST","lines":[{"line":1,"quantity":1},{"line":2,"quantity":1}]}""",
                "not_enough_stock",
                "lines[0].quantity lines[1].quantity"
            ),
            (
                "/orders/{order}/pins",
                """{"line":1,"quantity":0,"reason":"","until":"2001-01-01T00:00:00Z"}""",
                "invalid_value",
                "quantity reason until"
            ),
            (
                "/orders/{order}/delay",
                """{"shipDate":"2001-01-01T00:00:00Z","reason":"","notify":false}""",
                "invalid_value",
                "reason shipDate"
            ),
            (
                "/orders/{order}/links",
                """{"line":1,"quantity":0,"purchaseOrder":"P","vendor":"VEND"}""",
                "invalid_value",
                "purchaseOrder quantity"
            ),
            (
                "/orders/{order}/links",
                """{"line":9,"quantity":1,"vendor":"NOVEND","warehouse":"MOON"}""",
                "unknown_line",
                "line vendor warehouse"
            ),
            ("PUT /products", """[{"sku":"P1","name":"P","packSize":0}]""", "invalid_quantity", "[0].packSize"),
            ("PUT /products", """[{"sku":"P1","name":"P","replacementSku":"P1"}]""", "product_cycle", "[0].replacementSku"),
            ("PUT /products", """[{"sku":"P1","name":"P","vendor":"NOVEND"}]""", "unknown_vendor", "[0].vendor"),
            ("PUT /products/P1", """{"name":"P","vendor":"NOVEND"}""", "unknown_vendor", "vendor"),
            (
                "PUT /products",
                """[{"sku":"P1","name":"","cost":-1,"packSize":0},{"sku":" P","name":"P","minimumOrder":0}]""",
                "invalid_value",
                "[0].cost [0].name [0].packSize [1].minimumOrder [1].sku"
            ),
            (
                "PUT /products",
                """[{"sku":"P1","name":"P","replacementSku":"NO1","vendor":"NOVEND"},{"sku":"P2","name":"P","shadowOf":"NO2"}]""",
                "unknown_sku",
                "[0].replacementSku [0].vendor [1].shadowOf"
            ),
            (
                "PUT /products",
                """[{"sku":"P1","name":"P"},{"sku":"P1","name":"P"},{"sku":"P1","name":"P"}]""",
                "duplicate_entry",
                "[1].sku [2].sku"
            ),
            (
                "PUT /products",
                """[{"sku":"P1","name":"P","replacementSku":"P1"},{"sku":"P2","name":"P","shadowOf":"P2"}]""",
                "product_cycle",
                "[0].replacementSku [1].shadowOf"
            ),
            (
                "PUT /products/K1",
                """{"name":"K","components":[{"sku":"NO1","quantity":0},{"sku":"{sku}","quantity":10001},{"sku":"NO2","quantity":1}]}""",
                "invalid_quantity",
                "components[0].quantity components[0].sku components[1].quantity components[2].sku"
            ),
            ("PUT /vendors/V1", """{"name":"","email":" ","leadTimeDays":-1}""", "invalid_value", "email leadTimeDays name"),
            (
                "/inventory/adjustments",
                """{"sku":"NO1","warehouse":"MOON","delta":0,"reason":""}""",
                "invalid_value",
                "delta reason sku warehouse"
            ),
            (
                "/inventory/adjustments",
                """{"items":[{"sku":"NO1","warehouse":"MAIN","delta":0}]}""",
                "invalid_quantity",
                "items[0].delta items[0].sku"
            ),
            (
                "/inventory/adjustments",
                """{"items":[{"sku":"{sku}","warehouse":"MAIN","delta":-9},{"sku":"{sku}","warehouse":"EAST","delta":-9}]}""",
                "not_enough_stock",
                "items[0].sku items[1].sku"
            ),
            (
                "/inventory/counts",
                """{"items":[{"sku":"{sku}","warehouse":"MOON","onHand":1},{"sku":"{sku}","warehouse":"MARS","onHand":1}]}""",
                "unknown_warehouse",
                "items[0].warehouse items[1].warehouse"
            ),
            (
                "/inventory/counts",
                """{"items":[{"sku":"NO1","warehouse":"MAIN","onHand":-1},{"sku":"{sku}","warehouse":"MARS","onHand":1}]}""",
                "invalid_quantity",
                "items[0].onHand items[0].sku items[1].warehouse"
            ),
            (
                "/inventory/transfers",
                """{"items":[{"sku":"{sku}","from":"MOON","to":"MARS","quantity":1}]}""",
                "unknown_warehouse",
                "items[0].from items[0].to"
            ),
            ("/inventory/transfers", """{"sku":"{sku}","from":"MAIN","to":"MAIN","quantity":0}""", "invalid_value", "quantity to"),
            (
                "/purchase-orders",
                """{"vendor":"VEND","lines":[{"sku":"NO1","quantity":1},{"sku":"NO2","quantity":1}]}""",
                "unknown_sku",
                "lines[0].sku lines[1].sku"
            ),
            (
                "/purchase-orders",
                """{"vendor":"NOVEND","warehouse":"MOON","lines":[{"sku":"NO1","quantity":0},{"sku":"{sku}","quantity":1},{"sku":"{sku}","quantity":1}]}""",
                "invalid_quantity",
                "lines[0].quantity lines[0].sku lines[2].sku vendor warehouse"
            ),
            (
                "/purchase-orders/{purchase}/receipts",
                """{"reference":"","lines":[{"sku":"{sku}","quantity":0},{"sku":"{sku}","quantity":-1}]}""",
                "invalid_value",
                "lines[0].quantity lines[1].quantity reference"
            ),
            (
                "/purchase-orders/{purchase}/receipts",
                """{"reference":"R-9","lines":[{"sku":"NO1","quantity":1},{"sku":"{sku}","quantity":1,"warehouse":"MOON"}]}""",
                "unknown_sku",
                "lines[0].sku lines[1].warehouse"
            ),
            (
                "/purchase-orders/{purchase}/dropship-status",
                """{"status":"none","lines":[{"sku":"{sku}","quantity":0}]}""",
                "invalid_value",
                "lines lines[0].quantity status"
            ),
            (
                "/purchasing/proposals/order",
                """{"vendor":"NOVEND","warehouse":"MOON","lines":[{"sku":"NO1","quantity":0}]}""",
                "invalid_quantity",
                "lines[0].quantity lines[0].sku vendor warehouse"
            ),
            (
                "PUT /settings",
                """{"periodicPass":{"minutes":0},"defaultWarehouse":"MOON"}""",
                "invalid_value",
                "defaultWarehouse periodicPass.minutes"
            ),
            (
                "PUT /email/templates/t1",
                """{"subject":"","fromName":" ","fromAddress":"nobody","cc":"x, y","html":false,"body":""}""",
                "invalid_value",
                "body cc fromAddress fromName subject"
            ),
            (
                "PUT /email/templates/t1",
                """{"subject":"{% if %}","fromName":"N","fromAddress":"n@example.com","html":false,"body":"{{ }"}""",
                "invalid_template",
                "body subject"
            ),
            (
                "PUT /email/server",
                """{"host":"no host","port":0,"security":"none","password":"p"}""",
                "invalid_value",
                "host password port"
            ),
            (
                "PUT /companies/ACME/email/rules",
                """{"minutesBetween":-1,"holdBackMinutes":-1,"dailyLimit":-1}""",
                "invalid_value",
                "dailyLimit holdBackMinutes minutesBetween"
            ),
            ("/users", """{"name":"","role":"agent","password":"short"}""", "invalid_value", "name password"),
            ("/recalculations", """{"skus":["NO1","{sku}","NO2"]}""", "unknown_sku", "skus[0] skus[2]"),
        ];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task GivenSeveralFaults_WhenTheyAreSent_ThenEachPlaceIsNamed(
        Database database,
        string call,
        string body,
        string code,
        string places
    )
    {
        var api = await hosts.On(database);
        await api.Put("/warehouses/EAST", """{"name":"East","type":"normal","isSellable":true}""").Ok();
        var sku = await api.NewSku();
        var names = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["{sku}"] = sku,
            ["{order}"] = ApiHost.NewName("O-"),
            ["{served}"] = ApiHost.NewName("O-"),
            ["{purchase}"] = await api.NewPurchaseOrder((sku, 5)),
        };
        await api.Post("/orders", ApiHost.Order(names["{served}"], (await api.NewSku(1), 1), (await api.NewSku(1), 1))).Ok();
        await api.Post("/orders", ApiHost.Order(names["{order}"], (sku, 2), (sku, 2))).Ok();

        var sent = names
            .Aggregate(call + "\n" + body, (text, name) => text.Replace(name.Key, name.Value, StringComparison.Ordinal))
            .Split('\n');
        var reply = sent[0].Split(' ') is [var method, var path]
            ? await api.Send(new HttpMethod(method), path, sent[1])
            : await api.Post(sent[0], sent[1]);

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
