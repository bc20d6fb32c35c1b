using Raincheck.Core.Orders;
using Raincheck.Features.Demo;
using Raincheck.Features.Inventory;
using Raincheck.Features.MasterData;
using Raincheck.Features.Orders;
using Raincheck.Features.Products;
using Raincheck.Features.Purchasing;
using Raincheck.Features.Settings;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Features.Demo;

public sealed class DemoShopInLedgerTests
{
    [Fact]
    public async Task Load_IntoALedger_IsTakenAsItIs()
    {
        await using var shop = await TestShop.EmptyAsync(Database.Sqlite);
        var demo = DemoShop.Load(shop.Time.GetUtcNow());
        foreach (var company in demo.Companies)
            await shop.Done(new PutCompany(company));
        foreach (var vendor in demo.Vendors)
            await shop.Done(new PutVendor(vendor));
        foreach (var warehouse in demo.Warehouses)
            await shop.Done(new PutWarehouse(warehouse));
        await shop.Done(new PutProducts(demo.Products));
        await shop.Done(new SaveSettings(demo.Settings));
        await shop.Done(new CountStock(demo.Stock));
        foreach (var order in demo.PurchaseOrders)
            await shop.Done(new CreatePurchaseOrder(order));

        var taken = await Task.WhenAll(demo.Orders.Select(order => shop.Run(new CreateOrder(order))));

        taken.ShouldAllBe(o => o.Refusal == null);
        var states = taken.CountBy(o => o.Value.BackOrder.State).ToDictionary();
        states[BackOrderState.Partial].ShouldBeGreaterThan(50);
        states[BackOrderState.Full].ShouldBeGreaterThan(5);
        await shop.ShouldBeSound();
    }
}
