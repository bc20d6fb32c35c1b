using Microsoft.EntityFrameworkCore;
using Raincheck.Core.Promises;
using Raincheck.Ledger;
using Raincheck.Platform;
using Raincheck.Storage;

namespace Raincheck.Features.Promises;

/// <summary>How late each vendor usually is. Vendors with too few receipts have the figures of all vendors.</summary>
internal sealed class VendorLatenessTable
{
    private readonly Dictionary<int, VendorLateness> byVendor = [];
    private readonly VendorLateness? ofAll;

    /// <param name="receipts">Of each received line the vendor and the days after the day that was expected first.</param>
    public VendorLatenessTable(IReadOnlyCollection<(int VendorId, int DaysLate)> receipts)
    {
        foreach (var vendor in receipts.GroupBy(r => r.VendorId, r => r.DaysLate))
        {
            if (VendorLateness.Of(vendor) is { } lateness)
                byVendor.Add(vendor.Key, lateness);
        }
        ofAll = VendorLateness.Of(receipts.Select(r => r.DaysLate)) is { } all ? all with { IsOfAllVendors = true } : null;
    }

    /// <summary>The lateness of a vendor, or else of all vendors; null if there are too few receipts.</summary>
    public VendorLateness? Of(int vendorId) => byVendor.GetValueOrDefault(vendorId) ?? ofAll;

    /// <summary>8 in 10 receipts of this vendor come at most so many days after the date that was expected first; null if it is not known.</summary>
    public int? LateByDays(int vendorId) => Of(vendorId)?.EightInTenDays;
}

/// <summary>Reads how late vendors are, from the receipts of a year.</summary>
/// <remarks>
/// The result is kept until another receipt comes or the day changes. A receipt that another process commits out of turn counts with the next one.
/// </remarks>
internal sealed class VendorLatenessReader(ClientDatabase database, ClientLedger ledger, TimeProvider time)
{
    private Kept? kept;

    /// <summary>The lateness of all vendors.</summary>
    public async Task<VendorLatenessTable> ReadAsync(CancellationToken cancel)
    {
        var days = new ClientDays((await ledger.CatalogueAsync(cancel)).Settings, time.GetUtcNow());
        return await database.ReadAsync(
            async db =>
            {
                var last = await db.Receipts.MaxAsync(r => (long?)r.Id, cancel) ?? 0;
                if (kept is { } known && known.LastReceiptId == last && known.Today == days.Today)
                    return known.Table;
                var table = new VendorLatenessTable(await ReceiptsAsync(db, days, cancel));
                kept = new Kept(last, days.Today, table);
                return table;
            },
            cancel
        );
    }

    private async Task<List<(int, int)>> ReceiptsAsync(RaincheckDb db, ClientDays days, CancellationToken cancel)
    {
        // A day more than counts, whatever the time zone; the days decide.
        var since = Micros.Of(time.GetUtcNow().AddDays(-VendorLateness.DaysBack - 1));
        var first = days.Today.AddDays(-VendorLateness.DaysBack);
        var received =
            from r in db.Receipts
            where r.ReceivedAt >= since
            join i in db.ReceiptLines on r.Id equals i.ReceiptId
            join l in db.PurchaseOrderLines
                on new { r.PurchaseOrderId, Line = i.PurchaseOrderLine } equals new { l.PurchaseOrderId, l.Line }
            join p in db.PurchaseOrders on r.PurchaseOrderId equals p.Id
            where l.FirstExpectedAt != null
            select new
            {
                r.Id,
                l.Line,
                p.VendorId,
                r.ReceivedAt,
                Expected = l.FirstExpectedAt!.Value,
            };
        return
        [
            .. (await received.Distinct().ToListAsync(cancel))
                .Select(r => (r.VendorId, Day: days.DayOf(r.ReceivedAt), r.Expected))
                .Where(r => r.Day > first)
                .Select(r => (r.VendorId, r.Day.DayNumber - NamedDay.Of(r.Expected).DayNumber)),
        ];
    }

    private sealed record Kept(long LastReceiptId, DateOnly Today, VendorLatenessTable Table);
}
