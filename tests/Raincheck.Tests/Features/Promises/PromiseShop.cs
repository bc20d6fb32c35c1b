using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Raincheck.Core.Orders;
using Raincheck.Core.Promises;
using Raincheck.Features.Orders;
using Raincheck.Features.Promises;
using Raincheck.Features.Purchasing;
using Raincheck.Storage;
using Raincheck.Tests.Infrastructure;

namespace Raincheck.Tests.Features.Promises;

/// <summary>Promises in a test's shop.</summary>
internal static class PromiseShop
{
    // A Monday, at eight in the morning: the day on which the clock of the shop begins.
    public static readonly DateOnly Today = new(2026, 1, 5);

    public static PromiseJob Promises(this TestShop shop, params IPromiseObserver[] observers) =>
        new(shop.Client, shop.Ledger, new VendorLatenessReader(shop.Client, shop.Ledger, shop.Time), observers, shop.Time);

    public static OutlookReader Outlooks(this TestShop shop) =>
        new(shop.Client, shop.Ledger, shop.Time, new VendorLatenessReader(shop.Client, shop.Ledger, shop.Time));

    /// <summary>Compares everything that is due, the change of the day included.</summary>
    /// <returns>How many orders changed.</returns>
    public static async Task<long> Compare(this TestShop shop) => (await shop.Promises().RunAsync(null, CancellationToken.None)).Changed;

    /// <summary>Places an order a minute after the one before.</summary>
    public static async Task OrderInTurn(this TestShop shop, string number, params (string Sku, int Quantity)[] lines)
    {
        shop.Time.Advance(TimeSpan.FromMinutes(1));
        await shop.Order(number, lines);
    }

    public static Task<PurchaseOrderView> Buy(this TestShop shop, string number, int quantity, DateOnly? expected, string sku = "X") =>
        shop.Done(new CreatePurchaseOrder(new("VEND", [new(sku, quantity, At(expected))], "MAIN", number)));

    public static Task<PurchaseOrderView> Expect(this TestShop shop, string number, DateOnly expected, string sku = "X") =>
        shop.Done(new ChangePurchaseOrderLine(number, sku, new() { ExpectedAt = At(expected) }));

    public static Task<ReceiptView> ReceiveOn(this TestShop shop, string number, int quantity, string sku = "X") =>
        shop.Done(new ReceivePurchaseOrder(number, new("R-" + number, [new(sku, quantity)])));

    /// <summary>The day on which a person wants an order, as requests have it.</summary>
    public static DateTimeOffset? At(DateOnly? day) => day is { } date ? new(date, TimeOnly.MinValue, TimeSpan.Zero) : null;

    public static async Task<Order> Row(this TestShop shop, string number)
    {
        await using var db = shop.Client.CreateContext();
        return await db.Orders.AsNoTracking().SingleAsync(o => o.Number == number);
    }

    public static async Task<DateOnly?> Promised(this TestShop shop, string number) =>
        (await shop.Row(number)).PromisedDay is { } day ? DateOnly.FromDayNumber(day) : null;

    public static async Task<List<LinePromise>> LinePromises(this TestShop shop, string number)
    {
        await using var db = shop.Client.CreateContext();
        var lines = await db.LinesOf(number).AsNoTracking().OrderBy(l => l.Line).ToListAsync();
        return lines.ConvertAll(l => l.Promise);
    }

    /// <summary>The entries of an order's promises: <c>promiseMoved 2026-01-10 2026-01-20: purchase order PO-1 changed</c>.</summary>
    public static async Task<List<string>> PromiseEntries(this TestShop shop, string number)
    {
        await using var db = shop.Client.CreateContext();
        var entries = await db
            .Journal.AsNoTracking()
            .Where(j => j.OrderId == db.Orders.Single(o => o.Number == number).Id && (j.Kind == "promised" || j.Kind == "promiseMoved"))
            .OrderBy(j => j.Id)
            .ToListAsync();
        return entries.ConvertAll(e =>
        {
            var data = JsonDocument.Parse(e.Data).RootElement;
            return $"{e.Kind} {data.GetProperty("from")} {data.GetProperty("to")}: {e.Cause}";
        });
    }

    /// <summary>The pools that wait to be compared.</summary>
    public static async Task<int> Flagged(this TestShop shop)
    {
        await using var db = shop.Client.CreateContext();
        return await db.StockPools.CountAsync(p => p.DateChanges > 0);
    }
}
