using Microsoft.EntityFrameworkCore;
using Raincheck.Features.Orders;
using Raincheck.Ledger;
using Raincheck.Storage;

namespace Raincheck.Features.OrderConsole.Manage;

/// <summary>Units of a product in a warehouse.</summary>
/// <param name="Sku">The product.</param>
/// <param name="Warehouse">The warehouse's code.</param>
/// <param name="OnHand">Units there.</param>
/// <param name="Counts">Whether they may be promised to orders.</param>
public sealed record LineLocation(string Sku, string Warehouse, long OnHand, bool Counts);

/// <summary>Finds where the goods of an order's lines lie.</summary>
internal sealed class LineLocations(ClientDatabase database, ClientLedger ledger)
{
    /// <returns>By line number, the warehouses with its product, components or replacement.</returns>
    public async Task<ILookup<int, LineLocation>> OfAsync(OrderView order, CancellationToken cancel)
    {
        var catalogue = await ledger.CatalogueAsync(cancel);
        var wanted = order
            .Lines.SelectMany(l => SkusOf(l).Distinct(StringComparer.Ordinal), (l, sku) => (l.Line, Sku: sku))
            .Select(w => (w.Line, w.Sku, Pool: catalogue.PoolOf(catalogue.FindProduct(w.Sku)!.Id)))
            .ToList();
        var pools = wanted.Select(w => w.Pool).Distinct().ToList();
        var levels = await database.ReadAsync(
            db => db.StockLevels.Where(l => pools.Contains(l.SkuId) && l.OnHand > 0).ToListAsync(cancel),
            cancel
        );
        return wanted
            .Join(levels, w => w.Pool, l => l.SkuId, (w, l) => (w.Line, w.Sku, l.OnHand, Warehouse: catalogue.Warehouse(l.WarehouseId)))
            .OrderByDescending(p => p.OnHand)
            .ToLookup(p => p.Line, p => new LineLocation(p.Sku, p.Warehouse.Code, p.OnHand, catalogue.Settings.Counts(p.Warehouse)));
    }

    private static IEnumerable<string> SkusOf(OrderLineView line) =>
        line.Components.Count > 0 ? line.Components.Select(c => c.Sku) : line.Replacements.Select(r => r.Sku).Prepend(line.Sku);
}
