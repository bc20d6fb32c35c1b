using System.Text;
using Raincheck.Core.Orders;
using Raincheck.Features.Import;
using Raincheck.Features.Inventory;
using Raincheck.Features.Orders;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Features.Import;

public sealed class ImportFileTests
{
    private const string OrderHeader =
        "orderNumber,company,channel,orderedAt,status,paymentStatus,priority,customerName,customerEmail,sku,quantity,unitPrice";

    [Fact]
    public void Orders_AdjacentRows_MakeOneOrder()
    {
        var items = ReadOrders(
            OrderHeader
                + "\n1001,UK,web,2026-03-31T14:05:00+02:00,onHold,authorized,5,Customer 1,one@example.com,A,2,12.50"
                + "\n1001,,,,,,,,,B,1,"
                + "\n1002,UK,,2026-03-31,,,,Customer 2,two@example.com,A,3,"
        );

        items.Count.ShouldBe(2);
        var first = items[0].Value.ShouldNotBeNull();
        first.Number.ShouldBe("1001");
        first.OrderedAt.ShouldBe(new DateTimeOffset(2026, 3, 31, 12, 5, 0, TimeSpan.Zero));
        (first.Status, first.PaymentStatus, first.Priority).ShouldBe((OrderStatus.OnHold, PaymentStatus.Authorized, 5));
        first.Lines.ShouldBe([new NewOrderLine("A", 2, 12.50m), new NewOrderLine("B", 1)]);
        var second = items[1].Value.ShouldNotBeNull();
        (second.Status, second.PaymentStatus, second.Priority, second.Channel).ShouldBe(
            (OrderStatus.InProcess, PaymentStatus.Charged, 0, null)
        );
        items[1].Rows.Single().Line.ShouldBe(4);
    }

    [Fact]
    public void Orders_OneBadRow_RejectsTheWholeOrderAndNoOther()
    {
        var items = ReadOrders(OrderHeader + Row("1001", "A", "2") + Row("1001", "B", "0") + Row("1002", "A", "1"));

        items[0].Value.ShouldBeNull();
        items[0]
            .Rejects.Select(r => (r.Row.Line, r.Reason))
            .ShouldBe([(2, "line 3 of order 1001 is rejected"), (3, "quantity is '0'; it must be a whole number from 1 to 10000000")]);
        items[1].Value.ShouldNotBeNull().Number.ShouldBe("1002");
    }

    [Fact]
    public void Orders_NumberThatComesAgainLater_IsTheSameOrder()
    {
        var items = ReadOrders(OrderHeader + Row("1001", "A", "2") + Row("1002", "A", "1") + Row("1001", "B", "1"));

        items.Select(i => i.Value.ShouldNotBeNull().Number).ShouldBe(["1001", "1002"]);
        items[0].Value!.Lines.ShouldBe([new NewOrderLine("A", 2), new NewOrderLine("B", 1)]);
        items[0].Rows.Select(r => r.Line).ShouldBe([2, 4]);
    }

    [Fact]
    public void Orders_RowsThatDisagree_AreRejected()
    {
        var items = ReadOrders(OrderHeader + Row("1001", "A", "2") + "\n1001,EU,web,2026-03-31,,,,Customer 1,one@example.com,B,1,");

        items.Single().Rejects[1].Reason.ShouldBe("company is 'EU' here and 'UK' on line 2");
    }

    [Fact]
    public void Orders_RowThatCannotBeReadAmongOthersOfItsOrder_RejectsTheOrder()
    {
        var items = ReadOrders(
            "sku,quantity,orderNumber,company,orderedAt,customerName,customerEmail\n"
                + "A,1,1001,UK,2026-03-31,Customer 1,one@example.com\n"
                + "\"B\"x,1,1001,UK,2026-03-31,Customer 1,one@example.com\n"
                + "C,1,1001,UK,2026-03-31,Customer 1,one@example.com\n"
        );

        items.ShouldAllBe(i => i.Value == null);
        items.SelectMany(i => i.Rejects).Select(r => r.Row.Line).Order().ShouldBe([2, 3, 4]);
        items[1].Rejects[1].Reason.ShouldBe("line 3, which may belong to order 1001, cannot be read");
    }

