using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Raincheck.Features.Accounts;

/// <summary>
/// The text of an API key. What is stored is its SHA-256 digest: a key is 256 random bits, so there is nothing to guess that a
/// slow digest would protect, and a digest without salt is found by its index.
/// </summary>
internal static class ApiKeySecret
{
    /// <summary>By which people and secret scanners know a key of this product.</summary>
    public const string Prefix = "rck_";

    private const int RandomBytes = 32;
    private const string Scheme = "Bearer ";
    private static readonly int Length = Prefix.Length + Base64Url.GetEncodedLength(RandomBytes);

    public static string New() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));

    public static string HashOf(string key) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    /// <summary>The key of a request, where its credential is one by its look.</summary>
    public static bool IsIn(HttpRequest request, [NotNullWhen(true)] out string? key)
    {
        key =
            request.Headers.Authorization is [{ } sent] && sent.StartsWith(Scheme + Prefix, StringComparison.OrdinalIgnoreCase)
                ? sent[Scheme.Length..]
                : null;
        return key is not null;
    }

    /// <summary>Whether it has the format of a key; others are not looked up.</summary>
    public static bool IsWellFormed(string key) =>
        key.Length == Length && key.StartsWith(Prefix, StringComparison.Ordinal) && Base64Url.IsValid(key.AsSpan(Prefix.Length));
}
