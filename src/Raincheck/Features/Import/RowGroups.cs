using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Raincheck.Features.Import;

/// <summary>Makes one value of the adjacent rows that carry the same number: an order or a purchase order.</summary>
/// <remarks>
/// All or nothing: an order of which one row is bad would be a wrong order, so all its rows are rejected together. The rows
/// of one number are held, no others; of numbers gone by only a digest is kept, to notice one that comes again.
/// </remarks>
/// <typeparam name="TRow">What one row is read as.</typeparam>
/// <typeparam name="T">What the rows make together.</typeparam>
/// <param name="table">The file.</param>
/// <param name="numberColumn">The column that says which rows belong together.</param>
/// <param name="what">What they make, in words.</param>
/// <param name="rowsMax">The most rows of one value.</param>
/// <param name="read">Reads a row; the second argument is the first row of its value, null for that row itself.</param>
/// <param name="make">Makes the value of sound rows.</param>
internal sealed class RowGroups<TRow, T>(
    ImportTable table,
    string numberColumn,
    string what,
    int rowsMax,
    Func<RowCells, RowCells?, TRow> read,
    Func<IReadOnlyList<TRow>, T> make
)
    where T : class
{
    private readonly HashSet<UInt128> seen = [];
    private readonly List<CsvRecord> records = [];
    private readonly List<TRow> rows = [];
    private readonly Dictionary<int, string> problems = [];
    private readonly Dictionary<int, IReadOnlyList<string>> badColumns = [];
    private string? number;
    private RowCells? first;
    private bool isAgain;
    private bool isTooLong;
    private long? unreadableLine;

    /// <summary>The values and rejects in the order of the file.</summary>
    public IEnumerable<ImportItem<T>> Read()
    {
        foreach (var record in table.Records())
        {
            var cells = new RowCells(table.Columns, record);
            if (cells[numberColumn] is not { } next)
            {
                unreadableLine ??= record.Line;
                yield return ImportItem<T>.Reject([new(record, cells.Problem ?? $"{numberColumn} is empty")]);
                continue;
            }
            if (next != number)
            {
                if (records.Count > 0)
                    yield return Finish();
                Begin(next);
            }
            if (isTooLong)
            {
                yield return ImportItem<T>.Reject([new(record, TooLong)]);
                continue;
            }
            Add(record, cells);
            if (records.Count > rowsMax)
            {
                isTooLong = true;
                yield return Finish();
            }
        }
        if (records.Count > 0)
            yield return Finish();
    }

    private string TooLong => $"{what} {number} has more than {rowsMax} rows";

    private void Begin(string next)
    {
        number = next;
        first = null;
        isTooLong = false;
        unreadableLine = null;
        isAgain = !seen.Add(Digest(next));
    }

    private void Add(CsvRecord record, RowCells cells)
    {
        rows.Add(read(cells, first));
        if (unreadableLine is { } line)
            cells.Refuse($"line {line}, which may belong to {what} {number}, cannot be read");
        unreadableLine = null;
        if (cells.Problem is { } problem)
            (problems[records.Count], badColumns[records.Count]) = (problem, cells.BadColumns);
        records.Add(record);
        first ??= cells;
    }

    private ImportItem<T> Finish()
    {
        ImportItem<T> item;
        if (isTooLong)
            item = RejectAll(_ => TooLong);
        else if (isAgain)
            item = RejectAll(i =>
                problems.GetValueOrDefault(i, $"{what} {number} stands further up already; its rows must follow one another")
            );
        else if (problems.Count > 0)
            item = RejectAll(i =>
                problems.GetValueOrDefault(i, $"line {records[problems.Keys.Min()].Line} of {what} {number} is rejected")
            );
        else
            item = ImportItem<T>.Read([.. records], make([.. rows]));
        records.Clear();
        rows.Clear();
        problems.Clear();
        badColumns.Clear();
        return item;
    }

    private ImportItem<T> RejectAll(Func<int, string> reason) =>
        ImportItem<T>.Reject([
            .. records.Select((record, i) => new ImportReject(record, reason(i)) { Columns = badColumns.GetValueOrDefault(i, []) }),
        ]);

    private static UInt128 Digest(string text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }
}
