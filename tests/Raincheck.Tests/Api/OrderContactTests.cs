using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Api;

/// <summary>Customer, addresses and wanted ship date of an order: taken, shown and corrected.</summary>
public sealed class OrderContactTests(ApiHosts hosts)
{
    private const string ShipTo =
        """{"name":"Ada","company":"Example","line1":"Kerkstraat 1","line2":"Bus 3","city":"Gent","region":"OV","postalCode":"9000","country":"be","phone":"1"}""";

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAnOrderWithEverything_WhenItIsSplit_ThenBothOrdersShowIt(Database database)
    {
        var api = await hosts.On(database);
        var number = ApiHost.NewName("C-");
        var made = await api.Post(
                "/orders",
                $$"""
                {"number":"{{number}}","company":"ACME","shipBy":"2031-03-04",
                 "customer":{"name":"Ada","email":"ada@example.com","phone":"+32 9","company":"Example"},
                 "shipTo":{{ShipTo}},"billTo":{"city":"Brugge"},"lines":[{"sku":"{{await api.NewSku()}}","quantity":2}]}
                """
            )
            .Ok();

        var split = await api.Post($"/orders/{number}/split", """{"lines":[{"line":1,"quantity":1}]}""").Ok();

        foreach (var order in new[] { made.Json, split.At("order"), split.At("child"), (await api.Get($"/orders/{number}")).Json })
        {
            order
                .GetProperty("customer")
                .ToString()
                .ShouldBe("""{"name":"Ada","email":"ada@example.com","phone":"+32 9","company":"Example"}""");
            order.GetProperty("shipTo").ToString().ShouldBe(ShipTo.Replace("\"be\"", "\"BE\"", StringComparison.Ordinal));
            order.GetProperty("billTo").GetProperty("city").GetString().ShouldBe("Brugge");
            order.GetProperty("shipBy").GetString().ShouldBe("2031-03-04");
        }
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAnOrderWithNameAlone_WhenItIsCorrected_ThenGivenMembersChangeAndTheQueueDoesNot(Database database)
    {
        var api = await hosts.On(database);
        var sku = await api.NewSku(1);
        var number = ApiHost.NewName("C-");
        var made = await api.Post(
                "/orders",
                $$"""{"number":"{{number}}","company":"ACME","customer":{"name":"Ada"},"shipTo":{},"lines":[{"sku":"{{sku}}","quantity":2}]}"""
            )
            .Ok();
        made.Text("customer.email").ShouldBeNull();
        made.Text("shipTo").ShouldBeNull();
        await api.NewOrder(sku, 1);
        var queue = (await api.Get($"/products/{sku}/queue").Ok()).Body;

        await api.Patch($"/orders/{number}", """{"customer":{"email":"ada@example.com","phone":"5"}}""", made.ETag).Ok();
        await api.Patch($"/orders/{number}", $$"""{"shipTo":{{ShipTo}},"billTo":{"city":"Brugge"},"shipBy":"2031-03-04"}""").Ok();
        await api.Patch($"/orders/{number}", """{"customer":{"name":"Ada L.","phone":null},"billTo":null}""").Ok();
        var last = await api.Patch($"/orders/{number}", """{"shipTo":{"city":"Aalst"},"shipBy":null}""").Ok();

        last.At("customer").ToString().ShouldBe("""{"name":"Ada L.","email":"ada@example.com","phone":null,"company":null}""");
        (last.Text("shipTo.city"), last.Text("shipTo.line1")).ShouldBe(("Aalst", null));
        (last.Text("billTo"), last.Text("shipBy")).ShouldBe((null, null));
        (await api.Get($"/orders/{number}")).ETag.ShouldBe(last.ETag);
        (await api.Get($"/products/{sku}/queue").Ok()).Body.ShouldBe(queue.Replace("\"Ada\"", "\"Ada L.\"", StringComparison.Ordinal));
        (await api.Patch($"/orders/{number}", """{"customer":{"email":null}}""", made.ETag)).ShouldBeProblem(412, "stale_version");

        var entries = (await api.Get($"/orders/{number}/journal")).At("items").EnumerateArray().Select(j => j.GetProperty("data")).ToList();
        entries.Count(e => e.TryGetProperty("lines", out _)).ShouldBe(1);
        entries[^3].GetProperty("billTo").ToString().ShouldBe("""{"from":null,"to":{"city":"Brugge"}}""");
        entries[^2].GetProperty("customerName").ToString().ShouldBe("""{"from":"Ada","to":"Ada L."}""");
        entries[^1].GetProperty("shipTo").GetProperty("to").ToString().ShouldBe("""{"city":"Aalst"}""");
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenACancelledOrder_WhenItIsCorrected_ThenWhereItWentIsHistoryAndTheCustomerIsNot(Database database)
    {
        var api = await hosts.On(database);
        var number = await api.NewOrder(await api.NewSku(), 1);
        await api.Post($"/orders/{number}/cancel").Ok();

        var corrected = await api.Patch($"/orders/{number}", """{"customer":{"phone":"5"},"billTo":{"city":"Gent"}}""").Ok();
        var sentElsewhere = await api.Patch($"/orders/{number}", """{"customer":{"phone":"6"},"shipTo":{"city":"Gent"}}""");

        (corrected.Text("customer.phone"), corrected.Text("billTo.city")).ShouldBe(("5", "Gent"));
        sentElsewhere.ShouldBeProblem(409, "order_status_forbids");
        (await api.Get($"/orders/{number}")).Text("customer.phone").ShouldBe("5");
    }

    [Theory]
    [InlineData("""{"customer":{"email":"no address"}}""", "invalid_value", "customer.email")]
    [InlineData("""{"customer":{"name":" "}}""", "invalid_value", "customer.name")]
    [InlineData("""{"customer":{"surprise":1}}""", "invalid_request", "customer.surprise")]
    [InlineData("""{"shipTo":{"country":"Belgium"}}""", "invalid_value", "shipTo.country")]
    [InlineData("""{"billTo":{"street":"x"}}""", "invalid_request", "billTo.street")]
    [InlineData("""{"shipBy":"2031-02-30"}""", "invalid_request", "shipBy")]
    [InlineData("""{"shipBy":"1969-02-03"}""", "invalid_value", "shipBy")]
    public async Task GivenAWrongMember_WhenAnOrderIsCorrected_ThenItIsNamedAndNothingChanges(string body, string code, string path)
    {
        foreach (var database in Databases.Available)
        {
            var api = await hosts.On(database);
            var number = await api.NewOrder(await api.NewSku(), 1);
            var before = await api.Get($"/orders/{number}");

            (await api.Patch($"/orders/{number}", body)).ShouldBeProblem(400, code, path);

            (await api.Get($"/orders/{number}")).ETag.ShouldBe(before.ETag);
        }
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenACorrectedCustomer_WhenOrdersAreSearched_ThenTheNewTextFindsTheOrderAndTheOldDoesNot(Database database)
    {
        var api = await hosts.On(database);
        var number = await api.NewOrder(await api.NewSku(), 1);
        var (name, email) = (ApiHost.NewName("Quirin"), ApiHost.NewName("quirin") + "@example.com");

        await api.Patch($"/orders/{number}", $$$"""{"customer":{"name":"{{{name}}}","email":"{{{email}}}"}}""").Ok();

        (await api.Get($"/orders?q={name}")).Items("number").ShouldBe([number]);
        (await api.Get($"/orders?q={email}")).Items("number").ShouldBe([number]);
        (await api.Get($"/orders?q=customer@example.com&sort=-number&pageSize=500")).Items("number").ShouldNotContain(number);
    }
}
