using Raincheck.Core;
using Raincheck.Core.Purchasing;
using Raincheck.Features.Products;

namespace Raincheck.Features.Import;

/// <summary>A file of products.</summary>
internal static class ProductFile
{
    public static readonly ImportColumn[] Columns =
    [
        new("sku", Required: true),
        new("name"),
        new("replacementSku"),
        new("shadowOf"),
        new("components"),
        new("vendor"),
        new("vendorSku"),
        new("packSize"),
        new("minimumOrder"),
        new("cost"),
        new("leadTimeDays"),
    ];

    /// <summary>Reads the header.</summary>
    public static Outcome<ImportFile<ProductEdit>> Open(Stream stream, ImportOptions options) =>
        ImportFile<ProductEdit>.Open(stream, Columns, options, Read);

    /// <summary>A column that the file does not have leaves its value alone; an empty cell clears it.</summary>
    private static ProductEdit Read(RowCells cells) =>
        new(
            new ProductRequest(
                cells.Required("sku"),
                cells.Has("name") ? cells.Required("name", 300) : "",
                cells.Optional("replacementSku"),
                cells.Optional("shadowOf"),
                ReadComponents(cells),
                cells.Optional("vendor"),
                cells.Optional("vendorSku"),
                (int)(cells.Whole("packSize", 1, Quantity.Max) ?? 1),
                (int)(cells.Whole("minimumOrder", 1, Quantity.Max) ?? 1),
                cells.Price("cost"),
                (int?)cells.Whole("leadTimeDays", 0, LeadTimes.DaysMax)
            ),
            Columns.Select(c => c.Name).Where(cells.Has).ToHashSet(StringComparer.Ordinal)
        );

    /// <summary><c>SKU:2|SKU:1</c>; the last colon counts, so a SKU may contain one.</summary>
    private static List<ProductRequestComponent>? ReadComponents(RowCells cells)
    {
        if (cells["components"] is not { } text)
            return null;
        var components = new List<ProductRequestComponent>();
        foreach (var part in text.Split('|'))
        {
            var colon = part.LastIndexOf(':');
            var sku = colon < 0 ? "" : part[..colon].Trim();
            if (sku.Length == 0 || !int.TryParse(part.AsSpan(colon + 1), out var quantity) || quantity is < 1 or > Quantity.Max)
                cells.Refuse($"components has '{RowCells.Shown(part)}'; a kit is written SKU:2|SKU:1", "components");
            else if (components.Exists(c => c.Sku == sku))
                cells.Refuse($"components names {sku} twice", "components");
            else
                components.Add(new(sku, quantity));
        }
        return components;
    }
}
