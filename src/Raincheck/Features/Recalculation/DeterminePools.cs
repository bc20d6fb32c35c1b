using Raincheck.Core;
using Raincheck.Core.Stock;
using Raincheck.Ledger;
using Raincheck.Platform;

namespace Raincheck.Features.Recalculation;

/// <summary>Determines the queues of these products from the stock as it is now.</summary>
/// <param name="poolIds">The pools.</param>
/// <param name="cause">The cause: the periodic pass, or a request.</param>
public sealed class DeterminePools(IReadOnlyCollection<int> poolIds, string cause) : LedgerCommand<int>
{
    protected internal override string Cause => cause;

    protected internal override string Kind => "recalculated";

    protected internal override int Weight => poolIds.Count;

    protected internal override void Declare(Needs needs)
    {
        foreach (var pool in poolIds)
            needs.Pool(pool);
    }

    protected internal override Outcome<Func<int>> Decide(Batch batch)
    {
        foreach (var pool in poolIds)
            batch.Determine(pool);
        var effects = batch.Current;
        return Outcomes.Answer(() => effects.Lines.Count);
    }
}
