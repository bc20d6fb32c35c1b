using System.Text.Json;
using Raincheck.Features.Recalculation;
using Raincheck.Ledger;
using Raincheck.Platform.Jobs;

namespace Raincheck.Features.Settings;

/// <summary>The user who saved the settings. Stored as the request of the job.</summary>
internal sealed record SettingsJobRequest(string Actor);

/// <summary>
/// Brings saved settings to the orders, some at a time, so that everybody else's commands come through in between. How far it is stands in
/// the settings themselves, so another process can continue from there.
/// </summary>
internal sealed class SettingsJob(ClientLedger ledger, PeriodicPass pass) : IJobHandler
{
    public const string Kind = "settings";

    public IReadOnlyList<string> Kinds { get; } = [Kind];

    public JobLane Lane { get; } = new(Kind, 1);

    /// <summary>See <see cref="SettingsStep.OrdersMax"/>.</summary>
    internal int OrdersMax { get; init; } = 500;

    /// <returns>How many orders they were brought to.</returns>
    public async Task<JobResult> RunAsync(JobLease lease, Action<long, long> progress, CancellationToken cancel)
    {
        var actor = JsonSerializer.Deserialize<SettingsJobRequest>(lease.Job.Request, LedgerJson.Options)!.Actor;
        var done = lease.Job.Done;
        var total = done + await CountLeftAsync(cancel);
        await lease.ProgressAsync(done, total, cancel);
        // Every open order is determined where back orders are switched on; where no change of stock waits, it is already.
        if ((await ledger.CatalogueAsync(cancel)).Settings is { EnableBackOrderWorkflow: false, Next.EnableBackOrderWorkflow: true })
            await pass.DetermineAsync(await ledger.StalePoolsAsync(cancel), actor, "settings saved", null, cancel);
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            var step = (await ledger.ExecuteAsync(new SettingsStep { OrdersMax = OrdersMax }, new CommandContext(actor), cancel)).Value;
            done += step.Orders;
            await lease.ProgressAsync(done, Math.Max(done, total), cancel);
            if (step.IsDone)
                return new JobResult(done);
        }
    }

    private async Task<long> CountLeftAsync(CancellationToken cancel)
    {
        await using var snapshot = await ledger.SnapshotAsync(cancel);
        var settings = (await ledger.CatalogueOfAsync(snapshot, cancel)).Settings;
        var left = 0L;
        foreach (var level in SettingsSteps.Levels(settings))
        {
            if (SettingsSteps.Left(level) is { } condition)
                await snapshot.ReadAsync($"SELECT count(*) FROM orders WHERE {condition}", [], r => left += r.GetInt64(0), cancel);
        }
        return left;
    }
}
