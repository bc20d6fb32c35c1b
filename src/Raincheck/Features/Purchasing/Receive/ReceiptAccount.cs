using Raincheck.Core.Stock;
using Raincheck.Ledger;
using Raincheck.Platform.Ui;

namespace Raincheck.Features.Purchasing.Receive;

/// <summary>A product of a receipt: the units, where they went and why.</summary>
public sealed record ReceivedProduct(string Sku, long Units, IReadOnlyList<string> Went);

/// <summary>Explains where the units of a receipt went, and why each order got them.</summary>
/// <param name="receipt">The result of the receipt.</param>
/// <param name="lines">The received goods.</param>
/// <param name="catalogue">The products that it names.</param>
/// <param name="isCounted">Whether the goods went where stock is counted.</param>
/// <param name="waits">Whether orders wait for a product after the receipt, by the id of its pool.</param>
public sealed class ReceiptAccount(
    ReceiptView receipt,
    IReadOnlyList<ReceiptRequestLine> lines,
    Catalogue catalogue,
    bool isCounted,
    IReadOnlySet<int> waits
)
{
    private readonly HashSet<int> pools = [.. lines.Select(l => catalogue.FindProduct(l.Sku)!.PoolId)];

    /// <summary>Each product that came, in the order in which it was scanned.</summary>
    public IReadOnlyList<ReceivedProduct> Products() =>
        [
            .. lines
                .GroupBy(l => l.Sku, StringComparer.Ordinal)
                .Select(g => new ReceivedProduct(g.Key, g.Sum(l => (long)l.Quantity), [.. Went(g.Key, g.Sum(l => (long)l.Quantity))])),
        ];

    /// <summary>Why an order got units.</summary>
    public string WhyOf(ReleasedView served)
    {
        var product = catalogue.FindProduct(served.Sku)!;
        var linked = LinkedTo(served.Order, product.PoolId);
        return Way(product) switch
        {
            Served.Own when linked >= served.Quantity => "linked to this purchase order",
            Served.Own when linked > 0 => "linked to this purchase order, and next in the queue",
            Served.Own when product.ShadowOfId is { } parent => $"shadow of {catalogue.Sku(parent)}, first in the queue",
            Served.Own => "first in the queue",
            Served.Kit => $"kit with {string.Join(" and ", ReceivedComponents(product).Select(catalogue.Sku))}",
            Served.Replacement => $"replaced by {ReplacementOf(product)}",
            _ => "moved up in the queue",
        };
    }

    private IEnumerable<string> Went(string sku, long units)
    {
        if (!isCounted)
        {
            yield return "not sellable in this warehouse";
            yield break;
        }
        var pool = catalogue.FindProduct(sku)!.PoolId;
        var served = receipt.Released.Select(r => (Product: catalogue.FindProduct(r.Sku)!, r.Order, Units: (long)r.Quantity)).ToList();
        var linked = receipt.CrossDock.Where(c => catalogue.FindProduct(c.Sku)!.PoolId == pool).Sum(c => (long)c.Quantity);
        var own = served.Where(s => Way(s.Product) == Served.Own && s.Product.PoolId == pool).Sum(s => s.Units);
        var queued = Math.Max(0, own - linked);
        var replaced = served
            .Where(s => Way(s.Product) == Served.Replacement && catalogue.ReplacementPoolOf(s.Product.Id) == pool)
            .ToList();
        var kits = served.Where(s => Way(s.Product) == Served.Kit && ReceivedComponents(s.Product).Contains(pool)).Sum(s => s.Units);
        if (linked > 0)
            yield return $"{linked:N0} to linked orders";
        if (queued > 0)
            yield return $"{queued:N0} to the first orders in the queue";
        if (replaced.Count > 0)
            yield return $"{replaced.Sum(r => r.Units):N0} as replacement of {string.Join(" and ", replaced.Select(r => r.Product.Sku).Distinct(StringComparer.Ordinal))}";
        if (kits > 0)
            yield return $"for {Texts.Count(kits, "kit")}";
        if (linked + queued + replaced.Count + kits == 0)
        {
            yield return waits.Contains(pool) ? "in stock: the waiting orders also lack other items" : "in stock: no order was waiting";
        }
        else if (kits == 0 && units - linked - queued - replaced.Sum(r => r.Units) is > 0 and var rest)
        {
            yield return $"{rest:N0} in stock: no other order is waiting";
        }
    }

    private long LinkedTo(string order, int pool) =>
        receipt.CrossDock.Where(c => c.Order == order && catalogue.FindProduct(c.Sku)!.PoolId == pool).Sum(c => (long)c.Quantity);

    private Served Way(Product product) =>
        product.IsKit
            ? ReceivedComponents(product).Any()
                ? Served.Kit
                : Served.Other
            : pools.Contains(product.PoolId)
                ? Served.Own
                : ReplacementOf(product) is not null
                    ? Served.Replacement
                    : Served.Other;

    private IEnumerable<int> ReceivedComponents(Product kit) =>
        catalogue.ComponentsOf(kit.Id).Select(c => catalogue.PoolOf(c.ComponentId)).Where(pools.Contains).Distinct();

    private string? ReplacementOf(Product product) =>
        catalogue.ReplacementPoolOf(product.Id) is { } pool && pools.Contains(pool) ? catalogue.Sku(pool) : null;

    private enum Served
    {
        Own,
        Kit,
        Replacement,
        Other,
    }
}
