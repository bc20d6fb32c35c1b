using CsCheck;
using Microsoft.EntityFrameworkCore;
using Raincheck.Features.Import;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Features.Import;

/// <summary>Rows of one order are gathered over the whole file; the order comes in whole, or all its rows are rejected together.</summary>
public sealed class ImportGatherTests
{
    private const string Header = "orderNumber,company,orderedAt,customerName,customerEmail,sku,quantity,unitPrice\n";

    private static readonly string[] Pieces = ["", "a", "b,", "\"\n", "é€", "😀"];

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task Orders_RowsApart_MakeOneOrder(Database database)
    {
        await using var shop = await ImportTrial.ShopAsync(database);

        var first = await ImportTrial.RunAsync(shop, "orders", ImportTrial.Case("not-adjacent.csv"));
        var second = await ImportTrial.RunAsync(shop, "orders", ImportTrial.Case("not-adjacent.csv"));

        first.Counts.ShouldBe((2, 0, 0, 0));
        second.Counts.ShouldBe((0, 0, 2, 0));
        (await Lines(shop, "A1")).ShouldBe(["MUG 1", "CUP 1"]);
        (await Lines(shop, "A2")).ShouldBe(["MUG 1"]);
        await shop.ShouldBeSound();
    }

    [Fact]
    public async Task PurchaseOrders_RowsApart_MakeOnePurchaseOrder()
    {
        await using var shop = await ImportTrial.ShopAsync(Database.Sqlite);

        (await ImportTrial.RunAsync(shop, "purchase-orders", ImportTrial.Case("po-not-adjacent.csv"))).Counts.ShouldBe((2, 0, 0, 0));

        (await PurchaseLines(shop, "PX1")).ShouldBe(["CUP 10", "MUG 10"]);
        (await PurchaseLines(shop, "PX2")).ShouldBe(["MUG 10"]);
    }

    [Fact]
    public async Task Orders_OneBadRowFarBelow_RejectsAllInOnePieceThatComesInWhenMended()
    {
        await using var shop = await ImportTrial.ShopAsync(Database.Sqlite);
        var text = Header + Row("A1", "MUG", "1") + Row("A2", "MUG", "1") + Row("A3", "NOPE", "1") + Row("A1", "CUP", "none");

        var first = await ImportTrial.RunAsync(shop, "orders", text);

        first.Counts.ShouldBe((1, 0, 0, 3));
        first
            .RejectedLines.Select(l => l[..l.IndexOf(",SHOP", StringComparison.Ordinal)])
            .ShouldBe([
                "2,\"line 5 of order A1 is rejected\",A1",
                "5,\"quantity is 'none'; it must be a whole number from 1 to 10000000\",A1",
                "4,\"There is no product NOPE.\",A3",
            ]);
        var mended = first.Rejects.Replace(",none,", ",2,", StringComparison.Ordinal).Replace(",NOPE,", ",CUP,", StringComparison.Ordinal);
        (await ImportTrial.RunAsync(shop, "orders", mended)).Counts.ShouldBe((2, 0, 0, 0));
        (await Lines(shop, "A1")).ShouldBe(["MUG 1", "CUP 2"]);
    }

    [Fact]
    public async Task Orders_RowWithoutANumber_RejectsTheOrderBeforeItUnlessItContinues()
    {
        await using var shop = await ImportTrial.ShopAsync(Database.Sqlite);
        var text = ImportTrial.Case("blank-last.csv");

        var strict = await ImportTrial.RunAsync(shop, "orders", text);

        strict.Counts.ShouldBe((1, 0, 0, 2));
        strict.RejectedLines[0].ShouldStartWith("2,\"line 3 of order A10 is rejected\",A10,");
        strict.RejectedLines[1].ShouldStartWith("3,\"orderNumber is empty; the row may belong to order A10\",,");
        (await Lines(shop, "A11")).ShouldBe(["MUG 1"]);

        // The rejects hold the order in one piece, so they come in as they are once the meaning is stated.
        var continues = await ImportTrial.RunAsync(shop, "orders", strict.Rejects, new() { EmptyNumberContinues = true });
        continues.Counts.ShouldBe((1, 0, 0, 0));
        (await Lines(shop, "A10")).ShouldBe(["MUG 1", "CUP 2"]);
    }

