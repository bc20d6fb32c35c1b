using Microsoft.EntityFrameworkCore;
using Raincheck.Cli;
using Raincheck.Features.Orders;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Cli;

public sealed class ImportCommandTests
{
    private const string OrderHeader = "orderNumber,company,orderedAt,customerName,customerEmail,sku,quantity,unitPrice\n";
    private const string Two =
        OrderHeader
        + "I-1,ACME,2026-01-02T10:00:00Z,One,one@example.com,X,2,1.50\nI-1,,,,,Y,1,\n"
        + "I-2,ACME,2026-01-03T10:00:00Z,Two,two@example.com,X,5,\n";

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task Orders_Twice_AreThereAlready(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);

        var first = await Import(shop, "orders", Two);
        await shop.Done(new CancelOrder("I-2", new CancelRequest()));
        var second = await Import(shop, "orders", Two);

        first.ExitCode.ShouldBe(CommandLine.Done, first.Error);
        Counts(first).ShouldBe((3, 2, 0, 0, 0));
        second.ExitCode.ShouldBe(CommandLine.Done, second.Error);
        Counts(second).ShouldBe((3, 0, 0, 2, 0));
        var order = await shop.Get("I-1");
        order.QueuedAt.ShouldBe(new DateTimeOffset(2026, 1, 2, 10, 0, 0, TimeSpan.Zero));
        order.Lines.Select(l => (l.Sku, l.Quantity, l.UnitPrice)).ShouldBe([("X", 2, 1.50m), ("Y", 1, null)]);
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(",X,2,1.50", ",Z,2,1.50", "sku of line 1")]
    [InlineData(",X,2,1.50", ",X,2,1.60", "price of line 1")]
    [InlineData("2026-01-02T10:00", "2026-01-02T10:01", "time")]
    [InlineData("I-1,,,,,Y,1,\n", "", "number of lines")]
    [InlineData("2026-01-02T10:00:00Z,One,one@example.com,X,2,1.50", "2026-01-02,Uno,one@example.com,Z,2,1.50", "time, sku of line 1")]
    public async Task Orders_SameNumberOtherContents_IsRejectedWithTheDifference(string old, string changed, string difference)
    {
        await using var shop = await TestShop.NewAsync(Database.Sqlite);
        await Import(shop, "orders", Two);

        var run = await Import(shop, "orders", Two.Replace(old, changed, StringComparison.Ordinal), out var rejects);

        run.ExitCode.ShouldBe(CommandLine.Failed);
        rejects().ShouldContain($"2,\"order I-1 already exists with another {difference}\",I-1");
        Counts(run).AlreadyThere.ShouldBe(1);
    }

    [Fact]
    public async Task Orders_BadRows_GoToTheRejectsFileAndTheOthersIn()
    {
        await using var shop = await TestShop.NewAsync(Database.Sqlite);

        var run = await Import(
            shop,
            "orders",
            Two
                + "I-3,ACME,2026-01-03T10:00:00Z,Three,three@example.com,NOPE,1,\nI-4,ACME,03/01/2026,Four,four@example.com,X,1,\n"
                + "I-5,ACME,2026-01-03T10:00:00Z,Five,five@example.com,X,1,\n",
            out var rejects
        );

        run.ExitCode.ShouldBe(CommandLine.Failed);
        Counts(run).ShouldBe((6, 3, 0, 0, 2));
        var lines = rejects().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(3);
        lines[1].ShouldStartWith("5,\"There is no product NOPE.\",I-3,");
        lines[2].ShouldStartWith("6,");
        lines[2].ShouldContain("orderedAt");
        (await shop.Get("I-5")).Lines.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Orders_MoreThanABatch_AllComeIn()
    {
        await using var shop = await TestShop.NewAsync(Database.Sqlite);
        var rows = Enumerable.Range(1, 2_345).Select(i => $"N-{i},ACME,2026-01-02,C,c@example.com,X,1,\n");

        var run = await Import(shop, "orders", OrderHeader + string.Concat(rows));

        Counts(run).ShouldBe((2_345, 2_345, 0, 0, 0));
        await using var db = shop.Client.CreateContext();
        (await db.Orders.CountAsync()).ShouldBe(2_345);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task Products_NamedFurtherDown_AreConnectedAndStayConnected(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        const string Products =
            "sku,name,replacementSku,shadowOf,components,vendor\n"
            + "P1,First,P2,,,VEND\nP2,Second,P1,,,\nSET,Set,,,P3:2|P4:1,\nP4S,Shadow,,P4,,\nP3,Third,,,,\nP4,Fourth,,,,\n";

        var first = await Import(shop, "products", Products);
        var made = await ProductsOf(shop);
        var second = await Import(shop, "products", Products);

        first.ExitCode.ShouldBe(CommandLine.Done, first.Error);
        Counts(first).ShouldBe((6, 6, 0, 0, 0));
        made["P1"].ShouldBe("First->P2");
        made["P2"].ShouldBe("Second->P1");
        made["P4S"].ShouldBe("Shadow=P4");
        made["SET"].ShouldBe("Set(P3:2,P4:1)");
        Counts(second).ShouldBe((6, 0, 0, 6, 0));
        (await ProductsOf(shop)).ShouldBe(made);
    }

    [Fact]
    public async Task Products_OneThatChanged_IsChangedAndKeepsItsOrders()
    {
        await using var shop = await TestShop.NewAsync(Database.Sqlite);
        await shop.Order("O-1", ("A", 1));

        var run = await Import(shop, "products", "sku,name,replacementSku\nA,Renamed,R\nNEW,New,\n");

        Counts(run).ShouldBe((2, 1, 1, 0, 0));
        (await ProductsOf(shop))["A"].ShouldBe("Renamed->R");
        await shop.ShouldBeSound();
    }

    [Fact]
    public async Task Products_SomeBad_AreRejectedAloneWithTheirReason()
    {
        await using var shop = await TestShop.NewAsync(Database.Sqlite);

        var run = await Import(
            shop,
            "products",
            "sku,name,replacementSku,vendor\nG1,Good,,\nB1,Bad,,NOBODY\nG2,Good,,\nB2,Bad,NOWHERE,\nG1,Again,,\nG3,Good,G1,\n",
            out var rejects
        );

        run.ExitCode.ShouldBe(CommandLine.Failed);
        Counts(run).ShouldBe((6, 3, 0, 0, 3));
        rejects().ShouldContain("3,\"There is no vendor NOBODY.\",B1,Bad,,NOBODY");
        rejects().ShouldContain("NOWHERE");
        rejects().ShouldContain("6,\"G1 is already on line 2\",G1,Again,,");
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task Stock_Twice_SetsTheCountsOnce(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Order("O-1", ("X", 3));
        const string Counted = "sku,warehouse,onHand\nX,MAIN,2\nX,MAIN,3\nY,BACK,2\nK,MAIN,1\n";

        var refused = await Import(shop, "stock", Counted, out var twice);
        var first = await Import(shop, "stock", Counted, out var rejects, "--sum");
        var second = await Import(shop, "stock", "sku,warehouse,onHand\nX,MAIN,5\nY,BACK,2\n");

        Counts(refused).ShouldBe((4, 1, 0, 0, 3));
        twice().ShouldContain("2,\"the same product and warehouse are on lines 2 and 3;");
        Counts(first).ShouldBe((4, 1, 0, 1, 1));
        rejects().ShouldContain("K is a kit");
        Counts(second).ShouldBe((2, 0, 0, 2, 0));
        (await shop.Get("O-1")).Lines[0].Allocated.ShouldBe(0, "orders learn of it at the next pass");
        (await CommandRun.Of("recalculate", "--sku", "X", "--database", shop.Connection)).ExitCode.ShouldBe(CommandLine.Done);
        (await shop.Get("O-1")).Lines[0].Allocated.ShouldBe(3);
        await shop.ShouldBeSound();
    }

    [Fact]
    public async Task PurchaseOrders_Twice_AreThereAlready()
    {
        await using var shop = await TestShop.NewAsync(Database.Sqlite);
        const string Orders =
            "number,vendor,warehouse,sku,quantity,expectedAt\nP-1,VEND,MAIN,X,10,2026-02-01\nP-1,,,Y,5,\nP-2,VEND,,X,1,\n";

        Counts(await Import(shop, "purchase-orders", Orders)).ShouldBe((3, 2, 0, 0, 0));
        Counts(await Import(shop, "purchase-orders", Orders)).ShouldBe((3, 0, 0, 2, 0));
        var run = await Import(shop, "purchase-orders", Orders.Replace("X,10", "X,11", StringComparison.Ordinal), out var rejects);

        Counts(run).ShouldBe((3, 0, 0, 1, 2));
        rejects().ShouldContain("purchase order P-1 already exists with another product or quantity");
    }

    [Fact]
    public async Task Import_MappedColumnsAndEncoding_AreUnderstood()
    {
        await using var shop = await TestShop.NewAsync(Database.Sqlite);
        using var folder = new TempFolder();
        var path = Path.Combine(folder.Path, "their.csv");
        await File.WriteAllBytesAsync(path, [.. "Code;Bezeichnung;Farbe\nK1;K"u8, 0xFC, .. "che;rot\n"u8]);

        var run = await CommandRun.Of(
            "import",
            "products",
            path,
            "--database",
            shop.Connection,
            "--map",
            "Code=sku",
            "--map",
            "Bezeichnung=name",
            "--map",
            "Farbe=",
            "--encoding",
            "windows-1252",
            "--json"
        );

        run.ExitCode.ShouldBe(CommandLine.Done, run.Error);
        (await ProductsOf(shop))["K1"].ShouldBe("Küche");
    }

    [Fact]
    public async Task Import_SetColumnsAndStatedFormats_AreUnderstood()
    {
        await using var shop = await TestShop.NewAsync(Database.Sqlite);
        const string Text = "number;Date;customerName;sku;quantity;unitPrice\nS-1;03/01/2026;Ann;X;1.000;9,90\n;;;Y;1;\n";

        var run = await Import(
            shop,
            "orders",
            Text,
            out _,
            ["--map", "number=orderNumber", "--map", "Date=orderedAt", "--set", "company=ACME", "--decimal-comma", "--dates", "day-first"]
        );
        var all = await Import(
            shop,
            "orders",
            Text,
            out _,
            [
                "--map",
                "number=orderNumber",
                "--map",
                "Date=orderedAt",
                "--set",
                "company=ACME",
                "--decimal-comma",
                "--dates",
                "day-first",
                "--empty-number-continues",
            ]
        );

        Counts(run).ShouldBe((2, 0, 0, 0, 2));
        Counts(all).ShouldBe((2, 1, 0, 0, 0));
        var order = await shop.Get("S-1");
        order.OrderedAt.ShouldBe(new DateTimeOffset(2026, 1, 3, 0, 0, 0, TimeSpan.Zero));
        order.Lines.Select(l => (l.Sku, l.Quantity, l.UnitPrice)).ShouldBe([("X", 1000, 9.90m), ("Y", 1, null)]);
    }

    [Theory]
    [InlineData("--dates", "sometimes", "--dates sometimes: write day-first or month-first.")]
    [InlineData("--set", "company", "--set company: write --set ourColumn=value.")]
    public async Task Import_OptionThatIsNone_EndsWith2AndSaysWhatToWrite(string option, string value, string reason)
    {
        using var folder = new TempFolder();

        var run = await CommandRun.Of("import", "orders", folder.Write("f.csv", "a"), option, value);

        run.ExitCode.ShouldBe(CommandLine.WrongArguments);
        run.Error.ShouldContain(reason);
    }

    [Theory]
    [InlineData("import", "orders", "missing.csv")]
    [InlineData("import", "customers", "missing.csv")]
    [InlineData("import", "orders")]
    public async Task Import_WrongArguments_EndsWith2AndNamesThem(params string[] args)
    {
        var run = await CommandRun.Of(args);

        run.ExitCode.ShouldBe(CommandLine.WrongArguments);
        run.Error.ShouldContain(
            args.Length > 2
                ? args[1] == "orders"
                    ? args[2]
                    : args[1]
                : "orders"
        );
        run.Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task Import_UnknownColumn_NamesItAndImportsNothing()
    {
        await using var shop = await TestShop.NewAsync(Database.Sqlite);

        var run = await Import(shop, "products", "sku,name,colour\nC1,Coloured,red\n");

        run.ExitCode.ShouldBe(CommandLine.Failed);
        run.Error.ShouldContain("colour");
        (await ProductsOf(shop)).ShouldNotContainKey("C1");
    }

    private static Task<CommandRun> Import(TestShop shop, string kind, string text) => Import(shop, kind, text, out _);

    private static Task<CommandRun> Import(TestShop shop, string kind, string text, out Func<string> rejects, params string[] options)
    {
        var folder = new TempFolder();
        var path = folder.Write("file.csv", text);
        var rejected = "";
        rejects = () => rejected;
        return Run();

        async Task<CommandRun> Run()
        {
            using (folder)
            {
                var run = await CommandRun.Of(["import", kind, path, "--database", shop.Connection, "--json", .. options]);
                if (File.Exists(path + ".rejects.csv"))
                    rejected = await File.ReadAllTextAsync(path + ".rejects.csv");
                return run;
            }
        }
    }

    private static (long Rows, long Imported, long Changed, long AlreadyThere, long Rejected) Counts(CommandRun run)
    {
        run.Lines.Length.ShouldBe(1, run.Output + run.Error);
        return (Of("rows"), Of("imported"), Of("changed"), Of("alreadyThere"), Of("rejectedRows"));

        long Of(string name) => run.Json.GetProperty(name).GetInt64();
    }

    /// <summary>Every product in a line: its name and what it is connected to.</summary>
    private static async Task<Dictionary<string, string>> ProductsOf(TestShop shop)
    {
        // The import came through a ledger of its own.
        await using var ledger = shop.NewLedger();
        var catalogue = await ledger.CatalogueAsync();
        return catalogue.Products.ToDictionary(
            p => p.Sku,
            p =>
                p.Name
                + (p.ReplacementId is { } r ? "->" + catalogue.Sku(r) : "")
                + (p.ShadowOfId is { } s ? "=" + catalogue.Sku(s) : "")
                + (
                    p.IsKit
                        ? $"({string.Join(",", catalogue.ComponentsOf(p.Id).Select(c => $"{catalogue.Sku(c.ComponentId)}:{c.Quantity}").Order())})"
                        : ""
                )
        );
    }
}
