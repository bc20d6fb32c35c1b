using System.Buffers;
using System.Text;
using Raincheck.WebConsole;

namespace Raincheck.Features.Import;

/// <summary>
/// Writes rows that were not imported: line, reason, and the columns as they stood in the file, so that a mended file can be
/// imported as it is. A row that cannot be cut into its columns stands as a whole in the first of them. What a spreadsheet would
/// take for a formula gets an apostrophe in front, which is taken away again where such a file is read.
/// </summary>
internal sealed class RejectsWriter(TextWriter writer, IReadOnlyList<string> header) : IDisposable
{
    private static readonly SearchValues<char> Quoted = SearchValues.Create(",;\t\"\r\n ");

    /// <summary>Rows written so far, without the header.</summary>
    public long Count { get; private set; }

    public void Write(IEnumerable<ImportReject> rejects)
    {
        foreach (var reject in rejects)
        {
            if (Count++ == 0)
                WriteRecord(writer, ["line", "reason", .. header.Select(CsvCell.Guarded)]);
            var isWhole = reject.Row.Problem is null;
            var cells = isWhole ? reject.Row.Fields.Take(header.Count) : [reject.Row.Raw, .. Enumerable.Repeat("", header.Count - 1)];
            WriteRecord(writer, [reject.Row.Line.ToString(), CsvCell.Guarded(reject.Reason), .. cells.Select(CsvCell.Guarded)]);
        }
    }

    /// <summary>Writes one record, with quotes where a cell needs them.</summary>
    public static void WriteRecord(TextWriter writer, IEnumerable<string> cells)
    {
        var record = new StringBuilder();
        foreach (var cell in cells)
        {
            if (record.Length > 0)
                record.Append(',');
            // An empty first cell is quoted so that a record of one empty cell is not an empty line.
            if (cell.AsSpan().ContainsAny(Quoted) || (cell.Length == 0 && record.Length == 0))
                record.Append('"').Append(cell.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
            else
                record.Append(cell);
        }
        writer.Write(record.Append('\n').ToString());
    }

    public void Dispose() => writer.Dispose();
}
