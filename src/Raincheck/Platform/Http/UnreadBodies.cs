using Microsoft.AspNetCore.Http.Metadata;

namespace Raincheck.Platform.Http;

/// <summary>
/// A <c>POST</c> that takes no body may have none, or an empty object: any other content would not be read, and its sender
/// would take it for done.
/// </summary>
internal sealed class UnreadBodies(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext http)
    {
        if (TakesNone(http))
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body, http.RequestAborted);
            if (body.Length > 0)
                RequestBody.Parse<Nothing>(body.ToArray());
        }
        await next(http);
    }

    private static bool TakesNone(HttpContext http) =>
        HttpMethods.IsPost(http.Request.Method)
        && http.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal)
        && http.GetEndpoint() is RouteEndpoint route
        && route.Metadata.GetMetadata<IAcceptsMetadata>() is null;

    private sealed record Nothing;
}
