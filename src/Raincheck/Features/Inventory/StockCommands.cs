using Raincheck.Core;
using Raincheck.Core.Stock;
using Raincheck.Ledger;

namespace Raincheck.Features.Inventory;

/// <summary>What a stock command came to.</summary>
/// <param name="Items">The stock after it, one for each item.</param>
public sealed record StockChanged(IReadOnlyList<StockChangedItem> Items);

/// <summary>One product in one warehouse after a change.</summary>
/// <param name="Sku">The product.</param>
/// <param name="Warehouse">The warehouse.</param>
/// <param name="OnHand">Units there now.</param>
/// <param name="Waiting">Whether the orders learn of it only at the next periodic pass.</param>
public sealed record StockChangedItem(string Sku, string Warehouse, long OnHand, bool Waiting);

/// <summary>Units that come or go.</summary>
public sealed record StockAdjustment(string Sku, string Warehouse, long Delta, string? Reason = null);

/// <summary>Units that were counted.</summary>
public sealed record StockCount(string Sku, string Warehouse, long OnHand);

/// <summary>Units that move between two warehouses.</summary>
public sealed record StockTransfer(string Sku, string From, string To, int Quantity);

/// <summary>Changes stock by hand or by a feed, all items or none. Orders learn of it as the client's settings say.</summary>
/// <typeparam name="TItem">What one item says.</typeparam>
public abstract class StockCommand<TItem>(IReadOnlyList<TItem> items) : LedgerCommand<StockChanged>
    where TItem : class
{
    /// <summary>The most items that one command takes.</summary>
    public const int ItemsMax = 1_000;

    protected internal override int Weight => Members.CountOf(items);

    protected internal override void Declare(Needs needs)
    {
        foreach (var item in items ?? [])
            needs.Stock(item is null ? null : SkuOf(item));
    }

    protected internal override Outcome<Func<StockChanged>> Decide(Batch batch)
    {
        if (CheckRequest() is { } invalid)
            return invalid;
        if (CheckNames(batch.Catalogue) is { } unknown)
            return unknown;
        // Later items see what earlier ones do: the check plays them all before anything is changed.
        var played = new Dictionary<(int, int), long>();
        var changes = new List<(Product Product, Warehouse Warehouse, long Delta, string? Reason)>();
        var refusals = new List<Refusal?>();
        for (var i = 0; i < items.Count; i++)
        {
            var path = PathOf(i);
            if (CheckProduct(batch.Catalogue, SkuOf(items[i]), path) is { } refusal)
            {
                refusals.Add(refusal);
                continue;
            }
            var product = batch.Catalogue.FindProduct(SkuOf(items[i]))!;
            refusals.Add(Play(batch.Catalogue, items[i], OnHand, Change));

            long OnHand(Warehouse warehouse) =>
                played.TryGetValue((product.Id, warehouse.Id), out var onHand) ? onHand : batch.OnHand(product.Id, warehouse.Id);

            Refusal? Change(Warehouse warehouse, long delta, string? reason)
            {
                var onHand = OnHand(warehouse) + delta;
                if (onHand < 0)
                {
                    return new Refusal(
                        RefusalCode.NotEnoughStock,
                        $"{product.Sku} has {onHand - delta} units on hand in {warehouse.Code}; {-delta} cannot be taken.",
                        path + "sku"
                    );
                }
                if (onHand > Quantity.MaxTotal)
                    return new Refusal(
                        RefusalCode.TotalTooLarge,
                        $"{product.Sku} would have {onHand} units in {warehouse.Code}.",
                        path + "sku"
                    );
                played[(product.Id, warehouse.Id)] = onHand;
                changes.Add((product, warehouse, delta, reason));
                return null;
            }
        }
        if (Refusals.First(refusals) is { } bad)
            return bad;

        var now = batch.Settings.PassMode == PassMode.Immediate;
        foreach (var (product, warehouse, delta, reason) in changes)
        {
            if (delta != 0)
                batch.ChangeStock(product.Id, warehouse, delta, Kind, reason, now);
        }
        return Outcomes.Answer(() =>
            new StockChanged([
                .. changes.Select(c => new StockChangedItem(
                    c.Product.Sku,
                    c.Warehouse.Code,
                    batch.OnHand(c.Product.Id, c.Warehouse.Id),
                    batch.Pool(c.Product.Id).Stale
                )),
            ])
        );
    }

    private protected abstract string SkuOf(TItem item);

    /// <summary>What is wrong with the values of one item, whatever the catalogue has.</summary>
    private protected abstract IEnumerable<Refusal?> Check(TItem item, string path);

    /// <summary>The warehouses that one item names, and where.</summary>
    private protected abstract IEnumerable<(string Code, string Path)> WarehousesOf(TItem item, string path);

    /// <summary>Says what one item, whose names are all known, changes.</summary>
    private protected abstract Refusal? Play(
        Catalogue catalogue,
        TItem item,
        Func<Warehouse, long> onHand,
        Func<Warehouse, long, string?, Refusal?> change
    );

    private string PathOf(int item) => items.Count == 1 ? "" : $"items[{item}].";

    private Refusal? CheckRequest()
    {
        if (Members.Check(items, "items") is { } missing)
            return missing;
        return Refusals.First(
            items
                .SelectMany((item, i) => Check(item, PathOf(i)).Prepend(Text.CheckThere(SkuOf(item), PathOf(i) + "sku")))
                .Append(Members.CheckCount(items, ItemsMax, "The call", "items"))
        );
    }

    private Refusal? CheckNames(Catalogue catalogue) =>
        Refusals.First(
            items.SelectMany(
                (item, i) =>
                    WarehousesOf(item, PathOf(i))
                        .Select(w =>
                            catalogue.FindWarehouse(w.Code) is null
                                ? new Refusal(RefusalCode.UnknownWarehouse, $"There is no warehouse {w.Code}.", w.Path)
                                : null
                        )
                        .Prepend(CheckKnown(catalogue, SkuOf(item), PathOf(i)))
            )
        );

    private static Refusal? CheckKnown(Catalogue catalogue, string sku, string path) =>
        catalogue.FindProduct(sku) is null ? new Refusal(RefusalCode.UnknownSku, $"There is no product {sku}.", path + "sku") : null;

    internal static Refusal? CheckProduct(Catalogue catalogue, string sku, string path) =>
        catalogue.FindProduct(sku) switch
        {
            null => new Refusal(RefusalCode.UnknownSku, $"There is no product {sku}.", path + "sku"),
            { IsKit: true } => new Refusal(RefusalCode.KitHasNoStock, $"{sku} is a kit; its components have the stock.", path + "sku"),
            { ShadowOfId: { } parent } => new Refusal(
                RefusalCode.ShadowHasNoStock,
                $"{sku} is a shadow; its stock is that of {catalogue.Sku(parent)}.",
                path + "sku"
            ),
            _ => null,
        };
}

