namespace Raincheck.Features.Email.Rendering;

/// <summary>The variables of a template, with what each is: the pages show them, and a template is checked against them.</summary>
public static class MailFormatter
{
    internal const string Line = "line";
    internal const string Schedule = "schedule";
    internal const string Piece = "piece";
    private const string List = "list";
    private const string Texts = "texts";
    private const string Order = "order";
    private const string Customer = "customer";
    private const string Company = "company";
    private const string Notice = "notice";
    private const string Consent = "consent";
    private const string Replacement = "replacement";
    private const string InsteadOf = "instead_of";
    private const string PurchaseOrder = "purchase_order";
    private const string ShipTo = "ship_to";
    private const string BillTo = "bill_to";

    private static readonly string[] Types =
    [
        Order,
        Customer,
        Company,
        Notice,
        Consent,
        Line,
        Piece,
        Replacement,
        InsteadOf,
        PurchaseOrder,
        ShipTo,
        BillTo,
    ];

    /// <summary>Every variable by its path, and what it means.</summary>
    public static IReadOnlyList<(string Path, string Meaning)> All { get; } =
    [
        ("order.number", "The order's number"),
        ("order.ordered_at", "When the customer ordered"),
        ("order.expected_ship_date", "The date that was set for the order; blank if none was set or it has passed"),
        ("order.complete_by", "When the last open units of the order are expected to ship; blank if not known"),
        ("order.promised", "The promised ship date of the order; blank if nothing was promised or it has passed"),
        ("order.status", "The status of the order: inProcess, onHold, …"),
        ("order.state", "none, partial or full: how much of it is back-ordered"),
        ("order.open", "Units still to be shipped"),
        ("order.back_ordered", "Back-ordered units"),
        ("order.channel", "The sales channel"),
        ("order.note", "The note to the customer; blank if there is none"),
        ("order.ship_by", "The day by which the customer wants it shipped; blank if there is none"),
        ("order.ship_to.lines", "Where it goes: the lines of the label, as a list"),
        ("order.ship_to.name", "Where it goes: the name"),
        ("order.ship_to.company", "Where it goes: the company"),
        ("order.ship_to.line1", "Where it goes: street and number"),
        ("order.ship_to.line2", "Where it goes: apartment, floor, building"),
        ("order.ship_to.city", "Where it goes: the town"),
        ("order.ship_to.region", "Where it goes: state, province or county"),
        ("order.ship_to.postal_code", "Where it goes: postal or ZIP code"),
        ("order.ship_to.country", "Where it goes: the country as two letters"),
        ("order.ship_to.phone", "Where it goes: the phone number"),
        ("order.bill_to.lines", "Who pays: the lines of the label, as a list"),
        ("order.bill_to.name", "Who pays: the name"),
        ("order.bill_to.company", "Who pays: the company"),
        ("order.bill_to.line1", "Who pays: street and number"),
        ("order.bill_to.line2", "Who pays: apartment, floor, building"),
        ("order.bill_to.city", "Who pays: the town"),
        ("order.bill_to.region", "Who pays: state, province or county"),
        ("order.bill_to.postal_code", "Who pays: postal or ZIP code"),
        ("order.bill_to.country", "Who pays: the country as two letters"),
        ("order.bill_to.phone", "Who pays: the phone number"),
        ("customer.name", "The customer's name"),
        ("customer.first_name", "The first word of the name"),
        ("customer.email", "The customer's e-mail address"),
        ("customer.phone", "The customer's phone number"),
        ("customer.company", "The customer's company"),
        ("company.name", "The company's name"),
        ("company.code", "The company's code"),
        ("notice.event", "The event; blank in an e-mail sent manually"),
        ("notice.note", "A note: the reason of a delay, or a vendor's name"),
        ("notice.previous_date", "The ship date that was promised before; blank unless the mail is about a date that moved"),
        ("notice.replaced", "Whether a replacement is sent"),
        ("consent.revised_date", "In a delay option notice: the new ship date; blank if there is none"),
        ("consent.answer_by", "In a delay option notice: the last day to answer"),
        ("consent.silence", "In a delay option notice: consent or cancel, which no answer means"),
        ("consent.accept_url", "In a delay option notice: the page on which the customer accepts the delay"),
        ("consent.cancel_url", "In a delay option notice: the page on which the customer cancels"),
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
            [Consent] = Consent,
            ["lines"] = List,
            ["all_lines"] = List,
            ["now"] = null,
        };

    internal static IReadOnlyDictionary<string, IReadOnlyDictionary<string, string?>> Members { get; } = MakeMembers();

    /// <summary>The type of a member that has members of its own.</summary>
    private static string? TypeOf(string type, string member) =>
        (type, member) switch
        {
            (Line, Replacement or InsteadOf or PurchaseOrder or Schedule) => member,
            (Order, ShipTo or BillTo) => member,
            (ShipTo or BillTo, "lines") => Texts,
            _ => null,
        };

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
            [Texts] = new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["size"] = null,
                ["first"] = null,
                ["last"] = null,
            },
            [Schedule] = new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["size"] = null,
                ["first"] = Piece,
                ["last"] = Piece,
            },
        };
        foreach (var type in Types)
        {
            members.Add(
                type,
                All.Select(word => word.Path.Split('.'))
                    .Select(path => (path[0] == Line && type != Line) || (path[0] == Order && type is ShipTo or BillTo) ? path[1..] : path)
                    .Where(path => path.Length > 1 && path[0] == type)
                    .Select(path => path[1])
                    .Distinct()
                    .ToDictionary(member => member, member => TypeOf(type, member), StringComparer.Ordinal)
            );
        }
        return members;
    }
}
