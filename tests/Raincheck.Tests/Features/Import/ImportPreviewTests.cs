using System.Text;
using CsCheck;
using Raincheck.Core;
using Raincheck.Features.Import;
using Raincheck.Platform.Ui;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Features.Import;

public sealed class ImportPreviewTests
{
    [Fact]
    public async Task Preview_OrdersGoodAndBad_NamesLineAndColumnAndChangesNothing()
    {
        await using var shop = await TestShop.NewAsync(Database.Sqlite);
        const string Text =
            "No,Brand,orderedAt,customerName,customerEmail,Item,quantity\n"
            + "1,ACME,2026-01-02,One,one@example.com,X,1\n1,,,,,NOPE,1\n"
            + "2,GHOST,2026-01-02,Two,two@example.com,X,1\n"
            + "3,ACME,31/01/2026,Three,three@example.com,X,99999999999\n"
            + "4,ACME,2026-01-02,Four,four@example.com,X,1\n5,ACME,2026-01-02,Five,five@example.com,X,1\n"
            + "5,ACME,2026-01-02,\"Five,five@example.com,X,1\n";
        var options = new ImportOptions
        {
            Map = new Dictionary<string, string>
            {
                ["No"] = "orderNumber",
                ["Brand"] = "company",
                ["Item"] = "sku",
            },
        };

        var preview = (await PreviewAsync(shop, "orders", Text, options)).Value;

        (preview.Things, preview.Rows, preview.RejectedRows).ShouldBe((1, 7, 6));
        preview
            .Faults.Select(f => (f.Line, string.Join(", ", f.Columns), f.Reason))
            .ShouldBe([
                (2, "", "line 3, which belongs with it, is rejected"),
                (3, "Item", "There is no product NOPE."),
                (4, "Brand", "There is no company GHOST."),
                (
                    5,
                    "orderedAt, quantity",
                    "orderedAt is '31/01/2026'; it must be a time from 1970 on, such as 2026-03-31 or 2026-03-31T14:05:00Z; "
                        + "quantity is '99999999999'; it must be a whole number from 1 to 10000000"
                ),
                (7, "", "line 8 of order 5 is rejected"),
                (8, "", "the quote that opens cell 4 on line 8 is not closed"),
            ]);
        preview.First[3].Bad.ShouldBe([2, 6], ignoreOrder: true);
        (await shop.Ledger.ExecuteAsync(new Raincheck.Features.Orders.HoldOrder("4"), new("test"))).Refusal.ShouldNotBeNull();
    }

    [Fact]
    public async Task Preview_AFieldOfAMegabyte_IsRejectedByItsLine()
    {
        await using var shop = await TestShop.NewAsync(Database.Sqlite);

        var preview = (
            await PreviewAsync(shop, "stock", $"sku,warehouse,onHand\n{new string('x', 2_000_000)},MAIN,1\nX,MAIN,1\n", new())
        ).Value;

        (preview.Things, preview.RejectedRows).ShouldBe((1, 1));
        preview.Faults.Single().Line.ShouldBe(2);
        preview.Faults.Single().Reason.ShouldContain("longer than 1048576 characters");
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("+49 30", "'+49 30")]
    [InlineData("-5", "-5")]
    [InlineData(" =1", "' =1")]
    [InlineData("'=1", "''=1")]
    [InlineData("'tis", "'tis")]
    [InlineData("", "")]
    [InlineData("\u00a0\u2003=1", "'\u00a0\u2003=1")]
    [InlineData("\u200b\ufeff=1", "'\u200b\ufeff=1")]
    [InlineData("\u0000=1", "'\u0000=1")]
    [InlineData("＝1+1", "'＝1+1")]
    [InlineData("＋1", "'＋1")]
    [InlineData("－1", "'－1")]
    [InlineData("＠SUM(A1)", "'＠SUM(A1)")]
    [InlineData("﹦1", "'﹦1")]
    [InlineData("−1", "'−1")]
    [InlineData("a;=1+1;b", "a;'=1+1;b")]
    [InlineData(";=1", ";'=1")]
    [InlineData("a; \u200b=1", "a;' \u200b=1")]
    [InlineData("a\n=1", "a\n'=1")]
    [InlineData("a\r\n@b", "a\r\n'@b")]
    [InlineData("\t=1", "\t'=1")]
    [InlineData("a;'=1", "a;''=1")]
    [InlineData("a;-5;-5,5", "a;-5;'-5,5")]
    [InlineData("a;b = c", "a;b = c")]
    public void Guarded_Text_IsNoFormulaAndComesBackBare(string text, string guarded)
    {
        CsvCell.Guarded(text).ShouldBe(guarded);
        CsvCell.Bare(guarded).ShouldBe(text);
    }

    [Fact]
    public void Guarded_AnyText_ComesBackBare() =>
        Check.Sample(
            Gen.Select(Gen.Int[0, 13].Array[0, 12], places => string.Concat(places.Select(p => "=+-@＝;\t\n'\u200b a1,"[p]))),
            text =>
            {
                CsvCell.Bare(CsvCell.Guarded(text)).ShouldBe(text);
                foreach (var part in CsvCell.Safe(text).Split(';', '\t', '\n'))
                    part.TrimStart(' ', '\u200b').ShouldNotStartWith("=");
            },
            iter: 2_000
        );

    [Fact]
    public void Map_HeaderOfAShop_IsGuessed()
    {
        ImportGuess
            .Map(
                ImportKind.Find("orders")!.Columns,
                ["Order", "Brand", "Created at", "Customer", "Email", "Lineitem SKU", "Lineitem quantity", "Notes", "line"],
                new Dictionary<string, string>()
            )
            .ShouldBe(
                [
                    new("Order", "orderNumber"),
                    new("Brand", "company"),
                    new("Created at", "orderedAt"),
                    new("Customer", "customerName"),
                    new("Email", "customerEmail"),
                    new("Lineitem SKU", "sku"),
                    new("Lineitem quantity", "quantity"),
                    new("Notes", ""),
                    new("line", ""),
                ],
                ignoreOrder: true
            );
    }

    [Fact]
    public void Map_HeaderOfOnlineRetail_IsGuessed()
    {
        ImportGuess
            .Map(
                ImportKind.Find("orders")!.Columns,
                ["InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country"],
                new Dictionary<string, string>()
            )
            .Where(m => m.Value.Length > 0)
            .ShouldBe(
                [
                    new("InvoiceNo", "orderNumber"),
                    new("StockCode", "sku"),
                    new("Quantity", "quantity"),
                    new("InvoiceDate", "orderedAt"),
                    new("UnitPrice", "unitPrice"),
                    new("CustomerID", "customerName"),
                ],
                ignoreOrder: true
            );
    }

    [Fact]
    public void Peek_TabsAndAMark_AreSeen()
    {
        var stream = new MemoryStream([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("Artikel\tLager\nA\tB\n")]);

        var head = ImportTable.Peek(stream, ImportKind.Find("stock")!.Columns, new(), 3).Value;

        (head.Delimiter, head.EncodingName).ShouldBe(('\t', "utf-16"));
        head.Header.ShouldBe(["Artikel", "Lager"]);
        head.Rows.Single().ShouldBe(["A", "B"]);
    }

    private static async Task<Outcome<ImportPreview>> PreviewAsync(TestShop shop, string kind, string text, ImportOptions options) =>
        await ImportKind
            .Find(kind)!
            .PreviewAsync(
                new MemoryStream(Encoding.UTF8.GetBytes(text)),
                options,
                new ImportTarget(shop.Ledger, shop.Client, "test", CancellationToken.None)
            );
}