    [Fact]
    public void Orders_MoreRowsThanAnOrderCanHave_AreAllRejectedAndTheNextOrderPasses()
    {
        var text = new StringBuilder(OrderHeader);
        for (var i = 0; i < CreateOrder.LinesMax + 5; i++)
            text.Append(Row("1001", "A", "1"));
        text.Append(Row("1002", "A", "1"));

        var items = ReadOrders(text.ToString());

        var rejects = items.SelectMany(i => i.Rejects).ToList();
        rejects.Count.ShouldBe(CreateOrder.LinesMax + 5);
        rejects.ShouldAllBe(r => r.Reason == "order 1001 has more than 1000 rows");
        items[^1].Value.ShouldNotBeNull().Number.ShouldBe("1002");
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-3")]
    [InlineData("1.5")]
    [InlineData("1 000")]
    [InlineData("10000001")]
    [InlineData("99999999999999999999999")]
    [InlineData("two")]
    [InlineData("٣")]
    public void Orders_QuantityThatIsNone_IsRejectedWithTheValue(string quantity)
    {
        var items = ReadOrders(OrderHeader + Row("1001", "A", $"\"{quantity}\""));

        items.Single().Rejects.Single().Reason.ShouldBe($"quantity is '{quantity}'; it must be a whole number from 1 to 10000000");
    }

    [Theory]
    [InlineData("31/03/2026")]
    [InlineData("2026-02-30")]
    [InlineData("1969-12-31")]
    [InlineData("0001-01-01")]
    [InlineData("9999-12-31T23:59:59-12:00")]
    [InlineData("yesterday")]
    public void Orders_TimeThatIsNone_IsRejectedWithTheValue(string time)
    {
        var items = ReadOrders(OrderHeader + $"\n1001,UK,web,{time},,,,Customer 1,one@example.com,A,1,");

        items
            .Single()
            .Rejects.Single()
            .Reason.ShouldBe($"orderedAt is '{time}'; it must be a time from 1970 on, such as 2026-03-31 or 2026-03-31T14:05:00Z");
    }

    [Fact]
    public void Orders_SeveralThingsWrongInARow_AreAllNamed()
    {
        var items = ReadOrders(OrderHeader + "\n1001,,web,2026-03-31,shipped,,x,Customer 1,one@example.com,,1,1;5");

        items
            .Single()
            .Rejects.Single()
            .Reason.ShouldBe(
                "company is empty; status is 'shipped'; it must be one of cart, quote, inProcess, onHold, problem; "
                    + "priority is 'x'; it must be a whole number from -2147483648 to 2147483647; sku is empty; "
                    + "unitPrice is '1;5'; it must be a price such as 12.50"
            );
    }

    [Fact]
    public void Orders_FileOfAnotherShop_IsReadWithMappedNames()
    {
        var map = ImportOptions.Parse(null, ["Order=No.=orderNumber", "Brand=company", "Date=orderedAt", "Gift note="]).Value;
        var text =
            "Order=No.;Brand;Date;Gift note;Customer Name;customer_email;SKU;Quantity\n7;UK;2026-03-31;none;Customer 1;one@example.com;A;2\n";

        var items = ReadOrders(text, map);

        var order = items.Single().Value.ShouldNotBeNull();
        (order.Number, order.Company, order.Customer.Name).ShouldBe(("7", "UK", "Customer 1"));
    }

    [Fact]
    public void Open_UnknownAndMissingColumns_NamesAllOfThem()
    {
        var opened = StockFile.Open(Utf8("sku;onhand;colour;size\n"), new ImportOptions());

        opened
            .Refusal.ShouldNotBeNull()
            .Detail.ShouldBe(
                "Required columns are missing: warehouse. Columns are unknown: colour, size. The file's columns are: sku, onhand, colour, size. "
                    + "Known columns are: sku, warehouse, onHand. "
                    + "Map a column to a known column, or ignore it; on the command line: --map \"Their Name=ourColumn\", --ignore-other-columns."
            );
    }

    [Fact]
    public void Open_OtherColumnsToBeIgnored_ReadsTheFile()
    {
        var options = ImportOptions.Parse(null, [], ignoreOtherColumns: true).Value;

        ReadStock(Utf8("sku,colour,warehouse,onHand\nA,red,W1,3\n"), options).Single().Value.ShouldBe(new StockCount("A", "W1", 3));
    }

    [Theory]
    [InlineData("sku,SKU,warehouse,onHand\n", "Columns appear twice in the file: sku.")]
    [InlineData("", "The file is empty.")]
    [InlineData("\n\n", "The file is empty.")]
    [InlineData("\"sku,warehouse,onHand\n", "The header cannot be read: the quote that opens cell 1 on line 1 is not closed.")]
    [InlineData("PK\u0003\u0004", "The file is a workbook or a zip archive; save the sheet as CSV first.")]
    public void Open_FileThatCannotBeUnderstood_SaysWhy(string text, string reason)
    {
        StockFile.Open(Utf8(text), new ImportOptions()).Refusal.ShouldNotBeNull().Detail.ShouldStartWith(reason);
    }

    [Fact]
    public void Open_Gzip_SaysSo()
    {
        var stream = new MemoryStream([0x1F, 0x8B, 8, 0, 0, 0]);

        StockFile
            .Open(stream, new ImportOptions())
            .Refusal.ShouldNotBeNull()
            .Detail.ShouldBe("The file is compressed with gzip; unpack it first.");
        stream.CanRead.ShouldBeFalse();
    }

    [Theory]
    [InlineData("Name=company=", "Columns are unknown")]
    [InlineData("Nothing=sku", "The mapping names columns that are not in the file: Nothing.")]
    [InlineData("sku=colour", "The mapping names columns that this file cannot have: colour.")]
    public void Open_MapThatDoesNotFit_SaysWhy(string map, string reason)
    {
        var options = ImportOptions.Parse(null, [map]).Value;

        StockFile.Open(Utf8("sku,warehouse,onHand,Name\n"), options).Refusal.ShouldNotBeNull().Detail.ShouldContain(reason);
    }

    [Fact]
    public void Parse_MapWithoutEqualsSignOrUnknownEncoding_IsRefused()
    {
        ImportOptions.Parse(null, ["sku"]).Refusal.ShouldNotBeNull().Detail.ShouldStartWith("--map sku:");
        ImportOptions.Parse(null, ["a=sku", "A=name"]).Refusal.ShouldNotBeNull().Detail.ShouldContain("twice");
        ImportOptions.Parse("klingon", []).Refusal.ShouldNotBeNull().Detail.ShouldContain("--encoding klingon");
    }

    [Theory]
    [InlineData(',')]
    [InlineData(';')]
    [InlineData('\t')]
    public void Open_AnyDelimiter_IsFoundByTheHeader(char delimiter)
    {
        using var file = StockFile.Open(Utf8($"sku{delimiter}warehouse{delimiter}onHand\nA{delimiter}W1{delimiter}3"), new()).Value;

        file.Delimiter.ShouldBe(delimiter);
        file.Read().Single().Value.ShouldBe(new StockCount("A", "W1", 3));
    }

    [Theory]
    [InlineData("excel-sep.csv", "D4", 3)]
    [InlineData("title-row.csv", "D5", 4)]
    [InlineData("semi-commadec.csv", "D6", 2)]
    public void Open_LinesBeforeTheHeader_ArePassedOver(string name, string number, long line)
    {
        var items = ReadOrders(ImportTrial.Case(name), new ImportOptions { Format = new(DecimalComma: true) });

        var order = items.Single().Value.ShouldNotBeNull();
        (order.Number, order.Customer.Name, items[0].Rows[0].Line).ShouldBe((number, "Zoë Müller", line));
        order.Lines.Single().UnitPrice.ShouldBe(number == "D6" ? 9.95m : null);
    }

    [Fact]
    public void Open_NamesThatAreNotOurs_LeaveTheFirstLineTheHeader()
    {
        var head = ImportTable
            .Peek(Utf8("Artikel;Lager\nsku;MAIN\nonHand;warehouse\n"), ImportKind.Find("orders")!.Columns, new(), 3)
            .Value;

        head.Header.ShouldBe(["Artikel", "Lager"]);
    }

    public static TheoryData<string> Marks => ["utf-8", "utf-16", "utf-16BE", "utf-32"];

    [Theory]
    [MemberData(nameof(Marks))]
    public void Open_ByteOrderMark_DecidesTheEncoding(string name)
    {
        var encoding = Encoding.GetEncoding(name);
        var stream = new MemoryStream([.. encoding.GetPreamble(), .. encoding.GetBytes("sku,warehouse,onHand\nTÈ,W1,3\n")]);

        ReadStock(stream).Single().Value.ShouldBe(new StockCount("TÈ", "W1", 3));
    }

    [Fact]
    public void Read_BytesThatAreNotUtf8_RejectsTheirLineAndGoesOn()
    {
        var items = ReadStock(Latin1("sku,warehouse,onHand\nA,W1,1\nTÈ,W1,2\nB,W1,3\n"));

        items.Where(i => i.Value is not null).Select(i => i.Value!.Sku).ShouldBe(["A", "B"]);
        var reject = items[1].Rejects.Single();
        reject.Row.Line.ShouldBe(3);
        reject.Reason.ShouldBe(
            "line 3 has bytes that are not valid in the encoding of the file; save it as UTF-8, or name its encoding, for example windows-1252"
        );
    }

    [Fact]
    public void Read_NamedEncoding_IsUsed()
    {
        var options = ImportOptions.Parse("windows-1252", []).Value;

        ReadStock(Latin1("sku,warehouse,onHand\nTÈ,W1,2\n"), options).Single().Value.ShouldBe(new StockCount("TÈ", "W1", 2));
    }

    [Fact]
    public void Read_Utf16WithoutMark_SaysThatItMayBe()
    {
        var stream = new MemoryStream(Encoding.Unicode.GetBytes("sku,warehouse,onHand\nA,W1,2\n"));

        StockFile.Open(stream, new()).Refusal.ShouldNotBeNull().Detail.ShouldContain("utf-16");
    }

    [Fact]
    public void Read_RowOfTheWrongWidth_IsRejected()
    {
        var items = ReadStock(Utf8("sku,warehouse,onHand\nA,W1\nB,W1,2,x\nC,W1,3,,\n,,\nD,W1,4"));

        items
            .SelectMany(i => i.Rejects)
            .Select(r => (r.Row.Line, r.Reason))
            .ShouldBe([
                (2, "the row has 2 cells where the header has 3"),
                (3, "the row has 4 cells where the header has 3"),
                (4, "the row has 5 cells where the header has 3"),
            ]);
        items.Where(i => i.Value is not null).Select(i => i.Value!.Sku).ShouldBe(["D"]);
    }

    [Fact]
    public void Read_ByteCounter_EndsAtTheLengthOfTheFile()
    {
        var stream = Utf8("sku,warehouse,onHand\n" + string.Concat(Enumerable.Range(0, 50_000).Select(i => $"A{i:D5},W1,1\n")));
        var length = stream.Length;
        using var file = StockFile.Open(stream, new()).Value;
        var halfway = 0L;

        var count = 0;
        foreach (var item in file.Read())
        {
            if (++count == 25_000)
                halfway = file.BytesRead;
            item.Value.ShouldNotBeNull();
        }

        file.BytesTotal.ShouldBe(length);
        halfway.ShouldBeInRange(length / 4, length * 3 / 4);
        file.BytesRead.ShouldBe(length);
    }

    [Fact]
    public void Products_EveryColumn_IsRead()
    {
        using var file = ProductFile
            .Open(
                Utf8(
                    "sku,name,replacementSku,shadowOf,components,vendor,vendorSku,packSize,minimumOrder,cost,leadTimeDays\n"
                        + "KIT,\"Tea, for two\",,,CUP:2| a:b :1,,,,,,\nCUP,Cup,MUG,,,V1,c-1,6,12,1.25,21\nCUP-S,Cup,,CUP,,,,,,,\n"
                ),
                new()
            )
            .Value;

        var products = file.Read().Select(i => i.Value.ShouldNotBeNull().Values).ToList();
        products[0].Name.ShouldBe("Tea, for two");
        products[0].Components.ShouldBe([new("CUP", 2), new("a:b", 1)]);
        products[1]
            .ShouldSatisfyAllConditions(
                p => (p.ReplacementSku, p.Vendor, p.VendorSku).ShouldBe(("MUG", "V1", "c-1")),
                p => (p.PackSize, p.MinimumOrder, p.Cost, p.LeadTimeDays).ShouldBe((6, 12, 1.25m, 21))
            );
        products[2]
            .ShouldSatisfyAllConditions(p => p.ShadowOf.ShouldBe("CUP"), p => p.PackSize.ShouldBe(1), p => p.Components.ShouldBeNull());
    }

    [Theory]
    [InlineData("CUP", "components has 'CUP'; a kit is written SKU:2|SKU:1")]
    [InlineData("CUP:0", "components has 'CUP:0'; a kit is written SKU:2|SKU:1")]
    [InlineData(":2", "components has ':2'; a kit is written SKU:2|SKU:1")]
    [InlineData("CUP:1|CUP:2", "components names CUP twice")]
    public void Products_ComponentsThatAreNone_AreRejected(string components, string reason)
    {
        using var file = ProductFile.Open(Utf8($"sku,name,components\nKIT,Kit,{components}\n"), new()).Value;

        file.Read().Single().Rejects.Single().Reason.ShouldBe(reason);
    }

    [Fact]
    public void PurchaseOrders_Rows_MakePurchaseOrders()
    {
        using var file = PurchaseOrderFile
            .Open(Utf8("number,vendor,warehouse,sku,quantity,expectedAt\nP1,V1,W1,A,10,2026-04-01\nP1,,,B,5,\nP2,V2,,A,1,soon\n"), new())
            .Value;

        var items = file.Read().ToList();

        var order = items[0].Value.ShouldNotBeNull();
        (order.Number, order.Vendor, order.Warehouse).ShouldBe(("P1", "V1", "W1"));
        order.Lines.ShouldBe([new("A", 10, new DateTimeOffset(2026, 4, 1, 0, 0, 0, TimeSpan.Zero)), new("B", 5)]);
        items[1].Rejects.Single().Reason.ShouldStartWith("expectedAt is 'soon'");
    }

    private static string Row(string number, string sku, string quantity) =>
        $"\n{number},UK,web,2026-03-31,,,,Customer 1,one@example.com,{sku},{quantity},";

    private static List<ImportItem<NewOrder>> ReadOrders(string text, ImportOptions? options = null)
    {
        using var file = OrderFile.Open(Utf8(text), options ?? new()).Value;
        return [.. file.Read().Select(i => new ImportItem<NewOrder>(i.Rows, i.Value?.Order, i.Rejects))];
    }

    private static List<ImportItem<StockCount>> ReadStock(Stream stream, ImportOptions? options = null)
    {
        using var file = StockFile.Open(stream, options ?? new()).Value;
        return [.. file.Read()];
    }

    private static MemoryStream Utf8(string text) => new(Encoding.UTF8.GetBytes(text));

    private static MemoryStream Latin1(string text) => new(Encoding.Latin1.GetBytes(text));
}
