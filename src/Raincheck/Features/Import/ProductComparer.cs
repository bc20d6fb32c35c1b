using System.Globalization;
using Raincheck.Features.Products;
using Raincheck.Ledger;
using Raincheck.Platform;

namespace Raincheck.Features.Import;

/// <summary>Compares products of a file with the catalogue.</summary>
internal sealed class ProductComparer(ImportTarget target) : ImportComparer<ProductEdit>
{
    public override string NameOf(ProductEdit thing) => thing.Sku;

    public override async Task<IReadOnlyList<ImportVerdict>> CompareAsync(IReadOnlyList<ProductEdit> things)
    {
        var catalogue = await target.Ledger.CatalogueAsync(target.Cancel);
        return [.. things.Select(t => Compare(catalogue, t))];
    }

    public static ImportVerdict Compare(Catalogue catalogue, ProductEdit edit)
    {
        if (catalogue.FindProduct(edit.Sku) is not { } product)
            return ImportVerdict.New;
        var (known, wanted) = (catalogue.RequestOf(product), edit.Complete(catalogue));
        var changes = new List<FieldChange>();
        Add("name", known.Name, wanted.Name);
        Add("replacementSku", known.ReplacementSku, wanted.ReplacementSku);
        Add("shadowOf", known.ShadowOf, wanted.ShadowOf);
        Add("components", Text(known.Components), Text(wanted.Components));
        Add("vendor", known.Vendor, wanted.Vendor);
        Add("vendorSku", known.VendorSku, wanted.VendorSku);
        Add("packSize", Text(known.PackSize), Text(wanted.PackSize));
        Add("minimumOrder", Text(known.MinimumOrder), Text(wanted.MinimumOrder));
        Add("cost", Text(known.Cost), Text(Price.Plain(wanted.Cost)));
        Add("leadTimeDays", Text(known.LeadTimeDays), Text(wanted.LeadTimeDays));
        return ImportVerdict.Of(changes);

        void Add(string field, string? old, string? now)
        {
            if (!string.Equals(old, now, StringComparison.Ordinal))
                changes.Add(new FieldChange(field, old, now));
        }
    }

    /// <summary>As a file writes them; their order has no meaning.</summary>
    private static string? Text(IReadOnlyList<ProductRequestComponent>? components) =>
        components is null or []
            ? null
            : string.Join('|', components.OrderBy(c => c.Sku, StringComparer.Ordinal).Select(c => $"{c.Sku}:{c.Quantity}"));

    private static string? Text(IFormattable? number) => number?.ToString(null, CultureInfo.InvariantCulture);
}
