using Microsoft.EntityFrameworkCore;
using Raincheck.Core.Orders;
using Raincheck.Ledger;
using Raincheck.Storage;

namespace Raincheck.Features.Orders;

/// <summary>The warehouses of the units that order lines hold.</summary>
internal sealed class StockByWarehouse(RaincheckDb db, Catalogue catalogue)
{
    private static readonly Dictionary<int, long> Nowhere = [];

    private readonly IReadOnlyList<int> counted = catalogue.CountedWarehouseIds;

    /// <summary>Whether there is more than one warehouse to ship from.</summary>
    public bool IsSpread => counted.Count > 1;

    /// <summary>Units by pool and warehouse, for the lines, in warehouses that count.</summary>
    public async Task<Func<int, IReadOnlyDictionary<int, long>>> ReadAsync(IReadOnlyCollection<OrderLine> lines, CancellationToken cancel)
    {
        var pools = lines.Where(l => l.Allocated > 0).SelectMany(PoolsOf).Distinct().ToList();
        if (pools.Count == 0)
            return _ => Nowhere;
        var levels = await db
            .StockLevels.Where(l => pools.Contains(l.SkuId) && l.OnHand > 0 && counted.Contains(l.WarehouseId))
            .ToListAsync(cancel);
        var byPool = levels.GroupBy(l => l.SkuId).ToDictionary(g => g.Key, g => g.ToDictionary(l => l.WarehouseId, l => l.OnHand));
        return pool => byPool.GetValueOrDefault(pool, Nowhere);
    }

    /// <summary>Those of some orders that can leave in this way.</summary>
    public async Task<HashSet<long>> AmongAsync(long[] orderIds, ShippingState state, CancellationToken cancel)
    {
        var lines = await db.OrderLines.Where(l => orderIds.Contains(l.OrderId)).ToListAsync(cancel);
        var holding = lines.GroupBy(l => l.OrderId).Where(ShippingPlanner.HoldsAll).Select(g => g.ToList()).ToList();
        var onHand = await ReadAsync([.. holding.SelectMany(l => l)], cancel);
        return [.. holding.Where(l => ShippingPlanner.Plan(l, catalogue.PoolOf, onHand).State == state).Select(l => l[0].OrderId)];
    }

    private IEnumerable<int> PoolsOf(OrderLine line)
    {
        IEnumerable<int> own = line.IsKit ? line.KitComponents.Select(c => catalogue.PoolOf(c.Sku)) : [line.PoolId];
        return line.ReplacementPoolId is { } replacement ? own.Append(replacement) : own;
    }
}
