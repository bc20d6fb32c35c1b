using Microsoft.EntityFrameworkCore;
using Raincheck.Core.Orders;
using Raincheck.Core.Promises;
using Raincheck.Core.Purchasing;
using Raincheck.Core.Stock;
using Raincheck.Ledger;
using Raincheck.Platform.Jobs;
using Raincheck.Storage;

namespace Raincheck.Features.Promises;

/// <summary>Finds the wait reasons of a line, in order of precedence.</summary>
internal sealed class WaitReasons(RaincheckDb db, Catalogue catalogue, ClientDays days)
{
    /// <summary>The reasons of a line.</summary>
    /// <param name="order">Its order.</param>
    /// <param name="line">The line.</param>
    /// <param name="queue">The queue it stands in, or would stand in.</param>
    /// <param name="position">Its position there.</param>
    /// <param name="schedule">Its projected schedule.</param>
    /// <param name="cancel">Stops the reading.</param>
    /// <returns>None if the line counts and waits for nothing.</returns>
    public async Task<IReadOnlyList<WaitReasonView>> OfAsync(
        Order order,
        OrderLine line,
        QueueFacts queue,
        AheadInQueue position,
        IReadOnlyList<SchedulePieceView> schedule,
        CancellationToken cancel
    )
    {
        var reasons = new List<WaitReasonView>();
        if (order.Status.IsDraft())
            reasons.Add(new(WaitReasonKind.NotConfirmed));
        if (!catalogue.Settings.For(order.Id).Counts(OrderStatus.InProcess, order.PaymentStatus))
            reasons.Add(new(WaitReasonKind.PaymentDoesNotCount));
        if (!order.Status.IsOpen() && !order.Status.IsDraft())
            reasons.Add(new(WaitReasonKind.StatusDoesNotCount));
        if (order.Status == OrderStatus.OnHold)
            reasons.Add(new(WaitReasonKind.OnHold));
        if (!line.LacksUnits)
            return reasons;

        await AddLinksAsync(reasons, line, queue, schedule, cancel);
        if (position.UnitsAhead > 0)
            reasons.Add(
                new(WaitReasonKind.Ahead, Orders: position.OrdersAhead, Units: position.UnitsAhead, OldestOrder: position.OldestOrder)
            );
        await AddFirmAsync(reasons, line, queue, cancel);
        var pools = ShortPools(line, queue);
        if (line.IsKit)
            reasons.AddRange(pools.Select(p => new WaitReasonView(WaitReasonKind.ComponentShort, Sku: p.Sku, Units: p.Units)));
        await AddUncountedAsync(reasons, [.. pools.Select(p => p.Id)], cancel);
        await AddReplacementAsync(reasons, line, cancel);
        if (pools.Any(p => queue.Pool(p.Id).Stale))
            reasons.Add(new(WaitReasonKind.StockChangeWaitsForPass, At: await NextPassAsync(cancel)));
        AddSupply(reasons, line, queue, pools, schedule);
        return reasons;
    }

    private async Task AddLinksAsync(
        List<WaitReasonView> reasons,
        OrderLine line,
        QueueFacts queue,
        IReadOnlyList<SchedulePieceView> schedule,
        CancellationToken cancel
    )
    {
        var linked = queue.FirmOf(line).Linked.Select(l => l.PurchaseOrderId).ToHashSet();
        var numbers = queue.Supply.Select(s => s.Line.Source).Where(s => linked.Contains(s.PurchaseOrderId)).Select(s => s.PurchaseOrder);
        foreach (var number in numbers.Distinct(StringComparer.Ordinal))
        {
            // A link is a reason only if it decides a date.
            if (schedule.Where(p => p.Source == number).Sum(p => p.Quantity) is > 0 and var units)
                reasons.Add(new(WaitReasonKind.WaitsForLinkedPurchaseOrder, PurchaseOrder: number, Units: units));
        }
        if (line.Dropshipped == 0)
            return;
        var atVendor = await db
            .PurchaseOrderLinks.Where(l => l.OrderId == line.OrderId && l.Line == line.Line && l.Quantity > 0)
            .Join(
                db.PurchaseOrders.Where(PurchaseOrderGroups.Dropship),
                l => l.PurchaseOrderId,
                p => p.Id,
                (l, p) => new { p.Number, l.Quantity }
            )
            .OrderBy(l => l.Number)
            .ToListAsync(cancel);
        reasons.AddRange(atVendor.Select(l => new WaitReasonView(WaitReasonKind.AtVendor, PurchaseOrder: l.Number, Units: l.Quantity)));
    }

