using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Raincheck.Platform.Access;

namespace Raincheck.Features.Accounts;

/// <summary><c>Authorization: Bearer rck_…</c>.</summary>
internal sealed class ApiKeyHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logs,
    UrlEncoder encoder,
    Credentials credentials
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logs, encoder)
{
    public const string SchemeName = "api-key";

    /// <summary>How a key appears as an actor: no user name has a colon in it.</summary>
    public const string ActorPrefix = "key:";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!ApiKeySecret.IsIn(Request, out var key))
            return AuthenticateResult.NoResult();
        if (
            !ApiKeySecret.IsWellFormed(key)
            || await credentials.OfKeyAsync(ApiKeySecret.HashOf(key), Context.RequestAborted) is not { } found
        )
            return AuthenticateResult.Fail("no such key");
        return AuthenticateResult.Success(
            new AuthenticationTicket(Callers.Make(SchemeName, found.Id, ActorPrefix + found.Name, found.Role), SchemeName)
        );
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.Append(HeaderNames.WWWAuthenticate, "Bearer error=\"invalid_token\"");
        return base.HandleChallengeAsync(properties);
    }
}
