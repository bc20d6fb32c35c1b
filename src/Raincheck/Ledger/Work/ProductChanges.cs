using Raincheck.Core.Stock;

namespace Raincheck.Ledger.Work;

/// <summary>The rows of products that a command makes or changes.</summary>
/// <param name="Created">New products.</param>
/// <param name="Changed">Products with other members.</param>
/// <param name="Components">All components of these products.</param>
/// <param name="Pools">What becomes of pools.</param>
internal sealed record ProductChanges(
    IReadOnlyList<Product> Created,
    IReadOnlyList<Product> Changed,
    IReadOnlyList<ProductComponent> Components,
    UnsavedPools Pools
);

/// <summary>Pools that come, go, or are connected with others.</summary>
/// <param name="Removed">Pools of products that become shadows.</param>
/// <param name="Added">Pools of products that are new, or no longer shadows.</param>
/// <param name="Moved">The pools that get another group, by this group.</param>
internal sealed record UnsavedPools(IReadOnlyList<int> Removed, IReadOnlyList<int> Added, IReadOnlyDictionary<int, List<int>> Moved)
{
    /// <summary>Brings stored rows to this state.</summary>
    /// <param name="found">The rows, which are changed.</param>
    /// <param name="asked">The ids that were asked for.</param>
    public void ApplyTo(List<StockPool> found, IReadOnlySet<int> asked)
    {
        found.RemoveAll(p => Removed.Contains(p.Id));
        foreach (var id in Added.Where(asked.Contains).Except(found.Select(p => p.Id)).Order())
            found.Add(new StockPool { Id = id });
        foreach (var (group, members) in Moved)
        {
            foreach (var pool in found.Where(p => members.Contains(p.Id)))
                pool.GroupId = group;
        }
    }
}
