using Raincheck.Core;
using Raincheck.Core.Orders;
using Raincheck.Ledger;
using Raincheck.Platform;

namespace Raincheck.Features.Orders;

/// <summary>Changes of an order. Omitted members keep their value.</summary>
public sealed record OrderPatch(int? Priority = null, PaymentStatus? PaymentStatus = null, DateTimeOffset? ExpectedShipDate = null);

/// <summary>Changes priority, payment status or expected ship date.</summary>
public sealed class PatchOrder(string number, OrderPatch patch) : OrderCommand(number)
{
    protected internal override string Kind => "changed";

    private protected override Refusal? Change(UnitOfWork work, LoadedOrder order)
    {
        if (!order.IsLive())
            return Outcomes.StatusForbids(order, "changed");
        work.Touch(order);
        order.Order.Priority = patch.Priority ?? order.Order.Priority;
        order.Order.PaymentStatus = patch.PaymentStatus ?? order.Order.PaymentStatus;
        if (patch.ExpectedShipDate is { } date)
            order.Order.ExpectedShipDate = Storage.Micros.Of(date);
        if (patch.Priority is not null || patch.PaymentStatus is not null)
            work.PlaceLines(order);
        return null;
    }
}
