namespace Raincheck.Features.Import;

/// <summary>How rows of a file make one thing together: an order, a purchase order, the count of a product in a warehouse.</summary>
/// <typeparam name="TRow">What one row is read as.</typeparam>
/// <typeparam name="T">What the rows make together.</typeparam>
/// <param name="KeyColumns">The columns that say which rows belong together.</param>
/// <param name="RowsMax">The most rows of one thing.</param>
/// <param name="NameOf">The thing's name in words, from its first row.</param>
/// <param name="Read">Reads a row; the second argument is the first row of the thing, null for that row itself.</param>
/// <param name="Make">Makes the thing of sound rows.</param>
internal sealed record RowGroupRules<TRow, T>(
    IReadOnlyList<string> KeyColumns,
    int RowsMax,
    Func<RowCells, string> NameOf,
    Func<RowCells, RowCells?, TRow> Read,
    Func<IReadOnlyList<TRow>, T> Make
)
    where T : class
{
    /// <summary>
    /// Whether the thing is wrong without one of its rows. Then a row that cannot be read rejects every thing that it may be a
    /// part of.
    /// </summary>
    public bool NeedsEveryRow { get; init; }

    /// <summary>The conflict between several valid rows of one record; null if there is none.</summary>
    public Func<IReadOnlyList<CsvRecord>, string?> Check { get; init; } = _ => null;

    /// <summary>The key of a row, or null if a part of it is missing.</summary>
    public string? KeyOf(RowCells cells)
    {
        if (KeyColumns.Count == 1)
            return cells[KeyColumns[0]];
        var parts = new string[KeyColumns.Count];
        for (var i = 0; i < parts.Length; i++)
        {
            if (cells[KeyColumns[i]] is not { } part)
                return null;
            parts[i] = part;
        }
        return string.Join('\n', parts);
    }
}
