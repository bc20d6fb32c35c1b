using MailKit.Security;
using Microsoft.EntityFrameworkCore;
using Raincheck.Features.Email.Servers;
using Raincheck.Storage;

namespace Raincheck.Features.Email.Sending;

/// <summary>A mail server as a sender needs it. Two that are equal share connections.</summary>
internal sealed record MailServer(string Host, int Port, MailSecurity Security, string? UserName, string? Password)
{
    public SecureSocketOptions Options =>
        Security switch
        {
            MailSecurity.StartTls => SecureSocketOptions.StartTls,
            MailSecurity.Tls => SecureSocketOptions.SslOnConnect,
            MailSecurity.None => SecureSocketOptions.None,
            _ => SecureSocketOptions.StartTlsWhenAvailable,
        };

    public override string ToString() => $"{Host}:{Port}";
}

/// <summary>The mail servers of the companies.</summary>
internal sealed class MailServers(IReadOnlyDictionary<int, MailServer> byCompany)
{
    /// <summary>The server of a company, or that of all; null if there is neither.</summary>
    public MailServer? Of(int companyId) => byCompany.GetValueOrDefault(companyId) ?? byCompany.GetValueOrDefault(0);

    /// <exception cref="MailSecretLostException">A password cannot be decrypted.</exception>
    public static async Task<MailServers> LoadAsync(ClientDatabase database, MailSecrets secrets, CancellationToken cancel)
    {
        await using var db = database.CreateContext();
        var rows = await db.EmailServers.AsNoTracking().ToListAsync(cancel);
        return new MailServers(
            rows.ToDictionary(
                r => r.CompanyId,
                r => new MailServer(r.Host, r.Port, r.Security, r.UserName, r.Password is { } kept ? secrets.Unprotect(kept) : null)
            )
        );
    }
}