    /// <summary>The first line behind this one that holds firm units.</summary>
    private async Task AddFirmAsync(List<WaitReasonView> reasons, OrderLine line, QueueFacts queue, CancellationToken cancel)
    {
        var holder = queue.Lines.Where(l => l.PoolId == line.PoolId && l.Firm > 0 && l.Position > line.Position).MinBy(l => l.Position);
        if (holder is null)
            return;
        var number = await db.Orders.Where(o => o.Id == holder.OrderId).Select(o => o.Number).SingleAsync(cancel);
        var pin =
            holder.Pinned > 0
                ? await db.Pins.SingleOrDefaultAsync(p => p.OrderId == holder.OrderId && p.Line == holder.Line, cancel)
                : null;
        reasons.Add(
            new(
                WaitReasonKind.HeldByFirm,
                Order: number,
                Units: holder.Firm,
                Who: pin?.Actor,
                Why: pin?.Reason,
                Until: Micros.ToTime(pin?.Until)
            )
        );
    }

    /// <summary>The pools whose units the line lacks: its own, or of a kit those of the components that are short.</summary>
    private List<ShortPool> ShortPools(OrderLine line, QueueFacts queue)
    {
        if (!line.IsKit)
            return [new(line.PoolId, catalogue.Sku(line.PoolId), line.BackOrdered)];
        return
        [
            .. line
                .KitComponents.Select(c => (Pool: queue.Pool(catalogue.PoolOf(c.Sku)), Needed: (long)line.BackOrdered * c.PerKit))
                .Where(c => c.Pool.Available < c.Needed)
                .Select(c => new ShortPool(c.Pool.Id, catalogue.Sku(c.Pool.Id), c.Needed - c.Pool.Available)),
        ];
    }

    private async Task AddUncountedAsync(List<WaitReasonView> reasons, List<int> poolIds, CancellationToken cancel)
    {
        var levels = await db.StockLevels.Where(l => poolIds.Contains(l.SkuId) && l.OnHand > 0).ToListAsync(cancel);
        foreach (var level in levels.OrderBy(l => l.WarehouseId))
        {
            var warehouse = catalogue.Warehouse(level.WarehouseId);
            if (catalogue.Settings.Counts(warehouse))
                continue;
            var because =
                warehouse.Type == WarehouseType.Return ? NotCountedBecause.Return
                : !warehouse.IsSellable ? NotCountedBecause.NotSellable
                : NotCountedBecause.Dropship;
            reasons.Add(
                new(
                    WaitReasonKind.StockNotCounted,
                    Warehouse: warehouse.Code,
                    Sku: catalogue.Sku(level.SkuId),
                    Units: level.OnHand,
                    Because: because
                )
            );
        }
    }

    private async Task AddReplacementAsync(List<WaitReasonView> reasons, OrderLine line, CancellationToken cancel)
    {
        if (catalogue.Settings.ConsiderReplacementSku || catalogue.Product(line.SkuId).ReplacementId is not { } replacement)
            return;
        var poolId = catalogue.PoolOf(replacement);
        var pool = await db.StockPools.SingleOrDefaultAsync(p => p.Id == poolId, cancel);
        if (pool is { Available: > 0 })
            reasons.Add(new(WaitReasonKind.ReplacementOff, Sku: catalogue.Sku(replacement), Available: pool.Available));
    }

    private async Task<DateTimeOffset?> NextPassAsync(CancellationToken cancel)
    {
        var finished = await db.Jobs.Where(j => j.Id == JobKinds.PeriodicPass).Select(j => j.FinishedAt).SingleOrDefaultAsync(cancel);
        return Micros.ToTime(finished)?.AddMinutes(catalogue.Settings.PassMinutes);
    }

    private void AddSupply(
        List<WaitReasonView> reasons,
        OrderLine line,
        QueueFacts queue,
        List<ShortPool> pools,
        IReadOnlyList<SchedulePieceView> schedule
    )
    {
        foreach (var pool in pools)
        {
            var supply = queue.SupplyOf(pool.Id).ToList();
            if (supply.Count == 0)
                reasons.Add(new(WaitReasonKind.NothingOnOrder, Sku: line.IsKit ? pool.Sku : null));
            reasons.AddRange(
                supply
                    .Where(s => s.Dated is null)
                    .Select(s => new WaitReasonView(
                        WaitReasonKind.OnOrderWithoutDate,
                        PurchaseOrder: s.Line.Source.PurchaseOrder,
                        Units: s.Line.Units
                    ))
            );
            reasons.AddRange(
                supply
                    .Where(s =>
                        s.Dated?.Basis == DateBasis.Overdue
                        && schedule.Any(p => p.Source == s.Line.Source.PurchaseOrder && p.Basis == DateBasis.Overdue)
                    )
                    .Select(s => new WaitReasonView(
                        WaitReasonKind.Overdue,
                        PurchaseOrder: s.Line.Source.PurchaseOrder,
                        Days: days.Today.DayNumber - s.OriginalDay!.Value.DayNumber
                    ))
            );
        }
    }

    private sealed record ShortPool(int Id, string Sku, long Units);
}
