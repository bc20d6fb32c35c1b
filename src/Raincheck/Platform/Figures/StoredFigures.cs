using Raincheck.Storage;

namespace Raincheck.Platform.Figures;

/// <summary>A gauge of something that only the database knows.</summary>
/// <param name="Name">What metrics call it: <c>raincheck.outbox.queued</c>.</param>
/// <param name="Unit">In the notation of OpenTelemetry: <c>s</c>, <c>{order}</c>.</param>
/// <param name="Description">What it means, in a sentence.</param>
internal sealed record StoredFigure(string Name, string Unit, string Description);

/// <summary>
/// Figures that are read from the database together. Whoever registers one as a service has its gauges: <see cref="StoredGauges"/>
/// reads it at intervals and shows what it read last, however often somebody looks.
/// </summary>
internal abstract class StoredFigures
{
    /// <summary>What is read.</summary>
    public abstract IReadOnlyList<StoredFigure> Figures { get; }

    /// <summary>The values, in the order of <see cref="Figures"/>; null for a gauge that has nothing to show now.</summary>
    /// <remarks>Bound to what an index can count: the cost must not grow with everything that was ever stored.</remarks>
    public abstract Task<IReadOnlyList<double?>> ReadAsync(RaincheckDb db, DateTimeOffset now, CancellationToken cancel);
}
