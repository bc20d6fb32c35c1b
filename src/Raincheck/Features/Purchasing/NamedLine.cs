using System.Globalization;
using Raincheck.Core;
using Raincheck.Core.Purchasing;
using Raincheck.Ledger;

namespace Raincheck.Features.Purchasing;

/// <summary>Finds the line of a purchase order that a call means. A SKU means its only line; a SKU on several lines needs the number of one.</summary>
internal static class NamedLine
{
    /// <summary>The line that an address names: by its SKU if that stands on the purchase order, otherwise by its number.</summary>
    /// <param name="catalogue">Knows the products.</param>
    /// <param name="order">The purchase order.</param>
    /// <param name="name">A SKU, or the number of a line.</param>
    /// <param name="known">The number of the line if it is known; the name does not count then.</param>
    /// <param name="line">The line.</param>
    public static Refusal? Find(Catalogue catalogue, LoadedPurchaseOrder order, string name, int? known, out PurchaseOrderLine? line)
    {
        var ofSku = order.Lines.FindAll(l => known is { } only ? l.Line == only : catalogue.Sku(l.SkuId) == name);
        line = ofSku.Count == 1 ? ofSku[0] : null;
        if (ofSku.Count > 1)
            return Several(order, name, ofSku, null);
        if (line is null && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            line = order.Lines.Find(l => l.Line == number);
        return line is null
            ? new Refusal(
                RefusalCode.PurchaseOrderLineNotFound,
                $"{name} is neither a product nor a line number of purchase order {order.Order.Number}."
            )
            : null;
    }

    /// <summary>A refusal if a product, or the line of it that is named, is not on the purchase order.</summary>
    /// <param name="catalogue">Knows the product.</param>
    /// <param name="order">The purchase order.</param>
    /// <param name="sku">The product; it exists.</param>
    /// <param name="line">The number of one of its lines; null for any.</param>
    /// <param name="path">The path of the line in the request, with a dot.</param>
    public static Refusal? Check(Catalogue catalogue, LoadedPurchaseOrder order, string sku, int? line, string path)
    {
        var skuId = catalogue.FindProduct(sku)!.Id;
        if (!order.LinesOf(skuId).Any())
            return new Refusal(RefusalCode.NotOnPurchaseOrder, $"{sku} is not on purchase order {order.Order.Number}.", path + "sku");
        return line is { } number && order.LinesOf(skuId).All(l => l.Line != number)
            ? new Refusal(
                RefusalCode.NotOnPurchaseOrder,
                $"Line {number} of purchase order {order.Order.Number} is not {sku}.",
                path + "line"
            )
            : null;
    }

    /// <summary>A refusal if a product is on several lines.</summary>
    public static Refusal? CheckOnly(Catalogue catalogue, LoadedPurchaseOrder order, string sku, string path) =>
        order.LinesOf(catalogue.FindProduct(sku)!.Id).ToList() is { Count: > 1 } lines ? Several(order, sku, lines, path) : null;

    private static Refusal Several(LoadedPurchaseOrder order, string sku, List<PurchaseOrderLine> lines, string? path) =>
        new(
            RefusalCode.SeveralLines,
            $"{sku} is on lines {string.Join(", ", lines.Select(l => l.Line))} of purchase order {order.Order.Number}: name a line.",
            path
        );
}
