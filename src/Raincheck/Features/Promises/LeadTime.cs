using Raincheck.Core.Orders;
using Raincheck.Core.Stock;
using Raincheck.Ledger;

namespace Raincheck.Features.Promises;

/// <summary>The days from buying a product to its receipt.</summary>
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

    /// <summary>The lead time of the vendor from whom a product is bought; of a shadow without a vendor, its parent's.</summary>
    private static int? Of(Catalogue catalogue, Product product)
    {
        var vendor = product.VendorId ?? (product.ShadowOfId is { } parent ? catalogue.Product(parent).VendorId : null);
        return vendor is { } id ? catalogue.Vendor(id).LeadTimeDays : null;
    }
}
