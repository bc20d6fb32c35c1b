using Raincheck.Core.Orders;
using Raincheck.Core.Stock;
using Raincheck.Ledger;

namespace Raincheck.Features.Promises;

/// <summary>The days from buying a product to its receipt: the product's, else those of the vendor.</summary>
internal static class LeadTime
{
    /// <summary>The lead time of the units that a line lacks; of a kit, the longest of its components'. Null if it is not known.</summary>
    public static int? Of(Catalogue catalogue, OrderLine line)
    {
        if (!line.IsKit)
            return Of(catalogue, catalogue.Product(line.SkuId));
        int? longest = null;
        foreach (var component in line.KitComponents)
        {
            if (Of(catalogue, catalogue.Product(component.Sku)) is not { } days)
                return null;
            longest = Math.Max(longest ?? 0, days);
        }
        return longest;
    }

    /// <summary>The lead time of a product that is bought from its vendor; a shadow has its parent's if it has none of its own.</summary>
    public static int? Of(Catalogue catalogue, Product product)
    {
        var parent = product.ShadowOfId is { } id ? catalogue.Product(id) : null;
        var vendorId = product.VendorId ?? parent?.VendorId;
        return product.LeadTimeDays ?? parent?.LeadTimeDays ?? (vendorId is { } vendor ? catalogue.Vendor(vendor).LeadTimeDays : null);
    }

    /// <summary>The lead time of a product that is bought from this vendor.</summary>
    public static int? Of(Catalogue catalogue, int productId, int vendorId) =>
        catalogue.Product(productId).LeadTimeDays ?? catalogue.Vendor(vendorId).LeadTimeDays;
}
