namespace Raincheck.WebConsole;

/// <summary>
/// Lets go of the consoles that are open when the host stops. A browser whose connection ends comes back at once, to a host that
/// still listens: it would keep the host from ending until the host's patience is over.
/// </summary>
internal sealed class ConsoleConnections(RequestDelegate next, IHostApplicationLifetime lifetime)
{
    private static readonly PathString Path = "/_blazor";

    public async Task InvokeAsync(HttpContext http)
    {
        using var stopping = http.Request.Path.StartsWithSegments(Path, StringComparison.OrdinalIgnoreCase)
            ? lifetime.ApplicationStopping.Register(http.Abort)
            : default;
        await next(http);
    }
}
