using Raincheck.Core;
using Raincheck.Core.Promises;
using Raincheck.Core.Purchasing;
using Raincheck.Features.BackOrders;
using Raincheck.Features.Promises;
using Raincheck.Features.Purchasing;
using Raincheck.Tests.Features.Promises;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Features.Purchasing;

/// <summary>The lines of purchase orders, their dates, and what becomes of the dates of the orders that wait.</summary>
public sealed class PurchaseOrderDateTests
{
    // A Monday, at eight in the morning.
    private static readonly DateOnly Today = new(2026, 1, 5);

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAProductOnSeveralLines_WhenItIsReceivedBySku_ThenTheEarliestDateIsFilledFirst(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Done(
            new CreatePurchaseOrder(new("VEND", [new("X", 5, At(20)), new("Y", 1), new("X", 4, At(10)), new("X", 3)], "MAIN", "PO-A"))
        );

        var received = await shop.Done(new ReceivePurchaseOrder("PO-A", new("R-1", [new("X", 6)])));
        var before = await shop.PurchaseOrder("PO-A");
        await shop.Done(new ReceivePurchaseOrder("PO-A", new("R-2", [new("X", 1, Line: 4)])));
        await shop.Done(new ReceivePurchaseOrder("PO-A", new("R-3", [new("X", 9)])));
        var after = await shop.PurchaseOrder("PO-A");

        received.Receipt.ShouldBe("R-1");
        before.Lines.Select(l => (l.Line, l.Sku, l.Received)).ShouldBe([(1, "X", 2), (3, "X", 4), (4, "X", 0), (2, "Y", 0)]);
        // What no line expects goes to the last one.
        after.Lines.Select(l => (l.Line, l.Received)).ShouldBe([(1, 5), (3, 4), (4, 7), (2, 0)]);
        (await shop.Figures("X")).OnOrder.ShouldBe(0);
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAProductOnSeveralLines_WhenACallNamesTheSku_ThenItIsRefusedAndNamesTheLines(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Done(new CreatePurchaseOrder(new("VEND", [new("X", 5, At(20)), new("X", 4, At(10)), new("Y", 1)], "MAIN", "PO-A")));
        await shop.Done(
            new CreatePurchaseOrder(new("VEND", [new("X", 5, At(20)), new("X", 4, At(10))], "MAIN", "PO-D", PurchaseOrderType.Dropship))
        );

        var bySku = (await shop.Run(new ChangePurchaseOrderLine("PO-A", "X", new(9)))).Refusal!;
        var byVendor = (
            await shop.Run(new ChangeDropshipStatus("PO-D", new(Core.Orders.DropshipStatus.Processed, [new("X", 1)])))
        ).Refusal!;
        var wrongLine = (await shop.Run(new ReceivePurchaseOrder("PO-A", new("R-1", [new("X", 1, Line: 3)])))).Refusal!;
        var twice = (
            await shop.Run(new CreatePurchaseOrder(new("VEND", [new("X", 5, At(20)), new("X", 4, At(20))], "MAIN", "PO-B")))
        ).Refusal!;
        var byLine = await shop.Done(new ChangePurchaseOrderLine("PO-A", "2", new(9)));
        var only = await shop.Done(new ChangePurchaseOrderLine("PO-A", "Y", new(7)));
        await shop.Done(new ChangeDropshipStatus("PO-D", new(Core.Orders.DropshipStatus.Processed, [new("X", 4, Line: 2)])));

        (bySku.Code, bySku.Detail).ShouldBe((RefusalCode.SeveralLines, "X is on lines 1, 2 of purchase order PO-A: name a line."));
        (byVendor.Code, byVendor.Path).ShouldBe((RefusalCode.SeveralLines, "lines[0].sku"));
        (wrongLine.Code, wrongLine.Path).ShouldBe((RefusalCode.NotOnPurchaseOrder, "lines[0].line"));
        (twice.Code, twice.Path).ShouldBe((RefusalCode.DuplicateEntry, "lines[1].sku"));
        byLine.Lines.Select(l => (l.Line, l.Quantity)).ShouldBe([(1, 5), (2, 9), (3, 1)]);
        only.Lines.Single(l => l.Sku == "Y").Quantity.ShouldBe(7);
        (await shop.PurchaseOrder("PO-D")).Lines.Select(l => l.Pending).ShouldBe([5, 0]);
        (await shop.Figures("X")).OnOrder.ShouldBe(14);
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenALineWithUnitsLinked_WhenTheProductIsOnSeveralLines_ThenAllOfThemServeTheLink(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Order("1", ("X", 7));
        await shop.Done(new CreatePurchaseOrder(new("VEND", [new("X", 5, At(20)), new("X", 4, At(10))], "MAIN", "PO-A")));
        await shop.Done(new LinkToPurchaseOrder("1", new(1, 7, "PO-A")));

        // Line 2 brings four of the seven, so line 1 must keep three.
        (await shop.Run(new ChangePurchaseOrderLine("PO-A", "1", new(2)))).Refusal!.Code.ShouldBe(RefusalCode.NotEnoughOnOrder);
        await shop.Done(new ChangePurchaseOrderLine("PO-A", "1", new(3)));
        (await OutlookAsync(shop, "1"))
            .Lines[0]
            .Schedule.ShouldBe([
                new(4, Today.AddDays(10), DateBasis.Expected, "PO-A"),
                // A Sunday: it ships on Monday.
                new(3, Today.AddDays(21), DateBasis.Expected, "PO-A"),
            ]);
        await shop.Done(new ReceivePurchaseOrder("PO-A", new("R-1", [new("X", 5)])));

        (await shop.HeldAndLacking("1")).ShouldBe("5/2");
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAConfirmedDate_WhenAPersonChangesIt_ThenTheConfirmationIsGone(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Order("1", ("X", 1));
        await shop.Done(new CreatePurchaseOrder(new("VEND", [new("X", 1, At(7)), new("Y", 1)], "MAIN", "PO-A")));

        async Task<(DateOnly?, DateBasis)> PieceAsync() =>
            (await OutlookAsync(shop, "1")).Lines[0].Schedule.Select(p => (p.Date, p.Basis)).Single();

        await shop.Done(new ChangePurchaseOrderLine("PO-A", "X", new(Confirmed: true)));
        (await PieceAsync()).ShouldBe((Today.AddDays(7), DateBasis.Confirmed));
        // The same date again is no change.
        await shop.Done(new ChangePurchaseOrderLine("PO-A", "X", new() { ExpectedAt = At(7) }));
        (await PieceAsync()).ShouldBe((Today.AddDays(7), DateBasis.Confirmed));
        await shop.Done(new ChangePurchaseOrderLine("PO-A", "X", new() { ExpectedAt = At(8) }));
        (await PieceAsync()).ShouldBe((Today.AddDays(8), DateBasis.Expected));
        await shop.Done(new ChangePurchaseOrderLine("PO-A", "X", new(Confirmed: true) { ExpectedAt = At(9) }));
        (await PieceAsync()).ShouldBe((Today.AddDays(9), DateBasis.Confirmed));
        // It loses its date.
        var lost = await shop.Done(new ChangePurchaseOrderLine("PO-A", "X", new() { ExpectedAt = null }));
        lost.Lines[0].ShouldSatisfyAllConditions(l => l.ExpectedAt.ShouldBeNull(), l => l.Confirmed.ShouldBeFalse());
        (await PieceAsync()).ShouldBe((null, DateBasis.None));
        (await OutlookAsync(shop, "1"))
            .Lines[0]
            .Reasons.ShouldBe([new(WaitReasonKind.OnOrderWithoutDate, PurchaseOrder: "PO-A", Units: 1)]);

        // The whole purchase order, and no part of it where a line has no date.
        var none = (await shop.Run(new ChangePurchaseOrder("PO-A", new(Confirmed: true)))).Refusal!;
        (none.Code, none.Path).ShouldBe((RefusalCode.InvalidValue, "confirmed"));
        var whole = await shop.Done(new ChangePurchaseOrder("PO-A", new(Confirmed: true) { ExpectedAt = At(11) }));
        whole.Lines.ShouldAllBe(l => l.Confirmed && l.ExpectedAt == At(11));
        (await PieceAsync()).ShouldBe((Today.AddDays(11), DateBasis.Confirmed));
        await shop.Done(new CancelPurchaseOrder("PO-A"));
        (await shop.Run(new ChangePurchaseOrder("PO-A", new(true)))).Refusal!.Code.ShouldBe(RefusalCode.PurchaseOrderStatusForbids);
        (await OutlookAsync(shop, "1")).Lines[0].Reasons.ShouldBe([new(WaitReasonKind.NothingOnOrder)]);
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenTwoPurchaseOrdersOnOneDay_WhenTheyBringUnits_ThenTheNumberDecides(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Order("1", ("X", 3));
        // By text, not by value, and not by age.
        await shop.Done(new CreatePurchaseOrder(new("VEND", [new("X", 2, At(7))], "MAIN", "PO-9")));
        await shop.Done(new CreatePurchaseOrder(new("VEND", [new("X", 2, At(7))], "MAIN", "PO-10")));

        (await OutlookAsync(shop, "1"))
            .Lines[0]
            .Schedule.ShouldBe([
                new(2, Today.AddDays(7), DateBasis.Expected, "PO-10"),
                new(1, Today.AddDays(7), DateBasis.Expected, "PO-9"),
            ]);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenALinkToAPurchaseOrderThatComesAfterAnother_WhenProjected_ThenTheQueueBringsItsUnitsFirst(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Order("1", ("X", 2));
        await shop.Done(new CreatePurchaseOrder(new("VEND", [new("X", 2, At(7))], "MAIN", "PO-1")));
        await shop.Done(new CreatePurchaseOrder(new("VEND", [new("X", 2, At(14))], "MAIN", "PO-2")));
        await shop.Done(new LinkToPurchaseOrder("1", new(1, 2, "PO-2")));

        (await OutlookAsync(shop, "1")).Lines[0].Schedule.ShouldBe([new(2, Today.AddDays(7), DateBasis.Expected, "PO-1")]);
        await shop.Done(new ReceivePurchaseOrder("PO-1", new("R-1", [new("X", 2)])));
        (await shop.HeldAndLacking("1")).ShouldBe("2/0");
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAPurchaseOrder_WhenItComesShortOrOverOrEarly_ThenTheDatesFollow(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Order("1", ("X", 4));
        await shop.Order("2", ("X", 4));
        await shop.Done(new CreatePurchaseOrder(new("VEND", [new("X", 6, At(7))], "MAIN", "PO-1")));
        await shop.Done(new CreatePurchaseOrder(new("VEND", [new("X", 3, At(14))], "MAIN", "PO-2")));

        // Early and short: the rest keeps its date.
        await shop.Done(new ReceivePurchaseOrder("PO-1", new("R-1", [new("X", 3)])));
        (await OutlookAsync(shop, "1"))
            .Lines[0]
            .Schedule.ShouldBe([new(3, Today, DateBasis.OnHand, null), new(1, Today.AddDays(7), DateBasis.Expected, "PO-1")]);
        (await OutlookAsync(shop, "2")).CompleteBy.ShouldBe(Today.AddDays(14));

        // Over: nothing of it is to come, and the units are there.
        await shop.Done(new ReceivePurchaseOrder("PO-1", new("R-2", [new("X", 5)])));
        (await OutlookAsync(shop, "1")).CompleteBy.ShouldBe(Today);
        (await OutlookAsync(shop, "2")).CompleteBy.ShouldBe(Today);
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAReceiptIntoAWarehouseThatDoesNotCount_WhenProjected_ThenTheSupplyIsGone(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Order("1", ("X", 2));
        await shop.Done(new CreatePurchaseOrder(new("VEND", [new("X", 2, At(7))], "MAIN", "PO-1")));
        await shop.Done(new CreatePurchaseOrder(new("VEND", [new("X", 2, At(14))], "MAIN", "PO-2")));

        await shop.Done(new ReceivePurchaseOrder("PO-1", new("R-1", [new("X", 2, "DOCK")])));

        (await shop.HeldAndLacking("1")).ShouldBe("0/2");
        (await OutlookAsync(shop, "1")).Lines[0].Schedule.ShouldBe([new(2, Today.AddDays(14), DateBasis.Expected, "PO-2")]);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAThousandLinesOfOneProduct_WhenProjectedAndReceived_ThenEachBringsItsUnit(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Order("1", ("X", 1_000));
        var lines = Enumerable.Range(0, 1_000).Select(i => new NewPurchaseOrderLine("X", 1, At(7 * (1_000 - i))));
        await shop.Done(new CreatePurchaseOrder(new("VEND", [.. lines], "MAIN", "PO-1")));

        var schedule = (await OutlookAsync(shop, "1")).Lines[0].Schedule;
        schedule.Select(p => p.Date).ShouldBe(Enumerable.Range(1, 1_000).Select(i => (DateOnly?)Today.AddDays(7 * i)));

        await shop.Done(new ReceivePurchaseOrder("PO-1", new("R-1", [new("X", 400)])));

        (await shop.PurchaseOrder("PO-1")).Lines.Where(l => l.Pending == 0).Select(l => l.Line).ShouldBe(Enumerable.Range(601, 400));
        (await shop.HeldAndLacking("1")).ShouldBe("400/600");
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenReceiptsOfAYear_WhenALineSlipsBeforeItComes_ThenTheLatenessCountsFromTheFirstDate(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        var reader = new VendorLatenessReader(shop.Client, shop.Ledger, shop.Time);
        var vendor = (await shop.Ledger.CatalogueAsync(default)).FindVendor("VEND")!.Id;
        await shop.Done(
            new CreatePurchaseOrder(
                new(
                    "VEND",
                    [.. Enumerable.Range(0, 7).Select(i => new NewPurchaseOrderLine("X", 2, At(10 + i))), new("Y", 1)],
                    "MAIN",
                    "PO-1"
                )
            )
        );
        // A person moves the dates; the first ones count. A line that never had a date does not count.
        await shop.Done(new ChangePurchaseOrder("PO-1", new() { ExpectedAt = At(30) }));
        shop.Time.Advance(TimeSpan.FromDays(20));
        await shop.Done(
            new ReceivePurchaseOrder("PO-1", new("R-1", [.. Enumerable.Range(1, 7).Select(i => new ReceiptRequestLine("X", 1, Line: i))]))
        );
        (await reader.ReadAsync(default)).Of(vendor).ShouldBeNull();
        await shop.Done(new ReceivePurchaseOrder("PO-1", new("R-2", [new("X", 1, Line: 1), new("Y", 1)])));

        // Days late: 10, 9, 8, 7, 6, 5, 4, and 10 of the second receipt. Y got its first date when it was moved, and is 10 days early.
        var lateness = (await reader.ReadAsync(default)).Of(vendor).ShouldNotBeNull();
        lateness.ShouldBe(new VendorLateness(9, 7, 10));
        lateness.Text.ShouldBe("usually 7 days late; 8 in 10 within 10 days (9 receipts)");
        // Another vendor has no receipts of its own.
        (await reader.ReadAsync(default))
            .Of(vendor + 1)
            .ShouldBe(lateness with { IsOfAllVendors = true });

        shop.Time.Advance(TimeSpan.FromDays(364));
        (await reader.ReadAsync(default)).LateByDays(vendor).ShouldBe(10);
        shop.Time.Advance(TimeSpan.FromDays(1));
        (await reader.ReadAsync(default)).LateByDays(vendor).ShouldBeNull();
    }

    private static DateTimeOffset At(int days) => new(Today.AddDays(days), TimeOnly.MinValue, TimeSpan.Zero);

    private static async Task<OutlookView> OutlookAsync(TestShop shop, string number) =>
        (await shop.Outlooks().FindAsync(number, CancellationToken.None)).ShouldNotBeNull();
}
