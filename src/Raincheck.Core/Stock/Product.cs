namespace Raincheck.Core.Stock;

/// <summary>What is sold. A product is plain, a shadow of a plain one, or a kit of plain ones and shadows.</summary>
public sealed class Product
{
    /// <summary>The product's id.</summary>
    public int Id { get; set; }

    /// <summary>The SKU; unique.</summary>
    public string Sku { get; set; } = "";

    /// <summary>Its name.</summary>
    public string Name { get; set; } = "";

    /// <summary>The product that may fill what this one cannot; a plain one or a shadow, as this one must be.</summary>
    public int? ReplacementId { get; set; }

    /// <summary>The plain product whose stock this one shares.</summary>
    public int? ShadowOfId { get; set; }

    /// <summary>Whether it is a kit.</summary>
    public bool IsKit { get; set; }

    /// <summary>The vendor.</summary>
    public int? VendorId { get; set; }

    /// <summary>The vendor's name for it.</summary>
    public string? VendorSku { get; set; }

    /// <summary>Units in one pack of the vendor, 1 or more.</summary>
    public int PackSize { get; set; } = 1;

    /// <summary>The least units that the vendor sells at a time, 1 or more.</summary>
    public int MinimumOrder { get; set; } = 1;

    /// <summary>The days from buying it to its receipt; null for those of its vendor.</summary>
    public int? LeadTimeDays { get; set; }

    /// <summary>What one unit costs us, where known.</summary>
    public decimal? Cost { get; set; }

    /// <summary>The version of the catalogue in which it last changed.</summary>
    public long CatalogueVersion { get; set; }

    /// <summary>The pool its lines queue at: its own, or its parent's.</summary>
    public int PoolId => ShadowOfId ?? Id;
}

/// <summary>One component of a kit, as the catalogue has it now.</summary>
public sealed class ProductComponent
{
    /// <summary>The kit.</summary>
    public int KitId { get; set; }

    /// <summary>The component.</summary>
    public int ComponentId { get; set; }

    /// <summary>Units of it in one kit.</summary>
    public int Quantity { get; set; }
}
