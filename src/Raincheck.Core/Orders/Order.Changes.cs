using Raincheck.Core.Purchasing;

namespace Raincheck.Core.Orders;

/// <content>How an order changes. A method that returns a refusal changed nothing where it returns one.</content>
public sealed partial class Order
{
    /// <summary>Stops its shipping. It keeps its place and its units.</summary>
    public Refusal? Hold()
    {
        if (status is not (OrderStatus.InProcess or OrderStatus.Problem))
            return StatusForbids("held");
        status = OrderStatus.OnHold;
        return null;
    }

    /// <summary>Lets it go on after it was held or had a problem.</summary>
    public Refusal? Release()
    {
        if (status is not (OrderStatus.OnHold or OrderStatus.Problem))
            return StatusForbids("released");
        status = OrderStatus.InProcess;
        return null;
    }

    /// <summary>A cart or a quote becomes an order, and joins the queue now.</summary>
    /// <param name="now">In microseconds since 1970-01-01 UTC.</param>
    public Refusal? Confirm(long now)
    {
        if (!status.IsDraft())
            return StatusForbids("confirmed");
        Accept(OrderStatus.InProcess, now);
        return null;
    }

    /// <summary>Delays its shipping.</summary>
    /// <param name="shipDate">When it is expected to ship instead, in microseconds since 1970-01-01 UTC.</param>
    public Refusal? Delay(long shipDate)
    {
        if (CheckOpen("delayed") is { } refusal)
            return refusal;
        expectedShipDate = shipDate;
        return null;
    }

    /// <summary>Marks or unmarks it by hand, or leaves its mark to the rules again.</summary>
    public Refusal? ChooseMark(MarkMode mode)
    {
        if (CheckLive("marked") is { } refusal)
            return refusal;
        markMode = mode;
        if (mode == MarkMode.Marked)
            keptUnmarked = false;
        return null;
    }

    /// <summary>Changes priority, payment status or expected ship date; null where one stays.</summary>
    public Refusal? Change(int? newPriority, PaymentStatus? newPayment, long? shipDate)
    {
        if (CheckLive("changed") is { } refusal)
            return refusal;
        priority = newPriority ?? priority;
        paymentStatus = newPayment ?? paymentStatus;
        expectedShipDate = shipDate ?? expectedShipDate;
        return null;
    }

    /// <summary>Replaces the note to the customer; null removes it. The caller has checked that the order can change.</summary>
    public void WriteNote(string? text) => noteToCustomer = text;

    /// <summary>Who ordered it.</summary>
    public Customer GetCustomer() => new(customerName, customerEmail.Length == 0 ? null : customerEmail, customerPhone, customerCompany);

    /// <summary>Corrects who ordered it. That can be wrong at any time, also when the order is done.</summary>
    public Refusal? CorrectCustomer(Customer customer)
    {
        if (Refusals.First(customer.Check()) is { } refusal)
            return refusal;
        (customerName, customerEmail) = (customer.Name, customer.Email ?? "");
        (customerPhone, customerCompany) = (customer.Phone, customer.Company);
        return null;
    }

    /// <summary>Corrects where it goes; null if not known. Where a finished order went is history.</summary>
    public Refusal? CorrectShipTo(Address? address)
    {
        if ((CheckLive("sent elsewhere") ?? Refusals.First(address?.Check("shipTo") ?? [])) is { } refusal)
            return refusal;
        shipTo = address?.ToText();
        return null;
    }

    /// <summary>Corrects who pays; null if not known.</summary>
    public Refusal? CorrectBillTo(Address? address)
    {
        if (Refusals.First(address?.Check("billTo") ?? []) is { } refusal)
            return refusal;
        billTo = address?.ToText();
        return null;
    }

    /// <summary>Replaces its tags, at any time: people sort finished orders too. The caller has checked them.</summary>
    public void TagWith(IEnumerable<string>? all) => tags = Orders.Tags.Join(all);

    /// <summary>Sets the day by which the customer wants it shipped; null for none.</summary>
    /// <param name="day">Midnight UTC, in microseconds since 1970-01-01.</param>
    public Refusal? WantShippedBy(long? day)
    {
        if (CheckLive("changed") is { } refusal)
            return refusal;
        shipBy = day;
        return null;
    }

    /// <summary>Whether another system may say that an order of one status has the other.</summary>
    public static bool CanBecome(OrderStatus from, OrderStatus to) => !from.IsFinal() && to.IsOpen();

    /// <summary>A refusal where <see cref="Revise"/> would refuse.</summary>
    public Refusal? CheckRevision(OrderStatus? to) =>
        CheckLive("changed") ?? (to is { } wanted && !CanBecome(status, wanted) ? StatusForbids("changed") : null);

