namespace Raincheck.Features.Email.Rendering;

/// <summary>The variables of a template, with what each is: the pages show them, and a template is checked against them.</summary>
public static class MailWords
{
    internal const string Line = "line";
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
        ("order.expected_ship_date", "When the order is expected to ship; blank where nobody said"),
        ("order.status", "Where the order stands: inProcess, onHold, …"),
        ("order.state", "none, partial or full: how much of it is back-ordered"),
        ("order.open", "Units still to be shipped"),
        ("order.back_ordered", "Units that it lacks"),
        ("order.channel", "Where the order came from"),
        ("customer.name", "The customer's name"),
        ("customer.first_name", "The first word of that name"),
        ("customer.email", "The customer's address"),
        ("company.name", "The selling brand"),
        ("company.code", "Its code"),
        ("notice.event", "What happened; blank in a mail sent by hand"),
        ("notice.note", "What was said about it: the reason of a delay, a vendor's name"),
        ("notice.replaced", "Whether another product is sent than the one ordered"),
        ("lines", "The lines that the mail is about: back-ordered, released, cancelled, or handed to a vendor"),
        ("all_lines", "Every line of the order"),
        ("line.line", "The line's number"),
        ("line.sku", "The product's SKU"),
        ("line.name", "The product's name"),
        ("line.units", "The units that the mail is about"),
        ("line.ordered", "Units ordered"),
        ("line.open", "Units still to be shipped"),
        ("line.allocated", "Units that it holds"),
        ("line.back_ordered", "Units that it lacks"),
        ("line.shipped", "Units shipped"),
        ("line.cancelled", "Units cancelled"),
        ("line.expected", "When more is expected: by the purchase order, else by the order; blank where nobody knows"),
        ("line.purchase_order.number", "The next purchase order that brings the product"),
        ("line.purchase_order.expected", "When it is expected"),
        ("line.replacement.sku", "The product that is sent in place of it"),
        ("line.replacement.name", "Its name"),
        ("line.replacement.quantity", "How many units of it"),
        ("line.instead_of.sku", "The product that was ordered, if another is sent"),
        ("line.instead_of.name", "Its name"),
        ("now", "The time at which the mail is made"),
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
        };
        foreach (var type in new[] { Order, Customer, Company, Notice, Line, Replacement, InsteadOf, PurchaseOrder })
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
                        member => type == Line && member is Replacement or InsteadOf or PurchaseOrder ? member : null,
                        StringComparer.Ordinal
                    )
            );
        }
        return members;
    }
}
