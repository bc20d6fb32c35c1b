namespace Raincheck.Core.Orders;

/// <summary>How the open units of an order can leave, as they lie now.</summary>
public enum ShippingState
{
    /// <summary>It has no open units.</summary>
    Nothing,

    /// <summary>It does not hold all its open units, or a stock change is not settled yet.</summary>
    Waiting,

    /// <summary>Everything can leave from one warehouse.</summary>
    OneShipment,

    /// <summary>Everything can leave, from more than one warehouse.</summary>
    SeveralShipments,

    /// <summary>It holds everything, but the components of a kit lie in different warehouses.</summary>
    NeedsTransfer,
}

/// <summary>Units of a line in a shipment.</summary>
/// <param name="Line">The line's number.</param>
/// <param name="Quantity">Units, of a kit whole kits; 1 or more.</param>
public readonly record struct ShipmentLine(int Line, int Quantity);

/// <summary>What leaves from one warehouse.</summary>
/// <param name="WarehouseId">The warehouse.</param>
/// <param name="Lines">The lines, by their number.</param>
public sealed record PlannedShipment(int WarehouseId, IReadOnlyList<ShipmentLine> Lines);

/// <summary>Units to move between two warehouses.</summary>
/// <param name="PoolId">The product that has the stock.</param>
/// <param name="FromId">The warehouse that they leave.</param>
/// <param name="ToId">The warehouse that they go to.</param>
/// <param name="Units">1 or more.</param>
public readonly record struct ProposedTransfer(int PoolId, int FromId, int ToId, long Units);

/// <summary>How an order can leave.</summary>
/// <param name="State">Whether it can, and in how many shipments.</param>
/// <param name="Shipments">The shipments, in the order in which they can be made; empty if it cannot leave as it lies.</param>
/// <param name="Transfers">What to move so that it can leave whole from one warehouse; empty if nothing need move.</param>
public sealed record ShippingPlan(ShippingState State, IReadOnlyList<PlannedShipment> Shipments, IReadOnlyList<ProposedTransfer> Transfers);

/// <summary>
/// Tells from where an order can ship. Units are looked for where they are on hand: several orders may be told of the same unit,
/// which goes to the order that ships first, and the queue sees to it that there is one for each.
/// </summary>
/// <remarks>
/// It tries one warehouse, then as few as possible. Kits are put together before loose units are taken, line by line; of more
/// than <see cref="ExactMax"/> warehouses only all of them together are tried.
/// </remarks>
public sealed class ShippingPlanner
{
    /// <summary>Of so many warehouses every choice is tried.</summary>
    public const int ExactMax = 6;

    private readonly List<Part> parts = [];
    private readonly Dictionary<int, long> needed = [];
    private readonly Dictionary<int, IReadOnlyDictionary<int, long>> stock = [];
    private readonly List<int> warehouses;

    private ShippingPlanner(IEnumerable<OrderLine> lines, Func<int, int> poolOf, Func<int, IReadOnlyDictionary<int, long>> onHand)
    {
        foreach (var line in lines.OrderBy(l => l.Line))
        {
            if (line.IsKit)
                Add(
                    line,
                    line.OwnAllocated,
                    [.. line.KitComponents.GroupBy(c => poolOf(c.Sku)).Select(g => (g.Key, g.Sum(c => (long)c.PerKit)))]
                );
            else
                Add(line, line.OwnAllocated, [(line.PoolId, 1)]);
            if (line.ReplacementPoolId is { } pool)
                Add(line, line.ReplacementAllocated, [(pool, 1)]);
        }
        foreach (var pool in needed.Keys)
            stock.Add(pool, onHand(pool));
        warehouses = [.. stock.Values.SelectMany(s => s.Where(l => l.Value > 0).Select(l => l.Key)).Distinct().Order()];
    }

    /// <summary>Plans the open units of an order.</summary>
    /// <param name="lines">All its lines.</param>
    /// <param name="poolOf">The pool that has the stock of a component, by its product.</param>
    /// <param name="onHand">Units of a pool by warehouse, in the warehouses whose stock counts.</param>
    public static ShippingPlan Plan(
        IReadOnlyCollection<OrderLine> lines,
        Func<int, int> poolOf,
        Func<int, IReadOnlyDictionary<int, long>> onHand
    )
    {
        if (lines.All(l => l.Open == 0))
            return new(ShippingState.Nothing, [], []);
        return HoldsAll(lines)
            ? new ShippingPlanner(lines.Where(l => l.Open > 0), poolOf, onHand).Plan()
            : new(ShippingState.Waiting, [], []);
    }

    /// <summary>Whether an order with open units holds all of them.</summary>
    public static bool HoldsAll(IEnumerable<OrderLine> lines) => lines.All(l => l.Allocated == l.Open);

