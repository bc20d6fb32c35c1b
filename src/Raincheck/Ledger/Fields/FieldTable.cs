using System.Linq.Expressions;
using System.Text.Json;

namespace Raincheck.Ledger.Fields;

/// <summary>
/// How the ledger treats every member of a table: whether it is saved after the row was made, whether the journal tells a change,
/// and what a split does with it. A test compares these tables with the model, so a new column cannot be forgotten.
/// </summary>
/// <param name="fields">One entry a column. The journal writes its members in this order.</param>
internal abstract class FieldTable<T>(params IReadOnlyList<Field<T>> fields)
    where T : class
{
    protected const string IsFixed = "never changes";

    private readonly Field<T>[] compared = [.. fields.Where(f => f.IsCompared)];
    private readonly Field<T>[] rare = [.. fields.Where(f => f.IsRare)];

    public IReadOnlyList<Field<T>> Fields { get; } = fields;

    /// <summary>Whether the journal sees no difference between two states of a row.</summary>
    public bool AreSame(T a, T b)
    {
        foreach (var field in compared)
        {
            if (!field.IsSame(a, b))
                return false;
        }
        return true;
    }

    /// <summary>Whether no member differs that few commands change.</summary>
    public bool AreRareSame(T a, T b) => Array.TrueForAll(rare, field => field.IsSame(a, b));

    /// <summary>Writes the members that changed.</summary>
    /// <param name="json">The data of the entry.</param>
    /// <param name="before">The row before; null if it is new.</param>
    /// <param name="after">The row now.</param>
    public void WriteChanges(Utf8JsonWriter json, T? before, T after)
    {
        foreach (var field in compared)
            field.WriteChange(json, before, after);
    }

    /// <summary>A member that does not change after the row was made.</summary>
    protected static Field<T> Fixed<TValue>(Expression<Func<T, TValue>> member, OnSplit onSplit) =>
        new Field<T, TValue>(member) { Reason = IsFixed, OnSplit = onSplit };

    /// <summary>A member that only some commands change: they name it, and no other write of the row touches it.</summary>
    protected static Field<T> ByName<TValue>(Expression<Func<T, TValue>> member, string reason, OnSplit onSplit) =>
        new Field<T, TValue>(member) { Reason = reason, OnSplit = onSplit };

    /// <summary>A member that is saved, and that the journal does not tell.</summary>
    protected static Field<T> Saved<TValue>(Expression<Func<T, TValue>> member, string reason, OnSplit onSplit) =>
        new Field<T, TValue>(member)
        {
            IsUpdated = true,
            Reason = reason,
            OnSplit = onSplit,
        };

    /// <summary>A member whose change makes an entry, without being named there.</summary>
    protected static Field<T> Compared<TValue>(Expression<Func<T, TValue>> member, string reason, OnSplit onSplit) =>
        new Field<T, TValue>(member)
        {
            IsUpdated = true,
            IsCompared = true,
            Reason = reason,
            OnSplit = onSplit,
        };

    /// <summary>A member that the journal tells.</summary>
    /// <param name="member">The member.</param>
    /// <param name="name">Its name in the entry.</param>
    /// <param name="onSplit">What a split does with it.</param>
    /// <param name="write">How it is written; null if the entry is written elsewhere.</param>
    /// <param name="atCreation">When the entry about a new row names it.</param>
    /// <param name="isRare">Whether few commands change it.</param>
    protected static Field<T> Journalled<TValue>(
        Expression<Func<T, TValue>> member,
        string name,
        OnSplit onSplit,
        Action<Utf8JsonWriter, string, TValue>? write = null,
        AtCreation atCreation = AtCreation.IfSet,
        bool isRare = false
    ) =>
        new Field<T, TValue>(member)
        {
            IsUpdated = true,
            IsRare = isRare,
            IsCompared = true,
            JournalName = name,
            OnSplit = onSplit,
            Write = write,
            AtCreation = atCreation,
        };

    /// <summary>A member that is corrected now and then: the journal tells the value before and the value now.</summary>
    protected static Field<T> Corrected<TValue>(
        Expression<Func<T, TValue>> member,
        string name,
        OnSplit onSplit,
        Action<Utf8JsonWriter, string, TValue, TValue> write
    ) =>
        new Field<T, TValue>(member)
        {
            IsUpdated = true,
            IsRare = true,
            IsCompared = true,
            JournalName = name,
            OnSplit = onSplit,
            WriteBoth = write,
        };
}
