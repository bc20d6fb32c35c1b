using Raincheck.Platform;
using Serilog;
using Serilog.Configuration;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace Raincheck.Hosting;

/// <summary>
/// Logs go to the console: what was asked for, what went wrong and what the system itself did, never who ordered what. JSON
/// lines where <c>RAINCHECK_LOG</c> is <c>json</c>, text otherwise; from the level on that <c>RAINCHECK_LOG_LEVEL</c> names.
/// </summary>
internal static class Logs
{
    public const string Variable = "RAINCHECK_LOG";
    public const string LevelVariable = "RAINCHECK_LOG_LEVEL";

    private const string Template = "{Timestamp:HH:mm:ss} {Level:u3} {SourceContext}: {Message:lj}{NewLine}{Exception}";

    /// <exception cref="InvalidOperationException">The level is none.</exception>
    public static void AddQuietLogs(this WebApplicationBuilder builder)
    {
        var level = LevelOf(Environment.GetEnvironmentVariable(LevelVariable));
        builder.Logging.ClearProviders();
        builder.Services.AddSerilog(
            log =>
            {
                log.MinimumLevel.Is(level)
                    .MinimumLevel.Override("Microsoft", (LogEventLevel)Math.Max((int)level, (int)LogEventLevel.Warning))
                    .MinimumLevel.Override("System", (LogEventLevel)Math.Max((int)level, (int)LogEventLevel.Warning))
                    // Logged once if proxy headers and HTTPS are not configured: not useful.
                    .MinimumLevel.Override("Microsoft.AspNetCore.DataProtection", LogEventLevel.Error);
                log.Filter.ByExcluding(IsStopOfStart);
                log.WriteTo.Sink(LoggerSinkConfiguration.Wrap(sink => new WithoutPersonalData(sink), WriteToConsole));
            },
            preserveStaticLogger: true
        );
    }

    /// <summary>A start that is stopped is no failure, although the host logs one.</summary>
    private static bool IsStopOfStart(LogEvent logged) =>
        logged.Exception is { } exception
        && RaincheckHost.IsStop(exception)
        && logged.Properties.TryGetValue(Constants.SourceContextPropertyName, out var source)
        && source is ScalarValue { Value: "Microsoft.Extensions.Hosting.Internal.Host" };

    private static void WriteToConsole(LoggerSinkConfiguration to)
    {
        if (string.Equals(Environment.GetEnvironmentVariable(Variable), "json", StringComparison.OrdinalIgnoreCase))
            to.Console(new CompactJsonFormatter());
        else
            to.Console(outputTemplate: Template);
    }

    private static LogEventLevel LevelOf(string? named) =>
        named switch
        {
            null or "" or "information" => LogEventLevel.Information,
            "debug" => LogEventLevel.Debug,
            "warning" => LogEventLevel.Warning,
            "error" => LogEventLevel.Error,
            _ => throw new InvalidOperationException($"{LevelVariable} is {named}; it must be debug, information, warning or error"),
        };
}
