using Raincheck.Core;
using Raincheck.Core.Purchasing;
using Raincheck.Core.Stock;
using Raincheck.Ledger;
using Raincheck.Platform;

namespace Raincheck.Features.Products;

/// <summary>Validates products together with the others of the same call.</summary>
internal sealed class ProductRules(Catalogue catalogue, IReadOnlyList<ProductRequest> products, bool isList)
{
    private readonly Dictionary<string, ProductRequest> bySku = (products ?? [])
        .Where(p => p?.Sku is not null)
        .DistinctBy(p => p.Sku)
        .ToDictionary(p => p.Sku, StringComparer.Ordinal);

    public string PathOf(int product) => products.Count == 1 && !isList ? "" : $"[{product}].";

    public Refusal? Check()
    {
        if (Members.Check(products, "products") is { } missing)
            return missing;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return Refusals.First([
                .. products.SelectMany((p, i) => CheckValues(p, PathOf(i))),
                .. products.SelectMany((p, i) => CheckNames(p, PathOf(i))),
                .. products.Select(
                    (p, i) =>
                        p.Sku is null || seen.Add(p.Sku)
                            ? null
                            : new Refusal(RefusalCode.DuplicateEntry, $"{p.Sku} appears twice in the request.", PathOf(i) + "sku")
                ),
                CheckCount(),
            ]) ?? Refusals.First(products.Select((p, i) => CheckKind(p, PathOf(i))));
    }

    private Refusal? CheckCount() =>
        products.Count == 0 ? new Refusal(RefusalCode.NoLines, "There are no products.")
        : products.Count > PutProducts.ProductsMax
            ? new Refusal(RefusalCode.TooMany, $"There are {products.Count} products; the limit is {PutProducts.ProductsMax}.")
        : null;

    /// <summary>Whether a product would turn from plain, kit or shadow into another of these, or become another's shadow.</summary>
    public bool KindChanges(Product old, ProductRequest product) =>
        old.IsKit != product.Components is { Count: > 0 }
        || (old.ShadowOfId is { } parent ? catalogue.Sku(parent) : null) != product.ShadowOf;

    private static IEnumerable<Refusal?> CheckValues(ProductRequest product, string path)
    {
        var components = product.Components ?? [];
        return
        [
            Text.CheckCode(product.Sku, path + "sku"),
            product.Name is null
                ? new Refusal(RefusalCode.InvalidValue, $"{path}name is missing.", path + "name")
                : Text.Check(product.Name, path + "name", 300),
            Text.Check(product.VendorSku, path + "vendorSku", 100),
            Price.Check(product.Cost, path + "cost"),
            Members.Check(components, path + "components"),
            .. components.Select((c, i) => c is null ? null : Text.Require(c.Sku, $"{path}components[{i}].sku")),
            product.PackSize is { } pack ? Quantity.Check(pack, path + "packSize") : null,
            product.MinimumOrder is { } least ? Quantity.Check(least, path + "minimumOrder") : null,
            LeadTimes.Check(product.LeadTimeDays, path + "leadTimeDays"),
            .. components.Select(
                (c, i) =>
                    c?.Quantity is < 1 or > 10_000
                        ? new Refusal(
                            RefusalCode.InvalidQuantity,
                            $"{path}components[{i}].quantity is {c.Quantity}; it must be from 1 to 10000.",
                            $"{path}components[{i}].quantity"
                        )
                        : null
            ),
            components.Count > 100
                ? new Refusal(
                    RefusalCode.TooMany,
                    $"{product.Sku} has {components.Count} components; the limit is 100.",
                    path + "components"
                )
                : null,
        ];
    }

    private IEnumerable<Refusal?> CheckNames(ProductRequest product, string path)
    {
        if (product.ReplacementSku is { } replacement && !Exists(replacement))
            yield return new Refusal(RefusalCode.UnknownSku, $"There is no product {replacement}.", path + "replacementSku");
        if (product.ShadowOf is { } parent && !Exists(parent))
            yield return new Refusal(RefusalCode.UnknownSku, $"There is no product {parent}.", path + "shadowOf");
        var components = product.Components ?? [];
        for (var i = 0; i < components.Count; i++)
        {
            if (components[i]?.Sku is { } sku && !Exists(sku))
                yield return new Refusal(RefusalCode.UnknownSku, $"There is no product {sku}.", $"{path}components[{i}].sku");
        }
        if (product.Vendor is { } vendor && catalogue.FindVendor(vendor) is null)
            yield return new Refusal(RefusalCode.UnknownVendor, $"There is no vendor {vendor}.", path + "vendor");
        foreach (
            var twice in components.Where(c => c?.Sku is not null).GroupBy(c => c.Sku, StringComparer.Ordinal).Where(g => g.Count() > 1)
        )
            yield return new Refusal(
                RefusalCode.DuplicateEntry,
                $"{twice.Key} is a component of {product.Sku} twice.",
                path + "components"
            );
    }

    private Refusal? CheckKind(ProductRequest product, string path) =>
        Refusals.First([
            CheckReplacement(product, path + "replacementSku"),
            CheckShadow(product, path + "shadowOf"),
            .. CheckKit(product, path),
        ]);

