using Microsoft.EntityFrameworkCore;
using Raincheck.Core.Orders;
using Raincheck.Core.Purchasing;
using Raincheck.Core.Stock;
using Raincheck.Features.Promises;
using Raincheck.Ledger;
using Raincheck.Storage;

namespace Raincheck.Features.Products.Page;

/// <summary>The details of the lines of a section: orders, pins, links and purchase orders.</summary>
internal sealed class QueueFormatter(
    Catalogue catalogue,
    Product product,
    Dictionary<long, (string Number, string Customer, OrderStatus Status)> orders,
    Dictionary<(long, int), Pin> pins,
    ILookup<(long, int), (string PurchaseOrder, int Quantity)> links
)
{
    public static async Task<QueueFormatter> LoadAsync(
        RaincheckDb db,
        Catalogue catalogue,
        Product product,
        List<OrderLine> lines,
        CancellationToken cancel
    )
    {
        var ids = lines.Select(l => l.OrderId).Distinct().ToList();
        var heads = await db
            .Orders.Where(o => ids.Contains(o.Id))
            .Select(o => new
            {
                o.Id,
                o.Number,
                o.CustomerName,
                o.Status,
            })
            .ToListAsync(cancel);
        var pinned = await db.Pins.Where(p => ids.Contains(p.OrderId)).ToListAsync(cancel);
        var linked = await db
            .PurchaseOrderLinks.Where(k => ids.Contains(k.OrderId) && k.Quantity > 0)
            .Join(
                db.PurchaseOrders.Where(PurchaseOrderGroups.Regular),
                k => k.PurchaseOrderId,
                p => p.Id,
                (k, p) =>
                    new
                    {
                        k.OrderId,
                        k.Line,
                        p.Number,
                        k.Quantity,
                    }
            )
            .ToListAsync(cancel);
        return new QueueFormatter(
            catalogue,
            product,
            heads.ToDictionary(o => o.Id, o => (o.Number, o.CustomerName, o.Status)),
            pinned.ToDictionary(p => (p.OrderId, p.Line)),
            linked.ToLookup(k => (k.OrderId, k.Line), k => (k.Number, k.Quantity))
        );
    }

    /// <param name="line">The line.</param>
    /// <param name="place">Its position among the lines that wait; null if it does not wait.</param>
    /// <param name="ships">The piece that completes it; null if its date is not known.</param>
    /// <param name="ends">The purchase orders whose units end with it.</param>
    public QueueRow Row(OrderLine line, long? place, SchedulePieceView? ships, IReadOnlyList<QueueEnd> ends)
    {
        var (number, customer, status) = orders[line.OrderId];
        return new QueueRow(
            number,
            line.Line,
            line.SkuId == product.PoolId || line.SkuId == product.Id && product.ShadowOfId is null ? null : catalogue.Sku(line.SkuId),
            customer,
            status,
            line.Priority,
            Micros.ToTime(line.QueuedAt),
            line.Open,
            line.Allocated,
            line.BackOrdered,
            [.. NotesOf(line)],
            place,
            line.LacksUnits ? ships : null,
            ends
        );
    }

    private IEnumerable<string> NotesOf(OrderLine line)
    {
        if (line.Pinned > 0)
        {
            var pin = pins.GetValueOrDefault((line.OrderId, line.Line));
            yield return $"{line.Pinned:N0} pinned{(pin is null ? "" : $" by {pin.Actor}: {pin.Reason}")}";
        }
        if (line.FirmWanted > line.Pinned)
            yield return $"{line.FirmWanted - line.Pinned:N0} cross-docked";
        if (line.ReplacementAllocated > 0 && line.ReplacementPoolId is { } pool)
            yield return $"{line.ReplacementAllocated:N0} of {catalogue.Sku(pool)} taken in its place";
        foreach (var (purchaseOrder, quantity) in links[(line.OrderId, line.Line)])
            yield return $"{quantity:N0} linked to {purchaseOrder}";
    }
}
