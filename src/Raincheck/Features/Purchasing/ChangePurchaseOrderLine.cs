using Raincheck.Core;
using Raincheck.Ledger;
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
        if (order.Order.CheckNotGivenUp(order.Lines, "changed") is { } cancelled)
            return cancelled;
        if (
            patch.Quantity is { } quantity
            && order.Order.CheckQuantity(line, sku, quantity, work.Links.UnitsLinkedTo(order, line.SkuId)) is { } refusal
        )
            return refusal;
        work.Purchases.Change(order, () => line.Change(patch.Quantity, Micros.Of(patch.ExpectedAt)));
        return Outcomes.Answer(() => work.View(order));
    }
}
