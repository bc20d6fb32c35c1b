using Raincheck.Core;
using Raincheck.Platform.Ui;

namespace Raincheck.Features.Import;

/// <summary>The beginning of a file.</summary>
/// <param name="Header">The names of its columns.</param>
/// <param name="Rows">The cells of its first rows.</param>
/// <param name="Delimiter">The delimiter.</param>
/// <param name="EncodingName">The encoding in which it is read.</param>
public sealed record ImportHead(
    IReadOnlyList<string> Header,
    IReadOnlyList<IReadOnlyList<string>> Rows,
    char Delimiter,
    string EncodingName
);

/// <summary>A CSV file of which the header has been understood.</summary>
internal sealed class ImportTable : IDisposable
{
    private static readonly char[] Delimiters = [',', ';', '\t', '|'];

    private const int LinesBeforeHeaderMax = 10;
    private const string NotMended = "the whole row is in its first cell; split the values into their columns";

    private readonly ImportText text;
    private readonly CsvRecordReader reader;

    private readonly bool isRejects;

    private ImportTable(Start start, ImportColumns columns, ImportOptions options)
    {
        (text, reader, Delimiter) = (start.Text, start.Reader, start.Delimiter);
        isRejects = ImportColumns.IsOfRejects(start.Header);
        Columns = columns;
        Options = options;
    }

    /// <summary>A file whose header has been split into names, known or not.</summary>
    private sealed record Start(ImportText Text, CsvRecordReader Reader, char Delimiter, IReadOnlyList<string> Header);

    /// <summary>The positions of the known columns.</summary>
    public ImportColumns Columns { get; }

    /// <summary>How the file is read.</summary>
    public ImportOptions Options { get; }

    /// <summary>How its numbers and dates are written.</summary>
    public ImportFormat Format => Options.Format;

    /// <summary>The delimiter that the header shows.</summary>
    public char Delimiter { get; }

    /// <summary>The encoding in which the file is read.</summary>
    public string EncodingName => text.EncodingName;

    /// <summary>Bytes of the rows that were given out so far, for a progress bar.</summary>
    public long BytesRead => (long)(text.BytesRead * ShareGiven);

    /// <summary>The share of read rows that was returned: less than 1 if rows are grouped first.</summary>
    public double ShareGiven { get; set; } = 1;

    /// <summary>Bytes of the whole file, where known.</summary>
    public long? BytesTotal => text.BytesTotal;

    /// <summary>Reads the header and nothing else.</summary>
    /// <param name="stream">The file; disposed with the table, or at once where it is refused.</param>
    /// <param name="columns">The columns that such a file may have.</param>
    /// <param name="options">The format options.</param>
    public static Outcome<ImportTable> Open(Stream stream, IReadOnlyList<ImportColumn> columns, ImportOptions options)
    {
        var started = Begin(stream, columns, options);
        var table = started.Refusal is { } refusal ? refusal : Match(started.Value, columns, options);
        if (table.Refusal is not null)
            stream.Dispose();
        return table;
    }

    /// <summary>The header and the first rows as they stand, before it is known which column is which.</summary>
    /// <param name="stream">The file; disposed.</param>
    /// <param name="columns">The columns that such a file may have: the delimiter is found by them.</param>
    /// <param name="options">The format options.</param>
    /// <param name="rows">How many rows.</param>
    public static Outcome<ImportHead> Peek(Stream stream, IReadOnlyList<ImportColumn> columns, ImportOptions options, int rows)
    {
        using var file = stream;
        var started = Begin(file, columns, options);
        if (started.Refusal is { } refusal)
            return refusal;
        var (text, reader, delimiter, header) = started.Value;
        var first = new List<IReadOnlyList<string>>();
        while (first.Count < rows && reader.TryRead(out var record))
            first.Add(record.Fields);
        return new ImportHead(header, first, delimiter, text.EncodingName);
    }

    private static Outcome<ImportTable> Match(Start start, IReadOnlyList<ImportColumn> columns, ImportOptions options)
    {
        var match = ImportColumns.Match(start.Header, columns, options);
        return match.Refusal is { } refusal ? refusal : new ImportTable(start, match.Value, options);
    }

