using Raincheck.Core;
using Raincheck.Core.Notices;
using Raincheck.Features.BackOrders;
using Raincheck.Features.Orders;
using Raincheck.Features.Purchasing;
using Raincheck.Ledger;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Ledger;

/// <summary>What a rehearsal says, and that it leaves no trace.</summary>
public sealed class RehearsalTests
{
    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenHeldUnits_WhenACancellationIsRehearsed_ThenItSaysWhoGetsThemAndWhoIsToldAndChangesNothing(Database database)
    {
        await using var shop = await WaitingShopAsync(database);
        var stored = await shop.Dump();

        var effect = await Rehearse(shop, new CancelOrder("older", new()), new CancelOrder("older", new()), new CancelOrder("none", new()));

        (await shop.Dump()).ShouldBe(stored);
        effect.Refusals.Select(r => r?.Code).ShouldBe([null, RefusalCode.OrderStatusForbids, RefusalCode.OrderNotFound]);
        (effect.Done, effect.OpenQty, effect.BackOrderedQty, effect.HeldQty).ShouldBe((1, 5, 1, 4));
        effect.Units.ShouldBe(new RehearsedUnits(Cancelled: 5, Lost: 4, GainedByOthers: 3));
        (effect.Marked, effect.Unmarked).ShouldBe((0, 2));
        effect
            .Mails.Select(m => (m.Event, m.Count, m.Order.Number, m.Told.InWords()))
            .ShouldBe(
                [(MailEvent.BackOrderReleasedNotice, 1, "later", "X 3 of 3"), (MailEvent.BackOrderCancelledNotice, 1, "older", "X 1 of 5")],
                ignoreOrder: true
            );

        await shop.Done(new CancelOrder("older", new()));
        var queued = (await shop.Outbox()).Where(m => m.State != MailState.Sent);
        (await Task.WhenAll(queued.Select(shop.Tells))).ShouldBe(["X 1 of 5", "X 3 of 3"], ignoreOrder: true);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenALineThatMovesAsAWhole_WhenASplitIsRehearsed_ThenTheNextCommandsDoNotSeeItWhereItWas(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Stock("Y", 1);
        await shop.Order("1001", ("X", 4), ("Y", 1));
        shop.Time.Advance(TimeSpan.FromMinutes(1));
        await shop.Order("1002", ("X", 2));
        var stored = await shop.Dump();

        // The queue of X is read again for the second command: the line of the first is still in the database.
        var effect = await Rehearse(shop, new SplitOrder("1001", new()), new RecalculateOrder("1002"));

        (await shop.Dump()).ShouldBe(stored);
        effect.Done.ShouldBe(2);
        (effect.NewOrders, effect.Units).ShouldBe((1, new RehearsedUnits(Moved: 4)));
        // The child is marked in place of its parent.
        (effect.Marked, effect.Unmarked).ShouldBe((1, 1));
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAnOwnPurchaseOrderNumber_WhenADropshipIsRehearsed_ThenItsNumberIsAFreeOne(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Done(new CreatePurchaseOrder(new("VEND", [new("X", 1)], "MAIN", "PO-1002")));
        await shop.Order("1001", ("X", 2));

        var effect = await Rehearse(shop, new DropshipUnits("1001", new("VEND")), new DropshipUnits("1001", new("VEND")));

        effect.Refusals.Select(r => r?.Code).ShouldBe([null, RefusalCode.NotEnoughOpen]);
        (effect.NewPurchaseOrders, effect.Units.Dropshipped, effect.Unmarked).ShouldBe((1, 2, 1));
    }

    [Fact]
    public async Task GivenACallerWhoLeft_WhenItIsRehearsed_ThenItStops()
    {
        await using var shop = await WaitingShopAsync(Database.Sqlite);
        using var left = new CancellationTokenSource();
        await left.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() =>
            new Rehearsal(shop.Ledger, shop.Time).RunAsync([new CancelOrder("older", new())], "test", left.Token)
        );
    }

    /// <summary>Four of X: <c>older</c> holds them and lacks one, <c>later</c> lacks three. Both customers were told.</summary>
    private static async Task<TestShop> WaitingShopAsync(Database database)
    {
        var shop = await TestShop.NewAsync(database);
        await shop.Assign();
        await shop.Stock("X", 4);
        await shop.Order("older", ("X", 5));
        shop.Time.Advance(TimeSpan.FromMinutes(1));
        await shop.Order("later", ("X", 3));
        await shop.MarkSent();
        return shop;
    }

    private static Task<RehearsedEffect> Rehearse(TestShop shop, params LedgerCommand[] commands) =>
        new Rehearsal(shop.Ledger, shop.Time).RunAsync(commands, "test", CancellationToken.None);
}
