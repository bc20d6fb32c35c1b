using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Raincheck.Platform.Http;

/// <summary>One page of a list.</summary>
/// <param name="Items">What is on it.</param>
/// <param name="NextCursor">Where the next page begins; null on the last one.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor);

/// <summary>Where a page begins: the sort key of the last item before it. Good for the list, sort and filter that it came from.</summary>
internal static class Cursor
{
    /// <summary>What tells one list from another: its name and everything that it was asked for.</summary>
    public static string Fingerprint(string list, IEnumerable<string?> asked) =>
        Convert.ToHexString(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(asked.Prepend(list)))[..8]);

    public static string Write(string fingerprint, params ReadOnlySpan<object> key) =>
        Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes<object[]>([fingerprint, .. key]));

    /// <summary>The key's parts as JSON; null where the text is no cursor of that list.</summary>
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
