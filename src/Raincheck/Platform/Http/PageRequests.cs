using Microsoft.AspNetCore.Diagnostics;

namespace Raincheck.Platform.Http;

/// <summary>Tells requests of browsers for pages from calls of programs.</summary>
internal static class PageRequests
{
    /// <summary>Whether a person's browser asks for a page; programs get problem documents instead.</summary>
    public static bool IsForPage(HttpContext http) =>
        !PathOf(http).StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
        && http.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    /// <summary>The address that was asked for: while an exception is handled, the request has the address of the error page.</summary>
    private static PathString PathOf(HttpContext http) =>
        http.Features.Get<IExceptionHandlerPathFeature>() is { } failed ? new PathString(failed.Path) : http.Request.Path;
}
