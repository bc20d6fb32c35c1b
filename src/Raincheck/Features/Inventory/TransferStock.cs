using Raincheck.Core;
using Raincheck.Core.Stock;
using Raincheck.Ledger;
using Raincheck.Platform;

namespace Raincheck.Features.Inventory;

/// <summary>Units that move between two warehouses.</summary>
public sealed record StockTransfer(string Sku, string From, string To, int Quantity);

/// <summary>Moves units from one warehouse to another.</summary>
public sealed class TransferStock(IReadOnlyList<StockTransfer> items, bool isList = false) : StockCommand<StockTransfer>(items, isList)
{
    protected internal override string Cause => "stock transferred";

    protected internal override string Kind => "stockTransferred";

    private protected override string SkuOf(StockTransfer item) => item.Sku;

    private protected override IEnumerable<Refusal?> Check(StockTransfer item, string path) =>
        [
            Text.Require(item.From, path + "from"),
            Text.Require(item.To, path + "to"),
            item.From is not null && item.From == item.To
                ? new Refusal(RefusalCode.InvalidValue, $"{path}from and {path}to are both {item.From}.", path + "to")
                : null,
            Quantity.Check(item.Quantity, path + "quantity"),
        ];

    private protected override IEnumerable<(string Code, string Path)> WarehousesOf(StockTransfer item, string path) =>
        [(item.From, path + "from"), (item.To, path + "to")];

    private protected override Refusal? Play(
        Catalogue catalogue,
        StockTransfer item,
        Func<Warehouse, long> onHand,
        Func<Warehouse, long, string?, Refusal?> change
    )
    {
        var (from, to) = (catalogue.FindWarehouse(item.From)!, catalogue.FindWarehouse(item.To)!);
        return change(from, -item.Quantity, $"to {to.Code}") ?? change(to, item.Quantity, $"from {from.Code}");
    }
}
