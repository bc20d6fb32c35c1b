using Raincheck.Core;

namespace Raincheck.Cli.Import;

/// <summary>A CSV file of which the header has been understood.</summary>
internal sealed class ImportTable : IDisposable
{
    private static readonly char[] Delimiters = [',', ';', '\t'];

    private readonly ImportText text;
    private readonly CsvRecordReader reader;

    private ImportTable(ImportText text, CsvRecordReader reader, ImportColumns columns, char delimiter)
    {
        this.text = text;
        this.reader = reader;
        Columns = columns;
        Delimiter = delimiter;
    }

    /// <summary>Where our columns stand.</summary>
    public ImportColumns Columns { get; }

    /// <summary>The delimiter that the header shows.</summary>
    public char Delimiter { get; }

    /// <summary>The encoding in which the file is read.</summary>
    public string EncodingName => text.EncodingName;

    /// <summary>Bytes read so far, for a progress bar.</summary>
    public long BytesRead => text.BytesRead;

    /// <summary>Bytes of the whole file, where known.</summary>
    public long? BytesTotal => text.BytesTotal;

    /// <summary>Reads the header and nothing else.</summary>
    /// <param name="stream">The file; disposed with the table, or at once where it is refused.</param>
    /// <param name="columns">The columns that such a file may have.</param>
    /// <param name="options">How it is to be read.</param>
    public static Outcome<ImportTable> Open(Stream stream, IReadOnlyList<ImportColumn> columns, ImportOptions options)
    {
        var table = Begin(stream, columns, options);
        if (table.Refusal is not null)
            stream.Dispose();
        return table;
    }

    private static Outcome<ImportTable> Begin(Stream stream, IReadOnlyList<ImportColumn> columns, ImportOptions options)
    {
        var opened = ImportText.Open(stream, options.Encoding);
        if (opened.Refusal is { } notText)
            return notText;
        var characters = opened.Value;
        var records = new CsvRecordReader(characters, Delimiters[0]);
        if (!records.TryPeekLine(out var first, out var problem))
            return new Refusal(RefusalCode.InvalidValue, problem ?? "The file is empty.");

        var delimiter = Delimiters
            .Select(d => (Delimiter: d, Header: Split(first, d)))
            .OrderByDescending(d => ImportColumns.CountKnown(d.Header, columns, options))
            .ThenByDescending(d => d.Header.Count)
            .First()
            .Delimiter;
        records.Delimiter = delimiter;
        if (!records.TryRead(out var header) || header.Problem is not null)
            return new Refusal(RefusalCode.InvalidValue, $"The header cannot be read: {header?.Problem}.");
        var match = ImportColumns.Match(header.Fields, columns, options);
        return match.Refusal is { } refusal ? refusal : new ImportTable(characters, records, match.Value, delimiter);
    }

    /// <summary>The records behind the header; a row of the wrong width is given with that as its problem.</summary>
    public IEnumerable<CsvRecord> Records()
    {
        while (reader.TryRead(out var record))
        {
            if (record.Problem is null)
            {
                if (record.Fields.All(string.IsNullOrWhiteSpace))
                    continue;
                var width = Columns.Header.Count;
                if (record.Fields.Count < width || (record.Fields.Count > width && record.Fields.Skip(width).Any(f => f.Length > 0)))
                    record = record with { Problem = $"the row has {record.Fields.Count} cells where the header has {width}" };
            }
            yield return record;
        }
    }

    public void Dispose() => text.Dispose();

    private static IReadOnlyList<string> Split(string header, char delimiter)
    {
        using var line = new StringReader(header);
        return new CsvRecordReader(line, delimiter).TryRead(out var record) ? record.Fields : [];
    }
}
