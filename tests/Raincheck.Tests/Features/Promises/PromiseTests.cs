using Raincheck.Core.Notices;
using Raincheck.Core.Promises;
using Raincheck.Features.BackOrders;
using Raincheck.Features.Email.Rendering;
using Raincheck.Features.Email.Templates;
using Raincheck.Features.MasterData;
using Raincheck.Features.Orders;
using Raincheck.Features.Products;
using Raincheck.Features.Promises;
using Raincheck.Features.Purchasing;
using Raincheck.Features.Settings;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;
using static Raincheck.Tests.Features.Promises.PromiseShop;

namespace Raincheck.Tests.Features.Promises;

/// <summary>When promises are set, when they move, and what the journal says of it.</summary>
public sealed class PromiseTests
{
    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAPurchaseOrderThatSlips_WhenCompared_ThenOnlyTheOrdersThatItServesMove(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.OrderInTurn("O1", ("X", 10));
        await shop.OrderInTurn("O2", ("X", 5));
        await shop.OrderInTurn("O3", ("X", 5));
        await shop.Buy("PO-1", 10, Today.AddDays(7));
        await shop.Buy("PO-2", 5, Today.AddDays(14));
        (await shop.Compare()).ShouldBe(2);
        (await shop.Promised("O1")).ShouldBe(Today.AddDays(7));
        (await shop.Promised("O2")).ShouldBe(Today.AddDays(14));
        (await shop.Promised("O3")).ShouldBeNull();
        (await shop.Row("O3")).Risk.ShouldBe(PromiseRisk.NoDate);
        (await shop.Row("O2")).Risk.ShouldBe(PromiseRisk.OnTime);

        await shop.Expect("PO-2", Today.AddDays(21));
        (await shop.Compare()).ShouldBe(1);

        (await shop.Promised("O2")).ShouldBe(Today.AddDays(21));
        var row = await shop.Row("O2");
        (row.FirstPromisedDay, row.Risk).ShouldBe((Today.AddDays(14).DayNumber, PromiseRisk.Late));
        (await shop.PromiseEntries("O2")).ShouldBe([
            "promised  2026-01-19: order O2 waits",
            "promiseMoved 2026-01-19 2026-01-26: purchase order PO-2 changed",
        ]);
        (await shop.PromiseEntries("O1")).Count.ShouldBe(1);
        (await shop.Compare()).ShouldBe(0);
        (await shop.Flagged()).ShouldBe(0);
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAnEarlyOrShortReceipt_WhenCompared_ThenUnitsOnHandMovePromisesEarlierAndMissingOnesLater(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.OrderInTurn("O1", ("X", 5));
        await shop.OrderInTurn("O2", ("X", 5));
        await shop.Buy("PO-1", 10, Today.AddDays(14));
        await shop.Buy("PO-2", 10, Today.AddDays(28));
        await shop.Compare();

        await shop.ReceiveOn("PO-1", 5);
        await shop.Done(new CancelPurchaseOrder("PO-1"));
        await shop.Compare();

        (await shop.Promised("O1")).ShouldBe(Today);
        (await shop.Promised("O2")).ShouldBe(Today.AddDays(28));
        (await shop.PromiseEntries("O1"))[^1]
            .ShouldBe("promiseMoved 2026-01-19 2026-01-05: receipt R-PO-1 on PO-1; purchase order PO-1 cancelled");
        (await shop.LinePromises("O1")).ShouldBe([new LinePromise(Today, Today.AddDays(14), Today, DateBasis.OnHand)]);

        // Units on hand that do not ship move nothing.
        shop.Time.Advance(TimeSpan.FromDays(3));
        (await shop.Compare()).ShouldBe(0);
        (await shop.Promised("O1")).ShouldBe(Today);
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenADateThatPasses_WhenDaysPass_ThenThePromiseMovesOnceUntilTheOffsetDateIsMissed(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.OrderInTurn("O1", ("X", 5));
        await shop.Buy("PO-1", 5, Today.AddDays(1));
        await shop.Compare();
        var changes = new List<int>();
        for (var day = 1; day <= 7; day++)
        {
            shop.Time.Advance(TimeSpan.FromDays(1));
            if (await shop.Compare() > 0)
                changes.Add(day);
        }

        // Tuesday is kept. On Wednesday it is overdue until Saturday, which ships on Monday 12; on Tuesday 13 that is missed.
        changes.ShouldBe([2]);
        (await shop.Promised("O1")).ShouldBe(Today.AddDays(7));
        shop.Time.Advance(TimeSpan.FromDays(1));
        (await shop.Compare()).ShouldBe(1);
        (await shop.PromiseEntries("O1"))[1..]
            .ShouldBe([
                "promiseMoved 2026-01-06 2026-01-12: purchase order PO-1 is overdue",
                "promiseMoved 2026-01-12 2026-01-16: purchase order PO-1 is overdue",
            ]);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenADateThatAPersonFixed_WhenSupplySlips_ThenItStaysAndIsLate(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.OrderInTurn("O1", ("X", 5));
        await shop.Buy("PO-1", 5, Today.AddDays(7));
        await shop.Compare();
        await shop.Done(new DelayShipping("O1", new(At(Today.AddDays(14))!.Value, "The vendor is late", Notify: false)));
        (await shop.Promised("O1")).ShouldBe(Today.AddDays(14));
        (await shop.Row("O1")).PromisedTo.ShouldBe("test");

        await shop.Expect("PO-1", Today.AddDays(21));
        await shop.Compare();

        var row = await shop.Row("O1");
        (row.PromisedDay, row.FirstPromisedDay, row.ExpectedDay, row.Risk).ShouldBe(
            (Today.AddDays(14).DayNumber, Today.AddDays(7).DayNumber, Today.AddDays(21).DayNumber, PromiseRisk.Late)
        );
        (await shop.PromiseEntries("O1")).Count.ShouldBe(1);
        (await shop.Compare()).ShouldBe(0);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenNothingOnOrderAndALeadTime_WhenItIsNotBought_ThenThePromiseMovesAfterItsLastDayToBuy(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Done(new PutVendor(new("VEND", "Vendor", LeadTimeDays: 5)));
        await shop.Done(new PutProducts([new("X", "Alone X", Vendor: "VEND")]));
        await shop.OrderInTurn("O1", ("X", 5));
        await shop.OrderInTurn("O2", ("X", 5));
        (await shop.Compare()).ShouldBe(2);
        // 1 day to review and 5 to deliver: Sunday 11 January, which ships on Monday.
        (await shop.Promised("O2")).ShouldBe(Today.AddDays(7));
        shop.Time.Advance(TimeSpan.FromDays(1));
        (await shop.Compare()).ShouldBe(0);

        await shop.Buy("PO-1", 5, Today.AddDays(6));
        shop.Time.Advance(TimeSpan.FromDays(1));
        (await shop.Compare()).ShouldBe(2);

        (await shop.Promised("O1")).ShouldBe(Today.AddDays(7));
        (await shop.Promised("O2")).ShouldBe(Today.AddDays(8));
        (await shop.PromiseEntries("O2"))[^1].ShouldBe("promiseMoved 2026-01-12 2026-01-13: purchase order PO-1");
        (await shop.PromiseEntries("O1")).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenTheWorkflowIsOff_WhenCompared_ThenNothingIsPromised(Database database)
    {
        await using var shop = await TestShop.NewAsync(database, new SettingsPatch(EnableBackOrderWorkflow: false));
        await shop.OrderInTurn("O1", ("X", 5));
        await shop.Buy("PO-1", 5, Today.AddDays(7));
        (await shop.Compare()).ShouldBe(0);
        (await shop.Promised("O1")).ShouldBeNull();

        await shop.Done(new SaveSettings(new(EnableBackOrderWorkflow: true)));
        await shop.Compare();

        (await shop.Promised("O1")).ShouldBe(Today.AddDays(7));
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAnOrderThatIsKeptUnmarked_WhenCompared_ThenItGetsNoPromiseUntilItIsMarked(Database database)
    {
        await using var shop = await TestShop.NewAsync(database, new SettingsPatch(StopMarkingOnCreate: true));
        await shop.OrderInTurn("O1", ("X", 5));
        await shop.Buy("PO-1", 5, Today.AddDays(7));
        (await shop.Compare()).ShouldBe(0);

        await shop.Done(new SaveSettings(new(StopMarkingOnCreate: false)));
        await shop.Compare();

        (await shop.Promised("O1")).ShouldBe(Today.AddDays(7));
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenASplitOrder_WhenCompared_ThenTheChildHasThePromiseAndAReplacedItemANewOne(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Receive("Y", 1);
        await shop.OrderInTurn("O1", ("Y", 1), ("X", 5));
        await shop.Buy("PO-1", 5, Today.AddDays(7));
        await shop.Buy("PO-2", 5, Today.AddDays(21), "Z");
        await shop.Compare();

        var child = (await shop.Done(new SplitOrder("O1", new()))).Child.Number;
        await shop.Compare();

        (await shop.Promised(child)).ShouldBe(Today.AddDays(7));
        (await shop.LinePromises(child)).Single().First.ShouldBe(Today.AddDays(7));
        (await shop.PromiseEntries(child)).ShouldBeEmpty();

        await shop.Done(new ReplaceItem(child, 1, new("Z")));
        await shop.Compare();
        var line = (await shop.LinePromises(child)).Single();
        (line.Promised, line.First).ShouldBe((Today.AddDays(21), Today.AddDays(7)));
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAnObserver_WhenProjectionsChange_ThenItLearnsWhichOnce(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        var observer = new Observer();
        await shop.OrderInTurn("O1", ("X", 5));
        await shop.Buy("PO-1", 5, Today.AddDays(7));
        await shop.Promises(observer).RunAsync(null, CancellationToken.None);
        await shop.Expect("PO-1", Today.AddDays(8));
        await shop.Promises(observer).RunAsync(null, CancellationToken.None);
        await shop.Promises(observer).RunAsync(null, CancellationToken.None);

        observer.Seen.ShouldBe([
            ("O1", null, Today.AddDays(7), Today.AddDays(7)),
            ("O1", Today.AddDays(7), Today.AddDays(8), Today.AddDays(8)),
        ]);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenACompanyThatTells_WhenAPromiseSlipsTwiceADay_ThenTheCustomerIsToldOnceWithBothDates(Database database)
    {
        await using var post = await TestPost.NewAsync(database);
        var shop = post.Shop;
        const string body = "{{ notice.previous_date | date: '%Y-%m-%d' }} {{ order.promised | date: '%Y-%m-%d' }}";
        await shop.Done(new PutTemplate("t", ShopMail.Template(body), new TemplateEngine(shop.Time)));
        await shop.Done(new AssignTemplate("ACME", nameof(MailEvent.ShippingDelayNotice), "t"));
        await shop.OrderInTurn("O1", ("X", 5));
        await shop.Buy("PO-1", 5, Today.AddDays(7));
        await shop.Compare();
        await shop.Expect("PO-1", Today.AddDays(8));
        await shop.Compare();
        (await shop.Outbox()).ShouldBeEmpty();

        await shop.Done(new PutCompany(new("ACME", "Acme", TellWhenDateMoves: true)));
        await shop.Expect("PO-1", Today.AddDays(9));
        await shop.Compare();
        (await shop.Row("O1")).PromisedTo.ShouldBe("customer");
        await shop.Expect("PO-1", Today.AddDays(10));
        await shop.Compare();

        // The mail has not left yet, and tells the date of the moment at which it leaves.
        (await shop.MailOf("O1")).ShouldBe("ShippingDelay Queued");
        await post.Office.SendDueAsync();
        (await post.Server.MailsAsync()).Single().Message.TextBody!.Trim().ShouldBe("2026-01-13 2026-01-15");
        shop.Time.Advance(TimeSpan.FromDays(1));
        await shop.Expect("PO-1", Today.AddDays(11));
        await shop.Compare();
        (await shop.Outbox()).Count.ShouldBe(2);
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenPromisesThatMoved_WhenHistoryAndOutlookAreRead_ThenTheyTellEachDateAndTheFirst(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Receive("Y", 1);
        await shop.OrderInTurn("O1", ("Y", 1), ("X", 5));
        await shop.Buy("PO-1", 5, Today.AddDays(7));
        await shop.Compare();
        await shop.Expect("PO-1", Today.AddDays(8));
        await shop.Compare();
        var child = (await shop.Done(new SplitOrder("O1", new()))).Child.Number;
        await shop.Done(new DelayShipping(child, new(At(Today.AddDays(9))!.Value, "Late", Notify: false)));

        var promises = (await new PromiseHistory(shop.Client).FindAsync(child, CancellationToken.None))!;

        (promises.Promised, promises.FirstPromised, promises.PromisedTo).ShouldBe((Today.AddDays(9), Today.AddDays(7), "test"));
        promises
            .History.Select(h => (h.Order, h.To, h.Cause))
            .ShouldBe([
                ("O1", Today.AddDays(7), "order O1 waits"),
                ("O1", Today.AddDays(8), "purchase order PO-1 changed"),
                (child, Today.AddDays(9), $"order {child} delayed"),
            ]);
        promises.History[1].Lines.ShouldBe([new PromisedLineView(2, Today.AddDays(7), Today.AddDays(8), DateBasis.Expected, "PO-1")]);
        var outlook = (await shop.Outlooks().FindAsync(child, CancellationToken.None))!;
        (outlook.Promised, outlook.FirstPromised, outlook.Status).ShouldBe((Today.AddDays(9), Today.AddDays(7), OutlookStatus.Late));
        outlook.Lines[0].Text.ShouldEndWith("Promised 12 January: 1 day late.");
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAVendorThatIsUsuallyLate_WhenItsSupplyIsPromised_ThenTheOrderIsAtRisk(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        for (var i = 1; i <= 8; i++)
            await shop.Buy($"PO-{i}", 1, Today);
        shop.Time.Advance(TimeSpan.FromDays(6));
        for (var i = 1; i <= 7; i++)
            await shop.ReceiveOn($"PO-{i}", 1);
        await shop.OrderInTurn("O1", ("X", 20));
        await shop.Buy("PO-9", 20, Today.AddDays(21));
        await shop.Compare();
        // Seven receipts say nothing yet.
        (await shop.Row("O1")).Risk.ShouldBe(PromiseRisk.OnTime);

        await shop.ReceiveOn("PO-8", 1);
        await shop.Compare();

        (await shop.Row("O1")).Risk.ShouldBe(PromiseRisk.AtRisk);
        (await shop.Outlooks().FindAsync("O1", CancellationToken.None))!.Status.ShouldBe(OutlookStatus.AtRisk);
    }

    private sealed class Observer : IPromiseObserver
    {
        public List<(string, DateOnly?, DateOnly?, DateOnly?)> Seen { get; } = [];

        public Task ComparedAsync(IReadOnlyList<ComparedOrder> orders, CancellationToken cancel)
        {
            Seen.AddRange(orders.Select(o => (o.Number, o.ExpectedBefore, o.Expected, o.Promised)));
            return Task.CompletedTask;
        }
    }
}
