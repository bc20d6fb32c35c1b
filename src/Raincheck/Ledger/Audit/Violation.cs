namespace Raincheck.Ledger.Audit;

/// <summary>One of the things that are always true, found not to be.</summary>
/// <param name="Rule">The number of the rule in section 9 of the rules.</param>
/// <param name="Subject">What it was found at: a SKU, or an order and line.</param>
/// <param name="Detail">What is stored and what should be.</param>
public sealed record Violation(int Rule, string Subject, string Detail);

/// <summary>What an audit of the allocation found.</summary>
/// <param name="Lines">Lines looked at.</param>
/// <param name="StalePools">Pools whose stock changed since their queue was last determined: not compared.</param>
/// <param name="BrokenPools">Pools where what is stored is not what it should be, and what that is.</param>
internal sealed record AllocationAudit(long Lines, IReadOnlyList<int> StalePools, IReadOnlyDictionary<int, List<Violation>> BrokenPools);
