using Raincheck.Cli.Replay;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Cli.Replay;

public sealed class OnlineRetailSourceTests
{
    private const string Header = "Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country\n";

    [Fact]
    public void Read_MixedLinesOfOneMinute_MakeTheirInvoices()
    {
        var retail = Read(
            "2,22041,FRAME,1,2009-12-01 08:00:00,2.1,13085,France\n"
                + "1,85048,LIGHTS,12,2009-12-01 08:00:00,6.95,,United Kingdom\n"
                + "2,22041,FRAME,1,2009-12-01 08:00:00,2.1,13085,France\n"
        );

        retail.Invoices.Select(i => i.Number).ShouldBe(["1", "2"]);
        retail.Invoices[0].Customer.ShouldBeNull();
        retail
            .Invoices[1]
            .ShouldSatisfyAllConditions(
                i => i.Time.ShouldBe(new DateTimeOffset(2009, 12, 1, 8, 0, 0, TimeSpan.Zero)),
                i => (i.Customer, i.Country, i.IsCancellation).ShouldBe(("13085", "France", false)),
                i => i.Lines.ShouldBe([new("22041", 1, 2.1m), new("22041", 1, 2.1m)])
            );
    }

    [Fact]
    public void Read_CodesThatDifferInCaseOrSpaces_AreOneSku()
    {
        var retail = Read(
            "1,85123a,,1,2009-12-01 08:00:00,2,1,UK\n1,85123A ,HEART ,1,2009-12-01 08:00:00,2,1,UK\n1,85123A,HOLDER,1,2009-12-01 08:00:00,2,1,UK\n"
                + "1,85123A,HOLDER,1,2009-12-01 08:00:00,2,1,UK\n"
        );

        retail.Names.ShouldBe(new Dictionary<string, string> { ["85123A"] = "HOLDER" });
        retail.Invoices.Single().Lines.Count.ShouldBe(4);
    }

    [Fact]
    public void Read_Cancellation_HasPositiveUnits()
    {
        var invoice = Read("C9,85048,LIGHTS,-3,2009-12-02 08:00:00,6.95,13085,UK\n").Invoices.Single();

        (invoice.IsCancellation, invoice.Lines.Single().Quantity).ShouldBe((true, 3));
    }

    [Theory]
    [InlineData("1,POST,POSTAGE,1,2009-12-01 08:00:00,18,1,France", nameof(RetailLeftOut.NotAProduct))]
    [InlineData("1,gift_0001_20,VOUCHER,1,2009-12-01 08:00:00,18,1,UK", nameof(RetailLeftOut.NotAProduct))]
    [InlineData("1,m,Manual,1,2009-12-01 08:00:00,18,1,UK", nameof(RetailLeftOut.NotAProduct))]
    [InlineData("A506401,B,Adjust bad debt,1,2010-04-29 13:36:00,-53594.36,,UK", nameof(RetailLeftOut.NotAProduct))]
    [InlineData("1,85048,damaged,-5,2009-12-01 08:00:00,0,,UK", nameof(RetailLeftOut.WriteOff))]
    [InlineData("1,85048,LIGHTS,0,2009-12-01 08:00:00,1,1,UK", nameof(RetailLeftOut.ZeroQuantity))]
    [InlineData("C1,85048,LIGHTS,1,2009-12-01 08:00:00,1,1,UK", nameof(RetailLeftOut.PositiveOnCancellation))]
    [InlineData("1,85048,,500,2009-12-01 08:00:00,0,,UK", nameof(RetailLeftOut.StockFound))]
    public void Read_LineThatIsNoSale_IsLeftOutAndCounted(string line, string reason)
    {
        var retail = Read(line + "\n");

        retail.Invoices.ShouldBeEmpty();
        retail.InvoicesLeftOut.ShouldBe(1);
        retail.LinesLeftOut.Single(l => l.Value > 0).ShouldBe(new(Enum.Parse<RetailLeftOut>(reason), 1));
    }

    [Fact]
    public void Read_CellThatIsNoNumber_NamesRowAndCell()
    {
        Should
            .Throw<InvalidDataException>(() => Read("1,85048,LIGHTS,many,2009-12-01 08:00:00,1,1,UK\n"))
            .Message.ShouldBe("retail.csv, row 1: Quantity is 'many', not a whole number.");
    }

    [Fact]
    public void Read_QuoteThatIsNotClosed_NamesTheFile()
    {
        Should
            .Throw<InvalidDataException>(() => Read("1,85048,\"LIGHTS,12,2009-12-01 08:00:00,1,1,UK\n"))
            .Message.ShouldStartWith("retail.csv: Malformed CSV in record 2: a quoted field that is never closed");
    }

