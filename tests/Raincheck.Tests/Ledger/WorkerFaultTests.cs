using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Raincheck.Features.Purchasing;
using Raincheck.Ledger;
using Raincheck.Storage;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Ledger;

/// <summary>
/// What a coordinator of a distributed database passes on of its workers: internal errors with the words of the worker. Triggers say
/// the same here.
/// </summary>
public sealed class WorkerFaultTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData("""duplicate key value violates unique constraint "ix_orders_number_102345" """)]
    [InlineData("could not serialize access due to concurrent update")]
    [InlineData("deadlock detected")]
    [InlineData("canceling statement due to lock timeout")]
    [InlineData("terminating connection due to administrator command")]
    [InlineData("the database system is starting up")]
    [InlineData("connection to the remote node postgres@10.0.0.2:5432 failed with the following error: Connection refused")]
    public async Task GivenAWorkersErrorWithAPassingReason_WhenItComesAsAnInternalOne_ThenTheCommandIsRepeatedAndAppliedOnce(string says)
    {
        await using var shop = await TestShop.NewAsync(Database.Postgres);
        await RunAsync(
            shop,
            $"""
            CREATE SEQUENCE faults;
            CREATE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS $f$
            BEGIN
                IF nextval('faults') <= 2 THEN RAISE EXCEPTION '{says}' USING ERRCODE = 'XX000'; END IF;
                RETURN NEW;
            END $f$;
            CREATE TRIGGER fault BEFORE INSERT ON order_lines FOR EACH ROW EXECUTE FUNCTION fault();
            """
        );

        await shop.Order("repeated", ("X", 1)).WaitAsync(Patience);

        await using var db = shop.Client.CreateContext();
        (await db.Orders.CountAsync(), await db.OrderLines.CountAsync()).ShouldBe((1, 1));
        await shop.ShouldBeSound();
    }

    [Fact]
    public async Task GivenOneReceiptSentTwiceAtTheSameMoment_WhenTheWorkerFindsItTwice_ThenItIsReceivedOnceAndBothGetTheAnswer()
    {
        await using var shop = await TestShop.NewAsync(Database.Postgres);
        // The unique index of the worker, as it were: the second waits for the first to commit, and gets its error as an internal one.
        await RunAsync(
            shop,
            """
            CREATE TABLE references_of_worker (reference text PRIMARY KEY);
            CREATE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS $f$
            BEGIN
                INSERT INTO references_of_worker VALUES (NEW.reference);
                PERFORM pg_sleep(0.3);
                RETURN NEW;
            EXCEPTION WHEN unique_violation THEN
                RAISE EXCEPTION '%', SQLERRM USING ERRCODE = 'XX000';
            END $f$;
            CREATE TRIGGER fault BEFORE INSERT ON receipts FOR EACH ROW EXECUTE FUNCTION fault();
            """
        );
        await using var other = shop.NewLedger();
        var first = await shop.Done(new CreatePurchaseOrder(new("VEND", [new("X", 5)], "MAIN")));
        var second = await shop.Done(new CreatePurchaseOrder(new("VEND", [new("Y", 5)], "MAIN")));

        // Of two purchase orders, so that no lock of theirs keeps the two from meeting.
        var answers = await Task.WhenAll(
                shop.Ledger.ExecuteAsync(new ReceivePurchaseOrder(first.Number, new("R-1", [new("X", 2)])), new CommandContext("one")),
                other.ExecuteAsync(new ReceivePurchaseOrder(second.Number, new("R-1", [new("Y", 2)])), new CommandContext("two"))
            )
            .WaitAsync(Patience);

        answers.Count(a => a.Refusal is null).ShouldBe(1);
        answers.Single(a => a.Refusal is not null).Refusal!.Code.ShouldBe(Core.RefusalCode.DuplicateReceipt);
        await using var db = shop.Client.CreateContext();
        (await db.Receipts.CountAsync()).ShouldBe(1);
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData("23505", "whatever it says", DatabaseFault.Duplicate)]
    [InlineData("40001", "", DatabaseFault.Conflict)]
    [InlineData("40P01", "", DatabaseFault.Conflict)]
    [InlineData("55P03", "", DatabaseFault.Conflict)]
    [InlineData("57P01", "", DatabaseFault.Unreachable)]
    [InlineData("08006", "", DatabaseFault.Unreachable)]
    [InlineData("53300", "", DatabaseFault.Unreachable)]
    [InlineData("53100", "", DatabaseFault.Trouble)]
    [InlineData("25006", "", DatabaseFault.Trouble)]
    [InlineData("XX000", "cache lookup failed for type 1", DatabaseFault.None)]
    [InlineData("XX000", "cannot execute INSERT in a read-only transaction", DatabaseFault.Trouble)]
    [InlineData("42601", "duplicate key value violates unique constraint", DatabaseFault.None)]
    [InlineData("0A000", "could not create distributed plan", DatabaseFault.None)]
    public void Of_AnErrorOfPostgres_IsWhatTheStateOrTheWorkersWordsSay(string state, string says, object fault)
    {
        var error = new PostgresException(says, "ERROR", "ERROR", state);

        DatabaseFaults.Of(error).ShouldBe(fault);
        DatabaseFaults.Of(new DbUpdateException("outside", error)).ShouldBe(fault);
        // Who gave up waiting gets the server's word for it, and that is no fault of the database.
        DatabaseFaults.Of(new OperationCanceledException("given up", error)).ShouldBe(DatabaseFault.None);
    }

    [Theory]
    [InlineData(5, 5, DatabaseFault.Conflict)]
    [InlineData(5, 517, DatabaseFault.Conflict)]
    [InlineData(6, 6, DatabaseFault.Conflict)]
    [InlineData(19, 2067, DatabaseFault.Duplicate)]
    [InlineData(19, 1555, DatabaseFault.Duplicate)]
    [InlineData(19, 1811, DatabaseFault.None)]
    [InlineData(13, 13, DatabaseFault.Trouble)]
    [InlineData(1, 1, DatabaseFault.None)]
    public void Of_AnErrorOfSqlite_IsWhatItsCodeSays(int code, int extended, object fault) =>
        DatabaseFaults.Of(new SqliteException("", code, extended)).ShouldBe(fault);

    private static async Task RunAsync(TestShop shop, string sql)
    {
        await using var command = shop.Client.Postgres!.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
