using Raincheck.Core;
using Raincheck.Core.Orders;
using Raincheck.Features.Orders;
using Raincheck.Features.Purchasing;
using Raincheck.Ledger;

namespace Raincheck.Features.BackOrders;

/// <summary>The units for a vendor to ship to the customer.</summary>
/// <param name="Vendor">Who; the vendor of the products if omitted.</param>
/// <param name="Lines">The units; the back-ordered units of a line if its quantity is omitted. Default: all back-ordered units.</param>
public sealed record DropshipRequest(string? Vendor = null, IReadOnlyList<LineQuantity>? Lines = null);

/// <summary>Dropships units of an order.</summary>
public sealed class DropshipUnits(string number, DropshipRequest request) : OrderCommand<PurchaseOrderView>(number)
{
    protected internal override string Kind => "dropshipped";

    protected internal override void Declare(LoadPlan plan)
    {
        base.Declare(plan);
        plan.NewPurchaseOrder(null);
    }

    private protected override Refusal? CheckRequest(long now) => LineQuantities.Check(request.Lines);

    private protected override Outcome<Func<PurchaseOrderView>> Decide(UnitOfWork work, LoadedOrder order)
    {
        if (Units(work, order, out var units) is { } refusal)
            return refusal;
        var vendorId = PurchaseDefaults.VendorOf(work.Catalogue, units[0].Line.SkuId, request.Vendor)!.Value;
        if (VendorUnits.CheckTotals(work, order, vendorId, units) is { } tooLarge)
            return tooLarge;
        var purchaseOrder = VendorUnits.Give(work, order, vendorId, units);
        return Outcomes.Answer(() => work.View(purchaseOrder));
    }

    private Refusal? Units(UnitOfWork work, LoadedOrder order, out List<(OrderLine Line, int Quantity)> units)
    {
        units = [];
        var wanted = request.Lines ?? [.. order.Lines.Where(l => l.LacksUnits).Select(l => new LineQuantity(l.Line))];
        if (Refusals.First(LineQuantities.CheckLines(wanted, order), CheckVendors(work.Catalogue, order, wanted)) is { } bad)
            return bad;
        if (order.Order.CheckOpen("handed to a vendor") is { } forbidden)
            return forbidden;
        units = [.. wanted.Select(w => (order.FindLine(w.Line)!, w)).Select(l => (l.Item1, l.w.Quantity ?? l.Item1.BackOrdered))];
        if (LineQuantities.CheckOpen(Number, units, "be handed to a vendor") is { } tooMany)
            return tooMany;
        units.RemoveAll(u => u.Quantity == 0);
        return units.Count > 0
            ? null
            : new Refusal(RefusalCode.NotEnoughOpen, $"Order {Number} has no back-ordered units to hand to a vendor.");
    }

    private Refusal? CheckVendors(Catalogue catalogue, LoadedOrder order, IReadOnlyList<LineQuantity> wanted)
    {
        if (PurchaseDefaults.CheckNamedVendor(catalogue, request.Vendor) is { } unknown)
            return unknown;
        var products = wanted.Select(w => order.FindLine(w.Line)?.SkuId).OfType<int>().Distinct().ToList();
        if (Refusals.First(products.Select(p => PurchaseDefaults.CheckVendor(catalogue, p, request.Vendor))) is { } refusal)
            return refusal;
        var vendors = products
            .Select(p => PurchaseDefaults.VendorOf(catalogue, p, request.Vendor)!.Value)
            .Distinct()
            .Select(v => catalogue.Vendor(v).Code)
            .ToList();
        return vendors.Count > 1
            ? new Refusal(
                RefusalCode.SeveralVendors,
                $"The products have different vendors ({string.Join(", ", vendors)}): name one, or send the lines of one vendor at a time.",
                "vendor"
            )
            : null;
    }
}
