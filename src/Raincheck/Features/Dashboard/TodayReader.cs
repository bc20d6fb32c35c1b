using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Raincheck.Core.Orders;
using Raincheck.Core.Purchasing;
using Raincheck.Ledger;
using Raincheck.Platform.Ui;
using Raincheck.Storage;

namespace Raincheck.Features.Dashboard;

/// <summary>
/// Adds up how the back orders are. What it found is good for some seconds for everybody, so that a hundred consoles ask the
/// database no more often than one.
/// </summary>
internal sealed class TodayReader(ClientDatabase database, ClientLedger ledger, TimeProvider time)
{
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(5);

    private const int SkusMax = 8;
    private const int ActFirstMax = 10;
    private const int ReleasedMax = 10;

    private static readonly (string Name, double DaysMax)[] AgeGroups =
    [
        ("under 1 day", 1),
        ("1 to 3 days", 3),
        ("3 to 7 days", 7),
        ("1 to 2 weeks", 14),
        ("2 to 4 weeks", 28),
        ("over 4 weeks", double.MaxValue),
    ];

    private readonly ConcurrentDictionary<TimeSpan, (DateTimeOffset Until, Lazy<Task<Today>> Found)> known = new();

    /// <summary>Cached for some seconds. Days are in the time zone of the user.</summary>
    public async Task<Today> ReadAsync(LocalTime local)
    {
        // What was found is some seconds old; whether there is anything to say is not.
        if (!(await ledger.CatalogueAsync()).Settings.EnableBackOrderWorkflow)
            return Today.Off;
        var now = time.GetUtcNow();
        // Zones differ in where their days begin and in nothing else here.
        var offset = local.Now.Offset;
        var entry = known.AddOrUpdate(
            offset,
            _ => (now + Kept, Ask(local.Today, offset)),
            (_, old) => old.Until > now && !old.Found.Value.IsFaulted ? old : (now + Kept, Ask(local.Today, offset))
        );
        return await entry.Found.Value;
    }

    private Lazy<Task<Today>> Ask(DateOnly today, TimeSpan offset) =>
        new(() => database.ReadAsync(db => ReadAsync(db, today, offset, CancellationToken.None), CancellationToken.None));

    private async Task<Today> ReadAsync(RaincheckDb db, DateOnly today, TimeSpan offset, CancellationToken cancel)
    {
        var catalogue = await ledger.CatalogueAsync(cancel);
        var waiting = db.Orders.Where(o => o.State > BackOrderState.None);
        var byCompany = await waiting
            .GroupBy(o => o.CompanyId)
            .Select(g => new
            {
                Company = g.Key,
                Orders = g.Count(),
                Full = g.Sum(o => o.State == BackOrderState.Full ? 1 : 0),
                Units = g.Sum(o => o.BackOrderedQty),
                Oldest = g.Min(o => o.MarkedSince ?? o.OrderedAt),
            })
            .ToListAsync(cancel);
        var (marked, trend) = await Trend.ReadAsync(db, today, offset, cancel);
        return new Today(
            true,
            byCompany.Sum(c => c.Orders),
            byCompany.Sum(c => c.Full),
            byCompany.Sum(c => c.Units),
            // Both databases multiply and add these as floating point; a figure to look at, not to book.
            await db.OrderLines.Where(OrderLine.Lacking).SumAsync(l => l.BackOrdered * (double)(l.UnitPrice ?? 0), cancel),
            byCompany.Count > 0 ? Micros.ToTime(byCompany.Min(c => c.Oldest)) : null,
            await AgesAsync(waiting, cancel),
            await SkusAsync(db, catalogue, cancel),
            [
                .. byCompany
                    .Select(c => (catalogue.Company(c.Company), c.Units))
                    .OrderByDescending(c => c.Units)
                    .Select(c => new Share(
                        c.Item1.Name,
                        c.Units,
                        $"/orders?backOrder=fullOrPartial&company={Uri.EscapeDataString(c.Item1.Code)}"
                    )),
            ],
            await VendorsAsync(db, catalogue, cancel),
            trend[^1].Marked,
            trend[^1].Released,
            trend,
            await ActFirstAsync(db, catalogue, cancel),
            trend[^1].Released > 0 ? await ReleasedAsync(db, today, offset, cancel) : []
        );
    }

