using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Raincheck.Cli;
using Raincheck.Storage;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Cli;

public sealed class BackupCommandTests : IDisposable
{
    private const int Writers = 8;

    /// <summary>Enough to catch a copy in the middle.</summary>
    private const long MiddleBytes = 16 * 1024 * 1024;

    private readonly TempFolder folder = new();

    private string Copy => Path.Combine(folder.Path, "copy.db");

    [Fact]
    public async Task Backup_WhileOthersWrite_HasEveryOrderThatWasAcknowledgedBefore()
    {
        await using var shop = await TestShop.NewAsync(Database.Sqlite);
        await shop.Stock("X", 300);
        var acknowledged = new ConcurrentQueue<string>();
        using var stop = new CancellationTokenSource();
        var writing = Enumerable.Range(0, Writers).Select(w => Task.Run(() => WriteAsync(shop, w, acknowledged, stop.Token))).ToList();
        for (var round = 1; round <= 3; round++)
        {
            await UntilAsync(() => acknowledged.Count >= 100 * round);
            string[] before = [.. acknowledged];

            var backup = await CommandRun.Of("backup", "--database", shop.Connection, Copy, "--force", "--json");

            backup.ExitCode.ShouldBe(CommandLine.Done, backup.Error);
            backup.Json.GetProperty("orders").GetInt64().ShouldBeGreaterThanOrEqualTo(before.Length);
            before.Except(await NumbersAsync(Copy)).ShouldBeEmpty();
        }
        await stop.CancelAsync();
        await Task.WhenAll(writing);
        var copied = await NumbersAsync(Copy);

        // As a new database, and then over the one that it was made of.
        var elsewhere = Path.Combine(folder.Path, "elsewhere.db");
        (await CommandRun.Of("restore", "--database", elsewhere, Copy)).ExitCode.ShouldBe(CommandLine.Done);
        (await CommandRun.Of("verify", "--database", elsewhere)).ExitCode.ShouldBe(CommandLine.Done);
        (await NumbersAsync(elsewhere)).ShouldBe(copied, ignoreOrder: true);

        await shop.Order("after", ("X", 1));
        await shop.ShouldBeSound();
        var database = shop.Connection;
        await shop.Ledger.DisposeAsync();
        await shop.Client.DisposeAsync();
        // SQLite may close a connection of this process a little after it was told to.
        var restored = await CommandRun.Of("restore", "--database", database, Copy, "--force");
        for (var i = 0; i < 60 && restored.Error.Contains("is in use", StringComparison.Ordinal); i++)
        {
            await Task.Delay(500);
            restored = await CommandRun.Of("restore", "--database", database, Copy, "--force");
        }
        restored.ExitCode.ShouldBe(CommandLine.Done, restored.Error);
        (await CommandRun.Of("verify", "--database", database)).ExitCode.ShouldBe(CommandLine.Done);
        (await NumbersAsync(database)).ShouldBe(copied, ignoreOrder: true);
        Directory.GetFiles(folder.Path, "*.partial").ShouldBeEmpty();
    }

    [Fact]
    public async Task Backup_FileThatExists_IsNotOverwrittenWithoutForce()
    {
        await using var shop = await TestShop.NewAsync(Database.Sqlite);
        folder.Write("copy.db", "precious");

        var run = await CommandRun.Of("backup", "--database", shop.Connection, Copy);

        run.ExitCode.ShouldBe(CommandLine.Failed);
        run.Error.ShouldBe($"raincheck backup: {Copy} exists already; --force overwrites it" + Environment.NewLine);
        (await File.ReadAllTextAsync(Copy)).ShouldBe("precious");
    }

    [Fact]
    public async Task Backup_IntoADatabaseThatIsInUse_IsRefusedEvenWithForce()
    {
        await using var shop = await TestShop.NewAsync(Database.Sqlite);
        await using var other = await TestShop.NewAsync(Database.Sqlite);
        await other.Order("O-1", ("X", 1));

        var run = await CommandRun.Of("backup", "--database", shop.Connection, other.Connection, "--force");
        var self = await CommandRun.Of("backup", "--database", shop.Connection, shop.Connection, "--force");

        run.ExitCode.ShouldBe(CommandLine.Failed);
        run.Error.ShouldContain("is a database that is in use");
        self.ExitCode.ShouldBe(CommandLine.Failed);
        self.Error.ShouldContain("is the database itself");
        (await other.Get("O-1")).Lines.Count.ShouldBe(1);
        await shop.ShouldBeSound();
    }

