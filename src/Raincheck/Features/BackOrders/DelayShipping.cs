using Raincheck.Core;
using Raincheck.Core.Notices;
using Raincheck.Features.Orders;
using Raincheck.Ledger;
using Raincheck.Platform;
using Raincheck.Storage;

namespace Raincheck.Features.BackOrders;

/// <summary>The new ship date of an order, and the reason.</summary>
/// <param name="ShipDate">The new expected ship date; not in the past.</param>
/// <param name="Reason">Why, for the order's history and the customer.</param>
/// <param name="Notify">Whether the customer is told.</param>
public sealed record DelayRequest(DateTimeOffset ShipDate, string Reason, bool Notify);

/// <summary>Delays the shipping of an order. Earlier dates and their reasons stay in the journal.</summary>
public sealed class DelayShipping(string number, DelayRequest request) : OrderCommand(number)
{
    private const int ReasonLengthMax = 500;

    protected internal override string Kind => "delayed";

    private protected override Refusal? CheckRequest(long now) =>
        Refusals.First(
            Text.Require(request.Reason, "reason") ?? Text.Check(request.Reason, "reason", ReasonLengthMax, severalLines: true),
            // Compare days only: today in another time zone may be yesterday here.
            Micros.Of(request.ShipDate)
            < now - TimeSpan.MicrosecondsPerDay
                ? new Refusal(RefusalCode.InvalidValue, $"shipDate is {request.ShipDate:O}; it must not be in the past.", "shipDate")
                : null
        );

    private protected override Refusal? Change(UnitOfWork work, LoadedOrder order)
    {
        if (work.Change(order, o => o.Delay(Micros.Of(request.ShipDate))) is { } refusal)
            return refusal;
        work.AddJournalDetail(order, "reason", request.Reason);
        if (order.Order.FixedDay is { } day)
            work.Promises.Fix(order, day, request.Notify);
        if (request.Notify)
            work.Mail.QueueNotice(
                order,
                MailEvent.ShippingDelayNotice,
                new MailOccasion(Note: request.Reason, ShipDate: order.Order.ExpectedShipDate)
            );
        return null;
    }
}
