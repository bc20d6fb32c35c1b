using Raincheck.Core;
using Raincheck.Ledger;

namespace Raincheck.Features.Orders;

/// <summary>Stops the shipping of an order. It keeps its place and its units.</summary>
public sealed class HoldOrder(string number) : OrderCommand(number)
{
    protected internal override string Kind => "held";

    private protected override Refusal? Change(UnitOfWork work, LoadedOrder order) => work.ChangeStatus(order, o => o.Hold());
}
