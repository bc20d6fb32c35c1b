using Raincheck.Core;
using Raincheck.Ledger;

namespace Raincheck.Features.Purchasing;

/// <summary>
/// Cancels what has not come yet. Lines that wait for it are unlinked and go on waiting in the queue; units that a vendor was
/// to ship to customers are open again.
/// </summary>
public sealed class CancelPurchaseOrder(string number) : LedgerCommand<PurchaseOrderView>
{
    protected internal override string Cause => $"purchase order {number} cancelled";

    protected internal override string Kind => "purchaseOrderCancelled";

    protected internal override void Declare(LoadPlan plan) => plan.PurchaseOrder(number);

    protected internal override Outcome<Func<PurchaseOrderView>> Decide(UnitOfWork work)
    {
        if (work.FindPurchaseOrder(number) is not { } order)
            return PurchaseOrderRefusals.NotFound(number);
        if (order.Order.CheckOpen("cancelled") is { } refusal)
            return refusal;
        if (order.Order.IsDropship)
        {
            foreach (var (link, customerOrder, line) in work.Links.WaitingOn(order))
                VendorUnits.Return(work, order, link, customerOrder, line, link.Row.Quantity);
        }
        work.Purchases.Change(order, () => order.Order.Cancel(order.Lines));
        work.Links.UnlinkExcess(order);
        return Outcomes.Answer(() => work.View(order));
    }
}
