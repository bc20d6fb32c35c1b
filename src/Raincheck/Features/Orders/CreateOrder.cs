using Raincheck.Core;
using Raincheck.Core.Orders;
using Raincheck.Ledger;
using Raincheck.Platform;
using Raincheck.Storage;

namespace Raincheck.Features.Orders;

/// <summary>A new order.</summary>
/// <param name="Company">The code of the selling brand.</param>
/// <param name="Customer">The customer.</param>
/// <param name="Lines">The lines, at least one.</param>
/// <param name="Number">Its number; if omitted the system chooses one.</param>
/// <param name="Channel">The sales channel.</param>
/// <param name="OrderedAt">The order time; now if omitted.</param>
/// <param name="Status"><c>cart</c>, <c>quote</c>, <c>inProcess</c>, <c>onHold</c> or <c>problem</c>; <c>inProcess</c> if omitted.</param>
/// <param name="PaymentStatus"><c>charged</c> if omitted.</param>
/// <param name="Priority">Higher is served first; 0 if omitted.</param>
/// <param name="ShipTo">Where it goes.</param>
/// <param name="BillTo">Who pays.</param>
/// <param name="ShipBy">The day by which the customer or the channel wants it shipped.</param>
/// <param name="NoteToCustomer">A note to the customer, at most 1,000 characters on one or several lines.</param>
/// <param name="Tags">Up to 20 tags to sort orders by, of up to 50 characters each.</param>
public sealed record NewOrder(
    string Company,
    NewOrderCustomer Customer,
    IReadOnlyList<NewOrderLine> Lines,
    string? Number = null,
    string? Channel = null,
    DateTimeOffset? OrderedAt = null,
    OrderStatus? Status = null,
    PaymentStatus? PaymentStatus = null,
    int? Priority = null,
    Address? ShipTo = null,
    Address? BillTo = null,
    DateOnly? ShipBy = null,
    string? NoteToCustomer = null,
    IReadOnlyList<string>? Tags = null
);

/// <summary>The customer.</summary>
/// <param name="Name">The customer's name.</param>
/// <param name="Email">The address for notices. Without it, no notices are written.</param>
/// <param name="Phone">A phone number.</param>
/// <param name="Company">The customer's company.</param>
public sealed record NewOrderCustomer(string Name, string? Email = null, string? Phone = null, string? Company = null)
{
    internal Customer ToCustomer() => new(Name, Email, Phone, Company);
}

/// <summary>A line of a new order.</summary>
public sealed record NewOrderLine(string Sku, int Quantity, decimal? UnitPrice = null);

/// <summary>Takes an order and determines every order that it touches.</summary>
public sealed class CreateOrder(NewOrder request) : LedgerCommand<OrderView>
{
    /// <summary>The most lines that one order can have.</summary>
    public const int LinesMax = 1_000;

    protected internal override string Cause => request.Number is null ? "new order" : $"order {request.Number} created";

    protected internal override string Kind => "created";

    protected internal override int Weight => 1 + Members.CountOf(request.Lines);

    protected internal override void Declare(LoadPlan plan)
    {
        plan.NewOrder(request.Number);
        foreach (var line in request.Lines ?? [])
            plan.Sku(line?.Sku);
    }

    protected internal override Outcome<Func<OrderView>> Decide(UnitOfWork work)
    {
        if (Check(work) is { } refusal)
            return refusal;

        var settings = work.Settings;
        var orderedAt = request.OrderedAt is { } time ? Micros.Of(time) : work.Now;
        var order = work.AddOrder(id => new Order
        {
            Id = id,
            Number = request.Number ?? "",
            CompanyId = work.Catalogue.FindCompany(request.Company)!.Id,
            Channel = request.Channel,
            Status = request.Status ?? OrderStatus.InProcess,
            PaymentStatus = request.PaymentStatus ?? PaymentStatus.Charged,
            Priority = request.Priority ?? 0,
            OrderedAt = orderedAt,
            QueuedAt = orderedAt,
            FamilyId = id,
            CustomerName = request.Customer.Name,
            CustomerEmail = request.Customer.Email ?? "",
            CustomerPhone = request.Customer.Phone,
            CustomerCompany = request.Customer.Company,
            ShipTo = OrderContacts.Stored(request.ShipTo),
            BillTo = OrderContacts.Stored(request.BillTo),
            ShipBy = OrderContacts.Stored(request.ShipBy),
            NoteToCustomer = request.NoteToCustomer,
            Tags = Core.Orders.Tags.Join(request.Tags),
            KeptUnmarked = settings.StopMarkingOnCreate,
        });
        foreach (var line in request.Lines)
            work.AddLine(order, work.Catalogue.FindProduct(line.Sku)!, line.Quantity, line.UnitPrice);
        return Outcomes.Answer(() => work.View(order));
    }

    private Refusal? Check(UnitOfWork work) => Refusals.First([.. FaultsOfValues(work.Now), .. FaultsOfNames(work)]);

    private IEnumerable<Refusal?> FaultsOfValues(long now)
    {
        yield return Text.CheckNumber(request.Number, "number");
        yield return Text.Check(request.Channel, "channel", 100);
        yield return Text.Require(request.Company, "company");
        if (request.Customer is null)
            yield return new Refusal(RefusalCode.InvalidValue, "customer is missing.", "customer");
        foreach (var fault in OrderContacts.Check(request.Customer?.ToCustomer(), request.ShipTo, request.BillTo, request.ShipBy))
            yield return fault;
        if (request.Status is { } status && status.IsFinal())
            yield return new Refusal(
                RefusalCode.InvalidValue,
                $"status is {EnumName.Of(status)}; a new order is a cart, a quote, inProcess, onHold or problem.",
                "status"
            );
        if (request.OrderedAt is { } time && (Micros.Of(time) < 0 || Micros.Of(time) > now + TimeSpan.MicrosecondsPerDay))
            yield return new Refusal(
                RefusalCode.InvalidValue,
                $"orderedAt is {time:O}; it must be after 1970 and at most one day ahead.",
                "orderedAt"
            );
        yield return OrderNotes.Check(request.NoteToCustomer);
        foreach (var fault in Core.Orders.Tags.Check(request.Tags))
            yield return fault;
        if (Members.Check(request.Lines, "lines") is { } missing)
        {
            yield return missing;
            yield break;
        }
        for (var i = 0; i < request.Lines.Count; i++)
        {
            var line = request.Lines[i];
            yield return Text.Require(line.Sku, $"lines[{i}].sku");
            yield return Price.Check(line.UnitPrice, $"lines[{i}].unitPrice");
            yield return Quantity.Check(line.Quantity, $"lines[{i}].quantity");
        }
        yield return Members.CheckCount(request.Lines, LinesMax, "The order", "lines");
    }

    private IEnumerable<Refusal?> FaultsOfNames(UnitOfWork work)
    {
        if (request.Company is not null && work.Catalogue.FindCompany(request.Company) is null)
            yield return new Refusal(RefusalCode.UnknownCompany, $"There is no company {request.Company}.", "company");
        for (var i = 0; i < Members.CountOf(request.Lines); i++)
        {
            if (request.Lines[i]?.Sku is { } sku && work.Catalogue.FindProduct(sku) is null)
                yield return new Refusal(RefusalCode.UnknownSku, $"There is no product {sku}.", $"lines[{i}].sku");
        }
        if (request.Number is { } number && work.IsOrderNumberTaken(number))
            yield return new Refusal(RefusalCode.DuplicateOrderNumber, $"Order {number} already exists.", "number");
    }
}
