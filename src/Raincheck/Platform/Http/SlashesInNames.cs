using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Raincheck.Platform.Http;

/// <summary>
/// Lets an order number or a SKU with a slash stand in an address as <c>%2F</c>. Routing leaves that as it is, and makes the same
/// of a <c>%2F</c> of the name's own, which is sent as <c>%252F</c>: the address as it was sent tells them apart.
/// </summary>
internal sealed class SlashesInNames(RequestDelegate next)
{
    private const string Slash = "%2F";

    public Task InvokeAsync(HttpContext http)
    {
        if (http.GetEndpoint() is RouteEndpoint route && http.Request.RouteValues.Values.Any(HasSlash))
            Restore(http, route.RoutePattern.PathSegments);
        return next(http);
    }

    private static void Restore(HttpContext http, IReadOnlyList<RoutePatternPathSegment> pattern)
    {
        var routed = SegmentsOf(http.Request.Path.Value);
        var sent = SegmentsOf(http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?')[0]);
        // An address that was sent another way around has other segments.
        var segments = sent.Length == routed.Length ? sent : routed;
        for (var i = 0; i < Math.Min(pattern.Count, segments.Length); i++)
        {
            if (pattern[i].Parts is [RoutePatternParameterPart { Name: var name }] && HasSlash(http.Request.RouteValues[name]))
                http.Request.RouteValues[name] = Uri.UnescapeDataString(segments[i]);
        }
    }

    private static bool HasSlash(object? value) => value is string text && text.Contains(Slash, StringComparison.OrdinalIgnoreCase);

    private static string[] SegmentsOf(string? path) => path?.Trim('/').Split('/') ?? [];
}
