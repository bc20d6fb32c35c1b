using System.Text.Json;

namespace Raincheck.Platform.Http;

/// <summary>For the few routes that inspect a body before its type is known.</summary>
internal static class RequestBody
{
    /// <summary>The largest body that is read, in bytes; a larger one is refused with <c>413</c>.</summary>
    public const long BytesMax = 8 * 1024 * 1024;

    public static async Task<byte[]> ReadAsync(HttpContext http)
    {
        if (!http.Request.HasJsonContentType())
            throw new BadHttpRequestException("not JSON", StatusCodes.Status415UnsupportedMediaType);
        // Kestrel bounds what a body can have.
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        return body.ToArray();
    }

    /// <exception cref="JsonException">The body is malformed, or is null.</exception>
    public static T Parse<T>(byte[] body) =>
        JsonSerializer.Deserialize<T>(body, ApiJson.Options) ?? throw new JsonException("the body is null", "$", null, null);

    /// <summary>Whether the body is an object with such a member; false for malformed JSON, which the parser reports.</summary>
    public static bool HasMember(byte[] body, ReadOnlySpan<byte> name)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return false;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals(name))
                    return true;
                reader.Skip();
            }
            return false;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
