using Raincheck.Core;
using Raincheck.Core.Orders;
using Raincheck.Core.Purchasing;
using Raincheck.Core.Stock;
using Raincheck.Ledger;

namespace Raincheck.Features.Orders;

/// <summary>What leaves.</summary>
/// <param name="Warehouse">From where.</param>
/// <param name="Lines">These units; where it is left out, everything that the order holds.</param>
public sealed record Shipment(string Warehouse, IReadOnlyList<LineQuantity>? Lines = null);

/// <summary>
/// Ships units that the order holds. Firm units go first, then units of the line's own SKU, then replacement units. Refused
/// as a whole where a line does not hold so many or the warehouse does not have them.
/// </summary>
public sealed class ShipOrder(string number, Shipment request) : OrderCommand(number)
{
    protected internal override string Kind => "shipped";

    protected internal override void Declare(Needs needs) => needs.ShippedOrder(Number);

    private protected override Refusal? CheckRequest(long now) =>
        Text.CheckThere(request.Warehouse, "warehouse") ?? LineQuantities.Check(request.Lines);

    private protected override Refusal? Change(Batch batch, LoadedOrder order)
    {
        var wanted = request.Lines ?? [.. order.Lines.Where(l => l.Allocated > 0).Select(l => new LineQuantity(l.Line))];
        var found = batch.Catalogue.FindWarehouse(request.Warehouse);
        if (
            Refusals.First(
                LineQuantities.CheckLines(wanted, order),
                found is null ? new Refusal(RefusalCode.UnknownWarehouse, $"There is no warehouse {request.Warehouse}.", "warehouse") : null
            ) is
            { } unknown
        )
            return unknown;
        var warehouse = found!;
        if (order.Order.Status != OrderStatus.InProcess)
            return Outcomes.StatusForbids(order, "shipped");
        if (batch.LinksOf(order).FirstOrDefault(l => l.Row.Quantity > 0 && l.PurchaseOrder.Type == PurchaseOrderType.Regular) is { } link)
        {
            return new Refusal(
                RefusalCode.WaitsForPurchaseOrder,
                $"Order {Number} waits for purchase order {link.PurchaseOrder.Number}; receive it, unlink it, or split the order to ship what is here."
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
            return new Refusal(RefusalCode.NotEnoughStock, $"Order {Number} holds no units to ship.");

        var leaving = Leaving(batch.Catalogue, units);
        if (CheckOnHand(batch, warehouse, units, leaving) is { } missing)
            return missing;
        Ship(batch, order, warehouse, units, leaving);
        return null;
    }

    private Refusal? CheckHeld(List<(OrderLine Line, int Own, int Replacement)> units) =>
        Refusals.First(
            units.Select(
                (u, i) =>
                    u.Own + u.Replacement > u.Line.Allocated
                        ? new Refusal(
                            RefusalCode.NotEnoughStock,
                            $"Line {u.Line.Line} of order {Number} holds {u.Line.Allocated} units; {u.Own + u.Replacement} cannot be shipped.",
                            $"lines[{i}].quantity"
                        )
                        : null
            )
        );

    /// <summary>A refusal that names each line with units that the warehouse does not have.</summary>
    private Refusal? CheckOnHand(
        Batch batch,
        Warehouse warehouse,
        List<(OrderLine Line, int Own, int Replacement)> units,
        Dictionary<int, long> leaving
    ) =>
        Refusals.First(
            units.SelectMany(
                (u, i) =>
                    Leaving(batch.Catalogue, [u])
                        .Keys.Where(pool => leaving[pool] > batch.OnHand(pool, warehouse.Id))
                        .Select(pool => new Refusal(
                            RefusalCode.NotEnoughStock,
                            $"{batch.Catalogue.Sku(pool)} has {batch.OnHand(pool, warehouse.Id)} units on hand in {warehouse.Code}; {leaving[pool]} cannot be shipped from there.",
                            request.Lines is null ? "warehouse" : $"lines[{i}].quantity"
                        ))
            )
        );

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
        Batch batch,
        LoadedOrder order,
        Warehouse warehouse,
        List<(OrderLine Line, int Own, int Replacement)> units,
        Dictionary<int, long> leaving
    )
    {
        foreach (var (line, own, replacement) in units)
        {
            batch.Touch(order, line);
            var firm = Math.Min(own, line.Firm);
            line.Shipped += own + replacement;
            line.FirmWanted -= Math.Min(own, line.FirmWanted);
            line.Hold(new(line.OwnAllocated - own, line.ReplacementAllocated - replacement, line.Firm - firm), line.ReplacementPoolId);
        }
        foreach (var (pool, quantity) in leaving)
            batch.ChangeStock(pool, warehouse, -quantity, "stockShipped", $"order {order.Order.Number}", determineNow: true);
        batch.CloseIfDone(order);
    }
}
