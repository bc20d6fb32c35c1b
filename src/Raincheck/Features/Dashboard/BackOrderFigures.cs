using Microsoft.EntityFrameworkCore;
using Raincheck.Core.Orders;
using Raincheck.Ledger;
using Raincheck.Platform.Figures;
using Raincheck.Storage;

namespace Raincheck.Features.Dashboard;

/// <summary>The waiting orders and units. The cost depends on the number of waiting orders.</summary>
internal sealed class BackOrderFigures : StoredFigures
{
    public override IReadOnlyList<StoredFigure> Figures { get; } =
    [
        new("raincheck.back_orders.units", "{unit}", "Back-ordered units of all orders."),
        new("raincheck.back_orders.orders", "{order}", "Orders that lack units."),
        new("raincheck.back_orders.marked", "{order}", "Orders that lack units and carry the Back Order status."),
    ];

    public override async Task<IReadOnlyList<double?>> ReadAsync(RaincheckDb db, DateTimeOffset now, CancellationToken cancel)
    {
        if (!(await Catalogue.SettingsAsync(db, cancel)).EnableBackOrderWorkflow)
            return [0, 0, 0];
        var waiting = await db
            .Orders.Where(o => o.State > BackOrderState.None)
            .GroupBy(_ => 1)
            .Select(all => new
            {
                Units = all.Sum(o => (long)o.BackOrderedQty),
                Orders = all.LongCount(),
                Marked = all.LongCount(o => o.Marked),
            })
            .FirstOrDefaultAsync(cancel);
        return [waiting?.Units ?? 0, waiting?.Orders ?? 0, waiting?.Marked ?? 0];
    }
}
