using Raincheck.Core.Orders;
using Raincheck.Core.Purchasing;
using Raincheck.Ledger;

namespace Raincheck.Features.Purchasing.Manage;

/// <summary>A page of the list of purchase orders.</summary>
/// <param name="Rows">The purchase orders.</param>
/// <param name="Next">The cursor of the next page; null on the last one.</param>
/// <param name="Problem">The error in the address; null if it is valid.</param>
/// <param name="Vendors">Vendors' names by code.</param>
public sealed record PurchaseOrderGridPage(
    IReadOnlyList<PurchaseOrderRow> Rows,
    string? Next,
    string? Problem,
    IReadOnlyDictionary<string, string> Vendors
);

/// <summary>A purchase order as the list shows it.</summary>
/// <param name="Id">Its id, to match it with changes.</param>
/// <param name="Lines">How many products stand on it.</param>
/// <param name="Ordered">Units ordered, without those that were cancelled.</param>
/// <param name="Linked">Units that orders wait for.</param>
/// <param name="ExpectedAt">The next expected date of pending units.</param>
public sealed record PurchaseOrderRow(
    long Id,
    string Number,
    string Vendor,
    string? Warehouse,
    PurchaseOrderType Type,
    PurchaseOrderStatus Status,
    DropshipStatus DropshipStatus,
    DateTimeOffset CreatedAt,
    int Lines,
    long Ordered,
    long Received,
    long Pending,
    long Linked,
    DateTimeOffset? ExpectedAt
)
{
    internal static PurchaseOrderRow Make(PurchaseOrder row, PurchaseOrderView view) =>
        new(
            row.Id,
            view.Number,
            view.Vendor,
            view.Warehouse,
            view.Type,
            view.Status,
            view.DropshipStatus,
            view.CreatedAt,
            view.Lines.Count,
            view.Lines.Sum(l => (long)l.Quantity - l.Cancelled),
            view.Lines.Sum(l => l.Received),
            view.Lines.Sum(l => l.Pending),
            view.Links.Sum(l => (long)l.Quantity),
            view.Lines.Where(l => l.Pending > 0).Min(l => l.ExpectedAt)
        );
}

/// <summary>Reads the list of purchase orders as its address asks for it.</summary>
internal sealed class PurchaseOrderGrid(PurchaseOrderReader reader, ClientLedger ledger)
{
    public async Task<PurchaseOrderGridPage> ReadAsync(IQueryCollection address, CancellationToken cancel)
    {
        var list = new PurchaseOrderList(address);
        var (rows, views) = list.Query.Problem is null ? await reader.ListAsync(list, list.Query.PageSize + 1, cancel) : ([], []);
        var page = list.Query.Page(rows, rows.Zip(views, PurchaseOrderRow.Make).ToList(), PurchaseOrderList.KeyOf);
        var catalogue = await ledger.CatalogueAsync(cancel);
        return new PurchaseOrderGridPage(page.Items, page.NextCursor, list.Query.Problem?.Detail, NamesOf(catalogue));
    }

    /// <summary>What may come through the door next, at most <paramref name="count"/>: the longest overdue first, what has no day last.</summary>
    public async Task<IReadOnlyList<PurchaseOrderRow>> ExpectedAsync(int count, CancellationToken cancel)
    {
        var (rows, views) = await reader.ExpectedAsync(count, cancel);
        return [.. rows.Zip(views, PurchaseOrderRow.Make)];
    }

    /// <summary>Vendors' names by code.</summary>
    public static IReadOnlyDictionary<string, string> NamesOf(Catalogue catalogue) =>
        catalogue.Vendors.OrderBy(v => v.Code, StringComparer.Ordinal).ToDictionary(v => v.Code, v => v.Name, StringComparer.Ordinal);
}
