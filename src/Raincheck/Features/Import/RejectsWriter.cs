using System.Globalization;
using CsvHelper;
using Raincheck.Platform.Ui;

namespace Raincheck.Features.Import;

/// <summary>
/// Writes rows that were not imported: line, reason, and the columns as they stood in the file, so that a mended file can be
/// imported as it is. A row that cannot be cut into its columns stands as a whole in the first of them. What a spreadsheet would
/// take for a formula gets an apostrophe in front, which is taken away again where such a file is read.
/// </summary>
internal sealed class RejectsWriter(TextWriter writer, IReadOnlyList<string> header) : IDisposable
{
    private static readonly CsvWriterOptions Options = CsvFile.Options with
    {
        ShouldQuote = (cell, type, field, record) => cell.Contains(' ') || CsvFile.Options.ShouldQuote!(cell, type, field, record),
    };

    private readonly CsvWriter file = CsvWriter.Create(writer, Options);

    /// <summary>Rows written so far, without the header.</summary>
    public long Count { get; private set; }

    /// <summary>Writes the rows and, before the first one, the header.</summary>
    public void Write(IEnumerable<ImportReject> rejects)
    {
        foreach (var reject in rejects)
        {
            if (Count++ == 0)
                WriteRecord(["line", "reason", .. header.Select(CsvCell.Guarded)]);
            var isWhole = reject.Row.Problem is null;
            var cells = isWhole ? reject.Row.Fields.Take(header.Count) : [reject.Row.Raw, .. Enumerable.Repeat("", header.Count - 1)];
            var line = reject.Row.Line.ToString(CultureInfo.InvariantCulture);
            WriteRecord([line, CsvCell.Guarded(reject.Reason), .. cells.Select(CsvCell.Guarded)]);
        }
        file.Flush();
    }

    /// <summary>Writes one record of any cells.</summary>
    public void WriteRecord(string[] cells) => file.WriteRecord(cells);

    public void Dispose() => file.Dispose();
}
