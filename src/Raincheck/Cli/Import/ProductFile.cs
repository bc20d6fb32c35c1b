using Raincheck.Core;

namespace Raincheck.Cli.Import;

/// <summary>A product as a file describes it; what is null is not given.</summary>
/// <param name="Sku">The SKU.</param>
/// <param name="Name">Its name.</param>
/// <param name="ReplacementSku">The product that may fill what this one cannot.</param>
/// <param name="ShadowOf">The product whose stock this one shares.</param>
/// <param name="Components">Of a kit, its components; empty for a product that is none.</param>
/// <param name="Vendor">The code of who sells it to us.</param>
/// <param name="VendorSku">The vendor's name for it.</param>
/// <param name="PackSize">Units in one pack of the vendor, 1 or more.</param>
/// <param name="MinimumOrder">The least units that the vendor sells at a time, 1 or more.</param>
/// <param name="Cost">What one unit costs us.</param>
internal sealed record ProductRow(
    string Sku,
    string Name,
    string? ReplacementSku,
    string? ShadowOf,
    IReadOnlyList<ProductRowComponent> Components,
    string? Vendor,
    string? VendorSku,
    int? PackSize,
    int? MinimumOrder,
    decimal? Cost
);

/// <summary>A component and its units in one kit.</summary>
internal sealed record ProductRowComponent(string Sku, int Quantity);

/// <summary>A file of products.</summary>
internal static class ProductFile
{
    public static readonly ImportColumn[] Columns =
    [
        new("sku", Required: true),
        new("name", Required: true),
        new("replacementSku"),
        new("shadowOf"),
        new("components"),
        new("vendor"),
        new("vendorSku"),
        new("packSize"),
        new("minimumOrder"),
        new("cost"),
    ];

    /// <summary>Reads the header.</summary>
    public static Outcome<ImportFile<ProductRow>> Open(Stream stream, ImportOptions options) =>
        ImportFile<ProductRow>.Open(stream, Columns, options, Read);

    private static ProductRow Read(RowCells cells) =>
        new(
            cells.Required("sku"),
            cells.Required("name", 500),
            cells.Optional("replacementSku"),
            cells.Optional("shadowOf"),
            ReadComponents(cells),
            cells.Optional("vendor"),
            cells.Optional("vendorSku"),
            (int?)cells.Whole("packSize", 1, Quantity.Max),
            (int?)cells.Whole("minimumOrder", 1, Quantity.Max),
            cells.Price("cost")
        );

    /// <summary><c>SKU:2|SKU:1</c>; the last colon counts, so a SKU may contain one.</summary>
    private static List<ProductRowComponent> ReadComponents(RowCells cells)
    {
        if (cells["components"] is not { } text)
            return [];
        var components = new List<ProductRowComponent>();
        foreach (var part in text.Split('|'))
        {
            var colon = part.LastIndexOf(':');
            var sku = colon < 0 ? "" : part[..colon].Trim();
            if (sku.Length == 0 || !int.TryParse(part.AsSpan(colon + 1), out var quantity) || quantity is < 1 or > Quantity.Max)
                cells.Refuse($"components has '{RowCells.Shown(part)}'; a kit is written SKU:2|SKU:1");
            else if (components.Exists(c => c.Sku == sku))
                cells.Refuse($"components names {sku} twice");
            else
                components.Add(new(sku, quantity));
        }
        return components;
    }
}