    private void Add(OrderLine line, int units, (int Pool, long PerUnit)[] pools)
    {
        if (units == 0)
            return;
        parts.Add(new Part(line.Line, units, pools));
        foreach (var (pool, perUnit) in pools)
            needed[pool] = needed.GetValueOrDefault(pool) + units * perUnit;
    }

    private ShippingPlan Plan()
    {
        if (needed.Any(n => stock[n.Key].Values.Sum() < n.Value))
            return new(ShippingState.Waiting, [], []);
        foreach (var warehouse in warehouses)
        {
            if (needed.All(n => OnHand(n.Key, warehouse) >= n.Value))
                return new(ShippingState.OneShipment, [new PlannedShipment(warehouse, Everything())], []);
        }
        var transfers = Transfers();
        foreach (var some in Choices())
        {
            if (Assign(some) is { } shipments)
                return new(ShippingState.SeveralShipments, shipments, transfers);
        }
        return new(ShippingState.NeedsTransfer, [], transfers);
    }

    /// <summary>All units that the lines hold. Parts of one line follow each other.</summary>
    private List<ShipmentLine> Everything()
    {
        var everything = new List<ShipmentLine>(parts.Count);
        foreach (var part in parts)
        {
            if (everything is [.., var last] && last.Line == part.Line)
                everything[^1] = last with { Quantity = last.Quantity + part.Units };
            else
                everything.Add(new ShipmentLine(part.Line, part.Units));
        }
        return everything;
    }

    private long OnHand(int pool, int warehouse) => stock[pool].GetValueOrDefault(warehouse);

    /// <summary>Two warehouses or more, the fewest first; of many warehouses all of them.</summary>
    private IEnumerable<List<int>> Choices()
    {
        if (warehouses.Count > ExactMax)
            return [warehouses, [.. warehouses.AsEnumerable().Reverse()]];
        return Enumerable
            .Range(1, (1 << warehouses.Count) - 1)
            .Where(bits => int.PopCount(bits) > 1)
            .OrderBy(int.PopCount)
            .Select(bits => warehouses.Where((_, i) => (bits >> i & 1) == 1).ToList())
            // A line gives its own units before those of its replacement: the other order may fit where one does not.
            .SelectMany(some => new[] { some, [.. some.AsEnumerable().Reverse()] });
    }

    /// <summary>Shipments from these warehouses, in this order; null if they do not have everything together.</summary>
    private List<PlannedShipment>? Assign(List<int> from)
    {
        var left = from.ToDictionary(w => w, w => needed.Keys.ToDictionary(p => p, p => OnHand(p, w)));
        var taken = from.ToDictionary(w => w, _ => new SortedDictionary<int, int>());
        var lastOf = new Dictionary<int, int>();
        foreach (var part in parts.OrderByDescending(p => p.Pools.Length))
        {
            var units = part.Units;
            for (var i = lastOf.GetValueOrDefault(part.Line); i < from.Count && units > 0; i++)
            {
                var here = left[from[i]];
                var most = (int)Math.Min(units, part.Pools.Min(p => here[p.Pool] / p.PerUnit));
                if (most == 0)
                    continue;
                units -= most;
                foreach (var (pool, perUnit) in part.Pools)
                    here[pool] -= most * perUnit;
                taken[from[i]][part.Line] = taken[from[i]].GetValueOrDefault(part.Line) + most;
                lastOf[part.Line] = i;
            }
            if (units > 0)
                return null;
        }
        return
        [
            .. from.Where(w => taken[w].Count > 0)
                .Select(w => new PlannedShipment(w, [.. taken[w].Select(t => new ShipmentLine(t.Key, t.Value))])),
        ];
    }

    /// <summary>To the warehouse that lacks the fewest units, from those that have the most.</summary>
    private List<ProposedTransfer> Transfers()
    {
        var to = warehouses.MinBy(w => needed.Sum(n => Math.Max(0, n.Value - OnHand(n.Key, w))));
        var transfers = new List<ProposedTransfer>();
        foreach (var (pool, units) in needed.OrderBy(n => n.Key))
        {
            var lacking = units - OnHand(pool, to);
            foreach (var (from, onHand) in stock[pool].Where(l => l.Key != to).OrderByDescending(l => l.Value).ThenBy(l => l.Key))
            {
                var moved = Math.Min(lacking, onHand);
                if (moved <= 0)
                    break;
                lacking -= moved;
                transfers.Add(new ProposedTransfer(pool, from, to, moved));
            }
        }
        return transfers;
    }

    /// <summary>Units of a line that are all made of the same: its own, whole kits, or those of its replacement.</summary>
    private sealed record Part(int Line, int Units, (int Pool, long PerUnit)[] Pools);
}
