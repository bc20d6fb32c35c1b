using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Raincheck.Cli;
using Raincheck.Features.Orders;
using Raincheck.Ledger;
using Raincheck.Storage;
using Raincheck.Tests.Cli;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Hosting;

/// <summary>An older program on a database that a newer one has migrated.</summary>
public sealed class NewerSchemaTests
{
    private const string Tomorrow = "29990101000000_Tomorrow";

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenANewerSchema_WhenAnOlderProgramIsStarted_ThenItSaysSoAndWritesNothing(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Order("O-1", ("X", 3));
        await shop.Stock("X", 5);
        await MigrateToTomorrowAsync(shop.Client, isNeeded: true);
        using var folder = new TempFolder();
        var orders = folder.Write("orders.csv", "number,company,sku,quantity\nO-2,ACME,X,1\n");
        var before = await ContentsAsync(shop.Client);

        string[][] commands =
        [
            ["serve", "--urls", "http://127.0.0.1:0"],
            ["demo", "--urls", "http://127.0.0.1:0"],
            ["recalculate"],
            ["recalculate", "--sku", "X"],
            ["verify"],
            ["import", "orders", orders],
            ["users", "list"],
            ["keys", "add", "robot", "--role", "viewer"],
        ];
        foreach (var command in commands)
        {
            var run = await CommandRun.Of([.. command, "--database", shop.Connection]);
            run.ExitCode.ShouldNotBe(CommandLine.Done, $"{string.Join(' ', command)}: {run.Output}");
            if (command[0] != "demo")
                run.Error.ShouldContain(Tomorrow, Case.Sensitive, string.Join(' ', command));
        }
        var status = await CommandRun.Of("status", "--database", shop.Connection);

        status.ExitCode.ShouldBe(CommandLine.Done, status.Error);
        status.Output.ShouldContain($"{Tomorrow}; of a newer version, so that this one does not write to it");
        (await ContentsAsync(shop.Client)).ShouldBe(before);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenANewerSchemaThatIsMarkedAsCompatible_WhenAnOlderProgramIsStarted_ThenItWrites(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Order("O-1", ("X", 3));
        await shop.Stock("X", 5);
        await MigrateToTomorrowAsync(shop.Client, isNeeded: false);

        var run = await CommandRun.Of("recalculate", "--database", shop.Connection);
        var status = await CommandRun.Of("status", "--database", shop.Connection, "--json");
        await using var host = await ApiHost.StartOnAsync(shop.Connection);

        run.ExitCode.ShouldBe(CommandLine.Done, run.Error);
        status.Json.GetProperty("schema").GetProperty("isNewer").GetBoolean().ShouldBeFalse();
        (await host.Get("//health/ready")).Text("status").ShouldBe("ready");
        (await shop.Get("O-1")).Lines[0].Allocated.ShouldBe(3);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAProgramThatRuns_WhenANewerOneMigrates_ThenItReadsOnAndWritesNothingMore(Database database)
    {
        await using var api = await ApiHost.StartAsync(database);
        var sku = await api.NewSku(5);
        await using var client = ClientDatabase.Open(api.Connection);
        await MigrateToTomorrowAsync(client, isNeeded: true);
        var before = await ContentsAsync(client);

        // Through the ledger, through Entity Framework, and as a job.
        (await api.Post("/orders", ApiHost.Order("O-1", (sku, 1)))).ShouldSayUnavailable(Tomorrow);
        (await api.Put($"/products/{sku}", """{"name":"Changed"}""")).ShouldSayUnavailable(Tomorrow);
        (await api.Post("/users", $$"""{"name":"ada","role":"viewer","password":"{{ApiHost.Password}}"}""")).ShouldSayUnavailable(Tomorrow);
        (await api.Post("/verifications")).ShouldSayUnavailable(Tomorrow);
        await api.Get($"/products/{sku}").Ok();
        var ready = await api.Get("//health/ready");

        ready.ShouldBeProblem(503, "not_ready", "migrations");
        ready.Text("detail")!.ShouldContain(Tomorrow);
        (await ContentsAsync(client)).ShouldBe(before);

        await UndoTomorrowAsync(client);
        (await api.Post("/orders", ApiHost.Order("O-1", (sku, 1)))).Status.ShouldBe(System.Net.HttpStatusCode.Created);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenCallersOfAnOlderProgram_WhenANewerOneMigratesAmongThem_ThenWhatWasAnsweredIsThereAndNothingElse(
        Database database
    )
    {
        await using var shop = await TestShop.NewAsync(database);
        await using var other = shop.NewLedger();
        var answered = new ConcurrentBag<string>();
        using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var calling = Enumerable.Range(0, 8).Select(c => Task.Run(() => CallAsync(c % 2 == 0 ? shop.Ledger : other, c))).ToArray();
        while (answered.Count < 40)
            await Task.Delay(5, stop.Token);

        await using (var transaction = await MigrationTransaction.BeginAsync(shop.Client, stop.Token))
        {
            await transaction.RunAsync("ALTER TABLE orders ADD COLUMN tomorrow bigint NOT NULL DEFAULT 0", stop.Token);
            await transaction.RunAsync("ALTER TABLE clients ADD COLUMN tomorrow bigint NOT NULL DEFAULT 0", stop.Token);
            await transaction.RunAsync($"UPDATE clients SET needed_migration = '{Tomorrow}'", stop.Token);
            await transaction.CommitAsync(stop.Token);
        }

        // Each of them ends, because it is refused.
        await Task.WhenAll(calling).WaitAsync(stop.Token);
        await using var db = shop.Client.CreateContext();
        (await db.Orders.Select(o => o.Number).ToListAsync(stop.Token)).ShouldBe(answered, ignoreOrder: true);

        async Task CallAsync(ClientLedger ledger, int caller)
        {
            for (var i = 0; ; i++)
            {
                var order = new CreateOrder(TestShop.NewOrder($"C{caller}-{i}", ("X", 1), ("Y", 1)));
                try
                {
                    await ledger.ExecuteAsync(order, new CommandContext("test"), stop.Token);
                    answered.Add($"C{caller}-{i}");
                }
                catch (LedgerUnavailableException e) when (e.InnerException is NewerSchemaException)
                {
                    return;
                }
            }
        }
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAnOlderSchema_WhenItIsMigrated_ThenItSaysWhatAProgramMustKnow(Database database)
    {
        await using var place = await NewClient.WithSchemaAsync(database);
        await using var client = ClientDatabase.Open(place.Connection);

        await using var db = client.CreateContext();

        var needed = (await db.Clients.SingleAsync()).NeededMigration;
        needed.ShouldBe(KnownSchema.Needed(client.IsPostgres));
        (await db.Database.GetAppliedMigrationsAsync()).ShouldContain(needed);
    }

    [Fact]
    public void NeededOf_SkipsMigrationsAfterWhichOlderProgramsMayWrite()
    {
        KnownSchema.NeededOf([("1_A", typeof(Breaking)), ("2_B", typeof(Compatible))]).ShouldBe("1_A");
        KnownSchema.NeededOf([("1_A", typeof(Compatible)), ("2_B", typeof(Breaking))]).ShouldBe("2_B");
        KnownSchema.NeededOf([("1_A", typeof(Compatible))]).ShouldBe("");
    }

    /// <summary>Does to the database what a migration of a newer version would.</summary>
    private static async Task MigrateToTomorrowAsync(ClientDatabase client, bool isNeeded)
    {
        await using var transaction = await MigrationTransaction.BeginAsync(client, TestContext.Current.CancellationToken);
        await transaction.RunAsync(
            $"""INSERT INTO "__EFMigrationsHistory" VALUES ('{Tomorrow}', '99')""",
            TestContext.Current.CancellationToken
        );
        if (isNeeded)
            await transaction.RunAsync($"UPDATE clients SET needed_migration = '{Tomorrow}'", TestContext.Current.CancellationToken);
        await transaction.CommitAsync(TestContext.Current.CancellationToken);
    }

    private static async Task UndoTomorrowAsync(ClientDatabase client)
    {
        await using var transaction = await MigrationTransaction.BeginAsync(client, TestContext.Current.CancellationToken);
        await transaction.RunAsync(
            $"""DELETE FROM "__EFMigrationsHistory" WHERE "MigrationId" = '{Tomorrow}'""",
            TestContext.Current.CancellationToken
        );
        await transaction.RunAsync("UPDATE clients SET needed_migration = ''", TestContext.Current.CancellationToken);
        await transaction.CommitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>How much is stored of what these tests try to write.</summary>
    private static async Task<(int, int, int, int, int, string)> ContentsAsync(ClientDatabase client)
    {
        await using var db = client.CreateContext();
        return (
            await db.Journal.CountAsync(),
            await db.Orders.CountAsync(),
            await db.Users.CountAsync(),
            await db.ApiKeys.CountAsync(),
            await db.Jobs.CountAsync(j => j.Kind == "verification"),
            string.Join(',', await db.OrderLines.OrderBy(l => l.OrderId).Select(l => l.Allocated).ToListAsync())
        );
    }

    private sealed class Breaking;

    [OlderProgramsMayWrite]
    private sealed class Compatible;
}

file static class UnavailableReplies
{
    public static void ShouldSayUnavailable(this Reply reply, string why)
    {
        reply.ShouldBeProblem(503, "unavailable");
        reply.Text("detail")!.ShouldContain(why);
    }
}
