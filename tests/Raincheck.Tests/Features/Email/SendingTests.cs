using Raincheck.Core.Notices;
using Raincheck.Crash;
using Raincheck.Features.Email.Outbox;
using Raincheck.Features.Email.Servers;
using Raincheck.Features.Email.Templates;
using Raincheck.Features.Orders;
using Raincheck.Features.Settings;
using Raincheck.Ledger;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Features.Email;

/// <summary>From the outbox to a real mail server, and what happens where that does not go well.</summary>
public sealed class SendingTests
{
    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task TheStory_TemplateAssignmentOrder_EndsInTheMailbox(Database database)
    {
        await using var post = await TestPost.NewAsync(database);
        var library = TemplateLibrary.All.Single(t => t.Event == nameof(MailEvent.OutOfStockInventoryNotice));
        await post.Shop.Done(
            new PutTemplate(
                "notice",
                library.From("Acme & Söhne", ShopMail.From) with
                {
                    ReplyTo = "help@acme.example",
                    Cc = "copy@acme.example",
                    Bcc = "unseen@acme.example",
                },
                post.Office.Templates
            )
        );
        await post.Shop.Done(new AssignTemplate("ACME", library.Event, "notice"));
        await post.Shop.Stock("X", 1);
        await post.Order("1", "ada.l@example.com", "Ada <b>Lovelace</b>", ("X", 3), ("Y", 2));

        await post.Office.SendDueAsync();

        var taken = (await post.Server.MailsAsync()).ShouldHaveSingleItem();
        var mail = taken.Message;
        var row = (await post.Shop.Outbox()).ShouldHaveSingleItem();
        mail.Subject.ShouldBe("Your order 1: some items are out of stock");
        mail.From.ToString().ShouldContain(ShopMail.From);
        mail.To.Mailboxes.Single().Address.ShouldBe("ada.l@example.com");
        mail.ReplyTo.ToString().ShouldBe("help@acme.example");
        taken.To.ShouldBe(["ada.l@example.com", "copy@acme.example", "unseen@acme.example"], ignoreOrder: true);
        mail.ToString().ShouldNotContain("unseen@");
        mail.HtmlBody!.ShouldContain("Hello Ada,");
        mail.HtmlBody!.ShouldContain("Alone X");
        mail.TextBody!.ShouldContain("Alone X\nX  3  2  not known yet");
        (taken.MessageId, row.State, row.Attempts, row.Subject).ShouldBe((row.MessageId, MailState.Sent, 1, mail.Subject));
        row.Body!.Trim().ShouldBe(mail.HtmlBody!.ReplaceLineEndings("\n").Trim());
        (await post.Shop.Journal("1"))[^1].Kind.ShouldBe("mailSent");
        await post.Shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task Refused_ForEverForNowAndWithABreak_EachIsTreatedAsWhatItIs(Database database)
    {
        await using var post = await TestPost.NewAsync(database, assign: true);
        string[] people = ["unknown.a", "policy.a", "refused.a", "later.a", "cut.a", "drop.a", "ok.a"];
        foreach (var person in people)
            await post.Order(person, person + "@example.com");

        await post.Office.SendDueAsync();
        var first = (await post.Shop.Outbox()).ConvertAll(m => m.State);
        post.Shop.Time.Advance(TimeSpan.FromSeconds(10));
        await post.Office.SendDueAsync();

        first.ShouldBe([
            MailState.Failed,
            MailState.Failed,
            MailState.Failed,
            MailState.Queued,
            MailState.Queued,
            MailState.Queued,
            MailState.Sent,
        ]);
        var rows = await post.Shop.Outbox();
        rows.ConvertAll(m => m.State)
            .ShouldBe([
                MailState.Failed,
                MailState.Failed,
                MailState.Failed,
                MailState.Sent,
                MailState.Sent,
                MailState.Sent,
                MailState.Sent,
            ]);
        rows.ConvertAll(m => m.Attempts).ShouldBe([1, 1, 1, 2, 2, 2, 1]);
        rows[0].LastError.ShouldBe("550 There is no such mailbox");
        rows[3].LastError.ShouldBeNull();
        (await post.Shop.Journal("unknown.a"))[^1].Kind.ShouldBe("mailFailed");
        var taken = await post.Server.MailsAsync();
        taken.Count(m => m.To[0] == "drop.a@example.com").ShouldBe(2);
        taken.Where(m => m.To[0] == "drop.a@example.com").Select(m => m.MessageId).Distinct().ShouldBe([rows[5].MessageId]);
        foreach (var person in people[3..].Where(p => p != "drop.a"))
            taken.Count(m => m.To[0] == person + "@example.com").ShouldBe(1, person);
        // Only the mailbox that is not there is not written to any more.
        await post.Order("again", "unknown.a@example.com");
        await post.Order("policy", "policy.a@example.com");
        await post.Office.SendDueAsync();
        (await post.Shop.MailOf("again")).ShouldBe("OutOfStockInventory Cancelled");
        (await post.Shop.MailOf("policy")).ShouldBe("OutOfStockInventory Failed");
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task ServerAbsentForMinutes_EverythingArrivesOnce_WhenItIsBack(Database database)
    {
        await using var post = await TestPost.NewAsync(database, assign: true);
        await post.Server.StopAsync();
        for (var i = 0; i < 40; i++)
            await post.Order($"{i}", $"a{i}@example.com");

        for (var minute = 0; minute < 12; minute++)
        {
            await post.Office.SendDueAsync();
            post.Shop.Time.Advance(TimeSpan.FromMinutes(1));
        }
        var waiting = await post.Office.StatusAsync();
        await post.Server.StartAsync();
        for (var i = 0; i < 3; i++)
        {
            post.Shop.Time.Advance(TimeSpan.FromMinutes(20));
            await post.Office.SendDueAsync();
        }

        waiting.Queued.ShouldBe(40);
        waiting.Warnings.ShouldHaveSingleItem().Code.ShouldBe("late");
        (await post.Server.MailsAsync())
            .Select(m => m.To[0])
            .Order()
            .ShouldBe(Enumerable.Range(0, 40).Select(i => $"a{i}@example.com").Order());
        // The circuit breaker spared most e-mails an attempt.
        (await post.Shop.Outbox())
            .Sum(m => m.Attempts)
            .ShouldBeLessThan(40 + 40);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task NeverTaken_IsGivenUpAfterTheLastAttempt_AndCanBeRetried(Database database)
    {
        await using var post = await TestPost.NewAsync(database, assign: true);
        await post.Order("1", "never.a@example.com");

        var waits = new List<double>();
        for (var i = 0; i < RetrySchedule.AttemptsMax; i++)
        {
            await post.Office.SendDueAsync();
            var row = (await post.Shop.Outbox())[0];
            waits.Add((row.DueAt - Raincheck.Storage.Micros.Of(post.Shop.Time.GetUtcNow())) / 1_000_000.0);
            post.Shop.Time.Advance(TimeSpan.FromHours(6));
        }

        var mail = (await post.Shop.Outbox())[0];
        (mail.State, mail.Attempts).ShouldBe((MailState.Failed, RetrySchedule.AttemptsMax));
        waits[0].ShouldBeInRange(3.75, 6.25);
        waits[4].ShouldBeInRange(60, 100);
        waits[..^1].Max().ShouldBeLessThanOrEqualTo(5 * 3600);
        (await post.Office.StatusAsync()).Warnings.ShouldHaveSingleItem().Code.ShouldBe("failed");
        await post.Shop.Done(new RetryMail(mail.Id));
        (await post.Shop.MailOf("1")).ShouldBe("OutOfStockInventory Queued");
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task QuietRules_HoldMailBack(Database database)
    {
        await using var post = await TestPost.NewAsync(database, assign: true);
        await post.Shop.Rules(new EmailRulesPatch(MinutesBetween: 30, HoldBackMinutes: 5, DailyLimit: 3));
        await post.Order("1", "a@example.com");
        await post.Office.SendDueAsync();
        (await post.Server.CountAsync()).ShouldBe(0);

        post.Shop.Time.Advance(TimeSpan.FromMinutes(5));
        await post.Office.SendDueAsync();
        (await post.Server.CountAsync()).ShouldBe(1);

        // A second mail to the same order.
        await post.Shop.Done(new CancelOrder("1", new()));
        await post.Office.SendDueAsync();
        (await post.Shop.MailOf("1")).ShouldBe("OutOfStockInventory Sent, BackOrderCancelled Held");
        post.Shop.Time.Advance(TimeSpan.FromMinutes(30));
        await post.Office.SendDueAsync();
        (await post.Shop.MailOf("1")).ShouldBe("OutOfStockInventory Sent, BackOrderCancelled Sent");

        // The daily limit.
        for (var i = 2; i < 6; i++)
            await post.Order($"{i}", "a@example.com");
        post.Shop.Time.Advance(TimeSpan.FromMinutes(5));
        await post.Office.SendDueAsync();
        (await post.Server.CountAsync()).ShouldBe(3);
        (await post.Office.StatusAsync()).Warnings.ShouldContain(w => w.Code == "daily_limit");
        post.Shop.Time.Advance(TimeSpan.FromDays(1));
        await post.Office.SendDueAsync();
        (await post.Server.CountAsync()).ShouldBe(6);

        // Switched off, and on again.
        post.Shop.Time.Advance(TimeSpan.FromDays(1));
        await post.Order("7", "a@example.com");
        await post.Shop.Rules(new EmailRulesPatch(Enabled: false));
        post.Shop.Time.Advance(TimeSpan.FromMinutes(10));
        await post.Office.SendDueAsync();
        (await post.Shop.MailOf("7")).ShouldBe("OutOfStockInventory Held");
        await post.Shop.Rules(new EmailRulesPatch(Enabled: true));
        await post.Office.SendDueAsync();
        (await post.Shop.MailOf("7")).ShouldBe("OutOfStockInventory Sent");
        await post.Shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task ADeadWorkersMails_GoOutWhenItsLeaseIsOver_AndNotIfTheyAreCancelled(Database database)
    {
        await using var post = await TestPost.NewAsync(database, assign: true);
        await post.Order("1", "a@example.com");
        await post.Order("2", "b@example.com");
        (await post.Office.TakeAndDieAsync(10)).ShouldBe(2);
        await post.Office.SendDueAsync();
        (await post.Server.CountAsync()).ShouldBe(0);
        await post.Shop.Receive("Y", 1);

        post.Shop.Time.Advance(TimeSpan.FromMinutes(4));
        await post.Office.SendDueAsync();

        (await post.Server.MailsAsync()).ShouldHaveSingleItem().To.ShouldBe(["b@example.com"]);
        (await post.Shop.MailOf("1")).ShouldBe("OutOfStockInventory Cancelled");
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task HostileNames_BeginNoHeader_AndNoOtherAddressGetsTheMail(Database database)
    {
        await using var post = await TestPost.NewAsync(database);
        await post.Shop.Done(
            new PutTemplate(
                "t",
                ShopMail.Template("<p>{{ customer.name }}</p>", "For {{ customer.name }} {{ notice.note }}", html: true),
                post.Office.Templates
            )
        );
        await post.Shop.Done(new AssignTemplate("ACME", "ShippingDelayNotice", "t"));
        await post.Order("1", "a@example.com", "\"x\" <evil@example.com>, \u202E<script>alert(1)</script> Ünï");
        await post.Shop.Done(
            new Raincheck.Features.BackOrders.DelayShipping(
                "1",
                new(post.Shop.Time.GetUtcNow().AddDays(3), "late\r\nBcc: all@example.com\r\n\r\nfake body", Notify: true)
            )
        );

        await post.Office.SendDueAsync();

        var taken = (await post.Server.MailsAsync()).ShouldHaveSingleItem();
        taken.To.ShouldBe(["a@example.com"]);
        taken.Message.To.Mailboxes.Single().Address.ShouldBe("a@example.com");
        taken.Message.Bcc.ShouldBeEmpty();
        taken.Message.Headers.Select(h => h.Field).ShouldNotContain("Bcc");
        taken.Message.Subject.ShouldBe("For \"x\" <evil@example.com>, <script>alert(1)</script> Ünï late Bcc: all@example.com fake body");
        taken.Message.HtmlBody!.ShouldNotContain("<script>");
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task SignIn_WithTheKeptPassword_AndNotWithAWrongOne(Database database)
    {
        await using var post = await TestPost.NewAsync(database, assign: true, "--user", "acme", "--password", "open sesame");
        await post.Order("1", "a@example.com");
        await post.UseServer(new EmailServerRequest("127.0.0.1", post.Server.Port, Raincheck.Storage.MailSecurity.None, "acme", "wrong"));
        await post.Office.SendDueAsync();
        var row = (await post.Shop.Outbox())[0];
        (row.State, row.LastError!.Contains("535")).ShouldBe((MailState.Queued, true), row.LastError);

        await post.UseServer(
            new EmailServerRequest("127.0.0.1", post.Server.Port, Raincheck.Storage.MailSecurity.None, "acme", "open sesame")
        );
        post.Shop.Time.Advance(TimeSpan.FromMinutes(1));
        await post.Office.SendDueAsync();

        (await post.Shop.MailOf("1")).ShouldBe("OutOfStockInventory Sent");
        var send = await post.Office.TestMail.PrepareAsync(ShopMail.Template("test"), "1", "me@acme.example", CancellationToken.None);
        var test = await send.Value(CancellationToken.None);
        (await post.Server.MailsAsync())[^1].MessageId.ShouldBe(test.MessageId);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public Task ManyOrdersMarkedAtOnce_GiveAMailEach_FromTwoProcesses(Database database) => MarkAtOnceAsync(database, orders: 300);

    /// <summary>Two minutes of work each.</summary>
    [Theory(Explicit = true)]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public Task TenThousandOrdersMarkedAtOnce_GiveAMailEach_FromTwoProcesses(Database database) =>
        MarkAtOnceAsync(database, orders: 10_000);

    private static async Task MarkAtOnceAsync(Database database, int orders)
    {
        await using var post = await TestPost.NewAsync(database, assign: true);
        await post.Shop.Done(new SaveSettings(new SettingsPatch(EnableBackOrderWorkflow: false)));
        await post.Shop.Stock("X", 1);
        foreach (var chunk in Enumerable.Range(0, orders).Chunk(1_000))
            await post.Shop.Ledger.ExecuteAllAsync([
                .. chunk.Select(i =>
                    (
                        (LedgerCommand<OrderView>)
                            new CreateOrder(
                                TestShop.NewOrder($"N{i}", ("X", 1 + i % 7)) with
                                {
                                    Customer = new("Customer", $"c{i}@example.com"),
                                }
                            ),
                        new CommandContext("test")
                    )
                ),
            ]);

        await post.Shop.SaveAsPreviewed(new SettingsPatch(EnableBackOrderWorkflow: true));
        await using var other = new PostOffice(post.Shop.Client, post.Shop.Ledger, post.Shop.Time);
        await Task.WhenAll(Task.Run(post.Office.SendDueAsync), Task.Run(other.SendDueAsync));

        var expected = Enumerable
            .Range(0, orders)
            .Select(i => (To: $"c{i}@example.com", Units: 1 + i % 7 - (i == 0 ? 1 : 0)))
            .Where(m => m.Units > 0)
            .Select(m => $"{m.To} X:{m.Units}");
        var taken = await post.Server.MailsAsync();
        taken.Select(m => $"{m.To.Single()} {m.Message.TextBody!.Split(' ')[1].Trim()}").Order().ShouldBe(expected.Order());
        (await post.Shop.Outbox()).Select(m => m.MessageId).Order().ShouldBe(taken.Select(m => m.MessageId).Order());
        await post.Shop.ShouldBeSound();
    }
}
