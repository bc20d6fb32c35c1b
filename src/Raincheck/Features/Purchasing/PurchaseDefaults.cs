using Raincheck.Core;
using Raincheck.Core.Stock;
using Raincheck.Features.Promises;
using Raincheck.Ledger;

namespace Raincheck.Features.Purchasing;

/// <summary>Whom a purchase order goes to and where the goods come to, where the request leaves that open.</summary>
internal static class PurchaseDefaults
{
    /// <summary>The vendor that is named, or else the product's, a shadow's being its parent's where it has none; null if there is none.</summary>
    public static int? VendorOf(Catalogue catalogue, int productId, string? named)
    {
        if (named is not null)
            return catalogue.FindVendor(named)?.Id;
        var product = catalogue.Product(productId);
        return product.VendorId ?? (product.ShadowOfId is { } parent ? catalogue.Product(parent).VendorId : null);
    }

    /// <summary>When a product that is ordered of a vendor now is expected, in microseconds since 1970-01-01 UTC; null if the lead time is not known.</summary>
    public static long? ExpectedFrom(UnitOfWork work, int productId, int vendorId) =>
        work.Now + LeadTime.Of(work.Catalogue, productId, vendorId) * TimeSpan.MicrosecondsPerDay;

    /// <summary>The warehouse that is named, or else the default one; null if there is none.</summary>
    public static Warehouse? WarehouseOf(Catalogue catalogue, string? named) =>
        named is null ? catalogue.DefaultWarehouse : catalogue.FindWarehouse(named);

    /// <summary>A refusal if the vendor cannot be determined.</summary>
    public static Refusal? CheckVendor(Catalogue catalogue, int productId, string? vendor) =>
        vendor is not null ? CheckNamedVendor(catalogue, vendor)
        : VendorOf(catalogue, productId, null) is not null ? null
        : new Refusal(RefusalCode.NoVendor, $"No vendor was given, and {catalogue.Sku(productId)} has none.", "vendor");

    /// <summary>A refusal if a given vendor does not exist.</summary>
    public static Refusal? CheckNamedVendor(Catalogue catalogue, string? vendor) =>
        vendor is null || catalogue.FindVendor(vendor) is not null
            ? null
            : new Refusal(RefusalCode.UnknownVendor, $"There is no vendor {vendor}.", "vendor");

    /// <summary>A refusal if the warehouse cannot be determined.</summary>
    public static Refusal? CheckWarehouse(Catalogue catalogue, string? warehouse) =>
        WarehouseOf(catalogue, warehouse) is not null ? null
        : warehouse is null
            ? new Refusal(RefusalCode.NoDefaultWarehouse, "No warehouse was given, and there is no sellable normal warehouse.", "warehouse")
        : new Refusal(RefusalCode.UnknownWarehouse, $"There is no warehouse {warehouse}.", "warehouse");
}
