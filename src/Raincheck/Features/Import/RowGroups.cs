namespace Raincheck.Features.Import;

/// <summary>Groups all rows of a file with the same key into one record.</summary>
/// <remarks>
/// All or nothing: an order of which one row is bad would be a wrong order, so all its rows are rejected together, one after
/// another. The file is read to its end first; the rows wait in a <see cref="RowSpool"/>, not in memory.
/// </remarks>
internal sealed class RowGroups<TRow, T>(ImportTable table, RowGroupRules<TRow, T> rules)
    where T : class
{
    private static readonly char[] Delimiters = [',', ';', '\t', '|'];

    private readonly RowIndex index = new();

    // Rows without a readable key, with the groups before and behind each.
    private readonly List<(int Row, int Before, int Behind)> lost = [];

    // By group, the line of a lost row that may be a part of it.
    private readonly Dictionary<int, long> maybeMissing = [];

    /// <summary>The rows without a key first, then the things by their first rows.</summary>
    public IEnumerable<ImportItem<T>> Read()
    {
        using var spool = new RowSpool();
        Gather(spool);
        table.ShareGiven = 0;
        var given = 0L;
        foreach (var (row, before, behind) in lost)
        {
            var record = spool.Read(row);
            if (rules.NeedsEveryRow && record.Problem is not null)
                Blame(record, before, behind);
            var cells = new RowCells(table, record);
            given++;
            yield return ImportItem<T>.Reject([
                new(record, cells.Problem ?? $"{rules.KeyColumns.First(c => cells[c] is null)} is empty") { Columns = cells.BadColumns },
            ]);
        }
        for (var group = 0; group < index.Count; group++)
        {
            foreach (var item in index.CountOf(group) > rules.RowsMax ? TooLong(spool, group) : [Make(spool, group)])
            {
                given += item.Rows.Count;
                table.ShareGiven = (double)given / spool.Count;
                yield return item;
            }
        }
        table.ShareGiven = 1;
    }

    private void Gather(RowSpool spool)
    {
        var (last, open) = (RowIndex.None, RowIndex.None);
        var waiting = 0;
        foreach (var record in table.Records())
        {
            var cells = new RowCells(table, record);
            var row = spool.Add(record);
            if (rules.KeyOf(cells) is { } key)
            {
                last = open = index.Add(key, row);
                for (; waiting < lost.Count; waiting++)
                    lost[waiting] = lost[waiting] with { Behind = last };
            }
            else if (rules.NeedsEveryRow && record.Problem is null && open != RowIndex.None)
            {
                // It continues the order of the row before it, or is rejected together with it.
                index.AddTo(open, row);
            }
            else
            {
                open = RowIndex.None;
                lost.Add((row, last, RowIndex.None));
            }
        }
    }

    /// <summary>Notes which things a row may be a part of: those that its text names, or else its neighbours.</summary>
    private void Blame(CsvRecord record, int before, int behind)
    {
        var named = record
            .Raw.Split(Delimiters, StringSplitOptions.RemoveEmptyEntries)
            .Select(piece => index.Find(piece.Trim(' ', '"', '\'')))
            .Where(group => group != RowIndex.None)
            .ToList();
        foreach (var group in named.Count > 0 ? named : [before, behind])
        {
            if (group != RowIndex.None)
                maybeMissing.TryAdd(group, record.Line);
        }
    }

    private IEnumerable<ImportItem<T>> TooLong(RowSpool spool, int group)
    {
        string? reason = null;
        foreach (var chunk in index.RowsOf(group).Chunk(rules.RowsMax))
        {
            var records = Array.ConvertAll(chunk, spool.Read);
            reason ??= $"{rules.NameOf(new RowCells(table, records[0]))} has more than {rules.RowsMax} rows";
            yield return ImportItem<T>.Reject([.. records.Select(r => new ImportReject(r, reason))]);
        }
    }

    private ImportItem<T> Make(RowSpool spool, int group)
    {
        var records = new List<CsvRecord>();
        var rows = new List<TRow>();
        var problems = new Dictionary<int, ImportReject>();
        RowCells? first = null;
        foreach (var row in index.RowsOf(group))
        {
            var record = spool.Read(row);
            var cells = new RowCells(table, record);
            rows.Add(rules.Read(cells, first));
            if (rules.KeyOf(cells) is null && !table.Options.EmptyNumberContinues)
            {
                var column = rules.KeyColumns[0];
                cells.Refuse($"{column} is empty; the row may belong to {rules.NameOf(first!)}", column);
            }
            if (cells.Problem is { } problem)
                problems.Add(records.Count, new ImportReject(record, problem) { Columns = cells.BadColumns });
            records.Add(record);
            first ??= cells;
        }

        var name = rules.NameOf(first!);
        var common =
            problems.Count > 0 ? $"line {records[problems.Keys.Min()].Line} of {name} is rejected"
            : maybeMissing.TryGetValue(group, out var line) ? $"line {line}, which may belong to {name}, cannot be read"
            : rules.Check(records);
        return common is null
            ? ImportItem<T>.Read(records, rules.Make(rows))
            : ImportItem<T>.Reject([.. records.Select((record, i) => problems.GetValueOrDefault(i, new ImportReject(record, common)))]);
    }
}
