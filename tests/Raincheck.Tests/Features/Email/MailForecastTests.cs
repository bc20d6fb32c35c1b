using Microsoft.Extensions.DependencyInjection;
using Raincheck.Core.Notices;
using Raincheck.Core.Orders;
using Raincheck.Features.BackOrders;
using Raincheck.Features.Email.Forecast;
using Raincheck.Features.Email.Servers;
using Raincheck.Features.Inventory;
using Raincheck.Features.Orders;
using Raincheck.Features.Purchasing;
using Raincheck.Features.Settings;
using Raincheck.Ledger;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Features.Email;

/// <summary>What is said of e-mails before an action is what the action then does.</summary>
public sealed class MailForecastTests
{
    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task EachAction_QueuesTheMailsThatWereForetold_AndTellsInThemWhatWasShown(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Assign();
        await shop.Stock("R", 9);
        await shop.Stock("Y", 2);
        foreach (var number in new[] { "1", "2", "3", "4" })
            await shop.Order(number, ("X", 4), ("Y", 1));
        await shop.MarkSent();
        var purchase = await shop.Done(new CreatePurchaseOrder(new("VEND", [new("X", 20), new("Y", 5)], "MAIN")));
        var day = shop.Time.GetUtcNow();
        LedgerCommand[] commands =
        [
            new DelayShipping("1", new(day.AddDays(3), "late", Notify: true)),
            new DelayShipping("1", new(day.AddDays(4), "later", Notify: false)),
            new SplitOrder("1", new([new(1, 1)])),
            new DropshipUnits("2", new("VEND", [new(1, 2)])),
            new CancelOrder("2", new()),
            new MarkOrder("3", MarkMode.NotMarked),
            new MarkOrder("3", MarkMode.Auto),
            new ReplaceItem("4", 1, "R"),
            // Counted now, and given to the line when it is linked.
            new AdjustStock([new("Y", "MAIN", 1)]),
            new LinkToPurchaseOrder("4", new(2, 1, purchase.Number)),
            new ReceivePurchaseOrder(purchase.Number, new("R-1", [new("X", 20)])),
            new ShipOrder("1", new("MAIN")),
        ];

        foreach (var command in commands)
        {
            var known = (await shop.Outbox()).Select(m => m.Id).ToHashSet();
            var forecast = (await new Rehearsal(shop.Ledger, shop.Time).RunAsync([command], "test", CancellationToken.None)).Mail;
            (await shop.Outbox()).Count.ShouldBe(known.Count);

            (await RunAsync(shop, command)).ShouldBeNull(command.GetType().Name);

            var written = (await shop.Outbox()).Where(m => !known.Contains(m.Id)).ToList();
            forecast
                .Mails.Select(m => (m.Event, m.Count))
                .ShouldBe(written.GroupBy(m => m.Event!.Value).OrderBy(g => g.Key).Select(g => (g.Key, g.Count())), command.GetType().Name);
            foreach (var mails in forecast.Mails)
            {
                var first = written.First(m => m.Event == mails.Event);
                (mails.NotNeeded ?? mails.Told.InWords()).ShouldBe(await shop.Tells(first));
            }
        }
        (await shop.Outbox()).Select(m => m.Event).Distinct().Count().ShouldBe(5);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task SettingsThatAreSaved_AreForetoldToo(Database database)
    {
        await using var shop = await TestShop.NewAsync(database, new SettingsPatch(StopMarkingOnCreate: true));
        await shop.Assign(MailEvent.OutOfStockInventoryNotice);
        await shop.Order("1", ("X", 5));
        await shop.Order("2", ("X", 6));
        var mark = new SaveSettings(new SettingsPatch(StopMarkingOnCreate: false));
        var off = new SaveSettings(new SettingsPatch(EnableBackOrderWorkflow: false));

        var rehearsal = new Rehearsal(shop.Ledger, shop.Time);
        var marked = await rehearsal.RunAsync([mark], "preview", CancellationToken.None);
        (await shop.Outbox()).ShouldBeEmpty();
        await shop.Done(mark);
        var ended = await rehearsal.RunAsync([off], "preview", CancellationToken.None);
        (await shop.Outbox()).Count(m => m.State == MailState.Queued).ShouldBe(2);
        await shop.Done(off);

        marked.Marked.ShouldBe(2);
        var mails = marked.Mail.Mails.ShouldHaveSingleItem();
        (mails.Event, mails.Count, mails.Customers, mails.Told.InWords()).ShouldBe((MailEvent.OutOfStockInventoryNotice, 2, 1, "X 5 of 5"));
        (ended.Mail.Mails.Count, ended.Mail.Cancelled).ShouldBe((0, 2));
        (await shop.Outbox()).ShouldAllBe(m => m.State == MailState.Cancelled);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task Announced_SaysTheTemplateTheServerTheTextAndWhatIsInTheWay(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await using var services = Services(shop);
        var announcer = services.GetRequiredService<MailAnnouncer>();
        await shop.Order("1", ("X", 5));
        var delay = new DelayShipping("1", new(shop.Time.GetUtcNow().AddDays(3), "late", Notify: true));

        var without = await AnnounceAsync(shop, announcer, delay);
        await shop.Assign(MailEvent.ShippingDelayNotice, MailEvent.BackOrderReleasedNotice, MailEvent.OutOfStockInventoryNotice);
        await shop.Rules(new EmailRulesPatch(HoldBackMinutes: 7));
        var withTemplate = await AnnounceAsync(shop, announcer, delay);
        await shop.Rules(new EmailRulesPatch(Enabled: false));
        var switchedOff = await AnnounceAsync(shop, announcer, delay);
        await shop.Rules(new EmailRulesPatch(Enabled: true));
        await shop.Done(new PutEmailServer(null, new EmailServerRequest("127.0.0.1", 25), services.GetRequiredService<MailSecrets>()));
        await shop.Done(new PutSuppression("customer@example.com", new(SuppressionReason.OptedOut, null)));
        var suppressed = await AnnounceAsync(shop, announcer, delay);
        await shop.Stock("R", 9);
        var replaced = await AnnounceAsync(shop, announcer, new ReplaceItem("1", 1, "R"));
        var marked = await AnnounceAsync(shop, announcer, new CreateOrder(TestShop.NewOrder("2", ("X", 1))));

        without.Mails.ShouldBeEmpty();
        without.Untold.ShouldBe([new(MailEvent.ShippingDelayNotice, 1, "no template is assigned for ACME")]);
        switchedOff.Untold.ShouldBe([new(MailEvent.ShippingDelayNotice, 1, "e-mail is turned off for ACME")]);
        var mail = withTemplate.Mails.ShouldHaveSingleItem();
        (mail.Template, mail.Mails, mail.Customers, mail.HasServer, mail.NotSent, mail.HoldBackMinutes).ShouldBe(
            ("ShippingDelayNotice", 1, 1, false, null, 0)
        );
        (mail.First!.To, mail.First.Subject, mail.First.Text.Trim()).ShouldBe(
            ("customer@example.com", "Order 1", "ShippingDelayNotice X:5")
        );
        (suppressed.Mails[0].HasServer, suppressed.Mails[0].NotSent).ShouldBe((true, "the address is suppressed"));
        (replaced.Mails[0].First, replaced.Mails[0].NotSent!.Contains("notice.replaced")).ShouldBe((null, true));
        marked.Mails[0].HoldBackMinutes.ShouldBe(7);
        (await shop.Outbox()).ShouldBeEmpty();
    }

    private static async Task<MailAnnouncements> AnnounceAsync(TestShop shop, MailAnnouncer announcer, LedgerCommand command)
    {
        var effect = await new Rehearsal(shop.Ledger, shop.Time).RunAsync([command], "test", CancellationToken.None);
        effect.Refusals.ShouldBe([null]);
        return await announcer.AnnounceAsync(effect.Mail, CancellationToken.None);
    }

    private static ServiceProvider Services(TestShop shop)
    {
        var services = new ServiceCollection();
        services.AddSingleton(shop.Client).AddSingleton(shop.Ledger).AddSingleton<TimeProvider>(shop.Time);
        services.AddDataProtection();
        Raincheck.Features.Email.EmailServices.AddEmail(services);
        return services.BuildServiceProvider();
    }

    private static async Task<Core.Refusal?> RunAsync(TestShop shop, LedgerCommand command) =>
        command switch
        {
            LedgerCommand<OrderView> order => (await shop.Run(order)).Refusal,
            LedgerCommand<SplitView> split => (await shop.Run(split)).Refusal,
            LedgerCommand<PurchaseOrderView> handed => (await shop.Run(handed)).Refusal,
            LedgerCommand<ReceiptView> receipt => (await shop.Run(receipt)).Refusal,
            LedgerCommand<StockChanged> stock => (await shop.Run(stock)).Refusal,
            _ => throw new InvalidOperationException($"{command.GetType().Name} is not among the actions of this test"),
        };
}
