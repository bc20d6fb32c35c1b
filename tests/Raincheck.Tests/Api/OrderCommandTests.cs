using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Api;

public sealed class OrderCommandTests(ApiHosts hosts)
{
    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAQuote_WhenItIsConfirmedHeldAndReleased_ThenItsStatusFollows(Database database)
    {
        var api = await hosts.On(database);
        var sku = await api.NewSku(units: 1);
        var number = ApiHost.NewName("Q-");
        await api.Post(
                "/orders",
                ApiHost.Order(number, (sku, 1)).Replace("\"company\"", "\"status\":\"quote\",\"company\"", StringComparison.Ordinal)
            )
            .Ok();

        (await api.Post($"/orders/{number}/hold")).ShouldBeProblem(409, "order_status_forbids");
        var confirmed = await api.Post($"/orders/{number}/confirm").Ok();
        var held = await api.Post($"/orders/{number}/hold").Ok();
        var released = await api.Post($"/orders/{number}/release").Ok();

        confirmed.Text("status").ShouldBe("inProcess");
        confirmed.Number("lines.0.allocated").ShouldBe(1);
        held.Text("status").ShouldBe("onHold");
        released.Text("status").ShouldBe("inProcess");
        (await api.Post($"/orders/{number}/confirm")).ShouldBeProblem(409, "order_status_forbids");
        (await api.Post($"/orders/{number}/release")).ShouldBeProblem(409, "order_status_forbids");
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenTwoOrders_WhenTheLaterGetsPriority_ThenItTakesTheUnits(Database database)
    {
        var api = await hosts.On(database);
        var sku = await api.NewSku(units: 2);
        var first = await api.NewOrder(sku, 2);
        var second = await api.NewOrder(sku, 2);

        var patched = await api.Patch($"/orders/{second}", """{"priority":5,"expectedShipDate":"2031-01-02T00:00:00Z"}""").Ok();

        patched.Number("priority").ShouldBe(5);
        patched.Text("expectedShipDate").ShouldBe("2031-01-02T00:00:00Z");
        patched.Text("backOrder.state").ShouldBe("none");
        (await api.Get($"/orders/{first}")).Text("backOrder.state").ShouldBe("full");
        (await api.Patch($"/orders/{second}", """{"paymentStatus":"free"}""")).ShouldBeProblem(400, "invalid_request", "paymentStatus");
        (await api.Patch($"/orders/{second}", """{"number":"X"}""")).ShouldBeProblem(400, "invalid_request", "number");
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAnOrder_WhenItsLinesAreChanged_ThenItIsDetermined(Database database)
    {
        var api = await hosts.On(database);
        var (sku, other) = (await api.NewSku(units: 5), await api.NewSku(units: 1));
        var number = await api.NewOrder(sku, 2);

        var added = await api.Post($"/orders/{number}/lines", $$"""{"sku":"{{other}}","quantity":3}""").Ok();
        var changed = await api.Patch($"/orders/{number}/lines/1", """{"quantity":6}""").Ok();
        var replaced = await api.Post($"/orders/{number}/lines/1/replace", $$"""{"sku":"{{other}}"}""").Ok();

        added.Number("lines.1.backOrderedQty").ShouldBe(2);
        changed.Number("lines.0.backOrderedQty").ShouldBe(1);
        replaced.Text("lines.0.sku").ShouldBe(other);
        replaced.Text("lines.0.originalSku").ShouldBe(sku);
        (await api.Get($"/products/{sku}")).Number("stock.available").ShouldBe(5);

        (await api.Post($"/orders/{number}/lines", """{"sku":"NOTHING","quantity":3}""")).ShouldBeProblem(422, "unknown_sku", "sku");
        (await api.Post($"/orders/{number}/lines", $$"""{"sku":"{{sku}}","quantity":0}""")).ShouldBeProblem(
            400,
            "invalid_quantity",
            "quantity"
        );
        (await api.Patch($"/orders/{number}/lines/9", """{"quantity":6}""")).ShouldBeProblem(404, "line_not_found");
        (await api.Patch($"/orders/{number}/lines/x", """{"quantity":6}""")).ShouldBeProblem(404, "not_found");
        (await api.Patch($"/orders/{number}/lines/1", """{"quantity":-1}""")).ShouldBeProblem(400, "invalid_quantity", "quantity");
        (await api.Post($"/orders/{number}/lines/1/replace", """{"sku":"NOTHING"}""")).ShouldBeProblem(422, "unknown_sku", "sku");
        (await api.Get($"/orders/{number}")).Body.ShouldBe(replaced.Body);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAPartlyFilledOrder_WhenItIsShippedAndCancelled_ThenItIsCompleted(Database database)
    {
        var api = await hosts.On(database);
        var sku = await api.NewSku(units: 3);
        var number = await api.NewOrder(sku, 5);

        (await api.Post($"/orders/{number}/ship", """{"warehouse":"MAIN","lines":[{"line":1,"quantity":4}]}""")).ShouldBeProblem(
            422,
            "not_enough_stock",
            "lines[0].quantity"
        );
        (await api.Post($"/orders/{number}/ship", """{"warehouse":"DOCK"}""")).ShouldBeProblem(422, "not_enough_stock");
        (await api.Post($"/orders/{number}/ship", """{"warehouse":"MOON"}""")).ShouldBeProblem(422, "unknown_warehouse", "warehouse");
        (await api.Post($"/orders/{number}/ship", "{}")).ShouldBeProblem(400, "invalid_request", "warehouse");
        var key = ApiHost.NewName("key-");
        var shipped = await api.Post($"/orders/{number}/ship", """{"warehouse":"MAIN","lines":[{"line":1,"quantity":2}]}""", key).Ok();
        var again = await api.Post($"/orders/{number}/ship", """{"warehouse":"MAIN","lines":[{"line":1,"quantity":2}]}""", key).Ok();
        again.Body.ShouldBe(shipped.Body);
        shipped.Number("lines.0.shipped").ShouldBe(2);
        shipped.Number("lines.0.allocated").ShouldBe(1);
        (await api.Get($"/products/{sku}")).Number("stock.onHand").ShouldBe(1);

        (await api.Post($"/orders/{number}/cancel", """{"lines":[{"line":1,"quantity":4}]}""")).ShouldBeProblem(
            422,
            "not_enough_open",
            "lines[0].quantity"
        );
        var fewer = await api.Post($"/orders/{number}/cancel", """{"backOrderedOnly":true}""").Ok();
        fewer.Number("lines.0.cancelled").ShouldBe(2);
        fewer.Text("backOrder.state").ShouldBe("none");
        var done = await api.Post($"/orders/{number}/cancel").Ok();
        done.Text("status").ShouldBe("completed");
        (await api.Post($"/orders/{number}/cancel")).ShouldBeProblem(409, "order_status_forbids");
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAShortOrder_WhenItIsUnmarkedAndStockComesByHand_ThenRecalculatingReleasesIt(Database database)
    {
        var api = await hosts.On(database);
        var sku = await api.NewSku();
        var number = await api.NewOrder(sku, 2);

        (await api.Post($"/orders/{number}/mark", """{"mark":"notMarked"}""").Ok()).At("backOrder.marked").GetBoolean().ShouldBeFalse();
        (await api.Post($"/orders/{number}/mark", """{"mark":"auto"}""").Ok()).At("backOrder.marked").GetBoolean().ShouldBeTrue();
        (await api.Post($"/orders/{number}/mark", """{"mark":"maybe"}""")).ShouldBeProblem(400, "invalid_request", "mark");
        await api.Post("/inventory/adjustments", $$"""{"sku":"{{sku}}","warehouse":"MAIN","delta":2}""").Ok();
        (await api.Get($"/orders/{number}")).Text("backOrder.state").ShouldBe("full");
        (await api.Post($"/orders/{number}/recalculate").Ok()).Text("backOrder.state").ShouldBe("none");
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAVersion_WhenAnythingOfTheOrderChangedSince_ThenAChangeByThatVersionIsRefused(Database database)
    {
        var api = await hosts.On(database);
        var sku = await api.NewSku(units: 3);
        var number = await api.NewOrder(sku, 2);
        var seen = (await api.Get($"/orders/{number}")).ETag!;

        // Another order takes the unit that this one shows as available.
        var other = await api.NewOrder(sku, 1);
        var now = await api.Get($"/orders/{number}");

        now.ETag.ShouldNotBe(seen);
        (await api.Post($"/orders/{number}/hold", null, ifMatch: seen)).ShouldBeProblem(412, "stale_version");
        (await api.Patch($"/orders/{number}", """{"priority":1}""", seen)).ShouldBeProblem(412, "stale_version");
        (await api.Post($"/orders/{number}/hold", null, ifMatch: "W/" + now.ETag)).ShouldBeProblem(412, "stale_version");
        (await api.Post($"/orders/{number}/hold", null, ifMatch: "nonsense")).ShouldBeProblem(400, "invalid_request");
        (await api.Get($"/orders/{number}")).Body.ShouldBe(now.Body);
        var held = await api.Post($"/orders/{number}/hold", null, ifMatch: $"{seen}, {now.ETag}").Ok();
        held.Text("status").ShouldBe("onHold");
        held.ETag.ShouldBe((await api.Get($"/orders/{number}")).ETag);
        await api.Post($"/orders/{other}/hold", null, ifMatch: "*").Ok();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenOneVersion_WhenManyChangeTheOrderByItAtOnce_ThenOneOfThemSucceeds(Database database)
    {
        var api = await hosts.On(database);
        var sku = await api.NewSku(units: 3);
        var number = await api.NewOrder(sku, 2);
        var seen = (await api.Get($"/orders/{number}")).ETag!;

        var replies = await Task.WhenAll(
            Enumerable.Range(1, 10).Select(i => api.Patch($"/orders/{number}", $$"""{"priority":{{i}}}""", seen))
        );

        replies.Count(r => (int)r.Status == 200).ShouldBe(1);
        replies.Count(r => (int)r.Status == 412).ShouldBe(9);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAnOrderThatWaits_WhenGoodsCome_ThenItsJournalSaysWhyAndByWhom(Database database)
    {
        var api = await hosts.On(database);
        var sku = await api.NewSku();
        var number = await api.NewOrder(sku, 2);
        var purchase = (await api.Post("/purchase-orders", $$"""{"vendor":"VEND","lines":[{"sku":"{{sku}}","quantity":2}]}""").Ok()).Text(
            "number"
        );
        var reference = ApiHost.NewName("R-");
        await api.Post(
                $"/purchase-orders/{purchase}/receipts",
                $$"""{"reference":"{{reference}}","lines":[{"sku":"{{sku}}","quantity":2}]}"""
            )
            .Ok();

        var journal = await api.Get($"/orders/{number}/journal");

        journal.Items("kind").ShouldBe(["created", "marked", "allocated", "unmarked"]);
        journal.Items("actor").ShouldAllBe(a => a == ApiHost.UserName);
        journal.Text("items.2.cause").ShouldBe($"receipt {reference} on {purchase}");
        journal.Number("items.2.data.lines.0.own").ShouldBe(2);
        var page = await api.Get($"/orders/{number}/journal?pageSize=3");
        (await api.Get($"/orders/{number}/journal?pageSize=3&cursor={page.Text("nextCursor")}")).Items("kind").ShouldBe(["unmarked"]);
        (await api.Get("/orders/NONE/journal")).ShouldBeProblem(404, "order_not_found");
    }

    [Theory]
    [InlineData("GET", "", null)]
    [InlineData("PATCH", "", """{"priority":1}""")]
    [InlineData("POST", "/confirm", null)]
    [InlineData("POST", "/hold", null)]
    [InlineData("POST", "/release", null)]
    [InlineData("POST", "/cancel", null)]
    [InlineData("POST", "/recalculate", null)]
    [InlineData("POST", "/mark", """{"mark":"auto"}""")]
    [InlineData("POST", "/ship", """{"warehouse":"MAIN"}""")]
    [InlineData("POST", "/lines", """{"sku":"A","quantity":1}""")]
    [InlineData("PATCH", "/lines/1", """{"quantity":1}""")]
    [InlineData("POST", "/lines/1/replace", """{"sku":"A"}""")]
    public async Task GivenNoSuchOrder_WhenItIsCalled_ThenItIsNotFound(string method, string path, string? body)
    {
        foreach (var database in Databases.Available)
            (await (await hosts.On(database)).Send(new HttpMethod(method), $"/orders/NONE{path}", body)).ShouldBeProblem(
                404,
                "order_not_found"
            );
    }
}
