using Raincheck.Core;
using Raincheck.Core.Orders;
using Raincheck.Ledger;
using Raincheck.Platform;

namespace Raincheck.Features.Orders;

/// <summary>Changes of an order. Omitted members keep their value.</summary>
public sealed record OrderPatch(int? Priority = null, PaymentStatus? PaymentStatus = null, DateTimeOffset? ExpectedShipDate = null)
{
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

    /// <summary>Whether the note was given, as a text or as null.</summary>
    internal bool ChangesNote { get; private init; }
}

/// <summary>Changes priority, payment status, expected ship date or the note to the customer.</summary>
public sealed class PatchOrder(string number, OrderPatch patch) : OrderCommand(number)
{
    protected internal override string Kind => "changed";

    private protected override Refusal? CheckRequest(long now) => OrderNotes.Check(patch.NoteToCustomer);

    private protected override Refusal? Change(UnitOfWork work, LoadedOrder order)
    {
        long? shipDate = patch.ExpectedShipDate is { } date ? Storage.Micros.Of(date) : null;
        if (work.Change(order, o => o.Change(patch.Priority, patch.PaymentStatus, shipDate)) is { } refusal)
            return refusal;
        if (patch.ChangesNote)
            order.Order.WriteNote(patch.NoteToCustomer);
        if (patch.Priority is not null || patch.PaymentStatus is not null)
            work.PlaceLines(order);
        return null;
    }
}
