namespace Raincheck.Core.Orders;

/// <summary>
/// Units that a user reserved for a line ahead of the queue (<i>reallocation</i>). How many is
/// <see cref="OrderLine.Pinned"/>; a line has one pin or none.
/// </summary>
public sealed class Pin
{
    /// <summary>The order.</summary>
    public long OrderId { get; init; }

    /// <summary>The order's line.</summary>
    public int Line { get; init; }

    /// <summary>The reason, as given by the user.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Who pinned.</summary>
    public string Actor { get; init; } = "";

    /// <summary>When, in microseconds since 1970-01-01 UTC.</summary>
    public long At { get; init; }

    /// <summary>When it ends by itself, in microseconds since 1970-01-01 UTC; null if only a person ends it.</summary>
    public long? Until { get; init; }
}