/// <summary>Adds units, or takes them away.</summary>
public sealed class AdjustStock(IReadOnlyList<StockAdjustment> items) : StockCommand<StockAdjustment>(items)
{
    protected internal override string Cause => "stock adjusted";

    protected internal override string Kind => "stockAdjusted";

    private protected override string SkuOf(StockAdjustment item) => item.Sku;

    private protected override IEnumerable<Refusal?> Check(StockAdjustment item, string path) =>
        [
            Text.CheckThere(item.Warehouse, path + "warehouse"),
            Text.Check(item.Reason, path + "reason", 500, severalLines: true),
            item.Delta == 0 || Math.Abs((decimal)item.Delta) > Quantity.Max
                ? new Refusal(
                    RefusalCode.InvalidQuantity,
                    $"{path}delta is {item.Delta}; it is from -{Quantity.Max} to {Quantity.Max} and not 0.",
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

/// <summary>Sets the units to what was counted.</summary>
public sealed class CountStock(IReadOnlyList<StockCount> items) : StockCommand<StockCount>(items)
{
    protected internal override string Cause => "stock counted";

    protected internal override string Kind => "stockCounted";

    private protected override string SkuOf(StockCount item) => item.Sku;

    private protected override IEnumerable<Refusal?> Check(StockCount item, string path) =>
        [
            Text.CheckThere(item.Warehouse, path + "warehouse"),
            item.OnHand is < 0 or > Quantity.MaxTotal
                ? new Refusal(
                    RefusalCode.InvalidQuantity,
                    $"{path}onHand is {item.OnHand}; it is from 0 to {Quantity.MaxTotal}.",
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

/// <summary>Moves units from one warehouse to another.</summary>
public sealed class TransferStock(IReadOnlyList<StockTransfer> items) : StockCommand<StockTransfer>(items)
{
    protected internal override string Cause => "stock transferred";

    protected internal override string Kind => "stockTransferred";

    private protected override string SkuOf(StockTransfer item) => item.Sku;

    private protected override IEnumerable<Refusal?> Check(StockTransfer item, string path) =>
        [
            Text.CheckThere(item.From, path + "from"),
            Text.CheckThere(item.To, path + "to"),
            item.From == item.To
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

/// <summary>Determines the queues of these products from the stock as it is now.</summary>
/// <param name="poolIds">The pools.</param>
/// <param name="cause">Why: the periodic pass, or somebody who asked.</param>
public sealed class DeterminePools(IReadOnlyCollection<int> poolIds, string cause) : LedgerCommand<int>
{
    protected internal override string Cause => cause;

    protected internal override string Kind => "recalculated";

    protected internal override int Weight => poolIds.Count;

    protected internal override void Declare(Needs needs)
    {
        foreach (var pool in poolIds)
            needs.Pool(pool);
    }

    protected internal override Outcome<Func<int>> Decide(Batch batch)
    {
        foreach (var pool in poolIds)
            batch.Determine(pool);
        var effects = batch.Current;
        return Outcomes.Answer(() => effects.Lines.Count);
    }
}
