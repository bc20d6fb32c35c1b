using CsCheck;
using Raincheck.Features.Import;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Features.Import;

public sealed class CsvRecordReaderTests
{
    [Fact]
    public void TryRead_QuotedCells_KeepDelimitersQuotesAndLineBreaks()
    {
        var records = Read("a,\"b,c\",\"say \"\"hi\"\"\"\r\n\"two\nlines\",x,5\" nail\r\rlast,\"\" ,");

        records
            .Select(r => r.Fields)
            .ShouldBe([
                ["a", "b,c", "say \"hi\""],
                ["two\nlines", "x", "5\" nail"],
                ["last", "", ""],
            ]);
        records.Select(r => r.Line).ShouldBe([1, 2, 5]);
        records.ShouldAllBe(r => r.Problem == null);
    }

    [Fact]
    public void TryRead_QuoteThatIsNotClosed_RejectsItsLineOnly()
    {
        var records = Read("a,b\n1,\"x\n2,y\n3,z\n");

        records
            .Select(r => (r.Line, r.Problem))
            .ShouldBe([(1, null), (2, "the quote that opens cell 2 on line 2 is not closed"), (3, null), (4, null)]);
        records[1].Raw.ShouldBe("1,\"x");
        records[1].Fields.ShouldBe(["1"]);
        records[2].Fields.ShouldBe(["2", "y"]);
    }

    [Fact]
    public void TryRead_QuoteClosedByAnotherRowsQuote_RejectsItsLineOnly()
    {
        var records = Read("1,\"x\n2,\"y\"\n3,z\n");

        records
            .Select(r => (r.Line, r.Problem))
            .ShouldBe([(1, "text follows the closing quote of cell 2 on line 2"), (2, null), (3, null)]);
        records[1].Fields.ShouldBe(["2", "y"]);
    }

    [Fact]
    public void TryRead_TextBehindAClosingQuote_RejectsTheLine()
    {
        var records = Read("\"a\"b,c\nd,e");

        records[0]
            .ShouldSatisfyAllConditions(
                r => r.Problem.ShouldBe("text follows the closing quote of cell 1 on line 1"),
                r => r.Raw.ShouldBe("\"a\"b,c")
            );
        records[1].Fields.ShouldBe(["d", "e"]);
    }

    [Theory]
    [InlineData(CsvRecordReader.RecordCharsMax - 2, null)]
    [InlineData(CsvRecordReader.RecordCharsMax, "the record is longer than 1048576 characters")]
    public void TryRead_LongLine_IsReadUpToTheBound(int chars, string? problem)
    {
        var records = Read("a," + new string('x', chars - 2) + "\nb,c\n");

        records[0].Problem.ShouldBe(problem);
        records[1].ShouldSatisfyAllConditions(r => r.Line.ShouldBe(2), r => r.Fields.ShouldBe(["b", "c"]));
    }

    [Theory]
    [InlineData("a,", 'x', "the record is longer than 1048576 characters")]
    [InlineData("a,\"", 'x', "the quote that opens cell 2 on line 1 is not closed within 1048576 characters")]
    [InlineData("a,", '"', "the record is longer than 1048576 characters")]
    public void TryRead_LineOf100MegabytesGivesAClearProblem_AndTakesLittleMemory(string head, char repeated, string problem)
    {
        const long Chars = 100L * 1024 * 1024;
        using var text = new LongLine(head, repeated, Chars, "\nb,c\n");
        var reader = new CsvRecordReader(text, ',');
        var before = GC.GetAllocatedBytesForCurrentThread();

        reader.TryRead(out var first).ShouldBeTrue();
        reader.TryRead(out var second).ShouldBeTrue();

        first.Problem.ShouldBe(problem);
        first.Raw.Length.ShouldBeLessThan(10_000);
        second.ShouldSatisfyAllConditions(r => r.Line.ShouldBe(2), r => r.Fields.ShouldBe(["b", "c"]));
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(16 * 1024 * 1024);
    }

