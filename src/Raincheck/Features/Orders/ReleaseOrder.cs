using Raincheck.Core;
using Raincheck.Ledger;

namespace Raincheck.Features.Orders;

/// <summary>Lets an order that was held, or had a problem, go on.</summary>
public sealed class ReleaseOrder(string number) : OrderCommand(number)
{
    protected internal override string Kind => "released";

    private protected override Refusal? Change(UnitOfWork work, LoadedOrder order) => work.ChangeStatus(order, o => o.Release());
}
