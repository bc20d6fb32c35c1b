using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Raincheck.Core.Notices;
using Raincheck.Core.Orders;
using Raincheck.Core.Purchasing;
using Raincheck.Ledger;
using Raincheck.Storage;

namespace Raincheck.Features.Email.Rendering;

/// <summary>Reads what mails tell, for many of them at once.</summary>
internal sealed class MailFactsReader(ClientDatabase database, ClientLedger ledger)
{
    /// <summary>The facts of mails of the outbox, with the quantities that were written down with them.</summary>
    public async Task<(Catalogue Catalogue, Dictionary<long, MailFacts> ByMail)> ReadAsync(
        IReadOnlyCollection<OutboxMail> mails,
        CancellationToken cancel
    )
    {
        await using var db = database.CreateContext();
        var ids = mails.Select(m => m.OrderId).Distinct().ToList();
        var orders = await db.Orders.AsNoTracking().Where(o => ids.Contains(o.Id)).ToDictionaryAsync(o => o.Id, cancel);
        var snapshots = mails.ToDictionary(m => m.Id, m => JsonSerializer.Deserialize<MailSnapshot>(m.Data, LedgerJson.Options)!);
        // After the rows: it knows every product that they name.
        var catalogue = await ledger.CatalogueAsync(cancel);
        var arrivals = await ArrivalsAsync(db, snapshots.Values, catalogue, cancel);
        return (catalogue, mails.ToDictionary(m => m.Id, m => new MailFacts(orders[m.OrderId], m.Event, snapshots[m.Id], arrivals)));
    }

    /// <summary>The facts of a mail about an order as it is now; null where there is no such order.</summary>
    public async Task<(Catalogue Catalogue, MailFacts Facts)?> ReadAsync(string orderNumber, MailEvent? what, CancellationToken cancel)
    {
        if (!Storable.IsText(orderNumber))
            return null;
        await using var db = database.CreateContext();
        if (await db.Orders.AsNoTracking().FirstOrDefaultAsync(o => o.Number == orderNumber, cancel) is not { } order)
            return null;
        var lines = await db.OrderLines.AsNoTracking().Where(l => l.OrderId == order.Id).OrderBy(l => l.Line).ToListAsync(cancel);
        var catalogue = await ledger.CatalogueAsync(cancel);
        var snapshot = new MailSnapshot(new LineHistory([], []).Lines(lines, 0, what, catalogue));
        var arrivals = await ArrivalsAsync(db, [snapshot], catalogue, cancel);
        return (catalogue, new MailFacts(order, what, snapshot, arrivals));
    }

    /// <summary>The next arrival of each product that is told of, and of its components.</summary>
    private static async Task<Dictionary<int, ExpectedArrival>> ArrivalsAsync(
        RaincheckDb db,
        IEnumerable<MailSnapshot> snapshots,
        Catalogue catalogue,
        CancellationToken cancel
    )
    {
        var pools = new HashSet<int>();
        foreach (var product in snapshots.SelectMany(s => s.Lines).Select(l => catalogue.FindProduct(l.Sku)).OfType<Core.Stock.Product>())
        {
            if (product.IsKit)
                pools.UnionWith(catalogue.ComponentsOf(product.Id).Select(c => catalogue.PoolOf(c.ComponentId)));
            else
                pools.Add(product.PoolId);
        }
        var products = db.Products.Where(p => pools.Contains(p.ShadowOfId ?? p.Id)).Select(p => p.Id);
        var pending = await db
            .PurchaseOrderLines.AsNoTracking()
            .Where(l => l.ExpectedAt != null && l.Quantity - l.Received - l.Cancelled > 0 && products.Contains(l.SkuId))
            .Join(
                db.PurchaseOrders.Where(p =>
                    p.Type == PurchaseOrderType.Regular
                    && (p.Status == PurchaseOrderStatus.Open || p.Status == PurchaseOrderStatus.PartiallyReceived)
                ),
                l => l.PurchaseOrderId,
                p => p.Id,
                (l, p) =>
                    new
                    {
                        l.SkuId,
                        p.Number,
                        At = l.ExpectedAt!.Value,
                    }
            )
            .ToListAsync(cancel);
        return pending
            .GroupBy(a => catalogue.PoolOf(a.SkuId))
            .ToDictionary(
                g => g.Key,
                g =>
                    g.OrderBy(a => a.At)
                        .ThenBy(a => a.Number, StringComparer.Ordinal)
                        .Select(a => new ExpectedArrival(a.Number, a.At))
                        .First()
            );
    }
}
