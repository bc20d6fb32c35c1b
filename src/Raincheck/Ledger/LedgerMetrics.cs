using System.Diagnostics.Metrics;

namespace Raincheck.Ledger;

/// <summary>What the ledger counts.</summary>
internal sealed class LedgerMetrics : IDisposable
{
    public const string MeterName = "Raincheck.Ledger";

    private readonly Meter meter;
    private readonly Counter<long> commands;
    private readonly Counter<long> repeated;
    private readonly Histogram<int> batchSize;

    public LedgerMetrics(IMeterFactory meters)
    {
        meter = meters.Create(MeterName);
        commands = meter.CreateCounter<long>("raincheck.ledger.commands", description: "Commands, by kind and outcome.");
        repeated = meter.CreateCounter<long>("raincheck.ledger.repeated", description: "Transactions repeated for a passing reason.");
        batchSize = meter.CreateHistogram<int>("raincheck.ledger.batch_size", description: "Commands in one transaction.");
    }

    public void Repeated() => repeated.Add(1);

    public void Committed(List<Pending> batch)
    {
        batchSize.Record(batch.Count);
        if (!commands.Enabled)
            return;
        foreach (var pending in batch)
        {
            commands.Add(
                1,
                new KeyValuePair<string, object?>("kind", pending.Command.Kind),
                new KeyValuePair<string, object?>("outcome", pending.Refusal?.Code.ToString() ?? "done")
            );
        }
    }

    public void Dispose() => meter.Dispose();
}
