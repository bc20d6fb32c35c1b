using Microsoft.EntityFrameworkCore;
using Raincheck.Cli;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Cli;

/// <summary>The commands that look after a database: status, recalculate, verify.</summary>
public sealed class CheckCommandTests
{
    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task Verify_SoundThenBroken_EndsWith0Then1AndNamesWhatIsBroken(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Stock("X", 5);
        await shop.Order("O-1", ("X", 3));

        var sound = await CommandRun.Of("verify", "--database", shop.Connection, "--json");
        await using (var db = shop.Client.CreateContext())
            await db.Orders.ExecuteUpdateAsync(s => s.SetProperty(o => o.OpenQty, 4));
        var broken = await CommandRun.Of("verify", "--database", shop.Connection, "--json");
        var told = await CommandRun.Of("verify", "--database", shop.Connection);

        sound.ExitCode.ShouldBe(CommandLine.Done, sound.Error);
        sound.Lines.ShouldBe(["""{"violations":0}"""]);
        broken.ExitCode.ShouldBe(CommandLine.Failed);
        broken.Lines[0].ShouldContain("O-1");
        broken.Json.GetProperty("violations").GetInt32().ShouldBe(broken.Lines.Length - 1);
        told.Output.ShouldContain("rule 4, order O-1");
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task Recalculate_AfterAStockChange_BringsItToTheOrders(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Order("O-1", ("X", 3));
        await shop.Stock("X", 5);

        var status = await CommandRun.Of("status", "--database", shop.Connection, "--json");
        var run = await CommandRun.Of("recalculate", "--database", shop.Connection, "--json");

        status.ExitCode.ShouldBe(CommandLine.Done, status.Error);
        var orders = status.Json.GetProperty("orders");
        (orders.GetProperty("open").GetInt64(), orders.GetProperty("backOrdered").GetInt64()).ShouldBe((1, 1));
        orders.GetProperty("unitsWaiting").GetInt64().ShouldBe(3);
        status.Json.GetProperty("productsWithChangedStock").GetInt64().ShouldBe(1);
        run.ExitCode.ShouldBe(CommandLine.Done, run.Error);
        run.Json.GetProperty("changed").GetInt64().ShouldBe(1);
        (await shop.Get("O-1")).Lines[0].Allocated.ShouldBe(3);
    }

    [Fact]
    public async Task Recalculate_WrongAllocation_IsRepairedAndEndsWith1()
    {
        await using var shop = await TestShop.NewAsync(Database.Sqlite);
        await shop.Stock("X", 5);
        await shop.Order("O-1", ("X", 3));
        await using (var db = shop.Client.CreateContext())
            await db.StockPools.ExecuteUpdateAsync(s => s.SetProperty(p => p.Allocated, p => p.Allocated + 1));

        var run = await CommandRun.Of("recalculate", "--database", shop.Connection, "--json");

        run.ExitCode.ShouldBe(CommandLine.Failed, run.Output);
        run.Json.GetProperty("differences").GetInt32().ShouldBeGreaterThan(0);
        (await CommandRun.Of("verify", "--database", shop.Connection)).ExitCode.ShouldBe(CommandLine.Done);
    }

    [Fact]
    public async Task Recalculate_UnknownSku_NamesIt()
    {
        await using var shop = await TestShop.NewAsync(Database.Sqlite);

        var run = await CommandRun.Of("recalculate", "--sku", "X", "--sku", "NOPE", "--database", shop.Connection);

        run.ExitCode.ShouldBe(CommandLine.Failed);
        run.Error.ShouldBe("raincheck recalculate: there is no product NOPE" + Environment.NewLine);
    }

    [Fact]
    public async Task Status_ForPeople_SaysTheSettings()
    {
        await using var shop = await TestShop.NewAsync(Database.Sqlite, new(ConsiderReplacementSku: true));

        var run = await CommandRun.Of("status", "--database", shop.Connection);

        run.Output.ShouldContain("replacements on");
        run.Output.ShouldContain("pass every 15 minutes");
    }

    [Theory]
    [InlineData("status")]
    [InlineData("verify")]
    [InlineData("recalculate")]
    public async Task Command_NoSuchFile_NamesItAndMakesNone(string command)
    {
        using var folder = new TempFolder();
        var path = Path.Combine(folder.Path, "none.db");

        var run = await CommandRun.Of(command, "--database", path);

        run.ExitCode.ShouldBe(CommandLine.Failed);
        run.Error.ShouldContain(path);
        File.Exists(path).ShouldBeFalse();
    }

    [Theory]
    [InlineData("status")]
    [InlineData("verify")]
    public async Task Command_UnreachableServer_SaysWhichWithoutThePassword(string command)
    {
        var run = await CommandRun.Of(command, "--database", "Host=127.0.0.1;Port=1;Username=me;Password=secret;Database=shop");

        run.ExitCode.ShouldBe(CommandLine.Failed);
        run.Error.ShouldContain("PostgreSQL shop on 127.0.0.1");
        run.Error.ShouldNotContain("secret");
    }

    [Fact]
    public async Task Verify_FileThatIsNoDatabase_SaysSo()
    {
        using var folder = new TempFolder();
        var path = folder.Write("text.db", new string('x', 5000));

        var run = await CommandRun.Of("verify", "--database", path);

        run.ExitCode.ShouldBe(CommandLine.Failed);
        run.Error.ShouldContain(path);
    }
}