    /// <summary>Follows what another system says of it; null where something stays.</summary>
    /// <param name="to">The status; a cart or a quote joins the queue now.</param>
    /// <param name="newPriority">The priority.</param>
    /// <param name="newPayment">The payment status.</param>
    /// <param name="now">In microseconds since 1970-01-01 UTC.</param>
    public Refusal? Revise(OrderStatus? to, int? newPriority, PaymentStatus? newPayment, long now)
    {
        if (CheckRevision(to) is { } refusal)
            return refusal;
        priority = newPriority ?? priority;
        paymentStatus = newPayment ?? paymentStatus;
        if (to is { } accepted && status.IsDraft())
            Accept(accepted, now);
        else
            status = to ?? status;
        return null;
    }

    /// <summary>An event on the order itself ends what <i>Stop marking</i> did when it was taken.</summary>
    public void LiftStopMarking() => keptUnmarked = false;

    /// <summary>After units were shipped, cancelled or given away: with nothing open and nothing at a vendor it is done.</summary>
    /// <param name="lines">All its lines.</param>
    /// <returns>Whether it is done.</returns>
    public bool CloseIfDone(IReadOnlyCollection<OrderLine> lines)
    {
        if (!lines.All(l => l.Open == 0 && l.Dropshipped == 0))
            return false;
        status = lines.Any(l => l.Shipped > 0) ? OrderStatus.Completed : OrderStatus.Cancelled;
        return true;
    }

    /// <summary>A refusal where the order cannot change any more.</summary>
    /// <param name="what">What cannot be done, as in <c>cannot be changed</c>.</param>
    public Refusal? CheckLive(string what) => status.IsFinal() ? StatusForbids(what) : null;

    /// <summary>A refusal where the order is not open: a cart or a quote has nothing to split, pin, link or hand over yet.</summary>
    /// <param name="what">What cannot be done, as in <c>cannot be split</c>.</param>
    public Refusal? CheckOpen(string what) => status.IsOpen() ? null : StatusForbids(what);

    /// <summary>A refusal where the order is not to be shipped, or not at this moment.</summary>
    public Refusal? CheckShippable() => status == OrderStatus.InProcess ? null : StatusForbids("shipped");

    /// <summary>Takes the number that was chosen for it, where it came without one.</summary>
    public void TakeNumber(string chosen)
    {
        if (number.Length > 0)
            throw new InvalidOperationException($"order {number} has a number");
        number = chosen;
    }

    /// <summary>Its dropship status follows from its links.</summary>
    /// <param name="links">Every link of the order, with the purchase order it names.</param>
    public void FollowLinks(IEnumerable<(PurchaseOrderLink Link, PurchaseOrder PurchaseOrder)> links) =>
        dropshipStatus = Dropshipping.StatusOf(links);

    /// <summary>Its totals follow from a change of its lines, and its state from the totals.</summary>
    public void AddUnits(long open, long backOrdered)
    {
        openQty += open;
        backOrderedQty += backOrdered;
        state = StateOf(openQty, backOrderedQty);
    }

    /// <summary>Its totals begin at nothing, to be added up from its lines again.</summary>
    public void ClearUnits() => openQty = backOrderedQty = 0;

    /// <summary>Takes what units that came or went since it was read changed: totals, state, mark and version.</summary>
    /// <param name="stored">The same order as it is stored now.</param>
    public void TakeUnitsOf(Order stored)
    {
        openQty = stored.openQty;
        backOrderedQty = stored.backOrderedQty;
        state = stored.state;
        marked = stored.marked;
        markedSince = stored.markedSince;
        version = stored.version;
    }

    /// <summary>It is marked, or not any more.</summary>
    /// <param name="isMarked">Whether it is.</param>
    /// <param name="now">In microseconds since 1970-01-01 UTC.</param>
    public void Mark(bool isMarked, long now)
    {
        marked = isMarked;
        markedSince = isMarked ? now : null;
    }

    /// <summary>Counts a change.</summary>
    /// <param name="isOwn">Whether a command on the order itself made it, and not units that came or went.</param>
    public void CountChange(bool isOwn)
    {
        version++;
        if (isOwn)
            revision++;
    }

    private void Accept(OrderStatus accepted, long now)
    {
        queuedAt = now;
        keptUnmarked = false;
        status = accepted;
    }

    private Refusal StatusForbids(string what) =>
        new(RefusalCode.OrderStatusForbids, $"Order {number} is {EnumName.Of(status)} and cannot be {what}.");
}
