using Microsoft.EntityFrameworkCore;
using Raincheck.Features.Purchasing;
using Raincheck.Storage;

namespace Raincheck.Features.Import;

/// <summary>Compares purchase orders of a file with those that are there.</summary>
internal sealed class PurchaseOrderComparer(ImportTarget target) : ImportComparer<NewPurchaseOrder>
{
    public override string NameOf(NewPurchaseOrder thing) => thing.Number!;

    public override async Task<IReadOnlyList<ImportVerdict>> CompareAsync(IReadOnlyList<NewPurchaseOrder> things)
    {
        var cancel = target.Cancel;
        var catalogue = await target.Ledger.CatalogueAsync(cancel);
        await using var db = target.Database.CreateContext();
        var numbers = things.Select(t => t.Number!).ToList();
        var orders = await db.PurchaseOrders.AsNoTracking().Where(o => numbers.Contains(o.Number)).ToDictionaryAsync(o => o.Number, cancel);
        var ids = orders.Values.Select(o => o.Id).ToList();
        var lines = (await db.PurchaseOrderLines.AsNoTracking().Where(l => ids.Contains(l.PurchaseOrderId)).ToListAsync(cancel)).ToLookup(
            l => l.PurchaseOrderId,
            l => (Sku: catalogue.Sku(l.SkuId), l.Quantity, l.ExpectedAt)
        );
        return [.. things.Select(Compare)];

        ImportVerdict Compare(NewPurchaseOrder wanted)
        {
            if (!orders.TryGetValue(wanted.Number!, out var order))
                return ImportVerdict.New;
            var differences = new List<string>();
            if (wanted.Vendor != catalogue.Vendor(order.VendorId).Code)
                differences.Add("vendor");
            if (wanted.Warehouse is { } warehouse && catalogue.FindWarehouse(warehouse)?.Id != order.WarehouseId)
                differences.Add("warehouse");
            var stored = lines[order.Id].ToList();
            if (!wanted.Lines.Select(l => (l.Sku, l.Quantity)).ToHashSet().SetEquals(stored.Select(l => (l.Sku, l.Quantity))))
                differences.Add("product or quantity");
            else if (wanted.Lines.Any(l => l.ExpectedAt is { } time && !stored.Contains((l.Sku, l.Quantity, Micros.Of(time)))))
                differences.Add("expected date");
            return differences.Count == 0
                ? ImportVerdict.Same
                : ImportVerdict.Refuse($"purchase order {order.Number} already exists with another {string.Join(", ", differences)}");
        }
    }
}
