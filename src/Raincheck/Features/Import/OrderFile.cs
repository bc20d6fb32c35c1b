using Raincheck.Core;
using Raincheck.Core.Orders;
using Raincheck.Features.Orders;

namespace Raincheck.Features.Import;

/// <summary>A file of orders: a row a line, the rows of an order one after another.</summary>
internal static class OrderFile
{
    public static readonly ImportColumn[] Columns =
    [
        new("orderNumber", Required: true),
        new("company", Required: true),
        new("channel"),
        new("orderedAt", Required: true),
        new("status"),
        new("paymentStatus"),
        new("priority"),
        new("customerName", Required: true),
        new("customerEmail", Required: true),
        new("sku", Required: true),
        new("quantity", Required: true),
        new("unitPrice"),
    ];

    // What the rows of one order share.
    private static readonly string[] HeadColumns =
    [
        "company",
        "channel",
        "orderedAt",
        "status",
        "paymentStatus",
        "priority",
        "customerName",
        "customerEmail",
    ];

    /// <summary>Reads the header.</summary>
    public static Outcome<ImportFile<NewOrder>> Open(Stream stream, ImportOptions options) =>
        ImportFile<NewOrder>.Open(
            stream,
            Columns,
            options,
            table => new RowGroups<Row, NewOrder>(table, "orderNumber", "order", CreateOrder.LinesMax, Read, Make).Read()
        );

    private sealed record Row(NewOrder? Head, NewOrderLine Line);

    private static Row Read(RowCells cells, RowCells? first)
    {
        if (first is not null)
            cells.RequireSame(first, HeadColumns);
        var head = first is null ? ReadHead(cells) : null;
        return new Row(head, new NewOrderLine(cells.Required("sku"), cells.Units("quantity"), cells.Price("unitPrice")));
    }

    private static NewOrder ReadHead(RowCells cells) =>
        new(
            cells.Required("company"),
            new NewOrderCustomer(cells.Required("customerName", 200), cells.Required("customerEmail", 320)),
            [],
            cells.Required("orderNumber", 50),
            cells.Optional("channel"),
            cells.RequiredTime("orderedAt"),
            cells.OneOf(
                "status",
                OrderStatus.InProcess,
                OrderStatus.Cart,
                OrderStatus.Quote,
                OrderStatus.InProcess,
                OrderStatus.OnHold,
                OrderStatus.Problem
            ),
            cells.OneOf(
                "paymentStatus",
                PaymentStatus.Charged,
                PaymentStatus.Charged,
                PaymentStatus.Authorized,
                PaymentStatus.Unpaid,
                PaymentStatus.Partial
            ),
            (int)(cells.Whole("priority", int.MinValue, int.MaxValue) ?? 0)
        );

    private static NewOrder Make(IReadOnlyList<Row> rows) => rows[0].Head! with { Lines = [.. rows.Select(r => r.Line)] };
}
