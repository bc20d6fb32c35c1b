using Raincheck.Ledger;
using Raincheck.Ledger.Audit;
using Raincheck.Platform.Jobs;

namespace Raincheck.Features.Recalculation;

/// <summary>Checks every rule of what is always true, on one snapshot.</summary>
internal sealed class VerificationJob(ClientLedger ledger) : IJobHandler
{
    public IReadOnlyList<string> Kinds { get; } = [JobKinds.Verification];

    public JobLane Lane => JobLane.Maintenance;

    public async Task<JobResult> RunAsync(JobLease lease, Action<long, long> progress, CancellationToken cancel)
    {
        await using var snapshot = await ledger.SnapshotAsync(cancel);
        var verifier = new Verifier(snapshot, await ledger.CatalogueOfAsync(snapshot, cancel));
        return new JobResult(0, await verifier.RunAsync(progress, cancel));
    }
}
