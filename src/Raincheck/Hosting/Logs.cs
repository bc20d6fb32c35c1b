using Serilog;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace Raincheck.Hosting;

/// <summary>
/// Logs go to the console: what went wrong and what the system itself did, never who ordered what. JSON lines where
/// <c>RAINCHECK_LOG</c> is <c>json</c>, text otherwise.
/// </summary>
internal static class Logs
{
    public const string Variable = "RAINCHECK_LOG";

    private const string Template = "{Timestamp:HH:mm:ss} {Level:u3} {SourceContext}: {Message:lj}{NewLine}{Exception}";

    public static void AddQuietLogs(this WebApplicationBuilder builder)
    {
        builder.Logging.ClearProviders();
        builder.Services.AddSerilog(
            log =>
            {
                log.MinimumLevel.Information()
                    .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
                    .MinimumLevel.Override("System", LogEventLevel.Warning)
                    // Said once where nobody asked for a proxy's headers or HTTPS: not worth a line here.
                    .MinimumLevel.Override("Microsoft.AspNetCore.DataProtection", LogEventLevel.Error);
                if (string.Equals(Environment.GetEnvironmentVariable(Variable), "json", StringComparison.OrdinalIgnoreCase))
                    log.WriteTo.Console(new CompactJsonFormatter());
                else
                    log.WriteTo.Console(outputTemplate: Template);
            },
            preserveStaticLogger: true
        );
    }
}
