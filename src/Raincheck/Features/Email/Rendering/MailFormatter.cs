using Raincheck.Platform;

namespace Raincheck.Features.Email.Rendering;

/// <summary>The variables of a template, with what each is: the pages show them, and a template is checked against them.</summary>
public static class MailFormatter
{
    internal const string Line = "line";
    internal const string Schedule = "schedule";
    internal const string Piece = "piece";
    private const string List = "list";
    private const string Order = "order";
    private const string Customer = "customer";
    private const string Company = "company";
    private const string Notice = "notice";
    private const string Replacement = "replacement";
    private const string InsteadOf = "instead_of";
    private const string PurchaseOrder = "purchase_order";

    /// <summary>Every variable by its path, and what it means.</summary>
    public static IReadOnlyList<(string Path, string Meaning)> All { get; } =
    [
        ("order.number", "The order's number"),
        ("order.ordered_at", "When the customer ordered"),
        ("order.expected_ship_date", "The date that was set for the order; blank if none was set or it has passed"),
        ("order.complete_by", "When the last open units of the order are expected to ship; blank if not known"),
        ("order.status", "The status of the order: inProcess, onHold, …"),
        ("order.state", "none, partial or full: how much of it is back-ordered"),
        ("order.open", "Units still to be shipped"),
        ("order.back_ordered", "Back-ordered units"),
        ("order.channel", "The sales channel"),
        ("order.note", "The note to the customer; blank if there is none"),
        ("customer.name", "The customer's name"),
        ("customer.first_name", "The first word of the name"),
        ("customer.email", "The customer's e-mail address"),
        ("company.name", "The company's name"),
        ("company.code", "The company's code"),
        ("notice.event", "The event; blank in an e-mail sent manually"),
        ("notice.note", "A note: the reason of a delay, or a vendor's name"),
        ("notice.replaced", "Whether a replacement is sent"),
        ("lines", "The lines of the event: back-ordered, released, cancelled or dropshipped"),
        ("all_lines", "All lines of the order"),
        ("line.line", "The line's number"),
        ("line.sku", "The product's SKU"),
        ("line.name", "The product's name"),
        ("line.units", "Units of the event"),
        ("line.ordered", "Units ordered"),
        ("line.open", "Units still to be shipped"),
        ("line.allocated", "Allocated units"),
        ("line.back_ordered", "Back-ordered units"),
        ("line.shipped", "Units shipped"),
        ("line.cancelled", "Units cancelled"),
        ("line.expected", "When the last open units of the line are expected to ship; blank if not known"),
        ("line.purchase_order.number", "The purchase order that brings them; blank if they are on hand or not on order"),
        ("line.purchase_order.expected", "When that purchase order is expected"),
        ("line.schedule", "The open units of the line by ship date"),
        ("piece.quantity", "Of one item of line.schedule: the units"),
        ("piece.date", "Their ship date; blank if not known"),
        ("piece.basis", "The source of the date: onHand, confirmed, expected, assumed, overdue, leadTime or none"),
        ("piece.purchase_order", "The number of the purchase order that brings them; blank if they are on hand or not on order"),
        ("line.replacement.sku", "The SKU of the replacement"),
        ("line.replacement.name", "Its name"),
        ("line.replacement.quantity", "Units of the replacement"),
        ("line.instead_of.sku", "The SKU that was ordered, if a replacement is sent"),
        ("line.instead_of.name", "Its name"),
        ("now", "The time at which the e-mail is created"),
    ];

    internal static IReadOnlyDictionary<string, string?> Roots { get; } =
        new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            [Order] = Order,
            [Customer] = Customer,
            [Company] = Company,
            [Notice] = Notice,
            ["lines"] = List,
            ["all_lines"] = List,
            ["now"] = null,
        };

    internal static IReadOnlyDictionary<string, IReadOnlyDictionary<string, string?>> Members { get; } = MakeMembers();

    private static Dictionary<string, IReadOnlyDictionary<string, string?>> MakeMembers()
    {
        var members = new Dictionary<string, IReadOnlyDictionary<string, string?>>(StringComparer.Ordinal)
        {
            [List] = new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["size"] = null,
                ["first"] = Line,
                ["last"] = Line,
            },
            [Schedule] = new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["size"] = null,
                ["first"] = Piece,
                ["last"] = Piece,
            },
        };
        foreach (var type in new[] { Order, Customer, Company, Notice, Line, Piece, Replacement, InsteadOf, PurchaseOrder })
        {
            members.Add(
                type,
                All.Select(word => word.Path.Split('.'))
                    .Select(path => path[0] == Line && type != Line ? path[1..] : path)
                    .Where(path => path.Length > 1 && path[0] == type)
                    .Select(path => path[1])
                    .Distinct()
                    .ToDictionary(
                        member => member,
                        member => type == Line && member is Replacement or InsteadOf or PurchaseOrder or Schedule ? member : null,
                        StringComparer.Ordinal
                    )
            );
        }
        return members;
    }
}
