using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Raincheck.Tests.Hosting;

/// <summary>What the instruments of one factory measured.</summary>
internal sealed class Measured : IDisposable
{
    private readonly MeterListener listener = new();
    private readonly ConcurrentQueue<(string Name, double Value, string Tags)> all = [];

    public Measured(IMeterFactory meters)
    {
        // Other tests measure too.
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter.Scope == meters)
                l.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<int>((i, value, tags, _) => Add(i, value, tags));
        listener.SetMeasurementEventCallback<long>((i, value, tags, _) => Add(i, value, tags));
        listener.SetMeasurementEventCallback<double>((i, value, tags, _) => Add(i, value, tags));
        listener.Start();
    }

    /// <summary>The sum of what an instrument measured.</summary>
    /// <param name="name">The instrument.</param>
    /// <param name="tags">The tags that the measurement has: <c>kind=created outcome=done</c>; null for any.</param>
    public double Sum(string name, string? tags = null) => Of(name, tags).Sum();

    /// <summary>What an instrument measured.</summary>
    public IReadOnlyList<double> Of(string name, string? tags = null) =>
        [.. all.Where(m => m.Name == name && (tags is null || m.Tags == tags)).Select(m => m.Value)];

    /// <summary>What a gauge shows now.</summary>
    public IReadOnlyList<double> Now(string name)
    {
        all.Clear();
        listener.RecordObservableInstruments();
        return Of(name);
    }

    public void Dispose() => listener.Dispose();

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        all.Enqueue((instrument.Name, value, string.Join(' ', tags.ToArray().Select(t => $"{t.Key}={t.Value}"))));
}
