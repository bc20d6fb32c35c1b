using System.Globalization;
using Raincheck.Core;
using Raincheck.Core.Orders;
using Raincheck.Features.Orders;
using Raincheck.Storage;

namespace Raincheck.Features.Import;

/// <summary>An order that is there.</summary>
/// <param name="Order">The order.</param>
/// <param name="Company">The code of its company.</param>
/// <param name="Lines">Its lines by their numbers.</param>
/// <param name="Baseline">How imports described it last.</param>
/// <param name="SkuOf">The SKU of a product's id.</param>
internal sealed record KnownOrder(
    Order Order,
    string Company,
    IReadOnlyDictionary<int, OrderLine> Lines,
    OrderBaseline Baseline,
    Func<int, string> SkuOf
);

/// <summary>The differences of an order in a file from the previous import.</summary>
internal sealed class OrderDifference
{
    private static readonly OrderRevision Nothing = new(null, null, null, null, null, null, null, null, null, [], []);

    private readonly List<string> others = [];
    private readonly List<FieldChange> changes = [];

    private OrderDifference() => Revision = Nothing;

    /// <summary>The changes.</summary>
    public OrderRevision Revision { get; private set; }

    public ImportVerdict Verdict { get; private set; } = ImportVerdict.Same;

    /// <summary>
    /// Compares an order with how it was described before. Values that the file has not changed stay, even if they changed here; what is
    /// described otherwise is changed where an edit can, and is else told as a difference.
    /// </summary>
    public static OrderDifference Of(ImportedOrder wanted, KnownOrder known)
    {
        var difference = new OrderDifference();
        difference.CompareHead(wanted.Order, known);
        difference.CompareStates(wanted, known);
        difference.CompareContacts(wanted.Order, known);
        difference.CompareLines(wanted.Order, known);
        difference.Verdict =
            difference.others.Count > 0
                ? ImportVerdict.Refuse($"order {known.Order.Number} already exists with another {string.Join(", ", difference.others)}")
                : ImportVerdict.Of(difference.changes);
        return difference;
    }

    /// <summary>The parts that edits do not change.</summary>
    private void CompareHead(NewOrder wanted, KnownOrder known)
    {
        var order = known.Order;
        if (wanted.Company != known.Company)
            others.Add("company");
        if (wanted.Channel is { } channel && channel != order.Channel)
            others.Add("channel");
        if (wanted.OrderedAt is { } time && Micros.Of(time) != order.OrderedAt)
            others.Add("time");
    }

    private void CompareStates(ImportedOrder wanted, KnownOrder known)
    {
        var (order, before) = (known.Order, known.Baseline);
        var isLive = Order.CanBecome(order.Status, OrderStatus.InProcess);
        if (wanted.Status is { } status && status != before.Status && status != order.Status)
        {
            Note("status", Text(order.Status), Text(status), Order.CanBecome(order.Status, status));
            Revision = Revision with { Status = status };
        }
        if (wanted.PaymentStatus is { } payment && payment != before.PaymentStatus && payment != order.PaymentStatus)
        {
            Note("payment status", Text(order.PaymentStatus), Text(payment), isLive);
            Revision = Revision with { PaymentStatus = payment };
        }
        if (wanted.Priority is { } priority && priority != before.Priority && priority != order.Priority)
        {
            Note("priority", Text(order.Priority), Text(priority), isLive);
            Revision = Revision with { Priority = priority };
        }
        if (wanted.Order.NoteToCustomer is { } note && note != before.NoteToCustomer && note != order.NoteToCustomer)
        {
            Note("note to customer", order.NoteToCustomer, note, isLive);
            Revision = Revision with { NoteToCustomer = note };
        }
    }

    private void CompareContacts(NewOrder wanted, KnownOrder known)
    {
        var (order, before) = (known.Order, known.Baseline);
        var isLive = Order.CanBecome(order.Status, OrderStatus.InProcess);
        var shipBy = OrderContacts.ToDay(order.ShipBy);
        if (wanted.ShipBy is { } day && Text(day) != before.ShipBy && day != shipBy)
        {
            Note("ship by", Text(shipBy), Text(day), isLive);
            Revision = Revision with { ShipBy = day };
        }
        if (wanted.Tags is { } tags && Listed(Tags.Join(tags)) is var listed && listed != before.Tags && listed != Listed(order.Tags))
        {
            Note("tags", Listed(order.Tags), listed, isLive);
            Revision = Revision with { Tags = tags };
        }
        var customer = order.GetCustomer();
        var changed = new Customer(
            Corrected("customer name", "customerName", wanted.Customer.Name, order.CustomerName, known, isLive)!,
            Corrected("customer e-mail", "customerEmail", wanted.Customer.Email, customer.Email, known, isLive),
            Corrected("customer phone", "customerPhone", wanted.Customer.Phone, customer.Phone, known, isLive),
            Corrected("customer company", "customerCompany", wanted.Customer.Company, customer.Company, known, isLive)
        );
        if (changed != customer)
            Revision = Revision with { Customer = changed };
        Revision = Revision with
        {
            ShipTo = CompareAddress("ship to", wanted.ShipTo, before.Described("shipTo", order.ShipTo), order.ShipTo, isLive),
            BillTo = CompareAddress("bill to", wanted.BillTo, before.Described("billTo", order.BillTo), order.BillTo, isLive),
        };
    }

