using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Raincheck.Api;
using Raincheck.Core;
using Raincheck.Core.Stock;
using Raincheck.Storage;

namespace Raincheck.Features.Products;

/// <summary>What a list of products is asked for; it goes by SKU.</summary>
internal sealed class ProductList
{
    private readonly string? search;
    private readonly long? backOrderedFrom;
    private readonly long? backOrderedTo;
    private readonly string? after;

    public ProductList(HttpContext http)
    {
        Query = new ListQuery(http, "products", [.. Parameters.Select(p => p.Name)]);
        search = Query.Text("q");
        backOrderedFrom = Query.Number("backOrderedFrom", 0, Quantity.MaxTotal);
        backOrderedTo = Query.Number("backOrderedTo", 0, Quantity.MaxTotal);
        after = Query.Key(JsonValueKind.String) is [var key] ? key.GetString() : null;
    }

    public static IReadOnlyList<QueryParameter> Parameters { get; } =
    [
        new("q", "Part of the SKU or of the name."),
        new("backOrderedFrom", "At least so many back-ordered units."),
        new("backOrderedTo", "At most so many back-ordered units."),
    ];

    public ListQuery Query { get; }

    public static object[] KeyOf(Product product) => [product.Sku];

    /// <summary>The products of a page, at most <paramref name="count"/>.</summary>
    public Task<List<Product>> RowsAsync(RaincheckDb db, bool enabled, int count, CancellationToken cancel)
    {
        IQueryable<Product> products = db.Products;
        if (search?.ToLowerInvariant() is { } text)
            products = products.Where(p => p.Sku.ToLower().Contains(text) || p.Name.ToLower().Contains(text));
        if (backOrderedFrom is not null || backOrderedTo is not null)
            products = Between(db, products, enabled, backOrderedFrom ?? 0, backOrderedTo ?? long.MaxValue);
        if (after is not null)
            products = products.Where(p => string.Compare(p.Sku, after) > 0);
        return products.OrderBy(p => p.Sku).Take(count).ToListAsync(cancel);
    }

    private static IQueryable<Product> Between(RaincheckDb db, IQueryable<Product> products, bool enabled, long from, long to)
    {
        // With the workflow off nothing is back-ordered, whatever is stored.
        if (!enabled)
            return from == 0 ? products : products.Where(p => false);
        var pools = db.StockPools.Where(s => s.BackOrdered >= from && s.BackOrdered <= to).Select(s => s.Id);
        return products.Where(p => pools.Contains(p.ShadowOfId ?? p.Id));
    }
}
