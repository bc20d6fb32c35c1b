namespace Raincheck.WebConsole;

/// <summary>
/// The connections that open consoles live on. Only pages of this host open one: a browser would send somebody's cookie along from
/// a page elsewhere too, and no rule of browsers about foreign answers holds for web sockets. All of them are let go when the host
/// stops: a browser whose connection ends comes back at once, to a host that still listens, and would keep it from ending until its
/// patience is over.
/// </summary>
internal sealed class ConsoleConnections(RequestDelegate next, IHostApplicationLifetime lifetime)
{
    private static readonly PathString Path = "/_blazor";

    public async Task InvokeAsync(HttpContext http)
    {
        if (!http.Request.Path.StartsWithSegments(Path, StringComparison.OrdinalIgnoreCase))
        {
            await next(http);
        }
        else if (IsFromElsewhere(http.Request))
        {
            http.Response.StatusCode = StatusCodes.Status403Forbidden;
        }
        else
        {
            using var stopping = lifetime.ApplicationStopping.Register(http.Abort);
            await next(http);
        }
    }

    /// <summary>
    /// Browsers say which page it is that asks. Its host must be the one that was asked, be it by the name that a proxy was asked
    /// for, which no page can make up. Ports do not count: proxies change them.
    /// </summary>
    private static bool IsFromElsewhere(HttpRequest request)
    {
        if (request.Headers.Origin.ToString() is not { Length: > 0 } origin)
            return false;
        var named = request.Headers["X-Forwarded-Host"].ToString().Split(',')[0].Trim();
        var asked = named.Length > 0 ? new HostString(named) : request.Host;
        return !Uri.TryCreate(origin, UriKind.Absolute, out var page)
            || !string.Equals(page.Host, asked.Host, StringComparison.OrdinalIgnoreCase);
    }
}
