using Raincheck.Core;
using Raincheck.Core.Orders;
using Raincheck.Ledger;
using Raincheck.Platform;

namespace Raincheck.Features.Orders;

/// <summary>The data of an order in another system, and its changes since the previous import.</summary>
/// <param name="PaymentStatus">The payment status; null if it stays.</param>
/// <param name="Status"><c>inProcess</c>, <c>onHold</c> or <c>problem</c>; null if it stays.</param>
/// <param name="Priority">The priority; null if it stays.</param>
/// <param name="NoteToCustomer">The note to the customer; null if it does not change.</param>
/// <param name="ShipBy">The day by which the customer wants it; null if it stays.</param>
/// <param name="Tags">All tags; null if they stay.</param>
/// <param name="Customer">The customer as a whole; null if nothing of it changes.</param>
/// <param name="ShipTo">The shipping address as a whole; null if nothing of it changes.</param>
/// <param name="BillTo">The billing address as a whole; null if nothing of it changes.</param>
/// <param name="Quantities">Lines with the units that are ordered from now on.</param>
/// <param name="Added">Lines that the order gets.</param>
internal sealed record OrderRevision(
    PaymentStatus? PaymentStatus,
    OrderStatus? Status,
    int? Priority,
    string? NoteToCustomer,
    DateOnly? ShipBy,
    IReadOnlyList<string>? Tags,
    Customer? Customer,
    Address? ShipTo,
    Address? BillTo,
    IReadOnlyList<LineRevision> Quantities,
    IReadOnlyList<NewOrderLine> Added
)
{
    public bool IsEmpty =>
        this
            is {
                PaymentStatus: null,
                Status: null,
                Priority: null,
                NoteToCustomer: null,
                ShipBy: null,
                Tags: null,
                Customer: null,
                ShipTo: null,
                BillTo: null,
                Quantities.Count: 0,
                Added.Count: 0,
            };
}

/// <summary>The new quantity of a line.</summary>
internal sealed record LineRevision(int Line, int Quantity);

/// <summary>Updates an order with the data of another system, completely or not at all.</summary>
internal sealed class ReviseOrder(string number, OrderRevision revision) : OrderCommand(number)
{
    /// <summary>The actor of such journal entries, different from all users.</summary>
    public const string CauseEnd = " imported again";

    protected internal override string Kind => "changed";

    protected internal override string Cause => $"order {Number}{CauseEnd}";

    protected internal override int Weight => 1 + revision.Quantities.Count + revision.Added.Count;

    protected internal override void Declare(LoadPlan plan)
    {
        base.Declare(plan);
        foreach (var line in revision.Added)
            plan.Sku(line.Sku);
    }

    private protected override Refusal? CheckRequest(long now) =>
        Refusals.First([
            OrderNotes.Check(revision.NoteToCustomer),
            .. OrderContacts.Check(revision.Customer, revision.ShipTo, revision.BillTo, revision.ShipBy),
            .. revision.Quantities.Select((l, i) => Quantity.Check(l.Quantity, $"quantities[{i}].quantity")),
            .. revision.Added.SelectMany<NewOrderLine, Refusal?>(
                (l, i) =>
                    [
                        Text.Require(l.Sku, $"added[{i}].sku"),
                        Price.Check(l.UnitPrice, $"added[{i}].unitPrice"),
                        Quantity.Check(l.Quantity, $"added[{i}].quantity"),
                    ]
            ),
        ]);

    private protected override Refusal? Change(UnitOfWork work, LoadedOrder order)
    {
        if (Check(work, order) is { } refusal)
            return refusal;
        if (work.Change(order, o => o.Revise(revision.Status, revision.Priority, revision.PaymentStatus, work.Now)) is { } forbidden)
            return forbidden;
        if (work.Change(order, Correct) is { } wrong)
            return wrong;
        if (revision.Status is not null || revision.Priority is not null || revision.PaymentStatus is not null)
            work.PlaceLines(order);
        ChangeLines(work, order);
        return null;
    }

    private Refusal? Correct(Order order)
    {
        if (revision.NoteToCustomer is { } note)
            order.WriteNote(note);
        if (revision.Tags is { } tags)
            order.TagWith(tags);
        return Refusals.First([
            revision.ShipBy is { } day ? order.WantShippedBy(OrderContacts.Stored(day)) : null,
            revision.Customer is { } customer ? order.CorrectCustomer(customer) : null,
            revision.ShipTo is { } shipTo ? order.CorrectShipTo(shipTo) : null,
            revision.BillTo is { } billTo ? order.CorrectBillTo(billTo) : null,
        ]);
    }

    private Refusal? Check(UnitOfWork work, LoadedOrder order)
    {
        if (order.Order.CheckRevision(revision.Status) is { } forbidden)
            return forbidden;
        if (order.Lines.Count + revision.Added.Count > CreateOrder.LinesMax)
            return new Refusal(RefusalCode.TooMany, $"Order {Number} would have more than {CreateOrder.LinesMax} lines.", "lines");
        foreach (var (number, quantity) in revision.Quantities)
        {
            if (order.FindLine(number) is not { } line)
                return Outcomes.LineNotFound(Number, number);
            if (line.CheckQuantity(order.Order, quantity) is { } refusal)
                return refusal;
        }
        return Refusals.First(
            revision.Added.Select(l =>
                work.Catalogue.FindProduct(l.Sku) is null
                    ? new Refusal(RefusalCode.UnknownSku, $"There is no product {l.Sku}.", "sku")
                    : null
            )
        );
    }

    private void ChangeLines(UnitOfWork work, LoadedOrder order)
    {
        if (revision.Quantities.Count == 0 && revision.Added.Count == 0)
            return;
        work.LiftStopMarking(order);
        foreach (var (number, quantity) in revision.Quantities)
        {
            var line = order.FindLine(number)!;
            work.Touch(order, line);
            line.ChangeQuantity(quantity);
        }
        foreach (var line in revision.Added)
            work.AddLine(order, work.Catalogue.FindProduct(line.Sku)!, line.Quantity, line.UnitPrice);
        work.CloseIfDone(order);
    }
}
