using Raincheck.Core;
using Raincheck.Core.Orders;
using Raincheck.Core.Purchasing;
using Raincheck.Core.Stock;
using Raincheck.Ledger;
using Raincheck.Platform;

namespace Raincheck.Features.Orders;

/// <summary>The units to ship.</summary>
/// <param name="Warehouse">The warehouse to ship from.</param>
/// <param name="Lines">The units. Default: all allocated units.</param>
/// <param name="AlsoFrom">
/// Warehouses that give what the first does not have, in this order. The components of a kit may then come from several.
/// </param>
public sealed record Shipment(string Warehouse, IReadOnlyList<LineQuantity>? Lines = null, IReadOnlyList<string>? AlsoFrom = null);

/// <summary>
/// Ships units that the order holds. Firm units go first, then units of the line's own SKU, then replacement units. Refused
/// as a whole where a line does not hold so many or the warehouses do not have them.
/// </summary>
public sealed class ShipOrder(string number, Shipment request) : OrderCommand(number)
{
    protected internal override string Kind => "shipped";

    protected internal override void Declare(LoadPlan plan) => plan.ShippedOrder(Number);

    private protected override Refusal? CheckRequest(long now) =>
        Refusals.First(
            Text.Require(request.Warehouse, "warehouse"),
            request.AlsoFrom is null ? null : Members.Check(request.AlsoFrom, "alsoFrom"),
            LineQuantities.Check(request.Lines)
        );

    private protected override Refusal? Change(UnitOfWork work, LoadedOrder order)
    {
        var wanted = request.Lines ?? [.. order.Lines.Where(l => l.Allocated > 0).Select(l => new LineQuantity(l.Line))];
        if (Refusals.First(LineQuantities.CheckLines(wanted, order), CheckWarehouses(work.Catalogue)) is { } unknown)
            return unknown;
        List<Warehouse> warehouses = [.. Codes.Select(c => work.Catalogue.FindWarehouse(c)!)];
        if (order.Order.CheckShippable() is { } forbidden)
            return forbidden;
        if (work.Links.Of(order).FirstOrDefault(l => l.Row.Quantity > 0 && !l.PurchaseOrder.IsDropship) is { } link)
        {
            return new Refusal(
                RefusalCode.WaitsForPurchaseOrder,
                $"Order {Number} waits for purchase order {link.PurchaseOrder.Number}; receive it, unlink it, or split the order to ship the allocated units."
            );
        }
        var units = wanted
            .Select(w => (Line: order.FindLine(w.Line)!, Wanted: w.Quantity))
            .Select(w => (w.Line, Quantity: w.Wanted ?? w.Line.Allocated))
            .Select(w =>
                (
                    w.Line,
                    Own: Math.Min(w.Quantity, w.Line.OwnAllocated),
                    Replacement: w.Quantity - Math.Min(w.Quantity, w.Line.OwnAllocated)
                )
            )
            .ToList();
        if (CheckHeld(units) is { } beyond)
            return beyond;
        if (units.TrueForAll(u => u.Own + u.Replacement == 0))
            return new Refusal(RefusalCode.NotEnoughStock, $"Order {Number} has no allocated units to ship.");

        var leaving = Leaving(work.Catalogue, units);
        if (CheckOnHand(work, warehouses, units, leaving) is { } missing)
            return missing;
        Ship(work, order, warehouses, units, leaving);
        return null;
    }

    private IEnumerable<string> Codes => [request.Warehouse, .. request.AlsoFrom ?? []];

    private Refusal? CheckWarehouses(Catalogue catalogue)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return Refusals.First(
            Codes.Select(
                (code, i) =>
                {
                    var path = i == 0 ? "warehouse" : $"alsoFrom[{i - 1}]";
                    return catalogue.FindWarehouse(code) is null
                            ? new Refusal(RefusalCode.UnknownWarehouse, $"There is no warehouse {code}.", path)
                        : seen.Add(code) ? null
                        : new Refusal(RefusalCode.DuplicateEntry, $"{code} appears twice in the request.", path);
                }
            )
        );
    }

    private Refusal? CheckHeld(List<(OrderLine Line, int Own, int Replacement)> units) =>
        Refusals.First(
            units.Select(
                (u, i) =>
                    u.Own + u.Replacement > u.Line.Allocated
                        ? new Refusal(
                            RefusalCode.NotEnoughStock,
                            $"Line {u.Line.Line} of order {Number} has {u.Line.Allocated} allocated units; {u.Own + u.Replacement} cannot be shipped.",
                            $"lines[{i}].quantity"
                        )
                        : null
            )
        );

    /// <summary>A refusal that names each line with units that the warehouses do not have.</summary>
    private Refusal? CheckOnHand(
        UnitOfWork work,
        List<Warehouse> warehouses,
        List<(OrderLine Line, int Own, int Replacement)> units,
        Dictionary<int, long> leaving
    )
    {
        var places = string.Join(", ", warehouses.Select(w => w.Code));
        return Refusals.First(
            units.SelectMany(
                (u, i) =>
                    Leaving(work.Catalogue, [u])
                        .Keys.Select(pool => (Pool: pool, OnHand: warehouses.Sum(w => work.OnHand(pool, w.Id))))
                        .Where(p => leaving[p.Pool] > p.OnHand)
                        .Select(p => new Refusal(
                            RefusalCode.NotEnoughStock,
                            $"{work.Catalogue.Sku(p.Pool)} has {p.OnHand} units on hand in {places}; {leaving[p.Pool]} cannot be shipped from there.",
                            request.Lines is null ? "warehouse" : $"lines[{i}].quantity"
                        ))
            )
        );
    }

    /// <summary>Physical units by pool.</summary>
    private static Dictionary<int, long> Leaving(Catalogue catalogue, List<(OrderLine Line, int Own, int Replacement)> units)
    {
        var leaving = new Dictionary<int, long>();
        foreach (var (line, own, replacement) in units)
        {
            if (!line.IsKit)
                Add(line.PoolId, own);
            foreach (var component in line.KitComponents)
                Add(catalogue.PoolOf(component.Sku), (long)own * component.PerKit);
            if (line.ReplacementPoolId is { } pool)
                Add(pool, replacement);
        }
        return leaving;

        void Add(int pool, long quantity)
        {
            if (quantity > 0)
                leaving[pool] = leaving.GetValueOrDefault(pool) + quantity;
        }
    }

    private static void Ship(
        UnitOfWork work,
        LoadedOrder order,
        List<Warehouse> warehouses,
        List<(OrderLine Line, int Own, int Replacement)> units,
        Dictionary<int, long> leaving
    )
    {
        foreach (var (line, own, replacement) in units)
        {
            work.Touch(order, line);
            line.Ship(own, replacement);
        }
        foreach (var (pool, quantity) in leaving)
        {
            var left = quantity;
            foreach (var warehouse in warehouses)
            {
                var taken = Math.Min(left, work.OnHand(pool, warehouse.Id));
                left -= taken;
                if (taken > 0)
                    work.ChangeStock(pool, warehouse, -taken, "stockShipped", $"order {order.Order.Number}", reallocateNow: true);
            }
        }
        work.CloseIfDone(order);
    }
}
