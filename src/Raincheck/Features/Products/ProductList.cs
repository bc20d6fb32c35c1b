using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Raincheck.Core;
using Raincheck.Core.Stock;
using Raincheck.Ledger;
using Raincheck.Platform.Http;
using Raincheck.Storage;

namespace Raincheck.Features.Products;

/// <summary>The parameters of a list of products, sorted by SKU or by shortage.</summary>
internal sealed class ProductList
{
    /// <summary>So many products are picked out one by one.</summary>
    private const int FewMax = 4_000;

    private const int StepProducts = 500;

    private const string BySku = "sku";
    private const string ByShortage = "-backOrdered";

    private readonly string? search;
    private readonly string? vendor;
    private readonly long? backOrderedFrom;
    private readonly long? backOrderedTo;
    private readonly bool isByShortage;
    private readonly JsonElement[]? after;

    public ProductList(HttpContext http)
        : this(http.Request.Query) { }

    /// <summary>Parses a query string of a request or of a page.</summary>
    public ProductList(IQueryCollection query)
    {
        Query = new ListQuery(query, "products", [.. Parameters.Select(p => p.Name)]);
        search = Query.Text("q");
        vendor = Query.Text("vendor");
        backOrderedFrom = Query.Number("backOrderedFrom", 0, Quantity.MaxTotal);
        backOrderedTo = Query.Number("backOrderedTo", 0, Quantity.MaxTotal);
        isByShortage = Query.OneOf("sort", BySku, ByShortage) == ByShortage;
        after = isByShortage
            ? Query.Key(JsonValueKind.Number, JsonValueKind.Number, JsonValueKind.Number)
            : Query.Key(JsonValueKind.String);
    }

    public static IReadOnlyList<QueryParameter> Parameters { get; } =
    [
        new("q", "Part of the SKU or of the name."),
        QueryParameter.Number("backOrderedFrom", "Minimum of back-ordered units.", 0, Quantity.MaxTotal),
        QueryParameter.Number("backOrderedTo", "Maximum of back-ordered units.", 0, Quantity.MaxTotal),
        new("vendor", "The code of the vendor."),
        new("sort", $"Default: {BySku}. {ByShortage} lists products with back-ordered units, most first.", [BySku, ByShortage]),
    ];

    public ListQuery Query { get; }

    /// <summary>The sort key of a product.</summary>
    public object[] KeyOf((Product Row, ProductView View) product) =>
        isByShortage ? [product.View.Stock.BackOrdered, product.Row.PoolId, product.Row.Id] : [product.Row.Sku];

    /// <summary>The products of a page, at most <paramref name="count"/>.</summary>
    public async Task<List<Product>> RowsAsync(RaincheckDb db, Catalogue catalogue, int count, CancellationToken cancel)
    {
        var products = catalogue.ProductIndex.Search(search, !isByShortage && after is [var last] ? last.GetString() : null);
        if (vendor is not null)
        {
            if (catalogue.FindVendor(vendor) is not { Id: var vendorId })
                return [];
            products = products.Where(p => p.VendorId == vendorId);
        }
        if (isByShortage)
            return catalogue.Settings.EnableBackOrderWorkflow ? await MostShortFirstAsync(db, products, count, cancel) : [];
        if (backOrderedFrom is null && backOrderedTo is null)
            return [.. products.Take(count)];
        var (from, to) = (backOrderedFrom ?? 0, backOrderedTo ?? long.MaxValue);
        // With the workflow off nothing is back-ordered, independent of the stored values.
        if (!catalogue.Settings.EnableBackOrderWorkflow)
            return from == 0 ? [.. products.Take(count)] : [];

        var between = db.StockPools.Where(s => s.BackOrdered >= from && s.BackOrdered <= to).Select(s => s.Id);
        var few = await between.Take(FewMax + 1).ToListAsync(cancel);
        if (few.Count <= FewMax)
        {
            var wanted = few.ToHashSet();
            return [.. products.Where(p => wanted.Contains(p.PoolId)).Take(count)];
        }
        // Among many the next ones are soon found by going along the list.
        var found = new List<Product>();
        foreach (var some in products.Chunk(StepProducts))
        {
            var pools = some.Select(p => p.PoolId).ToArray();
            var wanted = await between.Where(id => pools.Contains(id)).ToHashSetAsync(cancel);
            found.AddRange(some.Where(p => wanted.Contains(p.PoolId)).Take(count - found.Count));
            if (found.Count == count)
                break;
        }
        return found;
    }

    /// <summary>Scans the pools by shortage, largest first, until the page is full.</summary>
    private async Task<List<Product>> MostShortFirstAsync(
        RaincheckDb db,
        IEnumerable<Product> products,
        int count,
        CancellationToken cancel
    )
    {
        var (from, to) = (Math.Max(1, backOrderedFrom ?? 0), backOrderedTo ?? long.MaxValue);
        var ofPool = products.ToLookup(p => p.PoolId);
        var (qty, pool, product) = after is [var a, var b, var c] ? (a.GetInt64(), b.GetInt64(), c.GetInt64()) : (long.MaxValue, 0, 0);
        var found = new List<Product>();
        while (true)
        {
            var pools = await db
                .StockPools.Where(s => s.BackOrdered >= from && s.BackOrdered <= to)
                .Where(s => s.BackOrdered <= qty && (s.BackOrdered < qty || s.Id >= pool))
                .OrderByDescending(s => s.BackOrdered)
                .ThenBy(s => s.Id)
                .Take(StepProducts)
                .Select(s => new { s.Id, s.BackOrdered })
                .ToListAsync(cancel);
            foreach (var some in pools)
                found.AddRange(ofPool[some.Id].Where(p => some.Id != pool || p.Id > product).OrderBy(p => p.Id));
            if (found.Count >= count || pools.Count < StepProducts)
                return [.. found.Take(count)];
            (qty, pool, product) = (pools[^1].BackOrdered, pools[^1].Id, int.MaxValue);
        }
    }
}
