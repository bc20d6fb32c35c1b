using Raincheck.Core;
using Raincheck.Core.Stock;
using Raincheck.Ledger;
using Raincheck.Platform;

namespace Raincheck.Features.Inventory;

/// <summary>Units that were counted.</summary>
public sealed record StockCount(string Sku, string Warehouse, long OnHand);

/// <summary>Sets the units to what was counted.</summary>
public sealed class CountStock(IReadOnlyList<StockCount> items, bool isList = false) : StockCommand<StockCount>(items, isList)
{
    protected internal override string Cause => "stock counted";

    protected internal override string Kind => "stockCounted";

    private protected override string SkuOf(StockCount item) => item.Sku;

    private protected override IEnumerable<Refusal?> Check(StockCount item, string path) =>
        [
            Text.Require(item.Warehouse, path + "warehouse"),
            item.OnHand is < 0 or > Quantity.MaxTotal
                ? new Refusal(
                    RefusalCode.InvalidQuantity,
                    $"{path}onHand is {item.OnHand}; it must be from 0 to {Quantity.MaxTotal}.",
                    path + "onHand"
                )
                : null,
        ];

    private protected override IEnumerable<(string Code, string Path)> WarehousesOf(StockCount item, string path) =>
        [(item.Warehouse, path + "warehouse")];

    private protected override Refusal? Play(
        Catalogue catalogue,
        StockCount item,
        Func<Warehouse, long> onHand,
        Func<Warehouse, long, string?, Refusal?> change
    )
    {
        var warehouse = catalogue.FindWarehouse(item.Warehouse)!;
        return change(warehouse, item.OnHand - onHand(warehouse), null);
    }
}