    private static Outcome<Start> Begin(Stream stream, IReadOnlyList<ImportColumn> columns, ImportOptions options)
    {
        var opened = ImportText.Open(stream, options.Encoding);
        if (opened.Refusal is { } notText)
            return notText;
        var characters = opened.Value;
        var records = new CsvRecordReader(characters, Delimiters[0]);
        var lines = records.PeekLines(LinesBeforeHeaderMax + 1, out var problem);
        if (lines.Count == 0)
            return new Refusal(RefusalCode.InvalidValue, problem ?? "The file is empty.");
        var (headerLine, delimiter) = FindHeader(lines, columns, options);
        records.SkipLines(headerLine);
        records.Delimiter = delimiter;
        if (!records.TryRead(out var header) || header.Problem is not null)
            return new Refusal(RefusalCode.InvalidValue, $"The header cannot be read: {header?.Problem}.");
        var names = ImportColumns.IsOfRejects(header.Fields) ? [.. header.Fields.Select(CsvCell.Bare)] : header.Fields;
        return new Start(characters, records, delimiter, names);
    }

    /// <summary>Detects the header and the delimiter: the first line, unless it has no known name and a line below it has several.</summary>
    private static (int Line, char Delimiter) FindHeader(
        IReadOnlyList<string> lines,
        IReadOnlyList<ImportColumn> columns,
        ImportOptions options
    )
    {
        // Spreadsheets say in a line before the header what delimiter they mean.
        char? stated =
            lines[0].Trim().Trim('"') is ['s' or 'S', 'e' or 'E', 'p' or 'P', '=', var said] && Delimiters.Contains(said) ? said : null;
        var first = stated is null || lines.Count == 1 ? 0 : 1;
        for (var i = first; i < lines.Count; i++)
        {
            var (delimiter, known) = DelimiterOf(lines[i], stated, columns, options);
            if (known > 1 || (known > 0 && i == first))
                return (i, delimiter);
        }
        return (first, DelimiterOf(lines[first], stated, columns, options).Delimiter);
    }

    private static (char Delimiter, int Known) DelimiterOf(
        string line,
        char? stated,
        IReadOnlyList<ImportColumn> columns,
        ImportOptions options
    )
    {
        var best = (stated is { } only ? [only] : Delimiters)
            .Select(d => (Delimiter: d, Header: Split(line, d)))
            .Select(d => (d.Delimiter, d.Header.Count, Known: ImportColumns.CountKnown(d.Header, columns, options)))
            .OrderByDescending(d => d.Known)
            .ThenByDescending(d => d.Count)
            .First();
        return (best.Delimiter, best.Known);
    }

    /// <summary>
    /// The records behind the header. A row of the wrong width has that as its problem: a cell that stands outside of the columns
    /// may be part of one that was cut in two, as <c>1,000</c> without quotes is.
    /// </summary>
    public IEnumerable<CsvRecord> Records()
    {
        while (reader.TryRead(out var record))
        {
            if (record.Problem is null)
            {
                if (record.Fields.All(string.IsNullOrWhiteSpace))
                    continue;
                if (isRejects)
                    record = record with { Fields = [.. record.Fields.Select(CsvCell.Bare)] };
                var width = Columns.Header.Count;
                if (record.Fields.Count != width)
                    record = record with { Problem = $"the row has {record.Fields.Count} cells where the header has {width}" };
                else if (isRejects && IsWholeInOneCell(record.Fields))
                    record = record with { Fields = [], Raw = record.Fields[ImportColumns.RejectsColumns], Problem = NotMended };
            }
            yield return record;
        }
    }

    /// <summary>Whether it is a row that could not be split into cells and is not corrected yet.</summary>
    private static bool IsWholeInOneCell(IReadOnlyList<string> fields) =>
        fields.Count > ImportColumns.RejectsColumns + 1
        && fields[ImportColumns.RejectsColumns].AsSpan().ContainsAny(Delimiters)
        && fields.Skip(ImportColumns.RejectsColumns + 1).All(string.IsNullOrWhiteSpace);

    public void Dispose() => text.Dispose();

    private static IReadOnlyList<string> Split(string header, char delimiter)
    {
        using var line = new StringReader(header);
        return new CsvRecordReader(line, delimiter).TryRead(out var record) ? record.Fields : [];
    }
}
