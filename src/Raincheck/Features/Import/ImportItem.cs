namespace Raincheck.Features.Import;

/// <summary>A row that was not imported, and why.</summary>
internal sealed record ImportReject(CsvRecord Row, string Reason)
{
    /// <summary>Our names of the columns that are at fault; empty if it is the row as a whole.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];
}

/// <summary>The result of the rows of one record: a value or rejects.</summary>
/// <typeparam name="T">What a sound row is read as.</typeparam>
/// <param name="Rows">The rows that it was read from.</param>
/// <param name="Value">The value, or null if the rows are rejected.</param>
/// <param name="Rejects">Each of the rows with its reason; empty if there is a value.</param>
internal sealed record ImportItem<T>(IReadOnlyList<CsvRecord> Rows, T? Value, IReadOnlyList<ImportReject> Rejects)
    where T : class
{
    /// <summary>Rejects for rows that were read well and refused afterwards.</summary>
    public IReadOnlyList<ImportReject> Refuse(string reason) => [.. Rows.Select(row => new ImportReject(row, reason))];

    public static ImportItem<T> Read(IReadOnlyList<CsvRecord> rows, T value) => new(rows, value, []);

    public static ImportItem<T> Reject(IReadOnlyList<ImportReject> rejects) => new([.. rejects.Select(r => r.Row)], null, rejects);
}
