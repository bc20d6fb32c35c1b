namespace Raincheck.Features.Import;

/// <summary>The effect of importing a record.</summary>
internal enum ImportEffect
{
    /// <summary>It is new.</summary>
    New,

    /// <summary>It is there as the file says.</summary>
    Same,

    /// <summary>It is there, and becomes as the file says.</summary>
    Changed,

    /// <summary>It is there, and cannot become as the file says.</summary>
    Refused,
}

/// <summary>A member that an import changes.</summary>
/// <param name="Field">Our name of it; of a line of an order with the line's number.</param>
/// <param name="Old">The old value; null if it is empty.</param>
/// <param name="New">The new value; null if it is cleared.</param>
public sealed record FieldChange(string Field, string? Old, string? New);

/// <summary>The full effect of importing a record.</summary>
/// <param name="Effect">The effect.</param>
/// <param name="Changes">The changed fields, if any.</param>
/// <param name="Reason">The refusal, if it is refused.</param>
internal sealed record ImportVerdict(ImportEffect Effect, IReadOnlyList<FieldChange> Changes, string? Reason = null)
{
    public static readonly ImportVerdict New = new(ImportEffect.New, []);

    public static readonly ImportVerdict Same = new(ImportEffect.Same, []);

    public static ImportVerdict Of(IReadOnlyList<FieldChange> changes) => changes.Count == 0 ? Same : new(ImportEffect.Changed, changes);

    public static ImportVerdict Refuse(string reason) => new(ImportEffect.Refused, [], reason);
}

/// <summary>Compares things of a file with what is stored, and changes nothing. The preview shows what it says; the import acts on it.</summary>
/// <typeparam name="T">What the rows are read as.</typeparam>
internal abstract class ImportComparer<T>
{
    /// <summary>The name of a record for users: a number or a SKU.</summary>
    public abstract string NameOf(T thing);

    /// <summary>A verdict for each thing, in their order.</summary>
    public abstract Task<IReadOnlyList<ImportVerdict>> CompareAsync(IReadOnlyList<T> things);
}