    private string? Corrected(string field, string member, string? wanted, string? now, KnownOrder known, bool isLive)
    {
        if (wanted is null || wanted == now || wanted == known.Baseline.Described(member, now))
            return now;
        Note(field, now, wanted, isLive);
        return wanted;
    }

    /// <summary>The address with the members that the file has changed; null if it has changed none.</summary>
    private Address? CompareAddress(string field, Address? wanted, string? before, string? now, bool isLive)
    {
        if (wanted is null)
            return null;
        var nothing = new string?[Address.Members.Count];
        var described = Address.Parse(before)?.ToValues() ?? nothing;
        var values = (Address.Parse(now)?.ToValues() ?? nothing).ToArray();
        var isChanged = false;
        foreach (var (i, value) in wanted.ToValues().Index())
        {
            if (value is null || value == described[i] || value == values[i])
                continue;
            Note($"{field} {Address.Members[i].Name}", values[i], value, isLive);
            values[i] = value;
            isChanged = true;
        }
        return isChanged ? Address.Of(values) : null;
    }

    private void CompareLines(NewOrder wanted, KnownOrder known)
    {
        var before = known.Baseline.Lines;
        var isLive = Order.CanBecome(known.Order.Status, OrderStatus.InProcess);
        if (wanted.Lines.Count < before.Count)
            others.Add("number of lines");
        for (var i = 0; i < Math.Min(wanted.Lines.Count, before.Count); i++)
            CompareLine(wanted.Lines[i], before[i], known, isLive);

        // Lines that a person added meanwhile may be the same ones.
        var unknown = known.Lines.Values.Where(l => before.All(b => b.Line != l.Line)).ToList();
        var added = new List<NewOrderLine>();
        foreach (var line in wanted.Lines.Skip(before.Count))
        {
            if (unknown.Find(l => known.SkuOf(l.OriginalSkuId ?? l.SkuId) == line.Sku && l.Quantity == line.Quantity) is { } same)
                unknown.Remove(same);
            else if (isLive)
                added.Add(line);
            else
                others.Add("number of lines");
        }
        Revision = Revision with { Added = added };
        changes.AddRange(added.Select(l => new FieldChange("new line", null, $"{l.Quantity} {l.Sku}")));
    }

    private void CompareLine(NewOrderLine wanted, (int Line, string? Sku, int Quantity) before, KnownOrder known, bool isLive)
    {
        var name = $"of line {before.Line}";
        if (wanted.Sku != before.Sku)
        {
            others.Add($"sku {name}");
            return;
        }
        var line = known.Lines.GetValueOrDefault(before.Line);
        if (wanted.Quantity != before.Quantity && wanted.Quantity != line?.Quantity)
        {
            var isUntouched = line is not null && line.Quantity == before.Quantity && line.OriginalSkuId is null;
            var canChange = isLive && isUntouched && wanted.Quantity >= line!.Quantity - line.Open;
            Note($"quantity {name}", Text(line?.Quantity), Text(wanted.Quantity), canChange);
            Revision = Revision with { Quantities = [.. Revision.Quantities, new(before.Line, wanted.Quantity)] };
        }
        if (wanted.UnitPrice is { } price && line is not null && price != line.UnitPrice)
            others.Add($"price {name}");
    }

    private void Note(string field, string? old, string? now, bool canChange)
    {
        if (canChange)
            changes.Add(new FieldChange(field, old, now));
        else
            others.Add(field);
    }

    private static string Text<TEnum>(TEnum value)
        where TEnum : struct, Enum => EnumName.Of(value);

    private static string? Listed(string? tags) => tags is null ? null : string.Join(", ", Tags.Parse(tags));

    private static string? Text(DateOnly? day) => day?.ToString("O", CultureInfo.InvariantCulture);

    private static string? Text(int? number) => number?.ToString(CultureInfo.InvariantCulture);
}
