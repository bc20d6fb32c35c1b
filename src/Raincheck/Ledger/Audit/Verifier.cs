using Raincheck.Ledger.Store;

namespace Raincheck.Ledger.Audit;

/// <summary>Checks everything that section 9 of the rules says is always true, in one snapshot, writing nothing.</summary>
internal sealed class Verifier(LedgerTransaction snapshot, Catalogue catalogue)
{
    /// <summary>The most violations that are reported. A broken database can have millions.</summary>
    private const int ViolationsMax = 1_000;

    private readonly List<Violation> violations = [];

    public async Task<IReadOnlyList<Violation>> RunAsync(Action<long, long>? progress, CancellationToken cancel)
    {
        var allocation = await new AllocationAuditor(snapshot, catalogue).RunAsync(null, cancel);
        violations.AddRange(allocation.BrokenPools.Values.SelectMany(v => v));
        await new OrderAuditor(snapshot, catalogue, violations).RunAsync(cancel);
        await new ServingAuditor(snapshot, catalogue, violations).RunAsync(cancel);
        await new OrderJournalAuditor(snapshot, catalogue, violations).RunAsync(progress, cancel);
        await new StockAuditor(snapshot, catalogue, violations).RunAsync(cancel);
        violations.AddRange(await new MailAuditor(snapshot, catalogue).RunAsync(cancel));
        return [.. violations.OrderBy(v => v.Rule).Take(ViolationsMax)];
    }
}
