using System.Text.Json;
using Raincheck.Ledger;
using Raincheck.Platform.Jobs;

namespace Raincheck.Features.Recalculation;

/// <summary>What to recalculate: these products, or everything.</summary>
public sealed record RecalculationRequest(IReadOnlyList<string>? Skus = null);

/// <summary>Determines some products, or everything, anew.</summary>
internal sealed class RecalculationJob(ClientLedger ledger, PeriodicPass pass) : IJobHandler
{
    private const string Actor = "recalculation";

    public IReadOnlyList<string> Kinds { get; } = [JobKinds.Recalculation];

    public JobLane Lane => JobLane.Maintenance;

    public async Task<JobResult> RunAsync(JobLease lease, Action<long, long> progress, CancellationToken cancel)
    {
        var request = JsonSerializer.Deserialize<RecalculationRequest>(lease.Job.Request, LedgerJson.Options)!;
        if (request.Skus is null)
        {
            var report = await pass.RunAsync(Actor, Actor, progress, cancel);
            return new JobResult(report.Changed + report.Differences.Count, report.Differences);
        }
        var catalogue = await ledger.CatalogueAsync(cancel);
        var pools = request.Skus.Select(s => catalogue.FindProduct(s)?.PoolId).OfType<int>().Distinct().ToList();
        return new JobResult(await pass.DetermineAsync(pools, Actor, Actor, progress, cancel));
    }
}
