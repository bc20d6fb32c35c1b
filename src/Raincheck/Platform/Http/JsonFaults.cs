using System.Text.Json;
using System.Text.RegularExpressions;
using Raincheck.Core;
using Raincheck.Core.Orders;

namespace Raincheck.Platform.Http;

/// <summary>Formats errors of a body for callers, because the serializer's messages contain internal type names.</summary>
internal static partial class JsonFaults
{
    public static Problem Describe(JsonException fault)
    {
        var path = PathOf(fault);
        var message = fault.Message;
        if (Missing().Match(message) is { Success: true } missing)
            return Lacks(path, [.. Quoted().Matches(missing.Groups["text"].Value).Select(m => m.Groups["text"].Value)]);
        if (NotMapped().Match(message) is { Success: true } unknown)
            return At(path, $"Unknown property '{unknown.Groups["text"].Value}'.");
        if (message.Contains("unrecognized type discriminator", StringComparison.Ordinal))
            return At($"{path}.kind", "It is none of the kinds that there are.");
        if (message.StartsWith("Duplicate property", StringComparison.Ordinal))
            return At(path, "A property appears twice.");
        if (WrongType().Match(message) is { Success: true } wrong)
            return At(path, $"It must be {Wanted(TypeAt(path, wrong.Groups["text"].Value))}.");
        if (NullItem().Match(message) is { Success: true } item)
            return At($"{LastIndex().Replace(path, "")}[{item.Groups["text"].Value}]", "It must not be null.");
        if (message.Contains("null", StringComparison.Ordinal) && fault.InnerException is null)
            return At(path, "It must not be null.");
        var where = fault.LineNumber is { } line ? $" at line {line + 1}, byte {fault.BytePositionInLine + 1}" : "";
        return At("", $"The body is not well-formed JSON{where}.");
    }

    /// <summary>Whether an object came without the member that says what kind it is.</summary>
    public static bool IsWithoutKind(Exception fault) =>
        fault is NotSupportedException && fault.Message.Contains("must specify a type discriminator", StringComparison.Ordinal);

    /// <summary>The problem of <see cref="IsWithoutKind"/>.</summary>
    public static Problem DescribeWithoutKind(Exception fault) =>
        Lacks(PathIn().Match(fault.Message) is { Success: true } path ? path.Groups["text"].Value : "", ["kind"]);

    private static Problem Lacks(string path, string[] names)
    {
        var errors = names.ToDictionary(n => path.Length == 0 ? n : $"{path}.{n}", _ => new[] { "It is missing." }, StringComparer.Ordinal);
        var verb = errors.Count == 1 ? "is" : "are";
        return Problems.Make(ProblemCode.InvalidRequest, $"{string.Join(", ", errors.Keys)} {verb} missing.") with { Errors = errors };
    }

    private static Problem At(string path, string what) =>
        Problems.Make(ProblemCode.InvalidRequest, path.Length == 0 ? what : $"{path}: {what}") with
        {
            Errors = new Dictionary<string, string[]>(StringComparer.Ordinal) { [path.Length == 0 ? "$" : path] = [what] },
        };

    private static string PathOf(JsonException fault) =>
        fault.Path switch
        {
            null or "$" => "",
            ['$', '.', .. var path] => path,
            ['$', .. var path] => path,
            var path => path,
        };

    /// <summary>
    /// The serializer names the type that it was reading: that of the value, or that of the object whose member the value is.
    /// Null for a type that is none of ours.
    /// </summary>
    private static Type? TypeAt(string path, string typeName)
    {
        var name = Nullable().Match(typeName) is { Success: true } nullable ? nullable.Groups["text"].Value : typeName;
        var type = Type.GetType(name) ?? typeof(JsonFaults).Assembly.GetType(name) ?? typeof(Order).Assembly.GetType(name);
        var member = path[(path.LastIndexOf('.') + 1)..];
        var property = type?.GetProperties().FirstOrDefault(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name) == member);
        return property is null || type!.Namespace?.StartsWith("Raincheck", StringComparison.Ordinal) != true
            ? type
            : System.Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
    }

    private static string Wanted(Type? type)
    {
        if (type is { IsEnum: true })
            return "one of " + string.Join(", ", EnumName.All(type));
        if (type == typeof(int))
            return $"a whole number from {int.MinValue} to {int.MaxValue}";
        if (type == typeof(long))
            return $"a whole number from {long.MinValue} to {long.MaxValue}";
        if (type == typeof(decimal))
            return "a number";
        if (type == typeof(bool))
            return "true or false";
        if (type == typeof(string))
            return "text";
        if (type == typeof(DateTimeOffset))
            return "a time in ISO 8601, such as 2025-03-01T09:30:00Z";
        if (type == typeof(DateOnly))
            return "a day, such as 2025-03-01";
        return type is null || typeof(System.Collections.IEnumerable).IsAssignableFrom(type) ? "a list" : "an object";
    }

    [GeneratedRegex(@"Path: \$\.(?<text>[^ ]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PathIn();

    [GeneratedRegex("missing required properties including: (?<text>.*)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Missing();

    [GeneratedRegex("^item (?<text>[0-9]+) is null", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NullItem();

    // How far the reader had come when the list was complete depends on how it was fed.
    [GeneratedRegex(@"\[[0-9]+\]$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LastIndex();

    [GeneratedRegex("'(?<text>[^']+)'", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Quoted();

    [GeneratedRegex("^The JSON property '(?<text>.*)' could not be mapped", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NotMapped();

    [GeneratedRegex(@"could not be converted to (?<text>.+?)\. Path", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex WrongType();

    [GeneratedRegex(@"^System\.Nullable`1\[(?<text>.+)\]$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Nullable();
}
