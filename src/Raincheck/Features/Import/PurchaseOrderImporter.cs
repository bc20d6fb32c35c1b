using Microsoft.EntityFrameworkCore;
using Raincheck.Core;
using Raincheck.Features.Purchasing;

namespace Raincheck.Features.Import;

/// <summary>Imports purchase orders. One that exists is left as it is, as with orders.</summary>
internal sealed class PurchaseOrderImporter(ImportTarget target) : Importer<NewPurchaseOrder>(target)
{
    public override async Task TakeAsync(IReadOnlyList<ImportItem<NewPurchaseOrder>> items)
    {
        var there = new List<ImportItem<NewPurchaseOrder>>();
        foreach (var (item, outcome) in items.Zip(await AllAsync(items, order => new CreatePurchaseOrder(order))))
        {
            if (outcome.Refusal is not { } refusal)
                Counts.Imported++;
            else if (refusal.Code == RefusalCode.DuplicatePurchaseOrderNumber)
                there.Add(item);
            else
                Refuse(item, refusal.Detail);
        }
        if (there.Count > 0)
            await CompareAsync(there);
    }

    private async Task CompareAsync(List<ImportItem<NewPurchaseOrder>> items)
    {
        var catalogue = await Target.Ledger.CatalogueAsync(Cancel);
        await using var db = Target.Database.CreateContext();
        var numbers = items.ConvertAll(i => i.Value!.Number!);
        var orders = await db.PurchaseOrders.AsNoTracking().Where(o => numbers.Contains(o.Number)).ToDictionaryAsync(o => o.Number, Cancel);
        var ids = orders.Values.Select(o => o.Id).ToList();
        var lines = (await db.PurchaseOrderLines.AsNoTracking().Where(l => ids.Contains(l.PurchaseOrderId)).ToListAsync(Cancel)).ToLookup(
            l => l.PurchaseOrderId,
            l => (Sku: catalogue.Sku(l.SkuId), l.Quantity)
        );
        foreach (var item in items)
        {
            var (wanted, order) = (item.Value!, orders[item.Value!.Number!]);
            var difference =
                wanted.Vendor != catalogue.Vendor(order.VendorId).Code ? "vendor"
                : wanted.Warehouse is { } warehouse && catalogue.FindWarehouse(warehouse)?.Id != order.WarehouseId ? "warehouse"
                : !wanted.Lines.Select(l => (l.Sku, l.Quantity)).ToHashSet().SetEquals(lines[order.Id]) ? "product or quantity"
                : null;
            if (difference is null)
                Counts.AlreadyThere++;
            else
                Refuse(item, $"there is a purchase order {order.Number} already, with another {difference}");
        }
    }
}
