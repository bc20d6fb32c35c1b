using Raincheck.Core;
using Raincheck.Core.Stock;
using Raincheck.Ledger;
using Raincheck.Platform;

namespace Raincheck.Features.Inventory;

/// <summary>The result of a stock command.</summary>
/// <param name="Items">The stock after it, one for each item.</param>
public sealed record StockChanged(IReadOnlyList<StockChangedItem> Items);

/// <summary>One product in one warehouse after a change.</summary>
/// <param name="Sku">The product.</param>
/// <param name="Warehouse">The warehouse.</param>
/// <param name="OnHand">Units there now.</param>
/// <param name="Waiting">Whether the orders learn of it only at the next periodic pass.</param>
public sealed record StockChangedItem(string Sku, string Warehouse, long OnHand, bool Waiting);

/// <summary>Changes stock by hand or by a feed, all items or none. Orders learn of it as the client's settings say.</summary>
/// <typeparam name="TItem">What one item says.</typeparam>
/// <param name="items">The changes, in this order.</param>
/// <param name="isList">Whether the caller sent a list, so that even a single item has a place in it.</param>
public abstract class StockCommand<TItem>(IReadOnlyList<TItem> items, bool isList = false) : LedgerCommand<StockChanged>
    where TItem : class
{
    /// <summary>The most items that one command takes.</summary>
    public const int ItemsMax = 1_000;

    protected internal override int Weight => Members.CountOf(items);

    protected internal override void Declare(LoadPlan plan)
    {
        foreach (var item in items ?? [])
            plan.Stock(item is null ? null : SkuOf(item));
    }

    protected internal override Outcome<Func<StockChanged>> Decide(UnitOfWork work)
    {
        if (Members.Check(items, "items") is { } missing)
            return missing;
        if (Refusals.First(CheckRequest(), CheckNames(work.Catalogue)) is { } bad)
            return bad;
        // Later items see what earlier ones do: the check plays them all before anything is changed.
        var played = new Dictionary<(int, int), long>();
        var changes = new List<(Product Product, Warehouse Warehouse, long Delta, string? Reason)>();
        var refusals = new List<Refusal?>();
        for (var i = 0; i < items.Count; i++)
        {
            var path = PathOf(i);
            if (CheckProduct(work.Catalogue, SkuOf(items[i]), path) is { } refusal)
            {
                refusals.Add(refusal);
                continue;
            }
            var product = work.Catalogue.FindProduct(SkuOf(items[i]))!;
            refusals.Add(Play(work.Catalogue, items[i], OnHand, Change));

            long OnHand(Warehouse warehouse) =>
                played.TryGetValue((product.Id, warehouse.Id), out var onHand) ? onHand : work.OnHand(product.Id, warehouse.Id);

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
        if (Refusals.First(refusals) is { } forbidden)
            return forbidden;

        var now = work.Settings.PassMode == PassMode.Immediate;
        foreach (var (product, warehouse, delta, reason) in changes)
        {
            if (delta != 0)
                work.ChangeStock(product.Id, warehouse, delta, Kind, reason, now);
        }
        return Outcomes.Answer(() =>
            new StockChanged([
                .. changes.Select(c => new StockChangedItem(
                    c.Product.Sku,
                    c.Warehouse.Code,
                    work.OnHand(c.Product.Id, c.Warehouse.Id),
                    work.Pool(c.Product.Id).Stale
                )),
            ])
        );
    }

    private protected abstract string SkuOf(TItem item);

    /// <summary>Validates the values of one item, without the catalogue.</summary>
    private protected abstract IEnumerable<Refusal?> Check(TItem item, string path);

    /// <summary>The warehouses that one item names, and where.</summary>
    private protected abstract IEnumerable<(string Code, string Path)> WarehousesOf(TItem item, string path);

    /// <summary>Applies one item, whose names are all known.</summary>
    private protected abstract Refusal? Play(
        Catalogue catalogue,
        TItem item,
        Func<Warehouse, long> onHand,
        Func<Warehouse, long, string?, Refusal?> change
    );

    private string PathOf(int item) => items.Count == 1 && !isList ? "" : $"items[{item}].";

    private Refusal? CheckRequest() =>
        Refusals.First(
            items
                .SelectMany((item, i) => Check(item, PathOf(i)).Prepend(Text.Require(SkuOf(item), PathOf(i) + "sku")))
                .Append(Members.CheckCount(items, ItemsMax, "The call", "items"))
        );

    private Refusal? CheckNames(Catalogue catalogue) =>
        Refusals.First(
            items.SelectMany(
                (item, i) =>
                    WarehousesOf(item, PathOf(i))
                        .Where(w => w.Code is not null)
                        .Select(w =>
                            catalogue.FindWarehouse(w.Code) is null
                                ? new Refusal(RefusalCode.UnknownWarehouse, $"There is no warehouse {w.Code}.", w.Path)
                                : null
                        )
                        .Prepend(CheckKnown(catalogue, SkuOf(item), PathOf(i)))
            )
        );

    private static Refusal? CheckKnown(Catalogue catalogue, string sku, string path) =>
        sku is not null && catalogue.FindProduct(sku) is null
            ? new Refusal(RefusalCode.UnknownSku, $"There is no product {sku}.", path + "sku")
            : null;

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
