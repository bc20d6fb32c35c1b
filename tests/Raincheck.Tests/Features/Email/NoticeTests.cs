using Raincheck.Core.Notices;
using Raincheck.Core.Orders;
using Raincheck.Features.Email.Servers;
using Raincheck.Features.Email.Templates;
using Raincheck.Features.MasterData;
using Raincheck.Features.Orders;
using Raincheck.Features.Settings;
using Raincheck.Ledger;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Features.Email;

/// <summary>Who is told what, when: rows of the outbox, written in the transaction of what they tell.</summary>
public sealed class NoticeTests
{
    private const string OutOfStock = "OutOfStockInventory";

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task AnOrderThatBecomesMarked_IsToldOnce_OneMailWithTheQuantitiesOfTheMomentAtWhichItLeaves(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Assign();
        await shop.Stock("X", 3);

        await shop.Order("1", ("X", 5), ("Y", 2), ("X", 1));
        await shop.Stock("X", 1);
        await shop.Receive("Y", 1);

        var mail = (await shop.Outbox()).ShouldHaveSingleItem();
        (await shop.Tells(mail)).ShouldBe("X 2 of 5, Y 1 of 2, X 1 of 1");
        (mail.State, mail.ToAddress, mail.Event).ShouldBe((MailState.Queued, "customer@example.com", MailEvent.OutOfStockInventoryNotice));
        mail.MessageId.ShouldEndWith("@acme.example>");
        (await shop.Journal("1")).Count(j => j.Kind == "mailQueued").ShouldBe(1);
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task ACorrectedCustomer_GetsWhatIsNotSentYetAtTheNewAddress_AndNothingWithoutOne(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Assign(MailEvent.OutOfStockInventoryNotice, MailEvent.BackOrderReleasedNotice);
        await shop.Order("1", ("X", 5));
        await shop.Order("2", ("X", 5));
        await shop.Done(new CreateOrder(TestShop.NewOrder("3", ("X", 5)) with { Customer = new("Ada") }));

        await shop.Done(new PatchOrder("1", new OrderPatch { Customer = new("Ada") { Email = "ada@example.com" } }));
        await shop.Done(new PatchOrder("2", new OrderPatch { Customer = new() { Email = null } }));

        var mail = (await shop.Outbox("1")).ShouldHaveSingleItem();
        (mail.State, mail.ToAddress, mail.ToName).ShouldBe((MailState.Queued, "ada@example.com", "Ada"));
        (await shop.Journal("1"))[^1].Kind.ShouldBe("mailReaddressed");
        (await shop.MailOf("2")).ShouldBe("OutOfStockInventory Cancelled");
        (await shop.MailOf("3")).ShouldBe("");
        await shop.MarkSent();
        await shop.Done(new PatchOrder("1", new OrderPatch { Customer = new() { Email = "later@example.com" } }));
        (await shop.Outbox("1")).Single(m => m.Event == MailEvent.OutOfStockInventoryNotice).ToAddress.ShouldBe("ada@example.com");
        await shop.Receive("X", 15);
        (await shop.Outbox("1"))[^1].ToAddress.ShouldBe("later@example.com");
        (await shop.MailOf("3")).ShouldBe("");
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task AnotherEpisode_IsToldAgain(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Assign(MailEvent.OutOfStockInventoryNotice, MailEvent.BackOrderReleasedNotice);
        await shop.Order("1", ("X", 5));
        await shop.MarkSent();
        await shop.Receive("X", 5);
        (await shop.Tells((await shop.Outbox())[1])).ShouldBe("X 5 of 5");
        await shop.MarkSent();

        await shop.Done(new AddOrderLine("1", new("Y", 2)));

        (await shop.MailOf("1")).ShouldBe("OutOfStockInventory Sent, BackOrderReleased Sent, OutOfStockInventory Queued");
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task ReleasedBeforeItWasSent_NoMailIsSent(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Assign();
        await shop.Rules(new EmailRulesPatch(HoldBackMinutes: 10));
        await shop.Order("1", ("X", 5));
        var held = (await shop.Outbox()).ShouldHaveSingleItem();
        (held.State, held.DueAt - held.CreatedAt).ShouldBe((MailState.Held, 10 * TimeSpan.MicrosecondsPerMinute));

        await shop.Receive("X", 5);

        (await shop.MailOf("1")).ShouldBe("OutOfStockInventory Cancelled");
        (await shop.Journal("1"))[^1].Kind.ShouldBe("mailCancelled");
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task CancelledBeforeItWasSent_OnlyTheCancellationIsTold(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Assign();
        await shop.Stock("X", 2);
        await shop.Order("1", ("X", 5));
        await shop.Order("2", ("X", 3));

        await shop.Done(new CancelOrder("1", new(BackOrderedOnly: true)));
        await shop.Done(new CancelOrder("2", new()));

        (await shop.MailOf("1")).ShouldBe("OutOfStockInventory Cancelled, BackOrderCancelled Queued");
        (await shop.MailOf("2")).ShouldBe("OutOfStockInventory Cancelled, BackOrderCancelled Queued");
        (await shop.Tells((await shop.Outbox("1"))[1])).ShouldBe("X 3 of 5");
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task InOneBatch_TheMailTellsWhatTheBatchLeft(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Assign(MailEvent.OutOfStockInventoryNotice);
        await shop.Stock("X", 4);
        LedgerCommand<OrderView>[] commands =
        [
            new CreateOrder(TestShop.NewOrder("1", ("X", 5), ("Y", 1))),
            new AddOrderLine("1", new("X", 7)),
            new CreateOrder(TestShop.NewOrder("2", ("Y", 9))),
            new CancelOrder("2", new()),
        ];

        foreach (var outcome in await shop.Ledger.ExecuteAllAsync([.. commands.Select(c => (c, new CommandContext("test")))]))
            (outcome.Refusal is null || outcome.Refusal.Code == Core.RefusalCode.OrderNotFound).ShouldBeTrue();

        (await shop.Tells((await shop.Outbox("1"))[0])).ShouldBe("X 1 of 5, Y 1 of 1, X 7 of 7");
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task NothingIsWritten_IfNoCustomerIsNotified(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        // No template is assigned.
        await shop.Order("none", ("X", 1));
        await shop.Assign();
        // Another company has none.
        await shop.Done(new PutCompany(new("OTHER", "Other")));
        await shop.Done(new CreateOrder(TestShop.NewOrder("other", ("X", 1)) with { Company = "OTHER" }));
        // Enough stock, and marked by hand.
        await shop.Receive("Z", 1);
        await shop.Order("hand", ("Z", 1));
        await shop.Done(new MarkOrder("hand", MarkMode.Marked));
        // An order that does not count.
        await shop.Done(new CreateOrder(TestShop.NewOrder("quote", ("X", 1)) with { Status = OrderStatus.Quote }));
        // The company's mail is switched off.
        await shop.Rules(new EmailRulesPatch(Enabled: false));
        await shop.Order("off", ("X", 1));
        await shop.Rules(new EmailRulesPatch(Enabled: true));
        // The order is kept unmarked.
        await shop.Done(new SaveSettings(new SettingsPatch(StopMarkingOnCreate: true)));
        await shop.Order("kept", ("X", 1));
        // The workflow is off.
        await shop.Done(new SaveSettings(new SettingsPatch(EnableBackOrderWorkflow: false, StopMarkingOnCreate: false)));
        await shop.Order("workflow", ("X", 1));

        (await shop.Outbox()).ShouldBeEmpty();
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task StopMarkingIsSwitchedOff_WhomItKeptUnmarkedIsTold(Database database)
    {
        await using var shop = await TestShop.NewAsync(database, new SettingsPatch(StopMarkingOnCreate: true));
        await shop.Assign(MailEvent.OutOfStockInventoryNotice);
        await shop.Order("1", ("X", 5));
        await shop.Order("2", ("X", 6));

        await shop.SaveAsPreviewed(new SettingsPatch(StopMarkingOnCreate: false));

        var mails = await shop.Outbox();
        (await Task.WhenAll(mails.Select(shop.Tells))).ShouldBe(["X 5 of 5", "X 6 of 6"]);
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task TheWorkflowIsSwitchedOff_WhatWaitsIsNotSent(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Assign();
        await shop.Order("1", ("X", 5));
        await shop.Order("2", ("X", 2));
        await shop.Done(new CancelOrder("2", new()));

        await shop.Done(new SaveSettings(new SettingsPatch(EnableBackOrderWorkflow: false)));

        (await shop.Outbox()).ShouldAllBe(m => m.State == MailState.Cancelled);
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task UnmarkedByHand_IsNoRelease(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Assign();
        await shop.Order("1", ("X", 5));
        await shop.MarkSent();

        await shop.Done(new MarkOrder("1", MarkMode.NotMarked));
        (await shop.MailOf("1")).ShouldBe("OutOfStockInventory Sent");
        await shop.Done(new MarkOrder("1", MarkMode.Auto));

        (await shop.MailOf("1")).ShouldBe("OutOfStockInventory Sent, OutOfStockInventory Queued");
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task ATemplateInUse_IsNotDeleted_AndVerifyMissesAMailThatIsGone(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Assign(MailEvent.OutOfStockInventoryNotice);
        await shop.Order("1", ("X", 5));
        var name = nameof(MailEvent.OutOfStockInventoryNotice);
        (await shop.Run(new DeleteTemplate(name))).Refusal!.Code.ShouldBe(Core.RefusalCode.TemplateInUse);
        await shop.Done(new AssignTemplate("ACME", name, null));
        (await shop.Run(new DeleteTemplate(name))).Refusal!.Code.ShouldBe(Core.RefusalCode.TemplateInUse);
        await shop.ShouldBeSound();

        await shop.ExecuteSql("DELETE FROM email_outbox");
        (await shop.Violations()).ShouldHaveSingleItem().Rule.ShouldBe(6);
        (await shop.Run(new DeleteTemplate(name))).Refusal.ShouldBeNull();
    }
}
