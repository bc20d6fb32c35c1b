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

    private protected override Refusal? CheckRequest() =>
        Text.CheckThere(request.Warehouse, "warehouse") ?? LineQuantities.Check(request.Lines);

    private protected override Refusal? Change(Batch batch, LoadedOrder order)
    {
        var wanted = request.Lines ?? [.. order.Lines.Where(l => l.Allocated > 0).Select(l => new LineQuantity(l.Line))];
        if (LineQuantities.CheckFound(wanted, order) is { } notFound)
            return notFound;
        if (batch.Catalogue.FindWarehouse(request.Warehouse) is not { } warehouse)
            return new Refusal(RefusalCode.UnknownWarehouse, $"There is no warehouse {request.Warehouse}.", "warehouse");
        if (LineQuantities.CheckOnce(wanted) is { } twice)
            return twice;
        if (order.Order.Status != OrderStatus.InProcess)
            return Outcomes.StatusForbids(order, "shipped");
        if (batch.LinksOf(order).FirstOrDefault(l => l.Row.Quantity > 0 && l.PurchaseOrder.Type == PurchaseOrderType.Regular) is { } link)
        {
            return new Refusal(
                RefusalCode.WaitsForPurchaseOrder,
                $"Order {Number} waits for purchase order {link.PurchaseOrder.Number}; receive it, unlink it, or split the order to ship what is here."
            );
        }
        var units = new List<(OrderLine Line, int Own, int Replacement)>();
        for (var i = 0; i < wanted.Count; i++)
        {
            var line = order.FindLine(wanted[i].Line)!;
            var quantity = wanted[i].Quantity ?? line.Allocated;
            if (quantity > line.Allocated)
            {
                return new Refusal(
                    RefusalCode.NotEnoughStock,
                    $"Line {line.Line} of order {Number} holds {line.Allocated} units; {quantity} cannot be shipped.",
                    $"lines[{i}].quantity"
                );
            }
            var own = Math.Min(quantity, line.OwnAllocated);
            units.Add((line, own, quantity - own));
        }
        if (units.TrueForAll(u => u.Own + u.Replacement == 0))
            return new Refusal(RefusalCode.NotEnoughStock, $"Order {Number} holds no units to ship.");

        var leaving = Leaving(batch.Catalogue, units);
        foreach (var (pool, quantity) in leaving)
        {
            var onHand = batch.OnHand(pool, warehouse.Id);
            if (quantity > onHand)
            {
                return new Refusal(
                    RefusalCode.NotEnoughStock,
                    $"{batch.Catalogue.Sku(pool)} has {onHand} units on hand in {warehouse.Code}; {quantity} cannot be shipped from there."
                );
            }
        }
        Ship(batch, order, warehouse, units, leaving);
        return null;
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
