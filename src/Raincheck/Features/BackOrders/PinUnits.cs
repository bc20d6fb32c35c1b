using Raincheck.Core;
using Raincheck.Core.Orders;
using Raincheck.Features.Orders;
using Raincheck.Ledger;
using Raincheck.Platform;
using Raincheck.Storage;

namespace Raincheck.Features.BackOrders;

/// <summary>Units to give to a line before the queue.</summary>
/// <param name="Line">The order's line.</param>
/// <param name="Quantity">The units; can exceed the stock.</param>
/// <param name="Reason">Why.</param>
/// <param name="Until">The expiry of the pin; it does not expire if omitted.</param>
public sealed record PinRequest(int Line, int Quantity, string Reason, DateTimeOffset? Until = null);

/// <summary>
/// Pins units to a line ahead of the queue (<i>reallocation</i>). It holds what stock allows, now and as stock arrives, until
/// it is lifted or expires. A line has one pin: a second one takes the place of the first.
/// </summary>
public sealed class PinUnits(string number, PinRequest request) : OrderCommand(number)
{
    private const int ReasonLengthMax = 500;

    protected internal override string Kind => "pinned";

    private protected override Refusal? CheckRequest(long now) =>
        Refusals.First(
            Text.Require(request.Reason, "reason") ?? Text.Check(request.Reason, "reason", ReasonLengthMax, severalLines: true),
            request.Until is { } until && Micros.Of(until) <= now
                ? new Refusal(RefusalCode.InvalidValue, $"until is {until:O}; it must be in the future.", "until")
                : null,
            Quantity.Check(request.Quantity, "quantity")
        );

    private protected override Refusal? Change(UnitOfWork work, LoadedOrder order)
    {
        if (order.FindLine(request.Line) is not { } line)
            return Outcomes.UnknownLine(Number, request.Line, "line");
        if ((order.Order.CheckOpen("given units ahead of the queue") ?? line.CheckPin(order.Order, request.Quantity)) is { } forbidden)
            return forbidden;
        work.Touch(order, line);
        line.Pin(request.Quantity);
        work.Pins.Set(
            new Pin
            {
                OrderId = order.Order.Id,
                Line = line.Line,
                Reason = request.Reason,
                Actor = work.Actor,
                At = work.Now,
                Until = Micros.Of(request.Until),
            }
        );
        work.AddJournalDetail(order, "reason", request.Reason);
        if (request.Until is { } ends)
            work.AddJournalDetail(order, "until", ends.UtcDateTime.ToString("O", System.Globalization.CultureInfo.InvariantCulture));
        return null;
    }
}

/// <summary>Lifts the pin of a line: its units join the queue again.</summary>
/// <param name="number">The order's number.</param>
/// <param name="lineNumber">Its line.</param>
/// <param name="expiredAt">The expiry of the pin if it expired; a newer pin stays. Null if a user removes it.</param>
public sealed class LiftPin(string number, int lineNumber, long? expiredAt = null) : OrderCommand(number)
{
    protected internal override string Kind => expiredAt is null ? "pinLifted" : "pinExpired";

    private protected override Refusal? Change(UnitOfWork work, LoadedOrder order)
    {
        if (order.FindLine(lineNumber) is not { } line)
            return Outcomes.LineNotFound(Number, lineNumber);
        if (line.Pinned == 0 || (expiredAt is { } end && work.Pins.EndOf(line) != end))
            return new Refusal(RefusalCode.PinNotFound, $"Line {lineNumber} of order {Number} has no pin.");
        work.Touch(order, line);
        line.Pin(0);
        return null;
    }
}
