using Raincheck.Core;
using Raincheck.Features.Orders;
using Raincheck.Features.Purchasing;
using Raincheck.Ledger;

namespace Raincheck.Features.BackOrders;

/// <summary>
/// Hands the back-ordered units of an order to vendors: to one that is named, or each item to its own, on a purchase order for each
/// vendor. A kit goes to its own vendor, who sends it as it is.
/// </summary>
/// <param name="number">The order.</param>
/// <param name="vendor">The vendor; each item's own where it is null.</param>
/// <param name="sku">Limits units to this product and its shadows; null for all products.</param>
/// <param name="vendorsMax">The most vendors that the order's items have: purchase orders are made for so many.</param>
internal sealed class DropshipBackOrdered(string number, string? vendor, string? sku, int vendorsMax)
    : OrderCommand<IReadOnlyList<PurchaseOrderView>>(number)
{
    protected internal override string Kind => "dropshipped";

    protected internal override void Declare(LoadPlan plan)
    {
        base.Declare(plan);
        for (var i = 0; i < vendorsMax; i++)
            plan.NewPurchaseOrder(null);
    }

    private protected override Outcome<Func<IReadOnlyList<PurchaseOrderView>>> Decide(UnitOfWork work, LoadedOrder order)
    {
        var catalogue = work.Catalogue;
        var lines = order.Lines.Where(l => l.LacksUnits && catalogue.IsAskedFor(l.SkuId, sku)).ToList();
        if (Refusals.First(lines.Select(l => PurchaseDefaults.CheckVendor(catalogue, l.SkuId, vendor))) is { } refusal)
            return refusal;
        if (order.Order.CheckOpen("handed to a vendor") is { } forbidden)
            return forbidden;
        if (lines.Count == 0)
            return new Refusal(
                RefusalCode.NotEnoughOpen,
                $"Order {Number} has no back-ordered units{LineQuantities.Of(sku)} to hand to a vendor."
            );
        var byVendor = lines.GroupBy(l => PurchaseDefaults.VendorOf(catalogue, l.SkuId, vendor)!.Value).OrderBy(g => g.Key).ToList();
        if (byVendor.Count > vendorsMax)
            return new Refusal(RefusalCode.SeveralVendors, $"Order {Number} was changed by another request; retry.", "vendor");

        var tooLarge = byVendor.Select(g => VendorUnits.CheckTotals(work, order, g.Key, [.. g.Select(l => (l, l.BackOrdered))]));
        if (Refusals.First(tooLarge) is { } beyond)
            return beyond;

        var made = byVendor.ConvertAll(g => VendorUnits.Give(work, order, g.Key, [.. g.Select(l => (l, l.BackOrdered))]));
        return Outcomes.Answer<IReadOnlyList<PurchaseOrderView>>(() => made.ConvertAll(work.View));
    }
}
