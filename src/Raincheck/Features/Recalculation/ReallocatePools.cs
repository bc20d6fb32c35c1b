using Raincheck.Core;
using Raincheck.Ledger;

namespace Raincheck.Features.Recalculation;

/// <summary>Determines the queues of these products from the stock as it is now.</summary>
/// <param name="poolIds">The pools.</param>
/// <param name="cause">The cause: the periodic pass, or a request.</param>
public sealed class ReallocatePools(IReadOnlyCollection<int> poolIds, string cause) : LedgerCommand<int>
{
    protected internal override string Cause => cause;

    protected internal override string Kind => "recalculated";

    protected internal override int Weight => poolIds.Count;

    protected internal override void Declare(LoadPlan plan)
    {
        foreach (var pool in poolIds)
            plan.Pool(pool);
    }

    protected internal override Outcome<Func<int>> Decide(UnitOfWork work)
    {
        foreach (var pool in poolIds)
            work.Reallocate(pool);
        var changeSet = work.Current;
        return Outcomes.Answer(() => changeSet.Lines.Count);
    }
}
