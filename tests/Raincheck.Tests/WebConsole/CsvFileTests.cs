using System.Text;
using Raincheck.Platform.Ui;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.WebConsole;

public sealed class CsvFileTests
{
    [Fact]
    public void Download_BeginsWithAByteOrderMarkAndEndsLinesWithLf() =>
        Write(["order", "Grüße"], ["O-1", ""]).ShouldBe("\uFEFForder,Grüße\nO-1,\n");

    [Theory]
    [InlineData("Mary Smith", "Mary Smith")]
    [InlineData("-5", "-5")]
    [InlineData("'tis", "'tis")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("a;b", "\"a;b\"")]
    [InlineData("a\tb", "\"a\tb\"")]
    [InlineData("a\r\nb", "\"a\r\nb\"")]
    [InlineData("say \"hi\"", "\"say \"\"hi\"\"\"")]
    [InlineData("=1+1", "\"'=1+1\"")]
    [InlineData("a;=HYPERLINK(\"x\")", "\"a;'=HYPERLINK(\"\"x\"\")\"")]
    public void WriteSafe_Cell_IsQuotedIfASpreadsheetWouldCutItAndIsNoFormula(string text, string written) =>
        Write(["x", text]).ShouldBe($"\uFEFFx,{written}\n");

    private static string Write(params string[][] records)
    {
        using var bytes = new MemoryStream();
        using (var file = CsvFile.Download(bytes))
        {
            foreach (var record in records)
            {
                foreach (var cell in record)
                    file.WriteSafe(cell);
                file.EndRecord();
            }
        }
        return Encoding.UTF8.GetString(bytes.ToArray());
    }
}
