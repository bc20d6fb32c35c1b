using Microsoft.AspNetCore.Components;
using Raincheck.Features.Inventory;
using Raincheck.Platform.Ui.Components;

namespace Raincheck.Features.Products.Page.Dialogs;

/// <summary>A question about one product.</summary>
public abstract class ProductDialog : LedgerDialog
{
    [Parameter, EditorRequired]
    public required ProductDetail Detail { get; set; }

    protected string Sku => Detail.Product.Sku;

    /// <summary>The warehouse that is most likely meant: one with stock of it, or the one that goods come to.</summary>
    protected string LikelyWarehouse =>
        Detail.Warehouses.FirstOrDefault(w => w.OnHand > 0)?.Code
        ?? Detail.DefaultWarehouse
        ?? (Detail.Warehouses is [var first, ..] ? first.Code : "");

    protected long OnHand(string warehouse) => Detail.Warehouses.FirstOrDefault(w => w.Code == warehouse)?.OnHand ?? 0;

    /// <summary>The message after a stock change.</summary>
    protected static string Done(StockChanged changed) =>
        string.Join(", ", changed.Items.DistinctBy(i => i.Warehouse).Select(i => $"{i.OnHand:N0} in {i.Warehouse}"))
        + (changed.Items.Any(i => i.Waiting) ? ", not yet allocated to orders" : "");
}
