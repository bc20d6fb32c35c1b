using System.Diagnostics.Metrics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Raincheck.Crash;
using Raincheck.Features.Inventory;
using Raincheck.Features.Orders;
using Raincheck.Ledger;
using Raincheck.Storage;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Ledger;

/// <summary>
/// PostgreSQL or the way to it fails in the middle of a transaction, or of its commit: the command is carried out exactly once
/// and its giver gets the answer.
/// </summary>
[Collection(ConcurrencyTests.Name)]
public sealed class CommitFaultTests
{
    private const int SmallOrder = 3;

    /// <summary>So many lines are written by COPY.</summary>
    private const int LargeOrder = 450;

    private static readonly IMeterFactory Meters = new ServiceCollection()
        .AddMetrics()
        .BuildServiceProvider()
        .GetRequiredService<IMeterFactory>();

    [Theory]
    [InlineData(CommitFault.LostBefore, 1)]
    [InlineData(CommitFault.LostBefore, 3)]
    [InlineData(CommitFault.LostAfter, 1)]
    [InlineData(CommitFault.LostAfter, 3)]
    public async Task ConnectionIsLost_AtTheCommit_TheOrderExistsOnce(CommitFault fault, int times)
    {
        await using var shop = await TestShop.NewAsync(Database.Postgres);
        await using var proxy = new FaultyProxy(shop.Connection);
        await using var client = ClientDatabase.Open(proxy.ConnectionString);
        await using var ledger = NewLedger(client);
        // Ordinary orders first, so that the commit is met in the form that it has on a warm connection.
        for (var i = 0; i < 3; i++)
            await OrderAsync(ledger, $"warm-{i}", SmallOrder);

        proxy.Cut(fault, times);
        for (var i = 0; i < times; i++)
            (await OrderAsync(ledger, $"cut-{i}", SmallOrder)).Lines.Count.ShouldBe(SmallOrder);

        proxy.CutCount.ShouldBe(times);
        await ShouldHaveAsync(shop, 3 + times, (3 + times) * SmallOrder);
    }

    [Fact]
    public async Task ConnectionIsLost_WhileTheServerStillCommits_TheAnswerWaitsForTheOutcome()
    {
        await using var shop = await TestShop.NewAsync(Database.Postgres);
        await using var proxy = new FaultyProxy(shop.Connection);
        await using var client = ClientDatabase.Open(proxy.ConnectionString);
        await using var ledger = NewLedger(client);
        // A commit that takes its time, once.
        await FaultAsync(shop, "IF nextval('faults') = 1 THEN PERFORM pg_sleep(1.5); END IF;", atCommit: true);

        proxy.Cut(CommitFault.LostAfter);
        await OrderAsync(ledger, "slow", SmallOrder);

        await ShouldHaveAsync(shop, 1, SmallOrder);
    }

    [Fact]
    public async Task BackendIsTerminated_InTheCommit_TheOrderExistsOnce()
    {
        await using var shop = await TestShop.NewAsync(Database.Postgres);
        await FaultAsync(shop, "IF nextval('faults') = 1 THEN PERFORM pg_sleep(20); END IF;", atCommit: true);

        var order = shop.Order("victim", ("X", 1));
        await TerminateAsync(shop, "COMMIT");

        (await order).Number.ShouldBe("victim");
        await ShouldHaveAsync(shop, 1, 1);
    }

    [Theory]
    [InlineData(SmallOrder)]
    [InlineData(LargeOrder)]
    public async Task BackendIsTerminated_WhileItWrites_TheOrderExistsOnce(int lines)
    {
        await using var shop = await TestShop.NewAsync(Database.Postgres);
        await FaultAsync(shop, "IF nextval('faults') = 1 THEN PERFORM pg_sleep(20); END IF;", atCommit: false);

        var order = OrderAsync(shop.Ledger, "victim", lines);
        await TerminateAsync(shop, lines == LargeOrder ? "COPY order_lines" : "INSERT INTO");

        (await order).Lines.Count.ShouldBe(lines);
        await ShouldHaveAsync(shop, 1, lines);
    }

