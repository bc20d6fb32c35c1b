using Raincheck.Features.MasterData;
using Raincheck.Ledger;

namespace Raincheck.Features.Products.List;

/// <summary>A product of the list.</summary>
/// <param name="PoolId">Whose stock it has.</param>
/// <param name="Product">The displayed part.</param>
public sealed record ProductRow(int PoolId, ProductView Product);

/// <summary>A page of products, with the values of its filters.</summary>
/// <param name="Rows">The products.</param>
/// <param name="Next">The cursor of the next page; null on the last one.</param>
/// <param name="Problem">The error in the address; null if it is valid.</param>
/// <param name="ShowsBackOrders">The workflow is on.</param>
/// <param name="Vendors">Codes and names of vendors.</param>
public sealed record ProductGridPage(
    IReadOnlyList<ProductRow> Rows,
    string? Next,
    string? Problem,
    bool ShowsBackOrders,
    IReadOnlyList<VendorView> Vendors
);

/// <summary>The list of products as its address asks for it: the filters of the API's list.</summary>
internal sealed class ProductGrid(ProductReader products, ClientLedger ledger)
{
    public async Task<ProductGridPage> ReadAsync(IQueryCollection address, CancellationToken cancel)
    {
        var list = new ProductList(address);
        var (rows, views) = list.Query.Problem is null ? await products.ListAsync(list, list.Query.PageSize + 1, cancel) : ([], []);
        var page = list.Query.Page(
            [.. rows.Zip(views)],
            rows.Zip(views, (row, view) => new ProductRow(row.PoolId, view)).ToList(),
            list.KeyOf
        );
        var catalogue = await ledger.CatalogueAsync(cancel);
        return new ProductGridPage(
            page.Items,
            page.NextCursor,
            list.Query.Problem?.Detail,
            catalogue.Settings.EnableBackOrderWorkflow,
            [.. catalogue.Vendors.OrderBy(v => v.Name, StringComparer.OrdinalIgnoreCase).Select(v => new VendorView(v.Code, v.Name))]
        );
    }
}
