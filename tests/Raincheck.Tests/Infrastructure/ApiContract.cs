using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using NJsonSchema;
using Raincheck.Storage;

namespace Raincheck.Tests.Infrastructure;

/// <summary>
/// The API's own description, as the tests hold the host to it: every answer of every test must be one that the description
/// knows, of the form that it gives.
/// </summary>
public sealed partial class ApiContract
{
    private readonly JsonSchema schemas;
    private readonly ConcurrentDictionary<(string Operation, string Code, Database), byte> given = [];

    private ApiContract(JsonElement document, JsonSchema schemas, IReadOnlyList<ApiOperation> operations)
    {
        Document = document;
        this.schemas = schemas;
        Operations = operations;
    }

    public JsonElement Document { get; }

    public IReadOnlyList<ApiOperation> Operations { get; }

    public static async Task<ApiContract> OfAsync(string document)
    {
        // The validator looks for definitions where JSON Schema has them.
        var node = JsonNode.Parse(document.Replace("#/components/schemas/", "#/definitions/", StringComparison.Ordinal))!;
        var definitions = (JsonObject)node["components"]!["schemas"]!.DeepClone();
        var operations = new List<ApiOperation>();
        foreach (var (path, item) in node["paths"]!.AsObject())
        {
            foreach (var (method, value) in item!.AsObject())
                operations.Add(ReadOperation(method, path, value!.AsObject(), node, definitions));
        }
        var root = new JsonObject { ["definitions"] = definitions };
        return new ApiContract(JsonElement.Parse(document), await JsonSchema.FromJsonAsync(root.ToJsonString()), operations);
    }

    /// <summary>Remembers that an operation refused with this code on this database.</summary>
    public void Gave(ApiOperation operation, string code, Database database) => given.TryAdd((operation.Id, code, database), 0);

    /// <summary>The codes that an operation says it refuses with, and of which <see cref="Gave"/> never heard on one of the databases.</summary>
    public IEnumerable<string> NeverGiven =>
        from operation in Operations
        from code in operation.Codes
        from database in Enum.GetValues<Database>()
        where !given.ContainsKey((operation.Id, code, database))
        // A file of this machine is not away for a while, as a server is.
        where code != "unavailable" || database != Database.Sqlite
        // What keeps a database from the host keeps it from every operation alike; the tests of these troubles take a few.
        where !Enum.GetNames<DatabaseTrouble>().Any(t => JsonNamingPolicy.SnakeCaseLower.ConvertName(t) == code)
        select $"{operation}: {code} on {database}";

    /// <summary>The operation that a request is for; null where the description has none.</summary>
    public ApiOperation? Find(HttpMethod method, string path) =>
        Operations.Where(o => o.Method == method.Method && o.Matches(path)).MinBy(o => o.Path.Count(c => c == '{'));

    /// <summary>What is wrong with a text by the schema of that name; empty where nothing is.</summary>
    public IReadOnlyList<string> Faults(string schema, string json) =>
        [.. schemas.Definitions[schema].Validate(json).Select(e => e.ToString())];

    /// <summary>The same, as one sentence about an answer; null where the description allows it.</summary>
    public string? FaultOf(ApiOperation operation, int status, string? mediaType, string body)
    {
        if (!operation.Responses.TryGetValue(status, out var response))
            return $"{operation} does not say that it answers {status}: {body}";
        if (response.Schema is null)
            return body.Length == 0 ? null : $"{operation} does not say that {status} has a body: {body}";
        if (mediaType != response.MediaType)
            return $"{operation} answers {status} as {mediaType}, and says {response.MediaType}";
        if (Faults(response.Schema, body) is { Count: > 0 } faults)
            return $"{operation} answers {status} with {string.Join("; ", faults)}: {body}";
        if (status < 400)
            return null;
        var code = JsonElement.Parse(body).GetProperty("code").GetString()!;
        return response.Codes.Count == 0 || response.Codes.Contains(code)
            ? null
            : $"{operation} does not say that {status} can be {code}: add it to what the route Refuses";
    }

