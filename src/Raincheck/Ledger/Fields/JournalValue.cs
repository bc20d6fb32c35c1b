using System.Text.Json;
using Raincheck.Storage;

namespace Raincheck.Ledger.Fields;

/// <summary>How values are written into journal entries.</summary>
internal static class JournalValue
{
    public static void Number(Utf8JsonWriter json, string name, int value) => json.WriteNumber(name, value);

    /// <summary>A text, or null if it was removed.</summary>
    public static void Text(Utf8JsonWriter json, string name, string? value) => json.WriteString(name, value);

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

    /// <summary>The name of an enum's value, as the API has it.</summary>
    public static void Word<TEnum>(Utf8JsonWriter json, string name, TEnum value)
        where TEnum : struct, Enum => json.WriteString(name, WordOf(value));

    public static string WordOf<TEnum>(TEnum value)
        where TEnum : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
