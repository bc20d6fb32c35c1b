using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;
using Raincheck.Cli;
using Raincheck.Features.Accounts;
using Raincheck.Hosting;
using Raincheck.Storage;
using Raincheck.Tests.Cli;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Hosting;

/// <summary>A start that is interrupted, and the start after it.</summary>
/// <remarks><c>RAINCHECK_TEST_STARTS</c> says how many starts of each kind are interrupted; without it 1, and 2 in <c>./test deep</c>.</remarks>
public sealed class StartTests
{
    private const string LeftOverLock =
        """CREATE TABLE "__EFMigrationsLock" ("Id" INTEGER PRIMARY KEY, "Timestamp" TEXT NOT NULL); INSERT INTO "__EFMigrationsLock" VALUES (1, '2026-01-05 08:00:00+00:00')""";

    private static int Starts =>
        int.TryParse(Environment.GetEnvironmentVariable("RAINCHECK_TEST_STARTS"), out var asked) ? asked : Deep.Of(2, 1);

    private static readonly Lazy<Task<TimeSpan>> StartTime = new(MeasureAsync);

    public enum Kind
    {
        First,
        Migration,
        Ordinary,
    }

    [Theory]
    [MoreInDeep]
    [InlineData(Database.Sqlite, Kind.First)]
    [InlineData(Database.Sqlite, Kind.Migration)]
    [InlineData(Database.Sqlite, Kind.Ordinary)]
    [InlineData(Database.Postgres, Kind.First)]
    [InlineData(Database.Postgres, Kind.Migration)]
    [InlineData(Database.Postgres, Kind.Ordinary)]
    public async Task GivenAProcessKilledWhileItStarts_WhenItIsStartedAgain_ThenItServes(Database database, Kind kind)
    {
        var (seed, random) = Chance();
        var starts = Starts;
        for (var i = 0; i < starts; i++)
        {
            await using var place = kind == Kind.Ordinary ? await NewClient.WithSchemaAsync(database) : NewClient.On(database);
            if (kind == Kind.Migration)
                await MigrateToFirstAsync(place.Connection);
            var moment = await StartTime.Value * random.NextDouble();
            await using (var process = await ServeForAsync(place.Connection, moment))
                await process.KillAsync();

            await using var again = await ApiHost.StartOnAsync(place.Connection);
            await again.SignInAsync();
            var ready = await again.Get("//health/ready");
            ((int)ready.Status).ShouldBe(200, $"seed {seed}, killed after {moment}: {ready.Body}");
        }
    }

    [Theory]
    [MoreInDeep]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAProcessThatStarts_WhenItIsTerminated_ThenItEndsInGoodOrder(Database database)
    {
        var (seed, random) = Chance();
        var starts = Starts;
        for (var i = 0; i < starts; i++)
        {
            await using var place = NewClient.On(database);
            var moment = await StartTime.Value * (0.2 + random.NextDouble());
            await using var process = await ServeForAsync(place.Connection, moment);

            var code = await process.EndAsync();

            // A signal that comes before the runtime is there ends the process as the system does it.
            code.ShouldBeOneOf([0, 143], $"seed {seed}, terminated after {moment}: {process.Said}");
            process.Said.ShouldNotContain("Unhandled");
            process.Said.ShouldNotContain("   at ");
        }
    }

