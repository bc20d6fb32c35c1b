using Raincheck.Core;
using Raincheck.Features.Purchasing;

namespace Raincheck.Features.Import;

/// <summary>A file of purchase orders: one row per line; the rows of a purchase order can be anywhere.</summary>
internal static class PurchaseOrderFile
{
    public static readonly ImportColumn[] Columns =
    [
        new("number", Required: true),
        new("vendor", Required: true),
        new("warehouse"),
        new("sku", Required: true),
        new("quantity", Required: true),
        new("expectedAt"),
        new("confirmed"),
    ];

    private static readonly string[] KeyColumns = ["number"];

    private static readonly string[] HeadColumns = ["vendor", "warehouse"];

    /// <summary>Reads the header.</summary>
    public static Outcome<ImportFile<NewPurchaseOrder>> Open(Stream stream, ImportOptions options) =>
        ImportFile<NewPurchaseOrder>.Open(
            stream,
            Columns,
            options,
            table =>
                new RowGroups<Row, NewPurchaseOrder>(
                    table,
                    new(KeyColumns, CreatePurchaseOrder.LinesMax, cells => $"purchase order {cells["number"]}", Read, Make)
                    {
                        NeedsEveryRow = true,
                    }
                ).Read()
        );

    private sealed record Row(NewPurchaseOrder? Head, NewPurchaseOrderLine Line);

    private static Row Read(RowCells cells, RowCells? first)
    {
        if (first is not null)
            cells.RequireSame(first, HeadColumns);
        var head = first is null
            ? new NewPurchaseOrder(cells.Required("vendor"), [], cells.Optional("warehouse"), cells.Required("number", 50))
            : null;
        return new Row(
            head,
            new NewPurchaseOrderLine(
                cells.Required("sku"),
                cells.Units("quantity"),
                cells.Time("expectedAt"),
                cells.Flag("confirmed") ?? false
            )
        );
    }

    private static NewPurchaseOrder Make(IReadOnlyList<Row> rows) => rows[0].Head! with { Lines = [.. rows.Select(r => r.Line)] };
}
