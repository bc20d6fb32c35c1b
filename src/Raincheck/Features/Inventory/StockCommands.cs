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
{
    /// <summary>The most items that one command takes.</summary>
    public const int ItemsMax = 1_000;

    protected internal override int Weight => items.Count;

    protected internal override void Declare(Needs needs)
    {
        foreach (var item in items)
            needs.Stock(SkuOf(item));
    }

    protected internal override Outcome<Func<StockChanged>> Decide(Batch batch)
    {
        if (items.Count is 0 or > ItemsMax)
            return new Refusal(
                items.Count == 0 ? RefusalCode.NoLines : RefusalCode.TooMany,
                $"There are {items.Count} items; 1 to {ItemsMax} are taken.",
                "items"
            );
        // Later items see what earlier ones do: the check plays them all before anything is changed.
        var played = new Dictionary<(int, int), long>();
        var changes = new List<(Product Product, Warehouse Warehouse, long Delta, string? Reason)>();
        for (var i = 0; i < items.Count; i++)
        {
            var path = items.Count == 1 ? "" : $"items[{i}].";
            if (CheckProduct(batch.Catalogue, SkuOf(items[i]), path) is { } refusal)
                return refusal;
            var product = batch.Catalogue.FindProduct(SkuOf(items[i]))!;
            if (Play(batch.Catalogue, items[i], product, w => OnHand(product, w), path, Change) is { } bad)
                return bad;

            long OnHand(Product of, Warehouse warehouse) =>
                played.TryGetValue((of.Id, warehouse.Id), out var onHand) ? onHand : batch.OnHand(of.Id, warehouse.Id);

            Refusal? Change(Warehouse warehouse, long delta, string? reason)
            {
                var onHand = OnHand(product, warehouse) + delta;
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

    /// <summary>Checks one item and says what it changes.</summary>
    private protected abstract Refusal? Play(
        Catalogue catalogue,
        TItem item,
        Product product,
        Func<Warehouse, long> onHand,
        string path,
        Func<Warehouse, long, string?, Refusal?> change
    );

    private protected static Refusal? FindWarehouse(Catalogue catalogue, string code, string path, out Warehouse warehouse)
    {
        var found = catalogue.FindWarehouse(code);
        warehouse = found!;
        return found is null ? new Refusal(RefusalCode.UnknownWarehouse, $"There is no warehouse {code}.", path) : null;
    }

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

    private protected override Refusal? Play(
        Catalogue catalogue,
        StockAdjustment item,
        Product product,
        Func<Warehouse, long> onHand,
        string path,
        Func<Warehouse, long, string?, Refusal?> change
    )
    {
        if (item.Delta == 0 || Math.Abs((decimal)item.Delta) > Quantity.Max)
            return new Refusal(
                RefusalCode.InvalidQuantity,
                $"{path}delta is {item.Delta}; it is from -{Quantity.Max} to {Quantity.Max} and not 0.",
                path + "delta"
            );
        return Text.Check(item.Reason, path + "reason", 500)
            ?? FindWarehouse(catalogue, item.Warehouse, path + "warehouse", out var warehouse)
            ?? change(warehouse, item.Delta, item.Reason);
    }
}

/// <summary>Sets the units to what was counted.</summary>
public sealed class CountStock(IReadOnlyList<StockCount> items) : StockCommand<StockCount>(items)
{
    protected internal override string Cause => "stock counted";

    protected internal override string Kind => "stockCounted";

    private protected override string SkuOf(StockCount item) => item.Sku;

    private protected override Refusal? Play(
        Catalogue catalogue,
        StockCount item,
        Product product,
        Func<Warehouse, long> onHand,
        string path,
        Func<Warehouse, long, string?, Refusal?> change
    )
    {
        if (item.OnHand is < 0 or > Quantity.MaxTotal)
            return new Refusal(
                RefusalCode.InvalidQuantity,
                $"{path}onHand is {item.OnHand}; it is from 0 to {Quantity.MaxTotal}.",
                path + "onHand"
            );
        return FindWarehouse(catalogue, item.Warehouse, path + "warehouse", out var warehouse)
            ?? change(warehouse, item.OnHand - onHand(warehouse), null);
    }
}

/// <summary>Moves units from one warehouse to another.</summary>
public sealed class TransferStock(IReadOnlyList<StockTransfer> items) : StockCommand<StockTransfer>(items)
{
    protected internal override string Cause => "stock transferred";

    protected internal override string Kind => "stockTransferred";

    private protected override string SkuOf(StockTransfer item) => item.Sku;

    private protected override Refusal? Play(
        Catalogue catalogue,
        StockTransfer item,
        Product product,
        Func<Warehouse, long> onHand,
        string path,
        Func<Warehouse, long, string?, Refusal?> change
    )
    {
        if (Quantity.Check(item.Quantity, path + "quantity") is { } bad)
            return bad;
        if (item.From == item.To)
            return new Refusal(RefusalCode.InvalidValue, $"{path}from and {path}to are both {item.From}.", path + "to");
        return FindWarehouse(catalogue, item.From, path + "from", out var from)
            ?? FindWarehouse(catalogue, item.To, path + "to", out var to)
            ?? change(from, -item.Quantity, $"to {to.Code}")
            ?? change(to, item.Quantity, $"from {from.Code}");
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
