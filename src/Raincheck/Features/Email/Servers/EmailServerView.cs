using Raincheck.Storage;

namespace Raincheck.Features.Email.Servers;

/// <summary>A mail server. The password is never returned.</summary>
/// <param name="Host">The server's name or address.</param>
/// <param name="Port">Its port.</param>
/// <param name="Security"><c>auto</c>, <c>startTls</c>, <c>tls</c> or <c>none</c>.</param>
/// <param name="UserName">The user name of the login; null for no login.</param>
/// <param name="HasPassword">Whether a password is kept.</param>
public sealed record EmailServerView(string Host, int Port, MailSecurity Security, string? UserName, bool HasPassword)
{
    internal static EmailServerView Make(EmailServer row) => new(row.Host, row.Port, row.Security, row.UserName, row.Password is not null);
}

/// <summary>A mail server as it is to be.</summary>
/// <param name="Host">Its name or address.</param>
/// <param name="Port">Its port; 587 if omitted.</param>
/// <param name="Security">How the connection is protected; <c>auto</c> if omitted.</param>
/// <param name="UserName">The user name of the login; no login if omitted.</param>
/// <param name="Password">If omitted, the stored password is kept, provided that host, port, encryption and user name do not change.</param>
public sealed record EmailServerRequest(
    string Host,
    int? Port = null,
    MailSecurity? Security = null,
    string? UserName = null,
    string? Password = null
);
