namespace Raincheck.Platform.Http;

/// <summary>Tells requests of browsers for pages from calls of programs.</summary>
internal static class PageRequests
{
    /// <summary>Whether a person's browser asks for a page; programs get problem documents instead.</summary>
    public static bool IsForPage(HttpContext http) =>
        !http.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
        && http.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);
}
