using Fluid.Values;
using Raincheck.Core;
using Raincheck.Core.Notices;
using Raincheck.Core.Orders;
using Raincheck.Features.Promises;
using Raincheck.Ledger;
using Raincheck.Ledger.Outbox;
using Raincheck.Platform;
using Raincheck.Storage;

namespace Raincheck.Features.Email.Rendering;

/// <summary>Everything that one mail may tell.</summary>
/// <param name="Order">The order's head.</param>
/// <param name="Event">The event; null for a manual e-mail.</param>
/// <param name="Snapshot">The quantities.</param>
/// <param name="NotNeeded">Why the e-mail is not needed; null if it is.</param>
internal sealed record MailFacts(Order Order, MailEvent? Event, MailSnapshot Snapshot, string? NotNeeded = null)
{
    /// <summary>When it ships.</summary>
    public MailDates Dates { get; init; } = MailDates.None;

    /// <summary>The ship date that was promised before; null unless the mail is about a date that moved.</summary>
    public DateTimeOffset? PreviousDate { get; init; }

    /// <summary>The choice that the mail offers, as variables; null if it offers none.</summary>
    public IReadOnlyDictionary<string, object?>? Consent { get; init; }

    /// <summary>Whether the customer gets another product than the one ordered.</summary>
    public bool IsReplaced => Snapshot.Lines.Any(l => l.IsReplaced);

    /// <summary>The content of a notice, for the current state.</summary>
    public static MailFacts Of(MailEvent what, MailOccasion occasion, NoticeState state, Catalogue catalogue)
    {
        var content = NoticeContent.Of(what, occasion, state);
        return new MailFacts(state.Order, what, MailSnapshot.Of(content, state, catalogue), content.NotNeeded)
        {
            PreviousDate = Micros.ToTime(occasion.PreviousDate),
        };
    }

    /// <summary>Why no e-mail is created; null if one is.</summary>
    public string? WhyNot(EmailTemplate template) =>
        NotNeeded
        ?? (
            Event == MailEvent.BackOrderReleasedNotice && IsReplaced && !TemplateVariableCheck.SaysWhatIsReplaced(template)
                ? "another product is sent than the one ordered, and the template uses neither notice.replaced nor line.instead_of to say so"
                : null
        );

    /// <summary>The variables of a template.</summary>
    public IReadOnlyDictionary<string, FluidValue> Variables(TemplateEngine engine, Catalogue catalogue)
    {
        var company = catalogue.Company(Order.CompanyId);
        var today = new ClientDays(catalogue.Settings, engine.Now).Today;
        var all = Snapshot.Lines.Select(l => (l.Units, Members: LineMembers(l, catalogue))).ToList();
        var openQty = Snapshot.Lines.Sum(l => (long)l.Open);
        var backOrderedQty = Snapshot.Lines.Sum(l => (long)l.BackOrdered);
        var variables = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["order"] = new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["number"] = Order.Number,
                ["ordered_at"] = Micros.ToTime(Order.OrderedAt),
                ["expected_ship_date"] = Order.ExpectedShipDate is { } at && NamedDay.Of(at) >= today ? Micros.ToTime(at) : null,
                ["complete_by"] = Midnight(Dates.CompleteBy),
                ["promised"] = Order.Promised is { } promised && promised >= today ? Midnight(promised) : null,
                ["status"] = EnumName.Of(Order.Status),
                ["state"] = EnumName.Of(Order.StateOf(openQty, backOrderedQty)),
                ["open"] = openQty,
                ["back_ordered"] = backOrderedQty,
                ["channel"] = Order.Channel,
                ["note"] = Order.NoteToCustomer,
                ["ship_by"] = Micros.ToTime(Order.ShipBy),
                ["ship_to"] = AddressMembers(Order.ShipTo),
                ["bill_to"] = AddressMembers(Order.BillTo),
            },
            ["customer"] = new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["name"] = Order.CustomerName,
                ["first_name"] = Order.CustomerName.Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault(),
                ["email"] = Order.CustomerEmail,
                ["phone"] = Order.CustomerPhone,
                ["company"] = Order.CustomerCompany,
            },
            ["company"] = new Dictionary<string, object?>(StringComparer.Ordinal) { ["name"] = company.Name, ["code"] = company.Code },
            ["notice"] = new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["event"] = Event?.ToString(),
                ["note"] = Snapshot.Note,
                ["previous_date"] = PreviousDate,
                ["replaced"] = IsReplaced,
            },
            ["consent"] = Consent,
            ["lines"] = all.Where(l => l.Units > 0).Select(l => l.Members).ToList(),
            ["all_lines"] = all.ConvertAll(l => l.Members),
        };
        return variables.ToDictionary(v => v.Key, v => engine.ValueOf(v.Value), StringComparer.Ordinal);
    }

    private Dictionary<string, object?> LineMembers(MailSnapshotLine line, Catalogue catalogue)
    {
        var product = catalogue.FindProduct(line.Sku);
        var dates = line.Open > 0 ? Dates.Lines.GetValueOrDefault(line.Line) : null;
        return new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["line"] = line.Line,
            ["sku"] = line.Sku,
            ["name"] = product?.Name ?? line.Sku,
            ["units"] = line.Units,
            ["ordered"] = line.Ordered,
            ["open"] = line.Open,
            ["allocated"] = line.Allocated,
            ["back_ordered"] = line.BackOrdered,
            ["shipped"] = line.Shipped,
            ["cancelled"] = line.Cancelled,
            ["expected"] = Midnight(dates?.Last?.Date),
            ["purchase_order"] = dates is { Last.Source: { } number }
                ? new Dictionary<string, object?>(StringComparer.Ordinal) { ["number"] = number, ["expected"] = Midnight(dates.Received) }
                : null,
            ["schedule"] = (dates?.Schedule ?? []).Select(PieceMembers).ToList(),
            ["replacement"] = line.ReplacementSku is not { } replacement
                ? null
                : new Dictionary<string, object?>(StringComparer.Ordinal)
                {
                    ["sku"] = replacement,
                    ["name"] = NameOf(replacement, catalogue),
                    ["quantity"] = line.Replacements,
                },
            ["instead_of"] = line.InsteadOf is not { } original
                ? null
                : new Dictionary<string, object?>(StringComparer.Ordinal) { ["sku"] = original, ["name"] = NameOf(original, catalogue) },
        };
    }

    private static Dictionary<string, object?>? AddressMembers(string? stored) =>
        Address.Parse(stored) is not { } address
            ? null
            : new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["name"] = address.Name,
                ["company"] = address.Company,
                ["line1"] = address.Line1,
                ["line2"] = address.Line2,
                ["city"] = address.City,
                ["region"] = address.Region,
                ["postal_code"] = address.PostalCode,
                ["country"] = address.Country,
                ["phone"] = address.Phone,
                ["lines"] = address.ToLines().ToList(),
            };

    private static string NameOf(string sku, Catalogue catalogue) => catalogue.FindProduct(sku)?.Name ?? sku;

    private static Dictionary<string, object?> PieceMembers(SchedulePieceView piece) =>
        new(StringComparer.Ordinal)
        {
            ["quantity"] = piece.Quantity,
            ["date"] = Midnight(piece.Date),
            ["basis"] = EnumName.Of(piece.Basis),
            ["purchase_order"] = piece.Source,
        };

    private static DateTimeOffset? Midnight(DateOnly? day) => day is { } date ? new(date, TimeOnly.MinValue, TimeSpan.Zero) : null;
}
