namespace Raincheck.Features.Import;

/// <summary>The preview of an import.</summary>
/// <param name="Things">Orders, products, counts or purchase orders that can be tried.</param>
/// <param name="Rows">Rows of the file, without the header.</param>
/// <param name="RejectedRows">Rows that cannot come in as they are.</param>
/// <param name="First">The first rows.</param>
/// <param name="Faults">The errors, in the order of the file.</param>
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
    public const int ChangesMax = 100;

    /// <summary>Things that are not there yet.</summary>
    public long New { get; init; }

    /// <summary>Things that are there as the file says.</summary>
    public long Same { get; init; }

    /// <summary>Things that are there and become as the file says.</summary>
    public long Changed { get; init; }

    /// <summary>How many things change in which field.</summary>
    public IReadOnlyDictionary<string, long> ChangedFields { get; init; } = new Dictionary<string, long>();

    /// <summary>The first changes.</summary>
    public IReadOnlyList<ImportPreviewChange> Changes { get; init; } = [];
}

/// <summary>A value that would change.</summary>
/// <param name="Line">The line of the file.</param>
/// <param name="Name">The changed record: the number of an order, or a SKU.</param>
/// <param name="Change">The field with its old and its new value.</param>
public sealed record ImportPreviewChange(long Line, string Name, FieldChange Change);

/// <summary>A row of the file.</summary>
/// <param name="Line">The line in the file.</param>
/// <param name="Cells">Its cells.</param>
/// <param name="Bad">The places of those that are at fault.</param>
/// <param name="Problem">Why it is rejected; null if it is not.</param>
public sealed record ImportPreviewRow(long Line, IReadOnlyList<string> Cells, IReadOnlySet<int> Bad, string? Problem);

/// <summary>The errors of a row.</summary>
/// <param name="Line">The line of the file.</param>
/// <param name="Columns">The columns, as the file calls them; empty if it is the row as a whole.</param>
/// <param name="Reason">The error.</param>
public sealed record ImportFault(long Line, IReadOnlyList<string> Columns, string Reason);
