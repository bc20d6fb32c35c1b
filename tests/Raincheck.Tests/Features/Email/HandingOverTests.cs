using Raincheck.Features.Orders;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Features.Email;

/// <summary>An order changes while a worker has its mail already.</summary>
public sealed class HandingOverTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task ChangedWhileAnotherMailOfTheSameWorkerIsUnderWay_TellsTheStateOfItsOwnLeaving(Database database)
    {
        await using var post = await TestPost.NewAsync(database, assign: true);
        await post.Order("1", "slow.a@example.com", "Customer", ("Y", 1));
        await post.Order("2", "b@example.com", "Customer", ("X", 5));
        await post.Order("3", "c@example.com", "Customer", ("X", 5));

        // The server takes a second for the first one; the worker has taken the others too.
        var sending = Task.Run(post.Office.SendDueAsync);
        await UntilAsync(() => Task.FromResult(post.Server.HasBegunSlowly));
        await post.Shop.Receive("X", 3);
        await post.Shop.Done(new CancelOrder("3", new([new(1, 4)])));
        await sending.WaitAsync(Patience);
        await post.Office.SendDueAsync();

        var told = (await post.Server.MailsAsync()).ToLookup(m => m.To[0], m => m.Message.TextBody!.Trim());
        told["b@example.com"].ShouldBe(["OutOfStockInventoryNotice X:2"]);
        told["c@example.com"].Order().ShouldBe(["BackOrderCancelledNotice X:4", "OutOfStockInventoryNotice X:1"]);
        await post.Shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task ReleasedWhileItsMailIsHandedOver_TheReleaseIsToldToo(Database database)
    {
        await using var post = await TestPost.NewAsync(database, assign: true);
        await post.Order("1", "slow.a@example.com", "Customer", ("X", 5));

        var sending = Task.Run(post.Office.SendDueAsync);
        // It is read and on its way to the server, which takes a second.
        await UntilAsync(() => Task.FromResult(post.Server.HasBegunSlowly));
        await post.Shop.Receive("X", 5);
        (await post.Shop.MailOf("1")).ShouldBe("OutOfStockInventory Cancelled");
        await sending.WaitAsync(Patience);
        await post.Office.SendDueAsync();

        (await post.Shop.MailOf("1")).ShouldBe("OutOfStockInventory Sent, BackOrderReleased Sent");
        (await post.Server.MailsAsync())
            .Select(m => m.Message.TextBody!.Trim())
            .ShouldBe(["OutOfStockInventoryNotice X:5", "BackOrderReleasedNotice X:5"]);
        await post.Shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task RefusedForNow_TheNextAttemptTellsTheStateOfThatMoment_OrIsNotNeeded(Database database)
    {
        await using var post = await TestPost.NewAsync(database, assign: true);
        await post.Order("1", "later.a@example.com", "Customer", ("X", 5));
        await post.Order("2", "later.b@example.com", "Customer", ("Y", 5));
        await post.Office.SendDueAsync();
        await post.Shop.Receive("X", 2);
        await post.Shop.Done(new MarkOrder("2", Core.Orders.MarkMode.Marked));
        await post.Shop.Receive("Y", 5);

        post.Shop.Time.Advance(TimeSpan.FromMinutes(1));
        await post.Office.SendDueAsync();

        (await post.Server.MailsAsync()).ShouldHaveSingleItem().Message.TextBody!.Trim().ShouldBe("OutOfStockInventoryNotice X:3");
        (await post.Shop.MailOf("1")).ShouldBe("OutOfStockInventory Sent");
        // It stays marked, because a person chose so; but nothing waits.
        (await post.Shop.MailOf("2")).ShouldBe("OutOfStockInventory NotNeeded");
        await post.Shop.ShouldBeSound();
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!await condition())
            await Task.Delay(10, patience.Token);
    }
}
