using Raincheck.Core.Orders;
using Raincheck.Core.Stock;

namespace Raincheck.Core.Allocation;

/// <summary>
/// The queue at pools that replacements or kits connect. All their lines are in memory and <see cref="Allocator"/> itself
/// decides; only the lines whose units change are touched.
/// </summary>
public sealed class GroupQueue
{
    private readonly Dictionary<int, int> positions = [];
    private readonly IReadOnlyList<StockPool> pools;
    private readonly Func<int, int> poolIdOf;
    private readonly Func<OrderLine, int?> replacementPoolOf;
    private readonly Action<OrderLine> beforeChange;
    private readonly List<OrderLine> lines = [];
    private bool sorted = true;

    /// <summary>The queue at these pools, without lines yet.</summary>
    /// <param name="pools">Every pool that a line here can touch.</param>
    /// <param name="poolIdOf">The pool of a product, a shadow's being its parent's.</param>
    /// <param name="replacementPoolOf">The pool that may fill what a line's own cannot, or null.</param>
    /// <param name="beforeChange">Called with a line before <see cref="Settle"/> changes what it holds.</param>
    public GroupQueue(
        IReadOnlyList<StockPool> pools,
        Func<int, int> poolIdOf,
        Func<OrderLine, int?> replacementPoolOf,
        Action<OrderLine> beforeChange
    )
    {
        this.pools = pools;
        this.poolIdOf = poolIdOf;
        this.replacementPoolOf = replacementPoolOf;
        this.beforeChange = beforeChange;
        for (var i = 0; i < pools.Count; i++)
            positions.Add(pools[i].Id, i);
    }

    /// <summary>Shows a line. A line that is already known must be taken out first.</summary>
    public void Add(OrderLine line)
    {
        sorted = sorted && (lines.Count == 0 || lines[^1].Position <= line.Position);
        lines.Add(line);
    }

    /// <summary>Takes out a line that is about to change.</summary>
    public void Remove(OrderLine line) => lines.Remove(line);

    /// <summary>Gives every line what <see cref="Allocator"/> says, and keeps the sums of the pools.</summary>
    public void Settle()
    {
        if (!sorted)
        {
            lines.Sort((a, b) => a.Position.CompareTo(b.Position));
            sorted = true;
        }
        var stock = new long[pools.Count];
        for (var i = 0; i < stock.Length; i++)
            stock[i] = pools[i].Counted;
        var asked = new GroupClaims(positions, poolIdOf, replacementPoolOf);
        var claims = new Claim[lines.Count];
        for (var i = 0; i < claims.Length; i++)
            claims[i] = asked.Of(lines[i], lines[i].Claimed, lines[i].Counts ? lines[i].FirmWanted : 0);

        var allocations = Allocator.Allocate(stock, claims, asked.Kits);
        var lastHeld = new QueuePosition?[pools.Count];
        for (var i = 0; i < allocations.Length; i++)
        {
            var line = lines[i];
            if (allocations[i].Own > allocations[i].Firm)
                lastHeld[claims[i].Sku] = line.Position;
            int? replacementId = allocations[i].Replacement > 0 ? pools[claims[i].Replacement].Id : null;
            if (line.Held == allocations[i] && line.ReplacementPoolId == replacementId)
                continue;
            beforeChange(line);
            PoolFigures.Apply(line, -1, PoolOf);
            line.Hold(allocations[i], replacementId);
            PoolFigures.Apply(line, 1, PoolOf);
        }

        // Not needed here, but a repair serves pools alone by this queue, and they are queues of their own afterwards.
        for (var i = 0; i < lastHeld.Length; i++)
        {
            pools[i].LastHeldPriority = lastHeld[i]?.Priority;
            pools[i].LastHeldQueuedAt = lastHeld[i]?.QueuedAt ?? 0;
        }
    }

    private StockPool PoolOf(int skuId) => pools[positions[poolIdOf(skuId)]];
}