    [Fact]
    public void TryRead_QuoteThatStaysOpenForMegabytes_LosesNoOtherRow()
    {
        const int Rows = 300_000;
        using var text = new StringReader("0,\"open\n" + string.Concat(Enumerable.Range(1, Rows).Select(i => $"{i},row\n")));
        var reader = new CsvRecordReader(text, ',');

        reader.TryRead(out var bad).ShouldBeTrue();
        bad.Problem.ShouldBe("the quote that opens cell 2 on line 1 is not closed within 1048576 characters");
        var good = 0;
        while (reader.TryRead(out var record))
        {
            record.Problem.ShouldBeNull();
            record.Line.ShouldBe(++good + 1);
        }
        good.ShouldBe(Rows);
    }

    [Fact]
    public void TryRead_WhatRejectsWriterWrote_GivesItBack()
    {
        var cell = Gen.Char[" ab,;\t\"\r\n'é€"].Array[0, 12].Select(c => new string(c));
        var rows = Gen.Select(Gen.Int[1, 6], Gen.Int[0, 20]).SelectMany((width, count) => cell.Array[width].Array[count]);

        Gen.Select(rows, Gen.Int[1, 7])
            .Sample(
                (written, chunk) =>
                {
                    using var file = new StringWriter();
                    using (var writer = new RejectsWriter(file, []))
                    {
                        foreach (var row in written)
                            writer.WriteRecord(row);
                    }
                    using var text = new Chunks(file.ToString(), chunk);
                    var reader = new CsvRecordReader(text, ',');
                    var line = 1L;
                    foreach (var row in written)
                    {
                        if (!reader.TryRead(out var record) || record.Problem is not null)
                            return false;
                        if (record.Line != line || !record.Fields.SequenceEqual(row))
                            return false;
                        line += 1 + CountLineBreaks(record.Raw);
                    }
                    return !reader.TryRead(out _);
                }
            );
    }

    [Fact]
    public void TryRead_AnyText_EndsAndLosesNoCharacterOutsideLineBreaks()
    {
        Gen.Char["a,\"\r\n "]
            .Array[0, 60]
            .Select(c => new string(c))
            .Sample(text =>
            {
                using var input = new Chunks(text, 3);
                var reader = new CsvRecordReader(input, ',');
                var seen = "";
                while (reader.TryRead(out var record))
                    seen += record.Raw;
                return Bare(seen) == Bare(text);
            });

        static string Bare(string text) => string.Concat(text.Where(c => c is not ('\r' or '\n')));
    }

    private static int CountLineBreaks(string text) => text.ReplaceLineEndings("\n").Count(c => c == '\n');

    private static List<CsvRecord> Read(string text)
    {
        using var input = new StringReader(text);
        var reader = new CsvRecordReader(input, ',');
        var records = new List<CsvRecord>();
        while (reader.TryRead(out var record))
            records.Add(record);
        return records;
    }

    /// <summary>A text that arrives a few characters at a time.</summary>
    private sealed class Chunks(string text, int size) : TextReader
    {
        private int at;

        public override int Read(char[] buffer, int index, int count)
        {
            var take = Math.Min(Math.Min(size, count), text.Length - at);
            text.CopyTo(at, buffer, index, take);
            at += take;
            return take;
        }
    }

    /// <summary>A long line that is not held in memory.</summary>
    private sealed class LongLine(string head, char repeated, long times, string tail) : TextReader
    {
        private long at;

        public override int Read(char[] buffer, int index, int count)
        {
            var given = 0;
            for (; given < count && at < head.Length + times + tail.Length; given++, at++)
            {
                buffer[index + given] =
                    at < head.Length ? head[(int)at]
                    : at < head.Length + times ? repeated
                    : tail[(int)(at - head.Length - times)];
            }
            return given;
        }
    }
}
