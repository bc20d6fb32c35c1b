using Raincheck.Core;
using Raincheck.Core.Orders;
using Raincheck.Core.Purchasing;
using Raincheck.Ledger;
using Raincheck.Platform;
using Raincheck.Storage;

namespace Raincheck.Features.Purchasing;

/// <summary>A new purchase order.</summary>
public sealed record NewPurchaseOrder(
    string Vendor,
    IReadOnlyList<NewPurchaseOrderLine> Lines,
    string? Warehouse = null,
    string? Number = null,
    PurchaseOrderType? Type = null
);

/// <summary>A line of a new purchase order. A product may stand on several lines with different dates.</summary>
/// <param name="Sku">The product.</param>
/// <param name="Quantity">Units.</param>
/// <param name="ExpectedAt">When they are expected.</param>
/// <param name="Confirmed">Whether the vendor confirmed that date.</param>
public sealed record NewPurchaseOrderLine(string Sku, int Quantity, DateTimeOffset? ExpectedAt = null, bool Confirmed = false);

/// <summary>Orders goods from a vendor.</summary>
public sealed class CreatePurchaseOrder(NewPurchaseOrder request) : LedgerCommand<PurchaseOrderView>
{
    /// <summary>The most lines that one purchase order can have.</summary>
    public const int LinesMax = 5_000;

    protected internal override string Cause => request.Number is null ? "new purchase order" : $"purchase order {request.Number}";

    protected internal override string Kind => "purchaseOrderCreated";

    protected internal override int Weight => 1 + Members.CountOf(request.Lines);

    protected internal override void Declare(LoadPlan plan)
    {
        plan.NewPurchaseOrder(request.Number);
        foreach (var line in request.Lines ?? [])
            plan.Sku(line?.Sku);
    }

    protected internal override Outcome<Func<PurchaseOrderView>> Decide(UnitOfWork work)
    {
        var catalogue = work.Catalogue;
        if (Members.Check(request.Lines, "lines") is { } missing)
            return missing;
        if (Refusals.First(CheckRequest(), CheckNames(work)) is { } refusal)
            return refusal;
        var order = work.Purchases.Add(
            id => new PurchaseOrder
            {
                Id = id,
                Number = request.Number ?? "",
                VendorId = catalogue.FindVendor(request.Vendor)!.Id,
                WarehouseId = PurchaseDefaults.WarehouseOf(catalogue, request.Warehouse)!.Id,
                Type = request.Type ?? PurchaseOrderType.Regular,
                DropshipStatus = request.Type == PurchaseOrderType.Dropship ? DropshipStatus.Pending : DropshipStatus.None,
                CreatedAt = work.Now,
            },
            request.Lines.Select(l => new PurchaseOrderLine
            {
                SkuId = catalogue.FindProduct(l.Sku)!.Id,
                Quantity = l.Quantity,
                ExpectedAt = Micros.Of(l.ExpectedAt),
                IsConfirmed = l.Confirmed,
            })
        );
        return Outcomes.Answer(() => work.View(order));
    }

    private static DateOnly? DayOf(DateTimeOffset? time) => time is { } at ? DateOnly.FromDateTime(at.UtcDateTime) : null;

    private Refusal? CheckRequest() =>
        Refusals.First([
            Text.CheckNumber(request.Number, "number"),
            Text.Require(request.Vendor, "vendor"),
            .. request.Lines.Select((l, i) => Text.Require(l.Sku, $"lines[{i}].sku")),
            .. request.Lines.Select((l, i) => Quantity.Check(l.Quantity, $"lines[{i}].quantity")),
            .. request.Lines.Select((l, i) => CheckConfirmed(l, $"lines[{i}].confirmed")),
            Members.CheckCount(request.Lines, LinesMax, "The purchase order", "lines"),
        ]);

    private static Refusal? CheckConfirmed(NewPurchaseOrderLine line, string path) =>
        line is { Confirmed: true, ExpectedAt: null }
            ? new Refusal(RefusalCode.InvalidValue, $"{line.Sku} has no expected date that the vendor could have confirmed.", path)
            : null;

    private Refusal? CheckNames(UnitOfWork work)
    {
        var seen = new HashSet<(string, DateOnly?)>();
        return Refusals.First([
            .. request.Lines.Select(
                (l, i) => l.Sku is null ? null : Inventory.AdjustStock.CheckProduct(work.Catalogue, l.Sku, $"lines[{i}].")
            ),
            .. request.Lines.Select(
                (l, i) =>
                    l.Sku is null || seen.Add((l.Sku, DayOf(l.ExpectedAt)))
                        ? null
                        : new Refusal(
                            RefusalCode.DuplicateEntry,
                            $"{l.Sku} appears twice on the purchase order with the same expected date.",
                            $"lines[{i}].sku"
                        )
            ),
            PurchaseDefaults.CheckNamedVendor(work.Catalogue, request.Vendor),
            PurchaseDefaults.CheckWarehouse(work.Catalogue, request.Warehouse),
            request.Number is { } number && work.IsPurchaseOrderNumberTaken(number)
                ? new Refusal(RefusalCode.DuplicatePurchaseOrderNumber, $"Purchase order {number} already exists.", "number")
                : null,
        ]);
    }
}
