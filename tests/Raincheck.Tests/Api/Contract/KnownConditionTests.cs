using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Raincheck.Platform.Http;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Api.Contract;

/// <summary>What is known to happen has its code; 500 is for defects.</summary>
public sealed class KnownConditionTests(ApiHosts hosts)
{
    private const int Callers = 16;

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenLinesWhoseSumNoPurchaseOrderTakes_WhenTheyAreHandedToAVendor_ThenTheTotalIsRefused(Database database)
    {
        var api = await hosts.On(database);
        var (sku, number) = (await api.NewSku(), ApiHost.NewName("O-"));
        await api.Post("/orders", ApiHost.Order(number, [.. Enumerable.Repeat((sku, 10_000_000), 300)])).Ok();

        var reply = await api.Post($"/orders/{number}/dropship", """{"vendor":"VEND"}""");

        reply.ShouldBeProblem(422, "total_too_large", "lines");
        reply.Text("detail")!.ShouldContain(sku);
        // As many as fit are taken, and what would come on top of them is not.
        var most = string.Join(',', Enumerable.Range(1, 214).Select(i => $$"""{"line":{{i}}}"""));
        await api.Post($"/orders/{number}/dropship", $$"""{"vendor":"VEND","lines":[{{most}}]}""").Ok();
        (await api.Post($"/orders/{number}/dropship", """{"vendor":"VEND","lines":[{"line":215}]}""")).ShouldBeProblem(
            422,
            "total_too_large"
        );
        await api.Post($"/orders/{number}/cancel").Ok();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenOneName_WhenManyTakeItAtOnce_ThenOneHasItAndTheOthersAreToldSo(Database database)
    {
        var api = await hosts.On(database);
        var (sku, name) = (await api.NewSku(), ApiHost.NewName("taken-"));
        foreach (
            var (call, body, code) in new[]
            {
                ("/users", $$"""{"name":"{{name}}","role":"viewer","password":"a long sentence"}""", "duplicate_user_name"),
                ("/api-keys", $$"""{"name":"{{name}}","role":"viewer"}""", "duplicate_api_key_name"),
                ("/orders", ApiHost.Order(name, (sku, 1)), "duplicate_order_number"),
                (
                    "/purchase-orders",
                    $$"""{"number":"{{name}}","vendor":"VEND","lines":[{"sku":"{{sku}}","quantity":1}]}""",
                    "duplicate_purchase_order_number"
                ),
            }
        )
        {
            var replies = await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => api.Post(call, body)));

            replies.Count(r => r.Status == HttpStatusCode.Created).ShouldBe(1, call);
            foreach (var refused in replies.Where(r => r.Status != HttpStatusCode.Created))
                refused.ShouldBeProblem(409, code);
        }
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenNumbersAndTimesAtTheEndOfTheirRange_WhenTheyAreSent_ThenTheyAreTakenOrRefusedByName(Database database)
    {
        var api = await hosts.On(database);
        var sku = await api.NewSku();
        var order = await api.NewOrder(sku, 2);
        var purchase = await api.NewPurchaseOrder((sku, 1));
        foreach (
            var (method, call, body) in new[]
            {
                ("PATCH", $"/orders/{order}", $$"""{"priority":{{int.MaxValue}},"expectedShipDate":"9999-12-31T23:59:59.9999999Z"}"""),
                ("PATCH", $"/orders/{order}", $$"""{"priority":{{int.MinValue}},"expectedShipDate":"0001-01-01T00:00:00Z"}"""),
                ("POST", $"/orders/{order}/delay", """{"shipDate":"9999-12-31T23:59:59.9999999Z","reason":"r","notify":true}"""),
                ("POST", $"/orders/{order}/pins", """{"line":1,"quantity":1,"reason":"r","until":"9999-12-31T23:59:59.9999999Z"}"""),
                (
                    "PATCH",
                    $"/purchase-orders/{purchase}/lines/{sku}",
                    """{"expectedAt":"9999-12-31T23:59:59.9999999Z","quantity":10000000}"""
                ),
                ("PATCH", $"/purchase-orders/{purchase}/lines/{sku}", """{"expectedAt":"0001-01-01T00:00:00Z"}"""),
                ("PUT", $"/products/{sku}", """{"name":"P","packSize":10000000,"minimumOrder":10000000,"cost":1000000000}"""),
                ("PATCH", $"/orders/{order}", """{"priority":2147483648}"""),
                ("PATCH", $"/orders/{order}", """{"expectedShipDate":"10000-01-01T00:00:00Z"}"""),
                ("PUT", $"/products/{sku}", """{"name":"P","cost":1e999}"""),
                ("GET", "/orders?orderedFrom=0001-01-01T00:00:00Z&orderedTo=9999-12-31T23:59:59.9999999Z", ""),
                ("GET", "/purchasing/proposals?vendor=VEND", ""),
                ("GET", $"/orders/{order}", ""),
                ("GET", $"/purchase-orders/{purchase}", ""),
                ("GET", $"/products/{sku}", ""),
            }
        )
        {
            var reply = await api.Send(new HttpMethod(method), call, body.Length == 0 ? null : body);
            ((int)reply.Status).ShouldBeInRange(200, 422, $"{method} {call} {body}: {reply.Body}");
        }
    }

    [Fact]
    public async Task GivenACallerWhoHasGone_WhenWhatWasDoneForThemBreaks_ThenItIsNoDefect()
    {
        foreach (
            var broken in new Exception[] { new OperationCanceledException(), new IOException("reset"), new BadHttpRequestException("cut") }
        )
        {
            var http = new DefaultHttpContext { RequestAborted = new CancellationToken(canceled: true) };

            (
                await new ExceptionProblems(NullLogger<ExceptionProblems>.Instance).TryHandleAsync(http, broken, CancellationToken.None)
            ).ShouldBeTrue();

            http.Response.StatusCode.ShouldBe(499);
        }
    }
}
