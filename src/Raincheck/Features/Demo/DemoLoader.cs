using Microsoft.EntityFrameworkCore;
using Raincheck.Core;
using Raincheck.Features.Inventory;
using Raincheck.Features.MasterData;
using Raincheck.Features.Orders;
using Raincheck.Features.Products;
using Raincheck.Features.Purchasing;
using Raincheck.Features.Settings;
using Raincheck.Ledger;
using Raincheck.Storage;

namespace Raincheck.Features.Demo;

/// <summary>The content of a database, for the demo.</summary>
internal enum DemoState
{
    /// <summary>Nothing: the demo shop can be loaded.</summary>
    Empty,

    /// <summary>The demo shop, of which the loading was interrupted.</summary>
    Unfinished,

    /// <summary>The demo shop.</summary>
    Loaded,

    /// <summary>A database with other data, which the demo does not change.</summary>
    InUse,
}

/// <summary>Loads the demo shop, through the ledger like everything else.</summary>
internal static class DemoLoader
{
    /// <summary>The actor in the journal, which also identifies a demo shop.</summary>
    public const string Actor = "demo";

    /// <summary>Looks at a database; changes nothing.</summary>
    public static async Task<DemoState> LookAsync(ClientDatabase database, int orders, CancellationToken cancel)
    {
        await using var db = database.CreateContext();
        if (!(await db.Database.GetAppliedMigrationsAsync(cancel)).Any())
            return DemoState.Empty;
        var loaded = await db.Journal.CountAsync(j => j.Actor == Actor && j.Kind == "created" && j.OrderId != null, cancel);
        if (loaded >= orders)
            return DemoState.Loaded;
        if (await db.Journal.AnyAsync(j => j.Actor != Actor, cancel))
            return DemoState.InUse;
        return await db.Products.AnyAsync(cancel) ? DemoState.Unfinished : DemoState.Empty;
    }

    /// <summary>Loads the shop. What an interrupted loading brought in already is left as it is.</summary>
    /// <param name="ledger">The client.</param>
    /// <param name="shop">The shop.</param>
    /// <param name="now">Nothing happened after this.</param>
    /// <param name="cancel">To stop between two steps.</param>
    public static async Task LoadAsync(ClientLedger ledger, DemoShop shop, DateTimeOffset now, CancellationToken cancel)
    {
        // The shop was set up before its first order came.
        var setUp = new CommandContext(Actor, shop.Orders.Min(o => o.OrderedAt)?.AddHours(-1));
        foreach (var company in shop.Companies)
            await DoneAsync(new PutCompany(company));
        foreach (var vendor in shop.Vendors)
            await DoneAsync(new PutVendor(vendor));
        foreach (var warehouse in shop.Warehouses)
            await DoneAsync(new PutWarehouse(warehouse));
        foreach (var chunk in shop.Products.Chunk(PutProducts.ProductsMax))
            await DoneAsync(new PutProducts(chunk));
        await DoneAsync(new SaveSettings(shop.Settings));
        foreach (var chunk in shop.Stock.Chunk(CountStock.ItemsMax))
            await DoneAsync(new CountStock(chunk));
        foreach (var order in shop.PurchaseOrders)
            Check((await ledger.ExecuteAsync(new CreatePurchaseOrder(order), setUp, cancel)).Refusal);
        foreach (var chunk in shop.Orders.OrderBy(o => o.OrderedAt).Chunk(ClientLedger.CommandsMax))
        {
            var commands = chunk.Select(order =>
                ((LedgerCommand<OrderView>)new CreateOrder(order), new CommandContext(Actor, order.OrderedAt < now ? order.OrderedAt : now))
            );
            foreach (var outcome in await ledger.ExecuteAllAsync([.. commands], cancel))
                Check(outcome.Refusal);
        }

        async Task DoneAsync<T>(LedgerCommand<T> command) => Check((await ledger.ExecuteAsync(command, setUp, cancel)).Refusal);

        static void Check(Refusal? refusal)
        {
            if (refusal is { Code: not (RefusalCode.DuplicateOrderNumber or RefusalCode.DuplicatePurchaseOrderNumber) })
                throw new InvalidOperationException($"The demo shop is refused: {refusal.Detail}");
        }
    }
}
