using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Raincheck.Core.Stock;
using Raincheck.Features.OrderConsole.Page;
using Raincheck.Features.Orders;
using Raincheck.Features.Purchasing;
using Raincheck.Features.Recalculation;
using Raincheck.Features.Settings;
using Raincheck.Ledger;
using Raincheck.Ledger.Store;
using Raincheck.Storage;
using Shouldly;

namespace Raincheck.Tests.Infrastructure;

/// <summary>What a test reads of a shop, past the commands that it tests.</summary>
internal static class ShopReading
{
    private static readonly IMeterFactory Meters = new ServiceCollection()
        .AddMetrics()
        .BuildServiceProvider()
        .GetRequiredService<IMeterFactory>();

    /// <summary>What each line of an order holds and lacks: <c>2/1 0/3</c>.</summary>
    public static string HeldAndLacking(this OrderView order) =>
        string.Join(' ', order.Lines.Select(l => $"{l.Allocated}/{l.BackOrderedQty}"));

    /// <summary>The same of a stored order.</summary>
    public static async Task<string> HeldAndLacking(this TestShop shop, string number) => (await shop.Get(number)).HeldAndLacking();

    /// <summary>Whether a stored order carries the <i>Back Order</i> status.</summary>
    public static async Task<bool> IsMarked(this TestShop shop, string number) => (await shop.Get(number)).BackOrder.Marked;

    /// <summary>The sums of a product's pool.</summary>
    public static async Task<StockPool> Figures(this TestShop shop, string sku)
    {
        await using var store = LedgerStore.Of(shop.Client);
        await using var snapshot = await store.BeginAsync(LockMode.Snapshot, CancellationToken.None);
        var catalogue = await shop.Ledger.CatalogueOfAsync(snapshot, CancellationToken.None);
        var id = catalogue.FindProduct(sku)!.PoolId;
        return (await snapshot.QueryAsync<StockPool>("id = @id", [("id", id)])).ShouldHaveSingleItem();
    }

    /// <summary>Units of a product in a warehouse.</summary>
    public static async Task<long> OnHand(this TestShop shop, string sku, string warehouse = "MAIN")
    {
        await using var db = shop.Client.CreateContext();
        return await db
            .StockLevels.Where(l =>
                l.SkuId == db.Products.Single(p => p.Sku == sku).Id && l.WarehouseId == db.Warehouses.Single(w => w.Code == warehouse).Id
            )
            .Select(l => l.OnHand)
            .SingleOrDefaultAsync();
    }

    /// <summary>The order pages have words of their own for everything that happened to any order.</summary>
    public static async Task ShouldBeTold(this TestShop shop)
    {
        await using var db = shop.Client.CreateContext();
        var told = (await db.Journal.Where(j => j.OrderId != null).ToListAsync()).ConvertAll(TimelineFormatter.Of);
        told.ShouldNotBeEmpty();
        // A kind without words would show as it is stored, and so would a value.
        told.Select(t => t.What).ShouldAllBe(what => char.IsUpper(what[0]));
        told.SelectMany(t => t.Details).ShouldAllBe(detail => !detail.EndsWith(": True"));
    }

    /// <summary>The journal of an order, oldest entry first.</summary>
    public static async Task<IReadOnlyList<JournalEntry>> Journal(this TestShop shop, string number)
    {
        await using var db = shop.Client.CreateContext();
        return await db
            .Journal.AsNoTracking()
            .Where(j => j.OrderId == db.Orders.Single(o => o.Number == number).Id)
            .OrderBy(j => j.Id)
            .ToListAsync();
    }

    /// <summary>A member of an entry's data.</summary>
    public static JsonElement Member(this JournalEntry entry, string name) => JsonDocument.Parse(entry.Data).RootElement.GetProperty(name);

    /// <summary>The number of the youngest purchase order on which a vendor ships to the customer of an order.</summary>
    public static async Task<string> DropshipOf(this TestShop shop, string number)
    {
        await using var db = shop.Client.CreateContext();
        return await db
            .PurchaseOrders.Where(p => p.OrderId == db.Orders.Single(o => o.Number == number).Id)
            .OrderByDescending(p => p.Id)
            .Select(p => p.Number)
            .FirstAsync();
    }

    /// <summary>A purchase order as it is stored now.</summary>
    public static async Task<PurchaseOrderView> PurchaseOrder(this TestShop shop, string number) =>
        (await new PurchaseOrderReader(shop.Client, shop.Ledger).FindAsync(number, CancellationToken.None)).ShouldNotBeNull();

    /// <summary>What grows with everything that a reader of the order sees change.</summary>
    public static async Task<long> Version(this TestShop shop, string number)
    {
        await using var db = shop.Client.CreateContext();
        return await db.Orders.Where(o => o.Number == number).Select(o => o.Version).SingleAsync();
    }

    /// <summary>What saving the settings would do.</summary>
    public static async Task<SettingsPreview> Preview(this TestShop shop, SettingsPatch patch) =>
        (await new SaveSettings(patch).PreviewAsync(shop.Ledger, new Rehearsal(shop.Ledger, shop.Time), CancellationToken.None)).Value;

    /// <summary>Saves settings, and insists that the preview said before what the save then did.</summary>
    public static async Task<SettingsPreview> SaveAsPreviewed(this TestShop shop, SettingsPatch patch)
    {
        var before = await shop.MarksAndQuantitiesAsync();
        var stored = await shop.Dump();
        var preview = await shop.Preview(patch);
        (await shop.Dump()).ShouldBe(stored);
        await shop.Done(new SaveSettings(patch));
        preview.ShouldBe(TestShop.Difference(before, await shop.MarksAndQuantitiesAsync()));
        return preview;
    }

    /// <summary>Runs the periodic pass.</summary>
    public static async Task<PassReport> Pass(this TestShop shop)
    {
        using var pass = new PeriodicPass(shop.Ledger, NullLogger<PeriodicPass>.Instance, Meters);
        return await pass.RunAsync("pass", "periodic pass", null, CancellationToken.None);
    }

    /// <summary>Every row of every table of the client: two that are equal mean that nothing changed.</summary>
    public static async Task<string> Dump(this TestShop shop)
    {
        await using var db = shop.Client.CreateContext();
        var tables = db
            .Model.GetEntityTypes()
            .Where(e => e.ClrType.Assembly != typeof(Microsoft.AspNetCore.Identity.IdentityUser).Assembly)
            .Select(e => e.GetTableName()!)
            .Where(t => !t.Contains("asp_net", StringComparison.OrdinalIgnoreCase) && !t.StartsWith("AspNet", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .ToList();
        await using var store = LedgerStore.Of(shop.Client);
        await using var snapshot = await store.BeginAsync(LockMode.Snapshot, CancellationToken.None);
        var all = new List<string>();
        foreach (var table in tables)
        {
            var rows = new List<string>();
            await snapshot.ReadAsync(
                $"SELECT * FROM {table}",
                [],
                r =>
                {
                    var values = new object[r.FieldCount];
                    r.GetValues(values);
                    rows.Add(string.Join('|', values.Select(v => Convert.ToString(v, CultureInfo.InvariantCulture))));
                }
            );
            all.Add($"== {table}");
            all.AddRange(rows.Order(StringComparer.Ordinal));
        }
        return string.Join('\n', all);
    }
}
