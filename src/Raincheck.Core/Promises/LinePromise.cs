namespace Raincheck.Core.Promises;

/// <summary>When a promise moves to an earlier date by itself. Stored by number: never renumber.</summary>
public enum PromiseEarlier
{
    /// <summary>When the units are on hand.</summary>
    WhenOnHand = 0,

    /// <summary>Never.</summary>
    Never = 1,

    /// <summary>Whenever the projected date is earlier.</summary>
    Always = 2,
}

/// <summary>How a promise changes.</summary>
public enum PromiseMove
{
    /// <summary>It stays.</summary>
    None,

    /// <summary>There was none, and now there is.</summary>
    First,

    /// <summary>To a later date.</summary>
    Slip,

    /// <summary>To an earlier date.</summary>
    Earlier,
}

/// <summary>The projected ship date of all open units of a line.</summary>
/// <param name="Date">The ship date of the last units; null unless all have a date.</param>
/// <param name="Basis">The weakest basis of the dates; <see cref="DateBasis.None"/> if there is no date.</param>
public readonly record struct ProjectedShipDate(DateOnly? Date, DateBasis Basis)
{
    /// <summary>No date.</summary>
    public static ProjectedShipDate None { get; } = new(null, DateBasis.None);
}

/// <summary>The promise of a line, and the projection that it was last compared with.</summary>
/// <param name="Promised">The promised ship date; null if nothing was promised yet.</param>
/// <param name="First">The first date that was promised.</param>
/// <param name="Expected">
/// The date on which the line was expected to ship. It is the promised date while that can still be kept, although a date that moves on with each
/// day is later already.
/// </param>
/// <param name="Basis">The basis of <paramref name="Expected"/>.</param>
public readonly record struct LinePromise(DateOnly? Promised, DateOnly? First, DateOnly? Expected, DateBasis Basis)
{
    /// <summary>Nothing was promised yet.</summary>
    public static LinePromise None { get; } = new(null, null, null, DateBasis.None);
}
