using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Raincheck.Api;
using Raincheck.Core.Purchasing;
using Raincheck.Ledger;
using Raincheck.Storage;

namespace Raincheck.Features.Purchasing;

/// <summary>What a list of purchase orders is asked for; the newest stand first.</summary>
internal sealed class PurchaseOrderList
{
    private readonly PurchaseOrderStatus? status;
    private readonly string? vendor;
    private readonly long? after;

    public PurchaseOrderList(HttpContext http)
    {
        Query = new ListQuery(http, "purchase-orders", [.. Parameters.Select(p => p.Name)]);
        status = Query.One<PurchaseOrderStatus>("status");
        vendor = Query.Text("vendor");
        after = Query.Key(JsonValueKind.Number) is [var key] ? key.GetInt64() : null;
    }

    public static IReadOnlyList<QueryParameter> Parameters { get; } =
    [QueryParameter.OneOf<PurchaseOrderStatus>("status", "Where they stand."), new("vendor", "The code of the vendor.")];

    public ListQuery Query { get; }

    public static object[] KeyOf(PurchaseOrder order) => [order.Id];

    /// <summary>The purchase orders of a page, at most <paramref name="count"/>.</summary>
    public async Task<List<PurchaseOrder>> RowsAsync(RaincheckDb db, Catalogue catalogue, int count, CancellationToken cancel)
    {
        IQueryable<PurchaseOrder> orders = db.PurchaseOrders;
        if (status is { } wanted)
            orders = orders.Where(o => o.Status == wanted);
        if (vendor is not null)
        {
            if (catalogue.FindVendor(vendor) is not { Id: var vendorId })
                return [];
            orders = orders.Where(o => o.VendorId == vendorId);
        }
        if (after is { } id)
            orders = orders.Where(o => o.Id < id);
        return await orders.OrderByDescending(o => o.Id).Take(count).ToListAsync(cancel);
    }
}

/// <summary>Reads purchase orders with their lines, all of one moment.</summary>
internal sealed class PurchaseOrderReader(ClientDatabase database, ClientLedger ledger)
{
    /// <summary>The purchase order of that number; null where there is none.</summary>
    public async Task<PurchaseOrderView?> FindAsync(string number, CancellationToken cancel) =>
        await database.ReadAsync(
            async db =>
            {
                var found = await db.PurchaseOrders.Where(o => o.Number == number).ToListAsync(cancel);
                return (await ViewsAsync(db, found, cancel)).SingleOrDefault();
            },
            cancel
        );

    /// <summary>The purchase orders that a list asks for.</summary>
    public Task<(List<PurchaseOrder> Rows, List<PurchaseOrderView> Views)> ListAsync(
        PurchaseOrderList list,
        int count,
        CancellationToken cancel
    ) =>
        database.ReadAsync(
            async db =>
            {
                var rows = await list.RowsAsync(db, await ledger.CatalogueAsync(cancel), count, cancel);
                return (rows, await ViewsAsync(db, rows, cancel));
            },
            cancel
        );

    private async Task<List<PurchaseOrderView>> ViewsAsync(RaincheckDb db, List<PurchaseOrder> orders, CancellationToken cancel)
    {
        if (orders.Count == 0)
            return [];
        var ids = orders.ConvertAll(o => o.Id);
        var lines = (await db.PurchaseOrderLines.Where(l => ids.Contains(l.PurchaseOrderId)).ToListAsync(cancel)).ToLookup(l =>
            l.PurchaseOrderId
        );
        var catalogue = await ledger.CatalogueAsync(cancel);
        return orders.ConvertAll(o => PurchaseOrderView.Make(o, lines[o.Id], catalogue));
    }
}
