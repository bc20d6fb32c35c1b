using System.Diagnostics;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;

namespace Raincheck.Hosting;

/// <summary>
/// One line for each request, and the same on its trace. An address, a query and a body can name people; the template of the
/// route cannot.
/// </summary>
internal sealed partial class RequestLog(RequestDelegate next, ILogger<RequestLog> log)
{
    private const string NoRoute = "(no route)";

    // What asks every few seconds would hide the rest.
    private static readonly string[] Probes = ["/health/live", "/health/ready", "/metrics"];

    public async Task InvokeAsync(HttpContext http)
    {
        var began = Stopwatch.GetTimestamp();
        try
        {
            await next(http);
        }
        finally
        {
            Tell(http, Stopwatch.GetElapsedTime(began));
        }
    }

    private void Tell(HttpContext http, TimeSpan elapsed)
    {
        var route = RouteOf(http);
        var status = http.Response.StatusCode;
        var method = MethodOf(http.Request.Method);
        if (http.Features.Get<IHttpActivityFeature>()?.Activity is { IsAllDataRequested: true } trace)
        {
            trace.DisplayName = $"{method} {route}";
            trace.SetTag("http.request.method", method);
            trace.SetTag("http.route", route);
            trace.SetTag("http.response.status_code", status);
            if (status >= StatusCodes.Status500InternalServerError)
                trace.SetStatus(ActivityStatusCode.Error);
        }
        var level =
            status >= StatusCodes.Status500InternalServerError ? LogLevel.Warning
            : Probes.Contains(route, StringComparer.Ordinal) ? LogLevel.Debug
            : LogLevel.Information;
        if (log.IsEnabled(level))
            Answered(level, method, route, status, elapsed.TotalMilliseconds, http.User.Identity?.Name ?? "anonymous");
    }

    /// <summary>Stores the route, which error handling removes from the request.</summary>
    private static string RouteOf(HttpContext http) =>
        (http.GetEndpoint() ?? http.Features.Get<IExceptionHandlerFeature>()?.Endpoint) is RouteEndpoint { RoutePattern.RawText: { } text }
            // The route of a group's root ends in a slash, which the log omits.
            ? text.TrimEnd('/')
            : NoRoute;

    /// <summary>A caller can make up methods.</summary>
    private static string MethodOf(string method) =>
        HttpMethods.IsGet(method) ? HttpMethods.Get
        : HttpMethods.IsPost(method) ? HttpMethods.Post
        : HttpMethods.IsPut(method) ? HttpMethods.Put
        : HttpMethods.IsPatch(method) ? HttpMethods.Patch
        : HttpMethods.IsDelete(method) ? HttpMethods.Delete
        : HttpMethods.IsHead(method) ? HttpMethods.Head
        : HttpMethods.IsOptions(method) ? HttpMethods.Options
        : "_OTHER";

    [LoggerMessage(Message = "{Method} {Route} {Status} in {ElapsedMs:0.0} ms by {Credential}")]
    private partial void Answered(LogLevel level, string method, string route, int status, double elapsedMs, string credential);
}
