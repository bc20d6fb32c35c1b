using System.Linq.Expressions;
using System.Text.Json;

namespace Raincheck.Ledger.Fields;

/// <summary>What the child order has in a member after a split.</summary>
internal enum OnSplit
{
    /// <summary>The parent's value.</summary>
    Copied,

    /// <summary>Its share of the parent's units.</summary>
    Divided,

    /// <summary>A value of its own, or none.</summary>
    Reset,

    /// <summary>Not part of an order.</summary>
    NeverSplit,
}

/// <summary>When the entry about a new row names a member.</summary>
internal enum AtCreation
{
    Always,

    /// <summary>If it is not the default of its type.</summary>
    IfSet,

    Never,
}

/// <summary>How the ledger treats one member of a stored row.</summary>
internal abstract class Field<T>(string member)
    where T : class
{
    /// <summary>The name of the property.</summary>
    public string Member => member;

    /// <summary>Whether the member is saved after the row was made; otherwise it is fixed at creation.</summary>
    public bool IsUpdated { get; init; }

    /// <summary>Whether few commands change the member: it is written only then, so that the others write less.</summary>
    public bool IsRare { get; init; }

    /// <summary>Whether a change of the member alone is worth a journal entry.</summary>
    public bool IsCompared { get; init; }

    /// <summary>The member's name in the entry; null if the entry does not have it.</summary>
    public string? JournalName { get; init; }

    /// <summary>Why the entry does not have it.</summary>
    public string? Reason { get; init; }

    public required OnSplit OnSplit { get; init; }

    public abstract bool IsSame(T a, T b);

    /// <summary>Writes the member if it changed, or for a new row if it belongs there.</summary>
    public abstract void WriteChange(Utf8JsonWriter json, T? before, T after);
}

/// <param name="member">The name of the property.</param>
/// <param name="get">Reads it.</param>
internal sealed class Field<T, TValue>(string member, Func<T, TValue> get) : Field<T>(member)
    where T : class
{
    public Field(Expression<Func<T, TValue>> member)
        : this(((MemberExpression)member.Body).Member.Name, member.Compile()) { }

    public AtCreation AtCreation { get; init; }

    /// <summary>Writes the value into an entry under a name; null if the entry is written elsewhere.</summary>
    public Action<Utf8JsonWriter, string, TValue>? Write { get; init; }

    /// <summary>Writes the value before and the value now; null if the entry tells the value now alone.</summary>
    public Action<Utf8JsonWriter, string, TValue, TValue>? WriteBoth { get; init; }

    public override bool IsSame(T a, T b) => EqualityComparer<TValue>.Default.Equals(get(a), get(b));

    public override void WriteChange(Utf8JsonWriter json, T? before, T after)
    {
        if (Write is not null && (before is null ? IsToldAtCreation(after) : !IsSame(before, after)))
            Write(json, JournalName!, get(after));
        if (WriteBoth is not null && before is not null && !IsSame(before, after))
            WriteBoth(json, JournalName!, get(before), get(after));
    }

    private bool IsToldAtCreation(T row) =>
        AtCreation == AtCreation.Always || (AtCreation == AtCreation.IfSet && !EqualityComparer<TValue>.Default.Equals(get(row), default));
}
