using System.Security.Cryptography;
using System.Text;
using Raincheck.Platform.Access;

namespace Raincheck.Platform.Http;

/// <summary>
/// Reads a <c>POST</c> that carries an <c>Idempotency-Key</c> once ahead of its handler, to know whether a later request under
/// the same key is the same one.
/// </summary>
internal sealed class RequestDigest(RequestDelegate next)
{
    public const string Header = "Idempotency-Key";

    public const int KeyLengthMax = 200;

    public async Task InvokeAsync(HttpContext http)
    {
        if (HttpMethods.IsPost(http.Request.Method) && http.Request.Headers.TryGetValue(Header, out var values))
        {
            if (values is not [{ Length: > 0 and <= KeyLengthMax }])
            {
                await Problems.WriteAsync(
                    http,
                    Problems.Make(ProblemCode.InvalidRequest, $"{Header} must be one value of 1 to {KeyLengthMax} characters.", Header)
                );
                return;
            }
            var digest = await DigestAsync(http.Request, http.RequestAborted);
            if (http.GetEndpoint()?.Metadata.GetMetadata<CarriesPassword>() is not null)
                digest = Harden(digest, values[0]!);
            http.Items[typeof(RequestDigest)] = digest;
        }
        await next(http);
    }

    /// <summary>The digest of this request; empty if it carries no key.</summary>
    public static string Of(HttpContext http) => http.Items[typeof(RequestDigest)] as string ?? "";

    private static async Task<string> DigestAsync(HttpRequest request, CancellationToken cancel)
    {
        request.EnableBuffering(bufferThreshold: (int)RequestBody.BytesMax);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{request.Method} {request.Path}{request.QueryString}\n"));
        var buffer = new byte[16 * 1024];
        while (await request.Body.ReadAsync(buffer, cancel) is var read and > 0)
            hash.AppendData(buffer, 0, read);
        request.Body.Position = 0;
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    /// <summary>A stored digest of a password must be as slow to compute as the password hash.</summary>
    private static string Harden(string digest, string key) =>
        Convert.ToHexString(
            Rfc2898DeriveBytes.Pbkdf2(
                Encoding.UTF8.GetBytes(digest),
                SHA256.HashData(Encoding.UTF8.GetBytes(key)),
                PasswordHashing.Rounds,
                HashAlgorithmName.SHA512,
                SHA256.HashSizeInBytes
            )
        );
}

/// <summary>Marks a route whose bodies contain a password.</summary>
internal sealed class CarriesPassword;

/// <summary>Says of a <c>POST</c> that it cannot be repeated under a key: what it asks for is another thing by then.</summary>
internal sealed class TakesNoIdempotencyKey;