    [Fact]
    public void Read_AnotherFile_NamesTheMissingColumn()
    {
        using var folder = new TempFolder();
        var path = folder.Write("other.csv", "Invoice,StockCode\n1,2\n");

        Should.Throw<InvalidDataException>(() => OnlineRetailSource.Read(path)).Message.ShouldBe("other.csv has no column Description.");
    }

    [Fact]
    public void Read_TheFirstEdition_IsTheSame()
    {
        const string Lines = "1,85048,LIGHTS,12,2010-12-01 08:26:00,6.95,17850,United Kingdom\n";
        using var folder = new TempFolder();
        var path = Path.Combine(folder.Path, "data.csv");
        File.WriteAllBytes(
            path,
            [
                .. "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"u8,
                .. "1,85048,LIGHTS "u8,
                0xA3, // a pound sign, which is not UTF-8
                .. ",12,12/1/2010 8:26,6.95,17850,United Kingdom\n"u8,
            ]
        );

        var first = OnlineRetailSource.Read(path);

        var second = Read(Lines);
        first.Invoices.Single().Lines.ShouldBe(second.Invoices.Single().Lines);
        (first.Invoices.Single() with { Lines = [] }).ShouldBe(second.Invoices.Single() with { Lines = [] });
        first.Names.Single().Value.ShouldBe("LIGHTS \u00a3");
    }

    [Fact]
    public void TakeBack_LatestSalesOfTheCustomer_ComeFirst()
    {
        var cancellations = new RetailCancellations();
        var sales = Read(
            "1,A1,X,5,2009-12-01 08:00:00,1,7,UK\n2,A1,X,2,2009-12-02 08:00:00,1,7,UK\n3,A1,X,9,2009-12-03 08:00:00,1,8,UK\n"
                + "C4,A1,X,-3,2009-12-04 08:00:00,1,7,UK\n"
        );
        foreach (var sale in sales.Invoices.Where(i => !i.IsCancellation))
            cancellations.Sell(sale);
        var cancellation = sales.Invoices.Single(i => i.IsCancellation);

        cancellations.TakeBack(cancellation, cancellation.Lines[0]).ShouldBe([new("2", 1, 2), new("1", 1, 1)]);
        cancellations.TakeBack(cancellation, new RetailLine("A1", 9, 1)).ShouldBe([new("1", 1, 4)]);
        cancellations.TakeBack(cancellation, new RetailLine("A1", 9, 1)).ShouldBeEmpty();
    }

    [Fact]
    public void Read_TheRealYear_AccountsForEveryLine()
    {
        var retail = OnlineRetailSource.Read(RealData.Find("online-retail-2009-2010.csv.gz"));

        retail.LinesRead.ShouldBe(502_938);
        (retail.Invoices.Sum(i => i.Lines.Count) + retail.LinesLeftOut.Values.Sum()).ShouldBe(retail.LinesRead);
        (retail.Invoices.Count + retail.InvoicesLeftOut).ShouldBe(27_728);
        retail.Invoices.Zip(retail.Invoices.Skip(1)).ShouldAllBe(pair => pair.First.Time <= pair.Second.Time);
        retail.Invoices.SelectMany(i => i.Lines).ShouldAllBe(l => l.Quantity > 0 && l.UnitPrice >= 0);
        retail.Invoices.Max(i => i.Lines.Count).ShouldBeLessThanOrEqualTo(675);
        retail.Invoices.SelectMany(i => i.Lines).Max(l => l.Quantity).ShouldBe(19_152);
        retail.Invoices.Count(i => !i.IsCancellation).ShouldBe(19_743);
        retail.Invoices.Count(i => i.IsCancellation).ShouldBe(3_984);
        retail.Names.Count.ShouldBe(4_087);
        retail.LinesLeftOut.ShouldBe(
            new Dictionary<RetailLeftOut, long>
            {
                [RetailLeftOut.NotAProduct] = 2_866,
                [RetailLeftOut.WriteOff] = 2_055,
                [RetailLeftOut.ZeroQuantity] = 0,
                [RetailLeftOut.PositiveOnCancellation] = 0,
                [RetailLeftOut.StockFound] = 1_349,
            },
            ignoreOrder: true
        );
    }

    private static OnlineRetail Read(string lines)
    {
        using var folder = new TempFolder();
        return OnlineRetailSource.Read(folder.Write("retail.csv", Header + lines));
    }
}