    private static ApiOperation ReadOperation(string method, string path, JsonObject operation, JsonNode document, JsonObject definitions)
    {
        var id = operation["operationId"]!.GetValue<string>();
        var responses = new Dictionary<int, ApiResponse>();
        foreach (var (status, response) in operation["responses"]!.AsObject())
        {
            var content = response!["content"]?.AsObject().Single();
            var codes = Codes
                .Matches(response["description"]!.GetValue<string>())
                .Select(m => m.Groups["code"].Value)
                .ToHashSet(StringComparer.Ordinal);
            var schema = content is { } body ? Define($"{id}:{status}", body.Value!["schema"]!) : null;
            responses.Add(int.Parse(status), new ApiResponse(content?.Key, schema, codes));
        }
        var sent = operation["requestBody"]?["content"]?["application/json"];
        var parameters = operation["parameters"]?.AsArray() ?? [];
        return new ApiOperation(
            id,
            method.ToUpperInvariant(),
            path,
            sent is null ? null : Define($"{id}:request", sent["schema"]!),
            sent is null
                ? null
                : JsonElement.Parse(
                    document.Root["paths"]![path]![method]!["requestBody"]!["content"]!["application/json"]!["schema"]!.ToJsonString()
                ),
            sent?["example"]?.ToJsonString(),
            [.. parameters.Select(p => ReadParameter(p!, document))],
            operation["security"] is not JsonArray { Count: 0 } && path.StartsWith("/api/", StringComparison.Ordinal),
            responses
        );

        string Define(string name, JsonNode schema)
        {
            definitions.Add(name, schema.DeepClone());
            return name;
        }
    }

    private static ApiParameter ReadParameter(JsonNode parameter, JsonNode document)
    {
        var target = parameter["$ref"] is { } reference
            ? document["components"]!["parameters"]![reference.GetValue<string>().Split('/')[^1]]!
            : parameter;
        return new ApiParameter(
            target["name"]!.GetValue<string>(),
            target["in"]!.GetValue<string>(),
            JsonElement.Parse(target["schema"]!.ToJsonString())
        );
    }

    [GeneratedRegex("`(?<code>[a-z_]+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Codes { get; }
}

/// <summary>One thing that can be asked of the API.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The address, with its parameters in braces.</param>
/// <param name="Request">The name of the schema of its body; null where it takes none.</param>
/// <param name="RequestSchema">That schema itself.</param>
/// <param name="Example">A body to copy.</param>
/// <param name="Parameters">Of the address and the heads.</param>
/// <param name="NeedsCredential">Whether it is there for users alone.</param>
/// <param name="Responses">What it answers, by status.</param>
public sealed record ApiOperation(
    string Id,
    string Method,
    string Path,
    string? Request,
    JsonElement? RequestSchema,
    string? Example,
    IReadOnlyList<ApiParameter> Parameters,
    bool NeedsCredential,
    IReadOnlyDictionary<int, ApiResponse> Responses
)
{
    private readonly Regex pattern = new(
        "^" + Regex.Replace(Path, @"\{[^}]+\}", "[^/]+", RegexOptions.None, TimeSpan.FromSeconds(1)) + "$",
        RegexOptions.None,
        TimeSpan.FromSeconds(1)
    );

    /// <summary>Every code that a problem of it can have.</summary>
    public IEnumerable<string> Codes => Responses.Values.SelectMany(r => r.Codes);

    public bool Matches(string path) => pattern.IsMatch(path);

    public override string ToString() => $"{Method} {Path}";
}

/// <summary>A parameter in the <c>path</c>, the <c>query</c> or a <c>header</c>.</summary>
public sealed record ApiParameter(string Name, string In, JsonElement Schema);

/// <summary>An answer: the names of its media type and schema, and the codes that it can have.</summary>
public sealed record ApiResponse(string? MediaType, string? Schema, IReadOnlySet<string> Codes);
