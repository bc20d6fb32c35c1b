using Raincheck.Core;
using Raincheck.Core.Orders;
using Raincheck.Ledger;

namespace Raincheck.Features.Orders;

/// <summary>Marks or unmarks an order by hand, or leaves its mark to the rules again.</summary>
public sealed class MarkOrder(string number, MarkMode mode) : OrderCommand(number)
{
    protected internal override string Kind => "markChosen";

    private protected override Refusal? Change(UnitOfWork work, LoadedOrder order) => work.Change(order, o => o.ChooseMark(mode));
}
