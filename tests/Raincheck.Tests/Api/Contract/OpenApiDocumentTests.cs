using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Api.Contract;

/// <summary>The description of the API: that it is committed, valid, complete and good enough to generate a client from.</summary>
public sealed partial class OpenApiDocumentTests(ApiHosts hosts)
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    [Fact]
    public async Task CommittedDocument_IsTheOneThatTheHostGives()
    {
        var given = JsonSerializer.Serialize((await ContractAsync()).Document, Indented) + "\n";

        await Repository.ShouldBeUpToDateAsync("docs/openapi.json", _ => given);
    }

    [Fact]
    public async Task Document_IsValidOpenApi31()
    {
        var text = (await (await hosts.On(Database.Sqlite)).Get("//openapi/v1.json").Ok()).Body;

        var read = OpenApiDocument.Parse(text, "json", new OpenApiReaderSettings { RuleSet = ValidationRuleSet.GetDefaultRuleSet() });

        read.Diagnostic!.Errors.Select(e => $"{e.Pointer}: {e.Message}").ShouldBeEmpty();
        read.Diagnostic.Warnings.Select(e => $"{e.Pointer}: {e.Message}").ShouldBeEmpty();
        read.Diagnostic.SpecificationVersion.ShouldBe(OpenApiSpecVersion.OpenApi3_1);
        read.Document!.Paths.Count.ShouldBeGreaterThan(20);
    }

    [Fact]
    public async Task Document_HasEveryRouteOfTheApi()
    {
        var api = await hosts.On(Database.Sqlite);
        var routes = api
            .Services.GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.RoutePattern.RawText!.StartsWith("/api/", StringComparison.Ordinal))
            .SelectMany(e => e.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(m => $"{m} {Plain(e.RoutePattern.RawText!)}"))
            .ToList();

        routes.Count.ShouldBeGreaterThan(30);
        (await ContractAsync()).Operations.Select(o => o.ToString()).Where(o => o.Contains(" /api/")).Order().ShouldBe(routes.Order());
    }

    [Fact]
    public async Task Operations_HaveNamesSummariesAndTypedAnswers()
    {
        var contract = await ContractAsync();

        contract.Operations.Select(o => o.Id).ShouldBeUnique();
        contract.Operations.ShouldAllBe(o => CamelCase.IsMatch(o.Id));
        foreach (var path in contract.Document.GetProperty("paths").EnumerateObject())
        foreach (var operation in path.Value.EnumerateObject())
        {
            var name = $"{operation.Name} {path.Name}";
            operation.Value.TryGetProperty("summary", out var summary).ShouldBeTrue($"{name} has no summary");
            summary.GetString()!.ShouldEndWith(".", customMessage: name);
        }
        foreach (var operation in contract.Operations)
        {
            operation.Responses.Keys.ShouldContain(s => s >= 200 && s < 300, $"{operation} does not say what it answers");
            foreach (var (status, response) in operation.Responses)
                (response.Schema is not null || status == 204).ShouldBeTrue($"{operation} does not say what {status} looks like");
            operation.Parameters.Count(p => p.In == "path").ShouldBe(operation.Path.Count(c => c == '{'), operation.ToString());
        }
    }

    [Fact]
    public async Task Operations_OfOneKind_TakeTheSameHeaders()
    {
        foreach (var operation in (await ContractAsync()).Operations.Where(o => o.NeedsCredential))
        {
            var headers = operation.Parameters.Where(p => p.In == "header").Select(p => p.Name).ToList();
            // A change of one's own password says the current one, which is another by the time of a repetition.
            var takesKey = operation.Method == "POST" && operation.Path != "/api/v1/me/password";
            headers.Contains("Idempotency-Key").ShouldBe(takesKey, operation.ToString());
            headers
                .Contains("If-Match")
                .ShouldBe(
                    operation.Method != "GET" && operation.Path.StartsWith("/api/v1/orders/{", StringComparison.Ordinal),
                    operation.ToString()
                );
        }
    }

    [Fact]
    public async Task Schemas_SayWhatTypeTheyAre()
    {
        var untyped = new List<string>();
        foreach (var schema in (await ContractAsync()).Document.GetProperty("components").GetProperty("schemas").EnumerateObject())
            FindUntyped(schema.Value, schema.Name, untyped);

        untyped.ShouldBeEmpty();
    }

    [Fact]
    public async Task Requests_RefuseUnknownMembersAndMalformedOnes()
    {
        var contract = await ContractAsync();
        var tried = 0;
        foreach (var operation in contract.Operations.Where(o => o.Example?[0] == '{'))
        {
            var example = operation.Example!;
            contract.Faults(operation.Request!, example).ShouldBeEmpty($"the example of {operation}");
            contract
                .Faults(operation.Request!, example.Insert(1, "\"unknownMember\":1,"))
                .ShouldNotBeEmpty($"{operation} allows unknown members");
            tried++;
        }
        tried.ShouldBeGreaterThan(15);
    }

    [Fact]
    public async Task Operations_WithABodyThatMustBeThere_HaveAnExample()
    {
        foreach (var operation in (await ContractAsync()).Operations.Where(o => o.Request is not null))
            operation.Example.ShouldNotBeNull($"{operation} shows nobody how to call it: WithExample");
    }

    [Fact]
    public async Task Enumerations_AreWordsInCamelCase()
    {
        foreach (var schema in (await ContractAsync()).Document.GetProperty("components").GetProperty("schemas").EnumerateObject())
        {
            if (!schema.Value.TryGetProperty("enum", out var words))
                continue;
            schema.Value.GetProperty("type").GetString().ShouldBe("string", schema.Name);
            foreach (var word in words.EnumerateArray())
                CamelCase.IsMatch(word.GetString()!).ShouldBeTrue($"{schema.Name}: {word}");
        }
    }

    private async Task<ApiContract> ContractAsync() => await (await hosts.On(Database.Sqlite)).ContractAsync();

    private static string Plain(string route) => Constraint.Replace(route, "}").TrimEnd('/');

    private static void FindUntyped(JsonElement schema, string path, List<string> untyped)
    {
        if (!schema.EnumerateObject().Any(m => m.Name is "type" or "$ref" or "oneOf" or "anyOf" or "allOf"))
            untyped.Add(path);
        if (schema.TryGetProperty("properties", out var properties))
        {
            foreach (var property in properties.EnumerateObject())
                FindUntyped(property.Value, $"{path}.{property.Name}", untyped);
        }
        if (schema.TryGetProperty("items", out var items))
            FindUntyped(items, path + "[]", untyped);
    }

    [GeneratedRegex("^[a-z][A-Za-z0-9]*$", RegexOptions.None, 1000)]
    private static partial Regex CamelCase { get; }

    [GeneratedRegex(":[^}]*}", RegexOptions.None, 1000)]
    private static partial Regex Constraint { get; }
}