    [Fact]
    public async Task Backup_IsReadableByItsOwnerAlone()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no such rights");
            return;
        }
        await using var shop = await TestShop.NewAsync(Database.Sqlite);

        (await CommandRun.Of("backup", "--database", shop.Connection, Copy)).ExitCode.ShouldBe(CommandLine.Done);

        File.GetUnixFileMode(Copy).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task Backup_DamagedDatabase_IsNotCopied()
    {
        var (database, _) = await ClosedShopAsync("O-1");
        // Every page but the first few, which SQLite needs to find its way.
        await using (var file = File.OpenWrite(database))
        {
            file.Position = 8 * 4096;
            await file.WriteAsync(new byte[file.Length - file.Position]);
        }

        var run = await CommandRun.Of("backup", "--database", database, Copy);

        run.ExitCode.ShouldBe(CommandLine.Failed);
        run.Error.ShouldContain("malformed");
        File.Exists(Copy).ShouldBeFalse();
        Directory.GetFiles(folder.Path, "*.partial").ShouldBeEmpty();
    }

    [Fact]
    public async Task Backup_Killed_LeavesWhatWasThere()
    {
        var (database, _) = await ClosedShopAsync("O-1");
        (await CommandRun.Of("backup", "--database", database, Copy)).ExitCode.ShouldBe(CommandLine.Done);
        var before = await File.ReadAllBytesAsync(Copy);
        await FillAsync(database);

        await using (var process = ServeProcess.Start(folder.Path, ["backup", "--database", database, Copy, "--force"]))
        {
            await UntilAsync(() => Directory.GetFiles(folder.Path, "*.partial").Any(f => new FileInfo(f).Length > MiddleBytes));
            (await process.KillAsync()).ShouldNotBe(0);
        }

        (await File.ReadAllBytesAsync(Copy)).ShouldBe(before);
        (await CommandRun.Of("verify", "--database", database)).ExitCode.ShouldBe(CommandLine.Done);
        (await CommandRun.Of("backup", "--database", database, Copy, "--force")).ExitCode.ShouldBe(CommandLine.Done);
    }

    [Fact]
    public async Task Restore_Killed_LeavesTheOldDatabase()
    {
        var (database, numbers) = await ClosedShopAsync("old");
        var (other, _) = await ClosedShopAsync("new");
        await FillAsync(other);
        (await CommandRun.Of("backup", "--database", other, Copy)).ExitCode.ShouldBe(CommandLine.Done);

        await using (var process = ServeProcess.Start(folder.Path, ["restore", "--database", database, Copy, "--force"]))
        {
            await UntilAsync(() => new FileInfo(database + "-wal") is { Exists: true, Length: > MiddleBytes });
            (await process.KillAsync()).ShouldNotBe(0);
        }

        (await NumbersAsync(database)).ShouldBe(numbers);
        (await CommandRun.Of("verify", "--database", database)).ExitCode.ShouldBe(CommandLine.Done);
        (await CommandRun.Of("restore", "--database", database, Copy, "--force")).ExitCode.ShouldBe(CommandLine.Done);
        (await NumbersAsync(database)).ShouldBe(["new"]);
    }

    [Fact]
    public async Task Restore_WhileAServerHasTheFile_IsRefusedAndTheServerGoesOn()
    {
        await using var api = await ApiHost.StartAsync(Database.Sqlite);
        var sku = await api.NewSku(5);
        (await CommandRun.Of("backup", "--database", api.Connection, Copy)).ExitCode.ShouldBe(CommandLine.Done);
        var number = await api.NewOrder(sku, 2);

        var run = await CommandRun.Of("restore", "--database", api.Connection, Copy, "--force");

        run.ExitCode.ShouldBe(CommandLine.Failed);
        run.Error.ShouldBe($"raincheck restore: {api.Connection} is in use; stop what serves it first" + Environment.NewLine);
        (await api.Get($"/orders/{number}")).Number("lines.0.allocated").ShouldBe(2);
        await api.NewOrder(sku, 1);
    }

    [Fact]
    public async Task Restore_DatabaseThatExists_IsNotOverwrittenWithoutForce()
    {
        var (database, numbers) = await ClosedShopAsync("old");
        (await CommandRun.Of("backup", "--database", database, Copy)).ExitCode.ShouldBe(CommandLine.Done);

        var run = await CommandRun.Of("restore", "--database", database, Copy);

        run.ExitCode.ShouldBe(CommandLine.Failed);
        run.Error.ShouldContain("--force");
        (await NumbersAsync(database)).ShouldBe(numbers);
    }

    [Theory]
    [InlineData("there is no file", null)]
    [InlineData("is damaged or was not made by raincheck", "no database at all, but rather more than a header's worth of text")]
    public async Task Restore_FileThatIsNoCopy_IsRefusedAndTheOldDatabaseStays(string complaint, string? content)
    {
        var (database, numbers) = await ClosedShopAsync("old");
        if (content is not null)
            folder.Write("copy.db", string.Concat(Enumerable.Repeat(content, 100)));

        var run = await CommandRun.Of("restore", "--database", database, Copy, "--force");

        run.ExitCode.ShouldBe(CommandLine.Failed);
        run.Error.ShouldContain(complaint);
        run.Error.ShouldContain(Copy);
        (await NumbersAsync(database)).ShouldBe(numbers);
    }

    [Theory]
    [InlineData("DROP TABLE clients", "was not made by raincheck")]
    [InlineData("DELETE FROM clients", "holds no client")]
    [InlineData("INSERT INTO \"__EFMigrationsHistory\" VALUES ('29990101000000_Tomorrow', '99')", "29990101000000_Tomorrow")]
    public async Task Restore_CopyOfAnotherSchema_IsRefused(string change, string complaint)
    {
        var (database, _) = await ClosedShopAsync("old");
        (await CommandRun.Of("backup", "--database", database, Copy)).ExitCode.ShouldBe(CommandLine.Done);
        await RunAsync(Copy, change);

        var run = await CommandRun.Of("restore", "--database", Path.Combine(folder.Path, "new.db"), Copy);

        run.ExitCode.ShouldBe(CommandLine.Failed);
        run.Error.ShouldContain(complaint);
        File.Exists(Path.Combine(folder.Path, "new.db")).ShouldBeFalse();
    }

    [Fact]
    public async Task Restore_OverAFileThatIsNoDatabaseAnyMore_SaysWhatToDo()
    {
        var (database, _) = await ClosedShopAsync("O-1");
        (await CommandRun.Of("backup", "--database", database, Copy)).ExitCode.ShouldBe(CommandLine.Done);
        await File.WriteAllTextAsync(database, new string('x', 100_000));

        var refused = await CommandRun.Of("restore", "--database", database, Copy, "--force");
        File.Move(database, database + ".broken");
        var restored = await CommandRun.Of("restore", "--database", database, Copy);

        refused.ExitCode.ShouldBe(CommandLine.Failed);
        refused.Error.ShouldContain("move it and the files beside it");
        restored.ExitCode.ShouldBe(CommandLine.Done, restored.Error);
        (await NumbersAsync(database)).ShouldBe(["O-1"]);
    }

    [Fact]
    public async Task Restore_BesideTheLogOfAnotherDatabase_IsRefused()
    {
        var (database, _) = await ClosedShopAsync("O-1");
        (await CommandRun.Of("backup", "--database", database, Copy)).ExitCode.ShouldBe(CommandLine.Done);
        var target = Path.Combine(folder.Path, "new.db");
        folder.Write("new.db-wal", "frames of another time");

        var run = await CommandRun.Of("restore", "--database", target, Copy);

        run.ExitCode.ShouldBe(CommandLine.Failed);
        run.Error.ShouldContain(target + "-wal");
        File.Exists(target).ShouldBeFalse();
    }

    [Theory]
    [InlineData("backup")]
    [InlineData("restore")]
    public async Task Copy_OfPostgres_PointsToItsOwnTools(string command)
    {
        var run = await CommandRun.Of(command, "--database", "Host=127.0.0.1;Port=1;Username=me;Password=secret;Database=shop", Copy);

        run.ExitCode.ShouldBe(CommandLine.Failed);
        run.Error.ShouldContain("pg_dump");
        run.Error.ShouldNotContain("secret");
    }

    public void Dispose() => folder.Dispose();

    private static async Task WriteAsync(TestShop shop, int writer, ConcurrentQueue<string> acknowledged, CancellationToken stop)
    {
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            var number = $"W{writer}-{i}";
            await shop.Order(number, ("X", 1 + i % 2), ("K", 1));
            acknowledged.Enqueue(number);
            await Task.Delay(5, CancellationToken.None);
        }
    }

    /// <summary>A client with one order, without open connections.</summary>
    private async Task<(string Database, string[] Numbers)> ClosedShopAsync(string number)
    {
        var database = Path.Combine(folder.Path, number + ".db");
        await using var shop = await TestShop.NewAsync(Database.Sqlite);
        await shop.Order(number, ("X", 1));
        (await CommandRun.Of("backup", "--database", shop.Connection, database)).ExitCode.ShouldBe(CommandLine.Done);
        return (database, [number]);
    }

    /// <summary>Makes it large.</summary>
    private static Task FillAsync(string database) =>
        RunAsync(
            database,
            """
            CREATE TABLE filler (id INTEGER PRIMARY KEY, bytes BLOB);
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 16000)
            INSERT INTO filler SELECT i, randomblob(10000) FROM n;
            """
        );

    private static async Task RunAsync(string database, string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={database};Pooling=false");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<string[]> NumbersAsync(string database)
    {
        await using var client = ClientDatabase.Open(database);
        await using var db = client.CreateContext();
        return await db.Orders.Select(o => o.Number).ToArrayAsync();
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        for (var i = 0; !holds(); i++)
        {
            i.ShouldBeLessThan(12_000);
            await Task.Delay(5);
        }
    }
}
