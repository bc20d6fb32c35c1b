using Microsoft.EntityFrameworkCore;
using Raincheck.Core.Orders;
using Raincheck.Features.BackOrders;
using Raincheck.Features.Orders;
using Raincheck.Features.Purchasing;
using Raincheck.Ledger;
using Raincheck.Storage;

namespace Raincheck.Features.OrderConsole.Manage;

/// <summary>The commands of an action, one for each order: the job runs them, and the forecast rehearses the same.</summary>
internal sealed class OrderActionCommands(ClientDatabase database, ClientLedger ledger)
{
    /// <summary>The maximum number of orders in one statement.</summary>
    private const int NumbersStep = 500;

    /// <param name="request">The action.</param>
    /// <param name="numbers">The orders.</param>
    /// <param name="cancel">Gives up.</param>
    public async Task<IReadOnlyList<LedgerCommand>> MakeAsync(
        OrderActionRequest request,
        IReadOnlyList<string> numbers,
        CancellationToken cancel
    )
    {
        if (request.Action != OrderAction.Dropship)
            return [.. numbers.Select(n => Make(request, n))];
        // A purchase order for each vendor is made room for before the order is looked at.
        var vendors = request.Vendor is null ? await CountVendorsAsync(numbers, cancel) : [];
        return [.. numbers.Select(n => new DropshipBackOrdered(n, request.Vendor, request.Sku, Math.Max(1, vendors.GetValueOrDefault(n))))];
    }

    private static LedgerCommand Make(OrderActionRequest request, string number) =>
        request.Action switch
        {
            OrderAction.Delay => new DelayShipping(number, new(request.ShipDate!.Value, request.Reason!, request.Notify)),
            OrderAction.Split => new SplitOrder(number, new(), request.Sku),
            OrderAction.Link => new LinkBackOrdered(number, request.PurchaseOrder!),
            OrderAction.Hold => new HoldOrder(number),
            OrderAction.Release => new ReleaseOrder(number),
            OrderAction.Recalculate => new RecalculateOrder(number),
            OrderAction.Mark => new MarkOrder(number, MarkMode.Marked),
            OrderAction.Unmark => new MarkOrder(number, MarkMode.NotMarked),
            OrderAction.MarkByRules => new MarkOrder(number, MarkMode.Auto),
            OrderAction.SetPriority => new PatchOrder(number, new(request.Priority)),
            OrderAction.CancelBackOrdered => new CancelOrder(number, new(BackOrderedOnly: true), request.Sku),
            OrderAction.Cancel => new CancelOrder(number, new()),
            _ => throw new InvalidOperationException($"there is no command for {request.Action}"),
        };

    /// <summary>How many vendors the items of each order have.</summary>
    private async Task<Dictionary<string, int>> CountVendorsAsync(IReadOnlyList<string> numbers, CancellationToken cancel)
    {
        var items = await database.ReadAsync(
            async db =>
            {
                var found = new List<(string Number, int SkuId)>();
                foreach (var some in numbers.Chunk(NumbersStep))
                {
                    var lines = await db
                        .Orders.Where(o => some.Contains(o.Number))
                        .Join(db.OrderLines, o => o.Id, l => l.OrderId, (o, l) => new { o.Number, l.SkuId })
                        .Distinct()
                        .ToListAsync(cancel);
                    found.AddRange(lines.Select(l => (l.Number, l.SkuId)));
                }
                return found;
            },
            cancel
        );
        // After the rows: it knows every product that they name.
        var catalogue = await ledger.CatalogueAsync(cancel);
        return items
            .GroupBy(i => i.Number, StringComparer.Ordinal)
            .ToDictionary(
                g => g.Key,
                g => g.Select(i => PurchaseDefaults.VendorOf(catalogue, i.SkuId, null)).Distinct().Count(v => v is not null),
                StringComparer.Ordinal
            );
    }
}
