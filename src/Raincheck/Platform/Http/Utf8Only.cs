using Microsoft.Net.Http.Headers;

namespace Raincheck.Platform.Http;

/// <summary>JSON is UTF-8 (RFC 8259): a body that is declared with another or an unknown encoding is refused.</summary>
internal sealed class Utf8Only(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext http) =>
        MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var type)
        && type.Charset.HasValue
        && !HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase)
        && http.Request.HasJsonContentType()
            ? Problems.WriteAsync(http, Problems.NotJson())
            : next(http);
}
