using Microsoft.EntityFrameworkCore;
using Raincheck.Core.Orders;
using Raincheck.Features.Promises;
using Raincheck.Ledger;
using Raincheck.Storage;

namespace Raincheck.Features.DelayConsents;

/// <summary>A product of which units are still to be shipped.</summary>
internal sealed record DelayedItem(string Name, int Units);

/// <summary>What the customer's page shows.</summary>
internal sealed record DelayPageContent(
    string Company,
    string Order,
    bool IsOpen,
    DelayConsent Consent,
    IReadOnlyList<DelayedItem> Items,
    DateOnly Today,
    DateOnly ShipBy
);

/// <summary>Reads consents to delays.</summary>
internal sealed class DelayConsentReader(ClientDatabase database, ClientLedger ledger, TimeProvider time)
{
    /// <summary>The consent of an order; null if there is no such order, or its company does not ask.</summary>
    public Task<DelayConsentView?> FindAsync(string number, CancellationToken cancel) =>
        database.ReadAsync(
            async db =>
            {
                if (await db.Orders.AsNoTracking().SingleOrDefaultAsync(o => o.Number == number, cancel) is not { } order)
                    return null;
                var row = await db.DelayConsents.AsNoTracking().SingleOrDefaultAsync(c => c.OrderId == order.Id, cancel);
                return row is null ? null : DelayConsentView.Of(number, row, ShipBy(await ledger.CatalogueAsync(cancel), order));
            },
            cancel
        );

    /// <summary>What the page of a token shows; null if no last notice has this token.</summary>
    public Task<DelayPageContent?> FindAsync(DelayToken token, CancellationToken cancel)
    {
        if (token.Text.Length != DelayToken.Length)
            return Task.FromResult<DelayPageContent?>(null);
        var hash = token.Hash;
        return database.ReadAsync(
            async db =>
            {
                if (await db.DelayConsents.AsNoTracking().SingleOrDefaultAsync(c => c.TokenHash == hash, cancel) is not { } row)
                    return null;
                var order = await db.Orders.AsNoTracking().SingleAsync(o => o.Id == row.OrderId, cancel);
                var lines = await db.OrderLines.AsNoTracking().Where(l => l.OrderId == order.Id).OrderBy(l => l.Line).ToListAsync(cancel);
                var catalogue = await ledger.CatalogueAsync(cancel);
                var items = lines
                    .Where(l => l.Open > 0)
                    .Select(l => (Sku: catalogue.Sku(l.SkuId), l.Open))
                    .Select(l => new DelayedItem(catalogue.FindProduct(l.Sku)?.Name ?? l.Sku, l.Open))
                    .ToList();
                return (DelayPageContent?)
                    new DelayPageContent(
                        catalogue.Company(order.CompanyId).Name,
                        order.Number,
                        order.Status.IsOpen() && items.Count > 0,
                        row,
                        items,
                        new ClientDays(catalogue.Settings, time.GetUtcNow()).Today,
                        ShipBy(catalogue, order)
                    );
            },
            cancel
        );
    }

    private DateOnly ShipBy(Catalogue catalogue, Order order) =>
        ConsentDays.ShipBy(order, catalogue.Company(order.CompanyId).StatedShipDays, new ClientDays(catalogue.Settings, time.GetUtcNow()));
}
