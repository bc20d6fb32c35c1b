using Raincheck.Core;
using Raincheck.Core.Orders;
using Raincheck.Features.Orders;

namespace Raincheck.Features.Import;

/// <summary>An order as a file describes it.</summary>
/// <param name="Order">The order as it is taken where it is new.</param>
/// <param name="Status">Its status, where the file says it.</param>
/// <param name="PaymentStatus">Its payment status, where the file says it.</param>
/// <param name="Priority">Its priority, where the file says it.</param>
internal sealed record ImportedOrder(NewOrder Order, OrderStatus? Status, PaymentStatus? PaymentStatus, int? Priority);

/// <summary>A file of orders: one row per line; the rows of an order can be anywhere.</summary>
internal static class OrderFile
{
    private const string ShipTo = "shipTo";
    private const string BillTo = "billTo";

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
        new("customerEmail"),
        new("customerPhone"),
        new("customerCompany"),
        .. AddressColumns(ShipTo),
        .. AddressColumns(BillTo),
        new("shipBy"),
        new("noteToCustomer"),
        new("tags"),
        new("sku", Required: true),
        new("quantity", Required: true),
        new("unitPrice"),
    ];

    private static readonly string[] KeyColumns = ["orderNumber"];

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
        "customerPhone",
        "customerCompany",
        .. AddressColumns(ShipTo).Select(c => c.Name),
        .. AddressColumns(BillTo).Select(c => c.Name),
        "shipBy",
        "noteToCustomer",
        "tags",
    ];

    /// <summary>Reads the header.</summary>
    public static Outcome<ImportFile<ImportedOrder>> Open(Stream stream, ImportOptions options) =>
        ImportFile<ImportedOrder>.Open(
            stream,
            Columns,
            options,
            table =>
                new RowGroups<Row, ImportedOrder>(
                    table,
                    new(KeyColumns, CreateOrder.LinesMax, cells => $"order {cells["orderNumber"]}", Read, Make) { NeedsEveryRow = true }
                ).Read()
        );

    private sealed record Row(ImportedOrder? Head, NewOrderLine Line);

    private static Row Read(RowCells cells, RowCells? first)
    {
        if (first is not null)
            cells.RequireSame(first, HeadColumns);
        var head = first is null ? ReadHead(cells) : null;
        return new Row(head, new NewOrderLine(cells.Required("sku"), cells.Units("quantity"), cells.Price("unitPrice")));
    }

    private static ImportedOrder ReadHead(RowCells cells)
    {
        var company = cells.Required("company");
        var status = cells.OneOf(
            "status",
            OrderStatus.Cart,
            OrderStatus.Quote,
            OrderStatus.InProcess,
            OrderStatus.OnHold,
            OrderStatus.Problem
        );
        var payment = cells.OneOf(
            "paymentStatus",
            PaymentStatus.Charged,
            PaymentStatus.Authorized,
            PaymentStatus.Unpaid,
            PaymentStatus.Partial
        );
        var priority = (int?)cells.Whole("priority", int.MinValue, int.MaxValue);
        var order = new NewOrder(
            company,
            new NewOrderCustomer(
                cells.Required("customerName", Customer.NameLengthMax),
                cells.Address("customerEmail"),
                cells.Optional("customerPhone", Customer.PhoneLengthMax),
                cells.Optional("customerCompany", Customer.NameLengthMax)
            ),
            [],
            cells.Required("orderNumber", 50),
            cells.Optional("channel"),
            cells.RequiredTime("orderedAt"),
            status ?? OrderStatus.InProcess,
            payment ?? PaymentStatus.Charged,
            priority ?? 0,
            ReadAddress(cells, ShipTo),
            ReadAddress(cells, BillTo),
            cells.Time("shipBy") is { } day ? DateOnly.FromDateTime(day.UtcDateTime) : null,
            cells.OptionalLines("noteToCustomer", Core.Orders.Order.NoteLengthMax),
            cells.Tags("tags")
        );
        return new ImportedOrder(order, status, payment, priority);
    }

    /// <summary><c>shipToCity</c> for the member <c>city</c>.</summary>
    private static IEnumerable<ImportColumn> AddressColumns(string address) =>
        Address.Members.Select(m => new ImportColumn(ColumnOf(address, m.Name)));

    private static string ColumnOf(string address, string member) => $"{address}{char.ToUpperInvariant(member[0])}{member[1..]}";

    private static Address? ReadAddress(RowCells cells, string address) =>
        Address.Of([.. Address.Members.Select(m => cells.AddressMember(ColumnOf(address, m.Name), m.Name))]);

    private static ImportedOrder Make(IReadOnlyList<Row> rows)
    {
        var head = rows[0].Head!;
        return head with { Order = head.Order with { Lines = [.. rows.Select(r => r.Line)] } };
    }
}
