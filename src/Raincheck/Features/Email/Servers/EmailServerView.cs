using Raincheck.Storage;

namespace Raincheck.Features.Email.Servers;

/// <summary>Where mail is handed over. The password is never shown.</summary>
/// <param name="Host">The server's name or address.</param>
/// <param name="Port">Its port.</param>
/// <param name="Security"><c>auto</c>, <c>startTls</c>, <c>tls</c> or <c>none</c>.</param>
/// <param name="UserName">Who signs in; null where nobody does.</param>
/// <param name="HasPassword">Whether a password is kept.</param>
public sealed record EmailServerView(string Host, int Port, MailSecurity Security, string? UserName, bool HasPassword)
{
    internal static EmailServerView Make(EmailServer row) => new(row.Host, row.Port, row.Security, row.UserName, row.Password is not null);
}

/// <summary>A mail server as it is to be.</summary>
/// <param name="Host">Its name or address.</param>
/// <param name="Port">Its port; 587 where it is left out.</param>
/// <param name="Security">How the connection is protected; <c>auto</c> where it is left out.</param>
/// <param name="UserName">Who signs in; nobody where it is left out.</param>
/// <param name="Password">Where it is left out the one that is kept stays, if host and user name stay.</param>
public sealed record EmailServerRequest(
    string Host,
    int? Port = null,
    MailSecurity? Security = null,
    string? UserName = null,
    string? Password = null
);
