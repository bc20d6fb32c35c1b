namespace Raincheck.Platform.Http;

/// <summary>The address under which customers reach this program.</summary>
/// <param name="Root">Such as <c>https://orders.example.com</c>, without a slash at its end; null if none is configured.</param>
public sealed record PublicAddress(string? Root)
{
    /// <summary>No address: e-mails carry no links.</summary>
    public static PublicAddress None { get; } = new((string?)null);
}
