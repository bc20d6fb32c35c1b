namespace Raincheck.Features.Products.Page.Dialogs;

/// <summary>A product as it is being typed.</summary>
internal sealed class ProductForm
{
    public const string Plain = "plain";
    public const string Shadow = "shadow";
    public const string Kit = "kit";

    public string Sku { get; set; } = "";
    public string Name { get; set; } = "";
    public string Kind { get; set; } = Plain;
    public string? ShadowOf { get; set; }
    public string? Replacement { get; set; }
    public List<Part> Components { get; } = [];
    public string Vendor { get; set; } = "";
    public string? VendorSku { get; set; }
    public int PackSize { get; set; } = 1;
    public int MinimumOrder { get; set; } = 1;
    public decimal? Cost { get; set; }
    public int? LeadTimeDays { get; set; }

    public static ProductForm Of(ProductView product)
    {
        var form = new ProductForm
        {
            Sku = product.Sku,
            Name = product.Name,
            Kind =
                product.Components.Count > 0 ? Kit
                : product.ShadowOf is not null ? Shadow
                : Plain,
            ShadowOf = product.ShadowOf,
            Replacement = product.ReplacementSku,
            Vendor = product.Vendor ?? "",
            VendorSku = product.VendorSku,
            PackSize = product.PackSize,
            MinimumOrder = product.MinimumOrder,
            Cost = product.Cost,
            LeadTimeDays = product.LeadTimeDays,
        };
        form.Components.AddRange(product.Components.Select(c => new Part { Sku = c.Sku, Quantity = c.Quantity }));
        return form;
    }

    public ProductRequest ToRequest() =>
        new(
            Sku.Trim(),
            Name.Trim(),
            Kind == Kit ? null : Given(Replacement),
            Kind == Shadow ? Given(ShadowOf) : null,
            Kind == Kit ? [.. Components.Select(c => new ProductRequestComponent(c.Sku.Trim(), c.Quantity))] : null,
            Given(Vendor),
            Given(VendorSku),
            PackSize,
            MinimumOrder,
            Cost,
            LeadTimeDays
        );

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    /// <summary>A component.</summary>
    internal sealed class Part
    {
        public string Sku { get; set; } = "";
        public int Quantity { get; set; } = 1;
    }
}
