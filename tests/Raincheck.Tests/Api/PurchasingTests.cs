using System.Net;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Api;

public sealed class PurchasingTests(ApiHosts hosts)
{
    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAWaitingOrder_WhenGoodsAreReceived_ThenTheReceiptSaysWhomItReleased(Database database)
    {
        var api = await hosts.On(database);
        var sku = await api.NewSku();
        var order = await api.NewOrder(sku, 3);
        var number = ApiHost.NewName("PO/");

        var made = await api.Post(
            "/purchase-orders",
            $$"""{"number":"{{number}}","vendor":"VEND","warehouse":"MAIN","lines":[{"sku":"{{sku}}","quantity":5,"expectedAt":"2031-01-01T00:00:00Z"}]}"""
        );
        made.Status.ShouldBe(HttpStatusCode.Created, made.Body);
        (await api.Send(HttpMethod.Get, "/" + made.Location!.OriginalString)).Body.ShouldBe(made.Body);
        (await api.Get($"/products/{sku}")).Number("stock.onOrder").ShouldBe(5);

        var path = $"/purchase-orders/{Uri.EscapeDataString(number)}";
        var (reference, key) = (ApiHost.NewName("R-"), ApiHost.NewName("key-"));
        var body = $$"""{"reference":"{{reference}}","lines":[{"sku":"{{sku}}","quantity":2}]}""";
        var receipt = await api.Post(path + "/receipts", body, key).Ok();
        receipt.Body.ShouldBe(
            $$"""{"receipt":"{{reference}}","crossDock":[],"released":[{"order":"{{order}}","sku":"{{sku}}","quantity":2,"state":"partial"}]}"""
        );
        (await api.Post(path + "/receipts", body, key).Ok()).Body.ShouldBe(receipt.Body);
        (await api.Post(path + "/receipts", body).Ok()).Body.ShouldBe(receipt.Body);
        (await api.Post(path + "/receipts", body.Replace(":2}", ":3}", StringComparison.Ordinal))).ShouldBeProblem(
            409,
            "duplicate_receipt",
            "reference"
        );

        var found = await api.Get(path);
        found.Text("status").ShouldBe("partiallyReceived");
        found.Number("lines.0.received").ShouldBe(2);
        found.Number("lines.0.pending").ShouldBe(3);
        (await api.Post(path + "/cancel").Ok()).Text("status").ShouldBe("received");
        (await api.Post(path + "/cancel")).ShouldBeProblem(409, "purchase_order_status_forbids");
        (await api.Post(path + "/receipts", body.Replace(reference, reference + "x", StringComparison.Ordinal))).ShouldBeProblem(
            409,
            "purchase_order_status_forbids"
        );
        (await api.Get($"/products/{sku}")).Number("stock.onOrder").ShouldBe(0);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenPurchaseOrders_WhenTheyAreListed_ThenStatusVendorAndPagesWork(Database database)
    {
        var api = await hosts.On(database);
        var sku = await api.NewSku();
        var vendor = ApiHost.NewName("V");
        await api.Put($"/vendors/{vendor}", """{"name":"Vendor"}""").Ok();
        var numbers = new List<string?>();
        for (var i = 0; i < 3; i++)
            numbers.Insert(
                0,
                (await api.Post("/purchase-orders", $$"""{"vendor":"{{vendor}}","lines":[{"sku":"{{sku}}","quantity":5}]}""").Ok()).Text(
                    "number"
                )
            );
        await api.Post($"/purchase-orders/{numbers[0]}/cancel").Ok();

        (await api.Get($"/purchase-orders?vendor={vendor}")).Items("number").ShouldBe(numbers);
        (await api.Get($"/purchase-orders?vendor={vendor}&status=open")).Items("number").ShouldBe(numbers[1..]);
        (await api.Get($"/purchase-orders?vendor={vendor}&status=cancelled")).Items("number").ShouldBe(numbers[..1]);
        var page = await api.Get($"/purchase-orders?vendor={vendor}&pageSize=2");
        (await api.Get($"/purchase-orders?vendor={vendor}&pageSize=2&cursor={page.Text("nextCursor")}"))
            .Items("number")
            .ShouldBe(numbers[2..]);
        (await api.Get("/purchase-orders?status=lost")).ShouldBeProblem(400, "invalid_request", "status");
        (await api.Get("/purchase-orders/NONE")).ShouldBeProblem(404, "purchase_order_not_found");
        (await api.Post("/purchase-orders/NONE/cancel")).ShouldBeProblem(404, "purchase_order_not_found");
    }

    [Theory]
    [InlineData("""{"vendor":"VEND","lines":[]}""", 400, "no_lines", "lines")]
    [InlineData("""{"vendor":"VEND"}""", 400, "invalid_request", "lines")]
    [InlineData("""{"vendor":"VEND","lines":[{"sku":"SKU","quantity":0}]}""", 400, "invalid_quantity", "lines[0].quantity")]
    [InlineData("""{"vendor":"VEND","lines":[{"sku":"SKU","quantity":1.5}]}""", 400, "invalid_request", "lines[0].quantity")]
    [InlineData("""{"vendor":"VEND","type":"gift","lines":[{"sku":"SKU","quantity":1}]}""", 400, "invalid_request", "type")]
    [InlineData("""{"vendor":"VEND","number":"a\u0000","lines":[{"sku":"SKU","quantity":1}]}""", 400, "invalid_value", "number")]
    [InlineData("""{"vendor":"NOBODY","lines":[{"sku":"SKU","quantity":1}]}""", 422, "unknown_vendor", "vendor")]
    [InlineData("""{"vendor":"VEND","warehouse":"MOON","lines":[{"sku":"SKU","quantity":1}]}""", 422, "unknown_warehouse", "warehouse")]
    [InlineData("""{"vendor":"VEND","lines":[{"sku":"NOTHING","quantity":1}]}""", 422, "unknown_sku", "lines[0].sku")]
    [InlineData(
        """{"vendor":"VEND","lines":[{"sku":"SKU","quantity":1},{"sku":"SKU","quantity":1}]}""",
        422,
        "duplicate_entry",
        "lines[1].sku"
    )]
    public async Task GivenABadBody_WhenAPurchaseOrderIsCreated_ThenItIsRefusedAndNothingIsOnOrder(
        string body,
        int status,
        string code,
        string where
    )
    {
        foreach (var database in Databases.Available)
        {
            var api = await hosts.On(database);
            var sku = await api.NewSku();
            (await api.Post("/purchase-orders", body.Replace("\"SKU\"", $"\"{sku}\"", StringComparison.Ordinal))).ShouldBeProblem(
                status,
                code,
                where
            );
            (await api.Get($"/products/{sku}")).Number("stock.onOrder").ShouldBe(0);
        }
    }

    [Theory]
    [InlineData("""{"reference":"REF","lines":[]}""", 400, "no_lines", "lines")]
    [InlineData("""{"lines":[{"sku":"SKU","quantity":1}]}""", 400, "invalid_request", "reference")]
    [InlineData("""{"reference":"a\u0000","lines":[{"sku":"SKU","quantity":1}]}""", 400, "invalid_value", "reference")]
    [InlineData("""{"reference":"REF","lines":[{"sku":"SKU","quantity":-1}]}""", 400, "invalid_quantity", "lines[0].quantity")]
    [InlineData("""{"reference":"REF","lines":[{"sku":"NOTHING","quantity":1}]}""", 422, "unknown_sku", "lines[0].sku")]
    [InlineData("""{"reference":"REF","lines":[{"sku":"OTHER","quantity":1}]}""", 422, "not_on_purchase_order", "lines[0].sku")]
    [InlineData(
        """{"reference":"REF","lines":[{"sku":"SKU","quantity":1,"warehouse":"MOON"}]}""",
        422,
        "unknown_warehouse",
        "lines[0].warehouse"
    )]
    public async Task GivenABadReceipt_WhenItComes_ThenItIsRefusedAndNothingIsOnHand(string body, int status, string code, string where)
    {
        foreach (var database in Databases.Available)
        {
            var api = await hosts.On(database);
            var sku = await api.NewSku();
            var number = (await api.Post("/purchase-orders", $$"""{"vendor":"VEND","lines":[{"sku":"{{sku}}","quantity":5}]}""").Ok()).Text(
                "number"
            );
            var sent = body.Replace("SKU", sku, StringComparison.Ordinal)
                .Replace("OTHER", await api.NewSku(), StringComparison.Ordinal)
                .Replace("REF", ApiHost.NewName("R-"), StringComparison.Ordinal);

            (await api.Post($"/purchase-orders/{number}/receipts", sent)).ShouldBeProblem(status, code, where);

            (
                await api.Post(
                    "/purchase-orders/NONE/receipts",
                    $$"""{"reference":"{{ApiHost.NewName("R-")}}","lines":[{"sku":"{{sku}}","quantity":1}]}"""
                )
            ).ShouldBeProblem(404, "purchase_order_not_found");
            (await api.Get($"/products/{sku}")).Number("stock.onHand").ShouldBe(0);
        }
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenATakenNumber_WhenAPurchaseOrderIsCreated_ThenItIsRefused(Database database)
    {
        var api = await hosts.On(database);
        var sku = await api.NewSku();
        var body = $$"""{"number":"{{ApiHost.NewName("TAKEN-")}}","vendor":"VEND","lines":[{"sku":"{{sku}}","quantity":5}]}""";
        var key = ApiHost.NewName("key-");

        var first = await api.Post("/purchase-orders", body, key).Ok();

        (await api.Post("/purchase-orders", body, key).Ok()).Body.ShouldBe(first.Body);
        (await api.Post("/purchase-orders", body)).ShouldBeProblem(409, "duplicate_purchase_order_number", "number");
        (await api.Get($"/products/{sku}")).Number("stock.onOrder").ShouldBe(5);
    }
}
