using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Raincheck.Ledger.Store;
using Raincheck.Storage;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Hosting;

/// <summary>
/// What only a person ends: a call gets a code that names it, <c>/health/ready</c> says so too, nothing is answered as done that is lost,
/// and once it is mended the same process goes on.
/// </summary>
public sealed class DatabaseTroubleTests
{
    private const int AttemptsMax = 100;

    [Fact]
    public async Task GivenTheFileIsDeleted_WhenOrdersCome_ThenNoneIsTakenUntilACopyIsInItsPlace()
    {
        await using var api = await ApiHost.StartAsync(Database.Sqlite);
        var sku = await api.NewSku(5);
        var before = await api.NewOrder(sku, 1);
        var copy = await CopyAsync(api);

        File.Delete(api.Connection);

        await ShouldBeInTroubleAsync(api, sku, "database_gone");
        File.Exists(api.Connection).ShouldBeFalse();

        File.Move(copy, api.Connection);
        await ShouldWorkAgainAsync(api, sku);
        (await api.Get($"/orders/{before}").Ok()).Text("number").ShouldBe(before);
        await ShouldBeWholeAsync(api);
    }

    [Fact]
    public async Task GivenTheFileIsReplaced_WhenOrdersCome_ThenWhatIsAnsweredAsTakenIsInTheNewOne()
    {
        await using var api = await ApiHost.StartAsync(Database.Sqlite);
        var sku = await api.NewSku(5);
        var copy = await CopyAsync(api);
        var lost = await api.NewOrder(sku, 1);

        File.Move(copy, api.Connection, overwrite: true);

        var taken = await ShouldWorkAgainAsync(api, sku);
        (await NumbersAsync(api.Connection)).ShouldContain(taken);
        (await NumbersAsync(api.Connection)).ShouldNotContain(lost);
        await ShouldBeWholeAsync(api);
    }

    [Fact]
    public async Task GivenTheLogIsRemoved_WhenOrdersCome_ThenNoneThatWasAnsweredAsTakenIsMissing()
    {
        await using var api = await ApiHost.StartAsync(Database.Sqlite);
        var sku = await api.NewSku(5);
        var before = await api.NewOrder(sku, 1);

        File.Delete(api.Connection + "-wal");

        var after = await ShouldWorkAgainAsync(api, sku);
        await api.RestartAsync();
        (await NumbersAsync(api.Connection)).ShouldBe([before, after], ignoreOrder: true);
        await ShouldBeWholeAsync(api);
    }

    [Fact]
    public async Task GivenTheFileIsGone_WhenATransactionCommits_ThenItFailsAndSaysSo()
    {
        await using var shop = await TestShop.NewAsync(Database.Sqlite);
        await using var store = LedgerStore.Of(shop.Client);
        await using (var transaction = await store.BeginAsync(LockMode.Shared, CancellationToken.None))
        {
            transaction.Execute("UPDATE clients SET catalogue_version = 77");
            await transaction.FlushAsync(CancellationToken.None);
            File.Move(shop.Connection, shop.Connection + ".away");

            var failure = await Should.ThrowAsync<DatabaseTroubleException>(() => transaction.CommitAsync(CancellationToken.None));

            failure.Trouble.ShouldBe(DatabaseTrouble.DatabaseGone);
        }
        File.Move(shop.Connection + ".away", shop.Connection);
        await using var snapshot = await store.BeginAsync(LockMode.Snapshot, CancellationToken.None);
        snapshot.Client.CatalogueVersion.ShouldNotBe(77);
    }

    [Fact]
    public async Task GivenTheFileIsDamaged_WhenOrdersCome_ThenTheDamageIsNamedUntilAWholeCopyIsInItsPlace()
    {
        await using var api = await ApiHost.StartAsync(Database.Sqlite);
        var sku = await api.NewSku(5);
        var copy = await CopyAsync(api);
        // From outside: a process that opens the file and closes it again gives its own locks on it up.
        await RunAsync("dd", "if=/dev/urandom", $"of={api.Connection}", "bs=4096", "count=64", "conv=notrunc");
        await RunAsync("dd", "if=/dev/urandom", $"of={api.Connection}-wal", "bs=4096", "count=64", "conv=notrunc");

        var reply = await UntilRefusedAsync(api, sku);

        reply.ShouldBeProblem(503, "database_damaged");
        reply.Headers.RetryAfter.ShouldNotBeNull();
        (await api.Get("//health/ready")).Text("detail")!.ShouldContain("database_damaged");

        File.Move(copy, api.Connection, overwrite: true);
        await ShouldWorkAgainAsync(api, sku);
        await ShouldBeWholeAsync(api);
    }

