using Raincheck.Core.Orders;

namespace Raincheck.Ledger.Fields;

/// <summary>The head of an order at one moment. Two states are equal if the journal sees no difference.</summary>
internal readonly struct HeadState : IEquatable<HeadState>
{
    private readonly Order copy;

    private HeadState(Order copy) => this.copy = copy;

    public static HeadState Of(Order order) => new(order.Copy());

    public OrderStatus Status => copy.Status;

    public MarkMode MarkMode => copy.MarkMode;

    public bool KeptUnmarked => copy.KeptUnmarked;

    public string? Tags => copy.Tags;

    /// <summary>Whether the customer can be written to.</summary>
    public bool HasAddress => copy.CustomerEmail.Length > 0;

    /// <summary>Whether the customer of the order is another now, as searches find it.</summary>
    public bool IsFoundOtherwise(Order now) => copy.CustomerName != now.CustomerName || copy.CustomerEmail != now.CustomerEmail;

    /// <summary>Whether no member differs that few commands change.</summary>
    public bool IsRareSame(Order now) => OrderFields.Instance.AreRareSame(copy, now);

    /// <summary>Writes the members that changed into an entry.</summary>
    public static void WriteChanges(System.Text.Json.Utf8JsonWriter json, HeadState? before, HeadState after) =>
        OrderFields.Instance.WriteChanges(json, before?.copy, after.copy);

    public static bool operator ==(HeadState a, HeadState b) => a.Equals(b);

    public static bool operator !=(HeadState a, HeadState b) => !a.Equals(b);

    public bool Equals(HeadState other) => OrderFields.Instance.AreSame(copy, other.copy);

    public override bool Equals(object? obj) => obj is HeadState other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Status, MarkMode, KeptUnmarked);
}
