using Raincheck.Features.Inventory;
using Raincheck.Features.Products;
using Raincheck.Features.Purchasing;
using Raincheck.Ledger;

namespace Raincheck.Features.Import;

/// <summary>The error in a cell.</summary>
/// <param name="Row">Of several rows that make one thing, which, from 0.</param>
/// <param name="Column">Our name of its column.</param>
/// <param name="Problem">The error.</param>
internal readonly record struct CellFault(int Row, string Column, string Problem);

/// <summary>
/// What a file names that the catalogue does not have, for a look before the import. It is foretold, not decided: the ledger
/// decides when a row comes in.
/// </summary>
internal static class ImportChecks
{
    public static IEnumerable<CellFault> Of(Catalogue catalogue, ImportedOrder imported)
    {
        var order = imported.Order;
        if (catalogue.FindCompany(order.Company) is null)
            yield return new(0, "company", $"There is no company {order.Company}.");
        foreach (var fault in Skus(catalogue, order.Lines.Select(l => l.Sku)))
            yield return fault;
    }

    public static IEnumerable<CellFault> Of(Catalogue catalogue, NewPurchaseOrder order)
    {
        if (catalogue.FindVendor(order.Vendor) is null)
            yield return new(0, "vendor", $"There is no vendor {order.Vendor}.");
        if (order.Warehouse is { } warehouse && catalogue.FindWarehouse(warehouse) is null)
            yield return new(0, "warehouse", $"There is no warehouse {warehouse}.");
        foreach (var fault in Skus(catalogue, order.Lines.Select(l => l.Sku)))
            yield return fault;
    }

    public static IEnumerable<CellFault> Of(Catalogue catalogue, StockCount count)
    {
        foreach (var fault in Skus(catalogue, [count.Sku]))
            yield return fault;
        if (catalogue.FindWarehouse(count.Warehouse) is null)
            yield return new(0, "warehouse", $"There is no warehouse {count.Warehouse}.");
    }

    /// <summary>The products that it names may stand further down in the file.</summary>
    public static IEnumerable<CellFault> Of(Catalogue catalogue, ProductEdit product)
    {
        if (!product.Named.Contains("name") && catalogue.FindProduct(product.Sku) is null)
            yield return new(0, "sku", $"{product.Sku} is new and needs a name.");
        if (product.Values.Vendor is { } vendor && catalogue.FindVendor(vendor) is null)
            yield return new(0, "vendor", $"There is no vendor {vendor}.");
    }

    private static IEnumerable<CellFault> Skus(Catalogue catalogue, IEnumerable<string> skus) =>
        skus.Select((sku, row) => (Sku: sku, Row: row))
            .Where(s => catalogue.FindProduct(s.Sku) is null)
            .Select(s => new CellFault(s.Row, "sku", $"There is no product {s.Sku}."));
}
