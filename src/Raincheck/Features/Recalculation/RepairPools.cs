using Raincheck.Core;
using Raincheck.Ledger;

namespace Raincheck.Features.Recalculation;

/// <summary>Puts right pools that the audit found wrong.</summary>
/// <param name="poolIds">The pools.</param>
public sealed class RepairPools(IReadOnlyCollection<int> poolIds) : LedgerCommand<int>
{
    protected internal override string Cause => "repair";

    protected internal override string Kind => "repaired";

    // Alone in its transaction: nothing that other commands would find in memory is to be believed.
    internal override bool IsStructural => true;

    protected internal override void Declare(LoadPlan plan)
    {
        foreach (var pool in poolIds)
            plan.RebuiltPool(pool);
    }

    protected internal override Outcome<Func<int>> Decide(UnitOfWork work)
    {
        work.CorrectRebuilt();
        var changeSet = work.Current;
        return Outcomes.Answer(() => changeSet.Lines.Count);
    }
}
