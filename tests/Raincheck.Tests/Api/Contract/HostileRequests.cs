using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Raincheck.Tests.Infrastructure;

namespace Raincheck.Tests.Api.Contract;

/// <summary>A request to try.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Address">Path and query, escaped as they are sent.</param>
/// <param name="MediaType">What the body is announced as; null where that is left out.</param>
/// <param name="Body">The body; null where there is none.</param>
/// <param name="Headers">Further heads.</param>
/// <param name="IsJson">Whether the body is well-formed JSON, announced as such.</param>
internal sealed record HostileRequest(
    string Method,
    string Address,
    string? MediaType,
    byte[]? Body,
    IReadOnlyList<(string Name, string Value)> Headers,
    bool IsJson
)
{
    public string Text => Body is null ? "" : Encoding.UTF8.GetString(Body);

    public override string ToString() =>
        $"{Method} {Short(Address)}\n{string.Join('\n', Headers.Select(h => $"{h.Name}: {Short(h.Value)}"))}\n{MediaType}\n{Short(Text)}";

    private static string Short(string text) => text.Length <= 2_000 ? text : $"{text[..1_000]}… ({text.Length} characters)";
}

/// <summary>Makes requests for an operation from its description alone: sound ones, and ones with something wrong in them.</summary>
internal sealed class HostileRequests(ApiContract contract, KnownValues known, Random random)
{
    private const int ManyItems = 1_001;

    /// <summary>What stands where the value is put that a document in memory could not hold.</summary>
    private const string Swept = "@@swept@@";

    /// <summary>Whether a body has every member that it may have.</summary>
    private bool isWhole;

    private readonly JsonElement schemas = contract.Document.GetProperty("components").GetProperty("schemas");

    public HostileRequest Make(ApiOperation operation)
    {
        var headers = new List<(string, string)>();
        // Half of the requests are sound but for what chance makes of them: they get past the first checks.
        var isHostile = random.Next(100) < 70;
        var where = random.Next(10);
        if (isHostile && where == 0)
            headers.Add(HostileValues.Headers[random.Next(HostileValues.Headers.Length)]);
        if (operation.Method == "POST" && random.Next(8) == 0 && !headers.Exists(h => h.Item1 == "Idempotency-Key"))
            headers.Add(("Idempotency-Key", $"key-{random.Next(30)}"));
        var address = Address(operation, isHostile && where is 1 or 2);
        if (operation.Request is null)
            return isHostile && where > 7
                ? new HostileRequest(operation.Method, address, "application/json", [.. "{\"a\":1"u8], headers, false)
                : new HostileRequest(operation.Method, address, null, null, headers, false);
        if (isHostile && where == 3)
        {
            var (mediaType, body) = HostileValues.Bodies[random.Next(HostileValues.Bodies.Length)];
            return new HostileRequest(operation.Method, address, mediaType, body, headers, false);
        }
        var text = Body(operation, isHostile && where > 3);
        if (isHostile && where == 4)
            return new HostileRequest(operation.Method, address, "application/json", Broken(text), headers, false);
        return new HostileRequest(operation.Method, address, "application/json", Encoding.UTF8.GetBytes(text), headers, true);
    }

    /// <summary>A request with nothing wrong in it but what chance brings, such as an order whose status forbids it.</summary>
    public HostileRequest MakeSound(ApiOperation operation)
    {
        var body = operation.Request is null ? null : Encoding.UTF8.GetBytes(Body(operation, isHostile: false));
        return new HostileRequest(
            operation.Method,
            Address(operation, isHostile: false),
            body is null ? null : "application/json",
            body,
            [],
            true
        );
    }

    /// <summary>
    /// Requests of which each has one thing wrong: every member of the body, and every parameter of the address, with one value
    /// of each kind. Those of one place come together.
    /// </summary>
    public IEnumerable<List<HostileRequest>> Sweep(ApiOperation operation)
    {
        var body = operation.Request is null ? null : Body(operation, isHostile: false);
        foreach (var parameter in operation.Parameters.Where(p => p.In is "path" or "query"))
        {
            yield return
            [
                .. HostileValues.OfEachKindInAddress.Select(v => Request(operation, SweptAddress(operation, parameter, v), body)),
            ];
        }
        if (operation.Request is null)
            yield break;
        var address = Address(operation, isHostile: false);
        isWhole = true;
        var sound = Value(operation.RequestSchema!.Value, "", 0)?.ToJsonString() ?? "null";
        isWhole = false;
        var places = new List<(JsonNode Parent, string? Name, int Index)>();
        Collect(JsonNode.Parse(sound), places);
        for (var place = 0; place < places.Count; place++)
        {
            var requests = new List<HostileRequest>();
            foreach (var value in HostileValues.OfEachKind)
            {
                var spoilt = JsonNode.Parse(sound);
                var there = new List<(JsonNode Parent, string? Name, int Index)>();
                Collect(spoilt, there);
                if (there[place].Parent is JsonArray list)
                    list[there[place].Index] = Swept;
                else
                    there[place].Parent[there[place].Name!] = Swept;
                var text = spoilt!.ToJsonString().Replace($"\"{Swept}\"", value, StringComparison.Ordinal);
                requests.Add(Request(operation, address, text));
            }
            yield return requests;
        }
    }

