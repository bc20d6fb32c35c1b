using Raincheck.Core.Notices;
using Raincheck.Features.BackOrders;
using Raincheck.Features.Email.Outbox;
using Raincheck.Features.Email.Rendering;
using Raincheck.Features.Email.Servers;
using Raincheck.Features.Email.Templates;
using Raincheck.Features.Orders;
using Raincheck.Features.Purchasing;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Features.Email;

/// <summary>The content of an e-mail is current when it is sent.</summary>
public sealed class LeavingTests
{
    private const string Body =
        "{% for line in lines %}{{ line.sku }} {{ line.units }} of {{ line.ordered }}{% if line.instead_of %} for {{ line.instead_of.sku }}{% endif %}; {% endfor %}{{ notice.note }}";

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task HeldBack_LinesThatWereCancelledReplacedOrServedMeanwhile_AreNotInIt(Database database)
    {
        await using var post = await HeldBackAsync(database);
        await post.Order("1", "a@example.com", "Customer", ("X", 3), ("Y", 3), ("Z", 3), ("B", 3));
        await post.Shop.Done(new CancelOrder("1", new([new(2)])));
        await post.Shop.Stock("R", 3);
        await post.Shop.Done(new ReplaceItem("1", 3, "R"));
        await post.Shop.Receive("B", 3);
        await post.Shop.Receive("X", 1);

        post.Shop.Time.Advance(TimeSpan.FromMinutes(5));
        await post.Office.SendDueAsync();

        var mails = await TextsAsync(post);
        mails.ShouldBe(["Y 3 of 3;", "X 2 of 3;"], ignoreOrder: true);
        (await post.Shop.MailOf("1")).ShouldBe("OutOfStockInventory Sent, BackOrderCancelled Sent");
        (await post.Shop.Outbox("1"))[0].Body!.Trim().ShouldBe("X 2 of 3;");
        await post.Shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task CancelledInTwoSteps_BothAreTold(Database database)
    {
        await using var post = await HeldBackAsync(database);
        await post.Order("1", "a@example.com", "Customer", ("X", 5));
        await post.Shop.Done(new CancelOrder("1", new([new(1, 2)])));
        await post.Shop.Done(new CancelOrder("1", new()));

        await post.Office.SendDueAsync();

        (await TextsAsync(post)).ShouldBe(["X 2 of 5;", "X 3 of 5;"]);
        (await post.Shop.MailOf("1")).ShouldBe("OutOfStockInventory Cancelled, BackOrderCancelled Sent, BackOrderCancelled Sent");
        await post.Shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task Split_ParentAndChildTellTheirOwnUnits(Database database)
    {
        await using var post = await HeldBackAsync(database);
        await post.Order("1", "a@example.com", "Customer", ("X", 5));
        var split = await post.Shop.Done(new SplitOrder("1", new([new(1, 2)])));

        post.Shop.Time.Advance(TimeSpan.FromMinutes(5));
        await post.Office.SendDueAsync();

        split.Child.Number.ShouldBe("1-1");
        (await TextsAsync(post)).ShouldBe(["X 3 of 3;", "X 2 of 2;"], ignoreOrder: true);
        (await post.Shop.MailOf("1")).ShouldBe("OutOfStockInventory Sent");
        (await post.Shop.MailOf("1-1")).ShouldBe("OutOfStockInventory Sent");
        await post.Shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task NothingLeftToTell_NothingIsSent_AndOutboxAndHistorySayWhy(Database database)
    {
        await using var post = await HeldBackAsync(database, minutesBetween: 30);
        await post.Order("1", "a@example.com", "Customer", ("X", 5));
        post.Shop.Time.Advance(TimeSpan.FromMinutes(5));
        await post.Office.SendDueAsync();
        await post.Shop.Receive("X", 5);
        await post.Office.SendDueAsync();
        (await post.Shop.MailOf("1")).ShouldBe("OutOfStockInventory Sent, BackOrderReleased Held");
        await post.Shop.Done(new ShipOrder("1", new("MAIN")));

        post.Shop.Time.Advance(TimeSpan.FromMinutes(30));
        await post.Office.SendDueAsync();

        (await post.Server.CountAsync()).ShouldBe(1);
        (await post.Shop.MailOf("1")).ShouldBe("OutOfStockInventory Sent, BackOrderReleased NotNeeded");
        var mail = (await post.Shop.Outbox("1"))[1];
        (mail.LastError, mail.Body, mail.Attempts, mail.SentAt).ShouldBe(("nothing is left to be shipped", null, 0, null));
        var last = (await post.Shop.Journal("1"))[^1];
        (last.Kind, last.Data.Contains("nothing is left to be shipped")).ShouldBe(("mailNotNeeded", true));
        (await post.Shop.Run(new RetryMail(mail.Id))).Refusal!.Code.ShouldBe(Core.RefusalCode.MailStateForbids);
        (await post.Shop.Run(new CancelMail(mail.Id))).Refusal!.Code.ShouldBe(Core.RefusalCode.MailStateForbids);
        (await post.Office.StatusAsync()).Held.ShouldBe(0);
        await post.Shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task ReplacedByAnItemInStock_TheLibrarysMailSaysWhatReplacesWhat_AndAnOldTemplateIsNotUsed(Database database)
    {
        await using var post = await TestPost.NewAsync(database);
        var library = TemplateLibrary.All.Single(t => t.Event == nameof(MailEvent.BackOrderReleasedNotice));
        await AssignAsync(post.Shop, MailEvent.OutOfStockInventoryNotice, ShopMail.Template(Body));
        await AssignAsync(post.Shop, MailEvent.BackOrderReleasedNotice, library.From("Acme", ShopMail.From));
        await post.Shop.Stock("R", 10);
        await post.Order("1", "a@example.com", "Customer", ("X", 3));
        await post.Order("2", "b@example.com", "Customer", ("X", 2));
        await post.Order("3", "c@example.com", "Customer", ("Y", 1));
        await post.Office.SendDueAsync();

        await post.Shop.Done(new ReplaceItem("1", 1, "R"));
        await post.Shop.Receive("Y", 1);
        await post.Office.SendDueAsync();
        await AssignAsync(post.Shop, MailEvent.BackOrderReleasedNotice, ShopMail.Template("Good news: everything in your order is here"));
        await post.Shop.Done(new ReplaceItem("2", 1, "R"));
        await post.Office.SendDueAsync();

        var mails = (await post.Server.MailsAsync()).Skip(3).ToDictionary(m => m.To[0], m => m.Message);
        mails.Keys.Order().ShouldBe(["a@example.com", "c@example.com"]);
        mails["a@example.com"].Subject.ShouldBe("Your order 1 is ready, with a replacement");
        mails["a@example.com"].TextBody!.ShouldNotContain("Good news");
        mails["a@example.com"].TextBody!.ShouldContain("Replaces A\nR\ninstead of Alone X");
        mails["c@example.com"].Subject.ShouldBe("Good news: the items of your order 3 are here");
        mails["c@example.com"].TextBody!.ShouldNotContain("instead of");
        (await post.Shop.MailOf("2")).ShouldBe("OutOfStockInventory Sent, BackOrderReleased NotNeeded");
        (await post.Shop.Outbox("2"))[1].LastError!.ShouldContain("notice.replaced");
        await post.Shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task TakenBackFromTheVendor_OnlyWhatTheVendorStillShipsIsTold(Database database)
    {
        await using var post = await HeldBackAsync(database);
        await post.Shop.Done(new AssignTemplate("ACME", nameof(MailEvent.OutOfStockInventoryNotice), null));
        await post.Order("1", "a@example.com", "Customer", ("X", 5), ("Y", 2));
        await post.Order("2", "b@example.com", "Customer", ("X", 1));
        await post.Server.StopAsync();
        var handed = await post.Shop.Done(new DropshipUnits("1", new("VEND", [new(1, 3), new(2, 2)])));
        await post.Shop.Done(new DropshipUnits("1", new("VEND", [new(1, 2)])));
        var other = await post.Shop.Done(new DropshipUnits("2", new("VEND", [new(1, 1)])));
        await post.Shop.Done(
            new ChangeDropshipStatus(handed.Number, new(Core.Orders.DropshipStatus.Cancelled, [new("X", 1), new("Y", 2)]))
        );
        await post.Shop.Done(new ChangeDropshipStatus(other.Number, new(Core.Orders.DropshipStatus.Cancelled)));
        await post.Server.StartAsync();

        await post.Office.SendDueAsync();

        (await TextsAsync(post)).ShouldBe(["X 3 of 5; Vendor", "X 1 of 5; Vendor"], ignoreOrder: true);
        (await post.Shop.MailOf("2")).ShouldBe("Dropship NotNeeded");
        await post.Shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task DropshippedAgainAfterTheVendorGaveUnitsBack_EachMailTellsItsOwnUnits(Database database)
    {
        await using var post = await TestPost.NewAsync(database);
        await AssignAsync(post.Shop, MailEvent.DropshipNotice, ShopMail.Template(Body));
        await post.Shop.Done(new AssignTemplate("ACME", nameof(MailEvent.OutOfStockInventoryNotice), null));
        await post.Order("1", "a@example.com", "Customer", ("X", 5));
        var handed = await post.Shop.Done(new DropshipUnits("1", new("VEND", [new(1, 3)])));
        await post.Shop.Done(new ChangeDropshipStatus(handed.Number, new(Core.Orders.DropshipStatus.Cancelled, [new("X", 2)])));
        await post.Shop.Done(new DropshipUnits("1", new("VEND", [new(1, 2)])));

        await post.Office.SendDueAsync();

        (await TextsAsync(post)).ShouldBe(["X 1 of 5; Vendor", "X 2 of 5; Vendor"], ignoreOrder: true);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task DelayedTwice_OnlyTheLastDelayIsTold_WithItsOwnReason(Database database)
    {
        await using var post = await TestPost.NewAsync(database);
        await AssignAsync(
            post.Shop,
            MailEvent.ShippingDelayNotice,
            ShopMail.Template("{{ order.expected_ship_date | date: '%d %B' }} {{ notice.note }}")
        );
        var day = post.Shop.Time.GetUtcNow();
        foreach (var number in new[] { "1", "2", "3" })
        {
            await post.Order(number, $"c{number}@example.com");
            await post.Shop.Done(new DelayShipping(number, new(day.AddDays(3), "the ship is late", Notify: true)));
        }
        await post.Shop.Done(new DelayShipping("2", new(day.AddDays(9), "the ship sank", Notify: true)));
        await post.Shop.Done(new DelayShipping("3", new(day.AddDays(12), "for us alone", Notify: false)));

        await post.Office.SendDueAsync();

        var mails = (await post.Server.MailsAsync()).Select(m => $"{m.To[0]} {m.Message.TextBody!.Trim()}");
        mails
            .Order()
            .ShouldBe([
                "c1@example.com 08 January the ship is late",
                "c2@example.com 14 January the ship sank",
                "c3@example.com 17 January",
            ]);
        (await post.Shop.MailOf("2")).ShouldBe("ShippingDelay NotNeeded, ShippingDelay Sent");
        await post.Shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task WrittenByHand_KeepsWhatItToldThePersonWhoWroteIt(Database database)
    {
        await using var post = await TestPost.NewAsync(database);
        await post.Shop.Done(new PutTemplate("t", ShopMail.Template(Body), new TemplateEngine(post.Shop.Time)));
        await post.Order("1", "a@example.com", "Customer", ("X", 5));
        await post.Shop.Done(new SendByHand("t", ["1"]));
        await post.Shop.Receive("X", 3);
        await post.Shop.Done(new CancelOrder("1", new()));

        await post.Office.SendDueAsync();

        (await TextsAsync(post)).ShouldBe(["X 5 of 5;"]);
        (await post.Shop.MailOf("1")).ShouldBe("ByHand Sent");
    }

    /// <summary>Such a row has the quantities of its event, and no purchase order.</summary>
    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task AMailThatAnOlderVersionQueued_IsReadAndTellsWhatIsTrueNow(Database database)
    {
        await using var post = await TestPost.NewAsync(database);
        foreach (var what in new[] { MailEvent.OutOfStockInventoryNotice, MailEvent.DropshipNotice })
            await AssignAsync(post.Shop, what, ShopMail.Template(Body));
        await post.Order("1", "a@example.com", "Customer", ("X", 5), ("Y", 4));
        await post.Shop.Done(new DropshipUnits("1", new("VEND", [new(2, 2)])));
        await post.Shop.ExecuteSql(
            """UPDATE email_outbox SET data = '{{"lines":[{{"line":2,"sku":"Y","units":3,"ordered":4,"open":1,"allocated":0,"backOrdered":1}}],"note":"Vendor"}}'"""
        );

        await post.Office.SendDueAsync();

        (await TextsAsync(post)).ShouldBe(["X 5 of 5; Y 2 of 4; Vendor", "Y 2 of 4; Vendor"], ignoreOrder: true);
    }

    private static async Task<TestPost> HeldBackAsync(Database database, int minutesBetween = 0)
    {
        var post = await TestPost.NewAsync(database);
        foreach (var what in Enum.GetValues<MailEvent>())
            await AssignAsync(post.Shop, what, ShopMail.Template(Body));
        await post.Shop.Rules(new EmailRulesPatch(HoldBackMinutes: 5, MinutesBetween: minutesBetween));
        return post;
    }

    private static async Task AssignAsync(TestShop shop, MailEvent what, TemplateRequest template)
    {
        await shop.Done(new PutTemplate(what.ToString(), template, new TemplateEngine(shop.Time)));
        await shop.Done(new AssignTemplate("ACME", what.ToString(), what.ToString()));
    }

    private static async Task<List<string>> TextsAsync(TestPost post) =>
        [.. (await post.Server.MailsAsync()).Select(m => m.Message.TextBody!.Trim())];
}