    [Theory]
    [InlineData("40001", false)]
    [InlineData("40001", true)]
    [InlineData("40P01", false)]
    [InlineData("55P03", false)]
    [InlineData("53300", true)]
    public async Task TransactionFails_ForAPassingReason_ItIsRepeatedAndAppliedOnce(string state, bool atCommit)
    {
        await using var shop = await TestShop.NewAsync(Database.Postgres);
        await FaultAsync(
            shop,
            $"IF nextval('faults') <= 3 THEN RAISE EXCEPTION 'made to fail' USING ERRCODE = '{state}'; END IF;",
            atCommit
        );

        await shop.Order("repeated", ("X", 2), ("Y", 1));

        (await ScalarAsync(shop, "SELECT last_value FROM faults")).ShouldBeGreaterThan(3);
        await ShouldHaveAsync(shop, 1, 2);
    }

    [Fact]
    public async Task TransactionFails_ForAReasonOfItsOwn_OnlyThatCommandFails()
    {
        await using var shop = await TestShop.NewAsync(Database.Postgres);
        await FaultAsync(
            shop,
            "IF NEW.quantity = 13 THEN RAISE EXCEPTION 'made to fail' USING ERRCODE = '22000'; END IF;",
            atCommit: false
        );

        var orders = await Task.WhenAll(
            Enumerable.Range(11, 5).Select(q => Task.Run(() => FailureAsync(shop.Order($"with-{q}", ("X", q)))))
        );

        orders.Select(e => e is null).ShouldBe([true, true, false, true, true]);
        orders[2].ShouldBeOfType<PostgresException>();
        await ShouldHaveAsync(shop, 4, 4);
    }

    [Fact]
    public async Task Deadlock_WithAnotherSession_TheLedgerGivesWayAndRepeats()
    {
        await using var shop = await TestShop.NewAsync(Database.Postgres);
        await using var other = await shop.Client.Postgres!.OpenConnectionAsync();
        var pools = await PoolIdsAsync(shop, "X", "Y");

        // PostgreSQL cancels the session that detects the deadlock first, after a second. On a busy machine this can be the ledger.
        const int attemptsMax = 5;
        for (var attempt = 1; ; attempt++)
        {
            await ExecuteAsync(other, $"BEGIN; SELECT 1 FROM stock_pools WHERE id = {pools[1]} FOR UPDATE");
            // The ledger has X and waits for Y; then we, who have Y, wait for X.
            var order = shop.Order($"victim-{attempt}", ("X", 1), ("Y", 1));
            await WaitForAsync(
                shop,
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%stock_pools%FOR UPDATE%'"
            );
            var isVictim = await IsVictimAsync(other, $"SELECT 1 FROM stock_pools WHERE id = {pools[0]} FOR UPDATE");
            await ExecuteAsync(other, isVictim ? "ROLLBACK" : "COMMIT");

            await order;
            await ShouldHaveAsync(shop, attempt, 2 * attempt);
            if (!isVictim)
                break;
            attempt.ShouldBeLessThan(attemptsMax, "The server never ended the ledger's transaction");
        }
    }

    private static async Task<bool> IsVictimAsync(NpgsqlConnection connection, string sql)
    {
        try
        {
            await ExecuteAsync(connection, sql);
            return false;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.DeadlockDetected)
        {
            return true;
        }
    }

