using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Shouldly;

namespace Raincheck.Tests.Hosting;

/// <summary>Takes what is sent over OTLP and keeps it as it came.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly ConcurrentQueue<(string Path, string Content)> got = [];
    private readonly WebApplication app;

    private Collector()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        app = builder.Build();
        app.MapPost(
            "/v1/{signal}",
            async (HttpContext http) =>
            {
                using var body = new MemoryStream();
                await http.Request.Body.CopyToAsync(body);
                // Texts stand in the messages as they are.
                got.Enqueue((http.Request.Path, Encoding.UTF8.GetString(body.ToArray())));
            }
        );
    }

    public static async Task<Collector> StartAsync()
    {
        var collector = new Collector();
        await collector.app.StartAsync();
        return collector;
    }

    /// <summary>What makes a program send everything here, and soon.</summary>
    public Dictionary<string, string> Environment =>
        new(StringComparer.Ordinal)
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = app.Urls.First(),
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "300",
        };

    /// <summary>All that came of traces, metrics or both.</summary>
    public string Of(string signal) =>
        string.Join('\n', got.Where(g => g.Path.EndsWith(signal, StringComparison.Ordinal)).Select(g => g.Content));

    /// <summary>Waits for a text.</summary>
    public async Task GetsAsync(string signal, string text)
    {
        for (var i = 0; !Of(signal).Contains(text); i++)
        {
            i.ShouldBeLessThan(400, $"no {text} in {signal}");
            await Task.Delay(25);
        }
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
