using Raincheck.Core;
using Raincheck.Features.Inventory;

namespace Raincheck.Features.Import;

/// <summary>A file of stock counts: the quantity on hand of a product in a warehouse.</summary>
internal static class StockFile
{
    /// <summary>The most rows of one product and warehouse.</summary>
    public const int RowsMax = 10_000;

    public static readonly ImportColumn[] Columns =
    [
        new("sku", Required: true),
        new("warehouse", Required: true),
        new("onHand", Required: true),
    ];

    private static readonly string[] KeyColumns = ["sku", "warehouse"];

    /// <summary>Reads the header.</summary>
    public static Outcome<ImportFile<StockCount>> Open(Stream stream, ImportOptions options) =>
        ImportFile<StockCount>.Open(
            stream,
            Columns,
            options,
            table =>
                new RowGroups<StockCount, StockCount>(
                    table,
                    new(KeyColumns, RowsMax, cells => $"{cells["sku"]} in {cells["warehouse"]}", (cells, _) => Read(cells), AddUp)
                    {
                        Check = records => CheckOnce(records, options),
                    }
                ).Read()
        );

    private static StockCount Read(RowCells cells) => new(cells.Required("sku"), cells.Required("warehouse"), cells.OnHand("onHand"));

    private static StockCount AddUp(IReadOnlyList<StockCount> counts) => counts[0] with { OnHand = counts.Sum(c => c.OnHand) };

    /// <summary>Of two counts of the same shelf, only a person knows whether one is wrong or both are parts.</summary>
    private static string? CheckOnce(IReadOnlyList<CsvRecord> records, ImportOptions options)
    {
        if (records.Count == 1 || options.AddsUp)
            return null;
        const int LinesMax = 5;
        var others = records.Count > LinesMax ? $"{records.Count - LinesMax + 1} others" : $"{records[^1].Line}";
        var lines = records.Take(Math.Min(LinesMax, records.Count) - 1).Select(r => r.Line);
        return $"the same product and warehouse are on lines {string.Join(", ", lines)} and {others}; keep one of them, or choose to add them up";
    }
}
