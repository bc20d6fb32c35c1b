using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Raincheck.Features.Promises.Compare;
using Raincheck.Platform.Jobs;
using Raincheck.Storage;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Api;

public sealed class WhatIfTests
{
    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAPurchaseOrder_WhenItWouldBeLater_ThenTheComparisonTellsItAndApplyingDoesItOnce(Database database)
    {
        await using var api = await ApiHost.StartAsync(database);
        var sku = await api.NewSku();
        var order = await api.NewOrder(sku, 3);
        await api.Patch($"/orders/{order}", """{"expectedShipDate":"2099-01-20"}""").Ok();
        var purchaseOrder = await BuyAsync(api, sku, 5, "2099-01-12");
        var stored = (await api.Get($"/purchase-orders/{purchaseOrder}").Ok()).Body;
        var journal = (await api.Get($"/orders/{order}/journal").Ok()).Body;

        var asked = await api.Post("/what-if", Changes(SupplyDate(purchaseOrder, sku, "2099-02-03"))).Ok();

        asked.At("dates").GetRawText().ShouldBe("""{"earlier":0,"later":1,"lost":0,"newlyLate":1,"noLongerLate":0}""");
        asked
            .At("orders")
            .GetRawText()
            .ShouldBe(
                $$"""[{"order":"{{order}}","line":1,"sku":"{{sku}}","allocated":[0,0],"date":["2099-01-12","2099-02-03"],"promised":"2099-01-20","verdict":"later"}]"""
            );
        (await api.Get($"/purchase-orders/{purchaseOrder}").Ok()).Body.ShouldBe(stored);
        (await api.Get($"/orders/{order}/journal").Ok()).Body.ShouldBe(journal);
        (await api.Get($"/what-if/{asked.Text("id")}").Ok()).Body.ShouldBe(asked.Body);

        var applied = await api.Post($"/what-if/{asked.Text("id")}/apply").Ok();

        applied.At("dates").GetRawText().ShouldBe(asked.At("dates").GetRawText());
        (await api.Get($"/orders/{order}/outlook").Ok()).Text("completeBy").ShouldBe("2099-02-03");
        var after = (await api.Get($"/purchase-orders/{purchaseOrder}").Ok()).Body;
        (await api.Post($"/what-if/{asked.Text("id")}/apply").Ok()).Body.ShouldBe(applied.Body);
        (await api.Get($"/purchase-orders/{purchaseOrder}").Ok()).Body.ShouldBe(after);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAComparison_WhenItsQueueChanged_ThenItIsRefusedWithTheOneOfNow(Database database)
    {
        await using var api = await ApiHost.StartAsync(database);
        var (sku, other) = (await api.NewSku(), await api.NewSku());
        var first = await api.NewOrder(sku, 3);
        var purchaseOrder = await BuyAsync(api, sku, 5, "2099-01-12");
        var change = SupplyDate(purchaseOrder, sku, "2099-02-03");
        var elsewhere = await api.Post("/what-if", Changes(change)).Ok();
        var asked = await api.Post("/what-if", Changes(change)).Ok();
        elsewhere.Text("basis").ShouldBe(asked.Text("basis"));
        // Another queue does not matter.
        await api.NewOrder(other, 1);
        (await api.Post("/what-if", Changes(change)).Ok()).Text("basis").ShouldBe(asked.Text("basis"));
        var second = await api.NewOrder(sku, 2);

        var moved = await api.Post($"/what-if/{asked.Text("id")}/apply");

        moved.ShouldBeProblem(409, "basis_moved");
        moved
            .At("comparison.orders")
            .EnumerateArray()
            .Select(o => o.GetProperty("order").GetString())
            .ShouldBe([first, second], ignoreOrder: true);
        (await api.Get($"/orders/{first}/outlook").Ok()).Text("completeBy").ShouldBe("2099-01-12");
        await api.Post($"/what-if/{moved.Text("comparison.id")}/apply").Ok();
        (await api.Get($"/orders/{first}/outlook").Ok()).Text("completeBy").ShouldBe("2099-02-03");
        (await api.Post("/what-if/none/apply")).ShouldBeProblem(404, "what_if_not_found");
        (await api.Get("/what-if/none")).ShouldBeProblem(404, "what_if_not_found");
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenSeveralChanges_WhenTheyAreApplied_ThenAllAreCarriedOutAndAReceiptCanBeSentAgain(Database database)
    {
        await using var api = await ApiHost.StartAsync(database);
        var (sku, bought) = (await api.NewSku(), await api.NewSku());
        var (low, high) = (await api.NewOrder(sku, 3), await api.NewOrder(sku, 3));
        var purchaseOrder = await BuyAsync(api, sku, 3, "2099-01-12");
        var receipt = $$"""{"reference":"{{ApiHost.NewName("receipt-")}}","lines":[{"sku":"{{sku}}","quantity":3}]}""";
        var asked = await api.Post(
                "/what-if",
                Changes(
                    $$"""{"order":"{{high}}","priority":5,"kind":"priority"}""",
                    $$"""{"kind":"receive","purchaseOrder":"{{purchaseOrder}}",""" + receipt[1..],
                    $$"""{"kind":"buy","vendor":"VEND","warehouse":"MAIN","lines":[{"sku":"{{bought}}","quantity":2}],"number":"{{bought}}"}""",
                    $$"""{"kind":"hold","order":"{{low}}"}""",
                    $$"""{"kind":"product","sku":"{{bought}}","product":{"name":"Other name"} }""",
                    """{"kind":"settings","settings":{"reviewDays":2}}"""
                )
            )
            .Ok();
        asked.At("now").GetRawText().ShouldStartWith("""{"released":1,"newlyBackOrdered":0,"unitsGained":3,"unitsLost":0""");

        await api.Post($"/what-if/{asked.Text("id")}/apply").Ok();

        (await api.Get($"/orders/{high}").Ok()).Number("lines.0.allocated").ShouldBe(3);
        (await api.Get($"/orders/{low}").Ok()).Text("status").ShouldBe("onHold");
        (await api.Get($"/purchase-orders/{bought}").Ok()).Number("lines.0.quantity").ShouldBe(2);
        (await api.Get($"/products/{bought}").Ok()).Text("name").ShouldBe("Other name");
        (await api.Get("/settings").Ok()).Number("reviewDays").ShouldBe(2);
        var again = await api.Post($"/purchase-orders/{purchaseOrder}/receipts", receipt).Ok();
        again.At("released").EnumerateArray().Select(r => r.GetProperty("order").GetString()).ShouldBe([high]);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenRoles_WhenTheyAskAndApply_ThenEachMayWhatItsCallsNeed(Database database)
    {
        await using var api = await ApiHost.StartAsync(database);
        var sku = await api.NewSku();
        var purchaseOrder = await BuyAsync(api, sku, 5, "2099-01-12");
        var settings = Changes("""{"kind":"settings","settings":{"handlingDays":3}}""");

        var viewer = api.As(await api.NewKeyAsync(Role.Viewer));
        var asked = await viewer.Post("/what-if", Changes(SupplyDate(purchaseOrder, sku, "2099-02-03"))).Ok();
        var ofSettings = await viewer.Post("/what-if", settings).Ok();
        (await viewer.Post($"/what-if/{asked.Text("id")}/apply")).ShouldBeProblem(403, "forbidden");

        var agent = api.As(await api.NewKeyAsync(Role.Agent));
        await agent.Post($"/what-if/{asked.Text("id")}/apply").Ok();
        (await agent.Post($"/what-if/{ofSettings.Text("id")}/apply")).ShouldBeProblem(403, "forbidden");

        await api.Post($"/what-if/{(await api.Post("/what-if", settings).Ok()).Text("id")}/apply").Ok();
        (await api.Get("/settings").Ok()).Number("handlingDays").ShouldBe(3);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenBadChanges_WhenTheyAreAsked_ThenTheFirstIsNamed(Database database)
    {
        await using var api = await ApiHost.StartAsync(database);
        var sku = await api.NewSku();
        var order = await api.NewOrder(sku, 3);
        var good = $$"""{"kind":"hold","order":"{{order}}"}""";
        (string Change, string Path)[] rows =
        [
            ("""{"kind":"cancelPurchaseOrder","purchaseOrder":"NONE"}""", "purchaseOrder"),
            ("""{"kind":"receive","purchaseOrder":"NONE","lines":[{"sku":"A","quantity":0}]}""", "lines[0].quantity"),
            (SupplyDate("NONE", sku, "2099-01-01"), "purchaseOrder"),
            ("""{"kind":"buy","vendor":"NONE","lines":[{"sku":"NONE","quantity":1}]}""", "lines[0].sku"),
            ("""{"kind":"adjust","sku":"NONE","warehouse":"MAIN","delta":1}""", "sku"),
            ("""{"kind":"priority","order":"NONE","priority":1}""", "order"),
            ($$"""{"kind":"pin","order":"{{order}}","line":1,"quantity":4}""", "quantity"),
            ($$"""{"kind":"pin","order":"{{order}}","line":9,"quantity":1}""", "line"),
            ("""{"kind":"hold","order":"NONE"}""", "order"),
            ("""{"kind":"cancelOrder","order":"NONE"}""", "order"),
            ($$"""{"kind":"order","order":{{ApiHost.Order(null, ("NONE", 1))}}}""", "order.lines[0].sku"),
            ("""{"kind":"settings","settings":{"handlingDays":99}}""", "settings.handlingDays"),
            ("""{"kind":"product","sku":"P","product":{"name":"P","vendor":"NONE"}}""", "product.vendor"),
        ];
        foreach (var (change, path) in rows)
            (await api.Post("/what-if", Changes(good, change))).ShouldBeProblem(422, "change_refused", $"changes[1].{path}");

        (await api.Post("/what-if", Changes(good, """{"kind":"none"}"""))).ShouldBeProblem(400, "invalid_request", "changes[1].kind");
        (await api.Post("/what-if", Changes("""{"order":"1"}"""))).ShouldBeProblem(400, "invalid_request", "changes[0].kind");
        (await api.Post("/what-if", Changes("""{"kind":"hold"}"""))).ShouldBeProblem(400, "invalid_request", "changes[0].order");
        (await api.Post("/what-if", Changes("""{"kind":"hold","order":"1","sku":"2"}"""))).ShouldBeProblem(
            400,
            "invalid_request",
            "changes[0].sku"
        );
        (await api.Post("/what-if", """{"changes":[]}""")).ShouldBeProblem(400, "no_lines", "changes");
        (await api.Post("/what-if", Changes([.. Enumerable.Repeat(good, 101)]))).ShouldBeProblem(400, "too_many", "changes");
        (
            await api.Post("/what-if", Changes([.. Enumerable.Repeat($$"""{"kind":"order","order":{{ManyLines(sku)}}}""", 6)]))
        ).ShouldBeProblem(400, "too_many", "changes");
        (await api.Post("/what-if", $$"""{"changes":[{{good}}],"limit":0}""")).ShouldBeProblem(400, "invalid_value", "limit");
        (
            await api.Post("/what-if", Changes("""{"kind":"settings","settings":{}}""", """{"kind":"settings","settings":{}}"""))
        ).ShouldBeProblem(422, "change_refused", "changes[1].kind");
        (await api.Get($"/orders/{order}").Ok()).Text("status").ShouldBe("inProcess");
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenManyLines_WhenTheyAreAsked_ThenTheyComeInPagesOrByAJob(Database database)
    {
        await using var api = await ApiHost.StartAsync(database);
        var sku = await api.NewSku();
        var orders = new List<string>();
        for (var i = 0; i < 5; i++)
            orders.Add(await api.NewOrder(sku, 1));
        var purchaseOrder = await BuyAsync(api, sku, 5, "2099-01-12");
        var change = SupplyDate(purchaseOrder, sku, "2099-02-03");

        var first = await api.Post("/what-if", $$"""{"changes":[{{change}}],"limit":2}""").Ok();
        var rest = await api.Get($"/what-if/{first.Text("id")}?pageSize=3&cursor={first.Text("nextCursor")}").Ok();
        first.Number("total").ShouldBe(5);
        OrdersOf(first).Concat(OrdersOf(rest)).ShouldBe(orders, ignoreOrder: true);
        rest.At("nextCursor").ValueKind.ShouldBe(JsonValueKind.Null);
        var summary = await api.Post("/what-if", $$"""{"changes":[{{change}}],"detail":"summary"}""").Ok();
        (summary.At("orders").GetArrayLength(), summary.Number("total"), summary.Number("dates.later")).ShouldBe((0, 5, 5));

        api.Services.GetRequiredService<Comparer>().LinesAtOnceMax = 4;
        var job = await api.Post("/what-if", Changes(change)).Ok();
        ((int)job.Status).ShouldBe(202);
        await api.Services.GetRequiredService<JobStore>().UntilAsync(job.Text("id")!, j => j.State == JobState.Succeeded);
        (await api.Get($"/what-if/{job.Text("id")}").Ok()).Number("total").ShouldBe(5);
        (await api.Post($"/what-if/{job.Text("id")}/apply")).ShouldBeProblem(400, "too_many");
        (await api.Post($"/what-if/{first.Text("id")}/apply")).ShouldBeProblem(400, "too_many");
    }

    private static string Changes(params string[] changes) => $$"""{"changes":[{{string.Join(',', changes)}}]}""";

    private static string SupplyDate(string purchaseOrder, string sku, string day) =>
        $$"""{"kind":"supplyDate","purchaseOrder":"{{purchaseOrder}}","sku":"{{sku}}","expectedAt":"{{day}}"}""";

    private static IEnumerable<string?> OrdersOf(Reply reply) =>
        reply.At("orders").EnumerateArray().Select(o => o.GetProperty("order").GetString());

    private static string ManyLines(string sku) => ApiHost.Order(null, [.. Enumerable.Repeat((sku, 1), 1_000)]);

    private static async Task<string> BuyAsync(ApiHost api, string sku, int quantity, string day) =>
        (
            await api.Post(
                    "/purchase-orders",
                    $$"""{"vendor":"VEND","warehouse":"MAIN","lines":[{"sku":"{{sku}}","quantity":{{quantity}},"expectedAt":"{{day}}"}]}"""
                )
                .Ok()
        ).Text("number")!;
}
