using System.Text.Json;
using Raincheck.Core;
using Raincheck.Storage;

namespace Raincheck.Ledger.Fields;

/// <summary>How values are written into journal entries.</summary>
internal static class JournalValue
{
    public static void Number(Utf8JsonWriter json, string name, int value) => json.WriteNumber(name, value);

    /// <summary>A text, or null if it was removed.</summary>
    public static void Text(Utf8JsonWriter json, string name, string? value) => json.WriteString(name, value);

    /// <summary>Tags with commas between them, or null if there is none any more.</summary>
    public static void Tags(Utf8JsonWriter json, string name, string? stored) =>
        json.WriteString(name, stored is null ? null : string.Join(", ", Core.Orders.Tags.Parse(stored)));

    /// <summary>A text that was corrected: <c>{"from":…,"to":…}</c>.</summary>
    public static void Correction(Utf8JsonWriter json, string name, string? before, string? after)
    {
        json.WriteStartObject(name);
        json.WriteString("from", before);
        json.WriteString("to", after);
        json.WriteEndObject();
    }

    /// <summary>The same of JSON.</summary>
    public static void CorrectionOfJson(Utf8JsonWriter json, string name, string? before, string? after)
    {
        json.WriteStartObject(name);
        json.WritePropertyName("from");
        json.WriteRawValue(before ?? "null");
        json.WritePropertyName("to");
        json.WriteRawValue(after ?? "null");
        json.WriteEndObject();
    }

    /// <summary>A day, or null if it was removed.</summary>
    public static void Day(Utf8JsonWriter json, string name, long? midnight)
    {
        if (midnight is { } time)
            json.WriteString(name, Micros.ToTime(time).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        else
            json.WriteNull(name);
    }

    /// <param name="json">The data of the entry.</param>
    /// <param name="name">The member.</param>
    /// <param name="value">Microseconds since 1970-01-01 UTC.</param>
    public static void Time(Utf8JsonWriter json, string name, long value) => json.WriteString(name, Micros.ToTime(value));

    /// <inheritdoc cref="Time(Utf8JsonWriter, string, long)"/>
    public static void Time(Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } time)
            Time(json, name, time);
        else
            json.WriteNull(name);
    }

    /// <summary>A calendar day as <c>YYYY-MM-DD</c>, or null.</summary>
    public static void Day(Utf8JsonWriter json, string name, DateOnly? value)
    {
        if (value is { } day)
            json.WriteString(name, day.ToString("O", System.Globalization.CultureInfo.InvariantCulture));
        else
            json.WriteNull(name);
    }

    /// <summary>The name of an enum's value, as the API has it.</summary>
    public static void Word<TEnum>(Utf8JsonWriter json, string name, TEnum value)
        where TEnum : struct, Enum => json.WriteString(name, EnumName.Of(value));
}
