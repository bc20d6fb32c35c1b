using Microsoft.EntityFrameworkCore;
using Raincheck.Core;
using Raincheck.Core.Orders;
using Raincheck.Features.BackOrders;
using Raincheck.Features.Purchasing;
using Raincheck.Ledger;
using Raincheck.Storage;

namespace Raincheck.Features.Demo;

/// <summary>
/// A morning's work in the demo shop, so that every way to serve a back order can be seen: links, a receipt that is cross-docked,
/// a pin, vendors who ship, delays, a split. Which orders it is about follows from the shop; doing it twice does it once.
/// </summary>
internal sealed class DemoWork(ClientDatabase database, ClientLedger ledger, DateTimeOffset now)
{
    private int done;

    public async Task DoAsync(CancellationToken cancel)
    {
        var waiting = await WaitingAsync(cancel);
        var partial = waiting.Where(l => l.State == BackOrderState.Partial).ToList();
        var next = new Queue<Waiting>(waiting.Where(l => l.State == BackOrderState.Full));

        var linked = next.Dequeue();
        var cameIn = await DoneAsync(new LinkToPurchaseOrder(linked.Order, new(linked.Line, linked.Units)), cancel);
        var purchaseOrder = cameIn.Lines.SelectMany(l => l.Links).Single().PurchaseOrder;
        await DoneAsync(new ReceivePurchaseOrder(purchaseOrder, new("DEMO-1", [new(linked.Bought, linked.Units)])), cancel);
        linked = next.Dequeue();
        await DoneAsync(new LinkToPurchaseOrder(linked.Order, new(linked.Line, linked.Units)), cancel);

        var promised = next.Dequeue();
        await DoneAsync(new PinUnits(promised.Order, new(promised.Line, promised.Units, "Promised on the phone", now.AddDays(7))), cancel);

        var handed = next.Dequeue();
        await DoneAsync(new DropshipUnits(handed.Order, new(handed.Vendor, [new(handed.Line)])), cancel);
        handed = next.Dequeue();
        var asked = await DoneAsync(new DropshipUnits(handed.Order, new(handed.Vendor, [new(handed.Line)])), cancel);
        await DoneAsync(new ChangeDropshipStatus(asked.Number, new(DropshipStatus.Requested)), cancel);

        var late = next.Dequeue();
        await DoneAsync(new DelayShipping(late.Order, new(now.AddDays(5), "The vendor is late", false)), cancel);
        await DoneAsync(new DelayShipping(late.Order, new(now.AddDays(12), "The vendor is later still", false)), cancel);
        await DoneAsync(new SplitOrder(partial[0].Order, new()), cancel);
        await DoneAsync(new ReceivePurchaseOrder("PO-7001", new("DEMO-2", [new("85099B", 168)])), cancel);
    }

    /// <summary>A step, a few minutes after the one before. What a repetition finds done already stays as it is.</summary>
    private async Task<T> DoneAsync<T>(LedgerCommand<T> command, CancellationToken cancel)
    {
        var step = done++;
        var context = new CommandContext(DemoLoader.Actor, now.AddMinutes(-90 + 5 * step), $"demo/{step}", $"step {step}");
        var outcome = await ledger.ExecuteAsync(command, context, cancel);
        return outcome.Refusal is { } refusal
            ? throw new InvalidOperationException($"The demo's work is refused: {refusal.Detail}")
            : outcome.Value;
    }

    /// <summary>Lines that wait for something that a vendor sells, the longest waiting first; of each order one.</summary>
    private async Task<List<Waiting>> WaitingAsync(CancellationToken cancel)
    {
        var catalogue = await ledger.CatalogueAsync(cancel);
        var found = await database.ReadAsync(
            async db =>
                await (
                    from o in db.Orders
                    where o.State != BackOrderState.None && o.Status == OrderStatus.InProcess
                    join l in db.OrderLines on o.Id equals l.OrderId
                    where l.BackOrdered > 0 && l.Components == null
                    orderby o.Id, l.Line
                    select new
                    {
                        o.Number,
                        o.State,
                        Line = l,
                    }
                ).ToListAsync(cancel),
            cancel
        );
        return
        [
            .. found
                .Where(f => PurchasePlaces.VendorOf(catalogue, f.Line.SkuId, null) is not null)
                .DistinctBy(f => f.Number)
                .Select(f => new Waiting(
                    f.Number,
                    f.State,
                    f.Line.Line,
                    f.Line.BackOrdered,
                    catalogue.Sku(f.Line.PoolId),
                    catalogue.Vendor(PurchasePlaces.VendorOf(catalogue, f.Line.SkuId, null)!.Value).Code
                )),
        ];
    }

    private sealed record Waiting(string Order, BackOrderState State, int Line, int Units, string Bought, string Vendor);
}
