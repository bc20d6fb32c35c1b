using Raincheck.Core;
using Raincheck.Core.Purchasing;
using Raincheck.Core.Stock;
using Raincheck.Ledger;
using Raincheck.Platform;

namespace Raincheck.Features.Purchasing;

/// <summary>The products to order from a vendor.</summary>
/// <param name="Vendor">The vendor's code.</param>
/// <param name="Warehouse">The receiving warehouse; the default warehouse if omitted.</param>
/// <param name="Lines">
/// What to buy, and the proposed quantity where a line has none. Where it is left out, everything that is proposed, of at most
/// 5,000 products, the first by SKU: another call buys the others.
/// </param>
public sealed record ProposalOrder(string Vendor, string? Warehouse = null, IReadOnlyList<ProposalOrderLine>? Lines = null);

/// <summary>A product to order, and the quantity.</summary>
public sealed record ProposalOrderLine(string Sku, int? Quantity = null);

/// <summary>
/// Makes a purchase order of what is short. The shortage is that of the moment in which it is carried out: two people who
/// order the same proposal do not buy it twice, unless they say quantities.
/// </summary>
/// <param name="request">The lines to order.</param>
/// <param name="proposed">The SKUs that are proposed, where the request names none.</param>
public sealed class OrderProposals(ProposalOrder request, IReadOnlyList<string> proposed) : LedgerCommand<PurchaseOrderView>
{
    protected internal override string Cause => "what is short is bought";

    protected internal override string Kind => "purchaseOrderCreated";

    protected internal override int Weight => 1 + Members.CountOf(request.Lines) + proposed.Count;

    protected internal override void Declare(LoadPlan plan)
    {
        plan.NewPurchaseOrder(null);
        foreach (var line in request.Lines ?? [])
            plan.Sku(line?.Sku);
        foreach (var sku in proposed)
            plan.Sku(sku);
    }

    protected internal override Outcome<Func<PurchaseOrderView>> Decide(UnitOfWork work)
    {
        if (request.Lines is not null && Members.Check(request.Lines, "lines") is { } missing)
            return missing;
        if (Refusals.First(CheckRequest(), CheckNames(work.Catalogue)) is { } refusal)
            return refusal;
        var catalogue = work.Catalogue;
        var vendorId = catalogue.FindVendor(request.Vendor)!.Id;
        var lines = new List<PurchaseOrderLine>();
        foreach (var line in request.Lines ?? [.. proposed.Take(CreatePurchaseOrder.LinesMax).Select(s => new ProposalOrderLine(s))])
        {
            var product = catalogue.FindProduct(line.Sku)!;
            var units = line.Quantity ?? Proposed(work, product);
            if (units > 0)
                lines.Add(
                    new PurchaseOrderLine
                    {
                        SkuId = product.Id,
                        Quantity = units,
                        ExpectedAt = PurchaseDefaults.ExpectedFrom(work, product.Id, vendorId),
                    }
                );
        }
        if (lines.Count == 0)
            return new Refusal(RefusalCode.NothingShort, $"Vendor {request.Vendor} has no shortages.");
        var order = work.Purchases.Add(
            id => new PurchaseOrder
            {
                Id = id,
                VendorId = vendorId,
                WarehouseId = PurchaseDefaults.WarehouseOf(catalogue, request.Warehouse)!.Id,
                CreatedAt = work.Now,
            },
            lines
        );
        return Outcomes.Answer(() => work.View(order));
    }

    private static int Proposed(UnitOfWork work, Product product) =>
        work.Settings.EnableBackOrderWorkflow && Shortage.Of(work.Pool(product.Id)) is > 0 and var units
            ? Shortage.ToOrder(units, product)
            : 0;

    private Refusal? CheckRequest()
    {
        var lines = request.Lines ?? [];
        return Refusals.First([
            Text.Require(request.Vendor, "vendor"),
            .. lines.Select((l, i) => Text.Require(l.Sku, $"lines[{i}].sku")),
            .. lines.Select((l, i) => l.Quantity is { } quantity ? Quantity.Check(quantity, $"lines[{i}].quantity") : null),
            request.Lines is null ? null : Members.CheckCount(lines, CreatePurchaseOrder.LinesMax, "The purchase order", "lines"),
        ]);
    }

    private Refusal? CheckNames(Catalogue catalogue)
    {
        var lines = request.Lines ?? [];
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return Refusals.First([
            .. lines.Select((l, i) => l.Sku is null ? null : Inventory.AdjustStock.CheckProduct(catalogue, l.Sku, $"lines[{i}].")),
            PurchaseDefaults.CheckNamedVendor(catalogue, request.Vendor),
            PurchaseDefaults.CheckWarehouse(catalogue, request.Warehouse),
            .. lines.Select(
                (l, i) =>
                    l.Sku is null || seen.Add(l.Sku)
                        ? null
                        : new Refusal(RefusalCode.DuplicateEntry, $"{l.Sku} appears twice in the request.", $"lines[{i}].sku")
            ),
        ]);
    }
}