    [Fact]
    public async Task Orders_RowThatCannotBeRead_RejectsEveryOrderThatItMayBelongTo()
    {
        await using var shop = await ImportTrial.ShopAsync(Database.Sqlite);
        const string SkuFirst = "sku,quantity,orderNumber,company,orderedAt,customerName,customerEmail\n";
        const string Rest = ",SHOP,2026-03-31,Ann,ann@example.com\n";

        var named = await ImportTrial.RunAsync(
            shop,
            "orders",
            SkuFirst + "MUG,1,N1" + Rest + "MUG,1,N2" + Rest + "\"CUP\"x,1,N1" + Rest + "MUG,1,N3" + Rest
        );
        var nameless = await ImportTrial.RunAsync(
            shop,
            "orders",
            SkuFirst + "MUG,1,M1" + Rest + "MUG,1,M2" + Rest + "\"CUP\"x\n" + "MUG,1,M3" + Rest + "MUG,1,M4" + Rest
        );

        named.Counts.ShouldBe((2, 0, 0, 2));
        named.RejectedLines.ShouldContain(l => l.StartsWith("2,\"line 4, which may belong to order N1, cannot be read\",MUG,1,N1,"));
        nameless.Counts.ShouldBe((2, 0, 0, 3));
        (await Numbers(shop)).ShouldBe(["M1", "M4", "N2", "N3"]);
    }

    [Fact]
    public async Task Orders_RejectsThatWereNotMended_AreRejectedAgainAndNotInPart()
    {
        await using var shop = await ImportTrial.ShopAsync(Database.Sqlite);
        var text = Header + Row("A1", "MUG", "1") + Row("A1", "CUP", "1,000") + Row("A2", "CUP", "1");

        var first = await ImportTrial.RunAsync(shop, "orders", text);
        var again = await ImportTrial.RunAsync(shop, "orders", first.Rejects);

        first.Counts.ShouldBe((1, 0, 0, 2));
        first.RejectedLines[1].ShouldStartWith("3,\"the row has 9 cells where the header has 8\",\"A1,SHOP,");
        again.Counts.ShouldBe((0, 0, 0, 2));
        again.Rejects.ShouldContain("the whole row is in its first cell");
        (await Numbers(shop)).ShouldBe(["A2"]);
    }

    [Fact]
    public async Task Stock_SameShelfTwice_IsRefusedWithBothRowsOrAddedUp()
    {
        await using var shop = await ImportTrial.ShopAsync(Database.Sqlite);
        var text = ImportTrial.Case("stock-twice.csv");

        var refused = await ImportTrial.RunAsync(shop, "stock", text);
        var summed = await ImportTrial.RunAsync(shop, "stock", text, new() { AddsUp = true });

        refused.Counts.ShouldBe((0, 0, 0, 2));
        const string Reason = "the same product and warehouse are on lines 2 and 3; keep one of them, or choose to add them up";
        refused.RejectedLines.ShouldBe([$"2,\"{Reason}\",CUP,MAIN,10", $"3,\"{Reason}\",CUP,MAIN,5"]);
        summed.Counts.ShouldBe((1, 0, 0, 0));
        await using var db = shop.Client.CreateContext();
        (await db.StockLevels.SingleAsync()).OnHand.ShouldBe(15);
    }

