using Raincheck.Core;
using Raincheck.Ledger;
using Raincheck.Platform.Http;
using static Raincheck.Core.RefusalCode;

namespace Raincheck.Features.Products;

/// <summary>The new values of a product; its SKU is in the address.</summary>
/// <param name="Name">Its name.</param>
/// <param name="ReplacementSku">The product that may be sent in its place.</param>
/// <param name="ShadowOf">The product whose stock it shares.</param>
/// <param name="Components">The components of a kit.</param>
/// <param name="Vendor">The vendor.</param>
/// <param name="VendorSku">The vendor's SKU.</param>
/// <param name="PackSize">Units in the vendor's pack; 1 if omitted.</param>
/// <param name="MinimumOrder">The fewest units that the vendor sells; 1 if omitted.</param>
/// <param name="Cost">The unit cost.</param>
/// <param name="LeadTimeDays">The days from buying the product to its receipt; those of the vendor if omitted.</param>
public sealed record ProductBody(
    string Name,
    string? ReplacementSku = null,
    string? ShadowOf = null,
    IReadOnlyList<ProductRequestComponent>? Components = null,
    string? Vendor = null,
    string? VendorSku = null,
    int? PackSize = null,
    int? MinimumOrder = null,
    decimal? Cost = null,
    int? LeadTimeDays = null
)
{
    internal ProductRequest At(string sku) =>
        new(sku, Name, ReplacementSku, ShadowOf, Components, Vendor, VendorSku, PackSize, MinimumOrder, Cost, LeadTimeDays);
}

/// <summary>Products and their stock.</summary>
internal static class ProductEndpoints
{
    private static readonly RefusalCode[] OfProducts =
    [
        InvalidValue,
        InvalidQuantity,
        TooMany,
        UnknownSku,
        UnknownVendor,
        DuplicateEntry,
        ProductCycle,
        InvalidProduct,
        ProductInUse,
    ];

    public static void MapProducts(this RouteGroupBuilder api)
    {
        var products = api.MapGroup("/products").WithTags("Catalogue");
        products
            .MapPut("/{sku}", PutAsync)
            .WithSummary("Creates or updates a product.")
            .Refuses(OfProducts)
            .WithExample("""{"name":"Mug","vendor":"VEND","packSize":6,"cost":2.50}""")
            .Produces<ProductView>();
        products
            .MapPut("", PutAllAsync)
            .WithSummary("Creates or updates up to 1,000 products, all or none.")
            .Refuses([.. OfProducts, NoLines])
            .WithExample(
                """[{"sku":"MUG-B","name":"Blue mug"},{"sku":"SET","name":"Set of two","components":[{"sku":"MUG-B","quantity":2}]}]"""
            )
            .Produces<ProductsPut>();
        products
            .MapGet("/{sku}", GetAsync)
            .WithSummary("Returns a product with its stock.")
            .Refuses(ProductNotFound)
            .Produces<ProductView>();
        products.MapGet("", ListAsync).WithSummary("Lists products.").WithQuery(ProductList.Parameters).Produces<Page<ProductView>>();
    }

    private static async Task<IResult> PutAsync(
        string sku,
        ProductBody product,
        HttpContext http,
        ClientLedger ledger,
        ProductReader reader
    )
    {
        var outcome = await ledger.ExecuteAsync(new PutProducts([product.At(sku)]), http.Context(), http.RequestAborted);
        return outcome.Refusal is { } refusal ? Problems.Of(refusal) : TypedResults.Ok(await reader.FindAsync(sku, http.RequestAborted));
    }

    private static Task<IResult> PutAllAsync(IReadOnlyList<ProductRequest> products, HttpContext http, ClientLedger ledger) =>
        ledger.AnswerAsync(http, new PutProducts(products, isList: true));

    private static async Task<IResult> GetAsync(string sku, HttpContext http, ProductReader reader) =>
        await reader.FindAsync(sku, http.RequestAborted) is { } product
            ? TypedResults.Ok(product)
            : Problems.Of(new Refusal(RefusalCode.ProductNotFound, $"There is no product {sku}."));

    private static async Task<IResult> ListAsync(HttpContext http, ProductReader reader)
    {
        var list = new ProductList(http);
        if (list.Query.Problem is { } problem)
            return Problems.Of(problem);
        var (rows, views) = await reader.ListAsync(list, list.Query.PageSize + 1, http.RequestAborted);
        return TypedResults.Ok(list.Query.Page([.. rows.Zip(views)], views, list.KeyOf));
    }
}
