using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Raincheck.Storage;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Api.Contract;

/// <summary>
/// Requests that are well-formed and cannot be carried out, as rows: each is refused with its code, names the place, and
/// writes nothing. Those of everyday use are among the tests of their features.
/// </summary>
public sealed class SpecificRefusalTests
{
    /// <summary>A text with a character that no database keeps.</summary>
    private const string Bad = "a\\u0000";

    private static readonly Row[] Rows =
    [
        new("PUT /warehouses/NEW", $$"""{"name":"{{Bad}}","type":"normal","isSellable":true}""", 400, "invalid_value", "name"),
        new(
            "PUT /products/NEW",
            $$"""{"name":"P","components":[{{Many(101, """{"sku":"A","quantity":1}""")}}]}""",
            400,
            "too_many",
            "components"
        ),
        new("PUT /products", $$"""[{"sku":"A","name":"{{Bad}}"},{"sku":"B","name":"B"}]""", 400, "invalid_value", "[0].name"),
        new("PUT /products", """[{"sku":"A","name":"A","packSize":0},{"sku":"B","name":"B"}]""", 400, "invalid_quantity", "[0].packSize"),
        new("PUT /products", $$"""[{{Many(1_001, """{"sku":"A","name":"A"}""")}}]""", 400, "too_many"),
        .. Stock("adjustments", "delta"),
        .. Stock("counts", "onHand"),
        .. Stock("transfers", "quantity"),
        new(
            "POST /inventory/adjustments",
            """{"sku":"A","warehouse":"MAIN","delta":1,"reason":"a\u0000"}""",
            400,
            "invalid_value",
            "reason"
        ),
        new("POST /inventory/adjustments", """{"sku":"MOST","warehouse":"MAIN","delta":5}""", 422, "total_too_large", "sku"),
        new("POST /inventory/transfers", """{"sku":"MOST","from":"DOCK","to":"MAIN","quantity":5}""", 422, "total_too_large", "sku"),
        new(
            "POST /orders",
            $$"""{"company":"ACME","customer":{"name":"N","email":"n@example.com"},"lines":[{{Many(1_001, """{"sku":"A","quantity":1}""")}}]}""",
            400,
            "too_many",
            "lines"
        ),
        .. Lines("cancel", ""),
        .. Lines("ship", "\"warehouse\":\"MAIN\","),
        .. Lines("split", ""),
        .. Lines("dropship", ""),
        new("POST /orders/{acknowledged}/cancel", "{}", 409, "dropship_status_forbids"),
        new("POST /orders/{order}/lines", """{"sku":"A","quantity":1,"unitPrice":-1}""", 400, "invalid_value", "unitPrice"),
        new("POST /orders/{long}/lines", """{"sku":"A","quantity":1}""", 400, "too_many", "lines"),
        new("POST /orders/{mixed}/dropship", "{}", 422, "several_vendors", "vendor"),
        new(
            "POST /orders/{order}/links",
            """{"line":1,"quantity":1,"purchaseOrder":"{cancelled}"}""",
            409,
            "purchase_order_status_forbids",
            "purchaseOrder"
        ),
        new("POST /orders/{order}/links", """{"line":1,"quantity":1,"warehouse":"MOON"}""", 422, "unknown_warehouse", "warehouse"),
        new("POST /orders/{order}/lines/x/replace", """{"sku":"B"}""", 404, "not_found"),
        new("PATCH /purchase-orders/{linked}/lines/A", """{"quantity":1}""", 422, "not_enough_on_order", "quantity"),
        new(
            "POST /purchasing/proposals/order",
            """{"vendor":"VEND","lines":[{"sku":"A","quantity":1},{"sku":"A","quantity":1}]}""",
            422,
            "duplicate_entry",
            "lines[1].sku"
        ),
        new("POST /email/send/preview", $$"""{"template":"notice","orders":[{{Many(1_001, "\"A\"")}}]}""", 400, "too_many", "orders"),
        new("POST /orders/{order}/pins", """{"line":1,"quantity":0,"reason":"r"}""", 400, "invalid_quantity", "quantity"),
        new("POST /orders/{order}/links", """{"line":1,"quantity":0}""", 400, "invalid_quantity", "quantity"),
        new("POST /orders/{order}/links", """{"line":1,"quantity":1,"vendor":"NOBODY"}""", 422, "unknown_vendor", "vendor"),
        new(
            "POST /orders/{order}/links",
            """{"line":1,"quantity":1,"purchaseOrder":"NONE"}""",
            422,
            "unknown_purchase_order",
            "purchaseOrder"
        ),
        new(
            "POST /orders/{order}/links",
            """{"line":2,"quantity":1,"purchaseOrder":"{bought}"}""",
            422,
            "not_on_purchase_order",
            "purchaseOrder"
        ),
        new(
            "POST /purchase-orders",
            $$"""{"vendor":"VEND","lines":[{{Many(5_001, """{"sku":"A","quantity":1}""")}}]}""",
            400,
            "too_many",
            "lines"
        ),
        new(
            "POST /purchase-orders/{dropship}/dropship-status",
            Processed("""{"sku":"B","quantity":0}"""),
            400,
            "invalid_quantity",
            "lines[0].quantity"
        ),
        new("POST /purchase-orders/{dropship}/dropship-status", Processed(""), 400, "no_lines", "lines"),
        new("POST /purchase-orders/{dropship}/dropship-status", Processed(Many(5_001, """{"sku":"B"}""")), 400, "too_many", "lines"),
        new("POST /purchase-orders/{dropship}/dropship-status", Processed("""{"sku":"NONE"}"""), 422, "unknown_sku", "lines[0].sku"),
        new(
            "POST /purchase-orders/{dropship}/dropship-status",
            Processed(Many(2, """{"sku":"B"}""")),
            422,
            "duplicate_entry",
            "lines[1].sku"
        ),
        new(
            "POST /purchase-orders/{dropship}/dropship-status",
            Processed("""{"sku":"B","quantity":9}"""),
            422,
            "not_enough_on_order",
            "lines[0].quantity"
        ),
        new(
            "POST /purchase-orders/{bought}/receipts",
            $$"""{"reference":"R","lines":[{{Many(5_001, """{"sku":"A","quantity":1}""")}}]}""",
            400,
            "too_many",
            "lines"
        ),
        new(
            "POST /purchase-orders/{most}/receipts",
            """{"reference":"R","lines":[{"sku":"MOST","quantity":1000000}]}""",
            422,
            "total_too_large",
            "lines[0].quantity"
        ),
        new(
            "POST /purchasing/proposals/order",
            """{"vendor":"VEND","lines":[{"sku":"A","quantity":0}]}""",
            400,
            "invalid_quantity",
            "lines[0].quantity"
        ),
        new("POST /purchasing/proposals/order", """{"vendor":"VEND","lines":[]}""", 400, "no_lines", "lines"),
        new(
            "POST /purchasing/proposals/order",
            $$"""{"vendor":"VEND","lines":[{{Many(5_001, """{"sku":"A","quantity":1}""")}}]}""",
            400,
            "too_many",
            "lines"
        ),
        new("POST /purchasing/proposals/order", """{"vendor":"VEND","warehouse":"MOON"}""", 422, "unknown_warehouse", "warehouse"),
        new("POST /email/templates/failing/preview", """{"order":"endless"}""", 422, "invalid_template"),
        new("POST /email/templates/preview", """{"order":"NONE","template":{template}}""", 422, "unknown_order", "order"),
        new("POST /email/templates/preview", """{"order":"{order}","template":{broken}}""", 422, "invalid_template"),
        new("POST /email/templates/failing/test", """{"order":"endless","to":"me@example.com"}""", 422, "invalid_template"),
        new("POST /email/templates/translate", $$"""{"text":"{{new string('x', 100_001)}}"}""", 400, "invalid_value", "text"),
        new("POST /email/send", $$"""{"template":"notice","orders":[{{Many(1_001, "\"A\"")}}]}""", 400, "too_many", "orders"),
        new("POST /email/send/preview", """{"template":"notice","orders":[]}""", 400, "no_lines", "orders"),
        new("POST /recalculations", $$"""{"skus":[{{Many(1_001, "\"A\"")}}]}""", 400, "too_many", "skus"),
    ];

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAShop_WhenSomethingCannotBeCarriedOut_ThenTheCodeSaysWhyAndNothingIsWritten(Database database)
    {
        await using var api = await ApiHost.StartAsync(database);
        var names = await OpenAsync(api);
        await ContractShop.StopTheClockAsync(api);
        await using var state = await StoredState.OfAsync(api.Services.GetRequiredService<ClientDatabase>());

        var faults = new List<string>();
        foreach (var row in Rows)
        {
            var before = await state.ReadAsync();
            var reply = await SendAsync(api, row, names);
            if (FaultOf(row, reply) is { } fault)
                faults.Add($"{row.Call} {(row.Body.Length > 300 ? row.Body[..300] : row.Body)}: {fault}: {reply.Body}");
            if (await state.ReadAsync() != before)
                faults.Add($"{row.Call} {row.Body}: something was written");
        }

        faults.ShouldBeEmpty();
        // Only a host whose clock goes on does jobs.
        await api.RestartAsync();
        (await ContractShop.VerifyAsync(api)).ShouldBe("[]");
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAClientWithoutWarehouses_WhenGoodsAreBought_ThenItSaysThatTheyHaveNowhereToGo(Database database)
    {
        await using var api = await ApiHost.StartAsync(database, new(ApiHost.UserName, ApiHost.Password));
        await api.SignInAsync();
        await api.Put("/companies/ACME", """{"name":"Acme"}""").Ok();
        await api.Put("/vendors/VEND", """{"name":"Vendor"}""").Ok();
        await api.Put("/products/A", """{"name":"A","vendor":"VEND"}""").Ok();
        var order = await api.NewOrder("A", 3);

        (await api.Post($"/orders/{order}/links", """{"line":1,"quantity":1}""")).ShouldBeProblem(422, "no_default_warehouse");
        (await api.Post("/purchase-orders", """{"vendor":"VEND","lines":[{"sku":"A","quantity":1}]}""")).ShouldBeProblem(
            422,
            "no_default_warehouse"
        );
        (await api.Post("/purchasing/proposals/order", """{"vendor":"VEND"}""")).ShouldBeProblem(422, "no_default_warehouse");
        (await api.Get("/purchase-orders")).Items("number").ShouldBeEmpty();
    }

    /// <summary>Makes what the rows speak of.</summary>
    /// <returns>Its names, by the words in braces.</returns>
    private static async Task<Dictionary<string, string>> OpenAsync(ApiHost api)
    {
        await api.Put("/vendors/VEND2", """{"name":"Vendor 2"}""").Ok();
        foreach (var (sku, vendor) in new[] { ("A", "VEND"), ("B", "VEND2"), ("MOST", "VEND") })
            await api.Put($"/products/{sku}", $$"""{"name":"{{sku}}","vendor":"{{vendor}}"}""").Ok();
        await api.Post("/inventory/adjustments", """{"sku":"A","warehouse":"MAIN","delta":5}""").Ok();
        await api.Post("/inventory/counts", """{"sku":"MOST","warehouse":"MAIN","onHand":1000000000000}""").Ok();
        await api.Post("/inventory/counts", """{"sku":"MOST","warehouse":"DOCK","onHand":5}""").Ok();
        var acknowledged = await api.NewOrder("B", 2);
        var dropship = (await api.Post($"/orders/{acknowledged}/dropship", "{}").Ok()).Text("number")!;
        await api.Post($"/purchase-orders/{dropship}/dropship-status", """{"status":"acknowledged"}""").Ok();
        var template = """{"subject":"S","fromName":"Acme","fromAddress":"a@example.com","html":false,"body":"Dear {{ customer.name }}"}""";
        // What is well for every other order, and when it is saved, takes too long for one.
        var failing = template.Replace(
            "Dear",
            """{% if order.number == \"endless\" %}{% for i in (1..1000) %}{% for j in (1..1000) %}x{% endfor %}{% endfor %}{% endif %}""",
            StringComparison.Ordinal
        );
        await api.Post("/orders", ApiHost.Order("endless", ("A", 1))).Ok();
        await api.Put("/email/templates/notice", template).Ok();
        await api.Put("/email/templates/failing", failing).Ok();
        await api.Put("/email/server", """{"host":"127.0.0.1","port":2525,"security":"none"}""").Ok();
        var cancelled = await api.NewPurchaseOrder(("A", 5));
        await api.Post($"/purchase-orders/{cancelled}/cancel").Ok();
        var linked = await api.NewPurchaseOrder(("A", 3));
        var waiting = await api.NewOrder("A", 9);
        await api.Post($"/orders/{waiting}/links", $$"""{"line":1,"quantity":3,"purchaseOrder":"{{linked}}"}""").Ok();
        return new(StringComparer.Ordinal)
        {
            ["cancelled"] = cancelled,
            ["linked"] = linked,
            ["order"] = await OrderAsync(api, ("A", 8), ("B", 2)),
            ["mixed"] = await OrderAsync(api, ("A", 90), ("B", 2)),
            ["long"] = await OrderAsync(api, [.. Enumerable.Repeat(("A", 1), 1_000)]),
            ["acknowledged"] = acknowledged,
            ["dropship"] = dropship,
            ["bought"] = await api.NewPurchaseOrder(("A", 5)),
            ["most"] = await api.NewPurchaseOrder(("MOST", 5)),
            ["template"] = template,
            ["broken"] = template.Replace("}}", "}", StringComparison.Ordinal),
        };
    }

    private static async Task<string> OrderAsync(ApiHost api, params (string Sku, int Quantity)[] lines) =>
        (await api.Post("/orders", ApiHost.Order(null, lines)).Ok()).Text("number")!;

    private static async Task<Reply> SendAsync(ApiHost api, Row row, Dictionary<string, string> names)
    {
        var (call, body) = (row.Call, row.Body);
        foreach (var (word, name) in names)
        {
            call = call.Replace($"{{{word}}}", Uri.EscapeDataString(name), StringComparison.Ordinal);
            body = body.Replace($"{{{word}}}", name, StringComparison.Ordinal);
        }
        var parts = call.Split(' ');
        return await ContractShop.SendAsync(
            api,
            new HostileRequest(parts[0], "/api/v1" + parts[1], "application/json", Encoding.UTF8.GetBytes(body), [], true)
        );
    }

    private static string? FaultOf(Row row, Reply reply)
    {
        try
        {
            reply.ShouldBeProblem(row.Status, row.Code, row.Path);
            return null;
        }
        catch (ShouldAssertException)
        {
            return $"not {row.Status} {row.Code} at {row.Path}";
        }
    }

    private static string Many(int count, string item) => string.Join(',', Enumerable.Repeat(item, count));

    private static string Processed(string lines) => $$"""{"status":"processed","lines":[{{lines}}]}""";

    private static Row[] Stock(string what, string number)
    {
        var places = what == "transfers" ? "\"from\":\"MAIN\",\"to\":\"DOCK\"" : "\"warehouse\":\"MAIN\"";
        var item = $$"""{"sku":"A",{{places}},"{{number}}":1}""";
        return
        [
            new($"POST /inventory/{what}", """{"items":[]}""", 400, "no_lines", "items"),
            new($"POST /inventory/{what}", $$"""{"items":[{{Many(1_001, item)}}]}""", 400, "too_many", "items"),
        ];
    }

    private static Row[] Lines(string action, string more) =>
        [
            new(
                $"POST /orders/{{order}}/{action}",
                $$"""{{{more}}"lines":[{"line":1,"quantity":-1}]}""",
                400,
                "invalid_quantity",
                "lines[0].quantity"
            ),
            new(
                $"POST /orders/{{order}}/{action}",
                $$"""{{{more}}"lines":[{"line":1},{"line":1}]}""",
                422,
                "duplicate_entry",
                "lines[1].line"
            ),
        ];

    private sealed record Row(string Call, string Body, int Status, string Code, string? Path = null);
}
