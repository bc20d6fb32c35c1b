using Raincheck.Core;
using Raincheck.Features.Inventory;
using Raincheck.Features.Orders;
using Raincheck.Features.Products;
using Raincheck.Features.Settings;
using Raincheck.Ledger;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Ledger;

public sealed class IdempotencyTests
{
    private static readonly CommandContext Keyed = new("test", IdempotencyKey: "k-1", Digest: "body");

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenTheSameKeyAndBody_WhenSentAgain_ThenTheFirstAnswerComesAndNothingChanges(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        var request = TestShop.NewOrder(null, ("X", 2), ("K", 1));
        var first = await shop.Ledger.ExecuteAsync(new CreateOrder(request), Keyed);
        await shop.Receive("X", 2);
        var stored = await shop.Dump();

        var again = await shop.Ledger.ExecuteAsync(new CreateOrder(request), Keyed);

        // The answer is the one of then, although the order has its units by now.
        OrderVersion.Of(again.Value).Tag.ShouldBe(OrderVersion.Of(first.Value).Tag);
        again.Value.HeldAndLacking().ShouldBe("0/2 0/1");
        (await shop.Dump()).ShouldBe(stored);
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenTheSameKeyAndAnotherBody_WhenSent_ThenItIsRefusedAndNothingChanges(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Ledger.ExecuteAsync(new CreateOrder(TestShop.NewOrder("1", ("X", 2))), Keyed);
        var stored = await shop.Dump();

        var other = await shop.Ledger.ExecuteAsync(
            new CreateOrder(TestShop.NewOrder("2", ("X", 3))),
            Keyed with
            {
                Digest = "another body",
            }
        );

        other.Refusal?.Code.ShouldBe(RefusalCode.IdempotencyKeyReused);
        (await shop.Dump()).ShouldBe(stored);
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenTheSameKeyTwiceInOneTransaction_WhenCarriedOut_ThenItIsDoneOnce(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        var create = new CreateOrder(TestShop.NewOrder(null, ("X", 2)));

        var outcomes = await shop.Ledger.ExecuteAllAsync<OrderView>([
            (create, Keyed),
            (new CreateOrder(TestShop.NewOrder("between", ("X", 1))), new CommandContext("test")),
            (create, Keyed),
            (create, Keyed with { Digest = "another body" }),
        ]);

        OrderVersion.Of(outcomes[2].Value).Tag.ShouldBe(OrderVersion.Of(outcomes[0].Value).Tag);
        outcomes[3].Refusal?.Code.ShouldBe(RefusalCode.IdempotencyKeyReused);
        (await shop.Figures("X")).Open.ShouldBe(3);
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAnotherProcess_WhenItGetsTheSameKey_ThenItGivesTheFirstAnswer(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        var adjust = new AdjustStock([new("X", "MAIN", 5)]);
        var first = await shop.Ledger.ExecuteAsync(adjust, Keyed);

        await using var other = shop.NewLedger();
        var again = await other.ExecuteAsync(adjust, Keyed);

        again.Value.Items.ShouldBe(first.Value.Items);
        (await shop.OnHand("X")).ShouldBe(5);
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenTwoProcessesAtOnce_WhenBothGetTheSameKeys_ThenEachIsDoneOnce(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await using var other = shop.NewLedger();

        var outcomes = await Task.WhenAll(
            Enumerable
                .Range(0, 40)
                .Select(i =>
                    (i % 2 == 0 ? shop.Ledger : other).ExecuteAsync(
                        new AdjustStock([new("X", "MAIN", 1)]),
                        new CommandContext("test", IdempotencyKey: $"k-{i / 4}", Digest: "body")
                    )
                )
        );

        outcomes.ShouldAllBe(o => o.Refusal == null);
        (await shop.OnHand("X")).ShouldBe(10);
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenARefusedRequest_WhenTheReasonIsGoneAndItIsSentAgain_ThenItIsCarriedOut(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        var create = new CreateOrder(TestShop.NewOrder("1", ("NEW", 2)));
        (await shop.Ledger.ExecuteAsync(create, Keyed)).Refusal?.Code.ShouldBe(RefusalCode.UnknownSku);

        await shop.Done(new PutProducts([new("NEW", "New")]));

        (await shop.Ledger.ExecuteAsync(create, Keyed)).Value.Number.ShouldBe("1");
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAChangeOfSettings_WhenItsKeyComesAgain_ThenLaterSettingsStay(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        var save = new SaveSettings(new(ConsiderReplacementSku: true));
        await shop.Ledger.ExecuteAsync(save, Keyed);
        await shop.Done(new SaveSettings(new(ConsiderReplacementSku: false)));

        (await shop.Ledger.ExecuteAsync(save, Keyed)).Value.ConsiderReplacementSku.ShouldBeTrue();

        (await shop.Ledger.CatalogueAsync(TestContext.Current.CancellationToken)).Settings.ConsiderReplacementSku.ShouldBeFalse();
        await shop.ShouldBeSound();
    }
}
