using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Raincheck.Cli;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Cli;

/// <summary>What docs/operations.md says of PostgreSQL's own tools, done.</summary>
public sealed class PostgresBackupTests
{
    [Fact]
    public async Task DumpWhileOthersWrite_Restored_HasEveryOrderThatWasAcknowledgedBeforeAndIsSound()
    {
        await using var shop = await TestShop.NewAsync(Database.Postgres);
        var bin = await ToolsAsync();
        await shop.Stock("X", 300);
        using var folder = new TempFolder();
        var dump = Path.Combine(folder.Path, "shop.dump");
        var acknowledged = new ConcurrentQueue<string>();
        using var stop = new CancellationTokenSource();
        var writing = Enumerable.Range(0, 8).Select(w => Task.Run(() => WriteAsync(shop, w, acknowledged, stop.Token))).ToList();
        while (acknowledged.Count < 100)
            await Task.Delay(5);
        string[] before = [.. acknowledged];
        var server = new NpgsqlConnectionStringBuilder(shop.Connection);
        var schema = server.SearchPath!;

        await RunAsync(server, Path.Combine(bin, "pg_dump"), "--format=custom", $"--schema={schema}", $"--file={dump}");
        await stop.CancelAsync();
        await Task.WhenAll(writing);
        await ExecuteAsync(shop, $"ALTER SCHEMA {schema} RENAME TO {schema}_old");
        try
        {
            await RunAsync(
                server,
                Path.Combine(bin, "pg_restore"),
                "--no-owner",
                "--exit-on-error",
                "--single-transaction",
                $"--dbname={server.Database}",
                dump
            );

            var verified = await CommandRun.Of("verify", "--database", shop.Connection);
            verified.ExitCode.ShouldBe(CommandLine.Done, verified.Output + verified.Error);
            await using var db = shop.Client.CreateContext();
            before.Except(await db.Orders.Select(o => o.Number).ToListAsync()).ShouldBeEmpty();
            // The numbers go on where the dump ended.
            await shop.Order(null, ("X", 1));
            await shop.ShouldBeSound();
        }
        finally
        {
            await ExecuteAsync(shop, $"DROP SCHEMA {schema}_old CASCADE");
        }
    }

    private static async Task WriteAsync(TestShop shop, int writer, ConcurrentQueue<string> acknowledged, CancellationToken stop)
    {
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            var number = $"W{writer}-{i}";
            await shop.Order(number, ("X", 1 + i % 2), ("K", 1));
            acknowledged.Enqueue(number);
        }
    }

    /// <summary>The folder of the server's programs; skips the test where they are missing.</summary>
    private static async Task<string> ToolsAsync()
    {
        var (code, output, error) = await ReadAsync(new ProcessStartInfo(Repository.PathOf("scripts", "postgres-private"), ["bin"]));
        Assert.SkipUnless(code == 0 && File.Exists(Path.Combine(output, "pg_dump")), $"pg_dump is not on this machine: {error}");
        return output;
    }

    private static async Task RunAsync(NpgsqlConnectionStringBuilder server, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments);
        start.Environment["PGHOST"] = server.Host;
        start.Environment["PGPORT"] = server.Port.ToString();
        start.Environment["PGUSER"] = server.Username;
        start.Environment["PGPASSWORD"] = server.Password;
        start.Environment["PGDATABASE"] = server.Database;
        var (code, _, error) = await ReadAsync(start);
        code.ShouldBe(0, error);
    }

    private static async Task<(int Code, string Output, string Error)> ReadAsync(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, (await output).Trim(), (await error).Trim());
    }

    private static async Task ExecuteAsync(TestShop shop, string sql)
    {
        await using var command = shop.Client.Postgres!.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
