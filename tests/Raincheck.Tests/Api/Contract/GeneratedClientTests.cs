using System.Text.Json;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Api.Contract;

/// <summary>
/// What the generators of clients need of the description, as <c>scripts/check-clients</c> found with the generators themselves:
/// a client that leaves a member out must not send something else in its place.
/// </summary>
public sealed class GeneratedClientTests(ApiHosts hosts)
{
    [Fact]
    public async Task Requests_WithAMemberThatMayBeLeftOut_NeitherRequireItNorGiveItAValue()
    {
        var document = await DocumentAsync();
        var schemas = Schemas(document);
        var looked = 0;
        foreach (var (name, schema) in schemas.Where(s => IsClosed(s.Value) && s.Value.TryGetProperty("properties", out _)))
        {
            var required = Required(schema);
            foreach (var member in schema.GetProperty("properties").EnumerateObject())
            {
                // Generators treat a member with a default as always present.
                member.Value.TryGetProperty("default", out _).ShouldBeFalse($"{name}.{member.Name}");
                if (required.Contains(member.Name) || IsBoolean(member.Value))
                    continue;
                // In a typed language what cannot be null is 0, or the first word of an enumeration.
                MayBeNull(member.Value).ShouldBeTrue($"{name}.{member.Name}");
                looked++;
            }
        }
        looked.ShouldBeGreaterThan(40);
        foreach (var member in (string[])["status", "paymentStatus", "priority", "shipTo"])
            Required(schemas["NewOrder"]).ShouldNotContain(member);
        foreach (var member in (string[])["packSize", "minimumOrder"])
            Required(schemas["ProductBody"]).ShouldNotContain(member);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAClientThatSendsNullForWhatItLeavesOut_WhenItCalls_ThenTheDefaultsCount(Database database)
    {
        var api = await hosts.On(database);
        var sku = ApiHost.NewName("SKU-");
        var product = await api.Put($"/products/{sku}", """{"name":"P","packSize":null,"minimumOrder":null,"cost":null}""").Ok();
        (product.Number("packSize"), product.Number("minimumOrder")).ShouldBe((1, 1));

        var order = await api.Post(
                "/orders",
                $$"""
                {"company":"ACME","customer":{"name":"N","email":"n@example.com"},"lines":[{"sku":"{{sku}}","quantity":1,"unitPrice":null}],
                 "number":null,"status":null,"paymentStatus":null,"priority":null,"shipTo":null,"orderedAt":null,"channel":null}
                """
            )
            .Ok();
        (order.Text("status"), order.Text("paymentStatus"), order.Number("priority")).ShouldBe(("inProcess", "charged", 0));
        var purchase = await api.Post("/purchase-orders", $$"""{"vendor":"VEND","type":null,"lines":[{"sku":"{{sku}}","quantity":1}]}""")
            .Ok();
        purchase.Text("type").ShouldBe("regular");
    }

    [Fact]
    public async Task OpenObjects_SaySo()
    {
        var document = await DocumentAsync();
        var schemas = Schemas(document);

        foreach (var (name, schema) in schemas.Where(s => s.Value.TryGetProperty("type", out var type) && type.ToString() == "object"))
            schema.TryGetProperty("additionalProperties", out _).ShouldBeTrue(name);
        schemas["Address"].GetProperty("additionalProperties").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task Description_SaysWhatEachOperationAndTagIsAndWhomToAsk()
    {
        var document = await DocumentAsync();

        document.GetProperty("servers").GetArrayLength().ShouldBeGreaterThan(0);
        document.GetProperty("info").GetProperty("contact").GetProperty("name").GetString().ShouldNotBeNullOrEmpty();
        var tags = document.GetProperty("tags").EnumerateArray().ToDictionary(t => t.GetProperty("name").GetString()!);
        foreach (var tag in tags.Values)
            tag.GetProperty("description").GetString().ShouldNotBeNullOrEmpty(tag.ToString());
        foreach (var path in document.GetProperty("paths").EnumerateObject())
        foreach (var operation in path.Value.EnumerateObject())
        {
            operation.Value.GetProperty("description").GetString().ShouldNotBeNullOrEmpty($"{operation.Name} {path.Name}");
            foreach (var tag in operation.Value.GetProperty("tags").EnumerateArray())
                tags.Keys.ShouldContain(tag.GetString()!, $"{operation.Name} {path.Name}");
        }
    }

    private async Task<JsonElement> DocumentAsync() => (await (await hosts.On(Database.Sqlite)).ContractAsync()).Document;

    private static Dictionary<string, JsonElement> Schemas(JsonElement document) =>
        document.GetProperty("components").GetProperty("schemas").EnumerateObject().ToDictionary(s => s.Name, s => s.Value);

    private static List<string?> Required(JsonElement schema) =>
        schema.TryGetProperty("required", out var names) ? [.. names.EnumerateArray().Select(n => n.GetString())] : [];

    /// <summary>What is sent to the server is closed; what it answers is open.</summary>
    private static bool IsClosed(JsonElement schema) =>
        schema.TryGetProperty("additionalProperties", out var others) && others.ValueKind == JsonValueKind.False;

    private static bool IsBoolean(JsonElement schema) => schema.TryGetProperty("type", out var type) && type.ToString() == "boolean";

    private static bool MayBeNull(JsonElement schema) =>
        schema.TryGetProperty("type", out var type)
            ? type.ToString().Contains("null", StringComparison.Ordinal)
            : schema.TryGetProperty("oneOf", out var some) && some.EnumerateArray().Any(MayBeNull);
}
