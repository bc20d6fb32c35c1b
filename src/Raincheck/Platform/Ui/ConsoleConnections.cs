using System.Collections.Concurrent;
using Raincheck.Platform.Http;

namespace Raincheck.Platform.Ui;

/// <summary>
/// The connections that open consoles live on. Only a person who is signed in has one, and only pages of this host open one: a
/// browser would send somebody's cookie along from a page elsewhere too, and no rule of browsers about foreign answers holds for web
/// sockets. One address has a bounded number of them, because each holds what its page shows. All of them are let go when the host
/// stops: a browser whose connection ends comes back at once, to a host that still listens, and would keep it from ending until its
/// patience is over.
/// </summary>
internal sealed class ConsoleConnections(RequestDelegate next, int ofOneAddressMax, IHostApplicationLifetime lifetime)
{
    private static readonly PathString Path = "/_blazor";

    private readonly ConcurrentDictionary<string, int> open = new(StringComparer.Ordinal);

    public async Task InvokeAsync(HttpContext http)
    {
        if (!http.Request.Path.StartsWithSegments(Path, StringComparison.OrdinalIgnoreCase))
        {
            await next(http);
            return;
        }
        if (IsFromElsewhere(http.Request))
        {
            http.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }
        if (http.User.Identity is not { IsAuthenticated: true })
        {
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }
        var address = CallerAddress.Of(http);
        try
        {
            if (open.AddOrUpdate(address, 1, (_, count) => count + 1) > ofOneAddressMax)
            {
                http.Response.StatusCode = StatusCodes.Status429TooManyRequests;
                return;
            }
            using var stopping = lifetime.ApplicationStopping.Register(http.Abort);
            await next(http);
        }
        finally
        {
            Leave(address);
        }
    }

    /// <summary>An address without a connection is not remembered.</summary>
    private void Leave(string address)
    {
        if (open.AddOrUpdate(address, 0, (_, count) => count - 1) == 0)
            open.TryRemove(KeyValuePair.Create(address, 0));
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
