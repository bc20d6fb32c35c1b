using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Raincheck.Ledger;

/// <summary>The JSON format of answers, in the database and for callers.</summary>
public static class LedgerJson
{
    public static readonly JsonSerializerOptions Options = Make();

    private static JsonSerializerOptions Make()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            NumberHandling = JsonNumberHandling.Strict,
            // The default encoder escapes for HTML, and JSON is never written into a page.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        options.Converters.Add(new UtcTimes());
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        return options;
    }
}

/// <summary>Times are written in UTC. A time without an offset is read as UTC, whatever the server's time zone.</summary>
internal sealed class UtcTimes : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var time = reader.GetDateTimeOffset();
        return reader.GetDateTime().Kind == DateTimeKind.Unspecified ? new DateTimeOffset(time.DateTime, TimeSpan.Zero) : time;
    }

    /// <summary>The same for a JSON text.</summary>
    public static bool TryRead(JsonElement text, out DateTimeOffset time)
    {
        if (!text.TryGetDateTimeOffset(out time) || !text.TryGetDateTime(out var plain))
            return false;
        if (plain.Kind == DateTimeKind.Unspecified)
            time = new DateTimeOffset(plain, TimeSpan.Zero);
        return true;
    }

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime);
}
