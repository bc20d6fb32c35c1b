using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Raincheck.Ledger;

namespace Raincheck.Platform.Http;

/// <summary>
/// How bodies are read: strictly. An unknown, repeated, missing or null member, a wrong type or a number out of range is an
/// error, never ignored. Answers are written in the same form as the ledger stores them.
/// </summary>
internal static class ApiJson
{
    private const int DepthMax = 32;

    public static readonly JsonSerializerOptions Options = Make();

    private static JsonSerializerOptions Make()
    {
        var options = new JsonSerializerOptions(LedgerJson.Options);
        Configure(options);
        return options;
    }

    public static void Configure(JsonSerializerOptions options)
    {
        options.NumberHandling = JsonNumberHandling.Strict;
        options.PropertyNameCaseInsensitive = false;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.AllowDuplicateProperties = false;
        options.AllowOutOfOrderMetadataProperties = true;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.MaxDepth = DepthMax;
        options.Encoder = LedgerJson.Options.Encoder;
        foreach (var converter in LedgerJson.Options.Converters)
        {
            if (!options.Converters.Contains(converter))
                options.Converters.Add(converter);
        }
        options.TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { RefuseNullItems } };
    }

    /// <summary>The nullable annotations of the items of a list are not looked at by the serializer.</summary>
    private static void RefuseNullItems(JsonTypeInfo type)
    {
        if (type.Kind == JsonTypeInfoKind.Enumerable && type.ElementType is { IsValueType: false })
            type.OnDeserialized = list =>
            {
                var index = 0;
                foreach (var item in (System.Collections.IEnumerable)list)
                {
                    if (item is null)
                        throw new JsonException($"item {index} is null");
                    index++;
                }
            };
    }
}
