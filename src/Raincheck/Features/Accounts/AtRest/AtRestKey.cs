using System.Security.Cryptography;
using System.Text;

namespace Raincheck.Features.Accounts.AtRest;

/// <summary>
/// What the keys in the database are encrypted with: 32 bytes that are not in the database, nor in a copy of it. Without one the keys
/// are stored in clear, and a reader of the database can create credentials.
/// </summary>
public sealed class AtRestKey
{
    public const string Variable = "RAINCHECK_KEY";
    public const string FileVariable = "RAINCHECK_KEY_FILE";

    private const int KeyBytes = 32;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    /// <summary>How an encrypted value begins; no key in Base64 and no XML does.</summary>
    private const string Prefix = "at-rest-1:";

    private readonly byte[]? key;

    private AtRestKey(byte[]? key) => this.key = key;

    /// <summary>No key: everything is kept as it is.</summary>
    public static AtRestKey None { get; } = new((byte[]?)null);

    public bool IsGiven => key is not null;

    /// <summary>The key in Base64.</summary>
    /// <exception cref="InvalidOperationException">It is none.</exception>
    public static AtRestKey Of(string text, string where)
    {
        var bytes = new byte[KeyBytes];
        return Convert.TryFromBase64String(text.Trim(), bytes, out var length) && length == KeyBytes
            ? new(bytes)
            : throw new InvalidOperationException(
                $"{where} is not {KeyBytes} bytes in Base64; create a key with: openssl rand -base64 {KeyBytes}"
            );
    }

    /// <summary>The key that the environment has or names the file of; none where it does neither.</summary>
    /// <exception cref="InvalidOperationException">It has something else there.</exception>
    public static AtRestKey FromEnvironment()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } text)
            return Of(text, Variable);
        if (Environment.GetEnvironmentVariable(FileVariable) is not { Length: > 0 } file)
            return None;
        if (!File.Exists(file))
            throw new InvalidOperationException($"{FileVariable} names {file}, which does not exist");
        return Of(File.ReadAllText(file), file);
    }

    public static bool IsEncrypted(string value) => value.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>The value encrypted; as it is where there is no key.</summary>
    /// <param name="name">The context, so that one value cannot replace another.</param>
    /// <param name="value">The value.</param>
    public string Encrypt(string name, string value)
    {
        if (key is null)
            return value;
        var plain = Encoding.UTF8.GetBytes(value);
        var sealedBytes = new byte[NonceBytes + TagBytes + plain.Length];
        RandomNumberGenerator.Fill(Nonce(sealedBytes));
        using var aes = new AesGcm(key, TagBytes);
        aes.Encrypt(Nonce(sealedBytes), plain, Cipher(sealedBytes), Tag(sealedBytes), Encoding.UTF8.GetBytes(name));
        return Prefix + Convert.ToBase64String(sealedBytes);
    }

    /// <summary>The value that was encrypted; one that never was, as it is.</summary>
    /// <exception cref="InvalidOperationException">There is no key, or another one than it was encrypted with.</exception>
    public string Decrypt(string name, string value)
    {
        if (!IsEncrypted(value))
            return value;
        if (key is null)
            throw new InvalidOperationException($"the keys in this database are encrypted; set {Variable} or {FileVariable}");
        try
        {
            var sealedBytes = Convert.FromBase64String(value[Prefix.Length..]);
            var plain = new byte[Cipher(sealedBytes).Length];
            using var aes = new AesGcm(key, TagBytes);
            aes.Decrypt(Nonce(sealedBytes), Cipher(sealedBytes), Tag(sealedBytes), plain, Encoding.UTF8.GetBytes(name));
            return Encoding.UTF8.GetString(plain);
        }
        catch (Exception e) when (e is CryptographicException or FormatException or ArgumentException)
        {
            throw new InvalidOperationException($"the keys in this database are encrypted with another key than that of {Variable}", e);
        }
    }

    /// <summary>The layout of a sealed value.</summary>
    private static Span<byte> Nonce(byte[] all) => all.AsSpan(0, NonceBytes);

    private static Span<byte> Tag(byte[] all) => all.AsSpan(NonceBytes, TagBytes);

    private static Span<byte> Cipher(byte[] all) => all.AsSpan(NonceBytes + TagBytes);
}