    private static HostileRequest Request(ApiOperation operation, string address, string? body) =>
        new(
            operation.Method,
            address,
            body is null ? null : "application/json",
            body is null ? null : Encoding.UTF8.GetBytes(body),
            [],
            body is not null
        );

    private string SweptAddress(ApiOperation operation, ApiParameter parameter, string value)
    {
        var segments = operation.Path.Split('/');
        for (var i = 0; i < segments.Length; i++)
        {
            if (segments[i] == $"{{{parameter.Name}}}")
                segments[i] = Escaped(value);
            else if (segments[i].StartsWith('{'))
                segments[i] = InPath(operation.Parameters.First(p => $"{{{p.Name}}}" == segments[i]), segments[i - 1], null);
        }
        var path = string.Join('/', segments);
        return parameter.In == "query" ? $"{path}?{parameter.Name}={Escaped(value)}" : path;
    }

    private string Address(ApiOperation operation, bool isHostile)
    {
        var parameters = operation.Parameters.Where(p => p.In is "path" or "query").ToList();
        var bad = isHostile && parameters.Count > 0 ? parameters[random.Next(parameters.Count)] : null;
        var segments = operation.Path.Split('/');
        for (var i = 0; i < segments.Length; i++)
        {
            if (segments[i].StartsWith('{'))
                segments[i] = InPath(parameters.First(p => $"{{{p.Name}}}" == segments[i]), segments[i - 1], bad);
        }
        var query = parameters
            .Where(p => p.In == "query" && (p == bad || random.Next(4) == 0))
            .Select(p => $"{p.Name}={InQuery(p, p == bad)}")
            .ToList();
        if (isHostile && random.Next(6) == 0)
            query.Add(random.Next(2) == 0 ? "nonsense=1" : "pageSize=1&pageSize=2");
        return string.Join('/', segments) + (query.Count == 0 ? "" : "?" + string.Join('&', query));
    }

    private string InPath(ApiParameter parameter, string segment, ApiParameter? bad)
    {
        if (parameter == bad)
            return random.Next(4) == 0 ? HostileValues.Addresses[random.Next(HostileValues.Addresses.Length)] : Escaped(HostileText());
        if (parameter.Schema.TryGetProperty("type", out var type) && type.GetString() == "integer")
            return random.Next(1, 4).ToString(CultureInfo.InvariantCulture);
        if (Resolve(parameter.Schema).TryGetProperty("enum", out var words))
            return words[random.Next(words.GetArrayLength())].GetString()!;
        return Escaped((random.Next(10) == 0 ? null : known.PickForAddress(random, segment, parameter.Name)) ?? NewName());
    }

    private string InQuery(ApiParameter parameter, bool isBad)
    {
        if (isBad)
            return random.Next(5) == 0 ? HostileValues.Addresses[random.Next(HostileValues.Addresses.Length)] : Escaped(HostileText());
        var value = Value(parameter.Schema, parameter.Name, 0);
        return Escaped(value is null ? "" : value.ToString());
    }

    /// <summary>An address cannot be made of half a pair, nor of more than the server reads.</summary>
    private string HostileText()
    {
        var text = HostileValues.Texts[random.Next(HostileValues.Texts.Length)];
        return text.Length > 400 ? text[..400] : text;
    }

    private static string Escaped(string text) => text is "." or ".." ? text.Replace(".", "%2E") : Uri.EscapeDataString(text);

