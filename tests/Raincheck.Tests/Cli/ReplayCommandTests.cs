using System.Text.Json;
using Raincheck.Cli;
using Raincheck.Cli.Replay;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Cli;

public sealed class ReplayCommandTests
{
    /// <summary>Two short orders, of which one is cancelled as far as it is open; returns; goods that were never sold.</summary>
    private const string Retail =
        "Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country\n"
        + "1,A,LIGHTS,8,2009-12-01 10:00:00,1.5,1,France\n"
        + "2,A,LIGHTS,5,2009-12-02 10:00:00,1.5,2,France\n2,F1,FRAME,4,2009-12-02 10:00:00,2,2,France\n"
        + "3,A,LIGHTS,4,2009-12-02 11:00:00,1.5,3,France\n"
        + "C4,A,LIGHTS,-4,2009-12-03 10:00:00,1.5,2,France\nC5,A,LIGHTS,-1,2009-12-03 10:00:00,1.5,9,France\n"
        + "C6,A,LIGHTS,-1,2009-12-03 11:00:00,1.5,1,France\n4,POST,POSTAGE,1,2009-12-03 12:00:00,18,1,France\n"
        + "7,F1,FRAME,1,2010-01-05 10:00:00,2,1,France\n";

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task OnlineRetail_SmallYear_GivesTheSameAnswerOnBoth(Database database)
    {
        using var folder = new TempFolder();
        var path = folder.Write("retail.csv", Retail);
        await using var client = NewClient.On(database);

        var run = await CommandRun.Of(
            "replay",
            "online-retail",
            path,
            "--opening-units",
            "10",
            "--cover-weeks",
            "1",
            "--database",
            client.Connection,
            "--json"
        );

        run.ExitCode.ShouldBe(CommandLine.Done, run.Error);
        run.Lines.Length.ShouldBe(1);
        // Invoice 3 waits from its order until the goods of the first Monday's review come.
        var leadWeeks = ReplenishmentPolicy.LeadWeeksOf(ReplenishmentPolicy.VendorOf("A", new ReplenishmentOptions()));
        var waited = new DateTime(2009, 12, 7).AddDays(7 * leadWeeks) - new DateTime(2009, 12, 2, 11, 0, 0);
        Without(run.Json, "seconds", "linesPerSecond", "purchaseOrders")
            .ShouldBe(
                "{\"orders\":4,\"lines\":5,\"backOrderedOrders\":2,\"fullyBackOrdered\":1,\"backOrderedLines\":2,\"backOrderedUnits\":7,"
                    + $"\"releases\":1,\"unitsWaited\":4,\"daysWaitedMedian\":{Math.Round(waited.TotalDays, 2)},\"daysWaitedP95\":{Math.Round(waited.TotalDays, 2)},"
                    + "\"unitsCancelledWaiting\":3,\"unitsWaiting\":0,"
                    + "\"takenBack\":{\"lines\":3,\"unitsCancelled\":3,\"unitsReturned\":2,\"linesUnmatched\":1,\"unitsUnmatched\":1},"
                    + "\"rejected\":1,\"rejects\":{\"cancelledGoodsNeverSold\":1},\"linesRead\":9,"
                    + "\"linesLeftOut\":{\"notAProduct\":1,\"writeOff\":0,\"zeroQuantity\":0,\"positiveOnCancellation\":0,\"stockFound\":0},"
                    + "\"invoicesLeftOut\":1,\"violations\":0}"
            );
        run.Json.GetProperty("purchaseOrders").GetInt64().ShouldBeGreaterThan(0);
        run.Json.GetProperty("linesPerSecond").GetInt64().ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task WideWorld_SmallWorld_IsComparedLineByLine(Database database)
    {
        using var folder = SmallWorld();
        await using var client = NewClient.On(database);

        var run = await CommandRun.Of("replay", "wwi", folder.Path, "--database", client.Connection, "--json");

        run.ExitCode.ShouldBe(CommandLine.Done, run.Error);
        Without(run.Json, "seconds", "linesPerSecond")
            .ShouldBe(
                "{\"orders\":5,\"lines\":5,\"backOrderedOrders\":3,\"fullyBackOrdered\":2,\"backOrderedLines\":3,\"backOrderedUnits\":8,"
                    + "\"releases\":2,\"unitsWaited\":5,\"daysWaitedMedian\":0.92,\"daysWaitedP95\":1.92,\"unitsCancelledWaiting\":0,\"unitsWaiting\":3,"
                    + "\"purchaseOrders\":1,\"openingUnits\":14,\"openingProducts\":2,"
                    + "\"comparison\":{\"recorded\":3,\"replayed\":3,\"bothNothingThere\":1,\"bothPartThere\":1,\"onlyRecordedStockShort\":0,"
                    + "\"onlyRecordedPickedAfterReceipt\":0,\"onlyRecordedNeverPicked\":1,\"onlyRecordedOther\":0,"
                    + "\"onlyReplayedOlderFirst\":1,\"onlyReplayedPickedLater\":0,\"onlyReplayedOther\":0},"
                    + "\"rejected\":0,\"rejects\":{},\"ordersRead\":8,\"leftOut\":{\"receiptLinesBehindTheEnd\":1,\"countsWithoutChange\":0},\"violations\":0}"
            );
    }

    [Fact]
    public async Task Replay_DatabaseInUse_IsRefused()
    {
        using var folder = new TempFolder();
        await using var shop = await TestShop.NewAsync(Database.Sqlite);

        var run = await CommandRun.Of("replay", "online-retail", folder.Write("retail.csv", Retail), "--database", shop.Connection);

        run.ExitCode.ShouldBe(CommandLine.Failed);
        run.Error.ShouldContain(shop.Connection);
        run.Error.ShouldContain("a replay needs an empty one");
    }

    [Theory]
    [InlineData("online-retail", "nowhere.csv")]
    [InlineData("wwi", "nowhere")]
    public async Task Replay_NoSuchPath_EndsWith2AndNamesIt(string kind, string path)
    {
        var run = await CommandRun.Of("replay", kind, path);

        run.ExitCode.ShouldBe(CommandLine.WrongArguments);
        run.Error.ShouldContain(path);
    }

    [Fact]
    public async Task WideWorld_FolderOfSomethingElse_NamesTheMissingFile()
    {
        using var folder = new TempFolder();
        await using var client = NewClient.On(Database.Sqlite);

        var run = await CommandRun.Of("replay", "wwi", folder.Path, "--database", client.Connection);

        run.ExitCode.ShouldBe(CommandLine.Failed);
        run.Error.ShouldContain("Suppliers.csv");
    }

    [Fact]
    public async Task WideWorld_TheRealYears_LeaveNothingWrong()
    {
        var folder = RealData.Find("wwi-2013-2014");
        await using var client = NewClient.On(Database.Sqlite);

        var run = await CommandRun.Of("replay", "wwi", folder, "--database", client.Connection, "--json");

        run.ExitCode.ShouldBe(CommandLine.Done, run.Error);
        (run.Json.GetProperty("orders").GetInt64(), run.Json.GetProperty("lines").GetInt64()).ShouldBe((36_603, 128_507));
        (run.Json.GetProperty("rejected").GetInt64(), run.Json.GetProperty("violations").GetInt64()).ShouldBe((0, 0));
        var comparison = run.Json.GetProperty("comparison");
        comparison.GetProperty("recorded").GetInt64().ShouldBe(4_114);
        comparison
            .EnumerateObject()
            .Where(k => k.Name.StartsWith("both", StringComparison.Ordinal) || k.Name.StartsWith("onlyRecorded", StringComparison.Ordinal))
            .Sum(k => k.Value.GetInt64())
            .ShouldBe(4_114);
    }

    /// <summary>Order 1 gets part of what it wants; order 2 comes behind it; 4 finds nothing; 6 was moved although all was there.</summary>
    private static TempFolder SmallWorld()
    {
        var folder = new TempFolder();
        folder.Write("Suppliers.csv", "SupplierID,SupplierName\n2,Contoso\n");
        folder.Write(
            "StockItems.csv",
            "StockItemID,StockItemName,SupplierID,LeadTimeDays,QuantityPerOuter,UnitPrice\n1,Launcher,2,14,1,25\n2,Mug,2,14,12,13\n"
        );
        folder.Write(
            "Orders.csv",
            "OrderID,CustomerID,BackorderOrderID,OrderDate\n1,7,11,2013-01-01 00:00:00\n11,7,,2013-01-02 00:00:00\n"
                + "2,8,,2013-01-02 00:00:00\n3,8,,2013-01-02 00:00:00\n4,8,14,2013-01-03 00:00:00\n14,8,,2013-01-03 00:00:00\n"
                + "6,8,16,2013-01-03 00:00:00\n16,8,,2013-01-03 00:00:00\n"
        );
        folder.Write(
            "OrderLines.csv",
            "OrderLineID,OrderID,StockItemID,Quantity,UnitPrice,PickingCompletedWhen\n1,11,2,5,13,2013-01-03 11:00:00\n"
                + "2,2,2,4,13,2013-01-02 11:00:00\n3,3,1,10,25,2013-01-02 11:00:00\n4,14,1,3,25,\n5,16,2,1,13,\n"
        );
        folder.Write(
            "PurchaseOrders.csv",
            "PurchaseOrderID,SupplierID,OrderDate,ExpectedDeliveryDate\n1,2,2013-01-01 00:00:00,2013-01-15 00:00:00\n"
        );
        folder.Write(
            "PurchaseOrderLines.csv",
            "PurchaseOrderLineID,PurchaseOrderID,StockItemID,OrderedOuters,ReceivedOuters,LastReceiptDate\n"
                + "1,1,2,2,2,2013-01-03 00:00:00\n2,1,1,1,1,2013-01-05 00:00:00\n"
        );
        folder.Write(
            "StockItemTransactions.csv",
            "StockItemTransactionID,StockItemID,TransactionTypeID,TransactionOccurredWhen,Quantity\n1,2,10,2013-01-02 12:00:00,-4\n"
                + "2,1,10,2013-01-02 12:00:00,-10\n3,2,11,2013-01-03 07:00:00,24\n4,2,10,2013-01-03 12:00:00,-5\n5,2,12,2013-01-03 14:00:00,-1\n"
        );
        return folder;
    }

    private static string Without(JsonElement json, params string[] names) =>
        JsonSerializer.Serialize(json.EnumerateObject().Where(m => !names.Contains(m.Name)).ToDictionary(m => m.Name, m => m.Value));
}