    [Fact]
    public void Read_RandomFiles_GivesEachOrderWithAllItsRowsOrNone()
    {
        var row = Gen.Select(Gen.Int[1, 40], Gen.Int[1, 9], Gen.Frequency((30, Gen.Const(true)), (1, Gen.Const(false))));
        row.Array[0, 400]
            .Sample(
                rows =>
                {
                    var text = Header + string.Concat(rows.Select(r => Row($"N{r.Item1}", "MUG", r.Item3 ? $"{r.Item2}" : "none")));
                    using var file = OrderFile.Open(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text)), new()).Value;
                    var items = file.Read().ToList();

                    items.Sum(i => i.Rows.Count).ShouldBe(rows.Length);
                    items.Where(i => i.Value is null).ShouldAllBe(i => i.Rejects.Count == i.Rows.Count);
                    var expected = rows.GroupBy(r => r.Item1)
                        .Where(g => g.All(r => r.Item3))
                        .ToDictionary(g => $"N{g.Key}", g => string.Join(' ', g.Select(r => r.Item2)));
                    items
                        .Select(i => i.Value?.Order)
                        .OfType<Raincheck.Features.Orders.NewOrder>()
                        .ToDictionary(o => o.Number!, o => string.Join(' ', o.Lines.Select(l => l.Quantity)))
                        .ShouldBe(expected, ignoreOrder: true);
                },
                iter: 60
            );
    }

    [Fact]
    public void Spool_MoreThanMemoryTakes_GivesBackEveryRow()
    {
        var cell = Gen.Int[0, Pieces.Length - 1].Select(i => Pieces[i]).Array[0, 20].Select(string.Concat);
        Gen.Select(cell.Array[0, 6].Array[1, 200], Gen.Int[0, 2_000])
            .Sample(
                (rows, charsMax) =>
                {
                    using var spool = new RowSpool(charsMax);
                    var written = rows.Select((fields, i) => new CsvRecord(i, fields, "raw", i % 7 == 0 ? "bad" : null)).ToList();
                    foreach (var record in written)
                        spool.Add(record);
                    if (rows.Sum(r => r.Sum(f => f.Length)) > charsMax)
                        spool.IsOnDisk.ShouldBeTrue();
                    for (var i = rows.Length - 1; i >= 0; i--)
                    {
                        var read = spool.Read(i);
                        read.Fields.ShouldBe(written[i].Fields);
                        (read.Line, read.Problem, read.Raw).ShouldBe((i, written[i].Problem, i % 7 == 0 ? "raw" : ""));
                    }
                },
                iter: 60
            );
    }

    [Fact]
    public void Read_LargeFileWithRowsApart_KeepsItsRowsOutOfMemory()
    {
        // Half of each order at the top, half at the bottom; wide cells, so that the file is larger than the bound.
        const int Orders = 20_000;
        var name = new string('x', 190);
        var half = string.Concat(Enumerable.Range(0, Orders).Select(i => $"N{i},SHOP,2026-03-31,{name},a@example.com,MUG,1,\n"));
        half.Length.ShouldBeGreaterThan(RowSpool.CharsMax / 2);
        using var file = OrderFile.Open(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(Header + half + half)), new()).Value;

        var count = 0;
        foreach (var item in file.Read())
        {
            item.Value.ShouldNotBeNull().Order.Number.ShouldBe($"N{count++}");
            item.Rows.Count.ShouldBe(2);
        }

        count.ShouldBe(Orders);
        file.BytesRead.ShouldBe(file.BytesTotal!.Value);
    }

    private static string Row(string number, string sku, string quantity) =>
        $"{number},SHOP,2026-03-31,Ann,ann@example.com,{sku},{quantity},\n";

    private static async Task<List<string>> Lines(TestShop shop, string number) =>
        [.. (await shop.Get(number)).Lines.Select(l => $"{l.Sku} {l.Quantity}")];

    private static async Task<List<string>> Numbers(TestShop shop)
    {
        await using var db = shop.Client.CreateContext();
        return await db.Orders.Select(o => o.Number).Order().ToListAsync();
    }

    private static async Task<List<string>> PurchaseLines(TestShop shop, string number)
    {
        var catalogue = await shop.Ledger.CatalogueAsync();
        await using var db = shop.Client.CreateContext();
        var id = (await db.PurchaseOrders.SingleAsync(o => o.Number == number)).Id;
        var lines = await db.PurchaseOrderLines.Where(l => l.PurchaseOrderId == id).ToListAsync();
        return [.. lines.Select(l => $"{catalogue.Sku(l.SkuId)} {l.Quantity}").Order(StringComparer.Ordinal)];
    }
}
