using Raincheck.Storage;

namespace Raincheck.Platform.Figures;

/// <summary>A gauge of something that only the database knows.</summary>
/// <param name="Name">What metrics call it: <c>raincheck.outbox.queued</c>.</param>
/// <param name="Unit">In the notation of OpenTelemetry: <c>s</c>, <c>{order}</c>.</param>
/// <param name="Description">A description, in a sentence.</param>
internal sealed record StoredFigure(string Name, string Unit, string Description);

/// <summary>
/// Figures that are read from the database together. Register one as a service to get its gauges: <see cref="StoredGauges"/>
/// reads it at intervals and shows the last values, independent of the number of scrapes.
/// </summary>
internal abstract class StoredFigures
{
    /// <summary>The gauges.</summary>
    public abstract IReadOnlyList<StoredFigure> Figures { get; }

    /// <summary>The values, in the order of <see cref="Figures"/>; null for a gauge that has nothing to show now.</summary>
    /// <remarks>Bound to what an index can count: the cost must not grow with everything that was ever stored.</remarks>
    public abstract Task<IReadOnlyList<double?>> ReadAsync(RaincheckDb db, DateTimeOffset now, CancellationToken cancel);
}
