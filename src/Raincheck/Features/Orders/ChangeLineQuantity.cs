using Raincheck.Core;
using Raincheck.Ledger;

namespace Raincheck.Features.Orders;

/// <summary>Changes how many units of a line are ordered.</summary>
public sealed class ChangeLineQuantity(string number, int lineNumber, int quantity) : OrderCommand(number)
{
    protected internal override string Kind => "quantityChanged";

    private protected override Refusal? CheckRequest(long now) => Quantity.Check(quantity, "quantity");

    private protected override Refusal? Change(UnitOfWork work, LoadedOrder order)
    {
        if (order.FindLine(lineNumber) is not { } line)
            return Outcomes.LineNotFound(Number, lineNumber);
        if ((order.Order.CheckLive("changed") ?? line.CheckQuantity(order.Order, quantity)) is { } refusal)
            return refusal;
        work.Touch(order, line);
        work.LiftStopMarking(order);
        line.ChangeQuantity(quantity);
        work.CloseIfDone(order);
        return null;
    }
}
