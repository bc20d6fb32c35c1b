using Raincheck.Core.Orders;
using Raincheck.Core.Promises;
using Raincheck.Features.BackOrders;
using Raincheck.Features.MasterData;
using Raincheck.Features.Orders;
using Raincheck.Features.Products;
using Raincheck.Features.Promises;
using Raincheck.Features.Purchasing;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Features.Promises;

public sealed class OutlookTests
{
    // A Monday, at eight in the morning.
    private static readonly DateOnly Today = new(2026, 1, 5);

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAQueueAndAPurchaseOrder_WhenTheOutlookIsRead_ThenEachLineHasDatesAndReasons(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Receive("X", 3);
        await OrderAsync(shop, "first", ("X", 5));
        await OrderAsync(shop, "second", ("X", 4));
        await OrderAsync(shop, "third", ("X", 6));
        await BuyAsync(shop, "PO-1", 10, Today.AddDays(14));

        var first = await OutlookAsync(shop, "first");
        first
            .Lines[0]
            .Schedule.ShouldBe([
                new SchedulePieceView(3, Today, DateBasis.OnHand, null),
                new SchedulePieceView(2, Today.AddDays(14), DateBasis.Expected, "PO-1"),
            ]);
        (first.ShipsFrom, first.CompleteBy, first.Status, first.Confidence).ShouldBe(
            (Today, Today.AddDays(14), OutlookStatus.OnTime, DateBasis.Expected)
        );
        first.Lines[0].Text.ShouldBe("1st in the queue. PO-1 brings yours: ships on 19 January.");

        var second = (await OutlookAsync(shop, "second")).Lines[0];
        (second.Position, second.Waiting, second.UnitsAhead, second.Waits).ShouldBe((2, 3, 2, 4));
        second.Reasons.ShouldBe([new(WaitReasonKind.Ahead, Orders: 1, Units: 2, OldestOrder: "first")]);
        second.Text.ShouldBe("2nd in the queue, 2 units ahead. PO-1 brings yours: ships on 19 January.");

        var third = await OutlookAsync(shop, "third");
        third
            .Lines[0]
            .Schedule.ShouldBe([
                new SchedulePieceView(4, Today.AddDays(14), DateBasis.Expected, "PO-1"),
                new SchedulePieceView(2, null, DateBasis.None, null),
            ]);
        (third.ShipsFrom, third.CompleteBy, third.Status, third.Confidence).ShouldBe(
            (Today.AddDays(14), null, OutlookStatus.NoDate, DateBasis.None)
        );
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenALinkedLineBehindOthers_WhenItsPurchaseOrderComesFirst_ThenTheLinkDecidesItsDate(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await OrderAsync(shop, "first", ("X", 4));
        await OrderAsync(shop, "linked", ("X", 2));
        await BuyAsync(shop, "PO-1", 3, Today.AddDays(1));
        await BuyAsync(shop, "PO-2", 9, Today.AddDays(2));
        await shop.Done(new LinkToPurchaseOrder("linked", new(1, 2, "PO-1")));

        var linked = (await OutlookAsync(shop, "linked")).Lines[0];
        linked.Schedule.ShouldBe([new SchedulePieceView(2, Today.AddDays(1), DateBasis.Expected, "PO-1")]);
        linked.Reasons[0].ShouldBe(new(WaitReasonKind.WaitsForLinkedPurchaseOrder, PurchaseOrder: "PO-1", Units: 2));

        (await OutlookAsync(shop, "first"))
            .Lines[0]
            .Schedule.ShouldBe([
                new SchedulePieceView(1, Today.AddDays(1), DateBasis.Expected, "PO-1"),
                new SchedulePieceView(3, Today.AddDays(2), DateBasis.Expected, "PO-2"),
            ]);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAPinBehindALine_WhenItHoldsTheUnits_ThenTheReasonSaysWhoAndWhy(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await OrderAsync(shop, "first", ("X", 2));
        await OrderAsync(shop, "pinned", ("X", 2));
        var until = shop.Time.GetUtcNow().AddDays(3);
        await shop.Done(new PinUnits("pinned", new(1, 2, "The customer is in the shop", until)));
        await shop.Receive("X", 1);

        var first = (await OutlookAsync(shop, "first")).Lines[0];

        first.Reasons.ShouldBe([
            new(WaitReasonKind.HeldByFirm, Order: "pinned", Units: 1, Who: "test", Why: "The customer is in the shop", Until: until),
            new(WaitReasonKind.NothingOnOrder),
        ]);
        // The pin wants one more unit than there is: it comes before this line.
        first.UnitsAhead.ShouldBe(1);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenDatesThatPassedOrAreMissing_WhenTheOutlookIsRead_ThenTheBasisSaysSo(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await OrderAsync(shop, "order", ("X", 1), ("Y", 1), ("Z", 1), ("B", 1));
        await BuyAsync(shop, "PO-LATE", 1, Today.AddDays(-2), "X");
        await BuyAsync(shop, "PO-NONE", 1, null, "Y");
        await BuyAsync(shop, "PO-LOST", 1, Today.AddDays(-31), "Z");

        var lines = (await OutlookAsync(shop, "order")).Lines;
        lines
            .Select(l => l.Schedule.Single())
            .ShouldBe([
                new(1, Today.AddDays(3), DateBasis.Overdue, "PO-LATE"),
                new(1, null, DateBasis.None, null),
                new(1, null, DateBasis.None, null),
                new(1, null, DateBasis.None, null),
            ]);
        lines
            .Select(l => l.Reasons.Single())
            .ShouldBe([
                new(WaitReasonKind.Overdue, PurchaseOrder: "PO-LATE", Days: 2),
                new(WaitReasonKind.OnOrderWithoutDate, PurchaseOrder: "PO-NONE", Units: 1),
                new(WaitReasonKind.OnOrderWithoutDate, PurchaseOrder: "PO-LOST", Units: 1),
                new(WaitReasonKind.NothingOnOrder),
            ]);

        // With a lead time, what has no date is assumed, and what is not on order could be bought.
        await shop.Done(new PutVendor(new("VEND", "Vendor", LeadTimeDays: 10)));
        await shop.Done(new PutProducts([new("B", "Has a shadow", Vendor: "VEND")]));
        lines = (await OutlookAsync(shop, "order")).Lines;
        lines[1].Schedule.ShouldBe([new(1, Today.AddDays(10), DateBasis.Assumed, "PO-NONE")]);
        lines[3].Schedule.ShouldBe([new(1, Today.AddDays(11), DateBasis.LeadTime, null)]);
        lines[3].BuyBy.ShouldBe(Today);
        lines[3].Text.ShouldBe("1st in the queue. Not on order: could ship on 16 January if ordered today.");

        // The product's own lead time comes before the vendor's.
        await shop.Done(new PutProducts([new("B", "Has a shadow", Vendor: "VEND", LeadTimeDays: 3), new("Y", "Alone Y", LeadTimeDays: 2)]));
        lines = (await OutlookAsync(shop, "order")).Lines;
        lines[1].Schedule.ShouldBe([new(1, Today.AddDays(2), DateBasis.Assumed, "PO-NONE")]);
        lines[3].Schedule.ShouldBe([new(1, Today.AddDays(4), DateBasis.LeadTime, null)]);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenADateThatAPersonSet_WhenItCannotBeKept_ThenTheOrderIsLate(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await OrderAsync(shop, "order", ("X", 1));
        await BuyAsync(shop, "PO-1", 1, Today.AddDays(9));
        await shop.Done(new DelayShipping("order", new(Instant(Today.AddDays(8)), "The vendor is late", Notify: false)));

        var order = await OutlookAsync(shop, "order");

        (order.Promised, order.CompleteBy, order.Status).ShouldBe((Today.AddDays(8), Today.AddDays(9), OutlookStatus.Late));
        order.Lines[0].Text.ShouldBe("1st in the queue. PO-1 brings yours: ships on 14 January. Promised 13 January: 1 day late.");
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenOrdersThatDoNotCount_WhenTheOutlookIsRead_ThenTheirDatesAreConditional(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Done(new CreateOrder(TestShop.NewOrder("unpaid", ("X", 2)) with { PaymentStatus = PaymentStatus.Unpaid }));
        await shop.Done(new CreateOrder(TestShop.NewOrder("quote", ("X", 2)) with { Status = OrderStatus.Quote }));
        shop.Time.Advance(TimeSpan.FromMinutes(1));
        await OrderAsync(shop, "paid", ("X", 2));
        await BuyAsync(shop, "PO-1", 3, Today.AddDays(1));
        await BuyAsync(shop, "PO-2", 3, Today.AddDays(2));

        // Paid today, it stands before the other; confirmed today, behind it.
        var unpaid = (await OutlookAsync(shop, "unpaid")).Lines[0];
        unpaid.Conditional.ShouldBeTrue();
        unpaid.Schedule.ShouldBe([new(2, Today.AddDays(1), DateBasis.Expected, "PO-1")]);
        unpaid.Reasons.ShouldBe([new(WaitReasonKind.PaymentDoesNotCount)]);
        var quote = (await OutlookAsync(shop, "quote")).Lines[0];
        quote.Reasons.ShouldBe([new(WaitReasonKind.NotConfirmed)]);
        quote.Schedule.ShouldBe([
            new(1, Today.AddDays(1), DateBasis.Expected, "PO-1"),
            new(1, Today.AddDays(2), DateBasis.Expected, "PO-2"),
        ]);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAKit_WhenAComponentIsShort_ThenTheReasonNamesIt(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Receive("C", 6);
        await OrderAsync(shop, "kits", ("K", 2));
        await BuyAsync(shop, "PO-D", 1, Today.AddDays(1), "D");

        var line = (await OutlookAsync(shop, "kits")).Lines[0];

        line.Shared.ShouldBeTrue();
        line.Reasons.ShouldBe([new(WaitReasonKind.ComponentShort, Sku: "D", Units: 2)]);
        line.Schedule.ShouldBe([new(1, Today.AddDays(1), DateBasis.Expected, "PO-D"), new(1, null, DateBasis.None, null)]);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenStockThatNoOrderMayUse_WhenALineWaits_ThenTheReasonsSayWhere(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await OrderAsync(shop, "order", ("A", 1), ("X", 1));
        await shop.Stock("A", 3, "BACK");
        await shop.Stock("A", 4, "DOCK");
        await shop.Receive("R", 2);
        await shop.Stock("X", 5);

        var lines = (await OutlookAsync(shop, "order")).Lines;

        lines[0]
            .Reasons.ShouldBe([
                new(WaitReasonKind.StockNotCounted, Sku: "A", Warehouse: "BACK", Units: 3, Because: NotCountedBecause.Return),
                new(WaitReasonKind.StockNotCounted, Sku: "A", Warehouse: "DOCK", Units: 4, Because: NotCountedBecause.NotSellable),
                new(WaitReasonKind.ReplacementOff, Sku: "R", Available: 2),
                new(WaitReasonKind.NothingOnOrder),
            ]);
        // The next pass brings the units to the order: they count already.
        lines[1].Reasons[0].Kind.ShouldBe(WaitReasonKind.StockChangeWaitsForPass);
        lines[1].Schedule.ShouldBe([new(1, Today, DateBasis.OnHand, null)]);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAPurchaseOrderIntoAWarehouseThatDoesNotCount_WhenTheOutlookIsRead_ThenItIsNoSupply(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await OrderAsync(shop, "order", ("X", 1));
        await BuyAsync(shop, "PO-1", 1, Today.AddDays(1), "X", "DOCK");

        var line = (await OutlookAsync(shop, "order")).Lines[0];

        line.Schedule.ShouldBe([new(1, null, DateBasis.None, null)]);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenTheWorkflowIsOff_WhenTheOutlookIsRead_ThenItHasNoDates(Database database)
    {
        await using var shop = await TestShop.NewAsync(database, new(EnableBackOrderWorkflow: false));
        await OrderAsync(shop, "order", ("X", 1));

        var order = await OutlookAsync(shop, "order");

        (order.ShipsFrom, order.CompleteBy, order.Status).ShouldBe((null, null, OutlookStatus.NoDate));
        order.Lines[0].Schedule.ShouldBeEmpty();
        order.Lines[0].Reasons.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAQueue_WhenItIsReadInParts_ThenEachLineHasItsPositionAndDate(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Receive("B", 5);
        await OrderAsync(shop, "holds", ("B", 4));
        await OrderAsync(shop, "partly", ("S", 3));
        await OrderAsync(shop, "waits", ("B", 2));
        await shop.Done(new CreateOrder(TestShop.NewOrder("urgent", ("B", 1)) with { Priority = 5 }));
        await BuyAsync(shop, "PO-1", 3, Today.AddDays(1), "B");
        var promises = new ProductPromises(shop.Client, shop.Ledger, shop.Time);

        var rows = new List<QueueLineView>();
        Core.Allocation.QueuePosition? after = null;
        // A page of three, and one of what is left.
        for (var page = 0; page < 2; page++)
        {
            var read = (await promises.QueueAsync("S", after, 3, CancellationToken.None)).ShouldNotBeNull();
            rows.AddRange(read.Select(r => r.View));
            after = read[^1].Position;
        }

        rows.ShouldBe([
            new(null, "urgent", 1, "B", 1, 1, 0, Today, null),
            new(null, "holds", 1, "B", 4, 4, 0, Today, null),
            new(1, "partly", 1, "S", 3, 0, 3, Today.AddDays(1), "PO-1"),
            new(2, "waits", 1, "B", 2, 0, 2, null, null),
        ]);
        (await promises.QueueAsync("NONE", null, 3, CancellationToken.None)).ShouldBeNull();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAQueueAndSupply_WhenANewOrderIsAskedFor_ThenItGetsWhatTheQueueLeaves(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Done(new PutVendor(new("VEND", "Vendor", LeadTimeDays: 10)));
        await shop.Done(new PutProducts([new("X", "Alone X", Vendor: "VEND")]));
        await shop.Receive("X", 5);
        await OrderAsync(shop, "order", ("X", 3));
        await BuyAsync(shop, "PO-1", 4, Today.AddDays(1));
        await BuyAsync(shop, "PO-2", 4, Today.AddDays(7));
        var promises = new ProductPromises(shop.Client, shop.Ledger, shop.Time);

        var usual = (await promises.AvailabilityAsync("X", 8, 0, CancellationToken.None)).ShouldNotBeNull();
        usual.Items.ShouldBe([
            new(Today, 2, 2, DateBasis.OnHand),
            new(Today.AddDays(1), 4, 6, DateBasis.Expected),
            new(Today.AddDays(7), 2, 8, DateBasis.Expected),
        ]);
        usual.Ctp.ShouldBe(Today.AddDays(11));
        // Before everyone else, an order takes what others hold.
        var urgent = (await promises.AvailabilityAsync("X", 5, 1, CancellationToken.None)).ShouldNotBeNull();
        urgent.Items.ShouldBe([new(Today, 5, 5, DateBasis.OnHand)]);
        // What was said is what an order then gets.
        await shop.Order("new", ("X", 8));
        var outlook = await OutlookAsync(shop, "new");
        outlook.Lines[0].Schedule.Select(p => (p.Date, p.Quantity)).ShouldBe(usual.Items.Select(i => ((DateOnly?)i.Date, i.Quantity)));
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAPurchaseOrder_WhenItsUnitsAreFollowed_ThenTheLinesThatTheyReachAreListed(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Receive("X", 1);
        await OrderAsync(shop, "first", ("X", 3));
        await OrderAsync(shop, "kits", ("K", 1));
        await OrderAsync(shop, "second", ("X", 4));
        await OrderAsync(shop, "third", ("X", 4));
        await shop.Receive("C", 2);
        await shop.Done(
            new CreatePurchaseOrder(
                new("VEND", [new("X", 5, Instant(Today.AddDays(1))), new("D", 2, Instant(Today.AddDays(2)))], "MAIN", "PO-1")
            )
        );
        await BuyAsync(shop, "PO-2", 4, Today.AddDays(3));
        var serves = new PurchaseOrderServes(shop.Client, shop.Ledger, shop.Time);

        var rows = new List<ServedLineView>();
        (int, Core.Allocation.QueuePosition)? after = null;
        for (var page = 0; page < 3; page++)
        {
            var (poolId, place, view) = (await serves.FindAsync("PO-1", after, 1, CancellationToken.None)).ShouldNotBeNull().Single();
            rows.Add(view);
            after = (poolId, place);
        }

        rows.ShouldBe(
            [
                new("first", 1, "X", 2, Today.AddDays(1), DateBasis.Expected),
                new("second", 1, "X", 3, Today.AddDays(1), DateBasis.Expected),
                new("kits", 1, "K", 1, Today.AddDays(2), DateBasis.Expected),
            ],
            ignoreOrder: true
        );
        (await serves.FindAsync("PO-1", after, 1, CancellationToken.None)).ShouldBe([]);
        (await serves.FindAsync("PO-NONE", null, 1, CancellationToken.None)).ShouldBeNull();
    }

    [Theory]
    [InlineData("Pacific/Auckland", 6)]
    [InlineData("America/Los_Angeles", 4)]
    public async Task GivenATimeZone_WhenItIsAnotherDayThere_ThenTodayIsThatDay(string zone, int day)
    {
        await using var shop = await TestShop.NewAsync(
            Database.Sqlite,
            new(TimeZone: zone, ShippingDays: [.. Enum.GetValues<DayOfWeek>()])
        );
        // 20:00 in London, 9:00 on the next day in Auckland; then 7:00 in London, 23:00 on the day before in Los Angeles.
        shop.Time.Advance(TimeSpan.FromHours(day == 6 ? 12 : -1 + 24));
        await shop.Receive("X", 1);
        await OrderAsync(shop, "order", ("X", 1));

        var expected = new DateOnly(2026, 1, day == 6 ? 6 : 5);
        (await OutlookAsync(shop, "order")).ShipsFrom.ShouldBe(expected);
    }

    private static DateTimeOffset Instant(DateOnly day) => new(day, TimeOnly.MinValue, TimeSpan.Zero);

    private static async Task OrderAsync(TestShop shop, string number, params (string Sku, int Quantity)[] lines)
    {
        await shop.Order(number, lines);
        shop.Time.Advance(TimeSpan.FromMinutes(1));
    }

    private static Task<PurchaseOrderView> BuyAsync(
        TestShop shop,
        string number,
        int quantity,
        DateOnly? expected,
        string sku = "X",
        string warehouse = "MAIN"
    ) =>
        shop.Done(new CreatePurchaseOrder(new("VEND", [new(sku, quantity, expected is { } day ? Instant(day) : null)], warehouse, number)));

    private static async Task<OutlookView> OutlookAsync(TestShop shop, string number) =>
        (await shop.Outlooks().FindAsync(number, CancellationToken.None)).ShouldNotBeNull();
}
