using Raincheck.Core;
using Raincheck.Features.BackOrders;
using Raincheck.Features.MasterData;
using Raincheck.Features.Products;
using Raincheck.Features.Purchasing;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Features.Purchasing;

public sealed class ProposalTests
{
    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenBackOrders_WhenProposalsAreAsked_ThenTheyAreNettedRoundedAndByVendor(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Done(new PutVendor(new("OTHER", "Another vendor")));
        await shop.Done(
            new PutProducts([
                new("X", "X", Vendor: "VEND", VendorSku: "VX", PackSize: 6, MinimumOrder: 1, Cost: 2.5m),
                new("Y", "Y", Vendor: "VEND", MinimumOrder: 10),
                new("C", "C", Vendor: "OTHER", PackSize: 4),
            ])
        );
        await shop.Done(new CreatePurchaseOrder(new("VEND", [new("X", 2), new("Y", 1)])));
        await shop.Order("1001", ("X", 9), ("Y", 3), ("Z", 1), ("K", 3));
        var proposals = new PurchaseProposals(shop.Client, shop.Ledger);

        var all = await proposals.FindAsync(null, CancellationToken.None);

        all.Select(p => p.Vendor).ShouldBe(["OTHER", "VEND", null]);
        // Kits are bought as their components: three lack six of C and three of D.
        all[0].Lines.Select(l => (l.Sku, l.Short, l.Quantity)).ShouldBe([("C", 6L, 8)]);
        all[1].Lines.Select(l => (l.Sku, l.BackOrdered, l.OnOrder, l.Short, l.Quantity)).ShouldBe([("X", 9, 2, 7, 12), ("Y", 3, 1, 2, 10)]);
        all[1].Lines[0].ShouldSatisfyAllConditions(l => l.VendorSku.ShouldBe("VX"), l => l.Cost.ShouldBe(2.5m));
        all[2].Lines.Select(l => (l.Sku, l.Quantity)).ShouldBe([("D", 3), ("Z", 1)]);
        (await proposals.FindAsync("OTHER", CancellationToken.None)).Count.ShouldBe(1);

        var ordered = await shop.Done(new OrderProposals(new("VEND"), ["X", "Y"]));

        ordered.Lines.Select(l => (l.Sku, l.Quantity)).ShouldBe([("X", 12), ("Y", 10)]);
        (await proposals.FindAsync("VEND", CancellationToken.None)).ShouldBeEmpty();
        // The same request a moment later orders nothing twice.
        (await shop.Run(new OrderProposals(new("VEND"), ["X", "Y"]))).Refusal!.Code.ShouldBe(RefusalCode.NothingShort);
        var edited = await shop.Done(new OrderProposals(new("VEND", "EAST", [new("X", 5)]), []));
        (edited.Warehouse, edited.Lines.Single().Quantity).ShouldBe(("EAST", 5));
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAVendorsLeadTime_WhenAPurchaseOrderIsMadeOfWhatIsShort_ThenItIsExpectedAfterThatTime(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Done(new PutVendor(new("VEND", "Vendor", LeadTimeDays: 12)));
        await shop.Done(new PutVendor(new("OTHER", "A vendor who does not say")));
        await shop.Order("1001", ("X", 9), ("Y", 3));
        var expected = shop.Time.GetUtcNow().AddDays(12);

        var proposed = await shop.Done(new OrderProposals(new("VEND", Lines: [new("X")]), []));
        var dropshipped = await shop.Done(new DropshipUnits("1001", new("VEND", [new(1, 1)])));
        shop.Time.Advance(TimeSpan.FromDays(1));
        var extended = await shop.Done(new DropshipUnits("1001", new("VEND", [new(1, 1), new(2, 1)])));
        await shop.Done(new LinkToPurchaseOrder("1001", new(1, 1, Vendor: "VEND", Warehouse: "MAIN")));
        var unknown = await shop.Done(new OrderProposals(new("OTHER", Lines: [new("Z", 1)]), []));

        proposed.Lines.Select(l => l.ExpectedAt).ShouldBe([expected]);
        dropshipped.Lines.Select(l => l.ExpectedAt).ShouldBe([expected]);
        // What is added to it is expected when it was asked for.
        extended.Number.ShouldBe(dropshipped.Number);
        extended.Lines.Select(l => (l.Sku, l.ExpectedAt)).ShouldBe([("X", expected), ("Y", expected.AddDays(1))]);
        (await shop.PurchaseOrder(extended.Number)).Lines.Select(l => l.ExpectedAt).ShouldBe([expected, expected.AddDays(1)]);
        var linked = (await shop.Get("1001")).Lines[0].Links.ShouldHaveSingleItem().PurchaseOrder;
        (await shop.PurchaseOrder(linked)).Lines.Single().ExpectedAt.ShouldBe(expected.AddDays(1));
        unknown.Lines.Single().ExpectedAt.ShouldBeNull();
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAPurchaseOrder_WhenDateAndQuantityMove_ThenWhatIsOnOrderFollows(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Done(new CreatePurchaseOrder(new("VEND", [new("X", 5)], Number: "PO-X")));
        await shop.Done(new ReceivePurchaseOrder("PO-X", new("R-1", [new("X", 2)])));
        var soon = shop.Time.GetUtcNow().AddDays(2);

        var changed = await shop.Done(new ChangePurchaseOrderLine("PO-X", "X", new(9) { ExpectedAt = soon }));

        changed.Lines.Single().ShouldSatisfyAllConditions(l => l.ExpectedAt.ShouldBe(soon), l => l.Pending.ShouldBe(7));
        (await shop.Figures("X")).OnOrder.ShouldBe(7);
        (await shop.Done(new ChangePurchaseOrderLine("PO-X", "X", new(Quantity: 2)))).Status.ShouldBe(
            Core.Purchasing.PurchaseOrderStatus.Received
        );
        (await shop.Figures("X")).OnOrder.ShouldBe(0);
        await shop.ShouldBeSound();
    }
}
