using Raincheck.Core;
using Raincheck.Core.Stock;
using Raincheck.Ledger;
using Raincheck.Platform;

namespace Raincheck.Features.Inventory;

/// <summary>Received and shipped units.</summary>
public sealed record StockAdjustment(string Sku, string Warehouse, long Delta, string? Reason = null);

/// <summary>Adds units, or takes them away.</summary>
public sealed class AdjustStock(IReadOnlyList<StockAdjustment> items, bool isList = false) : StockCommand<StockAdjustment>(items, isList)
{
    protected internal override string Cause => "stock adjusted";

    protected internal override string Kind => "stockAdjusted";

    private protected override string SkuOf(StockAdjustment item) => item.Sku;

    private protected override IEnumerable<Refusal?> Check(StockAdjustment item, string path) =>
        [
            Text.Require(item.Warehouse, path + "warehouse"),
            Text.Check(item.Reason, path + "reason", 500, severalLines: true),
            item.Delta == 0 || Math.Abs((decimal)item.Delta) > Quantity.Max
                ? new Refusal(
                    RefusalCode.InvalidQuantity,
                    $"{path}delta is {item.Delta}; it must be from -{Quantity.Max} to {Quantity.Max} and not 0.",
                    path + "delta"
                )
                : null,
        ];

    private protected override IEnumerable<(string Code, string Path)> WarehousesOf(StockAdjustment item, string path) =>
        [(item.Warehouse, path + "warehouse")];

    private protected override Refusal? Play(
        Catalogue catalogue,
        StockAdjustment item,
        Func<Warehouse, long> onHand,
        Func<Warehouse, long, string?, Refusal?> change
    ) => change(catalogue.FindWarehouse(item.Warehouse)!, item.Delta, item.Reason);
}
