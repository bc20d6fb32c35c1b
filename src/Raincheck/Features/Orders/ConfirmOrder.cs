using Raincheck.Core;
using Raincheck.Ledger;

namespace Raincheck.Features.Orders;

/// <summary>Confirms a cart or a quote, which joins the queue now.</summary>
public sealed class ConfirmOrder(string number) : OrderCommand(number)
{
    protected internal override string Kind => "confirmed";

    private protected override Refusal? Change(UnitOfWork work, LoadedOrder order) => work.ChangeStatus(order, o => o.Confirm(work.Now));
}