    [Fact]
    public async Task ServerCrashes_BeforeTheCommitIsOnDisk_AndOthersGoOn_TheOrderExistsOnce()
    {
        var reason = await PrivatePostgres.WhyNotAsync();
        Assert.SkipUnless(reason is null, $"PostgreSQL is not available: {reason}");
        // Nothing but a commit brings the log to disk, so that the crash takes the whole transaction with it.
        await using var server = await PrivatePostgres.StartNewAsync("wal_writer_delay=10s", "autovacuum=off");
        var direct = server.ConnectionString + ";Search Path=crash;Pooling=false";
        await using var shop = Shop.Open(direct);
        await shop.MakeAsync();
        await using var proxy = new FaultyProxy(direct);
        await using var client = ClientDatabase.Open(proxy.ConnectionString);
        await using var ledger = NewLedger(client);
        await OrderAsync(ledger, "before", 1);

        // While the ledger does not know what became of its commit, another process takes the same transaction numbers.
        proxy.Cut(
            CommitFault.LostBefore,
            meanwhile: async () =>
            {
                await server.CrashAsync();
                await server.StartAsync();
                for (var i = 0; i < 5; i++)
                    await shop.Ledger.ExecuteAsync(new AdjustStock([new("X", "MAIN", 1)]), new CommandContext("other"));
            }
        );
        await OrderAsync(ledger, "cut", 1);

        await using var db = shop.Database.CreateContext();
        (await db.Orders.OrderBy(o => o.Id).Select(o => o.Number).ToListAsync()).ShouldBe(["before", "cut"]);
        (await shop.VerifyAsync()).ShouldBeEmpty();
    }

    private static ClientLedger NewLedger(ClientDatabase client) =>
        new(client, TimeProvider.System, NullLogger<ClientLedger>.Instance, Meters);

    private static async Task<OrderView> OrderAsync(ClientLedger ledger, string number, int lines) =>
        (
            await ledger.ExecuteAsync(
                new CreateOrder(TestShop.NewOrder(number, [.. Enumerable.Range(0, lines).Select(i => (TestShop.Skus[i % 3], 1 + i % 2))])),
                new CommandContext("test")
            )
        ).Value;

    private static async Task<Exception?> FailureAsync(Task task)
    {
        try
        {
            await task;
            return null;
        }
        catch (PostgresException e)
        {
            return e;
        }
    }

    /// <summary>Makes the server do something whenever an order line is written, or when that is committed.</summary>
    private static async Task FaultAsync(TestShop shop, string what, bool atCommit)
    {
        await using var connection = await shop.Client.Postgres!.OpenConnectionAsync();
        await ExecuteAsync(
            connection,
            $"""
            CREATE SEQUENCE faults;
            CREATE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS $f$ BEGIN {what} RETURN NEW; END $f$;
            CREATE {(atCommit ? "CONSTRAINT TRIGGER fault AFTER" : "TRIGGER fault BEFORE")} INSERT ON order_lines
                {(atCommit ? "DEFERRABLE INITIALLY DEFERRED" : "")} FOR EACH ROW EXECUTE FUNCTION fault();
            """
        );
    }

    /// <summary>Waits until the ledger's backend sleeps in such a statement, and ends it.</summary>
    private static Task TerminateAsync(TestShop shop, string statement) =>
        WaitForAsync(
            shop,
            $"""
            SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
            WHERE wait_event = 'PgSleep' AND query LIKE '{statement}%' AND pid <> pg_backend_pid()
            """
        );

    private static async Task WaitForAsync(TestShop shop, string countSql)
    {
        for (var attempt = 0; await ScalarAsync(shop, countSql) == 0; attempt++)
        {
            attempt.ShouldBeLessThan(400, "the ledger does not get to where it was to be stopped");
            await Task.Delay(25);
        }
    }

    private static async Task ShouldHaveAsync(TestShop shop, int orders, int lines)
    {
        await using var db = shop.Client.CreateContext();
        (await db.Orders.CountAsync()).ShouldBe(orders);
        (await db.OrderLines.CountAsync()).ShouldBe(lines);
        await shop.ShouldBeSound();
    }

    private static async Task<int[]> PoolIdsAsync(TestShop shop, params string[] skus)
    {
        await using var db = shop.Client.CreateContext();
        return await db.Products.Where(p => skus.Contains(p.Sku)).OrderBy(p => p.Sku).Select(p => p.PoolId).ToArrayAsync();
    }

    private static async Task<long> ScalarAsync(TestShop shop, string sql)
    {
        await using var command = shop.Client.Postgres!.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
