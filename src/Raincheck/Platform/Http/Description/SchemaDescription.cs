using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Raincheck.Platform.Http.Description;

/// <summary>Completes the schemas of types that have a converter of their own, which the generator knows nothing of.</summary>
internal sealed partial class SchemaDescription : IOpenApiSchemaTransformer
{
    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = context.JsonTypeInfo.Type;
        var underlying = Nullable.GetUnderlyingType(type) ?? type;
        var orNull = underlying != type ? JsonSchemaType.Null : default;
        if (underlying == typeof(DateTimeOffset))
        {
            schema.Type = JsonSchemaType.String | orNull;
            schema.Format = "date-time";
        }
        else if (underlying.IsEnum)
        {
            // The words stand in a schema of their own, and the member that refers to it says whether it may be null.
            schema.Type = JsonSchemaType.String;
            schema.Enum = [.. (schema.Enum ?? []).Where(word => word is not null && word.GetValueKind() != JsonValueKind.Null)];
        }
        else if (underlying == typeof(decimal))
        {
            // Money is exact; a reader that takes it for a double would lose that.
            schema.Format = "decimal";
        }
        else if (underlying == typeof(JsonElement))
        {
            schema.Type = JsonSchemaType.Object | orNull;
            SayWhetherOpen(schema);
        }
        else if (schema is { Type: null, Properties.Count: > 0 })
        {
            // The generator leaves it out of a kind of something.
            schema.Type = JsonSchemaType.Object;
        }
        if (
            type.BaseType?.GetCustomAttribute<JsonPolymorphicAttribute>()?.TypeDiscriminatorPropertyName is { } kind
            && schema.Properties?.ContainsKey(kind) == true
        )
            (schema.Required ??= new HashSet<string>(StringComparer.Ordinal)).Add(kind);
        // A generator takes a member with a default for one that is always there; the description says what happens without it.
        schema.Default = null;
        if (type == typeof(Problem) && schema.Properties?["code"] is OpenApiSchema code)
            code.Enum = [.. ProblemCodes.All.Select(c => (JsonNode)c)];
        if (type == typeof(Problem) && schema.Properties?["type"] is OpenApiSchema about)
            about.Type = JsonSchemaType.String;
        schema.Description = Plain(schema.Description);
        return Task.CompletedTask;
    }

    /// <summary>Declares additional properties explicitly, because generators assume that there are none.</summary>
    public static void SayWhetherOpen(OpenApiSchema schema)
    {
        if (
            schema.Type?.HasFlag(JsonSchemaType.Object) == true
            && schema is { AdditionalPropertiesAllowed: true, AdditionalProperties: null }
        )
        {
            schema.Extensions ??= new Dictionary<string, IOpenApiExtension>(StringComparer.Ordinal);
            schema.Extensions["additionalProperties"] = new JsonNodeExtension(JsonValue.Create(true));
        }
    }

    /// <summary>Markdown, as OpenAPI wants it.</summary>
    public static string? Plain(string? description) => description is null ? null : Italics.Replace(description, "*${text}*");

    [GeneratedRegex("<i>(?<text>[^<]*)</i>", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Italics { get; }
}
