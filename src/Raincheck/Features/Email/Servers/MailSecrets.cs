using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace Raincheck.Features.Email.Servers;

/// <summary>Passwords of mail servers, encrypted wherever they are kept.</summary>
public sealed class MailSecrets(IDataProtectionProvider protection)
{
    private readonly IDataProtector protector = protection.CreateProtector("Raincheck.Email.Server");

    public string Protect(string password) => protector.Protect(password);

    /// <exception cref="MailSecretLostException">The keys that it was encrypted with are gone.</exception>
    public string Unprotect(string kept)
    {
        try
        {
            return protector.Unprotect(kept);
        }
        catch (CryptographicException e)
        {
            throw new MailSecretLostException(e);
        }
    }
}

/// <summary>A password cannot be read any more.</summary>
public sealed class MailSecretLostException(Exception inner)
    : Exception("the password of the mail server cannot be decrypted: enter it again", inner);
