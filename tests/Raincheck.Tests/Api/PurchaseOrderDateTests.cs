using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Api;

public sealed class PurchaseOrderDateTests(ApiHosts hosts)
{
    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenLinesOfOneProduct_WhenTheirDatesAreChanged_ThenADayATimeOrNullIsTaken(Database database)
    {
        var api = await hosts.On(database);
        var sku = await api.NewSku(units: 0);
        var number = ApiHost.NewName("PO-");
        var path = $"/purchase-orders/{number}";
        await api.Post(
                "/purchase-orders",
                $$"""{"number":"{{number}}","vendor":"VEND","lines":[{"sku":"{{sku}}","quantity":5,"expectedAt":"2027-03-01","confirmed":true},{"sku":"{{sku}}","quantity":4,"expectedAt":"2027-04-01T12:00:00Z"}]}"""
            )
            .Ok();

        (await api.Patch($"{path}/lines/{Uri.EscapeDataString(sku)}", """{"quantity":6}""")).ShouldBeProblem(422, "several_lines");
        var removed = await api.Patch($"{path}/lines/1", """{"expectedAt":null}""").Ok();
        removed.At("lines").GetRawText().ShouldContain("\"expectedAt\":null,\"confirmed\":false");
        removed.Text("lines.1.expectedAt").ShouldBe("2027-04-01T12:00:00Z");
        (await api.Patch(path, """{"confirmed":true}""")).ShouldBeProblem(400, "invalid_value", "confirmed");
        var whole = await api.Patch(path, """{"expectedAt":"2027-05-01","confirmed":true}""").Ok();
        (whole.Text("lines.0.expectedAt"), whole.Text("lines.1.expectedAt")).ShouldBe(("2027-05-01T00:00:00Z", "2027-05-01T00:00:00Z"));
        (whole.At("lines.0.confirmed").GetBoolean(), whole.Number("lines.1.line")).ShouldBe((true, 2));
        (await api.Patch($"{path}/lines/3", """{"quantity":6}""")).ShouldBeProblem(404, "purchase_order_line_not_found");
        (await api.Patch("/purchase-orders/NONE", """{"confirmed":true}""")).ShouldBeProblem(404, "purchase_order_not_found");
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenDatesThatCannotBeTaken_WhenTheyAreSent_ThenTheyAreRefused(Database database)
    {
        var api = await hosts.On(database);
        var sku = await api.NewSku();
        var purchase = await api.NewPurchaseOrder((sku, 3));
        var dropship = (
            await api.Post(
                    "/purchase-orders",
                    $$"""{"vendor":"VEND","type":"dropship","lines":[{"sku":"{{sku}}","quantity":1,"expectedAt":"2099-01-01T00:00:00Z"},{"sku":"{{sku}}","quantity":2,"expectedAt":"2099-02-01T00:00:00Z"}]}"""
                )
                .Ok()
        ).Text("number");

        var undated = await api.Patch($"/purchase-orders/{purchase}/lines/{sku}", """{"expectedAt":null,"confirmed":true}""");
        await api.Post($"/purchase-orders/{purchase}/cancel").Ok();
        var cancelled = await api.Patch($"/purchase-orders/{purchase}", """{"expectedAt":"2099-01-01T00:00:00Z"}""");
        var ambiguous = await api.Post(
            $"/purchase-orders/{dropship}/dropship-status",
            $$"""{"status":"processed","lines":[{"sku":"{{sku}}","quantity":1}]}"""
        );

        undated.ShouldBeProblem(400, "invalid_value", "confirmed");
        cancelled.ShouldBeProblem(409, "purchase_order_status_forbids");
        ambiguous.ShouldBeProblem(422, "several_lines", "lines[0].sku");
    }
}
