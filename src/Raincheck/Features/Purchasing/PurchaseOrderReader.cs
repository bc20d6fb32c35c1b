using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Raincheck.Core.Orders;
using Raincheck.Core.Purchasing;
using Raincheck.Ledger;
using Raincheck.Platform.Http;
using Raincheck.Storage;

namespace Raincheck.Features.Purchasing;

/// <summary>The parameters of a list of purchase orders, newest first.</summary>
internal sealed class PurchaseOrderList
{
    private readonly PurchaseOrderStatus? status;
    private readonly string? vendor;
    private readonly PurchaseOrderType? type;
    private readonly long? after;

    public PurchaseOrderList(HttpContext http)
        : this(http.Request.Query) { }

    /// <summary>Parses a query string of a request or of a page.</summary>
    public PurchaseOrderList(IQueryCollection query)
    {
        Query = new ListQuery(query, "purchase-orders", [.. Parameters.Select(p => p.Name)]);
        status = Query.One<PurchaseOrderStatus>("status");
        vendor = Query.Text("vendor");
        type = Query.One<PurchaseOrderType>("type");
        after = Query.Key(JsonValueKind.Number) is [var key] ? key.GetInt64() : null;
    }

    public static IReadOnlyList<QueryParameter> Parameters { get; } =
    [
        QueryParameter.OneOf<PurchaseOrderStatus>("status", "The status."),
        new("vendor", "The code of the vendor."),
        QueryParameter.OneOf<PurchaseOrderType>("type", "The type."),
    ];

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
        if (type is { } kind)
            orders = orders.Where(o => o.Type == kind);
        if (after is { } id)
            orders = orders.Where(o => o.Id < id);
        return await orders.OrderByDescending(o => o.Id).Take(count).ToListAsync(cancel);
    }
}

/// <summary>Reads purchase orders with their lines, all of one moment.</summary>
internal sealed class PurchaseOrderReader(ClientDatabase database, ClientLedger ledger)
{
    /// <summary>The purchase order of that number; null if there is none.</summary>
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

    /// <summary>Regular purchase orders of which something is to come, by the day on which the first of it is expected; without a day last.</summary>
    public Task<(List<PurchaseOrder> Rows, List<PurchaseOrderView> Views)> ExpectedAsync(int count, CancellationToken cancel) =>
        database.ReadAsync(
            async db =>
            {
                var rows = await db
                    .PurchaseOrders.Where(PurchaseOrderGroups.Regular)
                    .Where(PurchaseOrderGroups.Open)
                    .OrderBy(o =>
                        db.PurchaseOrderLines.Where(l => l.PurchaseOrderId == o.Id)
                            .Where(PurchaseOrderLine.HasPending)
                            .Min(l => l.ExpectedAt)
                        ?? long.MaxValue
                    )
                    .ThenBy(o => o.Id)
                    .Take(count)
                    .ToListAsync(cancel);
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
        var links = (await LinksAsync(db, ids, cancel)).ToLookup(l => l.Link.PurchaseOrderId);
        var orderIds = orders.Select(o => o.OrderId).OfType<long>().Distinct().ToList();
        var numbers =
            orderIds.Count == 0
                ? []
                : await db
                    .Orders.Where(o => orderIds.Contains(o.Id))
                    .Select(o => new { o.Id, o.Number })
                    .ToDictionaryAsync(o => o.Id, o => o.Number, cancel);
        // After the rows: it knows every product that they name.
        var catalogue = await ledger.CatalogueAsync(cancel);
        return orders.ConvertAll(o =>
            PurchaseOrderViews.Make(
                o,
                lines[o.Id],
                catalogue,
                o.OrderId is { } id ? numbers[id] : null,
                links[o.Id]
                    .OrderBy(l => l.Line.Position)
                    .Select(l => new PurchaseOrderLinkView(l.Number, l.Link.Line, catalogue.Sku(l.Link.SkuId), l.Link.Quantity))
            )
        );
    }

    private static async Task<List<(PurchaseOrderLink Link, OrderLine Line, string Number)>> LinksAsync(
        RaincheckDb db,
        List<long> purchaseOrderIds,
        CancellationToken cancel
    )
    {
        var found =
            from k in db.PurchaseOrderLinks
            where purchaseOrderIds.Contains(k.PurchaseOrderId) && k.Quantity > 0
            join l in db.OrderLines on new { k.OrderId, k.Line } equals new { l.OrderId, l.Line }
            join o in db.Orders on k.OrderId equals o.Id
            select new
            {
                Link = k,
                Line = l,
                o.Number,
            };
        return (await found.ToListAsync(cancel)).ConvertAll(f => (f.Link, f.Line, f.Number));
    }
}
