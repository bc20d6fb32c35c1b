using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Raincheck.Core.Consents;
using Raincheck.Core.Notices;
using Raincheck.Core.Orders;
using Raincheck.Features.DelayConsents;
using Raincheck.Features.Email.Templates;
using Raincheck.Features.MasterData;
using Raincheck.Features.Orders;
using Raincheck.Features.Purchasing;
using Raincheck.Storage;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Features.DelayConsents;

public sealed class DelayConsentTests
{
    private static readonly CompanyView Asking = new("ACME", "Acme", DelayRule: DelayRule.Ftc, StatedShipDays: 10);

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenNoDate_WhenTheTimeToShipComes_ThenTheCustomerIsAskedAndSilenceMakesARefundDue(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Assign();
        await shop.Order("before", ("Y", 1));
        await shop.Done(new PutCompany(Asking));
        await shop.Order("1", ("Y", 1));

        await Job(shop);
        (await Rows(shop)).Select(r => r.Stage).ShouldBe([DelayStage.Watched, DelayStage.Watched]);
        (await Notices(shop)).ShouldBeEmpty();

        shop.Time.Advance(TimeSpan.FromDays(3));
        await Job(shop);
        await Job(shop);

        (await Notices(shop)).ShouldBe(["before DelayOptionNotice", "1 DelayOptionNotice"]);
        var asked = (await Rows(shop))[1];
        (asked.Stage, asked.Silence, asked.RevisedDate, asked.AnswerBy - asked.ShipBy).ShouldBe(
            (DelayStage.Asked, SilenceMeans.Cancel, null, 30)
        );
        (await shop.Journal("1")).Single(j => j.Kind == "delayOptionSent").Member("silenceMeans").GetString().ShouldBe("cancel");

        shop.Time.Advance(TimeSpan.FromDays(38));
        await Job(shop);

        (await Rows(shop))[1].Stage.ShouldBe(DelayStage.RefundDue);
        (await shop.Get("1")).Status.ShouldBe(OrderStatus.InProcess);
        (await shop.Run(new RecordDelayRefund("1", new()))).Refusal!.Code.ShouldBe(Core.RefusalCode.DelayConsentForbids);
        await shop.Done(new CancelOrder("1", new()));
        (await shop.Done(new RecordDelayRefund("1", new("Refund 7")))).Stage.ShouldBe(DelayStage.Closed);
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenARevisedDate_WhenItIsMissedToo_ThenANewNoticeIsSentAndSilenceCancelsTheOrder(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Assign();
        await shop.Done(new PutCompany(Asking with { CancelsWithoutConsent = true }));
        var due = shop.Time.GetUtcNow().AddDays(20);
        await shop.Done(new CreatePurchaseOrder(new("VEND", [new("Y", 1, due)], "MAIN", Number: "PO-1")));
        await shop.Order("1", ("Y", 1));

        await Job(shop);

        var asked = (await Rows(shop))[0];
        (asked.Stage, asked.Silence, asked.ConsentUntil).ShouldBe((DelayStage.Asked, SilenceMeans.Consent, asked.RevisedDate));
        asked.RevisedDate!.Value.ShouldBeGreaterThanOrEqualTo(asked.ShipBy + 10);
        (await shop.Done(new AnswerDelay("1", new(DelayAnswer.Accept, "by telephone")))).AnsweredBy.ShouldBe("test");

        await shop.Done(new ChangePurchaseOrderLine("PO-1", "Y", new() { ExpectedAt = due.AddDays(15) }));
        shop.Time.Advance(TimeSpan.FromDays(1));
        await Job(shop);

        (await Notices(shop)).ShouldBe(["1 DelayOptionNotice", "1 RenewedDelayOptionNotice"]);
        var renewed = (await Rows(shop))[0];
        (renewed.Silence, renewed.Answer, renewed.AnswerBy).ShouldBe((SilenceMeans.Cancel, null, asked.RevisedDate));

        shop.Time.Advance(TimeSpan.FromDays(30));
        await Job(shop);

        (await Rows(shop))[0].Stage.ShouldBe(DelayStage.RefundDue);
        (await shop.Get("1")).Status.ShouldBe(OrderStatus.Cancelled);
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAnOrderThatShips_WhenItsCustomerWasAsked_ThenTheMatterIsClosedAndNoAnswerIsTaken(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Assign();
        await shop.Done(new PutCompany(Asking with { StatedShipDays = 1 }));
        await shop.Order("1", ("Y", 1));
        await Job(shop);
        await shop.Receive("Y", 1);
        await shop.Done(new ShipOrder("1", new("MAIN")));

        (await shop.Run(new AnswerDelay("1", new(DelayAnswer.Cancel)))).Refusal!.Code.ShouldBe(Core.RefusalCode.DelayConsentForbids);
        await Job(shop);

        (await Rows(shop)).Select(r => (r.Stage, r.CheckOn)).ShouldBe([(DelayStage.Closed, null)]);
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenNoTemplate_WhenTheCustomerMustBeAsked_ThenNothingCountsAsTold(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Done(new PutCompany(Asking with { StatedShipDays = 1 }));
        await shop.Order("1", ("Y", 1));

        await Job(shop);

        (await Rows(shop)).Single().Stage.ShouldBe(DelayStage.Watched);
        await shop.Assign(MailEvent.DelayOptionNotice);
        shop.Time.Advance(TimeSpan.FromDays(1));
        await Job(shop);
        (await Rows(shop)).Single().Stage.ShouldBe(DelayStage.Asked);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenANotice_WhenItIsSent_ThenOnlyTheCustomerGetsTheToken(Database database)
    {
        await using var post = await TestPost.NewAsync(database);
        await post.Shop.Done(new PutTemplate("t", ShopMail.Template("{{ consent.accept_url }}"), post.Office.Templates));
        await post.Shop.Done(new AssignTemplate("ACME", nameof(MailEvent.DelayOptionNotice), "t"));
        await post.Shop.Done(new PutCompany(Asking with { StatedShipDays = 1 }));
        await post.Order("1", "a@example.com");
        await Job(post.Shop);

        await post.Office.SendDueAsync();

        var text = (await post.Server.MailsAsync()).ShouldHaveSingleItem().Message.TextBody.ShouldNotBeNull();
        const string page = "https://shop.example/delay/";
        text.ShouldStartWith(page);
        var token = text[page.Length..(page.Length + DelayToken.Length)];
        new DelayToken(token).Hash.ShouldBe((await Rows(post.Shop)).Single().TokenHash);
        var kept = (await post.Shop.Outbox()).ShouldHaveSingleItem();
        kept.Body!.ShouldContain("/delay/hidden?answer=accept");
        (kept.Data + kept.Body).ShouldNotContain(token);
    }

    private static Task<int> Job(TestShop shop) =>
        new DelayConsentJob(shop.Client, shop.Ledger, shop.Time, NullLogger<DelayConsentJob>.Instance).RunAsync(CancellationToken.None);

    private static async Task<List<DelayConsent>> Rows(TestShop shop)
    {
        await using var db = shop.Client.CreateContext();
        return await db.DelayConsents.AsNoTracking().OrderBy(c => c.OrderId).ToListAsync();
    }

    private static async Task<List<string>> Notices(TestShop shop)
    {
        await using var db = shop.Client.CreateContext();
        var mails = await (
            from m in db.EmailOutbox
            where m.Event == MailEvent.DelayOptionNotice || m.Event == MailEvent.RenewedDelayOptionNotice
            join o in db.Orders on m.OrderId equals o.Id
            orderby m.Id
            select new { o.Number, m.Event }
        ).ToListAsync();
        return mails.ConvertAll(m => $"{m.Number} {m.Event}");
    }
}
