using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Raincheck.Platform.Figures;

namespace Raincheck.Hosting;

/// <summary>
/// Metrics at <c>/metrics</c> in the form that Prometheus reads; metrics and traces over OTLP where
/// <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says where to. Nothing in either is about a person.
/// </summary>
internal static class Telemetry
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Every meter and every source of traces of our own.</summary>
    private const string Ours = "Raincheck.*";

    public static void AddTelemetry(this IServiceCollection services)
    {
        services.AddHostedService<StoredGauges>();

        var hasCollector = Environment.GetEnvironmentVariable(Endpoint) is { Length: > 0 };
        var telemetry = services
            .AddOpenTelemetry()
            .ConfigureResource(resource =>
                resource.AddService("raincheck", serviceVersion: typeof(Telemetry).Assembly.GetName().Version?.ToString())
            )
            .WithMetrics(metrics =>
            {
                metrics
                    .AddMeter(Ours, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime")
                    .AddPrometheusExporter();
                if (hasCollector)
                    metrics.AddOtlpExporter();
            });
        if (hasCollector)
            telemetry.WithTracing(traces => traces.AddSource(Ours, "Microsoft.AspNetCore").AddOtlpExporter());
    }

    public static void MapTelemetry(this WebApplication app) => app.MapPrometheusScrapingEndpoint("/metrics");
}
