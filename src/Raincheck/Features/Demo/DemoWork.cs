using Microsoft.EntityFrameworkCore;
using Raincheck.Core;
using Raincheck.Core.Notices;
using Raincheck.Core.Orders;
using Raincheck.Features.BackOrders;
using Raincheck.Features.Email.Rendering;
using Raincheck.Features.Email.Templates;
using Raincheck.Features.Orders;
using Raincheck.Features.Purchasing;
using Raincheck.Ledger;
using Raincheck.Storage;

namespace Raincheck.Features.Demo;

/// <summary>
/// A morning's work in the demo shop, so that every way to serve a back order can be seen: mail that waits for a server, links, a receipt
/// that is cross-docked, a pin, vendors who ship, delays, a split, receipts, new orders. Which orders it is about follows from the shop;
/// doing it twice does it once.
/// </summary>
internal sealed class DemoWork(ClientDatabase database, ClientLedger ledger, TemplateEngine engine, DateTimeOffset now)
{
    /// <summary>Orders that are delayed, each with a date; every other customer is told.</summary>
    private const int Delays = 20;

    /// <summary>Orders of this morning.</summary>
    private const int Again = 3;

    /// <summary>A number after those of the shop's own orders.</summary>
    private const int FirstAgain = 536_401;

    private int done;

    public async Task DoAsync(CancellationToken cancel)
    {
        var waiting = await WaitingAsync(cancel);
        var partial = waiting.Where(l => l.State == BackOrderState.Partial).ToList();
        var next = new Queue<Waiting>(waiting.Where(l => l.State == BackOrderState.Full));

        await ChooseMailAsync(cancel);
        var linked = next.Dequeue();
        var cameIn = await DoneAsync(new LinkToPurchaseOrder(linked.Order, new(linked.Line, linked.Units)), cancel);
        var purchaseOrder = cameIn.Lines.SelectMany(l => l.Links).Single().PurchaseOrder;
        await DoneAsync(new ReceivePurchaseOrder(purchaseOrder, new("DEMO-1", [new(linked.Bought, linked.Units)])), cancel);
        linked = next.Dequeue();
        await DoneAsync(new LinkToPurchaseOrder(linked.Order, new(linked.Line, linked.Units)), cancel);

        var promised = next.Dequeue();
        await DoneAsync(new PinUnits(promised.Order, new(promised.Line, promised.Units, "Promised on the phone", now.AddDays(7))), cancel);

        var handed = next.Dequeue();
        await DoneAsync(new DropshipUnits(handed.Order, new(handed.Vendor.Code, [new(handed.Line)])), cancel);
        handed = next.Dequeue();
        var asked = await DoneAsync(new DropshipUnits(handed.Order, new(handed.Vendor.Code, [new(handed.Line)])), cancel);
        await DoneAsync(new ChangeDropshipStatus(asked.Number, new(DropshipStatus.Requested)), cancel);

        var late = next.Dequeue();
        await DoneAsync(new DelayShipping(late.Order, new(now.AddDays(5), "The vendor is late", false)), cancel);
        await DoneAsync(new DelayShipping(late.Order, new(now.AddDays(12), "The vendor is later still", false)), cancel);
        await DoneAsync(new SplitOrder(partial[0].Order, new()), cancel);
        // One that came whole and, of another, a part.
        ReceiptRequestLine[] whole = [new("85123A", 168), new("84879", 138), new("20750", 24)];
        ReceiptRequestLine part = new("85099B", 168);
        await DoneAsync(new ReceivePurchaseOrder("PO-7010", new("DEMO-2", whole)), cancel);
        await DoneAsync(new ReceivePurchaseOrder("PO-7001", new("DEMO-3", [part])), cancel);

        var waitsOn = partial.Where(w => !whole.Append(part).Select(l => l.Sku).Contains(w.Bought, StringComparer.Ordinal)).ToList();
        await TogetherAsync<OrderView>([.. waitsOn.TakeLast(Again).Select(OrderAgain)], cancel);
        await TogetherAsync<OrderView>([.. waitsOn.TakeLast(2 * Delays).Where((_, i) => i % 2 == 0).Select(Delay)], cancel);
    }