    private string Body(ApiOperation operation, bool isHostile)
    {
        var body = Value(operation.RequestSchema!.Value, "", 0);
        if (!isHostile)
            return body?.ToJsonString() ?? "null";
        // Something is wrong in one to three places.
        var places = new List<(JsonNode Parent, string? Name, int Index)>();
        Collect(body, places);
        var text = "";
        if (places.Count == 0)
            return HostileValues.Json[random.Next(HostileValues.Json.Length)];
        var marks = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = random.Next(1, 4); i > 0; i--)
            Spoil(places[random.Next(places.Count)], marks);
        text = body!.ToJsonString();
        foreach (var (mark, value) in marks)
            text = text.Replace($"\"{mark}\"", value, StringComparison.Ordinal);
        return text;
    }

    private void Spoil((JsonNode Parent, string? Name, int Index) place, Dictionary<string, string> marks)
    {
        if (place.Parent is JsonArray list)
        {
            if (random.Next(4) == 0 && list.Count > 0)
            {
                var item = list[0]?.ToJsonString() ?? "null";
                while (list.Count < ManyItems)
                    list.Add(JsonNode.Parse(item));
            }
            else if (place.Index < list.Count)
            {
                list[place.Index] = Mark(marks);
            }
            return;
        }
        var owner = (JsonObject)place.Parent;
        switch (random.Next(8))
        {
            case 0:
                owner.Remove(place.Name!);
                break;
            case 1:
                owner[$"unknown{random.Next(9)}"] = Mark(marks);
                break;
            case 2:
                owner.Remove(place.Name!);
                owner[place.Name!.ToUpperInvariant()] = 1;
                break;
            default:
                owner[place.Name!] = Mark(marks);
                break;
        }
    }

    /// <summary>Values that a document in memory could not hold are put into the text in the end.</summary>
    private string Mark(Dictionary<string, string> marks)
    {
        var mark = $"@@{marks.Count}@@";
        marks[mark] =
            random.Next(2) == 0
                ? JsonSerializer.Serialize(HostileValues.Texts[random.Next(HostileValues.Texts.Length)])
                : HostileValues.Json[random.Next(HostileValues.Json.Length)];
        return mark;
    }

    private static void Collect(JsonNode? node, List<(JsonNode, string?, int)> places)
    {
        if (node is JsonObject owner)
        {
            foreach (var (name, value) in owner)
            {
                places.Add((owner, name, 0));
                Collect(value, places);
            }
        }
        else if (node is JsonArray list)
        {
            for (var i = 0; i < list.Count; i++)
            {
                places.Add((list, null, i));
                Collect(list[i], places);
            }
        }
    }

    private byte[] Broken(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return random.Next(3) switch
        {
            0 => bytes[..random.Next(bytes.Length)],
            1 => [.. bytes, .. "]"u8],
            _ => Flipped(bytes),
        };
    }

    private byte[] Flipped(byte[] bytes)
    {
        bytes[random.Next(bytes.Length)] = (byte)random.Next(0x80, 0x100);
        return bytes;
    }

    /// <summary>A value that the schema allows, with names that exist where there are some.</summary>
    private JsonNode? Value(JsonElement schema, string name, int depth)
    {
        schema = Resolve(schema);
        foreach (var choice in (string[])["oneOf", "anyOf"])
        {
            if (!schema.TryGetProperty(choice, out var options))
                continue;
            var some = options.EnumerateArray().Where(o => !IsNull(o)).ToList();
            return some.Count < options.GetArrayLength() && !isWhole && random.Next(10) == 0
                ? null
                : Value(some[random.Next(some.Count)], name, depth);
        }
        if (schema.TryGetProperty("enum", out var words))
            return words[random.Next(words.GetArrayLength())].GetString();
        var types = TypesOf(schema);
        if (types.Contains("null") && !isWhole && random.Next(15) == 0)
            return null;
        return types.First(t => t != "null") switch
        {
            "object" => Object(schema, depth),
            "array" => new JsonArray([
                .. Enumerable.Range(0, isWhole ? 1 : random.Next(1, 4)).Select(_ => Value(schema.GetProperty("items"), name, depth + 1)),
            ]),
            "boolean" => random.Next(2) == 0,
            "integer" => name == "line" ? random.Next(1, 4) : random.Next(1, 8),
            "number" => Math.Round((decimal)random.NextDouble() * 100, 2),
            _ when schema.TryGetProperty("format", out var format) && format.GetString() == "date-time" => Time(),
            _ => Text(name),
        };
    }

    private JsonObject Object(JsonElement schema, int depth)
    {
        var made = new JsonObject();
        if (!schema.TryGetProperty("properties", out var properties))
            return made;
        var required = schema.TryGetProperty("required", out var names)
            ? names.EnumerateArray().Select(n => n.GetString()).ToHashSet()
            : [];
        foreach (var property in properties.EnumerateObject())
        {
            if (required.Contains(property.Name) || (depth < 6 && (isWhole || random.Next(3) == 0)))
                made[property.Name] = Value(property.Value, property.Name, depth + 1);
        }
        return made;
    }

    /// <summary>Numbers and references are to be new, other names to exist, most of the time.</summary>
    private string Text(string name) =>
        name is "number" or "reference" && random.Next(5) > 0 ? NewName()
        : random.Next(12) == 0 ? NewName()
        : name == "email" || name.EndsWith("Address", StringComparison.Ordinal) ? "somebody@example.com"
        : name.EndsWith("assword", StringComparison.Ordinal) ? "a long sentence"
        : known.Pick(random, name) ?? NewName();

    private static string NewName() => ApiHost.NewName("new-");

    private string Time() =>
        DateTimeOffset.UnixEpoch.AddMinutes(random.Next(0, 40_000_000)).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private JsonElement Resolve(JsonElement schema) =>
        schema.TryGetProperty("$ref", out var reference) ? schemas.GetProperty(reference.GetString()!.Split('/')[^1]) : schema;

    private static bool IsNull(JsonElement schema) => schema.TryGetProperty("type", out var type) && type.ValueEquals("null");

    private static List<string> TypesOf(JsonElement schema) =>
        !schema.TryGetProperty("type", out var type) ? ["string"]
        : type.ValueKind == JsonValueKind.Array ? [.. type.EnumerateArray().Select(t => t.GetString()!)]
        : [type.GetString()!];
}