    private Refusal? CheckReplacement(ProductRequest product, string path)
    {
        if (product.ReplacementSku is not { } replacement)
            return null;
        if (replacement == product.Sku)
            return new Refusal(RefusalCode.ProductCycle, $"{product.Sku} cannot be its own replacement.", path);
        if (PoolOf(replacement) == PoolOf(product.Sku))
            return new Refusal(
                RefusalCode.ProductCycle,
                $"{product.Sku} cannot be replaced by {replacement}: they share the same stock.",
                path
            );
        return IsKit(replacement) ? new Refusal(RefusalCode.InvalidProduct, $"The kit {replacement} cannot be a replacement.", path) : null;
    }

    private Refusal? CheckShadow(ProductRequest product, string path)
    {
        if (product.ShadowOf is not { } parent)
            return null;
        if (parent == product.Sku)
            return new Refusal(RefusalCode.ProductCycle, $"{product.Sku} cannot be its own shadow.", path);
        if (ReplacedBy(product.Sku).FirstOrDefault(p => PoolOf(p) == parent) is { } replaced)
            return new Refusal(
                RefusalCode.ProductCycle,
                $"{product.Sku} cannot share the stock of {parent}: it is the replacement of {replaced}.",
                path
            );
        if (IsShadow(parent) || HasShadows(product.Sku))
            return new Refusal(
                RefusalCode.ProductCycle,
                $"{product.Sku} cannot be a shadow of {parent}: shadows do not form chains.",
                path
            );
        return IsKit(parent)
            ? new Refusal(RefusalCode.InvalidProduct, $"{product.Sku} cannot be a shadow of the kit {parent}.", path)
            : null;
    }

    private IEnumerable<Refusal?> CheckKit(ProductRequest product, string path)
    {
        if (product.Components is not { Count: > 0 } components)
            yield break;
        if (product.ShadowOf is not null)
            yield return new Refusal(RefusalCode.InvalidProduct, $"{product.Sku} cannot be a shadow and a kit.", path + "components");
        for (var i = 0; i < components.Count; i++)
        {
            if (components[i].Sku == product.Sku || IsKit(components[i].Sku))
                yield return new Refusal(
                    RefusalCode.ProductCycle,
                    $"{components[i].Sku} cannot be a component of {product.Sku}: kits do not contain kits.",
                    $"{path}components[{i}].sku"
                );
        }
        if (product.ReplacementSku is not null || IsReplacement(product.Sku))
            yield return new Refusal(
                RefusalCode.InvalidProduct,
                $"The kit {product.Sku} can neither have a replacement nor be one.",
                path + "replacementSku"
            );
        if (HasShadows(product.Sku) || components.All(c => c.Sku != product.Sku) && IsComponent(product.Sku))
            yield return new Refusal(
                RefusalCode.ProductCycle,
                $"{product.Sku} is a component of a kit or has shadows, and so cannot be a kit.",
                path + "components"
            );
    }

    private bool Exists(string sku) => bySku.ContainsKey(sku) || catalogue.FindProduct(sku) is not null;

    private bool IsKit(string sku) =>
        bySku.TryGetValue(sku, out var asked) ? asked.Components is { Count: > 0 } : catalogue.FindProduct(sku)!.IsKit;

    private bool IsShadow(string sku) =>
        bySku.TryGetValue(sku, out var asked) ? asked.ShadowOf is not null : catalogue.FindProduct(sku)!.ShadowOfId is not null;

    /// <summary>The SKU whose stock a product has: its own, or its parent's.</summary>
    private string PoolOf(string sku) =>
        bySku.TryGetValue(sku, out var asked) ? asked.ShadowOf ?? sku
        : catalogue.FindProduct(sku) is { } product ? catalogue.Sku(product.PoolId)
        : sku;

    /// <summary>The products outside of the call that a product replaces.</summary>
    private IEnumerable<string> ReplacedBy(string sku) =>
        catalogue.FindProduct(sku) is { } product
            ? catalogue.Products.Where(p => p.ReplacementId == product.Id && !bySku.ContainsKey(p.Sku)).Select(p => p.Sku)
            : [];

    private bool HasShadows(string sku) =>
        Any(p => p.ShadowOf == sku, id => catalogue.Products.Any(p => p.ShadowOfId == id && !bySku.ContainsKey(p.Sku)), sku);

    private bool IsReplacement(string sku) =>
        Any(p => p.ReplacementSku == sku, id => catalogue.Products.Any(p => p.ReplacementId == id && !bySku.ContainsKey(p.Sku)), sku);

    private bool IsComponent(string sku) =>
        Any(
            p => p.Components?.Any(c => c.Sku == sku) == true,
            id =>
                catalogue.Products.Any(p =>
                    p.IsKit && !bySku.ContainsKey(p.Sku) && catalogue.ComponentsOf(p.Id).Any(c => c.ComponentId == id)
                ),
            sku
        );

    private bool Any(Func<ProductRequest, bool> asked, Func<int, bool> stored, string sku) =>
        products.Any(asked) || (catalogue.FindProduct(sku) is { } product && stored(product.Id));
}
