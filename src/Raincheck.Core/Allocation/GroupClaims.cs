using System.Runtime.InteropServices;
using Raincheck.Core.Orders;

namespace Raincheck.Core.Allocation;

/// <summary>Makes the claims of lines at pools that replacements or kits connect, in the form that <see cref="Allocator"/> takes.</summary>
/// <param name="positions">The position of each pool in the array of stock.</param>
/// <param name="poolIdOf">The pool of a product, a shadow's being its parent's.</param>
/// <param name="replacementPoolOf">The pool that may fill what a line's own cannot, or null.</param>
public sealed class GroupClaims(IReadOnlyDictionary<int, int> positions, Func<int, int> poolIdOf, Func<OrderLine, int?> replacementPoolOf)
{
    private readonly List<KitComponent[]> kits = [];

    /// <summary>The components that the claims name by <see cref="Claim.Kit"/>.</summary>
    public ReadOnlySpan<KitComponent[]> Kits => CollectionsMarshal.AsSpan(kits);

    /// <summary>The claim of a line with this open quantity and these firm units.</summary>
    public Claim Of(OrderLine line, int open, int firmWanted)
    {
        var kit = -1;
        if (line.IsKit)
        {
            kit = kits.Count;
            // A component and its shadow are one pool: the allocator wants each once.
            kits.Add(
                line.KitComponents.GroupBy(c => positions[poolIdOf(c.Sku)])
                    .Select(g => new KitComponent(g.Key, g.Sum(c => c.PerKit)))
                    .ToArray()
            );
        }
        var replacement = replacementPoolOf(line) is { } id && id != line.PoolId ? positions[id] : -1;
        return new Claim(line.Position, positions[line.PoolId], open, firmWanted, replacement, kit);
    }
}
