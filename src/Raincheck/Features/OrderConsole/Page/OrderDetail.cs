using Microsoft.EntityFrameworkCore;
using Raincheck.Features.OrderConsole.Manage;
using Raincheck.Features.Orders;
using Raincheck.Features.Promises;
using Raincheck.Ledger;
using Raincheck.Platform.Ui.Components;
using Raincheck.Storage;

namespace Raincheck.Features.OrderConsole.Page;

/// <summary>Everything that the order page shows, read together.</summary>
/// <param name="Order">The order.</param>
/// <param name="Pinned">Units that a person pinned to its lines, whether or not they hold them, by line; lines without a pin are left out.</param>
/// <param name="Outlook">The outlook of its open units; null while the workflow is off.</param>
/// <param name="Timeline">The latest history, newest first.</param>
/// <param name="HasMore">More happened before.</param>
/// <param name="ShowsBackOrders">The workflow is on.</param>
/// <param name="ShowsColumn">The settings do not hide the BackOrderedQty column.</param>
/// <param name="Warehouses">The codes of warehouses that goods can leave from.</param>
/// <param name="Names">Products' names by SKU.</param>
/// <param name="Dropships">The dropship purchase orders by which vendors ship units of it, the newest first.</param>
public sealed record OrderDetail(
    OrderView Order,
    IReadOnlyDictionary<int, int> Pinned,
    OutlookView? Outlook,
    IReadOnlyList<TimelineEntry> Timeline,
    bool HasMore,
    bool ShowsBackOrders,
    bool ShowsColumn,
    IReadOnlyList<string> Warehouses,
    IReadOnlyDictionary<string, string> Names,
    IReadOnlyList<string> Dropships
);

/// <summary>Reads what the order page shows.</summary>
internal sealed class OrderDetails(
    OrderReader orders,
    OutlookReader outlooks,
    Timeline timeline,
    ClientLedger ledger,
    ClientDatabase database
)
{
    /// <summary>So many entries of the timeline at a time.</summary>
    public const int TimelineStep = 25;

    /// <summary>The outlook of so many lines is shown.</summary>
    public const int OutlookLinesMax = 50;

    /// <summary>So many dropship purchase orders are named.</summary>
    private const int DropshipsMax = 20;

    public async Task<OrderDetail?> FindAsync(string number, CancellationToken cancel)
    {
        if (await orders.FindAsync(number, cancel) is not { } order)
            return null;
        var catalogue = await ledger.CatalogueAsync(cancel);
        var settings = catalogue.Settings;
        var happened = await timeline.ReadAsync(number, long.MaxValue, TimelineStep, cancel);
        return new OrderDetail(
            order,
            await PinnedAsync(number, cancel),
            settings.EnableBackOrderWorkflow ? await outlooks.FindAsync(number, cancel, OutlookLinesMax) : null,
            [.. happened.Take(TimelineStep)],
            happened.Count > TimelineStep,
            settings.EnableBackOrderWorkflow,
            OrderGrid.ShowsBackOrderColumn(settings),
            [.. catalogue.Warehouses.Select(w => w.Code).Order(StringComparer.Ordinal)],
            order.Lines.Select(l => l.Sku).Distinct(StringComparer.Ordinal).ToDictionary(s => s, s => catalogue.FindProduct(s)?.Name ?? ""),
            await DropshipsAsync(number, cancel)
        );
    }

    private Task<List<string>> DropshipsAsync(string number, CancellationToken cancel) =>
        database.ReadAsync(
            db =>
                db.Orders.Where(o => o.Number == number)
                    .Join(db.PurchaseOrders, o => (long?)o.Id, p => p.OrderId, (_, p) => p)
                    .OrderByDescending(p => p.Id)
                    .Take(DropshipsMax)
                    .Select(p => p.Number)
                    .ToListAsync(cancel),
            cancel
        );

    private Task<Dictionary<int, int>> PinnedAsync(string number, CancellationToken cancel) =>
        database.ReadAsync(db => db.LinesOf(number).Where(l => l.Pinned > 0).ToDictionaryAsync(l => l.Line, l => l.Pinned, cancel), cancel);
}
