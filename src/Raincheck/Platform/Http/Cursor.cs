using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

namespace Raincheck.Platform.Http;

/// <summary>One page of a list.</summary>
/// <param name="Items">The lines.</param>
/// <param name="NextCursor">The cursor of the next page; null on the last page.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor);

/// <summary>The start of a page: the sort key of the item before it. Valid for the list, sort and filters that it came from.</summary>
internal static class Cursor
{
    /// <summary>Identifies a list: its name and all parameters.</summary>
    public static string Fingerprint(string list, IEnumerable<string?> asked) =>
        Convert.ToHexString(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(asked.Prepend(list)))[..8]);

    public static string Write(string fingerprint, params ReadOnlySpan<object> key) =>
        Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes<object[]>([fingerprint, .. key]));

    /// <summary>The key's parts as JSON; null if the text is no cursor of that list.</summary>
    public static JsonElement[]? Read(string text, string fingerprint)
    {
        try
        {
            var parts = JsonSerializer.Deserialize<JsonElement[]>(Base64Url.DecodeFromChars(text));
            return parts is [{ ValueKind: JsonValueKind.String } first, .. var key] && first.ValueEquals(fingerprint) ? key : null;
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return null;
        }
    }
}