    [Fact]
    public async Task GivenTheFileMayNotGrow_WhenOrdersCome_ThenTheDiskIsNamedUntilThereIsRoom()
    {
        using var folder = new TempFolder();
        var connection = Path.Combine(folder.Path, "client.db");
        await using var process = ServeProcess.Serve(folder.Path, connection, ApiHost.Administrator);
        await using var api = await ApiHost.OfAsync(await process.AddressAsync(), connection);
        var sku = await api.NewSku(5);
        (await api.Get("//health/ready")).Text("status").ShouldBe("ready");

        // Of the size that the log has by now: as full as a disk can be.
        await RunAsync("prlimit", "--pid", $"{process.Id}", $"--fsize={new FileInfo(connection + "-wal").Length}:unlimited");
        var reply = await UntilRefusedAsync(api, sku);

        reply.ShouldBeProblem(503, "disk_failed");
        reply.Headers.RetryAfter.ShouldNotBeNull();
        (await api.Get("//health/ready")).ShouldBeProblem(503, "not_ready", "database");
        (await api.Get("/orders")).Status.ShouldBe(System.Net.HttpStatusCode.OK);

        await RunAsync("prlimit", "--pid", $"{process.Id}", "--fsize=unlimited:unlimited");
        await ShouldWorkAgainAsync(api, sku);
        (await process.EndAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task GivenAnotherProcessHoldsTheWriteLock_WhenAUserSignsIn_ThenTheAnswerSaysToComeBack()
    {
        await using var api = await ApiHost.StartAsync(Database.Sqlite, through: file => $"Data Source={file};Default Timeout=1");
        await using var holder = new SqliteConnection($"{api.Connection};Pooling=false");
        await holder.OpenAsync();
        await ExecuteAsync(holder, "BEGIN IMMEDIATE");

        var reply = await api.Post("/token", $$"""{"username":"{{ApiHost.UserName}}","password":"wrong password"}""");

        reply.ShouldBeProblem(503, "unavailable");
        reply.Headers.RetryAfter.ShouldNotBeNull();
        var ready = await api.Get("//health/ready");
        ((int)ready.Status).ShouldBe(200, ready.Body);
        await ExecuteAsync(holder, "ROLLBACK");
        await api.SignInAsync();
    }

    [Fact]
    public async Task GivenTheSchemaIsGone_WhenOrdersCome_ThenItIsNamedUntilTheSchemaIsBack()
    {
        await using var api = await ApiHost.StartAsync(Database.Postgres);
        var sku = await api.NewSku(5);
        var schema = new NpgsqlConnectionStringBuilder(api.Connection).SearchPath;

        await OutsideAsync(api, $"ALTER SCHEMA {schema} RENAME TO away");

        await ShouldBeInTroubleAsync(api, sku, "database_gone");

        await OutsideAsync(api, $"ALTER SCHEMA away RENAME TO {schema}");
        await ShouldWorkAgainAsync(api, sku);
    }

    [Fact]
    public async Task GivenTheDatabaseMayOnlyBeRead_WhenOrdersCome_ThenThatIsNamedUntilItMayBeWritten()
    {
        await using var api = await ApiHost.StartAsync(Database.Postgres);
        var sku = await api.NewSku(5);
        var database = new NpgsqlConnectionStringBuilder(api.Connection).Database;

        await PostgresServer.ExecuteAsync($"ALTER DATABASE {database} SET default_transaction_read_only = on");
        await PostgresServer.ExecuteAsync($"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = '{database}'");

        var reply = await UntilRefusedAsync(api, sku, code: "database_read_only");
        reply.ShouldBeProblem(503, "database_read_only");
        (await api.Get("//health/ready")).Text("detail")!.ShouldContain("database_read_only");

        await PostgresServer.ExecuteAsync($"ALTER DATABASE {database} SET default_transaction_read_only = off");
        await ShouldWorkAgainAsync(api, sku);
    }

    [Fact]
    public async Task GivenTheServersDiskIsFull_WhenAnOrderComes_ThenThatIsNamedAtOnce()
    {
        await using var api = await ApiHost.StartAsync(Database.Postgres);
        var sku = await api.NewSku(5);
        await OutsideAsync(
            api,
            """
            CREATE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS $f$
            BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $f$;
            CREATE TRIGGER fault BEFORE INSERT ON order_lines FOR EACH ROW EXECUTE FUNCTION fault();
            """
        );

        var reply = await api.Post("/orders", ApiHost.Order(ApiHost.NewName("O-"), (sku, 1)));

        reply.ShouldBeProblem(503, "disk_full");
        reply.Headers.RetryAfter.ShouldNotBeNull();
        await OutsideAsync(api, "DROP TRIGGER fault ON order_lines");
        await ShouldWorkAgainAsync(api, sku);
    }

    [Theory]
    [InlineData(13, 13, "", DatabaseTrouble.DiskFull)]
    [InlineData(10, 778, "", DatabaseTrouble.DiskFailed)]
    [InlineData(11, 11, "", DatabaseTrouble.DatabaseDamaged)]
    [InlineData(26, 26, "", DatabaseTrouble.DatabaseDamaged)]
    [InlineData(8, 8, "", DatabaseTrouble.DatabaseReadOnly)]
    [InlineData(8, 1032, "", DatabaseTrouble.DatabaseGone)]
    [InlineData(14, 14, "", DatabaseTrouble.DatabaseGone)]
    [InlineData(3, 3, "", DatabaseTrouble.DatabaseForbidden)]
    [InlineData(1, 1, "SQLite Error 1: 'no such table: orders'.", DatabaseTrouble.DatabaseGone)]
    [InlineData(1, 1, "SQLite Error 1: 'no such column: a'.", null)]
    [InlineData(5, 5, "", null)]
    public void Of_AnErrorOfSqlite_IsWhatItsCodeSays(int code, int extended, string says, DatabaseTrouble? trouble) =>
        DatabaseTroubles.Of(new DbUpdateException("outside", new SqliteException(says, code, extended))).ShouldBe(trouble);

    [Theory]
    [InlineData("53100", DatabaseTrouble.DiskFull)]
    [InlineData("58030", DatabaseTrouble.DiskFailed)]
    [InlineData("XX001", DatabaseTrouble.DatabaseDamaged)]
    [InlineData("42P01", DatabaseTrouble.DatabaseGone)]
    [InlineData("3D000", DatabaseTrouble.DatabaseGone)]
    [InlineData("25006", DatabaseTrouble.DatabaseReadOnly)]
    [InlineData("42501", DatabaseTrouble.DatabaseForbidden)]
    [InlineData("28P01", DatabaseTrouble.DatabaseForbidden)]
    [InlineData("23505", null)]
    [InlineData("08006", null)]
    public void Of_AnErrorOfPostgres_IsWhatItsStateSays(string state, DatabaseTrouble? trouble) =>
        DatabaseTroubles.Of(new PostgresException("", "ERROR", "ERROR", state)).ShouldBe(trouble);

    private static async Task ShouldBeInTroubleAsync(ApiHost api, string sku, string code)
    {
        var reply = await api.Post("/orders", ApiHost.Order(ApiHost.NewName("O-"), (sku, 1)));
        reply.ShouldBeProblem(503, code);
        reply.Headers.RetryAfter.ShouldNotBeNull();
        var ready = await api.Get("//health/ready");
        ready.ShouldBeProblem(503, "not_ready", "database");
        ready.Text("detail")!.ShouldContain(code);
        (await api.Get("//health/live")).Text("status").ShouldBe("live");
    }

    /// <summary>Orders until one is refused with 503.</summary>
    private static async Task<Reply> UntilRefusedAsync(ApiHost api, string sku, string? code = null)
    {
        for (var i = 0; i < AttemptsMax; i++)
        {
            var reply = await api.Post("/orders", ApiHost.Order(ApiHost.NewName("O-"), (sku, 1)));
            if ((int)reply.Status == 503 && (code is null || reply.Text("code") == code))
                return reply;
        }
        throw new InvalidOperationException("every order was taken");
    }

    /// <summary>Orders until one is taken, and the process is ready.</summary>
    /// <returns>The one that was taken.</returns>
    private static async Task<string> ShouldWorkAgainAsync(ApiHost api, string sku)
    {
        var said = "";
        for (var i = 0; i < AttemptsMax; i++)
        {
            var number = ApiHost.NewName("O-");
            var reply = await api.Post("/orders", ApiHost.Order(number, (sku, 1)));
            said = reply.Body;
            if ((int)reply.Status == 201)
            {
                for (var j = 0; j < AttemptsMax; j++)
                {
                    var ready = await api.Get("//health/ready");
                    if ((int)ready.Status == 200)
                        return number;
                    said = ready.Body;
                    await Task.Delay(100);
                }
                break;
            }
            ((int)reply.Status).ShouldBe(503, said);
            await Task.Delay(100);
        }
        throw new InvalidOperationException("it does not recover: " + said);
    }

    /// <summary>A copy of the host's file as it is now, beside it.</summary>
    private static async Task<string> CopyAsync(ApiHost api)
    {
        var copy = api.Connection + ".copy";
        await using var db = api.Services.GetRequiredService<ClientDatabase>().CreateContext();
        await db.Database.ExecuteSqlAsync($"VACUUM INTO {copy}");
        return copy;
    }

    private static async Task<List<string>> NumbersAsync(string file)
    {
        await using var client = ClientDatabase.Open(file);
        await using var db = client.CreateContext();
        return await db.Orders.Select(o => o.Number).ToListAsync();
    }

    private static async Task ShouldBeWholeAsync(ApiHost api)
    {
        await using var client = ClientDatabase.Open(api.Connection);
        await using var db = client.CreateContext();
        (await db.Database.SqlQueryRaw<string>("SELECT integrity_check AS value FROM pragma_integrity_check").ToListAsync()).ShouldBe([
            "ok",
        ]);
    }

    private static async Task OutsideAsync(ApiHost api, string sql)
    {
        await using var connection = new NpgsqlConnection($"{api.Connection};Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task ExecuteAsync(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true }
        )!;
        var said = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        process.ExitCode.ShouldBe(0, said);
    }
}