    /// <summary>The templates to start from, all of them for one company and the most important one for the other.</summary>
    private async Task ChooseMailAsync(CancellationToken cancel)
    {
        foreach (var template in TemplateLibrary.All)
        {
            await DoneAsync(new PutTemplate(template.Name, template.From("Gift Shop", "orders@example.com"), engine), cancel);
            await DoneAsync(new AssignTemplate("UK", template.Event, template.Name), cancel);
            if (template.Event == nameof(MailEvent.OutOfStockInventoryNotice))
                await DoneAsync(new AssignTemplate("EXPORT", template.Event, template.Name), cancel);
        }
    }

    /// <summary>A customer orders once more what they still wait for.</summary>
    private static CreateOrder OrderAgain(Waiting of, int i) =>
        new(new NewOrder(of.Company, of.Customer, [new(of.Sku, of.Units, of.Price)], $"{FirstAgain + i}", Channel: "web"));

    private DelayShipping Delay(Waiting of, int i)
    {
        var days = of.Vendor.LeadTimeDays ?? 7;
        return new(of.Order, new(now.AddDays(days), $"Our supplier delivers within {days} days", Notify: i % 2 == 0));
    }

    /// <summary>A step, a few minutes after the previous one. A retry skips completed work.</summary>
    private async Task<T> DoneAsync<T>(LedgerCommand<T> command, CancellationToken cancel) =>
        Done(await ledger.ExecuteAsync(command, NextStep(), cancel));

    /// <summary>Steps of one kind, in one go.</summary>
    private async Task TogetherAsync<T>(LedgerCommand<T>[] commands, CancellationToken cancel)
    {
        foreach (var outcome in await ledger.ExecuteAllAsync([.. commands.Select(command => (command, NextStep()))], cancel))
            Done(outcome);
    }

    private CommandContext NextStep()
    {
        var step = done++;
        return new CommandContext(DemoLoader.Actor, now.AddMinutes(-120 + 2 * step), $"demo/{step}", $"step {step}");
    }

    private static T Done<T>(Outcome<T> outcome) =>
        outcome.Refusal is { } refusal
            ? throw new InvalidOperationException($"The demo's work is refused: {refusal.Detail}")
            : outcome.Value;

    /// <summary>Lines that wait for something that a vendor sells, the longest waiting first; of each order one.</summary>
    private async Task<List<Waiting>> WaitingAsync(CancellationToken cancel)
    {
        var catalogue = await ledger.CatalogueAsync(cancel);
        var found = await database.ReadAsync(
            async db =>
                await (
                    from o in db.Orders
                    where o.State != BackOrderState.None && o.Status == OrderStatus.InProcess
                    join l in db.OrderLines.Where(OrderLine.Lacking) on o.Id equals l.OrderId
                    where l.Components == null
                    orderby o.Id, l.Line
                    select new { Order = o, Line = l }
                ).ToListAsync(cancel),
            cancel
        );
        return
        [
            .. found
                .Where(f => PurchaseDefaults.VendorOf(catalogue, f.Line.SkuId, null) is not null)
                .DistinctBy(f => f.Order.Id)
                .Select(f => new Waiting(
                    f.Order.Number,
                    f.Order.State,
                    catalogue.Company(f.Order.CompanyId).Code,
                    new(f.Order.CustomerName, f.Order.GetCustomer().Email),
                    f.Line.Line,
                    catalogue.Sku(f.Line.SkuId),
                    f.Line.BackOrdered,
                    f.Line.UnitPrice,
                    catalogue.Sku(f.Line.PoolId),
                    catalogue.Vendor(PurchaseDefaults.VendorOf(catalogue, f.Line.SkuId, null)!.Value)
                )),
        ];
    }

    private sealed record Waiting(
        string Order,
        BackOrderState State,
        string Company,
        NewOrderCustomer Customer,
        int Line,
        string Sku,
        int Units,
        decimal? Price,
        string Bought,
        Vendor Vendor
    );
}
