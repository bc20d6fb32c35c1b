using System.Net;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Api;

public sealed class CreateOrderTests(ApiHosts hosts)
{
    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenTooLittleStock_WhenAnOrderIsCreated_ThenItHoldsWhatThereIsAndIsMarked(Database database)
    {
        var api = await hosts.On(database);
        var sku = await api.NewSku(units: 5);
        var number = ApiHost.NewName("O/ ");

        var made = await api.Post(
            "/orders",
            $$"""
            {"number":"{{number}}","company":"ACME","channel":"shop","orderedAt":"2025-03-01T09:30:00","priority":2,
             "customer":{"name":"Zoë O'Hara","email":"zoe@example.com"},"shipTo":{"city":"Gent"},
             "lines":[{"sku":"{{sku}}","quantity":7,"unitPrice":10.50}]}
            """
        );

        made.Status.ShouldBe(HttpStatusCode.Created, made.Body);
        made.Text("number").ShouldBe(number);
        made.Text("orderedAt").ShouldBe("2025-03-01T09:30:00Z");
        made.Text("backOrder.state").ShouldBe("partial");
        made.At("backOrder.marked").GetBoolean().ShouldBeTrue();
        made.Number("backOrder.backOrderedQty").ShouldBe(2);
        made.Number("lines.0.allocated").ShouldBe(5);
        made.Number("lines.0.availableQty").ShouldBe(0);
        made.Text("customer.name").ShouldBe("Zoë O'Hara");
        made.Text("shipTo.city").ShouldBe("Gent");

        var found = await api.Send(HttpMethod.Get, "/" + made.Location!.OriginalString);
        found.Body.ShouldBe(made.Body);
        found.ETag.ShouldBe(made.ETag);
        found.ETag!.ShouldStartWith("\"");
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenNumbersThatOnlyEscapingTellsApart_WhenTheyAreAskedFor_ThenEachIsFound(Database database)
    {
        var api = await hosts.On(database);
        var sku = await api.NewSku();
        var name = ApiHost.NewName("N");
        string[] numbers = [$"{name}/1", $"{name}%2F1", $"{name}%2f1", $"{name}%252F1", $"{name}/%2F 1+"];
        foreach (var number in numbers)
            await api.Post("/orders", ApiHost.Order(number, (sku, 1))).Ok();

        foreach (var number in numbers)
        {
            (await api.Get($"/orders/{Uri.EscapeDataString(number)}").Ok()).Text("number").ShouldBe(number);
            (await api.Post($"/orders/{Uri.EscapeDataString(number)}/hold").Ok()).Text("number").ShouldBe(number);
        }
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenNoNumber_WhenAnOrderIsCreated_ThenTheSystemChoosesOne(Database database)
    {
        var api = await hosts.On(database);
        var sku = await api.NewSku();

        var made = await api.Post(
                "/orders",
                $$"""{"company":"ACME","customer":{"name":"C","email":"c@example.com"},"lines":[{"sku":"{{sku}}","quantity":1}]}"""
            )
            .Ok();

        (await api.Get($"/orders/{made.Text("number")}")).Body.ShouldBe(made.Body);
    }

    [Theory]
    [InlineData("""{"company":"ACME"}""", 400, "invalid_request", "lines")]
    [InlineData("""{"company":"ACME","customer":CUSTOMER,"lines":[]}""", 400, "no_lines", "lines")]
    [InlineData(
        """{"company":"ACME","customer":CUSTOMER,"lines":[{"sku":"SKU","quantity":0}]}""",
        400,
        "invalid_quantity",
        "lines[0].quantity"
    )]
    [InlineData(
        """{"company":"ACME","customer":CUSTOMER,"lines":[{"sku":"SKU","quantity":-3}]}""",
        400,
        "invalid_quantity",
        "lines[0].quantity"
    )]
    [InlineData(
        """{"company":"ACME","customer":CUSTOMER,"lines":[{"sku":"SKU","quantity":10000001}]}""",
        400,
        "invalid_quantity",
        "lines[0].quantity"
    )]
    [InlineData(
        """{"company":"ACME","customer":CUSTOMER,"lines":[{"sku":"SKU","quantity":1.5}]}""",
        400,
        "invalid_request",
        "lines[0].quantity"
    )]
    [InlineData(
        """{"company":"ACME","customer":CUSTOMER,"lines":[{"sku":"SKU","quantity":1e30}]}""",
        400,
        "invalid_request",
        "lines[0].quantity"
    )]
    [InlineData(
        """{"company":"ACME","customer":CUSTOMER,"lines":[{"sku":"SKU","quantity":"1"}]}""",
        400,
        "invalid_request",
        "lines[0].quantity"
    )]
    [InlineData("""{"company":"ACME","customer":CUSTOMER,"lines":[{"sku":"SKU"}]}""", 400, "invalid_request", "lines[0].quantity")]
    [InlineData(
        """{"company":"ACME","customer":CUSTOMER,"lines":[{"sku":"SKU","quantity":1,"qty":1}]}""",
        400,
        "invalid_request",
        "lines[0].qty"
    )]
    [InlineData("""{"company":"ACME","customer":CUSTOMER,"lines":[{"sku":"SKU","quantity":1},null]}""", 400, "invalid_request", "lines[1]")]
    [InlineData("""{"company":"ACME","customer":CUSTOMER,"lines":null}""", 400, "invalid_request", "lines")]
    [InlineData("""{"company":"ACME","customer":CUSTOMER,"lines":[{"sku":null,"quantity":1}]}""", 400, "invalid_request", "lines[0].sku")]
    [InlineData("""{"company":"ACME","customer":CUSTOMER,"Lines":[{"sku":"SKU","quantity":1}]}""", 400, "invalid_request", "Lines")]
    [InlineData(
        """{"company":"ACME","customer":CUSTOMER,"status":"shipped","lines":[{"sku":"SKU","quantity":1}]}""",
        400,
        "invalid_request",
        "status"
    )]
    [InlineData(
        """{"company":"ACME","customer":CUSTOMER,"status":2,"lines":[{"sku":"SKU","quantity":1}]}""",
        400,
        "invalid_request",
        "status"
    )]
    [InlineData(
        """{"company":"ACME","customer":CUSTOMER,"status":"completed","lines":[{"sku":"SKU","quantity":1}]}""",
        400,
        "invalid_value",
        "status"
    )]
    [InlineData(
        """{"company":"ACME","customer":CUSTOMER,"orderedAt":"soon","lines":[{"sku":"SKU","quantity":1}]}""",
        400,
        "invalid_request",
        "orderedAt"
    )]
    [InlineData(
        """{"company":"ACME","customer":CUSTOMER,"orderedAt":"9999-01-01T00:00:00Z","lines":[{"sku":"SKU","quantity":1}]}""",
        400,
        "invalid_value",
        "orderedAt"
    )]
    [InlineData(
        """{"company":"ACME","customer":CUSTOMER,"noteToCustomer":" ","lines":[{"sku":"SKU","quantity":1}]}""",
        400,
        "invalid_value",
        "noteToCustomer"
    )]
    [InlineData(
        """{"company":"ACME","customer":CUSTOMER,"noteToCustomer":"a\u0007b","lines":[{"sku":"SKU","quantity":1}]}""",
        400,
        "invalid_value",
        "noteToCustomer"
    )]
    [InlineData(
        """{"company":"ACME","customer":CUSTOMER,"shipTo":"Gent","lines":[{"sku":"SKU","quantity":1}]}""",
        400,
        "invalid_request",
        "shipTo"
    )]
    [InlineData(
        """{"company":"ACME","customer":CUSTOMER,"lines":[{"sku":"SKU","quantity":1,"unitPrice":-1}]}""",
        400,
        "invalid_value",
        "lines[0].unitPrice"
    )]
    [InlineData(
        """{"company":"ACME","customer":{"name":"C","email":""},"lines":[{"sku":"SKU","quantity":1}]}""",
        400,
        "invalid_value",
        "customer.email"
    )]
    [InlineData(
        """{"company":"ACME","customer":CUSTOMER,"number":"a\u0000b","lines":[{"sku":"SKU","quantity":1}]}""",
        400,
        "invalid_value",
        "number"
    )]
    [InlineData(
        """{"company":"ACME","customer":CUSTOMER,"number":"a\ud800b","lines":[{"sku":"SKU","quantity":1}]}""",
        400,
        "invalid_request",
        "number"
    )]
    [InlineData(
        """{"company":"ACME","company":"ACME","customer":CUSTOMER,"lines":[{"sku":"SKU","quantity":1}]}""",
        400,
        "invalid_request",
        "company"
    )]
    [InlineData("""{"company":"ACME","customer":CUSTOMER,"lines":[{"sku":"SKU","quantity":1}]""", 400, "invalid_request", "$")]
    [InlineData("""{"company":"ACME","customer":CUSTOMER,"lines":[{"sku":"SKU","quantity":1}]} {}""", 400, "invalid_request", "$")]
    [InlineData("""[]""", 400, "invalid_request", "$")]
    [InlineData("""null""", 400, "invalid_request", null)]
    [InlineData("", 400, "invalid_request", null)]
    [InlineData("""{"company":"NOBODY","customer":CUSTOMER,"lines":[{"sku":"SKU","quantity":1}]}""", 422, "unknown_company", "company")]
    [InlineData(
        """{"company":"ACME","customer":CUSTOMER,"lines":[{"sku":"SKU","quantity":1},{"sku":"NOTHING","quantity":1}]}""",
        422,
        "unknown_sku",
        "lines[1].sku"
    )]
    public async Task GivenABadBody_WhenAnOrderIsCreated_ThenItIsRefusedAndNothingIsChanged(
        string body,
        int status,
        string code,
        string? path
    )
    {
        foreach (var database in Databases.Available)
        {
            var api = await hosts.On(database);
            var sku = await api.NewSku(units: 3);
            var sent = body.Replace("CUSTOMER", """{"name":"C","email":"c@example.com"}""", StringComparison.Ordinal)
                .Replace("\"SKU\"", $"\"{sku}\"", StringComparison.Ordinal);

            (await api.Post("/orders", sent)).ShouldBeProblem(status, code, path);

            var product = await api.Get($"/products/{sku}");
            product.Number("stock.open").ShouldBe(0);
            product.Number("stock.available").ShouldBe(3);
            (await api.Get($"/orders?sku={sku}")).Items("number").ShouldBeEmpty();
        }
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenTheSameNumberTwice_WhenAnOrderIsCreated_ThenTheSecondIsRefused(Database database)
    {
        var api = await hosts.On(database);
        var sku = await api.NewSku();
        var number = await api.NewOrder(sku, 2);

        (await api.Post("/orders", ApiHost.Order(number, (sku, 5)))).ShouldBeProblem(409, "duplicate_order_number", "number");

        (await api.Get($"/products/{sku}")).Number("stock.open").ShouldBe(2);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAnIdempotencyKey_WhenTheCallIsRepeated_ThenTheFirstAnswerComesAgain(Database database)
    {
        var api = await hosts.On(database);
        var sku = await api.NewSku(units: 10);
        var key = ApiHost.NewName("key-");
        var body = ApiHost.Order(null, (sku, 4)).Replace("\"number\":null,", "", StringComparison.Ordinal);

        var first = await api.Post("/orders", body, key);
        await api.Post($"/orders/{first.Text("number")}/hold").Ok();
        var again = await api.Post("/orders", body, key);

        first.Status.ShouldBe(HttpStatusCode.Created);
        again.Status.ShouldBe(HttpStatusCode.Created);
        again.Body.ShouldBe(first.Body);
        (await api.Get($"/products/{sku}")).Number("stock.allocated").ShouldBe(4);
        (await api.Post("/orders", ApiHost.Order(null, (sku, 5)), key)).ShouldBeProblem(409, "idempotency_key_reused");
        (await api.Post("/orders/" + first.Text("number") + "/release", null, key)).ShouldBeProblem(409, "idempotency_key_reused");
        (await api.Get($"/products/{sku}")).Number("stock.allocated").ShouldBe(4);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenTheSameKeyManyTimesAtOnce_WhenAnOrderIsCreated_ThenThereIsOneOrder(Database database)
    {
        var api = await hosts.On(database);
        var sku = await api.NewSku(units: 100);
        var key = ApiHost.NewName("key-");

        var replies = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => api.Post("/orders", ApiHost.Order(null, (sku, 1)), key)));

        replies.Select(r => r.Body).Distinct().Count().ShouldBe(1, replies[0].Body);
        (await api.Get($"/products/{sku}")).Number("stock.allocated").ShouldBe(1);
    }
}