    [Fact]
    public async Task GivenACommandThatWaitsForAPassword_WhenItIsTerminated_ThenItEnds()
    {
        var (seed, random) = Chance();
        using var folder = new TempFolder();
        await using var process = ServeProcess.Start(folder.Path, ["users", "add", "ada", "--role", "admin"]);
        await Task.Delay(await StartTime.Value * random.NextDouble(), TestContext.Current.CancellationToken);

        var code = await process.EndAsync();

        code.ShouldBeOneOf([CommandLine.Failed, 143], $"seed {seed}: {process.Said}");
        process.Said.ShouldNotContain("Unhandled");
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAStartThatWaitsForAnotherMigration_WhenItIsCancelled_ThenItStopsWaiting(Database database)
    {
        await using var place = NewClient.On(database);
        await using var client = ClientDatabase.Open(place.Connection);
        await using var other = await MigrationTransaction.BeginAsync(client, TestContext.Current.CancellationToken);
        using var stop = new CancellationTokenSource();
        var waiting = client.MigrateAsync(stop.Token);
        waiting.IsCompleted.ShouldBeFalse();

        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(waiting.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenManyProcesses_WhenTheyMakeTheSameClient_ThenEachFindsItMade(Database database)
    {
        await using var place = NewClient.On(database);

        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => MigrateAsync(place.Connection))))
            .WaitAsync(TimeSpan.FromMinutes(1));

        await using var client = ClientDatabase.Open(place.Connection);
        await using var db = client.CreateContext();
        (await db.Clients.CountAsync()).ShouldBe(1);
        (await db.Database.GetPendingMigrationsAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenNothingToMigrate_WhenItStarts_ThenItTakesNoLockAndWritesNothing(Database database)
    {
        await using var place = await NewClient.WithSchemaAsync(database);
        await PrepareAsync(place.Connection);
        if (database == Database.Postgres)
        {
            var readOnly = new NpgsqlConnectionStringBuilder(place.Connection) { Options = "-c default_transaction_read_only=on" };
            await PrepareAsync(readOnly.ConnectionString);
            return;
        }
        await using var writer = new SqliteConnection($"Data Source={place.Connection};Pooling=False");
        await writer.OpenAsync(TestContext.Current.CancellationToken);
        await using var writing = writer.BeginTransaction(deferred: false);
        await PrepareAsync(place.Connection).WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task GivenALockThatWasLeftBehind_WhenItStarts_ThenItDoesNotWaitForIt(bool isMigrated)
    {
        await using var place = isMigrated ? await NewClient.WithSchemaAsync(Database.Sqlite) : NewClient.On(Database.Sqlite);
        await ExecuteAsync(place.Connection, LeftOverLock);

        var status = await CommandRun.Of("status", "--database", place.Connection, "--json");
        var told = await CommandRun.Of("status", "--database", place.Connection);
        await PrepareAsync(place.Connection).WaitAsync(TimeSpan.FromSeconds(20));
        var after = await CommandRun.Of("status", "--database", place.Connection, "--json");

        status
            .Json.GetProperty("schema")
            .GetProperty("lockLeftSince")
            .GetDateTimeOffset()
            .ShouldBe(new DateTimeOffset(2026, 1, 5, 8, 0, 0, TimeSpan.Zero));
        told.Output.ShouldContain("migration lock  left by another version or a tool at 2026-01-05 08:00:00Z");
        after.ExitCode.ShouldBe(CommandLine.Done, after.Error);
        // Where nothing was to migrate, nothing was written.
        after.Output.Contains("lockLeftSince\":\"2026", StringComparison.Ordinal).ShouldBe(isMigrated, after.Output);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenTheModel_WhenItIsComparedWithTheMigrations_ThenNoneIsMissing(Database database)
    {
        await using var client = ClientDatabase.Open(database == Database.Sqlite ? "never-opened.db" : "Host=never.opened");
        await using var db = client.CreateContext();

        db.Database.HasPendingModelChanges().ShouldBeFalse();
    }

    /// <summary>How long a first start takes here and now.</summary>
    private static async Task<TimeSpan> MeasureAsync()
    {
        await using var place = NewClient.On(Database.Sqlite);
        var began = Stopwatch.GetTimestamp();
        await using var process = await ServeForAsync(place.Connection, TimeSpan.Zero);
        await process.AddressAsync();
        return Stopwatch.GetElapsedTime(began);
    }

    private static (int Seed, Random Random) Chance()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        return (seed, new Random(seed));
    }

    /// <summary>Starts the program and comes back when it has run for a while, wherever it is then.</summary>
    private static async Task<ServeProcess> ServeForAsync(string connection, TimeSpan moment)
    {
        var process = ServeProcess.Serve(Path.GetTempPath(), connection, [.. ApiHost.Administrator, new(Logs.LevelVariable, "warning")]);
        await Task.Delay(moment, TestContext.Current.CancellationToken);
        return process;
    }

    private static async Task MigrateToFirstAsync(string connection)
    {
        await using var client = ClientDatabase.Open(connection);
        await using var db = client.CreateContext();
        var first = db.GetService<IMigrator>()
            .GenerateScript(Migration.InitialDatabase, db.Database.GetMigrations().First(), MigrationsSqlGenerationOptions.NoTransactions);
        await using var transaction = await MigrationTransaction.BeginAsync(client, TestContext.Current.CancellationToken);
        await transaction.RunAsync(first, TestContext.Current.CancellationToken);
        await transaction.CommitAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task GivenAClientOfAnEarlierVersion_WhenItIsMigrated_ThenACopyFromBeforeIsThere()
    {
        await using var place = NewClient.On(Database.Sqlite);
        await MigrateToFirstAsync(place.Connection);
        await ExecuteAsync(
            place.Connection,
            "INSERT INTO clients (id, catalogue_version, settings, needed_migration) VALUES (1, 7, '{}', '')"
        );
        await using var client = ClientDatabase.Open(place.Connection);

        var copy = await client.MigrateAsync(TestContext.Current.CancellationToken);

        copy.ShouldNotBeNull();
        var restored = place.Connection + ".restored";
        var content = await SqliteCopies.RestoreAsync(copy, restored, overwrite: false, TestContext.Current.CancellationToken);
        await using var db = client.CreateContext();
        content.Schema.ShouldBe(db.Database.GetMigrations().First());
        await using var old = ClientDatabase.Open(restored);
        await using var oldDb = old.CreateContext();
        (await oldDb.Clients.Select(c => c.CatalogueVersion).SingleAsync()).ShouldBe(7);
        (await db.Database.GetPendingMigrationsAsync()).ShouldBeEmpty();
        // Nothing is left to migrate: no further copy.
        (await client.MigrateAsync(TestContext.Current.CancellationToken)).ShouldBeNull();
    }

    [Fact]
    public async Task GivenNoCopyCanBeMade_WhenAClientIsMigrated_ThenNothingIsChanged()
    {
        await using var place = NewClient.On(Database.Sqlite);
        await MigrateToFirstAsync(place.Connection);
        await ExecuteAsync(
            place.Connection,
            "INSERT INTO clients (id, catalogue_version, settings, needed_migration) VALUES (1, 7, '{}', '')"
        );
        await using var client = ClientDatabase.Open(place.Connection);
        await using var db = client.CreateContext();
        // A folder stands where the copy would.
        Directory.CreateDirectory($"{place.Connection}.before-{db.Database.GetMigrations().Last()}");

        var failure = await Should.ThrowAsync<IOException>(client.MigrateAsync(TestContext.Current.CancellationToken));

        failure.Message.ShouldContain("is a folder");
        failure.Message.ShouldContain(SchemaMigration.BackupVariable);
        (await db.Database.GetAppliedMigrationsAsync()).ShouldBe([db.Database.GetMigrations().First()]);
    }

    private static async Task MigrateAsync(string connection)
    {
        await using var client = ClientDatabase.Open(connection);
        await client.MigrateAsync();
    }

    private static async Task PrepareAsync(string connection)
    {
        await using var app = RaincheckHost.Build(new ServeOptions(connection, "http://127.0.0.1:0") { PasswordRounds = 1_000 });
        await RaincheckHost.PrepareAsync(app, new FirstAdministrator(ApiHost.UserName, ApiHost.Password));
    }

    private static async Task ExecuteAsync(string file, string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
