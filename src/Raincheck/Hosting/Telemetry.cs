using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using Raincheck.Jobs;
using Raincheck.Ledger;

namespace Raincheck.Hosting;

/// <summary>Metrics: at <c>/metrics</c> in the form that Prometheus reads, and over OTLP where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says where to.</summary>
internal static class Telemetry
{
    public static void AddTelemetry(this IServiceCollection services) =>
        services
            .AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("raincheck"))
            .WithMetrics(metrics =>
            {
                metrics
                    .AddMeter(LedgerMetrics.MeterName, PeriodicPass.MeterName)
                    .AddMeter("Microsoft.AspNetCore.Hosting")
                    .AddPrometheusExporter();
                if (Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT") is { Length: > 0 })
                    metrics.AddOtlpExporter();
            });

    public static void MapTelemetry(this WebApplication app) => app.MapPrometheusScrapingEndpoint("/metrics");
}
