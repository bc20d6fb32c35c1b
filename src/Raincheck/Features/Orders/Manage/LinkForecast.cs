using Microsoft.EntityFrameworkCore;
using Raincheck.Core.Orders;
using Raincheck.Core.Purchasing;
using Raincheck.Storage;

namespace Raincheck.Features.Orders.Manage;

/// <summary>What of a purchase order the chosen orders could wait for.</summary>
/// <param name="PurchaseOrder">Its number, as somebody typed it.</param>
/// <param name="Orders">Orders that wait for something it brings and that is not linked yet.</param>
/// <param name="Units">How many units.</param>
/// <param name="Free">Units of the same products that it still brings and that no line is linked to; null where there is no such regular purchase order.</param>
public sealed record LinkForecast(string PurchaseOrder, int Orders, long Units, long? Free)
{
    internal static Task<LinkForecast> MakeAsync(
        ClientDatabase database,
        IReadOnlyCollection<string> numbers,
        string purchaseOrder,
        CancellationToken cancel
    ) =>
        database.ReadAsync(
            async db =>
            {
                var head = await db
                    .PurchaseOrders.Where(p => p.Number == purchaseOrder && p.Type == PurchaseOrderType.Regular)
                    .FirstOrDefaultAsync(cancel);
                if (head is null)
                    return new LinkForecast(purchaseOrder, 0, 0, null);
                var free = (await db.PurchaseOrderLines.Where(l => l.PurchaseOrderId == head.Id).ToListAsync(cancel)).ToDictionary(
                    l => l.SkuId,
                    l => l.Pending
                );
                foreach (var link in await db.PurchaseOrderLinks.Where(k => k.PurchaseOrderId == head.Id).ToListAsync(cancel))
                    free[link.SkuId] -= link.Quantity;
                var skus = free.Keys.ToList();
                var waiting = new List<(long Order, int Sku, int Units)>();
                foreach (var chunk in numbers.Chunk(500))
                {
                    var lines = await db
                        .Orders.Where(o =>
                            chunk.Contains(o.Number)
                            && (o.Status == OrderStatus.InProcess || o.Status == OrderStatus.OnHold || o.Status == OrderStatus.Problem)
                        )
                        .Join(db.OrderLines, o => o.Id, l => l.OrderId, (_, line) => line)
                        .Where(l => l.BackOrdered > 0 && skus.Contains(l.PoolId))
                        .ToListAsync(cancel);
                    waiting.AddRange(lines.Select(l => (l.OrderId, l.PoolId, Math.Min(l.BackOrdered, l.Open - l.Linked))));
                }
                waiting.RemoveAll(w => w.Units <= 0);
                return new LinkForecast(
                    purchaseOrder,
                    waiting.Select(w => w.Order).Distinct().Count(),
                    waiting.Sum(w => (long)w.Units),
                    waiting.Select(w => w.Sku).Distinct().Sum(sku => free[sku])
                );
            },
            cancel
        );
}
