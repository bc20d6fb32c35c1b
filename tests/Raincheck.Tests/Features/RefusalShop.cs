using Raincheck.Core;
using Raincheck.Core.Orders;
using Raincheck.Core.Purchasing;
using Raincheck.Features.BackOrders;
using Raincheck.Features.Inventory;
using Raincheck.Features.MasterData;
using Raincheck.Features.Orders;
using Raincheck.Features.Products;
using Raincheck.Features.Purchasing;
using Raincheck.Ledger;
using Raincheck.Tests.Infrastructure;

namespace Raincheck.Tests.Features;

/// <summary>One shop for each database with something of every kind in it; refusals leave it as it is, so that tests can share it.</summary>
public sealed class RefusalShop : IAsyncDisposable
{
    private readonly SemaphoreSlim one = new(1);
    private readonly Dictionary<Database, TestShop> shops = [];
    private readonly Dictionary<Database, string> dumps = [];

    public async Task<TestShop> On(Database database)
    {
        await one.WaitAsync();
        try
        {
            if (!shops.TryGetValue(database, out var shop))
                shops.Add(database, shop = await MakeAsync(database));
            return shop;
        }
        finally
        {
            one.Release();
        }
    }

    /// <summary>What is stored, as the test before left it: the tests of a class run one after another.</summary>
    public async Task<string> DumpBeforeAsync(Database database) =>
        dumps.TryGetValue(database, out var known) ? known : await DumpAfterAsync(database);

    /// <summary>What is stored now.</summary>
    public async Task<string> DumpAfterAsync(Database database) => dumps[database] = await (await On(database)).Dump();

    private static async Task<TestShop> MakeAsync(Database database)
    {
        var shop = await TestShop.NewAsync(database);
        await shop.Done(new AdjustStock([new("X", "MAIN", 10), new("Z", "EAST", 1), new("C", "MAIN", 1)]));
        await shop.Done(new CountStock([new("Y", "EAST", Quantity.MaxTotal)]));
        await shop.Done(new CountStock([new("Y", "MAIN", 1)]));
        await shop.Order("open", ("X", 2), ("Z", 1));
        var later = new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero);
        await shop.Done(new CreatePurchaseOrder(new("VEND", [new("B", 1), new("B", 1, later)], Number: "PO-TWICE")));
        await shop.Order("short", ("D", 3), ("K", 1));
        await shop.Order("partial", ("X", 4));
        await shop.Done(new ShipOrder("partial", new("MAIN", [new(1, 2)])));
        await shop.Done(new CreateOrder(TestShop.NewOrder("cart", ("X", 1)) with { Status = OrderStatus.Cart }));
        await shop.Order("held", ("X", 1));
        await shop.Done(new HoldOrder("held"));
        await shop.Order("done", ("X", 1));
        await shop.Done(new ShipOrder("done", new("MAIN")));
        await shop.Order("gone", ("X", 1));
        await shop.Done(new CancelOrder("gone", new()));
        await shop.Order("full", [.. Enumerable.Repeat(("X", 1), CreateOrder.LinesMax)]);
        await shop.Done(new CreatePurchaseOrder(new("VEND", [new("X", 5), new("Y", 5)], "MAIN", "PO-OPEN")));
        await shop.Done(new CreatePurchaseOrder(new("VEND", [new("Y", 5)], "EAST", "PO-EAST")));
        await shop.Done(new CreatePurchaseOrder(new("VEND", [new("X", 1)], "MAIN", "PO-DONE")));
        await shop.Done(new ReceivePurchaseOrder("PO-DONE", new("R-1", [new("X", 1)])));
        await shop.Done(new CreatePurchaseOrder(new("VEND", [new("X", 1)], "MAIN", "PO-GONE")));
        await shop.Done(new CancelPurchaseOrder("PO-GONE"));
        await shop.Done(new CreatePurchaseOrder(new("VEND", [new("X", 1)], "MAIN", "PO-DROP", PurchaseOrderType.Dropship)));
        await shop.Done(new PutProducts([new("KIT2", "Another kit", Components: [new("C", 1)]), new("LOOSE", "Nobody knows it yet")]));
        await MakeServedOrdersAsync(shop);
        await shop.Ledger.ExecuteAsync(
            new CreateOrder(TestShop.NewOrder("keyed", ("X", 1))),
            new CommandContext("test", IdempotencyKey: "key", Digest: "first")
        );
        return shop;
    }

    /// <summary>Orders that are linked, pinned and with vendors in every stage.</summary>
    private static async Task MakeServedOrdersAsync(TestShop shop)
    {
        await shop.Done(new PutVendor(new("OTHER", "Another vendor")));
        await shop.Done(new PutProducts([new("V", "Of the vendor", Vendor: "VEND"), new("W", "Of the other", Vendor: "OTHER")]));
        await shop.Done(new CreatePurchaseOrder(new("VEND", [new("V", 5)], "MAIN", "PO-LINK")));
        await shop.Order("waits", ("V", 4), ("K", 1), ("S", 1));
        await shop.Done(new LinkToPurchaseOrder("waits", new(1, 3, "PO-LINK")));
        await shop.Done(new PinUnits("waits", new(3, 1, "promised")));
        await shop.Order("mixed", ("V", 1), ("W", 1));
        await shop.Order("asking", ("V", 3));
        foreach (var number in new[] { "asked", "agreed", "sent" })
        {
            await shop.Order(number, ("V", 2));
            await shop.Done(new DropshipUnits(number, new()));
        }
        foreach (var (number, status) in new[] { ("agreed", DropshipStatus.Acknowledged), ("sent", DropshipStatus.Processed) })
            await shop.Done(new ChangeDropshipStatus(await shop.DropshipOf(number), new(status)));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var shop in shops.Values)
            await shop.DisposeAsync();
        one.Dispose();
    }
}
