using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Raincheck.Ledger;
using Raincheck.Storage;

namespace Raincheck.Features.Promises.Compare;

/// <summary>
/// A digest of what a comparison rests on: the settings, and of each queue its figures, its stock, its supply and the lines that were read;
/// and the versions of the orders and purchase orders that the changes touch. It does not depend on the day.
/// </summary>
internal static class ComparisonBasis
{
    private const int Characters = 32;

    public static async Task<string> OfAsync(
        RaincheckDb db,
        QueueReading before,
        Catalogue catalogue,
        UnsavedRows unsaved,
        CancellationToken cancel
    )
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add($"settings {JsonSerializer.Serialize(catalogue.Settings, Catalogue.SettingsJson)}");
        foreach (var queue in before.Queues)
        {
            foreach (var p in queue.Pools)
                Add($"pool {p.Id} {p.GroupId} {p.Counted} {p.Allocated} {p.Open} {p.BackOrdered} {p.FirmWanted} {p.Stale} {p.OnOrder}");
            foreach (var (line, _) in queue.Supply.OrderBy(s => (s.Line.Source.PurchaseOrderId, s.Line.Source.SkuId)))
                Add($"supply {line.Source} {line.Units} {line.OrderedOn:O} {line.ExpectedOn:O} {line.IsConfirmed} {line.LeadTimeDays}");
            foreach (var line in queue.Lines.OrderBy(l => (l.OrderId, l.Line)))
            {
                var firm = queue.FirmOf(line);
                Add($"firm {line.OrderId} {line.Line} {firm.Pinned} {firm.PinnedThrough:O} {firm.CrossDocked}");
                foreach (var link in firm.Linked.OrderBy(l => (l.PurchaseOrderId, l.SkuId)))
                    Add($"link {link}");
            }
        }
        foreach (var l in before.Lines.OrderBy(l => l.Position))
            Add($"line {l.Position} {l.SkuId} {l.Quantity} {l.Open} {l.Allocated} {l.BackOrdered} {l.Firm} {l.FirmWanted} {l.Linked}");
        var pools = before.Queues.SelectMany(q => q.Pools).Select(p => p.Id).ToList();
        foreach (
            var l in await db
                .StockLevels.Where(l => pools.Contains(l.SkuId))
                .OrderBy(l => l.SkuId)
                .ThenBy(l => l.WarehouseId)
                .ToListAsync(cancel)
        )
            Add($"level {l.SkuId} {l.WarehouseId} {l.OnHand}");
        var own = unsaved.OwnOrderIds.ToList();
        // Not their revisions: a promise that moves is no reason.
        foreach (var o in await db.Orders.Where(o => own.Contains(o.Id)).OrderBy(o => o.Id).ToListAsync(cancel))
            Add($"order {o.Id} {o.Status} {o.PaymentStatus} {o.DropshipStatus} {o.Priority} {o.QueuedAt} {o.ExpectedShipDate} {o.OpenQty}");
        var bought = unsaved.PurchaseOrders.Select(p => p.Order.Id).ToList();
        foreach (
            var p in await db
                .PurchaseOrders.Where(p => bought.Contains(p.Id))
                .OrderBy(p => p.Id)
                .Select(p => new { p.Id, p.Revision })
                .ToListAsync(cancel)
        )
            Add($"purchase order {p.Id} {p.Revision}");
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..Characters];

        void Add(FormattableString fact) => hash.AppendData(Encoding.UTF8.GetBytes(fact.ToString(CultureInfo.InvariantCulture) + "\n"));
    }
}
