using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Api;

public sealed class CatalogueTests(ApiHosts hosts)
{
    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAPlace_WhenItIsPutTwice_ThenItIsChanged(Database database)
    {
        var api = await hosts.On(database);
        var code = ApiHost.NewName("place-");

        (await api.Put($"/companies/{code}", """{"name":"One"}""").Ok()).Text("name").ShouldBe("One");
        (await api.Put($"/companies/{code}", """{"name":"Two"}""").Ok()).Text("name").ShouldBe("Two");
        var vendor = await api.Put($"/vendors/{code}", """{"name":"V","email":"v@example.com","leadTimeDays":3}""").Ok();
        vendor.Number("leadTimeDays").ShouldBe(3);
        var warehouse = await api.Put($"/warehouses/{code}", """{"name":"W","type":"return","isSellable":false}""").Ok();
        warehouse.Text("type").ShouldBe("return");
        warehouse.Text("code").ShouldBe(code);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenPlaces_WhenTheyAreRead_ThenEachIsThereByItselfAndInItsList(Database database)
    {
        var api = await hosts.On(database);
        var code = ApiHost.NewName("place/");
        var path = Uri.EscapeDataString(code);
        foreach (
            var (list, refusal, body) in new[]
            {
                ("/companies", "company_not_found", """{"name":"One"}"""),
                ("/vendors", "vendor_not_found", """{"name":"V","email":"v@example.com","leadTimeDays":3}"""),
                ("/warehouses", "warehouse_not_found", """{"name":"W","type":"return","isSellable":false}"""),
            }
        )
        {
            (await api.Get($"{list}/{path}")).ShouldBeProblem(404, refusal);
            var put = await api.Put($"{list}/{path}", body).Ok();

            (await api.Get($"{list}/{path}").Ok()).Body.ShouldBe(put.Body);
            var codes = new List<string?>();
            for (string? at = ""; at is not null; )
            {
                var page = await api.Get($"{list}?pageSize=1{at}").Ok();
                var item = page.Json.GetProperty("items").EnumerateArray().ShouldHaveSingleItem();
                codes.Add(item.GetProperty("code").GetString());
                if (codes[^1] == code)
                    item.GetRawText().ShouldBe(put.Body);
                at = page.Text("nextCursor") is { } cursor ? $"&cursor={cursor}" : null;
                codes.Count.ShouldBeLessThan(500, $"{list} does not end");
            }
            codes.ShouldContain(code);
            codes.ShouldBe(codes.Order(StringComparer.Ordinal));
            codes.ShouldBeUnique();
        }
    }

    [Theory]
    [InlineData("/companies/C", "{}", "invalid_request", "name")]
    [InlineData("/companies/C", """{"name":""}""", "invalid_value", "name")]
    [InlineData("/companies/C", """{"name":"C","code":"D"}""", "invalid_request", "code")]
    [InlineData("/companies/%20C", """{"name":"C"}""", "invalid_value", "code")]
    [InlineData("/vendors/V", """{"name":"V","leadTimeDays":-1}""", "invalid_value", "leadTimeDays")]
    [InlineData("/vendors/V", """{"name":"V","leadTimeDays":1.5}""", "invalid_request", "leadTimeDays")]
    [InlineData("/warehouses/W", """{"name":"W","isSellable":true}""", "invalid_request", "type")]
    [InlineData("/warehouses/W", """{"name":"W","type":"moon","isSellable":true}""", "invalid_request", "type")]
    [InlineData("/warehouses/W", """{"name":"W","type":"normal","isSellable":"yes"}""", "invalid_request", "isSellable")]
    [InlineData("/products/P", """{"name":"P","packSize":0}""", "invalid_quantity", "packSize")]
    [InlineData("/products/P", """{"name":"P","components":[{"sku":"X"}]}""", "invalid_request", "components[0].quantity")]
    [InlineData("/products/P", """{"name":"P","components":[null]}""", "invalid_request", "components[0]")]
    [InlineData("/products/P", """{"name":"P","cost":-1}""", "invalid_value", "cost")]
    [InlineData("/products", """[]""", "no_lines", null)]
    [InlineData("/products", """{"sku":"P","name":"P"}""", "invalid_request", "$")]
    [InlineData("/products", """[{"name":"P"}]""", "invalid_request", "[0].sku")]
    [InlineData("/products", """[{"sku":"P","name":"P"},null]""", "invalid_request", "[1]")]
    public async Task GivenABadBody_WhenSomethingIsPut_ThenItIsRefusedByName(string path, string body, string code, string? where)
    {
        foreach (var database in Databases.Available)
        {
            var api = await hosts.On(database);
            (await api.Put(path, body)).ShouldBeProblem(400, code, where);
            (await api.Get("/products/P")).ShouldBeProblem(404, "product_not_found");
        }
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAProductOfEveryKind_WhenTheyAreRead_ThenTheirFiguresAreThoseOfTheRules(Database database)
    {
        var api = await hosts.On(database);
        var name = ApiHost.NewName("P/");
        await api.Put(
                "/products",
                $$"""
                [{"sku":"{{name}}-plain","name":"Plain","vendor":"VEND","vendorSku":"77","packSize":6,"minimumOrder":12,"cost":2.50,"leadTimeDays":21},
                 {"sku":"{{name}}-other","name":"Other"},
                 {"sku":"{{name}}-shadow","name":"Shadow","shadowOf":"{{name}}-plain","replacementSku":"{{name}}-other"},
                 {"sku":"{{name}}-kit","name":"Kit","components":[{"sku":"{{name}}-plain","quantity":2},{"sku":"{{name}}-other","quantity":1}]}]
                """
            )
            .Ok();
        await api.Post(
                "/inventory/counts",
                $$"""{"items":[{"sku":"{{name}}-plain","warehouse":"MAIN","onHand":9},{"sku":"{{name}}-plain","warehouse":"DOCK","onHand":4},{"sku":"{{name}}-other","warehouse":"MAIN","onHand":10}]}"""
            )
            .Ok();
        await api.NewOrder($"{name}-kit", 1);

        var plain = await api.Get($"/products/{Uri.EscapeDataString(name)}-plain").Ok();
        plain
            .At("stock")
            .GetRawText()
            .ShouldBe("""{"onHand":13,"counted":9,"allocated":2,"available":7,"open":2,"backOrdered":0,"onOrder":0}""");
        plain.At("warehouses").GetRawText().ShouldBe("""[{"warehouse":"DOCK","onHand":4},{"warehouse":"MAIN","onHand":9}]""");
        plain.Text("vendorSku").ShouldBe("77");
        plain.Number("leadTimeDays").ShouldBe(21);
        plain.At("cost").GetRawText().ShouldBe("2.5");
        var shadow = await api.Get($"/products/{Uri.EscapeDataString(name)}-shadow").Ok();
        shadow.At("stock").GetRawText().ShouldBe(plain.At("stock").GetRawText());
        shadow.Text("shadowOf").ShouldBe(name + "-plain");
        shadow.Text("replacementSku").ShouldBe(name + "-other");
        var kit = await api.Get($"/products/{Uri.EscapeDataString(name)}-kit").Ok();
        kit.Number("stock.available").ShouldBe(3);
        kit.Number("stock.open").ShouldBe(1);
        kit.Number("components.1.quantity").ShouldBe(2);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenNamesThatDoNotExistOrHaveNoMeaning_WhenAProductIsPut_ThenItIsRefusedAsAWhole(Database database)
    {
        var api = await hosts.On(database);
        var sku = await api.NewSku(units: 1);
        var fresh = ApiHost.NewName("NEW-");

        (await api.Put($"/products/{fresh}", """{"name":"N","vendor":"NOBODY"}""")).ShouldBeProblem(422, "unknown_vendor", "vendor");
        (await api.Put($"/products/{fresh}", """{"name":"N","replacementSku":"NOTHING"}""")).ShouldBeProblem(
            422,
            "unknown_sku",
            "replacementSku"
        );
        (await api.Put($"/products/{fresh}", $$"""{"name":"N","shadowOf":"{{fresh}}"}""")).ShouldBeProblem(
            422,
            "product_cycle",
            "shadowOf"
        );
        (
            await api.Put($"/products/{sku}", $$"""{"name":"N","components":[{"sku":"{{await api.NewSku()}}","quantity":1}]}""")
        ).ShouldBeProblem(409, "product_in_use", "sku");
        (
            await api.Put("/products", $$"""[{"sku":"{{fresh}}","name":"N"},{"sku":"{{fresh}}-2","name":"N","vendor":"NOBODY"}]""")
        ).ShouldBeProblem(422, "unknown_vendor", "[1].vendor");
        (await api.Get($"/products/{fresh}")).ShouldBeProblem(404, "product_not_found");
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenProducts_WhenTheyAreListed_ThenSearchBackOrdersAndPagesWork(Database database)
    {
        var api = await hosts.On(database);
        var name = ApiHost.NewName("List");
        await api.Put(
                "/products",
                $$"""[{"sku":"{{name}}-a","name":"A"},{"sku":"{{name}}-b","name":"B"},{"sku":"x{{name}}c","name":"find {{name}}-c"}]"""
            )
            .Ok();
        await api.NewOrder($"{name}-a", 3);
        await api.NewOrder($"{name}-b", 5);

        var q = name.ToLowerInvariant();
        (await api.Get($"/products?q={q}-")).Items("sku").ShouldBe([$"{name}-a", $"{name}-b", $"x{name}c"]);
        (await api.Get($"/products?q={q}&backOrderedFrom=4")).Items("sku").ShouldBe([$"{name}-b"]);
        (await api.Get($"/products?q={q}&backOrderedFrom=1&backOrderedTo=4")).Items("sku").ShouldBe([$"{name}-a"]);
        (await api.Get($"/products?q={q}&backOrderedTo=0")).Items("sku").ShouldBe([$"x{name}c"]);
        var page = await api.Get($"/products?q={q}&pageSize=2");
        page.Items("sku").ShouldBe([$"{name}-a", $"{name}-b"]);
        (await api.Get($"/products?q={q}&pageSize=2&cursor={page.Text("nextCursor")}")).Items("sku").ShouldBe([$"x{name}c"]);
        (await api.Get("/products?backOrderedFrom=-1")).ShouldBeProblem(400, "invalid_request", "backOrderedFrom");
    }
}
