using Microsoft.EntityFrameworkCore;
using Raincheck.Core.Orders;
using Raincheck.Core.Purchasing;
using Raincheck.Core.Stock;
using Raincheck.Ledger;
using Raincheck.Storage;

namespace Raincheck.Features.Products.Page;

/// <summary>The details of the lines of a section: orders, pins, links and purchase orders.</summary>
internal sealed class QueueWords(
    Catalogue catalogue,
    Product product,
    Dictionary<long, (string Number, string Customer, OrderStatus Status)> orders,
    Dictionary<(long, int), Pin> pins,
    ILookup<(long, int), (string PurchaseOrder, int Quantity)> links,
    List<(QueueCover Cover, long Until)> covers
)
{
    public static async Task<QueueWords> LoadAsync(
        RaincheckDb db,
        Catalogue catalogue,
        Product product,
        StockPool pool,
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
                db.PurchaseOrders.Where(p => p.Type == PurchaseOrderType.Regular),
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
        // What the others of a group take of it is not known here.
        var supply = pool.GroupId is null ? await ProductSupply.PendingAsync(db, pool.Id, cancel) : [];
        var arriving = new List<(QueueCover, long)>();
        var until = 0L;
        foreach (var arrival in supply)
            arriving.Add((new QueueCover(arrival.PurchaseOrder, arrival.ExpectedAt), until += arrival.Pending));
        return new QueueWords(
            catalogue,
            product,
            heads.ToDictionary(o => o.Id, o => (o.Number, o.CustomerName, o.Status)),
            pinned.ToDictionary(p => (p.OrderId, p.Line)),
            linked.ToLookup(k => (k.OrderId, k.Line), k => (k.Number, k.Quantity)),
            arriving
        );
    }

    /// <param name="line">The line.</param>
    /// <param name="through">Lines and units that wait, up to and with this one; null if it does not wait.</param>
    public QueueRow Row(OrderLine line, (long Lines, long Units)? through)
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
            through?.Lines,
            through is { Units: var units } ? covers.Find(c => c.Until >= units).Cover : null
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
