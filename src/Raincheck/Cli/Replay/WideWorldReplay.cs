using Raincheck.Core.Stock;
using Raincheck.Features.Inventory;
using Raincheck.Features.MasterData;
using Raincheck.Features.Orders;
using Raincheck.Features.Products;
using Raincheck.Features.Purchasing;
using Raincheck.Features.Settings;
using Raincheck.Ledger;

namespace Raincheck.Cli.Replay;

/// <summary>Plays Wide World Importers into the ledger, day by day: receipts at 7, orders at 9, shipping at 11, counts at 14.</summary>
internal sealed class WideWorldReplay(ReplayLedger ledger, WideWorld world)
{
    private const string Company = "WWI";
    private const string Main = "MAIN";
    private const int ReceiptHour = 7;
    private const int ShipHour = 11;

    /// <summary>The days that are played; what the data has behind the last order or movement is not.</summary>
    public DateTimeOffset LastDay { get; } = new[] { world.Orders[^1].OrderedAt, world.Movements[^1].At }.Max().Date.Utc();

    /// <summary>Lines of receipts behind the last day.</summary>
    public long ReceiptLinesLeftOut { get; private set; }

    /// <summary>Counts that found what was there.</summary>
    public long CountsWithoutChange { get; private set; }

    /// <summary>Plays everything.</summary>
    /// <param name="progress">Told how many days of how many are played.</param>
    public async Task RunAsync(Action<long, long> progress)
    {
        var first = new[] { world.Orders[0].OrderedAt, world.Movements[0].At, world.PurchaseOrders[0].OrderedAt }.Min().Date.Utc();
        await SetUpAsync(first);
        var orders = world.Orders.ToLookup(o => o.OrderedAt.Date.Utc());
        var bought = world.PurchaseOrders.ToLookup(o => o.OrderedAt.Date.Utc());
        var receipts = Receipts().ToLookup(r => r.Day);
        var counts = world.Movements.Where(m => m.Type == WideWorldMovementType.Count).ToLookup(m => m.At.Date.Utc());
        var days = (long)(LastDay - first).TotalDays + 1;
        for (var day = first; day <= LastDay; day = day.AddDays(1))
        {
            await ledger.AllAsync([.. bought[day].Select(o => (Buy(o), day))]);
            await ledger.AllAsync([.. receipts[day].Select(r => (r.Command, day.AddHours(ReceiptHour)))]);
            await ledger.AllAsync([.. orders[day].Select(o => (Sell(o), o.OrderedAt))]);
            await ledger.ShipHeldAsync(Main, day.AddHours(ShipHour));
            await ledger.AllAsync([.. counts[day].Where(m => m.Units != 0).Select(m => (Count(m), m.At))]);
            CountsWithoutChange += counts[day].Count(m => m.Units == 0);
            progress((long)(day - first).TotalDays + 1, days);
        }
    }

    private async Task SetUpAsync(DateTimeOffset at)
    {
        await ledger.DoneAsync(new PutCompany(new(Company, "Wide World Importers")), at);
        await ledger.DoneAsync(new PutWarehouse(new(Main, "Main warehouse", WarehouseType.Normal, true)), at);
        // A count reaches the orders of the day, not those of a pass that simulated time has not.
        await ledger.DoneAsync(new SaveSettings(new(PeriodicPass: new(PassMode.Immediate))), at);
        foreach (var vendor in world.Vendors)
            await ledger.DoneAsync(new PutVendor(new(vendor.Code, vendor.Name)), at);
        foreach (var chunk in world.Products.Chunk(PutProducts.ProductsMax))
        {
            var products = chunk.Select(p => new ProductRequest(p.Sku, p.Name, Vendor: p.Vendor, PackSize: p.UnitsPerOuter));
            await ledger.DoneAsync(new PutProducts([.. products]), at);
            await ledger.DoneAsync(new CountStock([.. chunk.Select(p => new StockCount(p.Sku, Main, p.OpeningUnits))]), at);
        }
    }

    private static LedgerCommand<OrderView> Sell(WideWorldOrder order) =>
        new CreateOrder(
            new NewOrder(
                Company,
                new NewOrderCustomer($"Customer {order.Customer}", $"customer-{order.Customer}@example.com"),
                [.. order.Lines.Select(l => new NewOrderLine(l.Sku, l.Quantity, l.UnitPrice))],
                order.Number,
                OrderedAt: order.OrderedAt
            )
        );

    private static LedgerCommand<PurchaseOrderView> Buy(WideWorldPurchaseOrder order) =>
        new CreatePurchaseOrder(
            new NewPurchaseOrder(
                order.Vendor,
                [.. order.Lines.Select(l => new NewPurchaseOrderLine(l.Sku, l.Ordered, order.ExpectedAt))],
                Main,
                order.Number
            )
        );

    private static LedgerCommand<StockChanged> Count(WideWorldMovement movement) =>
        new AdjustStock([new StockAdjustment(movement.Sku, Main, movement.Units, "count")]);

    /// <summary>The receipts that are played: the lines of a purchase order that came on the same day.</summary>
    private List<(DateTimeOffset Day, LedgerCommand<ReceiptView> Command)> Receipts()
    {
        var receipts = new List<(DateTimeOffset, LedgerCommand<ReceiptView>)>();
        foreach (var order in world.PurchaseOrders)
        {
            var came = order.Lines.Where(l => l.ReceivedAt is not null && l.Received > 0).GroupBy(l => l.ReceivedAt!.Value.Date.Utc());
            foreach (var day in came)
            {
                if (day.Key > LastDay)
                {
                    ReceiptLinesLeftOut += day.Count();
                    continue;
                }
                var lines = day.Select(l => new ReceiptRequestLine(l.Sku, l.Received));
                var reference = $"GOODS-{order.Number}-{day.Key:yyyyMMdd}";
                receipts.Add((day.Key, new ReceivePurchaseOrder(order.Number, new ReceiptRequest(reference, [.. lines]))));
            }
        }
        return receipts;
    }
}

/// <summary>Days of the data, which are days in UTC.</summary>
internal static class UtcDays
{
    public static DateTimeOffset Utc(this DateTime day) => new(DateTime.SpecifyKind(day, DateTimeKind.Unspecified), TimeSpan.Zero);
}
