using System.Net;
using System.Text.Json;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Api;

/// <summary>Templates, assignments, rules, servers and the outbox, over HTTP. No mail server is set, so nothing leaves the outbox.</summary>
public sealed class EmailTests(ApiHosts hosts)
{
    private static string Template(string body, string subject = "Order {{ order.number }}", string more = "") =>
        $$"""{"subject":{{JsonSerializer.Serialize(subject)}},"fromName":"Acme","fromAddress":"orders@acme.example","html":true,"body":{{JsonSerializer.Serialize(body)}}{{more}}}""";

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task Template_IsMadeShownChangedAndDeleted(Database database)
    {
        var api = await hosts.On(database);
        var name = ApiHost.NewName("t");
        var path = $"/email/templates/{name}";

        (
            await api.Put(
                    path,
                    Template("<p>#?OrderNumber?#</p>", more: ""","replyTo":"help@acme.example","cc":"a@acme.example, b@acme.example" """)
                )
                .Ok()
        )
            .Text("body")
            .ShouldBe("<p>{{ order.number }}</p>");

        var shown = await api.Get(path).Ok();
        (shown.Text("name"), shown.Text("replyTo"), shown.At("html").GetBoolean()).ShouldBe((name, "help@acme.example", true));
        (await api.Get("/email/templates").Ok()).Items("name").ShouldContain(name);
        (await api.Send(HttpMethod.Delete, path)).Status.ShouldBe(HttpStatusCode.NoContent);
        (await api.Get(path)).ShouldBeProblem(404, "template_not_found");
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task Template_WithAnError_SaysLineAndColumn_AndTheOldOneStays(Database database)
    {
        var api = await hosts.On(database);
        var path = $"/email/templates/{ApiHost.NewName("t")}";
        await api.Put(path, Template("<p>old</p>")).Ok();

        var reply = await api.Put(path, Template("<p>\n{{ order.nubmer }}</p>"));

        reply.ShouldBeProblem(422, "invalid_template", "body");
        reply.Text("detail")!.ShouldContain("line 2, column 4");
        (await api.Put(path, Template("{% if %}"))).ShouldBeProblem(422, "invalid_template", "body");
        (await api.Put(path, Template("#?Weather?#"))).ShouldBeProblem(422, "invalid_template", "body");
        (await api.Put(path, Template("x", subject: "{{ order.number | shout }}"))).ShouldBeProblem(422, "invalid_template", "subject");
        (await api.Put(path, Template("x", subject: "a\r\nBcc: all@example.com"))).ShouldBeProblem(400, "invalid_value", "subject");
        (await api.Put(path, Template("x", more: ""","cc":"a@b.example, nobody" """))).ShouldBeProblem(400, "invalid_value", "cc");
        (await api.Put(path, Template("x").Replace("orders@acme.example", "Acme <orders@acme.example>"))).ShouldBeProblem(
            400,
            "invalid_value",
            "fromAddress"
        );
        (await api.Get(path).Ok()).Text("body").ShouldBe("<p>old</p>");
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task Preview_ShowsARealOrder_WithoutAnythingThatActs(Database database)
    {
        var api = await hosts.On(database);
        var path = $"/email/templates/{ApiHost.NewName("t")}";
        await api.Put(
                path,
                Template(
                    "<p onclick=\"x()\">{{ customer.name }} waits for {% for line in lines %}{{ line.back_ordered }} of {{ line.ordered }} {{ line.sku }}{% endfor %}</p><script>x()</script>"
                )
            )
            .Ok();
        var sku = await api.NewSku(1);
        var number = await api.NewOrder(sku, 3);

        var shown = await api.Post(path + "/preview", $$"""{"order":"{{number}}"}""").Ok();

        shown.Text("subject").ShouldBe($"Order {number}");
        shown.Text("text").ShouldBe($"Customer waits for 2 of 3 {sku}\n");
        shown.Text("html")!.ShouldContain($"2 of 3 {sku}");
        shown.Text("html")!.ShouldNotContain("script");
        shown.Text("html")!.ShouldNotContain("onclick");
        (await api.Post(path + "/preview", """{"order":"nobody's"}""")).ShouldBeProblem(422, "unknown_order", "order");
        (
            await api.Post("/email/templates/preview", $$"""{"order":"{{number}}","template":{{Template("{{ order.back_ordered }}")}}}""")
                .Ok()
        )
            .Text("text")
            .ShouldBe("2\n");
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task Assigned_TheOutboxHasWhatIsSent_AndItCanBeRetriedAndCancelled(Database database)
    {
        await using var api = await ApiHost.StartAsync(database);
        await api.Put("/email/templates/out", Template("{% for line in lines %}{{ line.back_ordered }}{% endfor %}")).Ok();
        await api.Put("/companies/ACME/email/OutOfStockInventoryNotice", """{"template":"out"}""").Ok();
        (await api.Put("/companies/NONE/email/OutOfStockInventoryNotice", """{"template":"out"}""")).ShouldBeProblem(
            404,
            "company_not_found"
        );
        (await api.Put("/companies/ACME/email/Birthday", """{"template":"out"}""")).ShouldBeProblem(404, "event_not_found");
        (await api.Put("/companies/ACME/email/DropshipNotice", """{"template":"no"}""")).ShouldBeProblem(
            422,
            "unknown_template",
            "template"
        );
        // By the names of the events.
        (await api.Get("/companies/ACME/email").Ok())
            .Items("template")
            .ShouldBe([null, null, null, null, "out", null, null]);
        var sku = await api.NewSku(1);
        var number = await api.NewOrder(sku, 4);
        await api.NewOrder(sku, 5);

        var list = await api.Get($"/email/outbox?order={number}&state=queued").Ok();
        list.Json.GetProperty("items").GetArrayLength().ShouldBe(1);
        (list.Text("items.0.subject"), list.Text("items.0.body"), list.Text("items.0.event"), list.Text("items.0.template")).ShouldBe(
            ($"Order {number}", "3", "OutOfStockInventoryNotice", "out")
        );
        (list.Text("items.0.to"), list.Number("items.0.attempts"), list.At("items.0.sentAt").ValueKind).ShouldBe(
            ("customer@example.com", 0, JsonValueKind.Null)
        );
        var first = await api.Get("/email/outbox?pageSize=1").Ok();
        (await api.Get($"/email/outbox?pageSize=1&cursor={first.Text("nextCursor")}").Ok()).Text("items.0.order").ShouldBe(number);

        var id = list.Number("items.0.id");
        (await api.Post($"/email/outbox/{id}/retry").Ok()).Text("state").ShouldBe("queued");
        (await api.Post($"/email/outbox/{id}/cancel").Ok()).Text("state").ShouldBe("cancelled");
        (await api.Post($"/email/outbox/{id}/retry")).ShouldBeProblem(409, "mail_state_forbids");
        (await api.Post("/email/outbox/999999/retry")).ShouldBeProblem(404, "mail_not_found");
        (await api.Post("/email/outbox/999999/cancel")).ShouldBeProblem(404, "mail_not_found");
        (await api.Get($"/orders/{number}/journal").Ok())
            .Items("kind")
            .ShouldBe(["created", "marked", "mailQueued", "mailQueued", "mailCancelled"]);

        var status = await api.Get("/email/status").Ok();
        (status.Number("queued"), status.Text("warnings.0.code")).ShouldBe((1, "no_server"));
        (await api.Send(HttpMethod.Delete, "/email/templates/out")).ShouldBeProblem(409, "template_in_use");
        (await api.Send(HttpMethod.Delete, "/companies/ACME/email/outofstockinventorynotice").Ok())
            .At("template")
            .ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task SentByHand_WhoGetsItIsShownFirst(Database database)
    {
        await using var api = await ApiHost.StartAsync(database);
        await api.Put("/email/templates/news", Template("{{ order.number }}")).Ok();
        var sku = await api.NewSku(100);
        var first = await api.NewOrder(sku, 1);
        var second = ApiHost.NewName("O-");
        await api.Post("/orders", ApiHost.Order(second, (sku, 2)).Replace("customer@example.com", "Gone@example.com")).Ok();
        await api.Put("/email/suppressions/gone@example.com", """{"reason":"bounced"}""").Ok();
        var body = $$"""{"template":"news","orders":["{{first}}","{{second}}","{{first}}"]}""";

        var shown = await api.Post("/email/send/preview", body).Ok();
        (await api.Get("/email/outbox").Ok()).Json.GetProperty("items").GetArrayLength().ShouldBe(0);
        var sent = await api.Post("/email/send", body, key: "k1").Ok();
        await api.Post("/email/send", body, key: "k1").Ok();

        shown.Body.ShouldBe(sent.Body);
        (sent.Text("recipients.0.to"), sent.Text("skipped.0.to")).ShouldBe(("customer@example.com", "Gone@example.com"));
        sent.Json.GetProperty("skipped").GetArrayLength().ShouldBe(2);
        (await api.Get("/email/outbox").Ok()).Items("order").ShouldBe([first]);
        (await api.Post("/email/send", """{"template":"news","orders":["nobody's"]}""")).ShouldBeProblem(422, "unknown_order", "orders[0]");
        (await api.Post("/email/send", """{"template":"no","orders":["x"]}""")).ShouldBeProblem(422, "unknown_template", "template");
        (await api.Post("/email/send", """{"template":"news","orders":[]}""")).ShouldBeProblem(400, "no_lines", "orders");
        (await api.Get("/email/suppressions?q=GONE").Ok()).Items("address").ShouldBe(["gone@example.com"]);
        (await api.Send(HttpMethod.Delete, "/email/suppressions/GONE@example.com")).Status.ShouldBe(HttpStatusCode.NoContent);
        (await api.Send(HttpMethod.Delete, "/email/suppressions/gone@example.com")).ShouldBeProblem(404, "suppression_not_found");
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task Server_NeverShowsItsPassword_AndGivesItToNoOtherHost(Database database)
    {
        await using var api = await ApiHost.StartAsync(database);
        (await api.Get("/email/server")).ShouldBeProblem(404, "mail_server_not_found");

        var put = await api.Put("/email/server", """{"host":"smtp.example.com","userName":"acme","password":"hunter2hunter2"}""").Ok();
        var kept = await api.Put("/email/server", """{"host":"smtp.example.com","userName":"acme"}""").Ok();
        var changed = await api.Put("/email/server", """{"host":"smtp.example.com","port":465,"security":"tls","userName":"acme"}""").Ok();
        var get = await api.Get("/email/server").Ok();
        var moved = await api.Put("/email/server", """{"host":"evil.example.com","userName":"acme"}""").Ok();

        foreach (var reply in new[] { put, kept, changed, get, moved })
            reply.Body.ShouldNotContain("hunter2");
        new[] { put, kept, changed, get, moved }.Select(r => r.At("hasPassword").GetBoolean()).ShouldBe([true, true, false, false, false]);
        foreach (var other in (string[])["\"port\":2525", "\"security\":\"none\"", "\"userName\":\"other\""])
        {
            await api.Put("/email/server", """{"host":"smtp.example.com","userName":"acme","password":"hunter2hunter2"}""").Ok();
            var user = other.Contains("userName", StringComparison.Ordinal) ? "" : ",\"userName\":\"acme\"";
            var reply = await api.Put("/email/server", $$"""{"host":"smtp.example.com",{{other}}{{user}}}""").Ok();
            reply.At("hasPassword").GetBoolean().ShouldBeFalse(other);
        }
        (put.Number("port"), get.Text("security")).ShouldBe((587, "tls"));
        (await api.Put("/email/server", """{"host":"not a host"}""")).ShouldBeProblem(400, "invalid_value", "host");
        (await api.Put("/email/server", """{"host":"a.example","port":0}""")).ShouldBeProblem(400, "invalid_value", "port");
        await api.Put("/companies/ACME/email/server", """{"host":"own.example.com"}""").Ok();
        (await api.Get("/companies/ACME/email/server").Ok()).Text("host").ShouldBe("own.example.com");
        (await api.Send(HttpMethod.Delete, "/companies/ACME/email/server")).Status.ShouldBe(HttpStatusCode.NoContent);
        (await api.Send(HttpMethod.Delete, "/email/server")).Status.ShouldBe(HttpStatusCode.NoContent);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task Rules_LeftOutStay_AndAreChecked(Database database)
    {
        await using var api = await ApiHost.StartAsync(database);

        await api.Put("/companies/ACME/email/rules", """{"holdBackMinutes":10,"dailyLimit":100}""").Ok();
        await api.Put("/companies/ACME/email/rules", """{"minutesBetween":60,"enabled":false}""").Ok();

        (await api.Get("/companies/ACME/email/rules").Ok()).Body.ShouldBe(
            """{"company":"ACME","enabled":false,"minutesBetween":60,"holdBackMinutes":10,"dailyLimit":100}"""
        );
        (await api.Put("/companies/ACME/email/rules", """{"dailyLimit":0}""").Ok()).At("dailyLimit").ValueKind.ShouldBe(JsonValueKind.Null);
        (await api.Put("/companies/ACME/email/rules", """{"minutesBetween":-1}""")).ShouldBeProblem(400, "invalid_value", "minutesBetween");
        (await api.Get("/companies/NONE/email/rules")).ShouldBeProblem(404, "company_not_found");
    }
}
