using System.Text;
using Microsoft.EntityFrameworkCore;
using Raincheck.Cli;
using Raincheck.Storage;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Cli;

/// <summary>An import whose process is killed is started again, and everything is there once.</summary>
public sealed class ImportKillTests
{
    private const int Things = 4_000;
    private const int TriesMax = 600;

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task Orders_KilledInBetween_AreEachThereOnceAndWhole(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        var text = new StringBuilder("orderNumber,company,orderedAt,customerName,customerEmail,sku,quantity\n");
        foreach (var sku in new[] { "X", "Y" })
        {
            for (var i = 0; i < Things; i++)
                text.Append($"N-{i},ACME,2026-01-02,One,one@example.com,{sku},1\n");
        }

        var second = await KillAndRepeatAsync(shop, "orders", text.ToString(), db => db.Orders.CountAsync());

        (Number(second, "imported") + Number(second, "alreadyThere"), Number(second, "rejectedRows")).ShouldBe((Things, 0));
        await using var db = shop.Client.CreateContext();
        (await db.Orders.CountAsync()).ShouldBe(Things);
        (await db.OrderLines.GroupBy(l => l.OrderId).CountAsync(g => g.Count() == 2)).ShouldBe(Things);
        await shop.ShouldBeSound();
    }

    [Fact]
    public async Task Products_KilledInBetween_AreEachThereAndConnected()
    {
        await using var shop = await TestShop.NewAsync(Database.Sqlite);
        var text = new StringBuilder("sku,name,replacementSku\n");
        for (var i = 0; i < Things; i++)
            text.Append(i % 2 == 0 ? $"P-{i},Name {i},P-{i + 1}\n" : $"P-{i},Name {i},\n");

        await KillAndRepeatAsync(shop, "products", text.ToString(), db => db.Products.CountAsync(p => p.Sku.StartsWith("P-")));

        await using var db = shop.Client.CreateContext();
        (await db.Products.CountAsync(p => p.Sku.StartsWith("P-"))).ShouldBe(Things);
        (await db.Products.CountAsync(p => p.Sku.StartsWith("P-") && p.ReplacementId != null)).ShouldBe(Things / 2);
        await shop.ShouldBeSound();
    }

    [Fact]
    public async Task Stock_KilledInBetween_IsAsTheFileSays()
    {
        await using var shop = await TestShop.NewAsync(Database.Sqlite);
        await shop.Done(
            new Raincheck.Features.Products.PutProducts([
                .. Enumerable.Range(0, 1_000).Select(i => new Raincheck.Features.Products.ProductRequest($"P-{i}", "Name")),
            ])
        );
        var text = new StringBuilder("sku,warehouse,onHand\n");
        for (var i = 0; i < Things; i++)
            text.Append($"P-{i % 1_000},{TestShop.Warehouses[i / 1_000]},{i + 1}\n");

        await KillAndRepeatAsync(shop, "stock", text.ToString(), db => db.StockLevels.CountAsync());

        await using var db = shop.Client.CreateContext();
        (await db.StockLevels.CountAsync()).ShouldBe(Things);
        (await db.StockLevels.SumAsync(l => l.OnHand)).ShouldBe(Enumerable.Range(1, Things).Sum(i => (long)i));
        await shop.ShouldBeSound();
    }

    /// <summary>Kills the import of a file when some of it is there, and imports the file again.</summary>
    /// <returns>What the second import says.</returns>
    private static async Task<CommandRun> KillAndRepeatAsync(TestShop shop, string kind, string text, Func<RaincheckDb, Task<int>> count)
    {
        using var folder = new TempFolder();
        var path = folder.Write("file.csv", text);
        await using (var process = ServeProcess.Start(folder.Path, ["import", kind, path, "--database", shop.Connection]))
        {
            for (var tries = 0; await CountAsync() == 0; tries++)
            {
                tries.ShouldBeLessThan(TriesMax, process.Said);
                await Task.Delay(20, TestContext.Current.CancellationToken);
            }
            await process.KillAsync();
        }
        var run = await CommandRun.Of("import", kind, path, "--database", shop.Connection, "--json");
        run.ExitCode.ShouldBe(CommandLine.Done, run.Error);
        return run;

        async Task<int> CountAsync()
        {
            await using var db = shop.Client.CreateContext();
            return await count(db);
        }
    }

    private static long Number(CommandRun run, string name) => run.Json.GetProperty(name).GetInt64();
}
