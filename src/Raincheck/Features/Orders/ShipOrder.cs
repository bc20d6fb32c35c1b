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
        if (Shipping.CheckLinks(order.Order, work.Links.Of(order).Select(l => (l.Row, l.PurchaseOrder))) is { } waits)
            return waits;
        var units = wanted.Select(w => ShippedUnits.Of(order.FindLine(w.Line)!, w.Quantity)).ToList();
        if (Refusals.First(units.Select((u, i) => u.CheckHeld(order.Order, $"lines[{i}].quantity"))) is { } beyond)
            return beyond;
        if (units.TrueForAll(u => u.Units == 0))
            return new Refusal(RefusalCode.NotEnoughStock, $"Order {Number} has no allocated units to ship.");
        if (CheckOnHand(work, warehouses, units) is { } missing)
            return missing;
        Ship(work, order, warehouses, units);
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

    /// <summary>A refusal that names each line with units that the warehouses do not have.</summary>
    private Refusal? CheckOnHand(UnitOfWork work, List<Warehouse> warehouses, List<ShippedUnits> units)
    {
        var places = string.Join(", ", warehouses.Select(w => w.Code));
        return Refusals.First(
            Shipping
                .Missing(units, work.Catalogue.PoolOf, pool => warehouses.Sum(w => work.OnHand(pool, w.Id)))
                .Select(m => new Refusal(
                    RefusalCode.NotEnoughStock,
                    $"{work.Catalogue.Sku(m.Pool)} has {m.OnHand} units on hand in {places}; {m.Leaving} cannot be shipped from there.",
                    request.Lines is null ? "warehouse" : $"lines[{m.Index}].quantity"
                ))
        );
    }

    private static void Ship(UnitOfWork work, LoadedOrder order, List<Warehouse> warehouses, List<ShippedUnits> units)
    {
        var leaving = Shipping.Leaving(units, work.Catalogue.PoolOf);
        foreach (var (line, own, replacement) in units)
        {
            work.Touch(order, line);
            line.Ship(own, replacement);
        }
        foreach (var (pool, quantity) in leaving)
        {
            var taken = Shipping.TakeInOrder(quantity, warehouses.Select(w => work.OnHand(pool, w.Id))).ToList();
            foreach (var (warehouse, gives) in warehouses.Zip(taken).Where(t => t.Second > 0))
                work.ChangeStock(pool, warehouse, -gives, "stockShipped", $"order {order.Order.Number}", reallocateNow: true);
        }
        work.CloseIfDone(order);
    }
}
