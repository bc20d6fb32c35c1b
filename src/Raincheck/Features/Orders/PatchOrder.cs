using Raincheck.Core;
using Raincheck.Core.Orders;
using Raincheck.Ledger;

namespace Raincheck.Features.Orders;

/// <summary>Changes of an order. Omitted members keep their value.</summary>
public sealed record OrderPatch(int? Priority = null, PaymentStatus? PaymentStatus = null, DateTimeOffset? ExpectedShipDate = null)
{
    /// <summary>The members of the customer to change.</summary>
    public CustomerPatch? Customer { get; init; }

    /// <summary>The new shipping address, as a whole; null removes it.</summary>
    public Address? ShipTo
    {
        get;
        init
        {
            field = value;
            ChangesShipTo = true;
        }
    }

    /// <summary>The new billing address, as a whole; null removes it.</summary>
    public Address? BillTo
    {
        get;
        init
        {
            field = value;
            ChangesBillTo = true;
        }
    }

    /// <summary>The day by which the customer or the channel wants it shipped; null removes it.</summary>
    public DateOnly? ShipBy
    {
        get;
        init
        {
            field = value;
            ChangesShipBy = true;
        }
    }

    /// <summary>A note to the customer, at most 1,000 characters on one or several lines; null removes it.</summary>
    public string? NoteToCustomer
    {
        get;
        init
        {
            field = value;
            ChangesNote = true;
        }
    }

    /// <summary>All tags of the order, up to 20; null or an empty list removes them.</summary>
    public IReadOnlyList<string>? Tags
    {
        get;
        init
        {
            field = value;
            ChangesTags = true;
        }
    }

    /// <summary>Whether the tags were given, or null.</summary>
    internal bool ChangesTags { get; private init; }

    /// <summary>Whether the address was given, or null.</summary>
    internal bool ChangesShipTo { get; private init; }

    /// <inheritdoc cref="ChangesShipTo"/>
    internal bool ChangesBillTo { get; private init; }

    /// <summary>Whether the day was given, or null.</summary>
    internal bool ChangesShipBy { get; private init; }

    /// <summary>Whether the note was given, as a text or as null.</summary>
    internal bool ChangesNote { get; private init; }

    /// <summary>Whether it only corrects what can be wrong after an order is done, too.</summary>
    internal bool IsForAnyStatus =>
        (Customer is not null || ChangesBillTo || ChangesTags)
        && (Priority, PaymentStatus, ExpectedShipDate) is (null, null, null)
        && !ChangesShipTo
        && !ChangesShipBy
        && !ChangesNote;
}

/// <summary>Changes of a customer. Omitted members keep their value.</summary>
public sealed record CustomerPatch(string? Name = null)
{
    /// <summary>The address for notices; null removes it.</summary>
    public string? Email
    {
        get;
        init
        {
            field = value;
            ChangesEmail = true;
        }
    }

    /// <summary>A phone number; null removes it.</summary>
    public string? Phone
    {
        get;
        init
        {
            field = value;
            ChangesPhone = true;
        }
    }

    /// <summary>The customer's company; null removes it.</summary>
    public string? Company
    {
        get;
        init
        {
            field = value;
            ChangesCompany = true;
        }
    }

    private bool ChangesEmail { get; init; }

    private bool ChangesPhone { get; init; }

    private bool ChangesCompany { get; init; }

    /// <summary>The customer with these changes.</summary>
    internal Customer Of(Customer known) =>
        new(
            Name ?? known.Name,
            ChangesEmail ? Email : known.Email,
            ChangesPhone ? Phone : known.Phone,
            ChangesCompany ? Company : known.Company
        );
}

/// <summary>Changes what is no history of an order: its customer, addresses, dates, note, tags, priority and payment.</summary>
public sealed class PatchOrder(string number, OrderPatch patch) : OrderCommand(number)
{
    // A customer whose every member is right, to look at those that are given.
    private static readonly Customer Anyone = new("Anyone");

    protected internal override string Kind => "changed";

    private protected override Refusal? CheckRequest(long now) =>
        Refusals.First([
            .. OrderContacts.Check(patch.Customer?.Of(Anyone), patch.ShipTo, patch.BillTo, patch.ShipBy),
            OrderNotes.Check(patch.NoteToCustomer),
            .. Tags.Check(patch.Tags),
        ]);

    private protected override Refusal? Change(UnitOfWork work, LoadedOrder order)
    {
        if (work.Change(order, Apply) is { } refusal)
            return refusal;
        if ((patch.ExpectedShipDate is not null || patch.ChangesShipBy) && order.Order.FixedDay is { } day)
            work.Promises.Fix(order, day, isTold: false);
        // A correction changes no queue.
        if (patch.Priority is not null || patch.PaymentStatus is not null)
            work.PlaceLines(order);
        return null;
    }

    private Refusal? Apply(Order order)
    {
        if (!patch.IsForAnyStatus)
        {
            long? shipDate = patch.ExpectedShipDate is { } date ? Storage.Micros.Of(date) : null;
            if (order.Change(patch.Priority, patch.PaymentStatus, shipDate) is { } refusal)
                return refusal;
        }
        // The values are right, and the status allows it.
        if (patch.ChangesNote)
            order.WriteNote(patch.NoteToCustomer);
        if (patch.ChangesTags)
            order.TagWith(patch.Tags);
        return Refusals.First([
            patch.ChangesShipBy ? order.WantShippedBy(OrderContacts.Stored(patch.ShipBy)) : null,
            patch.Customer is { } customer ? order.CorrectCustomer(customer.Of(order.GetCustomer())) : null,
            patch.ChangesShipTo ? order.CorrectShipTo(OrderContacts.WithContent(patch.ShipTo)) : null,
            patch.ChangesBillTo ? order.CorrectBillTo(OrderContacts.WithContent(patch.BillTo)) : null,
        ]);
    }
}
