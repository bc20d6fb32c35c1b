namespace Raincheck.Features.Import;

/// <summary>What a file would bring in.</summary>
/// <param name="Things">Orders, products, counts or purchase orders that can be tried.</param>
/// <param name="Rows">Rows of the file, without the header.</param>
/// <param name="RejectedRows">Rows that cannot come in as they are.</param>
/// <param name="First">The first rows.</param>
/// <param name="Faults">What is wrong, the first in the file first.</param>
public sealed record ImportPreview(
    long Things,
    long Rows,
    long RejectedRows,
    IReadOnlyList<ImportPreviewRow> First,
    IReadOnlyList<ImportFault> Faults
)
{
    public const int FirstMax = 10;
    public const int FaultsMax = 100;

    /// <summary>Reads the file to its end.</summary>
    internal static ImportPreview Make<T>(ImportFile<T> file, Func<T, IEnumerable<CellFault>> check, CancellationToken cancel)
        where T : class
    {
        long things = 0,
            rows = 0,
            rejected = 0;
        var first = new List<ImportPreviewRow>();
        var faults = new List<ImportFault>();
        foreach (var item in file.Read())
        {
            cancel.ThrowIfCancellationRequested();
            var rejects = item.Value is { } value ? Refused(item, [.. check(value)]) : item.Rejects;
            rows += item.Rows.Count;
            rejected += rejects.Count;
            things += rejects.Count == 0 ? 1 : 0;
            faults.AddRange(rejects.Take(FaultsMax - faults.Count).Select(r => new ImportFault(r.Row.Line, NamesOf(r), r.Reason)));
            foreach (var row in item.Rows.Take(FirstMax - first.Count))
            {
                var reject = rejects.FirstOrDefault(r => r.Row == row);
                var bad = (reject?.Columns ?? []).Select(file.Columns.PlaceOf).ToHashSet();
                first.Add(new ImportPreviewRow(row.Line, row.Fields, bad, reject?.Reason));
            }
        }
        return new ImportPreview(things, rows, rejected, first, faults);

        IReadOnlyList<string> NamesOf(ImportReject reject) =>
            [.. reject.Columns.Select(c => file.Columns.PlaceOf(c) is >= 0 and var place ? file.Header[place] : c)];
    }

    /// <summary>All rows of a thing of which a cell is at fault; each that has none of its own names the first that has.</summary>
    private static IReadOnlyList<ImportReject> Refused<T>(ImportItem<T> item, IReadOnlyList<CellFault> faults)
        where T : class =>
        faults.Count == 0
            ? []
            :
            [
                .. item.Rows.Select(
                    (row, i) =>
                    {
                        var own = faults.Where(f => f.Row == i).ToList();
                        return own.Count == 0
                            ? new ImportReject(row, $"line {item.Rows[faults[0].Row].Line}, which belongs with it, is rejected")
                            : new ImportReject(row, string.Join(' ', own.Select(f => f.Problem)))
                            {
                                Columns = [.. own.Select(f => f.Column)],
                            };
                    }
                ),
            ];
}

/// <summary>A row as it stands in the file.</summary>
/// <param name="Line">Where it begins.</param>
/// <param name="Cells">Its cells.</param>
/// <param name="Bad">The places of those that are at fault.</param>
/// <param name="Problem">Why it cannot come in; null where it can.</param>
public sealed record ImportPreviewRow(long Line, IReadOnlyList<string> Cells, IReadOnlySet<int> Bad, string? Problem);

/// <summary>What is wrong in a row.</summary>
/// <param name="Line">The line of the file.</param>
/// <param name="Columns">The columns, as the file calls them; empty where it is the row as a whole.</param>
/// <param name="Reason">What is wrong.</param>
public sealed record ImportFault(long Line, IReadOnlyList<string> Columns, string Reason);
