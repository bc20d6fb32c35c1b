using Raincheck.Core;
using Raincheck.Core.Purchasing;
using Raincheck.Ledger;
using Raincheck.Platform;
using Raincheck.Storage;

namespace Raincheck.Features.Purchasing;

/// <summary>Changes of a purchase order line. Omitted members keep their value.</summary>
/// <param name="ExpectedAt">When its units are expected.</param>
/// <param name="Quantity">How many are ordered.</param>
public sealed record PurchaseOrderLinePatch(DateTimeOffset? ExpectedAt = null, int? Quantity = null);

/// <summary>Changes when a vendor is expected to deliver, or how much.</summary>
public sealed class ChangePurchaseOrderLine(string number, string sku, PurchaseOrderLinePatch patch) : LedgerCommand<PurchaseOrderView>
{
    protected internal override string Cause => $"purchase order {number} changed";

    protected internal override string Kind => "purchaseOrderChanged";

    protected internal override void Declare(LoadPlan plan) => plan.PurchaseOrder(number);

    protected internal override Outcome<Func<PurchaseOrderView>> Decide(UnitOfWork work)
    {
        if (patch.Quantity is { } asked && Quantity.Check(asked, "quantity") is { } invalid)
            return invalid;
        if (work.FindPurchaseOrder(number) is not { } order)
            return PurchaseOrderRefusals.NotFound(number);
        var line = order.Lines.Find(l => work.Catalogue.Sku(l.SkuId) == sku);
        if (line is null)
            return new Refusal(RefusalCode.PurchaseOrderLineNotFound, $"{sku} is not on purchase order {number}.");
        if (order.IsGivenUp)
            return PurchaseOrderRefusals.GivenUp(order, "changed");
        if (patch.Quantity is { } quantity && CheckQuantity(work, order, line, quantity) is { } refusal)
            return refusal;
        work.Purchases.Change(
            order,
            () =>
            {
                line.Quantity = patch.Quantity ?? line.Quantity;
                if (patch.ExpectedAt is { } time)
                    line.ExpectedAt = Micros.Of(time);
            }
        );
        return Outcomes.Answer(() => work.View(order));
    }

    private Refusal? CheckQuantity(UnitOfWork work, LoadedPurchaseOrder order, PurchaseOrderLine line, int quantity)
    {
        if (order.Order.OrderId is not null)
        {
            return new Refusal(
                RefusalCode.PurchaseOrderStatusForbids,
                $"Purchase order {number} ships to a customer; the order sets its quantities.",
                "quantity"
            );
        }
        var linked = work.Links.WaitingOn(order).Where(l => l.Link.Row.SkuId == line.SkuId).Sum(l => (long)l.Link.Row.Quantity);
        var least = Math.Min(line.Received, line.Quantity) + line.Cancelled + linked;
        return quantity < least
            ? new Refusal(
                RefusalCode.NotEnoughOnOrder,
                $"{least} units of {sku} on purchase order {number} are received, cancelled or linked to orders; its quantity cannot be {quantity}.",
                "quantity"
            )
            : null;
    }
}
