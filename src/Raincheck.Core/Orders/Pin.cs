namespace Raincheck.Core.Orders;

/// <summary>
/// Why units stand with a line before the queue: somebody said so (<i>reallocation</i>). How many is
/// <see cref="OrderLine.Pinned"/>; a line has one pin or none.
/// </summary>
public sealed class Pin
{
    /// <summary>The order.</summary>
    public long OrderId { get; set; }

    /// <summary>The order's line.</summary>
    public int Line { get; set; }

    /// <summary>Why, in the words of whoever pinned.</summary>
    public string Reason { get; set; } = "";

    /// <summary>Who pinned.</summary>
    public string Actor { get; set; } = "";

    /// <summary>When, in microseconds since 1970-01-01 UTC.</summary>
    public long At { get; set; }

    /// <summary>When it ends by itself, in microseconds since 1970-01-01 UTC; null where only a person ends it.</summary>
    public long? Until { get; set; }
}
