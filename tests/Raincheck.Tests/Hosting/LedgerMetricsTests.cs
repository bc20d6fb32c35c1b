using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Raincheck.Core;
using Raincheck.Features.Orders;
using Raincheck.Ledger;
using Raincheck.Ledger.Store;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Hosting;

public sealed class LedgerMetricsTests : IDisposable
{
    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    private IMeterFactory Meters => services.GetRequiredService<IMeterFactory>();

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenCommands_WhenTheyAreCarriedOut_ThenKindOutcomeAndUnitsAreCounted(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Stock("X", 5);
        using var measured = new Measured(Meters);
        await using var ledger = NewLedger(shop);

        await DoneAsync(ledger, new CreateOrder(TestShop.NewOrder("O-1", ("X", 3))));
        await DoneAsync(ledger, new CreateOrder(TestShop.NewOrder("O-2", ("X", 4))));
        var again = await ledger.ExecuteAsync(new CreateOrder(TestShop.NewOrder("O-2", ("X", 1))), new CommandContext("test"));
        again.Refusal!.Code.ShouldBe(RefusalCode.DuplicateOrderNumber);
        await DoneAsync(ledger, new ShipOrder("O-2", new("MAIN", [new(1, 1)])));
        await DoneAsync(ledger, new CancelOrder("O-1", new()));

        measured.Sum("raincheck.ledger.commands", "kind=created outcome=done").ShouldBe(2);
        measured.Sum("raincheck.ledger.commands", "kind=created outcome=duplicate_order_number").ShouldBe(1);
        measured.Sum("raincheck.ledger.commands").ShouldBe(5);
        measured.Of("raincheck.ledger.batch_size").ShouldBe([1, 1, 1, 1, 1]);
        measured.Of("raincheck.ledger.commit.duration").Count.ShouldBe(5);
        var (commits, transactions) = (
            measured.Of("raincheck.ledger.commit.duration"),
            measured.Of("raincheck.ledger.transaction.duration")
        );
        transactions.Count.ShouldBe(5);
        transactions.Zip(commits).ShouldAllBe(t => t.First >= t.Second && t.Second > 0);
        // O-1 got 3 and O-2 got 2; O-1 lost its 3, of which O-2 got the 2 that it lacked. What shipped was not taken from anybody.
        measured.Sum("raincheck.allocation.given").ShouldBe(3 + 2 + 2);
        measured.Sum("raincheck.allocation.taken").ShouldBe(3);
        measured.Sum("raincheck.allocation.lines").ShouldBe(4);
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenOrdersInABatch_WhenTheyAreCarriedOut_ThenOneTransactionIsMeasured(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        using var measured = new Measured(Meters);
        await using var ledger = NewLedger(shop);

        await ledger.ExecuteAllAsync([
            .. Enumerable
                .Range(1, 30)
                // Every third number is taken by then.
                .Select(i => (new CreateOrder(TestShop.NewOrder($"O-{i - (i % 3 == 0 ? 1 : 0)}", ("X", 1))), new CommandContext("test"))),
        ]);

        measured.Of("raincheck.ledger.batch_size").ShouldBe([30]);
        measured.Sum("raincheck.ledger.commands", "kind=created outcome=done").ShouldBe(20);
        measured.Sum("raincheck.ledger.commands", "kind=created outcome=duplicate_order_number").ShouldBe(10);
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenADefect_WhenACommandFails_ThenItIsCountedAsFailed(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await Faults.RefuseLinesOfAsync(shop.Client, quantity: 13);
        using var measured = new Measured(Meters);
        await using var ledger = NewLedger(shop);

        await Should.ThrowAsync<Exception>(() => DoneAsync(ledger, new CreateOrder(TestShop.NewOrder("O-1", ("X", 13)))));
        await DoneAsync(ledger, new CreateOrder(TestShop.NewOrder("O-2", ("X", 12))));

        measured.Sum("raincheck.ledger.commands", "kind=created outcome=failed").ShouldBe(1);
        measured.Sum("raincheck.ledger.commands", "kind=created outcome=done").ShouldBe(1);
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite, 6)]
    [InlineData(Database.Postgres, 5)]
    public async Task GivenTheDatabaseIsHeldUp_WhenCommandsWait_ThenTheGaugeShowsHowMany(Database database, int waiting)
    {
        await using var shop = await TestShop.NewAsync(database);
        using var measured = new Measured(Meters);
        await using var ledger = NewLedger(shop);
        List<Task> orders = [];
        await using var store = LedgerStore.Of(shop.Client);
        await using (var holder = await store.BeginAsync(LockMode.Exclusive, CancellationToken.None))
        {
            await holder.ReadAsync(CancellationToken.None);
            // Each worker, of which there are two on PostgreSQL, is busy with one; the others wait.
            for (var i = 1; i <= 7; i++)
            {
                orders.Add(DoneAsync(ledger, new CreateOrder(TestShop.NewOrder($"O-{i}", ("X", 1)))));
                await ShowsAsync(measured, Math.Max(0, i - (7 - waiting)));
            }
        }
        await Task.WhenAll(orders);

        await ShowsAsync(measured, 0);
        measured.Sum("raincheck.ledger.repeated").ShouldBe(0);
        await shop.ShouldBeSound();
    }

    public void Dispose() => services.Dispose();

    private static async Task ShowsAsync(Measured measured, int queued)
    {
        for (var i = 0; measured.Now("raincheck.ledger.queue_length") is not [var shown] || (int)shown != queued; i++)
        {
            i.ShouldBeLessThan(400);
            await Task.Delay(25);
        }
    }

    private ClientLedger NewLedger(TestShop shop) => new(shop.Client, shop.Time, NullLogger<ClientLedger>.Instance, Meters);

    private static async Task DoneAsync<T>(ClientLedger ledger, LedgerCommand<T> command) =>
        (await ledger.ExecuteAsync(command, new CommandContext("test"))).Refusal.ShouldBeNull();
}
