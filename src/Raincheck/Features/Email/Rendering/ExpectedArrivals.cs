using Raincheck.Core.Purchasing;
using Raincheck.Core.Stock;
using Raincheck.Ledger;
using Raincheck.Ledger.Store;

namespace Raincheck.Features.Email.Rendering;

/// <summary>The next purchase order of a product, and its expected date.</summary>
internal sealed record ExpectedArrival(string PurchaseOrder, long At);

/// <summary>Reads when more of some products is expected.</summary>
internal static class ExpectedArrivals
{
    public static readonly IReadOnlyDictionary<int, ExpectedArrival> None = new Dictionary<int, ExpectedArrival>();

    /// <summary>By pool, the next arrival of each product in the e-mails, and of its components.</summary>
    public static async Task<IReadOnlyDictionary<int, ExpectedArrival>> ReadAsync(
        LedgerTransaction snapshot,
        IEnumerable<MailSnapshot> snapshots,
        Catalogue catalogue,
        CancellationToken cancel
    )
    {
        var pools = new HashSet<int>();
        foreach (var product in snapshots.SelectMany(s => s.Lines).Select(l => catalogue.FindProduct(l.Sku)).OfType<Product>())
        {
            if (product.IsKit)
                pools.UnionWith(catalogue.ComponentsOf(product.Id).Select(c => catalogue.PoolOf(c.ComponentId)));
            else
                pools.Add(product.PoolId);
        }
        if (pools.Count == 0)
            return None;
        var pending = new List<(int Pool, ExpectedArrival Arrival)>();
        await snapshot.ReadAsync(
            """
            SELECT l.sku_id, p.number, l.expected_at FROM purchase_order_lines l JOIN purchase_orders p ON p.id = l.purchase_order_id
            WHERE l.sku_id IN (SELECT id FROM products WHERE coalesce(shadow_of_id, id) IN {pools})
                AND l.expected_at IS NOT NULL AND l.quantity - l.received - l.cancelled > 0
                AND p.type = @regular AND p.status IN (@open, @partly)
            """,
            [
                ("pools", pools.ToArray()),
                ("regular", (int)PurchaseOrderType.Regular),
                ("open", (int)PurchaseOrderStatus.Open),
                ("partly", (int)PurchaseOrderStatus.PartiallyReceived),
            ],
            r => pending.Add((catalogue.PoolOf(r.GetInt32(0)), new ExpectedArrival(r.GetString(1), r.GetInt64(2)))),
            cancel
        );
        return pending
            .GroupBy(a => a.Pool, a => a.Arrival)
            .ToDictionary(g => g.Key, g => g.OrderBy(a => a.At).ThenBy(a => a.PurchaseOrder, StringComparer.Ordinal).First());
    }
}
