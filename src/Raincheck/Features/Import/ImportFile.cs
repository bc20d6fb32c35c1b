using Raincheck.Core;

namespace Raincheck.Features.Import;

/// <summary>A file to import, of which the header has been read and understood.</summary>
/// <typeparam name="T">What its rows are read as.</typeparam>
internal sealed class ImportFile<T> : IDisposable
    where T : class
{
    private readonly ImportTable table;
    private readonly Func<ImportTable, IEnumerable<ImportItem<T>>> read;

    private ImportFile(ImportTable table, Func<ImportTable, IEnumerable<ImportItem<T>>> read)
    {
        this.table = table;
        this.read = read;
    }

    /// <summary>The positions of the known columns.</summary>
    public ImportColumns Columns => table.Columns;

    /// <summary>The names of the columns as the file has them.</summary>
    public IReadOnlyList<string> Header => table.Columns.Header;

    /// <summary>The delimiter that the header shows.</summary>
    public char Delimiter => table.Delimiter;

    /// <summary>The encoding in which the file is read.</summary>
    public string EncodingName => table.EncodingName;

    /// <summary>Bytes read so far, for a progress bar.</summary>
    public long BytesRead => table.BytesRead;

    /// <summary>Bytes of the whole file, where known.</summary>
    public long? BytesTotal => table.BytesTotal;

    /// <summary>Opens a file in which every row stands by itself.</summary>
    public static Outcome<ImportFile<T>> Open(
        Stream stream,
        IReadOnlyList<ImportColumn> columns,
        ImportOptions options,
        Func<RowCells, T> readRow
    ) => Open(stream, columns, options, table => ReadRows(table, readRow));

    /// <summary>Opens a file of which the rows are read together.</summary>
    public static Outcome<ImportFile<T>> Open(
        Stream stream,
        IReadOnlyList<ImportColumn> columns,
        ImportOptions options,
        Func<ImportTable, IEnumerable<ImportItem<T>>> read
    )
    {
        var opened = ImportTable.Open(stream, columns, options);
        return opened.Refusal is { } refusal ? refusal : new ImportFile<T>(opened.Value, read);
    }

    /// <summary>Reads the rows, once, in the order of the file.</summary>
    public IEnumerable<ImportItem<T>> Read() => read(table);

    public void Dispose() => table.Dispose();

    private static IEnumerable<ImportItem<T>> ReadRows(ImportTable table, Func<RowCells, T> readRow)
    {
        foreach (var record in table.Records())
        {
            var cells = new RowCells(table, record);
            var value = readRow(cells);
            yield return cells.Problem is { } problem
                ? ImportItem<T>.Reject([new ImportReject(record, problem) { Columns = cells.BadColumns }])
                : ImportItem<T>.Read([record], value);
        }
    }
}
