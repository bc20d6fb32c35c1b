using Raincheck.Core;
using Raincheck.Core.Stock;
using Raincheck.Ledger;
using Raincheck.Platform;

namespace Raincheck.Features.Products;

/// <summary>A new product, or changes of a product.</summary>
/// <param name="Values">The product; of its members only those that are named count.</param>
/// <param name="Named">The members that are named, as the API calls them. All others stay as they are, and have their defaults in a new product.</param>
internal sealed record ProductEdit(ProductRequest Values, IReadOnlySet<string> Named)
{
    public string Sku => Values.Sku;

    /// <summary>The product as it is to be.</summary>
    public ProductRequest Complete(Catalogue catalogue)
    {
        var known = catalogue.FindProduct(Sku) is { } product ? catalogue.RequestOf(product) : new ProductRequest(Sku, "");
        return new ProductRequest(
            Sku,
            Of("name", Values.Name, known.Name),
            Of("replacementSku", Values.ReplacementSku, known.ReplacementSku),
            Of("shadowOf", Values.ShadowOf, known.ShadowOf),
            Of("components", Values.Components, known.Components),
            Of("vendor", Values.Vendor, known.Vendor),
            Of("vendorSku", Values.VendorSku, known.VendorSku),
            Of("packSize", Values.PackSize, known.PackSize),
            Of("minimumOrder", Values.MinimumOrder, known.MinimumOrder),
            Of("cost", Values.Cost, known.Cost),
            Of("leadTimeDays", Values.LeadTimeDays, known.LeadTimeDays)
        );

        T Of<T>(string name, T value, T before) => Named.Contains(name) ? value : before;
    }
}

/// <summary>Changes of products only what is named, and makes those that are new; all or none.</summary>
internal sealed class EditProducts(IReadOnlyList<ProductEdit> edits) : StructuralCommand<ProductsPut>
{
    internal override bool IsAdministrative => false;

    protected internal override string Cause => edits is [var only] ? $"product {only.Sku} saved" : "products saved";

    protected internal override string Kind => "productSaved";

    protected internal override int Weight => edits.Count;

    internal override Task<Outcome<Func<ProductsPut>>> DecideAsync(UnitOfWork work, CancellationToken cancel) =>
        new PutProducts([.. edits.Select(e => e.Complete(work.Catalogue))]).DecideAsync(work, cancel);
}

internal static class ProductRequests
{
    /// <summary>The request that makes a product what it is.</summary>
    public static ProductRequest RequestOf(this Catalogue catalogue, Product product)
    {
        return new ProductRequest(
            product.Sku,
            product.Name,
            SkuOf(product.ReplacementId),
            SkuOf(product.ShadowOfId),
            product.IsKit
                ?
                [
                    .. catalogue
                        .ComponentsOf(product.Id)
                        .Select(c => new ProductRequestComponent(catalogue.Sku(c.ComponentId), c.Quantity))
                        .OrderBy(c => c.Sku, StringComparer.Ordinal),
                ]
                : null,
            product.VendorId is { } vendor ? catalogue.Vendor(vendor).Code : null,
            product.VendorSku,
            product.PackSize,
            product.MinimumOrder,
            Price.Plain(product.Cost),
            product.LeadTimeDays
        );

        string? SkuOf(int? id) => id is { } other ? catalogue.Sku(other) : null;
    }
}
