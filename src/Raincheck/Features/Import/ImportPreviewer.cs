namespace Raincheck.Features.Import;

/// <summary>Validates a complete file without changes.</summary>
/// <param name="file">The file.</param>
/// <param name="comparer">Previews the import of a record.</param>
/// <param name="check">The errors in the cells of a record.</param>
internal sealed class ImportPreviewer<T>(ImportFile<T> file, ImportComparer<T> comparer, Func<T, IEnumerable<CellFault>> check)
    where T : class
{
    private const int BatchMax = 250;

    private readonly List<ImportPreviewRow> first = [];
    private readonly List<ImportFault> faults = [];
    private readonly List<ImportPreviewChange> changes = [];
    private readonly Dictionary<string, long> changedFields = new(StringComparer.Ordinal);
    private readonly Dictionary<ImportEffect, long> things = [];
    private long rows;
    private long rejected;

    public async Task<ImportPreview> RunAsync(CancellationToken cancel)
    {
        foreach (var chunk in file.Read().Chunk(BatchMax))
        {
            cancel.ThrowIfCancellationRequested();
            var rejects = Array.ConvertAll(chunk, i => i.Value is { } value ? Refused(i, [.. check(value)]) : i.Rejects);
            var sound = Enumerable.Range(0, chunk.Length).Where(i => rejects[i].Count == 0).ToList();
            var verdicts = await comparer.CompareAsync(sound.ConvertAll(i => chunk[i].Value!));
            foreach (var (i, verdict) in sound.Zip(verdicts))
            {
                things[verdict.Effect] = things.GetValueOrDefault(verdict.Effect) + 1;
                if (verdict.Reason is { } reason)
                    rejects[i] = chunk[i].Refuse(reason);
                else
                    Add(chunk[i], verdict);
            }
            for (var i = 0; i < chunk.Length; i++)
                Add(chunk[i], rejects[i]);
        }
        var (fresh, same, changed) = (CountOf(ImportEffect.New), CountOf(ImportEffect.Same), CountOf(ImportEffect.Changed));
        return new ImportPreview(fresh + same + changed, rows, rejected, first, faults)
        {
            New = fresh,
            Same = same,
            Changed = changed,
            ChangedFields = changedFields,
            Changes = changes,
        };
    }

    private long CountOf(ImportEffect effect) => things.GetValueOrDefault(effect);

    private void Add(ImportItem<T> item, ImportVerdict verdict)
    {
        // The fields of lines count by their kind: which line it is, the first changes say.
        foreach (var field in verdict.Changes.Select(c => c.Field.Split(" of line ")[0]).Distinct(StringComparer.Ordinal))
            changedFields[field] = changedFields.GetValueOrDefault(field) + 1;
        var left = ImportPreview.ChangesMax - changes.Count;
        changes.AddRange(
            verdict.Changes.Take(left).Select(c => new ImportPreviewChange(item.Rows[0].Line, comparer.NameOf(item.Value!), c))
        );
    }

    private void Add(ImportItem<T> item, IReadOnlyList<ImportReject> rejects)
    {
        rows += item.Rows.Count;
        rejected += rejects.Count;
        faults.AddRange(
            rejects.Take(ImportPreview.FaultsMax - faults.Count).Select(r => new ImportFault(r.Row.Line, NamesOf(r), r.Reason))
        );
        foreach (var row in item.Rows.Take(ImportPreview.FirstMax - first.Count))
        {
            var reject = rejects.FirstOrDefault(r => r.Row == row);
            var bad = (reject?.Columns ?? []).Select(file.Columns.PlaceOf).ToHashSet();
            first.Add(new ImportPreviewRow(row.Line, row.Fields, bad, reject?.Reason));
        }
    }

    private List<string> NamesOf(ImportReject reject) =>
        [.. reject.Columns.Select(c => file.Columns.PlaceOf(c) is >= 0 and var place ? file.Header[place] : c)];

    /// <summary>All rows of a thing of which a cell is at fault; each that has none of its own names the first that has.</summary>
    private static IReadOnlyList<ImportReject> Refused(ImportItem<T> item, IReadOnlyList<CellFault> faults) =>
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