    private static async Task<IReadOnlyList<ReleasedOrder>> ReleasedAsync(
        RaincheckDb db,
        DateOnly today,
        TimeSpan offset,
        CancellationToken cancel
    )
    {
        var since = Micros.Of(new DateTimeOffset(today.ToDateTime(TimeOnly.MinValue), offset));
        var from = await Trend.FirstSinceAsync(db, since, cancel);
        var released = await db
            .Journal.Where(j => j.Id >= from && j.At >= since && j.Kind == "unmarked" && !j.Data.Contains(JournalText.WithoutUnits))
            .OrderByDescending(j => j.Id)
            .Take(ReleasedMax)
            .Join(
                db.Orders,
                j => j.OrderId,
                o => o.Id,
                (j, o) =>
                    new
                    {
                        j.Id,
                        o.Number,
                        j.At,
                        j.Cause,
                    }
            )
            .ToListAsync(cancel);
        return
        [
            .. released
                .OrderByDescending(r => r.Id)
                .DistinctBy(r => r.Number)
                .Select(r => new ReleasedOrder(r.Number, Micros.ToTime(r.At), r.Cause)),
        ];
    }

    private async Task<IReadOnlyList<AgeGroup>> AgesAsync(IQueryable<Order> waiting, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var groups = new List<AgeGroup>();
        var counted = 0;
        foreach (var (name, days) in AgeGroups)
        {
            var since = days == double.MaxValue ? long.MinValue : Micros.Of(now.AddDays(-days));
            var younger = await waiting.CountAsync(o => (o.MarkedSince ?? o.OrderedAt) > since, cancel);
            groups.Add(new AgeGroup(name, younger - counted));
            counted = younger;
        }
        return groups;
    }

    private static async Task<IReadOnlyList<Share>> SkusAsync(RaincheckDb db, Catalogue catalogue, CancellationToken cancel)
    {
        var pools = await db
            .StockPools.Where(p => p.BackOrdered > 0)
            .OrderByDescending(p => p.BackOrdered)
            .ThenBy(p => p.Id)
            .Take(SkusMax)
            .Select(p => new { p.Id, p.BackOrdered })
            .ToListAsync(cancel);
        return pools.ConvertAll(p => new Share(
            catalogue.Sku(p.Id),
            p.BackOrdered,
            $"/orders?backOrder=fullOrPartial&sku={Uri.EscapeDataString(catalogue.Sku(p.Id))}",
            catalogue.Product(p.Id).Name
        ));
    }

    private static async Task<IReadOnlyList<Share>> VendorsAsync(RaincheckDb db, Catalogue catalogue, CancellationToken cancel)
    {
        var vendors = await db
            .StockPools.Where(p => p.BackOrdered > 0)
            .Join(
                db.Products.Where(p => !p.IsKit),
                pool => pool.Id,
                product => product.Id,
                (pool, product) => new { product.VendorId, pool.BackOrdered }
            )
            .GroupBy(p => p.VendorId)
            .Select(g => new { Vendor = g.Key, Units = g.Sum(p => p.BackOrdered) })
            .OrderByDescending(v => v.Units)
            .Take(SkusMax)
            .ToListAsync(cancel);
        return vendors.ConvertAll(v => new Share(v.Vendor is { } id ? catalogue.Vendor(id).Name : "No vendor", v.Units));
    }

    private static async Task<IReadOnlyList<ShortSku>> ActFirstAsync(RaincheckDb db, Catalogue catalogue, CancellationToken cancel)
    {
        // A kit is bought as its components, which are short by themselves.
        var pools = await db
            .StockPools.Where(p => p.BackOrdered > 0 && db.Products.Any(q => q.Id == p.Id && !q.IsKit))
            .OrderByDescending(p => p.BackOrdered - p.OnOrder)
            .ThenBy(p => p.Id)
            .Take(ActFirstMax)
            .Select(p => new
            {
                p.Id,
                p.BackOrdered,
                p.OnOrder,
                Expected = db.PurchaseOrderLines.Where(l => l.SkuId == p.Id).Where(PurchaseOrderLine.HasPending).Min(l => l.ExpectedAt),
            })
            .ToListAsync(cancel);
        return pools.ConvertAll(p =>
        {
            var product = catalogue.Product(p.Id);
            return new ShortSku(
                product.Sku,
                product.Name,
                product.VendorId is { } vendor ? catalogue.Vendor(vendor).Name : null,
                p.BackOrdered,
                p.OnOrder,
                Micros.ToTime(p.Expected),
                p.BackOrdered > p.OnOrder ? Shortage.ToOrder(p.BackOrdered - p.OnOrder, product) : 0
            );
        });
    }
}
