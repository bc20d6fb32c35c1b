using Raincheck.Core;
using Raincheck.Ledger;

namespace Raincheck.Features.Promises;

/// <summary>Records that the promises of pools are compared with the projection, unless the pools changed since.</summary>
/// <param name="pools">The pools, with the count of their changes that the comparison knew.</param>
/// <param name="today">The day of the comparison.</param>
internal sealed class MarkCompared(IReadOnlyList<(int PoolId, int Changes)> pools, DateOnly today) : LedgerCommand<int>
{
    protected internal override string Cause => "promises compared";

    protected internal override string Kind => "promised";

    protected internal override int Weight => pools.Count;

    protected internal override void Declare(LoadPlan plan)
    {
        foreach (var (pool, _) in pools)
            plan.Pool(pool);
    }

    protected internal override Outcome<Func<int>> Decide(UnitOfWork work)
    {
        foreach (var (pool, changes) in pools)
            work.Promises.MarkCompared(pool, changes, today);
        return Outcomes.Answer(() => pools.Count);
    }
}
