using Raincheck.Core;
using Raincheck.Features.Inventory;

namespace Raincheck.Features.Import;

/// <summary>A file of counts: what is on hand of a product in a warehouse.</summary>
internal static class StockFile
{
    public static readonly ImportColumn[] Columns =
    [
        new("sku", Required: true),
        new("warehouse", Required: true),
        new("onHand", Required: true),
    ];

    /// <summary>Reads the header.</summary>
    public static Outcome<ImportFile<StockCount>> Open(Stream stream, ImportOptions options) =>
        ImportFile<StockCount>.Open(
            stream,
            Columns,
            options,
            cells => new StockCount(cells.Required("sku"), cells.Required("warehouse"), cells.OnHand("onHand"))
        );
}
