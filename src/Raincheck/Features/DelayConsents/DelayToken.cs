using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Raincheck.Features.DelayConsents;

/// <summary>The secret part of the page's address: 128 random bits. The database keeps only its hash.</summary>
internal sealed record DelayToken(string Text)
{
    /// <summary>The characters of a token.</summary>
    public const int Length = 22;

    private const int Bytes = 16;

    public string Hash => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text)));

    public static DelayToken New() => new(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes)));
}
