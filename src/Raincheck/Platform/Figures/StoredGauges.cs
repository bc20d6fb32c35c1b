using System.Diagnostics;
using System.Diagnostics.Metrics;
using Raincheck.Platform.Jobs;
using Raincheck.Storage;

namespace Raincheck.Platform.Figures;

/// <summary>Keeps the gauges of every <see cref="StoredFigures"/>: a scrape costs the database nothing.</summary>
internal sealed class StoredGauges : RepeatedWork
{
    public const string MeterName = "Raincheck.Stored";

    /// <summary>The least time between two readings of the same figures.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    /// <summary>Figures that take long are read less often: reading is this part of the time at the most.</summary>
    private const int RestFactor = 100;

    private readonly ClientDatabase database;
    private readonly TimeProvider time;
    private readonly List<Source> sources;

    public StoredGauges(
        IEnumerable<StoredFigures> figures,
        ClientDatabase database,
        TimeProvider time,
        IMeterFactory meters,
        ILogger<StoredGauges> log
    )
        : base(Interval, time, log)
    {
        this.database = database;
        this.time = time;
        var meter = meters.Create(MeterName);
        sources = [.. figures.Select(f => new Source(f))];
        foreach (var source in sources)
        {
            for (var i = 0; i < source.Figures.Figures.Count; i++)
            {
                var (at, figure) = (i, source.Figures.Figures[i]);
                meter.CreateObservableGauge(figure.Name, () => source.Show(at), figure.Unit, figure.Description);
            }
        }
    }

    protected override async Task RunRoundAsync(CancellationToken cancel)
    {
        var due = sources.Where(s => time.GetElapsedTime(s.ReadAt) >= s.Rest).ToList();
        var read = 0;
        try
        {
            for (; read < due.Count; read++)
                await ReadAsync(due[read], cancel);
        }
        finally
        {
            // What could not be read must not go on showing what was true once.
            foreach (var unread in due.Skip(read))
                unread.Values = [];
        }
    }

    private async Task ReadAsync(Source source, CancellationToken cancel)
    {
        // The cost of reading is measured in real time, also with a fake clock.
        var began = Stopwatch.GetTimestamp();
        source.Values = await database.ReadAsync(db => source.Figures.ReadAsync(db, time.GetUtcNow(), cancel), cancel);
        // The first reading compiles and connects as well: it says nothing of what the next ones take.
        source.ReadAt = time.GetTimestamp();
        source.Rest = source.IsWarm ? RestFactor * Stopwatch.GetElapsedTime(began) : TimeSpan.Zero;
        source.IsWarm = true;
    }

    private sealed class Source(StoredFigures figures)
    {
        public StoredFigures Figures => figures;

        /// <summary>The last values; empty if the read failed.</summary>
        public volatile IReadOnlyList<double?> Values = [];

        /// <summary>The time of the last read, by the monotonic clock.</summary>
        public long ReadAt { get; set; }

        public TimeSpan Rest { get; set; }

        public bool IsWarm { get; set; }

        public IEnumerable<Measurement<double>> Show(int at) =>
            Values is { } values && at < values.Count && values[at] is { } value ? [new Measurement<double>(value)] : [];
    }
}
